"""Contradictions inside a notice: a day against its weekday, a deadline against the day of publication.

Nothing is repaired: each is a finding (D018, D019) on the line of the doubtful value, with the line that says
otherwise where that is another."""

import re
from datetime import date
from itertools import islice

from corale.mappings.reading.lines import Passage
from corale.mappings.text.dates import days
from corale.mappings.text.extraction import RecordBuilder
from corale.record import Fields

MANY = 400  # days looked at in one text
DATES = ("deadlineDate", "published", "periodStart", "periodEnd")
WEEK = ("lunedì", "martedì", "mercoledì", "giovedì", "venerdì", "sabato", "domenica")
WEEK_EN = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_WEEKDAY = re.compile(
    r"\b(?P<day>(?:lune|marte|mercole|giove|vener)d(?=[iì])|sabato|domenica)[iì]?[’'`]?,?\s+(?:il\s+)?$",
    re.IGNORECASE,
)


def check(passage: Passage, builder: RecordBuilder) -> None:
    """Add a finding for every contradiction between the days of a notice."""
    _weekdays(passage, builder)
    end, start = (str(builder.fields.get(one, "")) for one in ("deadlineDate", "published"))
    if end and start and end[: len(start)] < start[: len(end)]:  # as precisely as both are told
        lines = builder.line_of("deadlineDate"), builder.line_of("published")
        builder.note("D019", lines[0], "deadlineDate", lines[1], end=end, start=start)


def _weekdays(passage: Passage, builder: RecordBuilder) -> None:
    """A day that the record states, told with the name of another day of the week."""
    for moment in islice(days(passage.text), MANY):
        named = _WEEKDAY.search(passage.text, max(0, moment.start - 20), moment.start)
        if not named or not moment.dated or not (field := _stating(builder.fields, moment.value)):
            continue
        wrote, falls = named["day"].lower(), date.fromisoformat(moment.value).weekday()
        if not WEEK[falls].startswith(wrote):
            told = next(number for number, name in enumerate(WEEK) if name.startswith(wrote))
            line = passage.at(moment.start, moment.end).number
            builder.note(
                "D018",
                line,
                field,
                date=moment.value,
                told=WEEK[told],
                falls=WEEK[falls],
                told_en=WEEK_EN[told],
                falls_en=WEEK_EN[falls],
            )


def _stating(fields: Fields, day: str) -> str:
    """Return the field that states a day; empty where none does."""
    meetings = fields.get("meeting", [])
    met = isinstance(meetings, list) and any(
        isinstance(one, dict) and one.get("date") == day for one in meetings
    )
    return next((name for name in DATES if fields.get(name) == day), "meeting" if met else "")
