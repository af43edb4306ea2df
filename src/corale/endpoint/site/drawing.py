"""Drawings of pages as rows of a table that carry a bar: they print, need no script, and are their own
table."""

import re
from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

_DAY = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?(?:T|Z|[+-]\d\d:\d\d|$)")


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar from `x`, `width` wide, both in hundredths of the drawing."""

    x: float
    width: float


def days(value: str) -> tuple[date, date] | None:
    """Return the first and the last day that a year, month, date or moment may mean; none if it is no such
    thing.

    >>> days("2016-02"), days("2025-05-23T13:00:00+02:00")[0], days("presto")
    ((datetime.date(2016, 2, 1), datetime.date(2016, 2, 29)), datetime.date(2025, 5, 23), None)
    """
    found = _DAY.match(value)
    try:
        if found is None:
            return None
        year, month = int(found[1]), int(found[2] or 0)
        first = date(year, month or 1, int(found[3] or 1))
        last_month = month or 12
        return first, first if found[3] else date(year, last_month, monthrange(year, last_month)[1])
    except ValueError:
        return None


def spans(periods: Sequence[tuple[date, date]]) -> list[Bar]:
    """Return the bar of each period on an axis that holds them all.

    >>> spans([(date(2015, 1, 1), date(2015, 12, 31)), (date(2015, 12, 31), date(2015, 12, 31))])
    [Bar(x=0.0, width=100.0), Bar(x=98.0, width=2.0)]
    """
    if not periods:
        return []
    start = min(first for first, _ in periods)
    whole = max((max(last for _, last in periods) - start).days, 1)
    bars = []
    for first, last in periods:
        width = max(round(100 * (last - first).days / whole, 1), 2.0)
        bars.append(Bar(min(round(100 * (first - start).days / whole, 1), 100 - width), width))
    return bars


def shares(values: Sequence[float], most: float | None = None) -> list[Bar]:
    """Return bars as long as values, of `most` (of the largest, without it); what is below nought has no
    length.

    >>> shares([27], 30), shares([2, 4])
    ([Bar(x=0.0, width=90.0)], [Bar(x=0.0, width=50.0), Bar(x=0.0, width=100.0)])
    """
    whole = max(values, default=0) if most is None else most
    return [
        Bar(0.0, round(min(max(100 * value / whole, 0), 100), 1) if whole > 0 else 0.0) for value in values
    ]
