"""The period that a notice covers: of years, months or days; windows of bids, postings and meetings are
none."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from itertools import islice, pairwise

from corale.mappings.reading.lines import Passage, ReadValue
from corale.mappings.text.dates import days, months
from corale.mappings.text.patterns import pattern
from corale.mappings.text.values import MONTHS

cue = partial(pattern, "periods")

REACH = 300
MANY = 400  # dates looked at in one text


@dataclass(frozen=True, slots=True)
class Point:
    """A day, a month or a day or month whose year is that of the next one (`value` empty), with its span."""

    value: str
    start: int
    end: int
    short: str = ""


def period(
    passage: Passage, taken: frozenset[str] = frozenset()
) -> tuple[ReadValue | None, ReadValue | None]:
    """Return the start and the end of the period that the notice covers, where they are stated.

    Days and months go before years; `taken` are the days that were read as deadline or publication.
    """
    points = _points(passage.text)
    for one, two in pairwise(points):
        if two.value and (pair := _pair(passage, one, two)):
            return pair
    years = next(_years(passage), None)
    if years:
        return years
    start = next((found for one in points if (found := _start(passage, one, taken))), None)
    end = next((found for one in points if (found := _end(passage, one, taken))), None)
    return start, end if not start or not end or end.value > start.value else None


def _points(text: str) -> list[Point]:
    """Return days and months in order, each once; those without a year wait for the one of their pair."""
    points = [
        Point("" if not day.dated else day.value, day.start, day.end, "" if day.dated else day.value[2:])
        for day in islice(days(text), MANY)
    ]
    covered = [(one.start, one.end) for one in points]
    for month in islice(months(text), MANY):
        if not any(a < month.end and month.start < b for a, b in covered):
            points.append(Point(month.value, month.start, month.end))
    for bare in islice(cue("bare-month").finditer(text), MANY):
        if not any(a < bare.end() and bare.start() < b for a, b in covered):
            points.append(Point("", bare.start(), bare.end(), f"{MONTHS[bare['m'].lower()]:02}"))
    return sorted(points, key=lambda one: one.start)


def _context(passage: Passage, at: int) -> tuple[str, str]:
    """Return the words before a place within its sentence, the nearest clause and the whole."""
    start, _ = passage.sentence(at, REACH)
    whole = passage.text[start:at]
    return whole.rpartition(";")[2], whole


def _pair(passage: Passage, one: Point, two: Point) -> tuple[ReadValue, ReadValue] | None:
    """Return two points as a period: «dal … al …», «periodo: … - …», «inizia il … e termina il …»."""
    text = passage.text
    if two.start - one.end > 60 or not cue("to").fullmatch(text, one.end, two.start):
        return None
    clause, whole = _context(passage, one.start)
    near = clause[-90:]
    after = text[two.end : two.end + 60]
    if cue("bids").search(near) or cue("over").search(near) or cue("bids-behind").match(after):
        return None
    if not (cue("from").search(near) or cue("begins").search(near)):
        return None
    value = one.value
    if not value:
        value = f"{two.value[:4]}-{one.short}"
        if (len(one.short) > 2 and len(two.value) < 10) or value > two.value:
            return None
    if value >= two.value:
        return None
    sure = 0.9 if cue("work").search(whole) else 0.7
    return ReadValue(value, one.start, one.end, "period", sure), ReadValue(
        two.value, two.start, two.end, "period", sure
    )


def _years(passage: Passage) -> Iterator[tuple[ReadValue, ReadValue]]:
    """Return the spans of years that a word like «triennio» calls, or that stand in the heading."""
    text = passage.text
    for found in cue("years").finditer(text):
        clause, whole = _context(passage, found.start())
        if (
            cue("funds").search(clause[-80:])
            or cue("over").search(whole[-120:])
            or cue("gone").match(passage.behind(found.end(), 90))
        ):
            continue
        if found["list"]:
            low, high = found["list"][:4], found["list"][-4:]
            spans = (found.start("list"), found.start("list") + 4), (found.end("list") - 4, found.end("list"))
        else:
            low, high = found["a"], found["b"] or found["a"][:2] + found["s"]
            spans = found.span("a"), found.span("b" if found["b"] else "s")
        named = cue("named").search(clause)
        if not 0 < int(high) - int(low) <= 10 or not (
            named or (found["b"] and "\n" not in text[: found.start()])
        ):
            continue
        sure = (
            0.55
            if not named
            else 0.85
            if cue("span").search(clause) and not cue("plan").search(whole)
            else 0.6
        )
        yield ReadValue(low, *spans[0], "period", sure), ReadValue(high, *spans[1], "period", sure)


def _start(passage: Passage, one: Point, taken: frozenset[str]) -> ReadValue | None:
    """Return a point as the start of what is done together, if it is told as one."""
    clause, whole = _context(passage, one.start)
    if not one.value or one.value in taken or not cue("starts").search(clause[-80:]):
        return None
    label = clause.rstrip().endswith(":") and len(clause) < 40
    if (
        cue("bids").search(clause[-90:])
        or cue("over").search(clause[-90:])
        or not (label or cue("work").search(whole))
    ):
        return None
    return ReadValue(one.value, one.start, one.end, "start-of-work", 0.7)


def _end(passage: Passage, one: Point, taken: frozenset[str]) -> ReadValue | None:
    """Return a point as the end of what is done together, if it is told as one."""
    clause, _ = _context(passage, one.start)
    near = clause[-100:]
    if not one.value or one.value in taken or not (until := cue("until").search(near)):
        return None
    if cue("bids").search(near) or cue("over").search(near):
        return None
    prolonged = "prorog" in near.lower() and cue("prolonged").match(passage.text, one.end)
    if not (
        prolonged or cue("end-work").search(near)
    ):  # only where it lies far behind the day on which bids close
        far = (
            max((value[:7] for value in taken), default="9999") < f"{int(one.value[:4]) - 1}{one.value[4:7]}"
        )
        return (
            ReadValue(one.value, one.start, one.end, "far-end", 0.65)
            if far and len(one.value) == 10
            else None
        )
    if until[0].lower().startswith("entro") and not cue("ends").search(near):
        return None
    return ReadValue(one.value, one.start, one.end, "end-of-work", 0.75)
