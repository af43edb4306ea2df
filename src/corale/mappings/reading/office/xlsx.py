"""Excel workbooks (ECMA-376): sheets with the same columns as rows of CSV; formulas give their last value."""

import csv
import io
import re
import zipfile
from datetime import date, timedelta

from corale.mappings.reading import UnreadableError
from corale.mappings.reading.office import package

STRINGS, STYLES, BOOK = "xl/sharedStrings.xml", "xl/styles.xml", "xl/workbook.xml"
ROWS, COLUMNS, CHARACTERS = 200_000, 1_000, 100_000_000
_SHEET = re.compile(r"xl/worksheets/sheet(\d{1,4})\.xml")
_CELL = re.compile(r"([A-Z]{1,3})\d*")
_DATES = frozenset({14, 15, 16, 17, 22, 27, 30, 36, 50, 57})
_DATED = re.compile(r"[dy]", re.IGNORECASE)
_QUOTED = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.')
_EPOCH = date(1899, 12, 30)


def lines(zipped: zipfile.ZipFile) -> tuple[list[str], list[int]]:
    """Return the lines of a workbook as CSV (cells parted by `;`), and the numbers of the sheets left out.

    Sheets that begin with the header of the first one that holds something go on from it; others have columns
    of their own, and are left out.

    Raises:
        UnreadableError: it is broken or too large.
    """
    names = zipped.namelist()
    strings = _strings(zipped) if STRINGS in names else []
    dated = _dated(zipped) if STYLES in names else []
    sheets = sorted((int(found[1]), name) for name in names if (found := _SHEET.fullmatch(name)))
    table: list[list[str]] = []
    left: list[int] = []
    for number, name in sheets:
        rows = [row for row in _rows(zipped, name, strings, dated) if any(row)]
        if rows and table and _header(rows[0]) != _header(table[0]):
            left.append(number)
        else:
            table += rows[1:] if table else rows
        if len(table) > ROWS:
            raise UnreadableError("R009", text=f"> {ROWS} righe · rows")
    width = max(map(len, table), default=0)
    out = io.StringIO()
    csv.writer(out, delimiter=";", lineterminator="\n").writerows(
        [*row, *[""] * (width - len(row))] for row in table
    )
    return out.getvalue().split("\n") if table else [], left


def _header(row: list[str]) -> list[str]:
    """Return the cells of a header as two are compared."""
    return " | ".join(row).casefold().rstrip(" |").split()


def day(number: str) -> str:
    """Return the day of a serial number of Excel (days since 1899-12-30), as dd/mm/yyyy; other text as it is.

    >>> day("43587"), day("43587.5"), day("prova")
    ('02/05/2019', '02/05/2019', 'prova')
    """
    try:
        found = _EPOCH + timedelta(days=int(float(number)))
    except (ValueError, OverflowError):
        return number
    return f"{found:%d/%m/%Y}" if found.year >= 1900 else number


def column(name: str) -> int:
    """Return the place of a column, from 0.

    >>> column("A1"), column("AA7")
    (0, 26)
    """
    found = _CELL.fullmatch(name)
    place = 0
    for letter in found[1] if found else "":
        place = place * 26 + ord(letter) - 64
    return place - 1


def _strings(zipped: zipfile.ZipFile) -> list[str]:
    found: list[list[str]] = []
    kept = False
    size = 0

    def start(tag: str, _: dict[str, str]) -> None:
        nonlocal kept
        if tag == "si":
            found.append([])
        kept = tag == "t"

    def end(tag: str) -> None:
        nonlocal kept
        kept = False

    def text(data: str) -> None:
        nonlocal size
        size += len(data)
        if size > CHARACTERS:
            raise UnreadableError("R009", text=f"> {CHARACTERS} caratteri · characters")
        if kept and found:
            found[-1].append(data)

    package.walk(zipped, STRINGS, start, end, text)
    return ["".join(parts) for parts in found]


def _dated(zipped: zipfile.ZipFile) -> list[bool]:
    """Return, for each style of cells, whether it shows a date."""
    own: dict[str, bool] = {}
    styles: list[str] = []
    inside = False

    def start(tag: str, values: dict[str, str]) -> None:
        nonlocal inside
        if tag == "numFmt":
            code = _QUOTED.sub("", values.get("formatCode", ""))
            own[values.get("numFmtId", "")] = bool(_DATED.search(code))
        elif tag == "cellXfs":
            inside = True
        elif tag == "xf" and inside:
            styles.append(values.get("numFmtId", "0"))

    def end(tag: str) -> None:
        nonlocal inside
        inside = inside and tag != "cellXfs"

    package.walk(zipped, STYLES, start, end, lambda data: None)
    return [own.get(one, one.isdecimal() and int(one) in _DATES) for one in styles]


def _rows(zipped: zipfile.ZipFile, name: str, strings: list[str], dated: list[bool]) -> list[list[str]]:
    rows: list[list[str]] = []
    cell: list[str] = []
    kind, style, place, kept = "", "", -1, False

    def start(tag: str, values: dict[str, str]) -> None:
        nonlocal kind, style, place, kept
        if tag == "row":
            rows.append([])
            place = -1
            if len(rows) > ROWS:
                raise UnreadableError("R009", text=f"> {ROWS} righe · rows")
        elif tag == "c":
            cell.clear()
            kind, style = values.get("t", "n"), values.get("s", "")
            place = column(values["r"]) if values.get("r") else place + 1
        kept = tag in ("v", "t")

    def end(tag: str) -> None:
        nonlocal kept
        kept = False
        if tag == "c" and rows and 0 <= place < COLUMNS:
            rows[-1] += [""] * (place + 1 - len(rows[-1]))
            rows[-1][place] = _value("".join(cell), kind, style, strings, dated)

    package.walk(zipped, name, start, end, lambda data: cell.append(data) if kept else None)
    return rows


def _value(text: str, kind: str, style: str, strings: list[str], dated: list[bool]) -> str:
    """Return a cell's text as its reader would see it."""
    if kind == "s":
        return strings[int(text)] if text.isdecimal() and int(text) < len(strings) else ""
    if kind == "b":
        return "Sì" if text == "1" else "No"
    if kind == "e":
        return ""
    if kind == "n" and style.isdecimal() and int(style) < len(dated) and dated[int(style)]:
        return day(text)
    if kind == "n" and text.endswith(".0"):
        return text[:-2]
    return text.replace(".", ",") if kind == "n" else text
