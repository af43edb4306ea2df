"""`corale demo`: the bundled sample, built and served."""

import os
import sys
import time
from importlib import import_module
from pathlib import Path

import click
from rich.console import Console

from corale import artefacts
from corale.cli._language import LANG
from corale.cli.build import run, table
from corale.ontology.vocabulary import BASE


def user_folder() -> Path:
    """Return the user's data folder for Corale, by the convention of the system."""
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "corale"
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local") / "corale"
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "corale"


@click.command()
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder (default: the user's data folder).",
)
@click.option("--no-serve", is_flag=True, help="Only build.")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8080, show_default=True)
@LANG
def command(out: Path | None, no_serve: bool, host: str, port: int, lang: str) -> None:
    """Build the bundled sample and serve it."""
    begun = time.monotonic()
    folder = out or user_folder()
    release = run((artefacts.path("data", "records"),), folder, BASE, "", 0, lang)
    Console().print(table(release, time.monotonic() - begun, lang))
    click.echo(("nella cartella {}", "in folder {}")[lang == "en"].format(release.folder))
    if release.manifest.counts.get("findings.violation"):
        raise click.exceptions.Exit(1)
    if no_serve:
        return
    words = ("in ascolto su {} (Ctrl-C per finire)", "serving on {} (Ctrl-C to end)")[lang == "en"]
    click.echo(words.format(f"http://{host}:{port}/"))
    serve = import_module("corale.endpoint.serve").serve  # loaded only here: a build needs no server
    raise click.exceptions.Exit(serve(folder, host, port))
