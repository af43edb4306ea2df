"""The lines of a document, as they are read: cleaned text with its place in the physical line."""

from collections.abc import Iterator
from dataclasses import dataclass

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
