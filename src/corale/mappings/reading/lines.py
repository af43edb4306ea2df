"""The lines of a document, as they are read, and running text made of them that knows its way back to each
line."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise, zip_longest

from corale.mappings.reading.template import clean


@dataclass(frozen=True, slots=True)
class Line:
    """A line that says something: physical `number` (from 1), cleaned `text`, span of its `raw` text in that
    line.

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


@dataclass(frozen=True, slots=True)
class ReadValue:
    """A value found in running text, with its span, its rule and how sure it is."""

    value: str
    start: int
    end: int
    rule: str
    confidence: float


def line(number: int, raw: str) -> Line:
    """Return the line of a physical line's text."""
    stripped = raw.strip()
    start = 0 if len(stripped) == len(raw) else len(raw) - len(raw.lstrip())
    return Line(number, clean(stripped), stripped, start)


def physical(text: str) -> list[str]:
    r"""Return the physical lines of a text, parted by `\n` (or `\r\n`, `\r`) only; a final one opens no new
    line.

    >>> physical("a\r\n\nb"), physical("a\n"), physical("")
    (['a', '', 'b'], ['a'], [])
    """
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    rows = text.split("\n")
    return rows[:-1] if rows[-1] == "" else rows


def nonblank(rows: list[str]) -> Iterator[Line]:
    """Return the lines that are not blank."""
    return (line(number, raw) for number, raw in enumerate(rows, start=1) if raw and not raw.isspace())


_END = re.compile(r"(?<=[.;!?»”\"])\s+(?=[A-ZÀ-Ý0-9“\"«(•-])|\n\s*\n|\n(?=\s*[-•–*])")
_COLUMNS = re.compile(  # a label and its value in two columns
    r"^(?P<label>[A-ZÀ-Ý][^\n|:.;\d]{2,38}?)(?P<gap>\s\|\s|[^\S\n]{3,})(?=[^\s|][^\n|]*\|?"
    r"[^\S\n]*$)(?![^\n]*\S[^\S\n]{3,}\S)",
    re.MULTILINE,
)
_CORRECTED = ("legga", "leggersi", "intend", "sostituit", "rettificat", "corrett", "modificat")
_VOID = re.compile(  # what a correction takes back
    r"(?:dove|laddove|ove)\s+(?:è|era|sia)\s+(?:scritto|riportato|indicato|previsto|"
    r"stato\s+scritto)\b.{1,300}?\b(?:leggasi|si\s+legga|deve\s+leggersi|si\s+intenda|deve\s+intendersi)\b\s*"
    r"|[“\"«][^”\"»]{1,200}[”\"»]\s*(?:è|sono|viene|vengono|va|deve)\s+(?:essere\s+)?(?:sostituit|rettificat|"
    r"corrett|modificat)\w+\s+(?:da|con|dal(?:la)?|in|nel)\b",
    re.IGNORECASE | re.DOTALL,
)
BROAD = 110  # characters of a line that was wrapped, where nothing else tells the width
FULL = 0.8  # share of the width of the page from which a line may run on in the next
WIDE = 100
_GAP = re.compile(rf"\s{{{WIDE},}}")
_LINE_END = re.compile(r"\n(?=\S)")
_HYPHEN = re.compile(r"[^\W\d_]{2}-$")
_ITEM = re.compile(
    r"(?:[-–—•*·▪_|]|\(?(?:\d{1,2}|[a-zA-Z])[.)]\s|[ivx]{1,4}[.)]|[^\s:]+(?:\s[^\s:]+){0,3}\s?:\s)"
)
_WORDS = (
    r"(?:\b(?:di|del|dell[ao’']|dei|degli|delle|al|alla|da|dal|dalla|in|nel|nella|con|per|tra|fra|su|sul|"
    r"ed|il|la|lo|gli|le|che|(?<![A-ZÀ-Ý]\s)[aeoi]|n\.|ore|entro|art\.)|[’'])$"
)
TAIL = 14  # signs in which the last word of a row stands
_OPEN_WORD = re.compile(_WORDS, re.IGNORECASE)
_OPEN = re.compile(rf"[,;:(–-]$|{_WORDS}", re.IGNORECASE)
_ABBREVIATION = re.compile(
    r"(?:\b(?:n|nn|art|artt|lett|co|comma|soc|coop|ass|dott|dr|avv|ing|prof|sig|scad|cfr|es|ecc|p|c|s|d|l|r|t|ll|"
    r"lgs|reg|loc|fraz|tel|pag|del|int|min|max|ca|cd)"
    r"|\b[A-Z])\.$",
    re.IGNORECASE,
)


def _parts(line: Line) -> Iterator[Line]:
    """Yield the parts of a line between very wide gaps, which are lines of their own to the rules."""
    start = 0
    for gap in _GAP.finditer(line.raw) if len(line.raw) > WIDE else ():
        yield line.part(start, gap.start())
        start = gap.end()
    yield line.part(start, len(line.raw)) if start else line


def _width(lines: list[Line]) -> float:
    """Return how wide the page is that the lines were wrapped to (0: they were not)."""
    wrapped = [
        len(line.raw)
        for line, following in pairwise(lines)
        if following.number == line.number + 1
        and following.raw[:1].islower()
        and not _ITEM.match(following.raw)
    ]
    full = [len(line.raw) for line, following in pairwise(lines) if following.number == line.number + 1]
    widest = max(full, default=0)
    broad = BROAD <= widest <= 2 * BROAD and sum(length >= FULL * widest for length in full) > 1
    return max(wrapped, default=widest if broad else 0)


def _wraps(line: Line, following: Line, width: float) -> bool:
    """Say whether a line runs on in the next one, as its sentence was wrapped to the page."""
    if _ITEM.match(following.raw) or line.raw.endswith(":"):
        return False
    if following.raw[:1].islower() or _OPEN_WORD.search(line.raw, max(0, len(line.raw) - TAIL)):
        return True
    return len(line.raw) >= FULL * width > 40 and not (line.raw.isupper() and not following.raw.isupper())


def opens(row: str) -> bool:
    """Say whether a row cannot end where it does: a word or a sign at its end wants more.

    >>> opens("Avviso pubblico per la"), opens("Avviso pubblico")
    (True, False)
    """
    return bool(_OPEN.search(row, max(0, len(row) - TAIL)))


class Passage:
    """The text of some lines, joined by line breaks; `at` gives the place of a span in its physical line."""

    def __init__(self, lines: Iterable[Line]) -> None:
        self.lines = list(lines)
        if any(len(line.raw) > WIDE and (" " * 9 in line.raw or "\t" in line.raw) for line in self.lines):
            self.lines = [part for line in self.lines for part in _parts(line)]
        self._starts: list[int] = []
        self.text = self._joined() if len(self.lines) > 1 else "".join(line.raw for line in self.lines)
        if len(self.lines) < 2:
            self._starts = [0] * len(self.lines)
        if " | " in self.text or "   " in self.text:
            self.text = _COLUMNS.sub(
                lambda found: found["label"] + ":" + " " * (len(found["gap"]) - 1), self.text
            )
        if any(stem in self.text for stem in _CORRECTED):
            self.text = _VOID.sub(lambda found: " " * len(found[0]), self.text, count=20)

    def _joined(self) -> str:
        """Return the lines in one text: a sentence that was wrapped runs on, a word that was parted is
        whole."""
        parts: list[str] = []
        at = 0
        wide = _width(self.lines)
        for line, following in zip_longest(self.lines, self.lines[1:]):
            self._starts.append(at)
            raw, gap = line.raw, "" if following is None else "\n\n"
            if following and following.number <= max(line.number, line.last) + 1:
                gap = " " if _wraps(line, following, wide) else "\n"
                if gap == " " and _HYPHEN.search(raw) and following.raw[:1].isupper() == raw[-2:-1].isupper():
                    raw, gap = raw[:-1], ""
            parts += [raw, gap]
            at += len(raw) + len(gap)
        return "".join(parts)

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
        starts = {0}
        for found in _END.finditer(self.text):
            before = self.text[max(0, found.start() - 14) : found.start()]
            if "\n" in found[0] or not _ABBREVIATION.search(before):
                starts.add(found.end())
        for found in _LINE_END.finditer(self.text):
            if not opens(self.text[max(0, found.start() - 40) : found.start()]):
                starts.add(found.end())
        return sorted(starts)

    def sentence(self, offset: int, reach: int = 1000) -> tuple[int, int]:
        """Return the span of the sentence that holds the offset, at most `reach` characters to either
        side."""
        place = bisect_right(self.bounds, offset) - 1
        end = self.bounds[place + 1] if place + 1 < len(self.bounds) else len(self.text)
        return max(self.bounds[place], offset - reach), min(end, offset + reach)

    def preceding(self, offset: int, reach: int = 300) -> str:
        """Return what stands before an offset in its clause, with the label above where its line begins with
        it."""
        start = max(self.sentence(offset, reach)[0], offset - reach)
        clause = self.text[start:offset].rpartition(";")[2]
        above = self.text[max(0, start - 80) : start].rstrip().rpartition("\n")[2]
        if clause.strip(" \n([–-") and not (above.endswith("?") and len(clause) < 60):
            return clause
        return clause if above.endswith((".", ";")) else f"{above} {clause}"

    def behind(self, offset: int, reach: int = 300) -> str:
        """Return what follows an offset in its clause."""
        return self.text[offset : min(self.sentence(offset - 1)[1], offset + reach)].partition(";")[0]
