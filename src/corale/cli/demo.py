"""`corale demo`: the bundled sample, built and served."""

import time
from importlib import import_module
from pathlib import Path

import click
from rich.console import Console

from corale import artefacts
from corale.cli._language import LANG
from corale.cli.build import findings, run, table
from corale.data.published.located import user_folder
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
    raise click.exceptions.Exit(serve(folder, host, port))
