"""`corale review`: what waits for a person to decide, and what is decided about it.

What is decided goes into tables of the publisher's folder (`decisions/`); the next build applies it.
"""

import json
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

import click
from rich.console import Console
from rich.table import Column, Table

from corale.data.gazetteer import authorities, provisional
from corale.data.gazetteer.provisional import Decision, key_of
from corale.data.matching import waiting
from corale.data.published import folder as release
from corale.desk import acts, inbox, outlook, store
from corale.desk.acts import By
from corale.errors import UsageError
from corale.language import LANG

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


REASON = click.option("--reason", default="", help="Why; a refusal needs it.")
SOURCE = click.option("--source", default="", help="Address of the document that says so.")
HEADS = {
    "it": ("codice", "tipo", "di che si tratta", "dove", "si può"),
    "en": ("code", "kind", "what it is about", "where", "may be"),
}


@click.group()
def command() -> None:
    """Look at what waits for a decision, and decide."""


@command.command("list")
@click.option("--kind", "kinds", multiple=True, type=click.Choice(inbox.KINDS), help="Kinds to show.")
@DIRECTORY
@click.option("--json", "as_json", is_flag=True, help="For programs.")
@LANG
def list_(kinds: tuple[str, ...], folder: Path, as_json: bool, lang: str) -> None:
    """List what waits: contributions, candidates, values, links, duplicates, contradictions, masked data."""
    found = inbox.items(folder, release.active(folder), kinds or inbox.KINDS)
    if as_json:
        for one in found:
            click.echo(json.dumps(one.to_json(), ensure_ascii=False))
        return
    table = Table(*(Column(head, overflow="fold") for head in HEADS[lang]))
    for one in found:
        place = f"{one.record or one.file}{f':{one.line}' if one.line else ''}"
        table.add_row(one.code, one.kind, one.text(lang), place, " ".join(one.verbs))
    Console().print(table)
    click.echo(f"{len(found)} {'in attesa' if lang == 'it' else 'waiting'}")


@command.command()
@DIRECTORY
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def log(folder: Path, as_json: bool) -> None:
    """Tell who did what when, the oldest first."""
    with store.opened(folder) as queue:
        rows = queue.execute("SELECT at, who, what, about FROM log ORDER BY id").fetchall()
    for row in rows:
        click.echo(json.dumps(dict(row), ensure_ascii=False) if as_json else "  ".join(row))


@command.command()
@click.argument("code")
@DIRECTORY
@LANG
def show(code: str, folder: Path, lang: str) -> None:
    """Show what waits under CODE: its source, and what the graph would say before and after."""
    active = release.active(folder)
    one = inbox.find(folder, active, code)
    click.echo(one.text(lang))
    for name, value in one.to_json().items():
        if name not in ("it", "en"):
            click.echo(f"  {name}: {' '.join(value) if isinstance(value, tuple) else value}")
    now, after = outlook.states(active, one, lang)
    for name, some in ({("ora", "now")[lang == "en"]: now} | after if after else {}).items():
        click.echo(f"  {name}: {' · '.join(some) or '—'}")
    for passage in outlook.passages(folder, active, one):
        click.echo(f"  {passage.record}:{passage.line}  {''.join(words for words, _ in passage.parts)}")


def _decision(verb: str, help_: str, amends: bool = False) -> click.Command:
    def act(
        code: tuple[str, ...], folder: Path, reviewer: str, dated: datetime, reason: str, source: str
    ) -> None:
        by = By(reviewer, dated.date().isoformat(), reason, source)
        new = code[-1] if amends else ""
        about = code[:-1] if amends else code
        active = release.active(folder)
        if len(about) == 3 and "/" in about[0]:
            click.echo(acts.decide_statement(folder, active, *about, verb, by, new))
        elif about and all("/" not in one for one in about):
            for one in about:
                click.echo(inbox.decide(folder, active, one, verb, by, new))
        else:
            raise UsageError("give codes of `corale review list`, or subject, property and object")

    for option in (DIRECTORY, SOURCE, REASON, DATE, REVIEWER):
        act = option(act)
    act = click.argument("code", nargs=-1, required=True, metavar="CODE… " + ("VALUE" if amends else ""))(act)
    return click.command(verb, help=help_)(act)


command.add_command(
    _decision("accept", "Accept what waits under each CODE, or a statement: SUBJECT PROPERTY OBJECT.")
)
command.add_command(
    _decision(
        "amend", "Put VALUE in the place of what waits under each CODE, or of a statement.", amends=True
    )
)
command.add_command(
    _decision("refuse", "Refuse what waits under each CODE, or a statement, with a reason: it stays visible.")
)


@command.command()
@click.argument("old")
@click.argument("new", nargs=-1, required=True)
@REVIEWER
@DATE
@REASON
@DIRECTORY
def merge(old: str, new: tuple[str, ...], reviewer: str, dated: datetime, reason: str, folder: Path) -> None:
    """Lead the body OLD to the one that it is (NEW), or to those that it was parted into (several NEW)."""
    click.echo(acts.merge(folder, old, new, By(reviewer, dated.date().isoformat(), reason)))


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


@values.command("merge")
@click.argument("scheme")
@click.argument("value")
@click.argument("concept")
@REVIEWER
@DATE
@COMMENT
@DIRECTORY
def merge_value(
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
