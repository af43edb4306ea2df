"""`corale diff A B`: what changed between two releases, for people and as quads."""

import json
from collections.abc import Iterator
from html import escape
from pathlib import Path

import click

from corale.cli._language import LANG
from corale.data.published import folder as releases
from corale.data.published.diff import Diff, diff, labels

RELEASE = click.Path(exists=True, file_okay=False, path_type=Path)
_STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:72rem;margin:2rem auto;padding:0 1rem}"
    "table{border-collapse:collapse;width:100%}th,td{text-align:left;vertical-align:top;padding:.3rem .6rem;"
    "border-bottom:1px solid #d5d5d5}ins{background:#e3f4e3}del{background:#f9e1e1}"
)
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
@click.argument("before", type=RELEASE)
@click.argument("after", type=RELEASE)
@click.option(
    "--out", type=click.Path(file_okay=False, path_type=Path), help="Also write removed.nq and added.nq here."
)
@click.option(
    "--html", "page", type=click.Path(dir_okay=False, path_type=Path), help="Also write a page here."
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@LANG
def command(before: Path, after: Path, out: Path | None, page: Path | None, as_json: bool, lang: str) -> None:
    """Tell what changed from release BEFORE to release AFTER: records, fields, source lines, quads."""
    found = diff(releases.active(before), releases.active(after), out)
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
    yield words["title"].format(found.before, found.after)
    for sign, name, slugs in (("+", "added", found.added), ("-", "withdrawn", found.withdrawn)):
        yield f"{words['records']} {words[name]}: {len(slugs)}"
        yield from (f"  {sign} {slug}" for slug in slugs)
    yield f"{words['records']} {words['changed']}: {len(found.changed)}"
    for slug, changes in found.changed.items():
        yield f"  ~ {slug}"
        for one in changes:
            for sign, values, lines in (
                ("-", one.before, one.lines_before),
                ("+", one.after, one.lines_after),
            ):
                where = f" ({words['line']} {', '.join(map(str, lines))})" if lines and values else ""
                yield from (f"      {sign} {_named(one.field, lang)}: {value}{where}" for value in values)
    yield words["quads"].format(found.quads_added, found.quads_removed, found.other)


def html(found: Diff, lang: str) -> Iterator[str]:
    """Yield the difference as a page."""
    words = _WORDS[lang]
    title = escape(words["title"].format(found.before, found.after))
    yield f'<!DOCTYPE html><html lang="{lang}"><head><meta charset="utf-8"><title>{title}</title>'
    yield f'<meta name="viewport" content="width=device-width"><style>{_STYLE}</style></head><body><main>'
    yield f"<h1>{title}</h1><p>"
    yield escape(words["quads"].format(found.quads_added, found.quads_removed, found.other)) + "</p>"
    for name, slugs in (("added", found.added), ("withdrawn", found.withdrawn)):
        yield f"<h2>{words['records']} {words[name]}: {len(slugs)}</h2><ul>"
        yield "".join(f"<li>{escape(slug)}</li>" for slug in slugs) + "</ul>"
    yield f"<h2>{words['records']} {words['changed']}: {len(found.changed)}</h2>"
    for slug, changes in found.changed.items():
        yield f"<h3>{escape(slug)}</h3><table>"
        for one in changes:
            cells = [
                "<br>".join(f"<{tag}>{escape(value)}</{tag}>" for value in values)
                + (
                    f" <small>{words['line']} {', '.join(map(str, lines))}</small>"
                    if lines and values
                    else ""
                )
                for tag, values, lines in (
                    ("del", one.before, one.lines_before),
                    ("ins", one.after, one.lines_after),
                )
            ]
            name = escape(_named(one.field, lang))
            yield f'<tr><th scope="row">{name}</th><td>{cells[0]}</td><td>{cells[1]}</td></tr>'
        yield "</table>"
    yield "</main></body></html>\n"


def _named(field: str, lang: str) -> str:
    thing, _, curie = field.partition(" ")
    label = labels().get(curie, ("", ""))[lang == "en"]
    return f"{label or curie} [{thing}]"
