"""Temporary groupings of entities that a text names with their members: kind, members, lead."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from corale.mappings.reading.lines import Passage
from corale.mappings.text.mentions import Mention
from corale.record import Fields, Json

MANY = 100  # groupings looked at in one text

GROUP = re.compile(
    r"(?<![\w.])(?:Raggruppamento\s+Temporaneo(?:\s+di\s+(?:Imprese|Impresa|Scopo|"
    r"Operatori(?:\s+Economici)?|Enti|Concorrenti))?"
    r"|Rete\s+Temporanea\s+di\s+(?:Imprese|Impresa|Enti|Scopo)"
    r"|Associazione\s+Temporanea\s*(?:\s+di\s+|\s+tra\s+|\s+d[’']\s*|\s)(?:Scopo|Imprese?|Impresa)"
    r"|(?:raggruppamento|partenariato|rete|cordata|compagine|aggregazione)(?=,?\s+(?:di\s+(?:enti|associazioni|"
    r"cooperative|organizzazioni)|individuat|format|compost|"
    r"[«“\"]|costituit|guidat|selezionat|vincitor|aggiudicat|ammess|di\s+\w+\s+(?:realtà|enti|associazioni|"
    r"organizzazioni|"
    r"soggetti))|\s*:)"
    r"|(?-i:R\.?T\.?I\.?|A\.?T\.?I\.?|A\.?T\.?S\.?|R\.?T\.?S\.?))(?!\w)",
    re.IGNORECASE,
)
_ATS = re.compile(r"A\.?T\.?S\.?$")
_AREA_AFTER = re.compile(
    r"\)?\s*(?:n(?:\.|°)|\d|[IVXL]{1,5}\b|di\s+[A-Z]|[-–]\s*[A-Z]|[A-ZÀ-Ý][a-zà-ù]+\s*[,;.])"
)
_AREA_BEFORE = re.compile(
    r"(?:ambito(?:\s+territoriale)?(?:\s+sociale)?|\b(?:dell|nell|all|dall)[’'])\s*\(?$", re.IGNORECASE
)
_FORMED = re.compile(
    r":|\b(?:costitu|compost|format|tra|fra|compren|guidat|membri|partner|componenti|con)", re.IGNORECASE
)
_ITEM = re.compile(r"\s*(?:[-–•*]|\(?\d{1,2}[.)]|[a-z]\))\s+[^\n]+\n?")
_TOLD_NEXT = re.compile(r"capofila|insieme\s+a|compost|format[oa]|mandatari|capogruppo", re.IGNORECASE)
_MADE = re.compile(
    r"\s+(?:compost|format|costitu|tra\b|fra\b|guidat|con\s+capo|individuat|selezionat|" r"vincitr)",
    re.IGNORECASE,
)
_WITH = re.compile(r"\s+con\b")
_UNNAMED = re.compile(
    r"rete\s+di\s+(?:partner|enti|associazioni|soggetti|organizzazioni)|altr[ie]\s+(?:\w+\s+)?(?:enti|soggetti|"
    r"partner|associazioni|organizzazioni|realtà)|enti\s+associati|partner\s+non\s+profit|"
    r"numeros[ie]\s+(?:enti|partner|associazioni)|(?:fanno|fa)\s+parte\s+anche\s+(?:alcun|altr|divers|vari)|"
    r"e\s+altr[ie]\s+\w+",
    re.IGNORECASE,
)
_ROLE = re.compile(r"\b(?:mandante|mandataria|capogruppo)\b", re.IGNORECASE)
_HEADED = re.compile(
    r"\bguidat[oa]\s+da(?:l(?:la)?)?\s+$|\b(?:capogruppo|mandataria|capofila)\s*:?\s*(?:(?:il|la|"
    r"lo)\s+|l[’'])?$",
    re.IGNORECASE,
)
_HEADS = re.compile(r"\b(?:capogruppo|mandatari[ao]|capofila)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Grouping:
    """A temporary grouping: kind as written, members, whether some have no name or all are listed, lead."""

    kind: str
    start: int
    end: int
    members: tuple[Mention, ...]
    unnamed: bool
    listed: bool
    lead: Mention | None


def _reach(passage: Passage, offset: int) -> tuple[int, int]:
    """Return the span of the sentence that holds the offset, with the list of items that it opens."""
    start, end = passage.sentence(offset)
    if passage.text[offset:end].rstrip().endswith(":"):
        end = _items(passage.text, end)
    return start, end


def _items(text: str, end: int) -> int:
    """Return where the list of items ends that begins at an offset."""
    while item := _ITEM.match(text, end):
        end = item.end()
    return end


def groupings(passage: Passage, found: Sequence[Mention]) -> Iterator[Grouping]:
    """Return the temporary groupings that the text names with members; a mere possibility to group is
    none."""
    text = passage.text
    for match in islice(GROUP.finditer(text), MANY):
        if _ATS.match(match[0]) and (
            _AREA_AFTER.match(text, match.end())
            or (
                not _MADE.match(text, match.end())
                and _AREA_BEFORE.search(text, max(0, match.start() - 40), match.start())
            )
        ):
            continue
        start, end = _reach(passage, match.start())
        named = [one for one in found if one.sort == "entity" and start <= one.start < end]
        behind = [one for one in named if one.start >= match.end()]
        inside = tuple(behind if behind and _FORMED.search(text, match.end(), behind[0].start + 1) else named)
        if _WITH.match(text, match.end()):
            inside = tuple(named[max(0, len(named) - len(behind) - 1) :])
        if not inside and end - match.start() < 150 and _items(text, end) > end:
            start, end = end, _items(text, end)
            inside = tuple(one for one in found if one.sort == "entity" and start <= one.start < end)
        if not inside and _TOLD_NEXT.search(text, end, passage.sentence(end)[1]):
            start, end = end, passage.sentence(end)[1]
            inside = tuple(one for one in found if one.sort == "entity" and start <= one.start < end)
        if not inside:
            continue
        heads = [
            one
            for one in inside
            if _HEADS.search(text[one.end : one.end + 25])
            or _HEADED.search(text[max(0, one.start - 30) : one.start])
        ]
        kind = passage.quote(*match.span())
        yield Grouping(
            kind,
            *match.span(),
            inside,
            bool(_UNNAMED.search(text, start, min(len(text), end + 90))),
            len(inside) > 1
            and (
                any(_ROLE.search(text[one.end : one.end + 30]) for one in inside)
                or bool(_FORMED.search(text, match.end(), inside[0].start + 1))
            ),
            heads[0] if heads else None,
        )


def stated(group: Grouping) -> Fields:
    """Return a grouping as the contract's object."""
    seen: dict[str, None] = dict.fromkeys(one.name for one in group.members)
    value: Fields = {"kind": group.kind, "groupMember": list[Json](seen)}
    if group.lead:
        value["groupLead"] = group.lead.name
    return value | ({"hasUnnamedMembers": group.unnamed} if group.unnamed or group.listed else {})
