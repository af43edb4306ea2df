"""The rows of a notice's head: which one goes on in the line below, which only names bodies, offices,
places."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from corale.mappings.reading.gazetteer import is_place, places_at
from corale.mappings.reading.lines import Passage, opens
from corale.mappings.text import classify
from corale.mappings.text.mentions import Mention
from corale.mappings.text.patterns import pattern

cue = partial(pattern, "titles")

ROWS = 18  # rows of the head among which the title is sought

_FILLERS = frozenset(
    """
        comune comuni capofila ente di del della e n settore servizio servizi ufficio area sociale
        sociali l il la piano zona politiche stampa gestione associata provincia via per persona alla
        welfare azienda pubblica plus ats
    """.split()
)


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the head: its span, with the rows that go on from it, and whether it only names bodies."""

    start: int
    end: int
    letterhead: bool


def rows(passage: Passage, found: Sequence[Mention]) -> list[Row]:
    """Return the rows of the head; one that goes on in the next line is one row with it."""
    text = passage.text
    widest = max((len(line.raw) for line in passage.lines), default=0)
    spans = [row.span() for row in re.finditer(r"[^\n]*\S[^\n]*", text[:6000])][: 2 * ROWS]
    found_rows: list[Row] = []
    at = 0
    while at < len(spans) and len(found_rows) < ROWS:
        start, end = spans[at]
        letterhead = _letterhead(text, start, end, found)
        while (
            at + 1 < len(spans)
            and not letterhead
            and _goes_on(text, (start, end), spans[at], spans[at + 1], widest)
        ):
            at += 1
            end = spans[at][1]
        found_rows.append(Row(start, end, letterhead))
        at += 1
    return found_rows


def _goes_on(
    text: str, row: tuple[int, int], last: tuple[int, int], following: tuple[int, int], widest: int
) -> bool:
    """Say whether a row goes on in the line below: no blank between, and the sentence or the capitals run
    on."""
    if text[last[1] : following[0]].count("\n") != 1:
        return False
    above, below = text[last[0] : last[1]].rstrip(), text[following[0] : following[1]]
    if cue("label").match(below) or cue("label").match(text, *row) or cue("headed").match(below):
        return False
    if cue("headed").match(text, *row) and cue("labelled").match(below):
        return False
    if below[:1].islower() or opens(above) or (below[:1] in '“"«' and len(above) < 90):
        return True
    if above.isupper() and below.isupper():
        long = last[1] - last[0] > 55 and following[1] - following[0] > 30
        return (
            bool(cue("runs").match(below))
            or long
            or (last[1] - last[0] > 0.85 * widest > 60 and not above.endswith((".", ":")))
        )
    return last[1] - last[0] > 0.85 * widest > 60 and not above.endswith((".", ":", "!", "?"))


def _letterhead(text: str, start: int, end: int, found: Sequence[Mention]) -> bool:
    """Say whether a line only names bodies, offices, places or a day."""
    row = text[start:end].strip(" \t(-–>•*").rstrip(")")
    if text[start:end].lstrip().startswith("#"):
        return True
    if cue("body").match(row) and len(row) < 90 and not cue("notice").search(row) and not classify.names(row):
        return True
    if cue("office").fullmatch(row) or cue("dateline").fullmatch(row):
        return True
    rest, at = "", start
    for one in found:
        if start <= one.start and one.end <= end:
            rest += text[at : one.start]
            at = one.end
    rest += text[at:end]
    if sum(b - a for a, b in places_at(text, start)) > 0.6 * (end - start):
        return True
    if at > start and (rest.strip(" -–,.()") == "" or is_place(rest.strip(" -–,.()\n"))):
        return True
    words = [word for word in re.findall(r"[^\W\d_]+", rest) if word.lower() not in _FILLERS]
    return not words or (at > start and all(word.isupper() and len(word) <= 5 for word in words))
