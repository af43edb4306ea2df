"""`corale review`: what waits for a person to decide. `values`: entries that no list knows."""

import json
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

import click
from rich.console import Console
from rich.table import Column, Table

from corale.cli._language import LANG
from corale.data.gazetteer import authorities, provisional
from corale.data.gazetteer.provisional import Decision, key_of
from corale.data.matching import waiting
from corale.data.published import folder as release
from corale.errors import UsageError

DIRECTORY = click.option(
    "--dir",
    "folder",
    required=True,
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="The publisher's folder.",
)
REVIEWER = click.option("--reviewer", required=True, help="Role or body that decides; no names of persons.")
DATE = click.option(
    "--date", "dated", required=True, type=click.DateTime(["%Y-%m-%d"]), help="The day of the decision."
)
COMMENT = click.option("--comment", default="")
WORDS = {
    "it": (("elenco", "chiave", "parole", "usi", "vicino a"), "{n} valori in attesa · {d} decisi"),
    "en": (("list", "key", "words", "uses", "near"), "{n} values waiting · {d} decided"),
}


@click.group()
def command() -> None:
    """Look at what waits for a decision, and decide."""


@command.group(invoke_without_command=True)
@click.option(
    "--dir",
    "folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Publisher's folder.",
)
@click.option("--json", "as_json", is_flag=True, help="For programs.")
@LANG
@click.pass_context
def values(context: click.Context, folder: Path | None, as_json: bool, lang: str) -> None:
    """List the values of the active release that no list knows, with how often they are used and what is
    near."""
    if context.invoked_subcommand:
        return
    if folder is None:
        raise UsageError("give --dir DIR, or one of the commands: merge, promote, keep")
    active = release.active(folder)
    authorities.use(folder / "authorities")
    found = waiting.values(active.folder, active.manifest.base)
    if as_json:
        for one in found:
            click.echo(json.dumps(asdict(one), ensure_ascii=False))
        return
    heads, summary = WORDS[lang]
    table = Table(*(Column(head, overflow="fold") for head in heads))
    for one in found:
        table.add_row(one.scheme, one.key, one.words, str(one.used), one.near)
    Console().print(table)
    click.echo(summary.format(n=len(found), d=len(provisional.decisions())))


def decide(folder: Path, decision: Decision) -> None:
    """Write a decision, and say where and what it changes."""
    provisional.add(folder, decision)
    click.echo(
        f"{decision.decision} {decision.scheme}/{decision.key} -> {folder / 'decisions' / provisional.FILE}: "
        "the next build applies it"
    )


@values.command()
@click.argument("scheme")
@click.argument("value")
@click.argument("concept")
@REVIEWER
@DATE
@COMMENT
@DIRECTORY
def merge(
    scheme: str, value: str, concept: str, reviewer: str, dated: datetime, comment: str, folder: Path
) -> None:
    """Lead VALUE (its words or key) of the list SCHEME to the known CONCEPT (its notation); its IRI leads
    there too."""
    day = dated.date().isoformat()
    decide(folder, Decision(scheme, key_of(value), "merge", concept, "", "", reviewer, day, comment))


@values.command()
@click.argument("scheme")
@click.argument("value")
@click.option("--label-it", default="", help="Italian label (default: the words of the source).")
@click.option("--label-en", required=True, help="English label.")
@REVIEWER
@DATE
@COMMENT
@DIRECTORY
def promote(
    scheme: str,
    value: str,
    label_it: str,
    label_en: str,
    reviewer: str,
    dated: datetime,
    comment: str,
    folder: Path,
) -> None:
    """Make VALUE (its words or key) an entry of the list SCHEME that is provisional no more."""
    day = dated.date().isoformat()
    decide(folder, Decision(scheme, key_of(value), "promote", "", label_it, label_en, reviewer, day, comment))


@values.command()
@click.argument("scheme")
@click.argument("value")
@REVIEWER
@DATE
@COMMENT
@DIRECTORY
def keep(scheme: str, value: str, reviewer: str, dated: datetime, comment: str, folder: Path) -> None:
    """Leave VALUE provisional, and take it off the list of those that wait."""
    day = dated.date().isoformat()
    decide(folder, Decision(scheme, key_of(value), "keep", "", "", "", reviewer, day, comment))
