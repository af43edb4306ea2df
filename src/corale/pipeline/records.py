"""The stages of one record: extract, link, map, check, reason. Pure functions, run in worker processes."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass
from functools import cache

import pyoxigraph as ox

from corale.data import canonical, materialise, report, tables
from corale.data.cache import Facts, Made, pack
from corale.data.entities import entities
from corale.data.manifest import digest
from corale.data.rdfxml import FORBIDDEN
from corale.findings import Finding, Severity
from corale.mappings import graph
from corale.mappings.documents import Document
from corale.mappings.extract import Extraction, read_document
from corale.mappings.identity import hashed
from corale.mappings.link import Links, link, named
from corale.mappings.nodes import linked, publishable
from corale.record import Record


@dataclass(frozen=True, slots=True)
class Mapped:
    """A record on its way into the release: its quads, what its names were linked to, and what was found."""

    record: Record
    quads: tuple[ox.Quad, ...]
    links: Links | None
    findings: tuple[Finding, ...]


def document_key(document: Document, engine: str) -> str:
    """Return the name under which a document's results are kept: it stands for all that they depend on."""
    try:
        data = b"" if document.fault else document.path.read_bytes()
    except OSError:
        data = b""
    plain = hashed(hashlib.sha256(data).hexdigest())
    ledger = [f"{source}={key}" for source, key in document.keys if key != plain]
    said = (engine, document.file, document.path.suffix, document.url, document.source, document.key, document.fault)
    return digest([*said, *ledger, data])


def work(documents: list[tuple[str, Document]], base: str) -> list[tuple[str, list[Made]]]:
    """Return what becomes of some documents, by key."""
    read = [(key, number, one) for key, document in documents for number, one in enumerate(read_document(document))]
    mapped = checked([prepared(one, base) for _, _, one in read], base)
    results: dict[str, list[Made]] = {key: [] for key, _ in documents}
    for (key, number, _), one in zip(read, mapped, strict=True):
        results[key].append(finished(f"{key}/{number}", one, base))
    return list(results.items())


def prepared(extraction: Extraction, base: str) -> Mapped:
    """Return what an extraction becomes in the graph: nothing, where it is unknown or out of scope."""
    record = extraction.record
    if not publishable(record):
        return Mapped(record, (), None, extraction.findings)
    links = link(record)
    document, findings = linked(record, links, extraction.findings, base)
    quads = tuple(graph.quads([document]))
    return Mapped(record, quads, links, (*extraction.findings, *links.findings, *findings))


def checked(records: Sequence[Mapped], base: str) -> list[Mapped]:
    """Return records with the findings of the shapes; one with a violation has no quads any more."""
    from corale.shapes.validate import validate  # here: only a process that checks loads pySHACL

    by_slug: dict[str, list[Finding]] = {}
    for batch in apart(records):
        zones = entities(*named(one.links for one in batch if one.links), base)
        for finding in validate([quad for one in batch for quad in one.quads], background=zones)[0]:
            by_slug.setdefault(finding.record, []).append(finding)
    return [judged(one, by_slug.get(one.record.slug, []) if one.quads else []) for one in records]


def apart(records: Sequence[Mapped]) -> list[list[Mapped]]:
    """Return the records in groups that hold no slug twice: two pages of one record are not checked as one."""
    groups: list[dict[str, Mapped]] = []
    for one in records:
        if one.quads:
            home = next((group for group in groups if one.record.slug not in group), None)
            if home is None:
                groups.append(home := {})
            home[one.record.slug] = one
    return [list(group.values()) for group in groups]


def judged(one: Mapped, findings: Iterable[Finding]) -> Mapped:
    """Return the record with these findings added, quarantined where one of them is a violation."""
    odd = [quad for quad in one.quads if isinstance(quad.object, ox.Literal) and FORBIDDEN.search(quad.object.value)]
    added = [*findings, *(unwritable(one, quad) for quad in odd)]
    told = {(finding.code, finding.line, finding.field) for finding in one.findings}
    added = [finding for finding in added if (finding.code, finding.line, finding.field) not in told]
    bad = any(finding.severity is Severity.VIOLATION for finding in added)
    return Mapped(one.record, () if bad else one.quads, one.links, (*one.findings, *added))


def unwritable(one: Mapped, quad: ox.Quad) -> Finding:
    """Return the finding about a value with a character that XML cannot hold."""
    name = quad.predicate.value.rpartition("/")[2]
    return Finding(
        one.record.file, 0, "X001", Severity.VIOLATION,
        f"Il valore di «{name}» contiene un carattere che XML non ammette.",
        f"The value of “{name}” holds a character that XML does not allow.",
        "Si toglie il carattere dalla fonte.", "Remove the character from the source.", name, one.record.slug,
    )  # fmt: skip


@cache
def reasoner(base: str) -> materialise.Reasoner:
    """Return this process's reasoner."""
    return materialise.Reasoner(base)


def finished(key: str, one: Mapped, base: str) -> Made:
    """Return a record, with what follows from it, in the form in which it is kept and published."""
    subjects = {quad.subject for quad in one.quads}
    inferred = reasoner(base).conclude(one.quads)
    own = [quad for quad in inferred if quad.subject in subjects]
    foreign = [quad for quad in inferred if quad.subject not in subjects]
    bodies, places, areas = named([one.links] if one.quads and one.links else [])
    says = json.dumps([
        [list(text) for text in sorted({astuple(body) for body in bodies}, key=repr)],
        sorted({(stated, place.istat) for stated, place in places}),
        sorted({area.key for area in areas}),
    ], ensure_ascii=False)  # fmt: skip
    shared = json.dumps(sorted({canonical.line(quad) for quad in foreign}), ensure_ascii=False)
    record, ledger, findings = one.record, one.record.ledger, sorted(one.findings)
    facts = Facts(
        record.slug if one.links else "",
        record.kind,
        record.file,
        record.digest,
        "published" if one.quads else "quarantined" if one.links else "unpublished",
        str(record.fields.get("modified") or record.fields.get("published") or ""),
        (ledger.lines, ledger.mapped, ledger.ignored, ledger.reported),
        _severities(findings),
        len({quad.graph_name for quad in one.quads}),
        digest([says, shared])[:16],
    )  # fmt: skip
    quads = [*one.quads, *own]
    return Made(
        key, facts, says, shared,
        json.dumps(report.fragments(findings, base), ensure_ascii=False),
        json.dumps(tables.rows(one.quads), ensure_ascii=False),
        pack(sorted({canonical.line(quad) for quad in quads})),
    )  # fmt: skip


def _severities(findings: Sequence[Finding]) -> tuple[int, int, int]:
    violation, warning, info = (sum(one.severity is severity for one in findings) for severity in Severity)
    return violation, warning, info
