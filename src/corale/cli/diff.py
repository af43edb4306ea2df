"""`corale diff A B`: what changed between two releases, for people and as quads."""

import json
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from corale.data.published.diff import FILES, diff
from corale.data.published.diff_page import html
from corale.data.published.diff_text import text
from corale.data.published.located import located
from corale.language import LANG


@click.command()
@click.argument("before")
@click.argument("after")
@click.option(
    "--out", type=click.Path(file_okay=False, path_type=Path), help="Also write removed.nq and added.nq here."
)
@click.option(
    "--html", "page", type=click.Path(dir_okay=False, path_type=Path), help="Also write a page here."
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@LANG
def command(before: str, after: str, out: Path | None, page: Path | None, as_json: bool, lang: str) -> None:
    """Tell what changed from release BEFORE to release AFTER: records, fields, source lines, quads.

    Each is a folder, the address of a service (or of a release at its /dumps/), or the id of a release beside
    the last one made.
    """
    with TemporaryDirectory() as old, TemporaryDirectory() as new:
        found = diff(located(before, Path(old), FILES), located(after, Path(new), FILES), out)
    if page:
        page.write_text("".join(html(found, lang)), encoding="utf-8")
    if as_json:
        click.echo(json.dumps(found.to_json(), ensure_ascii=False, indent=1))
    else:
        for line in text(found, lang):
            click.echo(line)
