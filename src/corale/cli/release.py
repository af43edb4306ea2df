"""`corale release`: the releases of a publisher's folder, and which of them is active."""

import json
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from corale.cli._language import LANG
from corale.data.published import folder as releases
from corale.data.published import series
from corale.errors import NotFoundError

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


def _active(directory: Path) -> str:
    try:
        return releases.active(directory).id
    except NotFoundError:
        return ""
