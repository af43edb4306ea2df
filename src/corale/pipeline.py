"""The pipeline: joins the stages, from documents to an active release.

    documents -> extract -> link -> map -> check -> entities -> reason -> dumps -> gate -> activate

The first four are pure functions of one record and run in parallel; a record with a violation is quarantined: left
out of the graph and reported, while the rest is published.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

import pyoxigraph as ox

from corale import artefacts
from corale.data import canonical, dumps, materialise, report, store
from corale.data import release as releases
from corale.data.chunks import cut
from corale.data.entities import entities
from corale.data.manifest import Manifest, digest, measure, tree
from corale.data.release import Release
from corale.data.runs import Runs
from corale.data.workers import Workers
from corale.findings import Finding, Report, Severity
from corale.mappings import graph
from corale.mappings.extract import Extraction, extract
from corale.mappings.identity import Keys
from corale.mappings.link import Links, link, named
from corale.mappings.nodes import VERSION, linked, publishable
from corale.ontology import vocabulary
from corale.ontology.vocabulary import BASE
from corale.record import Record
from corale.shapes.validate import validate

Progress = Callable[[str, int, int], None]
BATCH = 100


@dataclass(frozen=True, slots=True)
class Mapped:
    """A record on its way into the release: its quads, what its names were linked to, and what was found."""

    record: Record
    quads: tuple[ox.Quad, ...]
    links: Links | None
    findings: tuple[Finding, ...]


def build(
    paths: Sequence[Path],
    out: Path,
    *,
    base: str = BASE,
    date: str = "",
    jobs: int = 0,
    progress: Progress = lambda stage, done, total: None,
) -> Release:
    """Return the release built from the documents below `paths`, whole, checked and active in the folder `out`.

    `base` ends in `/`; `date` (yyyy-mm-dd) defaults to the latest date of modification in the records; `progress` is
    told the stage, what is done and what there is to do.

    Raises:
        ReleaseError: the release does not pass the gate; the one that was active stays active.
    """
    with releases.workshop(out) as workshop:
        found = Report()
        counts: Counter[str] = Counter()
        inputs: list[str] = []
        dates: list[str] = []
        links: list[Links] = []
        folder = workshop / "release"
        folder.mkdir()
        runs = Runs(workshop / "runs")
        background = vocabulary.quads(base)
        keys = Keys(out / "ledger.csv")
        for one in checked(mapped(extract(paths, keys), base), base, background):
            record = one.record
            found.extend(one.findings)
            inputs += [record.file, record.digest]
            count(counts, one)
            progress("records", counts["documents"], 0)
            if one.quads and one.links:
                dates.append(str(record.fields.get("modified") or record.fields.get("published") or ""))
                links.append(one.links)
                runs.add(canonical.line(quad) for quad in one.quads)
        progress("entities", 0, 1)
        bodies = entities(*named(links), base)
        found.extend(validate(bodies, background=background)[0])
        shared = [*background, *bodies]
        runs.add(canonical.line(quad) for quad in shared)
        progress("rules", 0, 1)
        whole = ox.Store()
        whole.bulk_load("".join(f"{line}\n" for line in runs), ox.RdfFormat.N_QUADS)
        runs.add(canonical.line(quad) for quad in materialise.infer(whole, base))
        progress("dumps", 0, 1)
        with Workers(1) as workers:
            files, kept = dumps.write(folder, cut(runs), base, workers)
        counts["quads"] = counts["triples"] = sum(one.terms[""] for one in kept)
        for severity in Severity:
            counts[f"findings.{severity}"] = found.count(severity)
        made_of = digests(inputs, base)
        name = digest([*(made_of[part] for part in sorted(made_of)), date])[:12]
        report.write(folder, found, counts, base, name)
        files |= {path: measure(folder / path) for path in report.NAMES}
        day = date or max(dates, default="")
        Manifest(name, day, base, versions(), made_of, dict(counts), files).write(folder)
        progress("check", 0, 1)
        gate(folder)
        made = releases.publish(folder, out)
        return releases.activate(out, made.id)


def mapped(extractions: Iterable[Extraction], base: str) -> Iterator[Mapped]:
    """Yield what each extraction becomes in the graph: nothing, where it is unknown or out of scope."""
    for extraction in extractions:
        record = extraction.record
        if not publishable(record):
            yield Mapped(record, (), None, extraction.findings)
            continue
        links = link(record)
        document, findings = linked(record, links, extraction.findings, base)
        yield Mapped(record, tuple(graph.quads([document])), links, (*extraction.findings, *links.findings, *findings))


def checked(records: Iterable[Mapped], base: str, background: Sequence[ox.Quad]) -> Iterator[Mapped]:
    """Yield the records with the findings of the shapes; one with a violation has no quads any more."""
    batch: list[Mapped] = []
    for one in records:
        batch.append(one)
        if len(batch) == BATCH:
            yield from check(batch, base, background)
            batch = []
    yield from check(batch, base, background)


def check(batch: Sequence[Mapped], base: str, background: Sequence[ox.Quad]) -> list[Mapped]:
    """Return a batch of records with the findings of the shapes, violators without their quads."""
    zones = entities(*named(one.links for one in batch if one.links), base)
    findings, _ = validate([quad for one in batch for quad in one.quads], background=[*background, *zones])
    by_record: dict[str, list[Finding]] = {}
    for finding in findings:
        by_record.setdefault(finding.record, []).append(finding)
    return [judged(one, by_record.get(one.record.slug, [])) for one in batch]


def judged(one: Mapped, findings: list[Finding]) -> Mapped:
    """Return the record with these findings added, quarantined where one of them is a violation."""
    bad = any(finding.severity is Severity.VIOLATION for finding in findings)
    return Mapped(one.record, () if bad else one.quads, one.links, (*one.findings, *findings))


def count(counts: Counter[str], one: Mapped) -> None:
    """Add one record to the counts."""
    ledger = one.record.ledger
    counts["documents"] += 1
    counts["lines.read"] += ledger.lines
    counts["lines.mapped"] += ledger.mapped
    counts["lines.ignored"] += ledger.ignored
    counts["lines.reported"] += ledger.reported
    counts["records" if one.quads else "quarantined" if one.links else "unpublished"] += 1


def gate(folder: Path) -> None:
    """See that the release, read again from disk, is what was written.

    Raises:
        ReleaseError: it is not.
    """
    store.load(folder)


def digests(inputs: Iterable[str], base: str) -> dict[str, str]:
    """Return the SHA-256 of what a release is made of: inputs, declarative artefacts, the package's code, base."""
    folders = [("ontology",), ("mappings",), ("shapes",), ("data", "authorities")]
    return {
        "inputs": digest(inputs),
        "artefacts": digest(tree(artefacts.path(*folder)) for folder in folders),
        "code": tree(Path(__file__).parent, suffixes=(".py",)),
        "base": digest([base]),
    }


def versions() -> dict[str, str]:
    """Return the versions of software and mapping."""
    return {"corale": metadata.version("corale"), "mapping": VERSION}
