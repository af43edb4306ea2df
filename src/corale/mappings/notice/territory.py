"""Where: the territory of a notice, the lead municipality of its area, the municipalities that belong to
it."""

import re
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import islice

from corale.data.gazetteer.names import fold
from corale.mappings.reading.gazetteer import is_place, place_at, places_at
from corale.mappings.reading.lines import Passage, ReadValue
from corale.mappings.text.mentions import Mention
from corale.mappings.text.patterns import pattern

cue = partial(pattern, "territory")

MANY = 60  # places of a text where a list or a lead is looked for


def scope(passage: Passage, found: Sequence[Mention]) -> ReadValue | None:
    """Return the territory of the notice as written: a social zone, area or district, else a list of
    territories."""
    areas = [one for one in found if one.sort == "area"]
    if areas:
        names = {fold(one.name) for one in areas if fold(one.name).startswith(fold(areas[0].name))}
        same = [(one.start, one.end) for one in areas if fold(one.name) in names]
        plain = [span for span in same if not passage.text[slice(*span)].isupper()]
        start, end = (plain or same)[0] if len(names) == 1 else same[0]
        made_up = all(name.startswith("distretto") and not _known(name) for name in names)
        # a district that names neither a place nor a number may be a figure of speech
        sure = 0.45 if made_up else 0.85
        return ReadValue(passage.quote(start, end), start, end, "territorial-scope", sure)
    inside = pattern("bodies", "area").search(passage.text)
    # named within the name of a body
    if inside and passage.text[: inside.start()].endswith(("ell’", "ell'")):
        return ReadValue(passage.quote(*inside.span()), *inside.span(), "territorial-scope", 0.7)
    if match := cue("quarter").search(passage.text):
        # named, not as the scope
        return ReadValue(passage.quote(*match.span()), *match.span(), "territorial-scope", 0.45)
    for match in cue("regions").finditer(passage.text):
        if spans := places_at(passage.text, match.end()):
            end = spans[-1][1]
            return ReadValue(passage.quote(match.start(), end), match.start(), end, "territorial-scope", 0.75)
    return None


def _known(name: str) -> bool:
    """Say whether an area's name holds a number or a code, or a place that the tables know."""
    words = name.split()
    return any(sign.isdigit() for sign in name) or any(
        is_place(" ".join(words[a:b])) for a in range(1, len(words)) for b in range(a + 1, len(words) + 1)
    )


def lead(passage: Passage, found: Sequence[Mention]) -> ReadValue | None:
    """Return the lead municipality's name, only where the text calls it so; the lead of a grouping is
    none."""
    text = passage.text
    towns = [one for one in found if one.sort == "municipality"]
    for place, one in enumerate(towns):
        after = cue("lead-after").match(text, one.end)
        between = after and any(one.end < other.start < after.end() for other in towns[place + 1 :])
        if (after and not between) or cue("lead-before").search(text, max(0, one.start - 70), one.start):
            start = of.end() if (of := cue("of").search(text, one.start, one.end)) else one.start
            return ReadValue(passage.quote(start, one.end), start, one.end, "lead-municipality", 0.9)
    others = [(one.start, one.end) for one in found if one.sort in ("entity", "body")]
    for mark in islice(cue("lead-mark").finditer(text), MANY):
        words = [
            word.start() for word in re.finditer(r"[^\s(]+", text[max(0, mark.start() - 50) : mark.start()])
        ]
        for start in (max(0, mark.start() - 50) + word for word in words):
            if place_at(text, start) == mark.start() and not any(a <= start < b for a, b in others):
                return ReadValue(
                    passage.quote(start, mark.start()), start, mark.start(), "lead-municipality", 0.85
                )
    for mark in cue("lead-bare").finditer(text):
        if (end := place_at(text, mark.end())) > mark.end() and not any(
            a <= mark.end() < b for a, b in others
        ):
            return ReadValue(passage.quote(mark.end(), end), mark.end(), end, "lead-municipality", 0.8)
    return None


def members(passage: Passage, found: Sequence[Mention]) -> list[ReadValue]:
    """Return the municipalities that belong to the area: the longest list of them that the text gives as
    such."""
    best: list[tuple[int, int]] = []
    for spans, least in _lists(passage, found):
        best = spans if len(spans) >= max(least, len(best) + 1) else best
    return [ReadValue(passage.quote(*span), *span, "member-municipality", 0.9) for span in best]


def _lists(passage: Passage, found: Sequence[Mention]) -> Iterator[tuple[list[tuple[int, int]], int]]:
    """Yield lists of places that may be an area's members, each with the least length to count as such."""
    text = passage.text
    for word in islice(cue("towns").finditer(text), MANY):
        if cue("resident").search(text, max(0, word.start() - 24), word.start()):
            continue  # whom it is for, not who belongs to it
        limit = min(passage.sentence(word.start())[1] + 6, word.end() + 90)
        for opening in cue("start").finditer(text, word.end(), limit):
            yield places_at(text, opening.end()), 2
    for one in found[:MANY]:
        if one.sort != "entity" and (bracket := cue("bracket").match(text, one.end)):
            yield places_at(text, bracket.end()), 3
    for word in islice(cue("holds").finditer(text), MANY):
        end = min(passage.sentence(word.start())[1] + 3, word.end() + 60)
        for opening in cue("start").finditer(text, word.end(), end):
            yield places_at(text, opening.end()), 3
    for along in cue("along").finditer(text):
        spans = places_at(text, along.end())
        if spans and (head := lead(passage, ())):
            spans = [(head.start, head.end), *spans]
        yield spans, 2
