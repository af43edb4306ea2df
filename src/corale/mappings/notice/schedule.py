"""The deadline of a notice: its day and hour; dates of acts, meetings, questions and works are none."""

from datetime import date, timedelta
from functools import partial
from itertools import islice

from corale.mappings.reading.lines import Passage, ReadValue
from corale.mappings.text.dates import TIME, Moment, clock, days, hour
from corale.mappings.text.patterns import Nearby, pattern

cue = partial(pattern, "deadlines")

REACH, NEAR, FAR = 300, 120, 60  # characters of a clause, of it before a day, from the word that closes
MANY = 400  # dates looked at in one text
LABEL = 50  # characters of the longest label
ALONE = 5.0  # weight of a day that no word closes, with «dal … al …» or «fissa al … il termine»
LEAST, LAST = 1.5, 1.6  # weight of a deadline; of one that is over, which counts where there is no other


def deadlines(passage: Passage) -> tuple[ReadValue | None, ReadValue | None]:
    """Return the deadline's day (or `--mm-dd` where no year is stated) and its time, each with its span."""
    told: list[tuple[float, Moment, int, int]] = []
    for moment in islice(days(passage.text), MANY):
        if (score := _weight(passage, moment)) > 0:
            told.append((score, moment, *passage.sentence(moment.start, REACH)))
    if not told:
        return None, None
    best = max(told, key=lambda row: row[0])
    if not best[1].dated:  # the same day may stand elsewhere with its year
        best = next((row for row in told if row[1].dated and row[1].value[4:] == best[1].value[1:]), best)
    score, moment, start, end = best
    confidence = min(0.95, 0.45 + 0.1 * score)
    day = ReadValue(moment.value, moment.start, moment.end, "deadline", confidence)
    hour = _hour(passage.text, moment, start, end, confidence)
    return day, hour or _hour_elsewhere(passage, moment, confidence)


def _weight(passage: Passage, day: Moment) -> float:
    """Return how much speaks for a day as the deadline (0: nothing)."""
    before, behind = passage.preceding(day.start, REACH)[-NEAR:], passage.behind(day.end, REACH)
    by = Nearby("deadlines", before, behind)
    if _dateline(passage.text, day) or by.forbids():
        return 0
    bids = by.has("sending", "sending-behind")
    if not by.has("closing"):
        window = by.has("between", "window") and not by.has("event", "work")
        return ALONE if bids and (window or by.has("set")) else 0
    gap = before[max(found.end() for found in cue("closing").finditer(before)) :]
    if next(days(gap), None) and not by.has("again", "window"):
        return 0  # another day is nearer to the words that close
    timed = TIME.search(passage.text, max(0, day.start - 40), day.end + 25) is not None
    if not (bids or timed or by.has("call")):
        return 0
    works = by.has("work") and not by.has("sending")
    weight = 2 + by.weight() + timed - 3 * works - 2 * (len(gap) > FAR)
    return 0 if weight < LEAST else min(weight, LAST) if by.has("over") else weight


def _dateline(text: str, moment: Moment) -> bool:
    """Say whether a day stands alone on its line below a heading: the day of the page, not of its heading."""
    start, end = text.rfind("\n", 0, moment.start) + 1, text.find("\n", moment.end)
    if text[start : moment.start].strip() or text[moment.end : end if end >= 0 else None].strip():
        return False
    above = text[:start].rstrip().rpartition("\n")[2]
    return len(above) > LABEL and not above.endswith((":", "?", ","))


def _hour_elsewhere(passage: Passage, day: Moment, confidence: float) -> ReadValue | None:
    """Return the time that stands behind «ore» with another mention of the same day as an end of bids."""
    for moment in islice(days(passage.text), MANY):
        if moment.value == day.value and moment.start != day.start:
            start, end = passage.sentence(moment.start, REACH)
            near = passage.text[max(start, moment.start - 60) : moment.start]
            if cue("sending").search(passage.text, start, end) and not cue("event").search(near):
                return _hour(passage.text, moment, start, end, confidence)
    return None


def _hour(text: str, moment: Moment, start: int, end: int, confidence: float) -> ReadValue | None:
    """Return the time that stands with a day, before or behind it in the same sentence."""
    for beside in (
        cue("hour-behind").match(text, moment.end),
        cue("hour-before").search(text, max(0, moment.start - 40), moment.start),
    ):
        if beside and (value := clock(f"ore {beside['time']}")):
            return ReadValue(value, *beside.span("time"), "deadline-time", confidence)
    low, high = max(start, moment.start - 60), min(end, moment.end + 45)
    spans = sorted(
        TIME.finditer(text, low, high),
        key=lambda one: min(abs(one.start() - moment.end), abs(moment.start - one.end())),
    )
    for span in spans:
        if value := hour(span):
            return ReadValue(value, span.start(), span.end(), "deadline-time", confidence)
    row = cue("hour-row").search(text)
    value = clock(f"ore {row['time']}") if row else None
    return ReadValue(value, *row.span("time"), "deadline-time", confidence) if row and value else None


def year_after(moment: str, text: str) -> str | None:
    """Return the day without a year as the first such day after the latest day that the text dates.

    >>> year_after("--10-21", "delibera del 16 aprile 2025")
    '2025-10-21'
    """
    dated = [found.value for found in days(text) if found.dated]
    if not dated:
        return None
    latest = date.fromisoformat(max(value for value in dated))
    month, day = int(moment[2:4]), int(moment[5:7])
    for year in (latest.year, latest.year + 1):
        try:
            found = date(year, month, day)
        except ValueError:
            continue
        if found > latest - timedelta(days=1):
            return found.isoformat()
    return None
