"""`corale build PATH… --out DIR`: records become a release, checked, and activated."""

import json
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from corale.data.published import ages, last_build, undecided
from corale.data.published.diff import diff
from corale.data.published.diff_text import text
from corale.data.published.folder import Release
from corale.data.published.located import remember
from corale.data.release import readme
from corale.findings import CANDIDATES, Finding, Severity
from corale.language import LANG
from corale.mappings.reading import outcome
from corale.ontology.vocabulary import BASE
from corale.pipeline import build, sample

SHOWN = 8
TOLD = {name: (it, en) for name, it, en in readme.ROWS}
"""How the README of a release calls its numbers."""
ROWS = {
    "documents": ("documenti letti", "documents read"),
    "records": ("schede e avvisi pubblicati", "records and notices published"),
    "unpublished": ("fuori ambito o sconosciuti", "out of scope or unknown"),
    "quarantined": ("in quarantena (con violazioni)", "quarantined (with violations)"),
    "lines.read": TOLD["lines.read"],
    "lines.mapped": ("  mappate", "  mapped"),
    "lines.ignored": ("  ignorate", "  ignored"),
    "lines.reported": ("  segnalate", "  reported"),
    "triples": ("triple", "triples"),
    "graphs": ("grafi", "graphs"),
    **{name: words for name, words in TOLD.items() if name.startswith("findings.")},
}
STAGES = {
    "records": ("schede", "records"),
    "entities": ("enti e luoghi", "bodies and places"),
    "rules": ("regole", "rules"),
    "dumps": ("dump", "dumps"),
    "check": ("controllo", "check"),
}


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option(
    "--out", required=True, type=click.Path(file_okay=False, path_type=Path), help="The publisher's folder."
)
@click.option("--base", default=BASE, show_default=True, help="IRI under which things and graphs are named.")
@click.option(
    "--date", default="", metavar="YYYY-MM-DD", help="Date of the release (default: the latest in the data)."
)
@click.option("--jobs", default=0, help="Processes at work (default: one a core).")
@click.option(
    "--accept", is_flag=True, help="Let through a release that lost much or has much in quarantine."
)
@click.option(
    "--since", default="", metavar="RELEASE", help="Id or folder of the release before (default: active)."
)
@click.option("--dry-run", is_flag=True, help="Only tell what the release would change; publish nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print the manifest's numbers as JSON.")
@LANG
def command(
    paths: tuple[Path, ...],
    out: Path,
    base: str,
    date: str,
    jobs: int,
    accept: bool,
    since: str,
    dry_run: bool,
    as_json: bool,
    lang: str,
) -> None:
    """Build a release from records (pages, notices, exports), check it, and make it the active one."""
    if dry_run:
        preview(paths, out, base, date, jobs, accept, as_json, lang)
        return
    begun = time.monotonic()
    release = run(paths, out, base, date, jobs, lang, accept, since)
    seconds = time.monotonic() - begun
    if as_json:
        counts = release.manifest.counts
        shown = {
            "release": release.id,
            "folder": str(release.folder),
            "seconds": round(seconds, 2),
            "counts": counts,
        }
        click.echo(json.dumps(shown, ensure_ascii=False))
    else:
        Console().print(table(release, seconds, lang))
        for line in violations(release, lang):
            click.echo(line)
        click.echo(sample.spoken(out, release, lang))
        for line in aged(lang):
            click.echo(line)
        click.echo(f"{out / 'active'} -> {release.folder}")
        click.echo(f"{'Candidati' if lang == 'it' else 'Candidates'}: {undecided.path_of(out, release)}")
        counts = release.manifest.counts
        reasons = outcome.not_read(findings(release), lang)
        for line in outcome.closing(reasons, counts["records"], counts["documents"], lang):
            click.echo(line)
    raise click.exceptions.Exit(1 if release.manifest.counts.get("findings.violation") else 0)


def preview(
    paths: tuple[Path, ...],
    out: Path,
    base: str,
    date: str,
    jobs: int,
    accept: bool,
    as_json: bool,
    lang: str,
) -> None:
    """Print what the next release would change, by record, with counts and what is held back."""

    def tell(made: Release, before: Release | None) -> None:
        counts = {name: made.manifest.counts.get(name, 0) for name in ROWS}
        held = [one.to_json() for one in findings(made) if one.code in CANDIDATES]
        found = diff(before, made) if before is not None else None
        if as_json:
            changes = found.to_json() if found else None
            words = list(text(found, lang)) if found else []
            told = {
                "release": made.id,
                "counts": counts,
                "held_back": held,
                "changes": changes,
                "words": words,
            }
            click.echo(json.dumps(told, ensure_ascii=False))
            return
        Console().print(table(made, 0, lang))
        for line in text(found, lang) if found else ():
            click.echo(line)
        end = ("{} valori tenuti da parte; nulla è pubblicato", "{} values held back; nothing is published")
        click.echo(end[lang == "en"].format(len(held)))

    build(paths, out, base=base, date=date, jobs=jobs, accept=accept, dry_run=tell)


def run(
    paths: tuple[Path, ...],
    out: Path,
    base: str,
    date: str,
    jobs: int,
    lang: str,
    accept: bool = False,
    since: str = "",
    steps: bool = False,
) -> Release:
    """Build with a progress bar on a terminal, silently elsewhere; return the release, active.

    With `steps` each stage is told as it begins, with the seconds so far.
    """
    begun = time.monotonic()
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    hidden = not console.is_terminal
    with Progress(*columns, console=console, transient=True, auto_refresh=False, disable=hidden) as bar:
        tasks: dict[str, object] = {}

        def show(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                tasks[stage] = bar.add_task(STAGES[stage][lang == "en"])
                if steps:
                    console.print(f"{time.monotonic() - begun:5.1f} s  {STAGES[stage][lang == 'en']} …")
            bar.update(tasks[stage], completed=done, total=total)  # type: ignore[arg-type]
            bar.refresh()  # by hand: no thread may run when the worker processes are forked

        made = build(paths, out, base=base, date=date, jobs=jobs, accept=accept, since=since, progress=show)
        last_build.remember(out, paths, base)
    remember(out)
    return made


def violations(release: Release, lang: str) -> Iterator[str]:
    """Yield a line for each of the first violations, as people read them, the columns of tables that were
    left out, and where the whole report is."""
    path = release.folder / "report.json"
    found = findings(release)
    bad = [one for one in found if one.severity is not Severity.INFO]
    bad.sort(key=lambda one: one.severity is not Severity.VIOLATION)
    for one in bad[:SHOWN]:
        yield one.text(lang)
    if len(bad) > SHOWN:
        yield ("… altre {}, nel rapporto", "… {} more, in the report")[lang == "en"].format(len(bad) - SHOWN)
    for one in found:
        if one.code == "T012":
            yield f"{one.file} · {one.message_en if lang == 'en' else one.message_it}"
    yield f"{'Rapporto' if lang == 'it' else 'Report'}: {path.with_suffix('.html')}"


def aged(lang: str) -> Iterator[str]:
    """Yield a warning for each table of somebody else's that is older than it should be."""
    today = datetime.now(tz=UTC).date()
    for one in ages.read():
        if one.old(today):
            mend = one.mend_en if lang == "en" else one.mend_it
            yield f"{'DA CONTROLLARE' if lang == 'it' else 'WARNING'} {one.about} · {one.day} → {mend}"


def findings(release: Release) -> list[Finding]:
    """Return the findings of a release's report, in its order."""
    told = json.loads((release.folder / "report.json").read_text(encoding="utf-8"))["findings"]
    return [*map(Finding.from_json, told)]


def table(release: Release, seconds: float, lang: str) -> Table:
    """Return the table of a release's numbers for people."""
    title = f"Corale · {'pubblicazione' if lang == 'it' else 'release'} {release.id}"
    shown = Table(title=title, show_header=False, title_justify="left")
    shown.add_column()
    shown.add_column(justify="right")
    for name, words in ROWS.items():
        value = release.manifest.counts.get(name, 0)
        if value or name not in ("unpublished", "quarantined"):
            shown.add_row(words[lang == "en"], f"{value:,}".replace(",", "." if lang == "it" else ","))
    shown.add_row(
        "secondi" if lang == "it" else "seconds", f"{seconds:.1f}".replace(".", "," if lang == "it" else ".")
    )
    return shown
