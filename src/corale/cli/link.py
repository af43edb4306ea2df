"""`corale link`: links to other registries by authority tables, explained and reviewed; crosswalks;
duplicates."""

import csv
import json
import sys
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

import click
from rich.console import Console
from rich.table import Column, Table

from corale.data.gazetteer import supplied
from corale.data.gazetteer.authorities import parse, use
from corale.data.matching import decisions, items, links
from corale.data.matching.candidates import Sought, codes_of, match
from corale.data.matching.crosswalk import COLUMNS, crosswalk
from corale.data.matching.duplicates import duplicates
from corale.data.matching.index import Index
from corale.data.matching.links import Link
from corale.data.published import folder as release
from corale.desk import acts
from corale.desk.acts import By
from corale.errors import UsageError
from corale.language import LANG

RELEASE = click.option(
    "--release",
    "folder",
    required=True,
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="The publisher's folder, or a release.",
)
JSON = click.option("--json", "as_json", is_flag=True, help="For programs.")


def look(folder: Path) -> tuple[Index, str, str, Path | None]:
    """Return the index of names, base and date of a release, and the publisher's folder it lies in, if it
    does."""
    found = release.active(folder)
    publisher = release.publisher_of(found.folder)
    use(publisher / "authorities" if publisher else None)
    base = found.manifest.base
    return items.opened(found.folder, base), base, found.manifest.date, publisher


def show(rows: list[dict[str, object]], columns: tuple[str, ...], as_json: bool) -> None:
    """Print rows: JSON lines for programs, a table for people."""
    if as_json:
        for row in rows:
            click.echo(json.dumps(row, ensure_ascii=False))
        return
    table = Table(*(Column(column, overflow="fold") for column in columns))
    for row in rows:
        table.add_row(*(str(row.get(column, "")) for column in columns))
    Console().print(table)


@click.group("link", invoke_without_command=True)
@click.option(
    "--release", "folder", type=click.Path(exists=True, file_okay=False, path_type=Path), help="Folder."
)
@click.option(
    "--authority", "files", multiple=True, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@click.option("--source", default="", help="Where the table comes from, if it does not say.")
@click.option("--date", "stated", default="", metavar="YYYY-MM-DD", help="Its date, if it does not say.")
@click.option("--licence", default="", help="Its licence, if it does not say.")
@click.option(
    "--keep", is_flag=True, help="Keep the tables in DIR/authorities: the next build links by them."
)
@JSON
@LANG
@click.pass_context
def command(
    context: click.Context,
    folder: Path | None,
    files: tuple[Path, ...],
    source: str,
    stated: str,
    licence: str,
    keep: bool,
    as_json: bool,
    lang: str,
) -> None:
    """Show the links of a release by authority tables (nothing is written unless --keep)."""
    if context.invoked_subcommand:
        return
    if folder is None:
        raise UsageError("give --release DIR, or one of the commands: explain, review, index, duplicates")
    index, _, dated, publisher = look(folder)
    tables = [supplied.read(file, source, stated, licence) for file in files]
    if keep:
        keep_tables(tables, publisher)
    held = () if keep or publisher is None else supplied.all_of(publisher / "authorities")
    kinds = {table.kind for table in tables}
    every = [*tables, *(table for table in held if table.kind not in kinds)]
    found = links.links(index.items(), every, decisions.read(publisher), dated)
    for table in tables:
        for conflict in supplied.conflicts(table):
            click.echo(f"{table.kind}: {conflict}", err=True)
    told: list[dict[str, object]] = [asdict(link) for link in found]
    show(told, ("subject_id", "predicate_id", "object_id", "band", "score", "status"), as_json)
    if not as_json:
        Console(stderr=True).print(summary(found, lang, keep))


def keep_tables(tables: list[supplied.Supplied], publisher: Path | None) -> None:
    """Write tables into the publisher's folder.

    Raises:
        UsageError: the release lies in no publisher's folder.
    """
    if publisher is None:
        raise UsageError("--keep needs the publisher's folder (DIR), not a release folder")
    (publisher / "authorities").mkdir(exist_ok=True)
    for table in tables:
        (publisher / "authorities" / f"{table.kind}.csv").write_text(
            supplied.text_of(table), encoding="utf-8"
        )


def summary(found: list[Link], lang: str, kept: bool) -> str:
    """Return how many links are asserted, candidates and refused, in a line."""
    counts = [sum(link.status == status for link in found) for status in ("asserted", "candidate", "refused")]
    words = ("{} asseriti, {} candidati, {} rifiutati", "{} asserted, {} candidates, {} refused")[
        lang == "en"
    ]
    dry = ("; niente è stato scritto", "; nothing was written")[lang == "en"]
    return words.format(*counts) + ("" if kept else dry)


@command.command()
@click.argument("name")
@click.option("--type", "types", multiple=True, help="Type to keep to, as corale:Municipality.")
@click.option("--province", default="", help="Sign, name or code.")
@RELEASE
@JSON
def explain(name: str, types: tuple[str, ...], province: str, folder: Path, as_json: bool) -> None:
    """Say which candidates a NAME has, in which band, with which features, and why one is a link or none
    is."""
    index = look(folder)[0]
    codes = codes_of(province, "province") if province else ()
    found = match(index, Sought(name, types, codes))
    told: list[dict[str, object]] = [
        {
            "id": one.item.id,
            "label": one.item.label,
            "met": one.name,
            "band": one.band,
            "score": one.score,
            "link": one.match,
            "features": one.features if as_json else _features(one.features),
        }
        for one in found
    ]
    show(told, ("id", "label", "met", "band", "score", "link", "features"), as_json)


def _features(features: dict[str, float]) -> str:
    return " ".join(f"{name}={value:g}" for name, value in sorted(features.items()))


@command.group()
def review() -> None:
    """Look at candidates, accept or refuse them; what is decided outranks every score."""


@review.command("list")
@click.option("--band", multiple=True, help="Bands to show (default: all).")
@RELEASE
@JSON
def list_(band: tuple[str, ...], folder: Path, as_json: bool) -> None:
    """List the links that wait for a decision."""
    index, _, dated, publisher = look(folder)
    tables = supplied.all_of(publisher / "authorities" if publisher else None)
    found = links.links(index.items(), tables, decisions.read(publisher), dated)
    waiting = [
        asdict(link) for link in found if link.status == "candidate" and (not band or link.band in band)
    ]
    told: list[dict[str, object]] = list(waiting)
    show(told, ("subject_id", "subject_label", "object_id", "object_label", "band", "score"), as_json)


def decide(
    word: str, subject: str, other: str, folder: Path, reviewer: str, dated: str, comment: str
) -> None:
    """Write a decision about a pair into the publisher's folder.

    Raises:
        UsageError: the release lies in no publisher's folder, or has no such thing.
    """
    found = release.active(folder)
    publisher = look(folder)[3]
    if publisher is None:
        raise UsageError("a decision needs the publisher's folder (DIR), not a release folder")
    click.echo(acts.decide_link(publisher, found, subject, other, word, By(reviewer, dated, comment)))


def _decision(word: str, help_: str) -> click.Command:
    @click.argument("subject")
    @click.argument("object_")
    @click.option("--reviewer", required=True, help="Role or body that decides; no names of persons.")
    @click.option(
        "--date", "dated", required=True, type=click.DateTime(["%Y-%m-%d"]), help="The day it was decided."
    )
    @click.option("--comment", default="")
    @RELEASE
    def act(subject: str, object_: str, reviewer: str, dated: datetime, comment: str, folder: Path) -> None:
        decide(word, subject, object_, folder, reviewer, dated.date().isoformat(), comment)

    return click.command(word, help=help_)(act)


review.add_command(_decision("accept", "Make the link from SUBJECT (our identifier) to OBJECT."))
review.add_command(_decision("refuse", "Keep a negative link: SUBJECT is not OBJECT."))


@command.command("index")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--identifier", default="id", show_default=True, help="Your column of identifiers.")
@click.option("--name", default="name", show_default=True, help="Your column of names.")
@click.option("--province", default="", help="Your column of provinces, if you have one.")
@click.option("--municipality", default="", help="Your column of municipalities, if you have one.")
@click.option("--type", "types", multiple=True, help="Type to keep to, as COV:Organization.")
@RELEASE
def index_(
    file: Path,
    identifier: str,
    name: str,
    province: str,
    municipality: str,
    types: tuple[str, ...],
    folder: Path,
) -> None:
    """Write `your identifier -> our IRI` for the rows of your CSV FILE, as CSV to standard output."""
    index, base, _, _ = look(folder)
    columns = {"identifier": identifier, "name": name, "province": province, "municipality": municipality}
    rows = list(parse(file.read_text(encoding="utf-8-sig")))
    if rows and (missing := {identifier, name} - set(rows[0])):
        raise UsageError(
            f"{file.name} has no column {', '.join(sorted(missing))}; it has {', '.join(rows[0])}"
        )
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(COLUMNS)
    wanted = {level: column for level, column in columns.items() if column}
    for crossing in crosswalk(index, rows, wanted, types, base):
        writer.writerow(asdict(crossing).values())


@command.command("duplicates")
@RELEASE
@JSON
def duplicates_(folder: Path, as_json: bool) -> None:
    """List pairs of bodies that may be one; those refused in a review are left out."""
    index, _, _, publisher = look(folder)
    apart = [pair for pair, held in decisions.read(publisher).items() if held.decision == "refuse"]
    told: list[dict[str, object]] = [asdict(pair) for pair in duplicates(index, index.items(), apart)]
    show(told, ("one", "other", "likeness", "same_place"), as_json)
