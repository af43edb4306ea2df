"""Days and spans of a notice with what they are of: deadlines, meetings, periods; and the codes that it
bears."""

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from corale.mappings.reading.lines import Passage, ReadValue
from corale.mappings.text.dates import Moment, days
from corale.mappings.text.patterns import pattern
from corale.mappings.text.values import calendar
from corale.record import Fields

MANY = 400  # days looked at in one text
REACH = 200
_NUMBERS = {
    "un": 1,
    "uno": 1,
    "una": 1,
    "due": 2,
    "tre": 3,
    "quattro": 4,
    "cinque": 5,
    "sei": 6,
    "sette": 7,
    "otto": 8,
    "nove": 9,
    "dieci": 10,
    "dodici": 12,
    "diciotto": 18,
    "ventiquattro": 24,
    "trentasei": 36,
    "annuale": 12,
    "biennale": 24,
    "triennale": 36,
    "quadriennale": 48,
    "quinquennale": 60,
}
_TWO = re.compile(r"(?<!\d)\d{1,2}(?!\d)")
Stated = tuple[Fields, ReadValue]


def deadlines(passage: Passage, day: ReadValue | None, hour: ReadValue | None) -> Iterator[Stated]:
    """Return the deadlines of bids (as already read) and of questions, each with what it is of."""
    if day:
        made: Fields = {"what": "submission", "date": day.value}
        if hour:
            made["time"] = hour.value
        yield made, day
    for moment in islice(days(passage.text), MANY):
        before = passage.preceding(moment.start, REACH)
        if pattern("occasions", "clarifications").search(before) and not (day and moment.start == day.start):
            yield (
                {"what": "clarifications", "date": moment.value},
                ReadValue(moment.value, moment.start, moment.end, "deadline", 0.8),
            )


def meetings(passage: Passage, taken: Sequence[ReadValue]) -> Iterator[Stated]:
    """Return the days on which tables, commissions or the public meet; days that are something else are
    none."""
    others = {one.start for one in taken}
    seen: set[str] = set()
    rows = False  # whether the lines above are days of meetings, one a line
    for moment in islice(days(passage.text), MANY):
        line = passage.text.rfind("\n", 0, moment.start) + 1
        lone = pattern("occasions", "meeting-row").match(passage.text[line : moment.start]) is not None
        held = moment.start not in others and (
            _is_meeting(passage, moment) or (lone and (rows or _headed(passage, line)))
        )
        rows = held and lone
        for value, start, end in [
            *_same_month(passage.text, moment),
            (moment.value, moment.start, moment.end),
        ]:
            if held and value not in seen:
                seen.add(value)
                yield {"date": value}, ReadValue(value, start, end, "meeting", 0.9)


def _is_meeting(passage: Passage, moment: Moment) -> bool:
    before = passage.preceding(moment.start, REACH)
    near = before[-110:]
    if pattern("occasions", "not-meeting").search(near.rpartition(",")[2] or near) or not near:
        return False
    behind = passage.behind(moment.end, 80)
    if pattern("occasions", "meeting-behind").match(behind):
        return True
    meets = pattern("occasions", "meeting").search(near)
    return meets is not None and pattern("occasions", "meeting-held").search(f"{near} {behind}") is not None


def _headed(passage: Passage, line: int) -> bool:
    """Say whether the line above a row announces meetings."""
    above = passage.text[max(0, line - 260) : line].rstrip()
    said = above.rpartition("\n")[2]
    return above.endswith(":") and all(
        pattern("occasions", name).search(said) for name in ("meeting", "meeting-held")
    )


def _same_month(text: str, moment: Moment) -> Iterator[tuple[str, int, int]]:
    """Yield the days before a date that share its month: «il 6, il 13 e il 20 ottobre 2022»."""
    lead = text[max(0, moment.start - 60) : moment.start]
    if chain := pattern("occasions", "days-before").search(lead):
        for number in _TWO.finditer(lead, chain.start()):
            year = moment.value[:4] if moment.dated else "2024"
            value = calendar(int(year), int(moment.value[-5:-3]), int(number[0]))
            if value:
                start = moment.start - len(lead) + number.start()
                yield (value if moment.dated else "-" + value[4:]), start, start + len(number[0])


def periods(passage: Passage, start: ReadValue | None, end: ReadValue | None) -> Iterator[Stated]:
    """Return the period already read and the years of programmes, each with what it is of; else how long it
    lasts."""
    if first := start or end:
        made: Fields = {"what": _of(passage, first)}
        for name, one in (("start", start), ("end", end)):
            if one:
                made[name] = one.value
        yield made, first
    seen: set[tuple[str, str]] = set()
    for match in islice(pattern("occasions", "programme").finditer(passage.text), MANY):
        years = (match["a"], match["b"])
        if years not in seen and years[0] < years[1]:
            seen.add(years)
            place = ReadValue(" - ".join(years), match.start("a"), match.end("b"), "period", 0.8)
            yield {"what": "programme", "start": years[0], "end": years[1]}, place
    lasts = None if first else pattern("occasions", "duration").search(passage.text)
    if lasts and not pattern("occasions", "no-duration").search(lasts[0]):
        name = next(one for one in "abcdef" if lasts[one])
        number, unit = lasts[name], lasts[f"{name}u"]
        count = _NUMBERS.get(number.lower()) or (int(number) if number.isdigit() else 0)
        place = ReadValue(lasts[0], lasts.start(), lasts.end(), "period", 0.8)
        yield (
            {"what": _of(passage, place), "durationMonths": count * (12 if unit.startswith("ann") else 1)},
            place,
        )


def _of(passage: Passage, place: ReadValue) -> str:
    """Return what a period is of: what its clause names nearest before it, else behind."""
    before = f"{passage.preceding(place.start, REACH)} {passage.text[place.start : place.end]}"
    best, name = -1, ""
    for what in ("convention", "project", "service"):
        for match in pattern("occasions", what).finditer(before):
            best, name = max((best, name), (match.start(), what))
    if not name:
        behind = passage.behind(place.end, 60)
        name = next(
            (w for w in ("convention", "project", "service") if pattern("occasions", w).search(behind)),
            "other",
        )
    return name


def identifiers(passage: Passage) -> Iterator[Stated]:
    """Return the codes CIG and CUP, each once."""
    seen: set[str] = set()
    for scheme in ("cig", "cup"):
        for match in islice(pattern("identifiers", scheme).finditer(passage.text), MANY):
            name = next(name for name, value in match.groupdict().items() if value)
            if match[name] not in seen:
                seen.add(match[name])
                place = ReadValue(match[name], *match.span(name), "identifier", 0.95)
                yield {"scheme": scheme.upper(), "value": match[name]}, place
