"""`corale source`: somebody else's table brought to our fields: proposed (`new`), then checked (`check`)."""

import csv
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

import click
from rich.console import Console
from rich.table import Column, Table

from corale import artefacts
from corale.data.gazetteer.names import slug
from corale.errors import UsageError
from corale.fields import fields
from corale.mappings.extract import extract
from corale.mappings.reading.documents import content, list_documents
from corale.mappings.reading.lines import physical
from corale.mappings.sheet import export, foreign
from corale.mappings.sheet.coverage import coverage
from corale.mappings.sheet.labelled import READERS
from corale.mappings.sheet.proposal import Proposed, proposals
from corale.mappings.text.extraction import Extraction

FILE = click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
UNKEYED = (
    "nessuna colonna «key»: una riga che cambia sarebbe un altro processo"
    " · no column “key”: a row that changes would be another process"
)
TOML = """# A table of others: columns.csv says which of its columns states which of our fields.
name = "{name}"
title.it = "{name}"
title.en = "{name}"
kind = "registry-record"
publisher = ""
homepage = ""
licence = ""                      # the IRI of its licence: it goes with every record
contact = ""                      # where one writes about it: an address
last_seen = {today}
terms.it = ""                     # what its licence, or the law, asks of who uses it
terms.en = ""

# Columns that every export of this source has, by which it is told from others.
[table]
signature = [{signature}]
"""


def table_of(file: Path) -> tuple[list[str], list[tuple[str, ...]]]:
    """Return the header and the rows of a CSV, XLSX or JSON export.

    Raises:
        UsageError: it cannot be read as a table.
    """
    (document,) = list_documents([file])
    found = content(document)
    if document.fault or found.fault:
        code = found.fault.code if found.fault else document.fault
        raise UsageError(
            f"{file.name} is no table that can be read ({code}): give a CSV, XLSX or JSON export"
        )
    rows = [row for row in export.read(physical(found.text)) if not row.fault]
    if len(rows) < 2:
        raise UsageError(f"{file.name} has no row below a header: give an export with some rows")
    return list(rows[0].cells), [row.cells for row in rows[1:]]


@click.group("source")
def command() -> None:
    """Bring somebody else's table (CSV, XLSX or JSON) to our fields."""


@command.command()
@click.argument("name")
@FILE
@click.option("--force", is_flag=True, help="Write over a source that is there.")
def new(name: str, file: Path, force: bool) -> None:
    """Propose mappings/NAME/ from FILE: which column states which field; a person corrects columns.csv."""
    plain = slug(name).replace("-", "")
    if plain != name or not name:
        raise UsageError(f"{name!r} is no name of a source: small letters and digits, as {plain!r}")
    folder = artefacts.root() / "mappings" / name
    if folder.exists() and not force:
        raise UsageError(f"{folder} is there: choose another name, or --force")
    head, rows = table_of(file)
    found = proposals(head, rows)
    folder.mkdir(exist_ok=True)
    with (folder / foreign.FILE).open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(("column", "field", "reader", "samples", "why"))
        seen = set[str]()
        for one in found:
            if foreign.folded(one.column) not in seen:
                seen.add(foreign.folded(one.column))
                writer.writerow((one.column, one.field, one.reader, " | ".join(one.samples), one.why))
    signature = ", ".join(f'"{column}"' for column in _signature(found))
    (folder / "source.toml").write_text(
        TOML.format(name=name, signature=signature, today=datetime.now(tz=UTC).date()), encoding="utf-8"
    )
    _show(
        [asdict(one) | {"samples": " | ".join(one.samples)} for one in found],
        "column field reader samples why",
    )
    click.echo(f"{folder}: correct columns.csv and source.toml, then: corale source check {name} {file}")


def _signature(found: list[Proposed]) -> list[str]:
    """The columns by which the source is told: those of key and title, and two more that are mapped."""
    first = [one.column for one in found if one.field in ("key", "title")][:2]
    more = [one.column for one in found if one.field and one.column not in first]
    return [column.replace('"', "") for column in (*first, *more)][:4]


@command.command()
@click.argument("name")
@FILE
def check(name: str, file: Path) -> None:
    """Tell how much of FILE the source NAME reads: every column with its field, every one without."""
    if not (artefacts.root() / "mappings" / name / foreign.FILE).is_file():
        raise UsageError(f"there is no source {name}: corale source new {name} {file}")
    of = foreign.source(name)
    for column in of.columns.values():
        _known_field(column)
    head, rows = table_of(file)
    if missing := of.signature - set(map(foreign.folded, head)):
        raise UsageError(
            f"{file.name} lacks {', '.join(sorted(missing))}: see signature in mappings/{name}/source.toml"
        )
    made = [*extract([file])]
    found = coverage(head, rows, of, made)
    _show([asdict(one) for one in found], "column field filled stated state")
    records = sum(one.record.kind != "unknown" for one in made)
    lost = [one.column for one in found if one.state == "unmapped"]
    untitled = sum("title" not in one.record.fields for one in made if one.record.kind != "unknown")
    click.echo(
        f"{len(rows)} righe · rows, {records} schede · records, {untitled} senza titolo · without a title"
    )
    unread = [one.column for one in found if one.state == "left out"]
    click.echo(
        f"{len(unread)} colonne lasciate fuori · columns left out"
        + (f": {', '.join(unread)}" if unread else "")
    )
    click.echo(
        f"{len(lost)} colonne non mappate · unmapped columns" + (f": {', '.join(lost)}" if lost else "")
    )
    for code, number, text in _findings(made):
        click.echo(f"{code} x {number}: {text}")
    keyed = any(column.field == "key" for column in of.columns.values())
    if not keyed:
        click.echo(UNKEYED)
    if lost or not records or untitled or not keyed:
        raise click.exceptions.Exit(1)


def _known_field(column: foreign.Column) -> None:
    """See that a row of the table of columns names a field and a reader that there are.

    Raises:
        UsageError: it does not.
    """
    known = {*fields("process"), *foreign.SPECIAL, ""}
    if column.field not in known and not column.field.startswith("kind:"):
        raise UsageError(f"column {column.name!r}: no field {column.field!r}; see docs/fields.md")
    readers = {*READERS, "list", "commas", "text", "html", ""}
    plain = column.field in ("", "title", "territory", *foreign.SPECIAL) or column.field.startswith("kind:")
    if column.reader not in readers or (not column.reader and not plain):
        raise UsageError(
            f"column {column.name!r}: reader {column.reader!r}; one of {', '.join(sorted(readers - {''}))}"
        )


def _findings(made: list[Extraction]) -> list[tuple[str, int, str]]:
    held: dict[str, list[str]] = {}
    for extraction in made:
        for one in extraction.findings:
            held.setdefault(one.code, []).append(one.message_it)
    return [(code, len(texts), texts[0]) for code, texts in sorted(held.items())]


def _show(rows: list[dict[str, object]], columns: str) -> None:
    table = Table(*(Column(name, overflow="fold") for name in columns.split()))
    for row in rows:
        table.add_row(*(str(row[name]) for name in columns.split()))
    Console().print(table)
