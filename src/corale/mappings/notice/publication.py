"""When a notice came out: its dateline, a label or verb that says so, its first day on the board, its
signature."""

import re
from functools import partial
from itertools import islice

from corale.mappings.reading.gazetteer import is_place
from corale.mappings.reading.lines import Passage, ReadValue
from corale.mappings.text.dates import Moment, days, months
from corale.mappings.text.patterns import pattern

cue = partial(pattern, "publication")

MANY = 400  # dates looked at in one text
HEAD = 900  # characters of the head, where a date alone on its line is the notice's own


def published(passage: Passage) -> ReadValue | None:
    """Return the day (or month) on which the notice came out, where it is stated.

    A dateline and a label or verb of publishing go before the place and date of a signature.
    """
    text = passage.text
    if first := cue("month-first").match(text):
        return ReadValue(first["month"], *first.span("month"), "leading-month", 0.9)
    signed = told = None
    for moment in islice(days(text), MANY):
        if not moment.dated:
            if (until := cue("onward").match(text, moment.end)) and (
                last := next(days(text[until.end() : until.end() + 25]), None)
            ):
                moment = Moment(f"{last.value[:4]}-{moment.value[2:]}", moment.start, moment.end)
            if not (until and last and last.dated and moment.value < last.value):
                continue
        if found := _stated(text, moment):
            if found.rule not in ("publication-verb", "call-published"):
                return found
            told = told or found
        begin = text.rfind("\n", 0, moment.start) + 1
        byline = cue("byline").fullmatch(text, begin, moment.start) and cue("after").match(text, moment.end)
        if signed is None and (byline or _is_town(cue("signed").fullmatch(text, begin, moment.start))):
            signed = ReadValue(moment.value, moment.start, moment.end, "place-and-date", 0.7)
    if same := cue("same-day").search(text):
        day = [
            one
            for one in islice(days(text[: same.start()]), MANY)
            if one.dated and same.start() - one.end < 60
        ]
        told = ReadValue(day[-1].value, day[-1].start, day[-1].end, "same-day", 0.8) if day else told
    if label := cue("month-label").search(text):
        month = next(months(text[label.end() : label.end() + 30]))
        return ReadValue(month.value, label.end(), label.end() + month.end, "publication-month", 0.85)
    return told or signed


def _dateline(row: str) -> bool:
    """Say whether what stands before a day on its line is nothing, or the name of a place."""
    return _is_town(cue("dateline").fullmatch(row))


def _is_town(found: re.Match[str] | None) -> bool:
    return found is not None and (found["town"] is None or is_place(found["town"].rstrip(" -–")))


def _stated(text: str, moment: Moment) -> ReadValue | None:
    """Return a day as the day of publication where it leads the text, or a label or verb says so."""

    def dated(rule: str, confidence: float) -> ReadValue:
        return ReadValue(moment.value, moment.start, moment.end, rule, confidence)

    begin = text.rfind("\n", 0, moment.start) + 1
    row, closed = text[begin : moment.start], cue("after").match(text, moment.end)
    above = text[:begin].rstrip().rpartition("\n")[2]
    if not row.strip() and cue("closing").fullmatch(above):
        return None
    if (moment.start < HEAD) and closed and _dateline(row):
        return dated("dateline", 0.75)
    if begin == 0 and not row.strip():
        return dated("leading-date", 0.95)
    if row.strip() == "(" and re.match(r"\)\s*(?:\n|$)", text[moment.end :][:4]):
        return dated("date-line", 0.85)
    if (
        moment.start < HEAD
        and row.rstrip().endswith("(")
        and not cue("earlier").search(row)
        and re.match(r"\)\s*(?:\n|$)", text[moment.end :][:4])
    ):
        return dated("dateline", 0.75)
    below = text[moment.end :].lstrip()[:20]
    if cue("of-a-meeting").match(above) or (row.strip() and cue("of-a-meeting").match(below)):
        return None
    label = row[-110:] if row.strip() else above
    if (opened := cue("opened").search(label)) and not cue("earlier").search(
        label, max(0, opened.start() - 60)
    ):
        begins = not label[: opened.start()].strip(" –-|•(") or opened[0].startswith("(")
        verb = (
            "call-published"
            if cue("of-a-call").search(label, max(0, opened.start() - 40))
            else "publication-verb"
        )
        return dated("publication-label", 0.9) if begins else dated(verb, 0.85)
    if row.rstrip().lower().endswith(("dal", "dall’", "dall'")) and cue("out").match(text, moment.end):
        return dated("publication-verb", 0.85)
    return dated("today", 0.8) if cue("today").search(row) else None
