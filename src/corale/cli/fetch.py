"""`corale fetch`: the documents of a list of addresses, politely, into a folder."""

import json
from collections import Counter
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import click

from corale.pipeline import supply
from corale.pipeline.visiting import Visitor

WORDS = {
    "new": "nuovi · new",
    "changed": "cambiati · changed",
    "same": "uguali · the same",
    "gone": "scomparsi · gone",
    "failed": "non riusciti · failed",
}


@click.command("fetch")
@click.argument("source", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--out", required=True, type=click.Path(file_okay=False, path_type=Path), help="Where files are kept."
)
@click.option(
    "--pause",
    type=click.FloatRange(min=0.2),
    default=1.0,
    show_default=True,
    help="Seconds between visits of a host.",
)
@click.option(
    "--again",
    type=click.FloatRange(min=0),
    default=20.0,
    show_default=True,
    help="Hours after which an address is visited again.",
)
@click.option("--json", "as_json", is_flag=True, help="A line a visit, for programs.")
def command(source: Path, out: Path, pause: float, again: float, as_json: bool) -> None:
    """Visit the addresses of SOURCE (manifest.csv, a sitemap, or one a line) and keep what they give.

    robots.txt is obeyed, visits are one at a time, what did not change is not sent again; no other command
    fetches.
    """
    asked = supply.wanted(source)
    hosts = {(urlsplit(one.url).hostname or "").lower() for one in asked if one.named}
    counts: Counter[str] = Counter()
    for visit in supply.fetch(asked, out, Visitor(hosts, pause), timedelta(hours=again)):
        counts[visit.outcome] += 1
        if as_json:
            click.echo(json.dumps(supply.as_names(visit), ensure_ascii=False))
        elif visit.outcome in ("gone", "failed"):
            seen = f", visto · seen {visit.seen[:10]}" if visit.seen else ""
            click.echo(f"{visit.outcome} {visit.url} ({visit.reason}{seen})")
    line = ", ".join(f"{counts[name]} {word}" for name, word in WORDS.items())
    click.echo(f"{line}; {out / supply.VISITS}", err=as_json)
    if counts["failed"]:
        raise click.exceptions.Exit(1)
