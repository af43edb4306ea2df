"""`corale extract`: documents to extracted records, one JSON object a line on standard output."""

import json
import sys
from pathlib import Path

import click

from corale.language import LANG
from corale.mappings.extract import extract
from corale.mappings.reading.ledger import Ledger
from corale.mappings.sheet.drift import Drift


@click.command()
@click.argument("paths", metavar="PATH…", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--ledger", type=click.Path(path_type=Path), help="Ledger of keys to read and to write (CSV).")
@click.option(
    "--json", "_json", is_flag=True, hidden=True, help="No effect: the output is always JSON lines."
)
@LANG
def command(paths: tuple[Path, ...], ledger: Path | None, _json: bool, lang: str) -> None:
    """Read pages and notices, print one record a line (JSON), with evidence, gaps, findings and ledger."""
    drift, read = Drift(), 0
    for extraction in extract(paths, Ledger(ledger) if ledger else None):
        drift.add(extraction)
        read += 1
        record = extraction.record.to_json() | {"findings": [one.to_json() for one in extraction.findings]}
        sys.stdout.write(json.dumps(record, ensure_ascii=False) + "\n")
    if not read:
        click.echo("nessun documento da leggere" if lang == "it" else "nothing to read", err=True)
    for alarm in drift.findings():
        click.echo(alarm.text(lang), err=True)
