"""`corale source`: somebody else's table brought to our fields: proposed (`new`), then checked (`check`)."""

import csv
from collections import Counter
from collections.abc import Iterator, Mapping
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
from corale.findings import Finding
from corale.language import LANG
from corale.mappings.extract import extract
from corale.mappings.linking.link import link
from corale.mappings.reading.documents import content, list_documents
from corale.mappings.reading.lines import physical
from corale.mappings.sheet import export, foreign
from corale.mappings.sheet.coverage import coverage
from corale.mappings.sheet.labelled import READERS
from corale.mappings.sheet.proposal import Proposed, proposals
from corale.mappings.text.extraction import Extraction

FILE = click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
UNKEYED = {
    "it": "nessuna colonna «key»: una riga che cambia sarebbe un altro processo",
    "en": "no column “key”: a row that changes would be another process",
}
COLUMNS = {
    "it": {
        "column": "colonna",
        "field": "campo",
        "filled": "celle piene",
        "stated": "schede con il campo",
        "state": "stato",
    },
    "en": {
        "column": "column",
        "field": "field",
        "filled": "filled cells",
        "stated": "records with the field",
        "state": "state",
    },
}
STATES = {
    "read": ("letta", "read"),
    "partly": ("letta in parte", "partly read"),
    "used": ("usata", "used"),
    "left out": ("lasciata fuori", "left out"),
    "unmapped": ("sconosciuta", "unknown"),
}
NUMBERS = {
    "left out": ("colonne lasciate fuori", "columns left out"),
    "unmapped": ("colonne sconosciute", "unknown columns"),
}
SUMMARY = {
    "it": "righe della tabella: {}; schede: {}, senza titolo: {}",
    "en": "rows of the table: {}; records: {}, without a title: {}",
}
MORE = {"it": "Tutti, con la riga: --all", "en": "All of them, with their lines: --all"}
TOML = """# A table of others: columns.csv says which of its columns states which of our fields.
name = "{name}"
title.it = "{name}"
title.en = "{name}"
kind = "registry-record"
publisher = ""
homepage = ""
licence = ""                      # the IRI of its licence: it goes with every record
contact = ""                      # where one writes about it: a page (https://…) or an e-mail address
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
        {name: name for name in ("column", "field", "reader", "samples", "why")},
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
@click.option("--all", "every", is_flag=True, help="List every finding with its line, not one of each kind.")
@LANG
def check(name: str, file: Path, every: bool, lang: str) -> None:
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
    states = {state: words[lang == "en"] for state, words in STATES.items()}
    _show([asdict(one) | {"state": states[one.state]} for one in found], COLUMNS[lang])
    records = [one.record for one in made if one.record.kind != "unknown"]
    untitled = sum("title" not in one.fields for one in records)
    click.echo(SUMMARY[lang].format(len(rows), len(records), untitled))
    by_state = {state: [one.column for one in found if one.state == state] for state in STATES}
    for state in ("left out", "unmapped"):
        some = by_state[state]
        click.echo(f"{NUMBERS[state][lang == 'en']}: {len(some)}" + (f" ({', '.join(some)})" if some else ""))
    for line in _findings(made, lang, every):
        click.echo(line)
    keyed = any(column.field == "key" for column in of.columns.values())
    if not keyed:
        click.echo(UNKEYED[lang])
    if by_state["unmapped"] or not records or untitled or not keyed:
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


def _findings(made: list[Extraction], lang: str, every: bool) -> Iterator[str]:
    """Yield the findings of reading and of linking: the first of each kind with how many there are, or all;
    and the values that no list knows."""
    held: dict[str, list[Finding]] = {}
    unknown: Counter[tuple[str, str]] = Counter()
    for extraction in made:
        links = link(extraction.record)
        unknown.update(links.values)
        for one in (*extraction.findings, *links.findings):
            held.setdefault(one.code, []).append(one)
    english = lang == "en"
    for code, some in sorted(held.items()):
        yield f"{code} × {len(some)}"
        for one in some if every else some[:1]:
            place = f"{('riga', 'line')[english]} {one.line}: " if one.line else ""
            yield f"  {place}{one.message_en if english else one.message_it}"
    if unknown:
        yield f"{('Valori che nessun elenco conosce', 'Values that no list knows')[english]}: {len(unknown)}"
    for (scheme, words), number in sorted(unknown.items()) if every else ():
        yield f"  {scheme}: «{words}» × {number}"
    if not every and (unknown or any(len(some) > 1 for some in held.values())):
        yield MORE[lang]


def _show(rows: list[dict[str, object]], columns: Mapping[str, str]) -> None:
    """Print rows as a table; `columns` are the headings by the names of the columns."""
    table = Table(*(Column(name, overflow="fold") for name in columns.values()))
    for row in rows:
        table.add_row(*(str(row[name]) for name in columns))
    Console().print(table)
