"""`corale diff A B`: what changed between two releases, for people and as quads."""

import json
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from corale.data.published.diff import FILES, Diff, diff, labels
from corale.data.published.diff_page import html
from corale.data.published.located import located
from corale.language import LANG

_WORDS = {
    "it": {
        "added": "aggiunte",
        "withdrawn": "ritirate",
        "changed": "cambiate",
        "line": "riga",
        "records": "Schede",
        "quads": "quadruple: {} in più, {} in meno ({} fuori dalle schede)",
        "title": "Da {} a {}",
    },
    "en": {
        "added": "added",
        "withdrawn": "withdrawn",
        "changed": "changed",
        "line": "line",
        "records": "Records",
        "quads": "quads: {} more, {} fewer ({} outside records)",
        "title": "From {} to {}",
    },
}


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


def text(found: Diff, lang: str) -> Iterator[str]:
    """Yield the difference as lines for people."""
    words = _WORDS[lang]
    yield words["title"].format(found.previous, found.after)
    for sign, name, slugs in (("+", "added", found.added), ("-", "withdrawn", found.withdrawn)):
        yield f"{words['records']} {words[name]}: {len(slugs)}"
        yield from (f"  {sign} {slug}" for slug in slugs)
    yield f"{words['records']} {words['changed']}: {len(found.changed)}"
    for slug, changes in found.changed.items():
        yield f"  ~ {slug}"
        for one in changes:
            for sign, values, lines in (
                ("-", one.previous, one.previous_lines),
                ("+", one.after, one.lines_after),
            ):
                where = f" ({words['line']} {', '.join(map(str, lines))})" if lines and values else ""
                yield from (f"      {sign} {_named(one.field, lang)}: {value}{where}" for value in values)
    yield words["quads"].format(found.quads_added, found.quads_removed, found.other)


def _named(field: str, lang: str) -> str:
    thing, _, curie = field.partition(" ")
    label = labels().get(curie, ("", ""))[lang == "en"]
    return f"{label or curie} [{thing}]"
