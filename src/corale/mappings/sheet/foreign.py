"""Tables of others, a row a process: their columns brought to our fields by `mappings/<source>/columns.csv`.

A column states a field of a process, or: `key` (several are joined), `url`, `within` (the province of the
territory), `country`, `kind:<value>` (only rows of this value are records), or nothing. A column that
is not in the table is reported; one without a field is known and left out. A cell that holds only a mark of
emptiness (`-`, `n.d.`) is an empty one."""

import csv
import html
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from corale import artefacts
from corale.data.gazetteer.names import several, slug
from corale.data.gazetteer.places import places
from corale.data.matching.candidates import codes_of
from corale.mappings.reading.lines import Line
from corale.mappings.reading.template import Label, clean, table
from corale.mappings.sheet import export
from corale.mappings.sheet.blocks import Block, Page
from corale.mappings.sheet.export import Row, declared, plain
from corale.mappings.text.extraction import RecordBuilder

FILE = "columns.csv"
SPECIAL = ("key", "url", "within", "country")
MEASURED = frozenset({"year", "integer", "months", "money", "percent", "date", "boolean", "score"})
ITALY = frozenset({"it", "ita", "italia", "italy"})
_TAG = re.compile(r"<[^>]{0,2000}>")
_EMPTY = re.compile(r"[-–—_./?*]+|n\.? ?[adpr]\.?|n/[acdpr]", re.IGNORECASE)
_UNASKED = re.compile(r"non (?:richiest|applicabil|pertinent|dovut)[oaei]", re.IGNORECASE)
_MOMENT = re.compile(r"(\d{4}-\d\d-\d\d)[T ]\d\d:\d\d.*")


@dataclass(frozen=True, slots=True)
class Column:
    """A column of theirs: the field of ours that it states (empty: none) and the reader of its values."""

    name: str
    field: str
    reader: str


@dataclass(frozen=True, slots=True)
class Foreign:
    """A source of tables: the columns that tell it from others, and all columns known, by folded name."""

    name: str
    signature: frozenset[str]
    columns: "dict[str, Column]"


@dataclass(frozen=True, slots=True)
class Read:
    """A row as a page of blocks, with its key, address, and its number as the cells of the key have it
    (empty where the key says the same); `skipped`: it is no record of this kind."""

    page: Page
    key: str
    url: str
    number: str = ""
    skipped: bool = False


def folded(name: str) -> str:
    """Return the name of a column as it is compared.

    >>> folded(" Anno  Avvio ")
    'anno avvio'
    """
    return clean(name).casefold()


@cache
def sources() -> tuple[Foreign, ...]:
    """Return the sources that have a table of columns, by name."""
    names = sorted(path.parent.name for path in artefacts.files("mappings", suffix=FILE) if path.name == FILE)
    return tuple(source(name) for name in names)


@cache
def source(name: str) -> Foreign:
    """Return a source of tables by its name."""
    rows = csv.DictReader(artefacts.text("mappings", name, FILE).splitlines())
    columns = {folded(row["column"]): Column(row["column"], row["field"], row["reader"]) for row in rows}
    signature = frozenset(map(folded, table(name, "source")["table"]["signature"]))
    return Foreign(name, signature, columns)


@lru_cache(maxsize=64)
def recognised(head: str, second: str = "") -> Foreign | None:
    """Return the source whose table has this header line (`second` follows a line `sep=`), or none.

    >>> recognised('"Id","Titolo","Comune","Anno avvio","Segnalato da persona"').name
    'eropendata'
    """
    rows = [head, second] if second else [head]
    sign, at = declared(rows)
    try:
        names = set(map(folded, next(csv.reader([rows[at]], delimiter=sign), [])))
    except csv.Error:
        return None
    fitting = (one for one in sources() if one.signature <= names)
    return max(fitting, key=lambda one: len(names & set(one.columns)), default=None)


def columns(header: Row, of: Foreign) -> tuple[list[Column | None], list[str]]:
    """Return what each column states (none: unknown), and the names of the unknown ones."""
    found = [of.columns.get(folded(cell)) for cell in header.cells]
    unknown = [clean(cell) for cell, column in zip(header.cells, found, strict=True) if column is None]
    return found, [name for name in unknown if name]


def without_field(header: Row, of: Foreign) -> list[str]:
    """Return the names of the columns of a header that are known and state nothing."""
    found = ((clean(cell), of.columns.get(folded(cell))) for cell in header.cells)
    return [name for name, column in found if column and not column.field]


def read(row: Row, stated: Sequence[Column | None], builder: RecordBuilder) -> Read:
    """Return a row as a page; of several columns that state one field the first that speaks holds."""
    page, left_out = Page(), False
    keys: list[str] = []
    beside: dict[str, str] = {}
    blocks: dict[str, Block] = {}
    for column, cell, line in zip(stated, row.cells, export.places(row), strict=True):
        text = clean(cell)
        if column is None or not column.field or empty(text, column.reader):
            continue
        if column.field == "key":
            keys.append(text)
        elif column.field.startswith("kind:"):
            left_out = left_out or folded(text) != column.field.partition(":")[2]
        elif column.field in SPECIAL:
            beside.setdefault(column.field, text)
        elif column.field == "title":
            page.title = page.title or line
        elif column.field == "territory":
            page.territory += [line] if all(line.text != other.text for other in page.territory) else []
        elif column.field not in blocks:
            label = Label(
                column.name,
                column.field,
                "text" if column.reader == "html" else column.reader,
                organisation=column.field == "reporter",
            )
            value = replace(line, text=value_of(text, column.reader))
            blocks[column.field] = Block(label, Line(row.number, column.name, "", 0), "", [value])
            page.blocks.append(blocks[column.field])
    url = beside.get("url", "")
    if (country := beside.get("country", "")) and folded(country) not in ITALY:
        builder.note("T007", row.number, "territory", text=country)
        page.territory = []
    if "within" in beside and codes_of(beside["within"], "province"):
        towns = [town for line in page.territory for town in _towns(line, beside["within"])]
        page.territory = [_within(town, beside["within"]) for town in towns]
    number = "_".join(keys)
    key = "_".join(filter(None, (slug(text).replace("-", "_") for text in keys)))
    return Read(page, key, url if "://" in url else "", number if number != key else "", left_out)


def empty(text: str, reader: str) -> bool:
    """Say whether a cell holds nothing, or only a mark of emptiness; that a sum or a day was not asked for is
    one, but may be a value among words.

    >>> [empty(text, "money") for text in ("", "-", "n.d.", "Non richiesto", "0")]
    [True, True, True, True, False]
    >>> empty("Non richiesto", "list")
    False
    """
    if not text or _EMPTY.fullmatch(text):
        return True
    return reader in MEASURED and _UNASKED.fullmatch(text) is not None


def value_of(text: str, reader: str) -> str:
    """Return a cell as a page would print it: without tags, a moment as its day, true and false in words."""
    if reader == "html":
        return clean(html.unescape(_TAG.sub(" ", text)))
    if reader == "date" and (moment := _MOMENT.fullmatch(text)):
        return moment[1]
    if reader == "boolean":
        return {"true": "si", "false": "no", "t": "si", "f": "no", "yes": "si"}.get(text.casefold(), text)
    return plain(text, reader)


def _towns(line: Line, province: str) -> list[Line]:
    """Return the place of each of several municipalities that a cell names, where the province knows them
    all; else the cell as it is."""
    found, at = [], 0
    for part in several(line.text):
        start = line.raw.find(part, at)
        if start < 0 or not places().find(part, province):
            return [line]
        at = start + len(part)
        found.append(line.part(start, at))
    return [line] if places().find(line.text, province) else found


def _within(line: Line, province: str) -> Line:
    return replace(line, text=f"{line.text} ({province})")
