"""Bodies and third-sector entities named in running text: found by their legal forms and by the gazetteer of
places."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from typing import Literal, TypeAlias

from corale.data.gazetteer.names import fold
from corale.mappings.reading.gazetteer import is_place, place_at, places_at
from corale.mappings.text.patterns import pattern

cue = partial(pattern, "bodies")
GENERIC = frozenset(
    """
        a agli al altre altri aps associativa associazione associazioni avviso b circolo cittadini codice
        comitato comunita con consorzi consorzio coop cooperativa cooperative croce culturale
        culturali degli dei del della delle di dilettantistica direzione distretto e ed ente enti ets
        famiglie federazione filantropici filantropico fondazione fondazioni garanzia gli i il impresa
        imprese in l la le lo locale mutuo nazionale o odv onlus organizzazione organizzazioni per
        pilotaggio promozione raggruppamento registro rete runts scientifico scopo settore si soc
        soccorso sociale sociali societa sportiva sportive tecnico temporanea temporanee temporaneo
        terzo tipo un una unico volontariato comune
    """.split()
)
_LAST_OF = re.compile(r".*\s(?:di|del|della)\s+")
Sort: TypeAlias = Literal["entity", "municipality", "body", "area"]


@dataclass(frozen=True, slots=True)
class Mention:
    """A named body: its sort, the span of its name, the name in one line."""

    sort: Sort
    start: int
    end: int
    name: str


def generic(name: str) -> bool:
    """Say whether a name holds nothing but words of kinds: a category, not the name of a body.

    >>> generic("Associazioni di Promozione Sociale (APS)"), generic("Associazione Dis e Dintorni")
    (True, False)
    """
    return bool(cue("bare-forms").fullmatch(name)) or all(word in GENERIC for word in fold(name).split())


def formed(name: str) -> bool:
    """Say whether a name tells the legal form of a third-sector entity, more than a word as «Fondazione».

    >>> formed("Radici Aps"), formed("Cooperativa Sociale Il Faro"), formed("Fondazione Cariplo")
    (True, True, False)
    """
    return cue("ended").search(name) is not None or "sociale" in fold(name).split()


def mentions(text: str) -> list[Mention]:
    """Return the bodies named in a text, in order, without overlaps: the longest at each place.

    >>> text = "costituito da ASAD Soc. Coop. Sociale e l’Associazione Dis e Dintorni e una rete"
    >>> [mention.name for mention in mentions(text)]
    ['ASAD Soc. Coop. Sociale', 'Associazione Dis e Dintorni']
    """
    found = [*_entities(text), *_municipalities(text), *_bodies(text)]
    public = {one.start for one in found if one.sort == "body"}
    found = [
        one
        for one in found
        if one.sort != "entity" or one.start not in public or cue("ended").search(one.name)
    ]
    found.sort(key=lambda one: (one.start, -one.end))
    kept: list[Mention] = []
    for one in found:
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
    ends = {end for one in kept if one.sort == "entity" for end in _ends(one.name)}
    return [one for one in kept if one.sort != "entity" or fold(one.name) not in ends]


def _ends(name: str) -> Iterator[str]:
    """Yield what may be left over of a name where a line broke: its last words."""
    words = fold(name).split()
    return (" ".join(words[place:]) for place in range(1, len(words)))


def _mention(sort: Sort, text: str, start: int, end: int) -> Mention:
    if elided := cue("elided").match(text, start, end):
        start = elided.end()
    if sort == "entity" and (grouped := cue("grouped").match(text, start, end)):
        start = grouped.end()
    name = text[start:end].rstrip(" ,;:-–")
    if name.count("(") < name.count(")"):
        name = name.rstrip(")")
    if name.endswith(".") and not re.search(r"\.\w*\.$|\b(?:Soc|Coop|soc|coop|n|r\.l|S\.p\.A)\.$", name):
        name = name[:-1]
    return Mention(sort, start, start + len(name), " ".join(name.split()))


def _name_end(text: str, match: re.Match[str]) -> int:
    """Return where the name of a body with its kind before it ends: at its legal form, or where the next one
    begins."""
    start, end = match.start("name") + 1, match.end()
    if cut := cue("cut").search(text, start, end):
        end = cut.start()
    if form := cue("closed").search(text, start, end):
        return form.end()
    if other := cue("other").search(text, start, min(len(text), end + 25)):
        end = min(end, other.start())
    return end


def _entities(text: str) -> list[Mention]:
    found: list[Mention] = []
    at = 0
    while match := cue("prefixed").search(text, at):
        one = _mention("entity", text, match.start(), _name_end(text, match))
        at = max(one.end, match.start("name") + 1)
        if not generic(one.name) and not cue("organs").match(fold(one.name)):
            found.append(one)
    for match in cue("suffixed").finditer(text):
        one = _mention("entity", text, match.start(), match.end())
        if not generic(one.name) and not generic(match["name"]):
            found.append(one)
    return found


def _municipalities(text: str) -> list[Mention]:
    found = []
    for match in cue("municipality").finditer(text):
        end = _town_end(text, match)
        if end > match.end():
            found.append(_mention("municipality", text, match.start(), end))
    return found


def _town_end(text: str, match: re.Match[str]) -> int:
    """Return where a municipality's name ends: «Comune della Spezia», «Comune di Corigliano – Rossano»
    too."""
    start = match.end()
    if match["of"].lower().startswith("dell"):
        word = re.compile(r"[\w’']+").match(text, start)
        article = "L’" if match["of"][-1] in "’'" else "La "
        return word.end() if word and is_place(article + word[0]) else start
    if (joint := cue("joined-town").match(text, start)) and is_place(f"{joint[1]}-{joint[2]}"):
        return joint.end()
    return place_at(text, start)


def _joined(text: str, start: int, end: int) -> int:
    """Return where an area's name ends that joins towns: «Ambito territoriale Trani - Bisceglie», «Distretto
    di Ravenna, Cervia e Russi»."""
    if of := _LAST_OF.search(text, start, end):
        towns = places_at(text, of.end())
        for one, last in pairwise(towns):
            if text[one[1] : last[0]].strip() == "e" and towns[0][1] == end:
                return last[1]
    while (
        not text[end - 1].isdigit()
        and (dash := cue("dash").match(text, end))
        and (after := place_at(text, dash.end())) > dash.end()
    ):
        end = after
    return end


def _bodies(text: str) -> list[Mention]:
    found = []
    for match in cue("body").finditer(text):
        start, end = match.span()
        if match[0].lower().startswith("consorzio") and (
            initials := cue("initials").search(text, max(0, start - 40), start)
        ):
            start = initials.start()
        found.append(_mention("body", text, start, _part_end(text, match.start(), end)))
    for match in cue("area").finditer(text):
        end = _part_end(text, match.start(), match.end())
        end = end if end < match.end() else _joined(text, match.start(), end)
        one = _mention("area", text, match.start(), end)
        if len(one.name.split()) > 1:
            found.append(one)
    return found


def _part_end(text: str, start: int, end: int) -> int:
    """Return where a body's name ends before what is no part of it."""
    cut = cue("no-part").search(text, start, min(len(text), end + 8))
    return min(end, cut.start()) if cut else end
