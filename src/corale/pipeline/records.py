"""The stages of one record: extract, link, map, check, reason. Pure functions, run in worker processes.

What comes out is a piece, kept under the key of its document: a record that did not change is not worked out
again."""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from functools import cache, partial
from itertools import islice
from operator import attrgetter

from corale.data.gazetteer import calls, provisional
from corale.data.gazetteer.bodies import Body
from corale.data.gazetteer.entities import NamedThings, described
from corale.data.lists import rows, sources
from corale.data.matching import items
from corale.data.rdf import materialise
from corale.data.rdf.canonical import IN_SCHEME, RDF_TYPE, Terms, joined, value
from corale.data.rdf.formats import FORBIDDEN
from corale.data.rdf.grades import KNOWN, grade
from corale.data.release import report, tables
from corale.data.release.assemble import LISTS, NAMES
from corale.data.release.blobs import Blobs
from corale.data.release.pieces import Head, Piece, by_dump, head_of
from corale.data.release.withdrawn import RECORDS
from corale.data.release.withdrawn import record as record_row
from corale.data.release.workers import Workers
from corale.errors import ReleaseError, SetupError
from corale.findings import Finding, Severity, finding
from corale.mappings.extract import Extraction, read_document, rekeyed
from corale.mappings.graph import statements as graph
from corale.mappings.graph.nodes import linked, publishable
from corale.mappings.linking.link import Links, link, named
from corale.mappings.reading.ledger import Sighting
from corale.mappings.reading.lines import Line
from corale.ontology.vocabulary import expand
from corale.pipeline.inputs import Task, piece_key
from corale.record import Record

BATCH = 64
LINES = ("read", "mapped", "ignored", "reported")
_told = attrgetter(*(field.name for field in fields(Body)))  # `astuple` copies what it finds


@dataclass(frozen=True, slots=True)
class Mapped:
    """A record on its way into the release: what it says, what its names are linked to, what was found."""

    record: Record
    statements: tuple[Terms, ...]
    links: Links | None
    findings: tuple[Finding, ...]
    lines: tuple[Line, ...] = ()


def pieces(
    tasks: Iterable[Task], blobs: Blobs, workers: Workers, base: str, progress: Callable[[int, int], None]
) -> list[Head]:
    """Return the heads of all documents, when the piece of each is kept; those that are missing are made."""
    heads: list[Head] = []
    waiting = 0

    def missing() -> Iterator[Task]:
        nonlocal waiting
        for task in tasks:
            if blob := blobs.get(task.key):
                heads.append(head_of(blob))
            else:
                waiting += 1
                yield task

    for some in workers.map(partial(work, blobs=blobs, base=base), growing(missing())):
        heads += some
        waiting -= len(some)
        progress(len(heads), len(heads) + waiting)
    return heads


def growing(tasks: Iterable[Task]) -> Iterator[list[Task]]:
    """Yield tasks in groups, at first of one, so that work begins at once, then of more and more, up to
    BATCH."""
    left, many = iter(tasks), 1
    while group := list(islice(left, many)):
        yield group
        many = min(2 * many, BATCH)


def work(tasks: list[Task], blobs: Blobs, base: str) -> list[Head]:
    """Make the pieces of some documents and keep them; return their heads. Any process may do this."""
    heads = []
    for task, one in zip(tasks, checked(prepared([_read(task) for task in tasks], base), base), strict=True):
        head, piece = finished(one, piece_key(task, one.record.digest), base)
        blobs.put(head.key, piece.stored(head))
        heads.append(head)
    return heads


def _read(task: Task) -> Extraction:
    read = read_document(task.document)
    if len(read) != 1:  # it was a page when it was listed, and is a table now
        raise SetupError(f"{task.document.path} changed while it was read: build again")
    return rekeyed(read[0], task.given) if task.given else read[0]


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
        found = (*one.findings, *links.findings, *findings)
        made.append(Mapped(one.record, (), links, found, one.lines))
    said = graph.each(documents)
    return [replace(one, statements=tuple(next(said))) if one.links else one for one in made]


def checked(records: Sequence[Mapped], base: str) -> list[Mapped]:
    """Return records with the findings of the shapes; one with a violation says nothing any more."""
    from corale.shapes.validate import examine  # here: only a process that checks loads pySHACL

    held: dict[int, list[Finding]] = {}  # by the place of the record: two may have one slug
    for group in apart(records):
        batch = [records[place] for place in group.values()]
        about = described(named(one.links for one in batch if one.links), base)
        kinds = (RDF_TYPE, IN_SCHEME)
        types = [(str(thing), str(name), str(kind), "") for thing, name, kind in about if str(name) in kinds]
        for found in examine([said for one in batch for said in one.statements], background=types)[0]:
            if found.record in group:
                held.setdefault(group[found.record], []).append(found)
    return [judged(one, held.get(place, [])) for place, one in enumerate(records)]


def apart(records: Sequence[Mapped]) -> list[dict[str, int]]:
    """Return the places of the records in groups, by slug: two pages of one record are not checked as one."""
    groups: list[dict[str, int]] = []
    for place, one in enumerate(records):
        if one.statements:
            if all(one.record.slug in group for group in groups):
                groups.append({})
            home = next(group for group in groups if one.record.slug not in group)
            home[one.record.slug] = place
    return groups


def judged(one: Mapped, findings: Iterable[Finding]) -> Mapped:
    """Return the record with these findings added, quarantined where one of them is a violation."""
    text = "\n".join({said[2] for said in one.statements})
    odd = (
        [said for said in one.statements if FORBIDDEN.search(value(said[2]))]
        if FORBIDDEN.search(text) or "\\u" in text
        else []
    )
    added = [*findings, *(unwritable(one, said[1]) for said in odd)]
    told = {(finding.code, finding.line, finding.field) for finding in one.findings}
    added = [finding for finding in added if (finding.code, finding.line, finding.field) not in told]
    bad = any(finding.severity is Severity.VIOLATION for finding in added)
    return replace(one, statements=() if bad else one.statements, findings=(*one.findings, *added))


def unwritable(one: Mapped, predicate: str) -> Finding:
    """Return the finding about a value with a character that XML cannot hold."""
    name = value(predicate).rpartition("/")[2]
    return replace(finding("X001", one.record.file, 0, name, field=name), record=one.record.slug)


@cache
def reasoner(base: str) -> materialise.Reasoner:
    """Return this process's reasoner."""
    return materialise.Reasoner(base)


def finished(one: Mapped, key: str, base: str) -> tuple[Head, Piece]:
    """Return a record, with what follows from it, as the piece that is kept under a key."""
    see_own({said[0] for said in one.statements}, one.record, base)
    record, findings = one.record, sorted(one.findings)
    state = "published" if one.statements else "quarantined" if one.links else "unpublished"
    changed = str(record.fields.get("modified") or record.fields.get("published") or "")
    slug = record.slug if one.links else ""
    met = Sighting.of(record)
    who = (met.title, met.body, met.start) if slug else ()
    head = Head(slug, record.kind, record.file, record.digest, state, changed, key, record.url, *who)
    shown = (sources.SourceLine(line.number, line.start, line.raw) for line in one.lines)
    republished = bool(one.statements) and sources.republishing(record.source).lines
    more = {sources.FILE: sources.text(record.slug, shown)} if republished else {}
    told = Content(one.statements, findings, shared_by(one), counts(one, state, findings), more)
    names = names_of(named([one.links] if one.links else []), base)
    return head, piece(head, told, names, base)


@dataclass(frozen=True, slots=True)
class Content:
    """What a piece is made of: statements with evidence, findings, what is said of shared things, numbers;
    `texts` are what else it gives to files; `refused` are statements that do not hold."""

    statements: Sequence[Terms]
    findings: Sequence[Finding]
    shared: Mapping[str, Sequence[str]]
    counts: Mapping[str, int]
    texts: Mapping[str, str] = field(default_factory=dict)
    refused: frozenset[tuple[str, str, str]] = frozenset()


def piece(head: Head, told: Content, names: Mapping[str, str], base: str) -> Piece:
    """Return the piece of a document; `names` are what the things that it names are called, by IRI."""
    subjects = {one[0] for one in told.statements}
    inferred = {one for one in reasoner(base).conclude(told.statements) if one[:3] not in told.refused}
    own = [one for one in inferred if one[0] in subjects]
    foreign = [one for one in inferred if one[0] not in subjects]
    lines = by_dump({*map(joined, told.statements), *map(joined, own)})
    texts = tables.rows([one for one in told.statements if grade(one[3]) != "evidence"], names)
    texts |= dict(
        zip(report.NAMES, report.fragments(told.findings, base, title_of(told.statements)), strict=True)
    )
    texts[NAMES] = "".join(f"{line}\n" for line in items.telling(lines[KNOWN], base))
    texts[LISTS] = rows.text([*told.statements, *own], base)
    texts |= told.texts
    if told.statements:
        texts[RECORDS] = record_row(head)
    shared = {
        **told.shared,
        "inferred": sorted(set(map(joined, foreign))),
        "graphs": sorted({one[3] for one in inferred}),
    }
    return Piece(head.name, lines, texts, shared, told.counts)


def title_of(statements: Iterable[Terms]) -> str:
    """Return the title of what a record is about, as it is published; empty where nothing is."""
    topic, title = (f"<{expand(name)}>" for name in ("foaf:primaryTopic", "dct:title"))
    some = list(statements)
    topics = {one[2] for one in some if one[1] == topic}
    return min((value(one[2]) for one in some if one[1] == title and one[0] in topics), default="")


def names_of(things: NamedThings, base: str) -> dict[str, str]:
    """Return what the bodies, the calls and the values of no list that a record names are called, by IRI."""
    found = {f"{base}id/organisation/{body.key}": body.name for body in things.bodies}
    found |= provisional.names(things.values, base)
    return found | {f"{base}id/call/{key}": calls.title(key) for key in things.calls}


def see_own(subjects: Iterable[str], record: Record, base: str) -> None:
    """See that a record speaks of things under its own key only: no two pieces have a subject in common.

    Raises:
        ReleaseError: it does not; what it says of shared things belongs to the reduce step.
    """
    kinds, graph = re.escape(f"{base}id/"), re.escape(f"{base}graph/{record.source}/{record.key}")
    own = re.compile(rf"<(?:{kinds}[a-z]+/{re.escape(record.slug)}|{graph})[>/-]")
    if strays := sorted(subject for subject in subjects if not own.match(subject)):
        raise ReleaseError(
            f"{record.file}: {record.slug} speaks of {strays[0]}, which is not its own: map it to what"
            " records share"
        )


def shared_by(one: Mapped) -> dict[str, list[str]]:
    """Return what a published record names, as texts."""
    things = named([one.links] if one.statements and one.links else [])
    places = [[stated, place.istat] for stated, place in things.places]
    return {
        "bodies": sorted({json.dumps(_told(body), ensure_ascii=False) for body in things.bodies}),
        "places": sorted({json.dumps(place, ensure_ascii=False) for place in places}),
        "areas": sorted({area.key for area in things.areas}),
        "values": sorted({json.dumps(value, ensure_ascii=False) for value in things.values}),
        "norms": sorted(set(things.norms)),
        "calls": sorted(set(things.calls)),
    }


def counts(one: Mapped, state: str, findings: Iterable[Finding]) -> dict[str, int]:
    """Return the numbers of a record, by dotted name."""
    account = one.record.account
    found = {"documents": 1, "records" if state == "published" else state: 1}
    found |= {f"lines.{name}": getattr(account, "lines" if name == "read" else name) for name in LINES}
    found |= {
        f"findings.{severity}": sum(finding.severity is severity for finding in findings)
        for severity in Severity
    }
    return found | {"graphs": len({said[3] for said in one.statements})}
