"""`corale check PATH…`: records, RDF files or `ontology/`, checked; what is wrong, where, why and what to do."""

import gzip
import json
from collections.abc import Iterator
from pathlib import Path

import click
import pyoxigraph as ox

from corale.errors import NotFoundError, UsageError
from corale.findings import Finding, Report, Severity
from corale.mappings.reading import outcome

RDF_SUFFIXES = {
    ".ttl": ox.RdfFormat.TURTLE,
    ".nt": ox.RdfFormat.N_TRIPLES,
    ".nq": ox.RdfFormat.N_QUADS,
    ".trig": ox.RdfFormat.TRIG,
    ".rdf": ox.RdfFormat.RDF_XML,
    ".owl": ox.RdfFormat.RDF_XML,
    ".jsonld": ox.RdfFormat.JSON_LD,
}
WORDS = {
    "it": ("{n} controllati: {v} violazioni, {w} avvisi, {i} note", "nessun rilievo"),
    "en": ("{n} checked: {v} violations, {w} warnings, {i} notes", "nothing to report"),
}


@click.command()
@click.argument("paths", metavar="PATH…", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="One finding a line, as JSON.")
@click.option("--lang", type=click.Choice(["it", "en"]), default="it", show_default=True, help="Language of messages.")
def command(paths: tuple[Path, ...], as_json: bool, lang: str) -> None:
    """Check records (pages, notices, exports), RDF files, or the folder `ontology/`."""
    report, checked, good = Report(), 0, 0
    documents = False
    for path in paths:
        if not path.exists():
            raise NotFoundError(f"{path} is not there: check the path")
        for name, findings, publishable in looked_at(path):
            checked += 1
            documents = documents or publishable is not None
            good += bool(publishable)
            report.extend(findings)
            if as_json:
                for finding in sorted(findings):
                    click.echo(json.dumps(finding.to_json(), ensure_ascii=False))
            else:
                show(name, findings, lang)
    counts = {severity: report.count(severity) for severity in Severity}
    if not as_json:
        v, w, i = (counts[severity] for severity in (Severity.VIOLATION, Severity.WARNING, Severity.INFO))
        click.echo(WORDS[lang][0].format(n=checked, v=v, w=w, i=i))
        if documents:
            for line in outcome.closing(outcome.not_read(report, lang), good, checked, lang, trial=True):
                click.echo(line)
    raise click.exceptions.Exit(1 if counts[Severity.VIOLATION] else 0)


def show(name: str, findings: list[Finding], lang: str) -> None:
    """Print a thing's name and its findings, one a line."""
    click.echo(name)
    for finding in sorted(findings):
        click.echo(f"  {finding.text(lang)}")
    if not findings:
        click.echo(f"  {WORDS[lang][1]}")


def looked_at(path: Path) -> Iterator[tuple[str, list[Finding], bool | None]]:
    """Yield each thing checked at a path, by name, its findings, and whether it may be published (none: no record)."""
    bare = path.with_suffix("") if path.suffix == ".gz" else path
    if (path / "corale.ttl").is_file():
        yield str(path), ontology(path), None
    elif path.is_file() and bare.suffix in RDF_SUFFIXES:
        yield str(path), rdf(path, RDF_SUFFIXES[bare.suffix]), None
    else:
        yield from records(path)


def records(path: Path) -> Iterator[tuple[str, list[Finding], bool]]:
    """Yield each record below a path with the findings of extraction, linking, mapping and shapes."""
    from corale.data.gazetteer.entities import entities
    from corale.mappings.extract import extract
    from corale.mappings.graph.nodes import linked, publishable
    from corale.mappings.graph.statements import quads
    from corale.mappings.linking.link import link, named
    from corale.ontology.vocabulary import BASE
    from corale.shapes.validate import validate

    for extraction in extract([path]):
        record, findings = extraction.record, list(extraction.findings)
        if publishable(record):
            links = link(record)
            document, unmapped = linked(record, links, extraction.findings, BASE)
            bodies, spelt, zones, values, cited = named([links])
            shaped, _ = validate([*quads([document]), *entities(bodies, spelt, zones, BASE, values, cited)])
            findings += [*links.findings, *unmapped, *unrepeated(shaped, findings)]
        good = publishable(record) and not any(one.severity is Severity.VIOLATION for one in findings)
        yield f"{record.slug} · {record.file}", sorted(set(findings)), good


def unrepeated(shaped: list[Finding], known: list[Finding]) -> list[Finding]:
    """Return the findings of the shapes without those that extraction has told already (contradictions)."""
    told = {(one.code, one.field, one.line) for one in known}
    return [one for one in shaped if (one.code, one.field, one.line) not in told]


def rdf(path: Path, form: ox.RdfFormat) -> list[Finding]:
    """Return the findings of the shapes on an RDF file, gzipped or not.

    Raises:
        UsageError: it cannot be parsed.
    """
    from corale.shapes.validate import validate

    data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    try:
        quads = list(ox.parse(data, format=form))
    except SyntaxError as fault:
        raise UsageError(f"{path} is no {form.name}: {fault}") from fault
    return validate(quads)[0]


def ontology(folder: Path) -> list[Finding]:
    """Return the findings of the meta-shapes, the profile check and the reasoner on an ontology folder."""
    from corale.shapes.ontology import check

    return check(folder)
