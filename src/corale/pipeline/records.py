"""The stages of one record: extract, link, map, check, reason. Pure functions, run in worker processes."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace
from functools import cache
from itertools import groupby
from operator import attrgetter, itemgetter

from corale.data.gazetteer.bodies import Body
from corale.data.gazetteer.entities import described
from corale.data.gazetteer.places import places
from corale.data.matching import items
from corale.data.rdf import materialise
from corale.data.rdf.canonical import IN_SCHEME, RDF_TYPE, Terms, joined, value
from corale.data.rdf.grades import grade
from corale.data.rdf.rdfxml import FORBIDDEN
from corale.data.release import report, tables
from corale.data.release.facts import Facts, Made, pack
from corale.data.release.manifest import digest
from corale.findings import Finding, Severity
from corale.mappings.extract import Extraction, read_document
from corale.mappings.graph import statements
from corale.mappings.graph.nodes import linked, publishable
from corale.mappings.linking.link import Links, link, named
from corale.pipeline.inputs import Task, kept_under
from corale.record import Record

_told = attrgetter(*(field.name for field in fields(Body)))  # `astuple` copies what it finds


@dataclass(frozen=True, slots=True)
class Mapped:
    """A record on its way into the release: what it says, what its names are linked to, what was found."""

    record: Record
    said: tuple[Terms, ...]
    links: Links | None
    findings: tuple[Finding, ...]


def work(tasks: list[Task], base: str) -> list[tuple[str, str, list[Made]]]:
    """Return what becomes of some documents: the key of each, the key to keep it under, what was made."""
    read = [read_document(task.document) for task in tasks]
    made = iter(checked(prepared([one for some in read for one in some], base), base))
    return [
        (task.key, kept_under(task, some[0].record.digest if some else ""), [finished(next(made), base) for _ in some])
        for task, some in zip(tasks, read, strict=True)
    ]


def prepared(extractions: Sequence[Extraction], base: str) -> list[Mapped]:
    """Return what extractions become in the graph: nothing, where one is unknown or out of scope."""
    made: list[Mapped] = []
    documents = []
    for one in extractions:
        if not publishable(one.record):
            made.append(Mapped(one.record, (), None, one.findings))
            continue
        links = link(one.record)
        document, findings = linked(one.record, links, one.findings, base)
        documents.append(document)
        made.append(Mapped(one.record, (), links, (*one.findings, *links.findings, *findings)))
    said = statements.each(documents)
    return [replace(one, said=tuple(next(said))) if one.links else one for one in made]


def checked(records: Sequence[Mapped], base: str) -> list[Mapped]:
    """Return records with the findings of the shapes; one with a violation says nothing any more."""
    from corale.shapes.validate import examine  # here: only a process that checks loads pySHACL

    held: dict[int, list[Finding]] = {}  # by the place of the record: two may have one slug
    for group in apart(records):
        batch = [records[place] for place in group.values()]
        bodies, spelt, zones, values, cited = named(one.links for one in batch if one.links)
        about = described(bodies, spelt, zones, base, values, cited)
        kinds = (RDF_TYPE, IN_SCHEME)
        types = [(str(thing), str(name), str(kind), "") for thing, name, kind in about if str(name) in kinds]
        for finding in examine([said for one in batch for said in one.said], background=types)[0]:
            if finding.record in group:
                held.setdefault(group[finding.record], []).append(finding)
    return [judged(one, held.get(place, [])) for place, one in enumerate(records)]


def apart(records: Sequence[Mapped]) -> list[dict[str, int]]:
    """Return the places of the records in groups, by slug: two pages of one record are not checked as one."""
    groups: list[dict[str, int]] = []
    for place, one in enumerate(records):
        if one.said:
            home = next((group for group in groups if one.record.slug not in group), None)
            if home is None:
                groups.append(home := {})
            home[one.record.slug] = place
    return groups


def judged(one: Mapped, findings: Iterable[Finding]) -> Mapped:
    """Return the record with these findings added, quarantined where one of them is a violation."""
    text = "\n".join({said[2] for said in one.said})
    odd = (
        [said for said in one.said if FORBIDDEN.search(value(said[2]))]
        if FORBIDDEN.search(text) or "\\u" in text
        else []
    )
    added = [*findings, *(unwritable(one, said[1]) for said in odd)]
    told = {(finding.code, finding.line, finding.field) for finding in one.findings}
    added = [finding for finding in added if (finding.code, finding.line, finding.field) not in told]
    bad = any(finding.severity is Severity.VIOLATION for finding in added)
    return replace(one, said=() if bad else one.said, findings=(*one.findings, *added))


def unwritable(one: Mapped, predicate: str) -> Finding:
    """Return the finding about a value with a character that XML cannot hold."""
    name = value(predicate).rpartition("/")[2]
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


def warm(base: str) -> None:
    """Load what the work on any record needs: a process does so while the documents are still being listed."""
    from corale.shapes.validate import ready

    ready()
    places()
    reasoner(base)


def finished(one: Mapped, base: str) -> Made:
    """Return a record, with what follows from it, in the form in which it is kept and published."""
    subjects = {said[0] for said in one.said}
    inferred = reasoner(base).conclude(one.said)
    own = [said for said in inferred if said[0] in subjects]
    foreign = [said for said in inferred if said[0] not in subjects]
    bodies, places, areas, values, cited = named([one.links] if one.said and one.links else [])
    says = json.dumps([
        [list(text) for text in sorted({_told(body) for body in bodies}, key=repr)],
        sorted({(stated, place.istat) for stated, place in places}),
        sorted({area.key for area in areas}),
        sorted(set(values)),
        cited,
    ], ensure_ascii=False)  # fmt: skip
    shared = json.dumps(sorted({joined(said) for said in foreign}), ensure_ascii=False)
    record, ledger, findings = one.record, one.record.ledger, sorted(one.findings)
    facts = Facts(
        record.slug if one.links else "",
        record.kind,
        record.file,
        record.digest,
        "published" if one.said else "quarantined" if one.links else "unpublished",
        str(record.fields.get("modified") or record.fields.get("published") or ""),
        (ledger.lines, ledger.mapped, ledger.ignored, ledger.reported),
        _severities(findings),
        len({said[3] for said in one.said}),
        digest([says, shared])[:16],
    )  # fmt: skip
    told: list[Terms] = []  # what tables and names are made from: all but the evidence
    evidence: list[Terms] = []
    for graph_name, some in groupby(one.said, itemgetter(3)):
        (evidence if grade(graph_name) == "evidence" else told).extend(some)
    lines = sorted({joined(said) for said in (*told, *own)})
    return Made(
        facts, says, shared,
        json.dumps(report.fragments(findings, base), ensure_ascii=False),
        json.dumps(tables.rows(told), ensure_ascii=False),
        "".join(f"{line}\n" for line in items.telling(lines, base)),
        pack([line for line, _ in groupby(sorted([*lines, *map(joined, evidence)]))]),
    )  # fmt: skip


def _severities(findings: Sequence[Finding]) -> tuple[int, int, int]:
    violation, warning, info = (sum(one.severity is severity for one in findings) for severity in Severity)
    return violation, warning, info
