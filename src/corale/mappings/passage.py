"""Running text with a way back: a string to search, every offset of which knows its physical line."""

import re
from bisect import bisect_right
from collections.abc import Iterable
from functools import cached_property

from corale.mappings.lines import Line
from corale.mappings.template import clean

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
