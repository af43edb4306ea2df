"""`corale demo`: the bundled sample, built and served."""

import secrets
import subprocess
import sys
import time
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import click
from rich.console import Console

from corale import artefacts
from corale.cli.build import findings, run, table
from corale.data.published.located import user_folder
from corale.language import LANG
from corale.mappings.reading import outcome
from corale.ontology.vocabulary import BASE


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
    release = run((artefacts.path("data", "records"),), folder, BASE, "", 0, lang, steps=True)
    Console().print(table(release, time.monotonic() - begun, lang))
    counts = release.manifest.counts
    for line in outcome.unpublished(findings(release), lang):
        click.echo(line)
    reasons = outcome.not_read(findings(release), lang)
    for line in outcome.closing(reasons, counts["records"], counts["documents"], lang):
        click.echo(line)
    click.echo(("nella cartella {}", "in folder {}")[lang == "en"].format(release.folder))
    if counts.get("findings.violation"):
        raise click.exceptions.Exit(1)
    if no_serve:
        return
    words = ("in ascolto su {} (Ctrl-C per finire)", "serving on {} (Ctrl-C to end)")[lang == "en"]
    click.echo(words.format(f"http://{host}:{port}/"))
    serve = import_module("corale.endpoint.serve").serve  # loaded only here: a build needs no server
    desk = open_desk(folder, port, lang) if find_spec("flask_login") else None
    try:
        raise click.exceptions.Exit(serve(folder, host, port))
    finally:
        if desk is not None:
            desk.terminate()


def open_desk(folder: Path, port: int, lang: str) -> "subprocess.Popen[bytes]":
    """Start the desk of the demo beside the service, with a demo reviewer whose password is new each time."""
    accounts, password = import_module("corale.desk.accounts"), secrets.token_urlsafe(12)
    accounts.add(folder, "demo", "publisher", password)
    told = (
        "redazione di prova su http://127.0.0.1:{}/ (nome: demo, password: {}); il sito riceve segnalazioni",
        "demo desk on http://127.0.0.1:{}/ (name: demo, password: {}); the site takes contributions",
    )
    click.echo(told[lang == "en"].format(port + 10, password))
    command = [sys.executable, "-m", "corale", "desk", str(folder), "--port", str(port + 10)]
    return subprocess.Popen([*command, "--public-url", f"http://127.0.0.1:{port}"], stderr=subprocess.DEVNULL)  # noqa: S603
