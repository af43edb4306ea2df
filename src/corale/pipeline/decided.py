"""What people decided about statements, brought to the pieces of records and to what records share; and what
the notices of one procedure, read together, say of each other.

A record is not read again for a decision: its piece is made of the piece that the source gave, and kept under
the hash of that and of the decisions. A decision that the shapes refuse is not applied, and is told.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import astuple, replace
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from corale.data.gazetteer.areas import areas
from corale.data.gazetteer.bodies import Body, by_key
from corale.data.gazetteer.entities import NamedThings, described
from corale.data.gazetteer.places import places
from corale.data.lists import sources
from corale.data.matching import procedures
from corale.data.published.excerpt import record_in
from corale.data.rdf.canonical import RDF_TYPE, Terms, parted, terms
from corale.data.rdf.grades import DUMPS
from corale.data.release.blobs import Blobs, key_of
from corale.data.release.pieces import Head, Piece
from corale.data.review import statements
from corale.data.review.applied import Applied, Home, Note, applied, reviewer
from corale.data.review.statements import Decision
from corale.data.review.terms import write
from corale.findings import Finding, Severity, finding
from corale.mappings.graph.iris import Mint
from corale.ontology.reading_rules import rule
from corale.ontology.vocabulary import expand
from corale.pipeline.records import Content, names_of, piece

BODY, PLACE = "<id/organisation/", "<id/place/"
EXAMPLE = "https://base.example/"
SHARED = ("organisation", "place", "value", "norm")
CODES = {"changed": "V002", "refused": "V003", "unknown": "V004"}
Check = Callable[[Sequence[Terms]], str]


def sorted_out(
    heads: Iterable[Head], publisher: Path
) -> tuple[dict[str, list[Decision]], list[Decision], list[Finding]]:
    """Return the decisions of a publisher's folder by slug of the published record that they are about, those
    about what records share, and a finding for each of which this release knows nothing."""
    slugs = {head.slug for head in heads if head.state == "published"}
    by_record: dict[str, list[Decision]] = defaultdict(list)
    shared: list[Decision] = []
    findings = []
    for made in statements.read(publisher).values():
        if slug := record_of(made, slugs):
            by_record[slug].append(made)
        elif made.subject.split("/")[1] in SHARED:
            shared.append(made)
        elif made.decision != "refuse":
            findings.append(_finding(Note("unknown", made)))
    return by_record, shared, findings


def record_of(made: Decision, slugs: Collection[str]) -> str:
    """Return the slug of the record that a decision is about, the longest that fits; empty where none does.

    >>> made = Decision("id/act/avviso-2-1", "dct:title", '"a"', "refuse")
    >>> record_of(made, {"avviso-2", "avviso-2-1", "avviso"})
    'avviso-2-1'
    """
    return record_in(made.subject.split("/", 2)[2], slugs)


def revised(
    heads: Sequence[Head], decisions: Mapping[str, Sequence[Decision]], blobs: Blobs, base: str
) -> list[Head]:
    """Return the heads with those of decided records led to their new pieces, which are made where
    missing."""
    found = []
    elsewhere: dict[str, str] = {}
    for head in heads:
        if head.state == "published" and (some := decisions.get(head.slug)):
            lacking = unknown_bodies(some)
            if lacking and not elsewhere:
                elsewhere = _bodies(heads, blobs)
            more = sorted(elsewhere[name] for name in lacking if name in elsewhere)
            key = key_of([head.key.encode(), repr((some, more)).encode()])
            if not blobs.get(key):
                made = revise(Piece.read(blobs.take(head.key)), replace(head, key=key), some, base, more)
                blobs.put(key, made.stored(replace(head, key=key)))
            head = replace(head, key=key)
        found.append(head)
    return found


def named_by(decisions: Iterable[Decision]) -> set[str]:
    """Return the keys of the bodies that decisions lead to."""
    return {one[len(BODY) : -1] for one in _values(decisions) if one.startswith(BODY)}


def _values(decisions: Iterable[Decision]) -> Iterator[str]:
    """Yield the values that hold by decisions, with those of the things that they lead to, as people write
    them."""
    for made in decisions:
        if holds := made.holds(EXAMPLE):
            yield from (write(one[2], EXAMPLE) for one in (holds, *made.thing(EXAMPLE, new=True)))


def unknown_bodies(decisions: Iterable[Decision]) -> set[str]:
    """Return those of them that no authority table knows: another record must name them."""
    return {key for key in named_by(decisions) if by_key(key) is None}


def _bodies(heads: Iterable[Head], blobs: Blobs) -> dict[str, str]:
    """Return the texts of the bodies that published records name, by key."""
    pieces = (Piece.read(blobs.take(head.key)) for head in heads if head.state == "published")
    return {json.loads(text)[0]: text for piece in pieces for text in piece.shared.get("bodies", ())}


def revise(
    source: Piece, head: Head, decisions: Sequence[Decision], base: str, bodies: Iterable[str] = ()
) -> Piece:
    """Return the piece of a record under decisions, made of the piece that its source gave; `bodies` are the
    texts of those of other records that the decisions lead to."""
    known = filter(None, map(by_key, sorted(named_by(decisions))))
    told = {*source.shared.get("bodies", ()), *bodies}
    told |= {json.dumps(astuple(body), ensure_ascii=False) for body in known} - told
    source = replace(
        source, shared={**source.shared, **_territories(decisions, source), "bodies": sorted(told)}
    )
    said = statements_of(source, base)
    background = background_of(source, base)
    found = sound(said, decisions, Home.of_record(head.slug, base), lambda some: violation(some, background))
    notes = [replace(_finding(note), file=head.file, record=head.slug) for note in found.notes]
    counts = Counter(source.counts)
    counts.update(f"findings.{one.severity}" for one in notes)
    counts["graphs"] += len({one[3] for one in found.statements} - {one[3] for one in said})
    shared = {**source.shared, "reviewers": sorted(found.reviewers)}
    findings = sorted([*_findings(source), *notes])
    made = Content(found.statements, findings, shared, counts, _source(source), found.refused)
    return piece(head, made, _names(source, base), base)


def tied(heads: Sequence[Head], blobs: Blobs, base: str) -> tuple[list[Head], list[Finding]]:
    """Return the heads with those of outcomes whose call is surely known led to pieces that say so, and a
    finding for each pair of notices that may be of one procedure."""
    told = {head.slug: procedures.Signs.of(head.procedure) for head in heads if head.procedure}
    by_slug = {head.slug: head for head in heads}
    made: dict[str, Head] = {}
    findings = []
    for tie in procedures.ties(told):
        head, agree = by_slug[tie.record], ", ".join(tie.by)
        if not tie.sure:
            findings.append(replace(finding("F016", head.file, key=tie.other, kind=agree), record=head.slug))
            continue
        new = replace(head, key=key_of([head.key.encode(), repr(tie).encode()]))
        if not blobs.get(new.key):
            blobs.put(new.key, joined_to(Piece.read(blobs.take(head.key)), new, tie, base).stored(new))
        made[head.slug] = new
    return [made.get(head.slug, head) for head in heads], findings


def joined_to(source: Piece, head: Head, tie: procedures.Tie, base: str) -> Piece:
    """Return the piece of an outcome with the procedure of its call, which is the same as its own."""
    mint, (of, _, key) = Mint(base, *head.slug.split("-", 1)), tie.other.partition("-")
    call = Mint(base, of, key)
    statement = [mint.part("process"), expand("corale:sameProcedure"), call.part("process")]
    node, graph = mint.part("evidence", "sameProcedure"), mint.graded("evidence")
    about = {
        "rdf:subject": statement[0],
        "rdf:predicate": statement[1],
        "rdf:object": statement[2],
        "corale:quotedFrom": mint.part("record"),
        "corale:rule": rule("same-procedure").iri,
        "prov:wasDerivedFrom": call.part("record"),
    }
    proof = [[node, expand(name), value, graph] for name, value in about.items()]
    parts: list[Any] = [
        [f"<{part}>" for part in one] for one in ([*statement, mint.graded("inferred")], *proof)
    ]
    said = [*statements_of(source, base), *map(tuple, parts)]
    content = Content(said, _findings(source), source.shared, source.counts, _source(source))
    return piece(head, content, _names(source, base), base)


def statements_of(source: Piece, base: str) -> list[Terms]:
    """Return what a piece says, without what follows from it by the rules of the ontology."""
    inferred = f"<{base}graph/inferred>"
    return [one for name in DUMPS for one in map(terms, source.lines[name]) if one[3] != inferred]


def _findings(source: Piece) -> list[Finding]:
    lines = source.texts.get("report.json", "").split(",\n")
    return [Finding.from_json(json.loads(line)) for line in lines if line]


def _source(source: Piece) -> dict[str, str]:
    return {name: text for name, text in source.texts.items() if name == sources.FILE}


def _names(source: Piece, base: str) -> dict[str, str]:
    return names_of(named_in(source.shared), base)


def territories(decisions: Iterable[Decision]) -> NamedThings:
    """Return the places and areas that decisions lead to."""
    keys = sorted({one[len(PLACE) : -1] for one in _values(decisions) if one.startswith(PLACE)})
    towns = [(place.name, place) for key in keys if (place := places().by_istat.get(key))]
    return NamedThings((), towns, [areas()[key] for key in keys if key in areas()])


def _territories(decisions: Iterable[Decision], source: Piece) -> dict[str, list[str]]:
    """Return the places and areas that a record names, with those that decisions lead to, as texts."""
    led, told = territories(decisions), source.shared.get("places", ())
    named = {istat for _, istat in map(json.loads, told)}
    towns = [[name, place.istat] for name, place in led.places if place.istat not in named]
    return {
        "places": sorted({*told, *(json.dumps(town, ensure_ascii=False) for town in towns)}),
        "areas": sorted({*source.shared.get("areas", ()), *(area.key for area in led.areas)}),
    }


def sound(said: Sequence[Terms], decisions: Sequence[Decision], home: Home, check: Check) -> Applied:
    """Return what holds under those decisions that the shapes do not refuse; a note for each that they do."""
    found = applied(said, decisions, home)
    if not decisions or not check(found.statements):
        return found
    good: list[Decision] = []
    notes = found.notes
    for made in decisions:
        if why := check(applied(said, [*good, made], home).statements):
            notes.append(Note("refused", made, why))
        else:
            good.append(made)
    found = applied(said, good, home)
    found.notes = notes
    return found


def violation(said: Sequence[Terms], background: Iterable[Terms] = ()) -> str:
    """Return the first violation of the shapes, in both languages; empty where there is none."""
    from corale.shapes.validate import examine  # here: only a build under decisions loads pySHACL for it

    bad = (one for one in examine(said, background=background)[0] if one.severity is Severity.VIOLATION)
    return next((f"{one.message_it} · {one.message_en}" for one in bad), "")


def decide_shared(
    entities: Sequence[ox.Quad], decisions: Sequence[Decision], base: str
) -> tuple[Applied, list[Finding]]:
    """Return what is said of the things that records share under decisions about them, and what is to be
    told."""
    said, home = [*map(parted, entities)], Home.of_shared(base)
    subjects = {one[0] for one in said}
    known = [made for made in decisions if made.stated(base)[0] in subjects]

    def check(some: Sequence[Terms]) -> str:
        return violation([(*one[:3], home.graph) for one in some])

    found = sound(said, known, home, check)
    unknown = [Note("unknown", made) for made in decisions if made not in known and made.decision != "refuse"]
    return found, [_finding(note) for note in (*found.notes, *unknown)]


def agents(roles: Iterable[str], base: str) -> list[Terms]:
    """Return what describes the roles that decided."""
    graph, label, kind = f"<{base}graph/entities>", f"<{expand('rdfs:label')}>", f"<{expand('prov:Agent')}>"
    found = []
    for role in sorted(roles):
        node = reviewer(role, base)
        found.append((node, RDF_TYPE, kind, graph))
        found.append((node, label, str(ox.Literal(role, language="it")), graph))
    return found


def _finding(note: Note) -> Finding:
    made = note.decision
    words = {"subject": made.subject, "property": made.property, "detail": note.detail}
    return finding(CODES[note.kind], statements.FILE, 0, made.property.partition(":")[2], **words)


def named_in(shared: Mapping[str, Collection[str]]) -> NamedThings:
    """Return what the texts of pieces name."""
    by_istat = places().by_istat
    return NamedThings(
        [_body(text) for text in sorted(shared.get("bodies", ()))],
        [(name, by_istat[istat]) for name, istat in sorted(map(json.loads, shared.get("places", ())))],
        [areas()[key] for key in sorted(shared.get("areas", ()))],
        [(scheme, words) for scheme, words in sorted(map(json.loads, shared.get("values", ())))],
        sorted(shared.get("norms", ())),
        sorted(shared.get("calls", ())),
    )


def _body(text: str) -> Body:
    parts: list[Any] = [tuple(part) if isinstance(part, list) else part for part in json.loads(text)]
    return Body(*parts)


def background_of(source: Piece, base: str) -> list[Terms]:
    """Return the types of what a record names, as the check of its source saw them."""
    told = described(named_in(source.shared), base)
    return [(str(thing), str(name), str(kind), "") for thing, name, kind in told]
