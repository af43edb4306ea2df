"""`corale check PATH…`: records, RDF files or `ontology/`, checked; what is wrong, where, why and what to
do."""

import json
from pathlib import Path

import click

from corale.findings import Report, Severity
from corale.language import LANG
from corale.mappings.reading import outcome
from corale.pipeline.checking import Verdict, verdicts

WORDS = {
    "it": ("{n} controllati: {v} violazioni, {w} da controllare, {i} per conoscenza", "nessun rilievo"),
    "en": ("{n} checked: {v} violations, {w} to be checked, {i} for information", "nothing to report"),
}


@click.command()
@click.argument("paths", metavar="PATH…", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="One finding a line, as JSON.")
@LANG
def command(paths: tuple[Path, ...], as_json: bool, lang: str) -> None:
    """Check records (pages, notices, exports), RDF files, or the folder `ontology/`."""
    report, checked, good = Report(), 0, 0
    documents = False
    for path in paths:
        for verdict in verdicts(path):
            checked += 1
            documents = documents or verdict.publishable is not None
            good += bool(verdict.publishable)
            report.extend(verdict.findings)
            if as_json:
                for finding in verdict.findings:
                    click.echo(json.dumps(finding.to_json(), ensure_ascii=False))
            else:
                show(verdict, lang)
    counts = {severity: report.count(severity) for severity in Severity}
    if not as_json:
        v, w, i = (counts[severity] for severity in (Severity.VIOLATION, Severity.WARNING, Severity.INFO))
        click.echo(WORDS[lang][0].format(n=checked, v=v, w=w, i=i))
        if documents:
            for line in outcome.closing(outcome.not_read(report, lang), good, checked, lang, trial=True):
                click.echo(line)
    raise click.exceptions.Exit(1 if counts[Severity.VIOLATION] else 0)


def show(verdict: Verdict, lang: str) -> None:
    """Print a thing's name and its findings, one a line."""
    click.echo(verdict.name)
    for finding in verdict.findings:
        click.echo(f"  {finding.text(lang)}")
    if not verdict.findings:
        click.echo(f"  {WORDS[lang][1]}")
