"""What `corale check` and the Python API look at: records by the stages of a build, RDF files, an ontology
folder."""

import gzip
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from corale.errors import NotFoundError, UsageError
from corale.findings import Finding, Severity
from corale.mappings.extract import extract
from corale.mappings.graph.nodes import publishable
from corale.ontology.vocabulary import BASE
from corale.pipeline.records import checked, prepared

RDF_SUFFIXES = {
    ".ttl": ox.RdfFormat.TURTLE,
    ".nt": ox.RdfFormat.N_TRIPLES,
    ".nq": ox.RdfFormat.N_QUADS,
    ".trig": ox.RdfFormat.TRIG,
    ".rdf": ox.RdfFormat.RDF_XML,
    ".owl": ox.RdfFormat.RDF_XML,
    ".jsonld": ox.RdfFormat.JSON_LD,
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """A thing that was checked: its name, its findings in order, whether it may be published (none: no
    record)."""

    name: str
    findings: tuple[Finding, ...]
    publishable: bool | None


def verdicts(path: Path) -> Iterator[Verdict]:
    """Yield the verdict on each thing at a path: an RDF file, a folder with `corale.ttl`, else documents.

    Raises:
        NotFoundError: nothing is there.
        UsageError: an RDF file cannot be parsed.
    """
    bare = path.with_suffix("") if path.suffix == ".gz" else path
    if not path.exists():
        raise NotFoundError(f"{path} is not there: check the path")
    if (path / "corale.ttl").is_file():
        from corale.shapes.ontology import check  # here: loads the reasoner and pySHACL

        yield Verdict(str(path), tuple(sorted(check(path))), None)
    elif path.is_file() and bare.suffix in RDF_SUFFIXES:
        yield Verdict(str(path), tuple(sorted(rdf(path, RDF_SUFFIXES[bare.suffix]))), None)
    else:
        yield from records(path)


def records(path: Path) -> Iterator[Verdict]:
    """Yield the verdict on each record below a path, by the stages of a build: extract, link, map, check."""
    for extraction in extract([path]):
        [done] = checked(prepared([extraction], BASE), BASE)
        good = publishable(done.record) and not any(
            one.severity is Severity.VIOLATION for one in done.findings
        )
        yield Verdict(f"{done.record.slug} · {done.record.file}", tuple(sorted(set(done.findings))), good)


def rdf(path: Path, form: ox.RdfFormat) -> list[Finding]:
    """Return the findings of the shapes on an RDF file, gzipped or not.

    Raises:
        UsageError: it cannot be parsed.
    """
    from corale.shapes.validate import validate  # here: loads pySHACL

    data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    try:
        quads = list(ox.parse(data, format=form))
    except SyntaxError as fault:
        raise UsageError(f"{path} is no {form.name}: {fault}") from fault
    return validate(quads)[0]
