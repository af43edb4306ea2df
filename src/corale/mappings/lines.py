"""The lines of a document, as they are read, and running text made of them that knows its way back to each line."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from corale.mappings.template import clean


@dataclass(frozen=True, slots=True)
class Line:
    """A line that says something: physical `number` (from 1), cleaned `text`, span of its `raw` text in that line.

    `last` is the last physical line where the text runs over several (0: it does not).
    """

    number: int
    text: str
    raw: str
    start: int
    last: int = 0

    @property
    def end(self) -> int:
        """Where the raw text ends in the physical line."""
        return self.start + len(self.raw)

    def part(self, start: int, end: int) -> "Line":
        """Return a part of the line, by offsets into its raw text.

        >>> line(3, "  Data: 1/2/2020 ").part(6, 14)
        Line(number=3, text='1/2/2020', raw='1/2/2020', start=8, last=0)
        """
        raw = self.raw[start:end]
        lead = len(raw) - len(raw.lstrip())
        return Line(self.number, clean(raw), raw.strip(), self.start + start + lead, self.last)


def line(number: int, raw: str) -> Line:
    """Return the line of a physical line's text."""
    stripped = raw.strip()
    start = 0 if len(stripped) == len(raw) else len(raw) - len(raw.lstrip())
    return Line(number, clean(stripped), stripped, start)


def physical(text: str) -> list[str]:
    r"""Return the physical lines of a text, parted by `\n` (or `\r\n`, `\r`) only; a final one opens no new line.

    >>> physical("a\r\n\nb"), physical("a\n"), physical("")
    (['a', '', 'b'], ['a'], [])
    """
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    rows = text.split("\n")
    return rows[:-1] if rows[-1] == "" else rows


def said(rows: list[str]) -> Iterator[Line]:
    """Return the lines that are not blank."""
    return (line(number, raw) for number, raw in enumerate(rows, start=1) if raw and not raw.isspace())


_END = re.compile(r"(?<=[.;!?»”\"])\s+(?=[A-ZÀ-Ý0-9“\"«(•-])|\n\s*\n|\n(?=\s*[-•–*])")
_ABBREVIATION = re.compile(
    r"(?:\b(?:n|nn|art|artt|lett|co|comma|soc|coop|ass|dott|dr|avv|ing|prof|sig|scad|cfr|es|ecc|p|c|s|d|l|r|t|ll|lgs|reg|loc|fraz|tel|pag|del|int|min|max|ca|cd)"
    r"|\b[A-Z])\.$",
    re.IGNORECASE,
)


class Passage:
    """The text of some lines, joined by line breaks; `at` gives the place of a span in its physical line."""

    def __init__(self, lines: Iterable[Line]) -> None:
        self.lines = list(lines)
        self.text = ""
        self._starts: list[int] = []
        parts, at, last = [], 0, None
        for line in self.lines:
            if last is not None:
                gap = "\n" if line.number <= last + 1 else "\n\n"
                parts.append(gap)
                at += len(gap)
            self._starts.append(at)
            parts.append(line.raw)
            at += len(line.raw)
            last = line.number
        self.text = "".join(parts)

    def at(self, start: int, end: int) -> Line:
        """Return the place of a span; one that runs over a line break is proved by its first line."""
        place = max(bisect_right(self._starts, start) - 1, 0)
        line, offset = self.lines[place], self._starts[place]
        return line.part(start - offset, min(end - offset, len(line.raw)))

    def quote(self, start: int, end: int) -> str:
        """Return the text of a span, in one line."""
        return clean(self.text[start:end])

    @cached_property
    def bounds(self) -> list[int]:
        """The offsets where sentences start, in order, from 0."""
        starts = [0]
        for found in _END.finditer(self.text):
            before = self.text[max(0, found.start() - 14) : found.start()]
            if "\n" in found[0] or not _ABBREVIATION.search(before):
                starts.append(found.end())
        return starts

    def sentence(self, offset: int, reach: int = 1000) -> tuple[int, int]:
        """Return the span of the sentence that holds the offset, at most `reach` characters to either side."""
        place = bisect_right(self.bounds, offset) - 1
        end = self.bounds[place + 1] if place + 1 < len(self.bounds) else len(self.text)
        return max(self.bounds[place], offset - reach), min(end, offset + reach)
