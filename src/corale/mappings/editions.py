"""Earlier procedures told in a notice: each with its own year, kind, entities, grouping, services and output.

A text that opens a new selection often tells the one before; the parties stay with the procedure they belong to.
"""

import re
from collections.abc import Sequence

from corale.mappings import classify, parties
from corale.mappings.draft import Draft
from corale.mappings.lines import Passage
from corale.mappings.mentions import Mention
from corale.record import Fields, Json

_YEAR = re.compile(
    r"\b(?:nel(?:l[’']anno)?|nel corso del|del(?=\s+20\d\d,)|dal|dell[’']anno|fin dal|già nel|"
    r"nel\s+(?:triennio|biennio|quadriennio|periodo))\s+(?P<year>20\d\d)\b",
    re.IGNORECASE,
)
_PAST = re.compile(
    r"\b(?:ha|hanno|è stat[oa]|sono stat[ei]|si è|aveva(?:no)?|avevano|"
    r"era(?:no)?)\s+(?:\w+\s+)?\w+(?:t[oaie]|s[oaie])\b|\bgià\b|\bprecedent",
    re.IGNORECASE,
)
_NEW = re.compile(
    r"\bnuov[oa]\s+(?:avviso|procedura|selezione|bando|istruttoria|edizione|co\s?[-–]?\s?progettazione)|\bnuovamente\b",
    re.IGNORECASE,
)
_SERVICES = re.compile(
    r"(?:servizi|interventi|attività)(?:\s+\w+){0,3}\s*\((?P<list>(?:i\s+|gli\s+)?(?:servizi|interventi|"
    r"attività)[^()]{10,400})\)",
    re.IGNORECASE,
)
_NEXT = re.compile(
    r"\s*(?:;|,)?\s+(?:ed?\s+)?(?:(?:i|gli|il|le|la)\s+)?(?=(?:servizi[o]?|interventi|attività)\s+(?:a|ad|di|per|in)\b)"
)
_AGREEMENT = re.compile(
    r"(?:convenzione\s*/\s*)?accord[oi]\s+(?:di|quadro di)\s+(?:collaborazione|partenariato|programma|"
    r"co\s?[-–]?\s?progettazione)|convenzione(?=\s+(?:relativa|per la|di partenariato))|"
    r"patto\s+di\s+collaborazione",
    re.IGNORECASE,
)


def read(passage: Passage, draft: Draft, found: Sequence[Mention]) -> None:
    """Read services, and the earlier procedure with what is its own."""
    services = _services(passage, draft)
    latest = max(
        (
            int(str(draft.fields[name])[:4])
            for name in ("deadlineDate", "periodStart", "published")
            if name in draft.fields
        ),
        default=0,
    )
    for match in _YEAR.finditer(passage.text):
        year = int(match["year"])
        start, end = passage.sentence(match.start())
        kind = next((name for name, form in classify.kinds().items() if form.search(passage.text, start, end)), None)
        if kind is None or year >= latest or not _PAST.search(passage.text, start, end):
            continue
        edge = _edge(passage, end)
        _earlier(passage, draft, (year, kind, match.start("year"), match.end("year"), start, edge), found, services)
        return _present(passage, draft, [one for one in found if not start <= one.start < edge])
    return _present(passage, draft, found)


def _present(passage: Passage, draft: Draft, found: Sequence[Mention]) -> None:
    """State the grouping of the notice's own procedure, the one with most members."""
    group = max(parties.groupings(passage, found), key=lambda one: len(one.members), default=None)
    if group:
        place = passage.at(group.start, group.end)
        draft.put("grouping", grouping(group), place, "grouping", 0.8)
        draft.map(place)


def _edge(passage: Passage, end: int) -> int:
    """Return where the account of the earlier procedure ends: at the new one, else with its paragraph."""
    if new := _NEW.search(passage.text, end):
        return new.start()
    paragraph = passage.text.find("\n\n", end)
    return paragraph if paragraph >= 0 else len(passage.text)


def _services(passage: Passage, draft: Draft) -> list[tuple[str, int]]:
    services: list[tuple[str, int]] = []
    for match in _SERVICES.finditer(passage.text):
        at = match.start("list")
        for part in _NEXT.split(match["list"]):
            name = re.sub(r"^(?:i|gli|il|le|la)\s+", "", passage.quote(*_span(passage.text, part, at)))
            start, end = _span(passage.text, part, at)
            line = passage.at(end - len(name) if passage.text[start:end].endswith(name) else start, end)
            if name and name not in (service for service, _ in services):
                draft.append("service", name, line, "service", 0.8)
                draft.map(line)
                services.append((name, start))
            at = end
    return services


def _span(text: str, part: str, at: int) -> tuple[int, int]:
    start = text.find(part, at)
    return start, start + len(part)


def _earlier(
    passage: Passage,
    draft: Draft,
    told: tuple[int, str, int, int, int, int],
    found: Sequence[Mention],
    services: list[tuple[str, int]],
) -> None:
    """State an earlier procedure: year, kind, and the parties, services and agreement of its part of the text."""
    year, kind, at, end, start, edge = told
    inside = [one for one in found if start <= one.start < edge]
    value: Fields = {"year": year, "procedureKind": kind}
    names: list[Json] = [one.name for one in parties.entities(inside)]
    if names:
        value["thirdSectorEntity"] = names
    group = max(
        (one for one in parties.groupings(passage, found) if start <= one.start < edge),
        key=lambda one: len(one.members),
        default=None,
    )
    if group:
        value["grouping"] = grouping(group)
    if own := [name for name, place in services if start <= place < edge]:
        value["service"] = list[Json](own)
    agreement = _AGREEMENT.search(passage.text, start, edge)
    if agreement:
        value["output"] = [{"kind": "agreement", "title": passage.quote(*agreement.span())}]
    place = draft.append("earlier", value, passage.at(at, end), "earlier-procedure", 0.8)
    draft.map(passage.at(at, end))
    for one in parties.entities(inside):
        number = names.index(one.name)
        draft.prove(f"earlier/{place}/thirdSectorEntity/{number}", passage.at(one.start, one.end), "legal-form", 0.9)
    if group:
        draft.prove(f"earlier/{place}/grouping", passage.at(group.start, group.end), "grouping", 0.85)
        draft.map(passage.at(group.start, group.end))
    if agreement:
        draft.prove(f"earlier/{place}/output/0", passage.at(*agreement.span()), "agreement", 0.8)


def grouping(group: parties.Grouping) -> Fields:
    """Return a grouping as the contract's object."""
    seen: dict[str, None] = dict.fromkeys(one.name for one in group.members)
    value: Fields = {"kind": group.kind, "groupMember": list[Json](seen)}
    if group.lead:
        value["groupLead"] = group.lead.name
    return value | ({"hasUnnamedMembers": True} if group.unnamed else {})
