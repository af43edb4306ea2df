"""The registry's export, CSV or Excel: one row a process, columns named like the labels of its pages.

A row that does not parse is set aside with a finding; the rows behind it are read all the same.
"""

import csv
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from corale.mappings.reading.lines import Line
from corale.mappings.reading.office.xlsx import day
from corale.mappings.reading.template import Label, Template, clean, load, table
from corale.mappings.sheet.blocks import Block, Page
from corale.mappings.text.extraction import RecordBuilder

LONGEST = 200
WHOLE = frozenset({"year", "integer", "months", "score", "percent", "money"})
_QUOTED = re.compile(r'"[^"]*"')
_DECLARED = re.compile(r"sep=([;,|\t])", re.IGNORECASE)
_MIDNIGHT = re.compile(r"[ T]0?0[:.]00(?:[:.]00)?$")
_SERIAL = re.compile(r"[23456]\d{4}(?:[.,]0+)?")  # days from 1954 to 2091
_SHORT = re.compile(r"(\d{1,2}[/.-]\d{1,2}[/.-])(\d\d)")
_WHOLE = re.compile(r"(\d{1,12})[.,]0{1,2}")
TITLE = Label("", "title", "title")
PLACES = Label("", "territory", "places")
NUMBER = Label("", "", "number")


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the export: its first physical line, its cells, its text; `fault` says why it does not
    parse."""

    number: int
    cells: tuple[str, ...]
    lines: tuple[str, ...]
    fault: str = ""

    @property
    def digest(self) -> str:
        """The SHA-256 of the row's text."""
        return hashlib.sha256("\n".join(self.lines).encode()).hexdigest()


def separator(head: str) -> str:
    r"""Return the sign that parts the columns of a header: the most frequent of `;`, `,`, tab, `|` out of
    quotes.

    >>> separator("Titolo;Anno di avvio;Durata (mesi)"), separator('"a, b, c";d')
    (';', ';')
    """
    bare = _QUOTED.sub("", head)
    return max(";,\t|", key=bare.count)


def declared(rows: list[str]) -> tuple[str, int]:
    """Return the sign that parts the columns, and the place of the header: behind `sep=;`, where Excel wrote
    that.

    >>> declared(["sep=,", "Titolo,Esito"]), declared(["Titolo;Esito"])
    ((',', 1), (';', 0))
    """
    named = _DECLARED.fullmatch(rows[0].strip('"')) if rows else None
    if named and len(rows) > 1:
        return named[1], 1
    return separator(rows[0]), 0


def plain(text: str, reader: str) -> str:
    """Return a cell as a page would print it: Excel's days, its midnights, years of two digits, whole
    decimals.

    >>> [plain(text, "date") for text in ("43587", "29/11/2024 0:00", "7/9/19", "2019-05-02 00:00:00")]
    ['02/05/2019', '29/11/2024', '7/9/2019', '2019-05-02']
    >>> plain("2023,0", "year"), plain("12.0", "months"), plain("12.000", "integer")
    ('2023', '12', '12.000')
    """
    if reader == "date":
        text = _MIDNIGHT.sub("", text)
        if _SERIAL.fullmatch(text):
            return day(text)
        if short := _SHORT.fullmatch(text):
            year = int(short[2])
            return f"{short[1]}{2000 + year if year < 50 else 1900 + year}"
    elif reader in WHOLE and (decimal := _WHOLE.fullmatch(text)):
        return decimal[1]
    return text


def recognises(rows: list[str], source: str) -> bool:
    """Say whether a table is an export of this registry: three of its columns bear the name of a label."""
    if not rows:
        return False
    template = load(source)
    sign, head = declared(rows)
    names = next(csv.reader([rows[head]], delimiter=sign), [])
    return sum(template.label(clean(name)) is not None for name in names) >= 3


def read(rows: list[str]) -> Iterator[Row]:
    """Return the rows of an export, the header first, with the line `sep=` if it has one; cells may hold
    breaks."""
    sign, head = declared(rows)
    width, at = 0, head
    while at < len(rows):
        if not rows[at].strip():
            at += 1
            continue
        cells, taken = _cells(rows, at, sign, width)
        width = width or len(cells)
        fault = (
            ""
            if len(cells) == width
            else f"{len(cells)} celle invece di {width} · {len(cells)} cells, not {width}"
        )
        begin, head = at - head, 0
        yield Row(begin + 1, tuple(cells), tuple(rows[begin : at + taken]), fault)
        at += taken


def _cells(rows: list[str], at: int, sign: str, width: int) -> tuple[list[str], int]:
    """Return a row's cells and how many lines it takes: as many as close its quotes, if that gives a whole
    row."""
    quotes, taken = rows[at].count('"'), 1
    while quotes % 2 and taken < LONGEST and at + taken < len(rows):
        quotes += rows[at + taken].count('"')
        taken += 1
    for lines in dict.fromkeys((taken, 1)):
        try:
            cells = next(csv.reader(["\n".join(rows[at : at + lines])], delimiter=sign, strict=lines > 1), [])
        except csv.Error:
            continue
        if lines == 1 or not width or len(cells) == width:
            return cells, lines
    return [], 1


def columns(header: Row, source: str) -> tuple[list[Label | None], list[str]]:
    """Return what each column states (none: unknown), and the names of the unknown ones."""
    template, own = load(source), table(source)["export"]
    found: list[Label | None] = []
    unknown: list[str] = []
    for cell in header.cells:
        name = clean(cell)
        folded = name.casefold()
        if folded in own["number"]:
            found.append(NUMBER)
        elif folded in own["title"]:
            found.append(TITLE)
        elif folded in own["territory"]:
            found.append(PLACES)
        else:
            label = template.label(name)
            found.append(label)
            if label is None and folded not in own["ignore"]:
                unknown.append(name)
    return found, unknown


def page(
    row: Row, labels: list[Label | None], builder: RecordBuilder, template: Template
) -> tuple[Page, str]:
    """Return a row as a page of blocks, and its record number; of columns with one name the first that speaks
    holds."""
    made, number, seen = Page(), "", dict[str, Block]()
    for label, cell in zip(labels, row.cells, strict=True):
        text = clean(cell)
        if label is None:
            continue
        line = located(row, cell)
        if label is NUMBER:
            number = number or (text if text.isascii() and text.isdigit() else "")
        elif label is TITLE:
            made.title = made.title or (line if text else None)
        elif label is PLACES:
            made.territory += [line] if text else []
        elif label.name in seen:
            first = seen[label.name]
            if text and not first.values:
                first.values.append(line)
            elif text and clean(first.values[0].text) != text:
                builder.note("T003", line.number, label.field, text=label.name)
        else:
            line = replace(line, text=plain(line.text, label.value))
            block = Block(label, Line(row.number, label.name, "", 0), "", [line] if text else [])
            seen[label.name] = block
            made.blocks.append(block)
    return made, number


def located(row: Row, cell: str, after: Line | None = None) -> Line:
    """Return the place of a cell: the line and offset where its text begins, behind that of a cell before
    it."""
    raw = cell.strip()
    head = raw.split("\n", 1)[0].replace('"', '""')
    first = after.last - row.number if after and after.last else 0
    start = after.end if after and after.last == after.number else 0
    for offset, text in enumerate(row.lines[first:], start=first):
        place = text.find(head, start if offset == first else 0)
        if place >= 0:
            last = row.number + offset + raw.count("\n")
            return Line(row.number + offset, clean(raw), clean(raw), place, last)
    return Line(row.number, clean(raw), clean(raw), 0)


def places(row: Row) -> list[Line]:
    """Return the places of a row's cells, each behind the one before it.

    >>> [line.start for line in places(Row(2, ("5", "15", "", "5"), ("5;15;;5",)))]
    [0, 2, 0, 6]
    """
    found: list[Line] = []
    before: Line | None = None
    for cell in row.cells:
        line = located(row, cell, before) if cell.strip() else Line(row.number, "", "", 0)
        before = line if cell.strip() else before
        found.append(line)
    return found
