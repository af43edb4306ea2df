"""`corale release`: the releases of a publisher's folder, and which of them is active."""

import json
import os
from datetime import datetime
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from corale.data.published import folder as releases
from corale.data.published import series
from corale.errors import NotFoundError, ReleaseError
from corale.language import LANG

DIRECTORY = click.argument("directory", type=click.Path(exists=True, file_okay=False, path_type=Path))


@click.group()
def command() -> None:
    """List releases, activate one, roll back to the one before."""


@command.command("list")
@DIRECTORY
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@LANG
def list_(directory: Path, as_json: bool, lang: str) -> None:
    """List the releases in DIRECTORY, the active one marked."""
    active = _active(directory)
    steps = {step.id: step for step in series.read(directory)}
    rows = [
        {
            "id": found.id,
            "active": found.id == active,
            "version": steps[found.id].version if found.id in steps else "",
            "change": steps[found.id].change if found.id in steps else "",
            "date": found.manifest.date,
            "records": found.manifest.counts.get("records", 0),
            "triples": found.manifest.counts.get("triples", 0),
        }
        for found in releases.releases(directory)
    ]
    rows.sort(key=lambda row: [int(part) for part in str(row["version"] or "0").split(".")])
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    titles = {
        "it": ("", "versione", "id", "cambio", "data", "schede", "triple"),
        "en": ("", "version", "id", "change", "date", "records", "triples"),
    }
    shown = Table(*titles[lang])
    for row in rows:
        mark = "*" if row["active"] else ""
        shown.add_row(
            mark, *(str(row[name]) for name in ("version", "id", "change", "date", "records", "triples"))
        )
    Console().print(shown)


@command.command()
@DIRECTORY
@click.argument("name")
def activate(directory: Path, name: str) -> None:
    """Make the release NAME (its id, the beginning of it, or its version) the active one."""
    by_version = {step.version: step.id for step in series.read(directory)}
    made = releases.activate(directory, by_version.get(name, name))
    click.echo(f"{directory / 'active'} -> {made.folder}")


@command.command()
@DIRECTORY
def rollback(directory: Path) -> None:
    """Go back to the release that came before the active one."""
    active = _active(directory)
    before = next((step.previous for step in series.read(directory) if step.id == active), "")
    if not before:
        raise NotFoundError(
            f"no release of {directory} came before the active one: `corale release list` names them"
        )
    made = releases.activate(directory, before)
    click.echo(f"{directory / 'active'} -> {made.folder}")


@command.command()
@DIRECTORY
@click.option("--record", default="", help="Slug of the record, as osservatorio-2205.")
@click.option("--text", default="", help="Words about a person, as they stand in the source.")
@click.option("--date", "dated", required=True, type=click.DateTime(["%Y-%m-%d"]), help="Day of the request.")
@click.option("--reason", default="", help="Why, without the data.")
@click.option("--lang", type=click.Choice(["it", "en"]), default="it", show_default=True)
def purge(directory: Path, record: str, text: str, dated: datetime, reason: str, lang: str) -> None:
    """Take a record, or words about a person, out of all that DIRECTORY keeps, and build without them."""
    from corale.pipeline.purge import purge as taken_out  # here: only a purge builds

    done = taken_out(directory, dated.date().isoformat(), record=record, text=text, reason=reason)
    words = ("tolte le pubblicazioni {}; cambiati {}; attiva {}", "releases gone {}; changed {}; active {}")
    gone, changed = ", ".join(done.deleted) or "—", ", ".join(done.changed) or "—"
    click.echo(words[lang == "en"].format(gone, changed, done.release.id))


@command.command()
@DIRECTORY
@click.option("--engine", "url", required=True, help="Address of the engine's queries.")
@click.option("--name", default="", help="The release (default: the active one).")
@click.option("--adapter", default="", help="How the engine is asked: sparql, oxigraph, virtuoso.")
@click.option("--update", default="", help="Address of the engine's updates, where it has one of its own.")
@click.option("--user", default="", help="User who may write; password in CORALE_ENGINE_PASSWORD.")
@LANG
def publish(directory: Path, url: str, name: str, adapter: str, update: str, user: str, lang: str) -> None:
    """Load a release of DIRECTORY into the database of the engine at URL, read it back, ask the engine's
    suite, and note that `serve --engine` may turn to it. Interrupted, it goes on when it is called again."""
    from corale.data.published.store import load
    from corale.endpoint.engine.outside import adapters, loading, publishing

    found = releases.find(directory, name) if name else releases.active(directory)
    password = os.environ.get("CORALE_ENGINE_PASSWORD", "")
    database = loading.Database(adapters.of(url, adapter), user, password, update)
    done = publishing.publish(found, load(found.folder), database)
    words = (
        "{}: {} affermazioni in {} grafi, rilette uguali; prove come qui {} di {}; non chieste: {}",
        "{}: {} statements in {} graphs, read back the same; cases as here {} of {}; not asked: {}",
    )
    passed = sum(not one.fault for one in done.verdicts)
    refused = " ".join(done.assignment.refused) or "—"
    total, graphs = sum(done.counts.values()), len(done.counts)
    click.echo(words[lang == "en"].format(found.id, total, graphs, passed, len(done.verdicts), refused))
    if done.assignment.failing:
        raise ReleaseError(
            f"{database.engine.url} fails what pages and questions need: {', '.join(done.assignment.failing)}"
        )


def _active(directory: Path) -> str:
    try:
        return releases.active(directory).id
    except NotFoundError:
        return ""
