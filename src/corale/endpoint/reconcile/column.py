"""A column of names, pasted or in a CSV file, answered with our IRIs, scores and national codes: for people,
without scripts.

What is sent is a stranger's: bytes, rows, columns and names are bounded, and no cell of the answer
is taken for a formula.
"""

import csv
from collections.abc import Sequence
from dataclasses import dataclass

from flask import Response, request
from werkzeug.datastructures import FileStorage

from corale.data.gazetteer.names import fold
from corale.data.matching.candidates import Scored, Sought, codes_of, first
from corale.data.matching.facets import type_name
from corale.data.matching.index import Index
from corale.data.release.tables import written
from corale.endpoint.reconcile.queries import LONGEST, bad, known_type
from corale.endpoint.reconcile.suggest import TYPES
from corale.endpoint.site.render import base, language, page
from corale.mappings.reading import UnreadableError
from corale.mappings.reading.encodings import decoded
from corale.mappings.sheet.export import declared

ROWS, WIDEST = 1000, 100
"""Rows that are answered at once, and columns of a file."""
CODES = ("istatCode", "cadastralCode", "ipaCode", "taxCode", "runtsNumber")
ADDED = ("corale_iri", "corale_name", "corale_kind", "corale_score", "corale_status", *CODES)
NAMED = frozenset(
    {
        "nome",
        "name",
        "denominazione",
        "comune",
        "ente",
        "titolare",
        "municipality",
        "organisation",
        "soggetto",
    }
    | {"organizzazione", "denominazione ente", "ragione sociale", "comune denominazione"}
)
PLACED = frozenset({"provincia", "sigla", "prov", "pr", "province", "sigla provincia"})


@dataclass(frozen=True, slots=True)
class Table:
    """A table that was sent: its header (empty: none), its rows, which column names, and which tells the
    province (-1: none)."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    name: int = 0
    province: int = -1


def read(text: str, heading: bool, name: str = "", province: str = "") -> Table:
    """Return the table of a text: CSV (`heading`: its first row names the columns), or pasted lines.

    `name` and `province` say which columns these are, where their headers are none of the usual ones.

    Raises:
        ProblemError: it has too many rows or columns, or none, or is no CSV.

    >>> read("Gubbio\\tPG\\nSamone\\tTN", False).province, read("cod;Comune\\n1;Gubbio", True).name
    (1, 1)
    """
    lines = [line for line in text.splitlines() if line.strip()]
    if not lines:
        raise bad("Non c'è nessun nome.", "There is no name.")
    sign, begin = declared(lines) if heading else ("\t", 0)
    try:
        rows = [tuple(row) for row in csv.reader(lines[begin:], delimiter=sign)]
    except csv.Error as fault:
        raise bad(f"Non è un CSV: {fault}.", f"It is no CSV: {fault}.") from None
    if max(map(len, rows)) > WIDEST or len(rows) > ROWS + heading:
        raise bad(
            f"Al massimo {ROWS} righe e {WIDEST} colonne: dividi l'elenco.",
            f"At most {ROWS} rows and {WIDEST} columns: divide the list.",
        )
    if not heading:
        return Table((), tuple(rows), 0, 1 if all(len(row) == 2 for row in rows) else -1)
    head = tuple(cell.strip() for cell in rows[0])
    return Table(head, tuple(rows[1:]), _place(head, name, NAMED, 0), _place(head, province, PLACED, -1))


def _place(head: Sequence[str], wanted: str, usual: frozenset[str], default: int) -> int:
    """Where a column stands: the one asked for, else the first with a usual header, else the default."""
    folded = [fold(cell) for cell in head]
    if wanted.strip():
        if fold(wanted) not in folded:
            raise bad(f"Non c'è la colonna «{wanted[:60]}».", f"There is no column “{wanted[:60]}”.")
        return folded.index(fold(wanted))
    return next((at for at, cell in enumerate(folded) if cell in usual), default)


def answered(index: Index, table: Table, types: tuple[str, ...]) -> list[Scored | None]:
    """Return the best candidate of each row, or none; a name that comes again is looked for once."""
    known: dict[tuple[str, str], Scored | None] = {}
    found = []
    for row in table.rows:
        name = row[table.name].strip()[:LONGEST] if table.name < len(row) else ""
        province = row[table.province].strip() if 0 <= table.province < len(row) else ""
        if (name, province) not in known:
            codes = codes_of(province, "province") if province else ()
            known[name, province] = first(index, Sought(name, types, codes)) if name else None
        found.append(known[name, province])
    return found


def added_cells(one: Scored | None) -> list[str]:
    """Return what the answer adds to a row: IRI, name, kind, score, status, national codes; nothing without a
    candidate."""
    if one is None:
        return ["", "", "", "", "none", *[""] * len(CODES)]
    facts = one.item.facts
    codes = [next((text for text, _ in facts.get(name, ())), "") for name in CODES]
    if not codes[0] and one.item.id.startswith("id/organisation/comune-"):
        codes[0] = one.item.id.removeprefix("id/organisation/comune-")
    kind = type_name(one.item.types[0], language()) if one.item.types else ""
    status = "match" if one.match else "candidate"
    return [base() + one.item.id, one.item.label, kind, str(one.score), status, *codes]


def landing(index: Index) -> Response:
    """Return the page for people: a form to paste a column or to send a file, and the answer to a pasted
    one."""
    return _page(index, None, [])


def sent(index: Index) -> Response:
    """Return the answer to a form: the page again for a pasted column, a CSV file for a file or where asked
    for.

    Raises:
        ProblemError: what was sent cannot be read, or is too much.
    """
    file: FileStorage | None = request.files.get("file")
    type_ = request.form.get("type", "")
    types = (known_type(type_),) if type_ else ()
    if file is not None and file.filename:
        try:
            text = decoded(file.stream.read())[0]
        except UnreadableError:
            raise bad(
                "Il file non è un testo: salvalo come CSV UTF-8.",
                "The file is no text: save it as UTF-8 CSV.",
            ) from None
        table = read(text, True, request.form.get("name", ""), request.form.get("province", ""))
    else:
        table = read(request.form.get("column", ""), False)
    found = answered(index, table, types)
    if (file is not None and file.filename) or request.form.get("as") == "csv":
        return _file(table, found)
    return _page(index, table, found)


def _file(table: Table, found: Sequence[Scored | None]) -> Response:
    width = max([len(table.head), *map(len, table.rows)])
    head = [*table.head, *[""] * (width - len(table.head))] if table.head else ["name", "province"][:width]
    rows = [
        [*row, *[""] * (width - len(row)), *added_cells(one)]
        for row, one in zip(table.rows, found, strict=True)
    ]
    body = "\ufeff" + written([[*head, *ADDED], *rows])
    answer = Response(body.encode(), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = 'attachment; filename="corale-reconciled.csv"'
    return answer


def _page(index: Index, table: Table | None, found: Sequence[Scored | None]) -> Response:
    sent_rows, name = (table.rows, table.name) if table else ((), 0)
    rows = [
        (row[name] if row else "", one, added_cells(one)) for row, one in zip(sent_rows, found, strict=True)
    ]
    return page(
        "reconcile.html",
        rows=rows,
        table=table,
        column=request.form.get("column", ""),
        type=request.form.get("type", ""),
        matched=sum(one is not None and one.match for one in found),
        types=[(type_, type_name(type_, language())) for type_ in TYPES],
        most=ROWS,
        items=int(index.about().get("items", "0")),
    )
