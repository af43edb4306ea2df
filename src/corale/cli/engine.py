"""`corale engine check URL`: whether an engine answers as the embedded store does."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.console import Console
from rich.table import Column, Table

from corale.data.published.located import last
from corale.data.published.store import load
from corale.language import LANG

if TYPE_CHECKING:
    from corale.endpoint.engine.outside.suite import Verdict


@click.group()
def command() -> None:
    """Engines that hold a release elsewhere, behind the same pages and limits."""


@command.command()
@click.argument("url")
@click.option(
    "--release",
    "folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="The publisher's folder, or a release.",
)
@click.option("--adapter", default="", help="How the engine is asked: sparql, oxigraph, virtuoso.")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
@LANG
def check(url: str, folder: Path | None, adapter: str, as_json: bool, lang: str) -> None:
    """Ask the engine at URL, which holds the release, our fixed queries, the questions and probes, and hold
    its answers against those of the embedded store."""
    from corale.endpoint.engine.outside import adapters, publishing, suite

    store = load(folder or last())
    engine = publishing.engine_of(store, adapters.of(url, adapter))
    verdicts = publishing.judged(store, engine)
    if as_json:
        for one in verdicts:
            case: dict[str, object] = {"kind": one.case.kind, "name": one.case.name, "fault": one.fault}
            click.echo(json.dumps(case | {"words": list(one.case.words)}, ensure_ascii=False))
    else:
        show(verdicts, lang)
    needed = [one for one in verdicts if one.fault and one.case.needed]
    words = sorted(suite.refused(verdicts))
    if not as_json:
        told = ("{} di {} come qui; {}", "{} of {} as here; {}")[lang == "en"]
        closed = ("chiuse: {}", "closed: {}")[lang == "en"].format(" ".join(words) or "—")
        click.echo(told.format(sum(not one.fault for one in verdicts), len(verdicts), closed))
    raise SystemExit(1 if needed else 0)


def show(found: "list[Verdict]", lang: str) -> None:
    """Print verdicts: a row for each kind, and one for each case that failed."""
    titles = (("prove", "come qui", "che cosa"), ("cases", "as here", "what"))[lang == "en"]
    table = Table(*(Column(title, overflow="fold") for title in titles))
    for kind in dict.fromkeys(one.case.kind for one in found):
        of_kind = [one for one in found if one.case.kind == kind]
        table.add_row(kind, f"{sum(not one.fault for one in of_kind)}/{len(of_kind)}", "")
        for one in of_kind:
            if one.fault:
                table.add_row(f"  {one.case.name}", "no", f"{' '.join(one.case.words)} {one.fault}".strip())
    Console().print(table)
