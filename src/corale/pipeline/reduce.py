"""The reduce step: what all records say of things that they share, and what belongs to no record.

It sees no record, only what they say of shared things, each once: bodies, places, areas, inferred statements.
From these come the entities, their links, and, with ontology, schemes and what was withdrawn, the common
pieces."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import pyoxigraph as ox

from corale.data.gazetteer.entities import entities
from corale.data.matching import items, linkset
from corale.data.matching.decisions import FILE as DECISIONS
from corale.data.matching.index import Index
from corale.data.matching.items import Reader
from corale.data.matching.links import Link
from corale.data.matching.linkset import elsewhere
from corale.data.rdf import canonical, formats, materialise
from corale.data.release import tables
from corale.data.release.assemble import NAMES
from corale.data.release.blobs import Blobs, key_of
from corale.data.release.members import Member, make_missing, prefixes, read, summed
from corale.data.release.pieces import SUBJECTS, Piece, by_dump, cut
from corale.data.release.withdrawn import Withdrawn, tombstones
from corale.data.review.applied import Applied
from corale.data.review.statements import Decision
from corale.findings import Finding
from corale.ontology import vocabulary
from corale.pipeline.decided import agents, decide_shared, named_in
from corale.pipeline.documents import Documents
from corale.pipeline.means import Means

ENTITIES = ("organisations", "places", "calls")  # the tables of what belongs to no record


@dataclass(frozen=True, slots=True)
class Setting:
    """What the step is made under: toolchain, base, publisher's folder, date of the release, what has been
    withdrawn, what was decided about shared things."""

    toolchain: str
    base: str
    publisher: Path
    date: str
    withdrawn: Sequence[Withdrawn] = ()
    decided: Sequence[Decision] = ()


@dataclass(frozen=True, slots=True)
class Common:
    """What belongs to no record: the keys of its pieces, texts by file, findings, number of graphs.

    `key` is the hash of what it was made from; `links` counts links to things elsewhere by predicate and
    namespace."""

    key: str
    pieces: Sequence[str]
    texts: Mapping[str, str]
    findings: Sequence[Finding]
    links: Mapping[tuple[str, str], int]
    graphs: int


@dataclass(frozen=True, slots=True)
class Shared:
    """What belongs to no record with the keys of its members, and the sums of the members of records."""

    common: Common
    members: Sequence[str]
    sums: Member

    @property
    def keys(self) -> set[str]:
        """What is kept of it for the next build."""
        return {self.common.key, *self.common.pieces, *self.members}


def shared(found: Documents, gone: Sequence[Withdrawn], day: str, means: Means) -> Shared:
    """Return what belongs to no record in a release of these documents, dated `day`, from which `gone` were
    withdrawn."""
    means.progress("entities", 0, 1)
    sums = summed(read(found.members, means.blobs))
    setting = Setting(means.toolchain, means.base, means.out, day, gone, found.about_shared)
    made = common(sums.shared, setting, means.blobs)
    pieces = ([key] for key in made.pieces)
    return Shared(made, make_missing(pieces, means.blobs, means.workers, means.base), sums)


def common(shared: Mapping[str, Collection[str]], setting: Setting, blobs: Blobs) -> Common:
    """Return what belongs to no record, from what records say of shared things: looked up, or made and
    kept."""
    key = key_of(_origins(shared, setting))
    if (blob := blobs.get(key)) and all(map(blobs.get, json.loads(blob)["pieces"])):
        return _read(key, blob)
    links, entities = _described(shared, setting)
    decided, faults = decide_shared(entities, setting.decided, setting.base)
    lines = _lines(shared, decided, setting)
    graphs = {line[line.rindex(" <", 0, -2) + 1 : -2] for line in lines} | {*shared.get("graphs", ())}
    stored = {
        "pieces": [_store(group, setting, blobs) for group in _by_subject(lines)],
        "texts": _texts(links, decided, setting.base),
        "findings": [finding.to_json() for finding in [*_faults(entities), *faults]],
        "links": [[*pair, number] for pair, number in sorted(elsewhere(lines, setting.base).items())],
        "graphs": len(graphs),
    }
    blob = json.dumps(stored, ensure_ascii=False).encode()
    blobs.put(key, blob)
    return _read(key, blob)


def _origins(shared: Mapping[str, Collection[str]], setting: Setting) -> list[bytes]:
    file = setting.publisher / DECISIONS
    decisions = file.read_bytes() if file.is_file() else b""
    withdrawn = [(one.iri, one.successor) for one in setting.withdrawn]
    sorted_ = {kind: sorted(texts) for kind, texts in sorted(shared.items())}
    return [
        setting.toolchain.encode(),
        setting.date.encode(),
        decisions,
        repr(setting.decided).encode(),
        json.dumps([withdrawn, sorted_]).encode(),
    ]


def _read(key: str, blob: bytes) -> Common:
    stored = json.loads(blob)
    findings = [*map(Finding.from_json, stored["findings"])]
    links = {(predicate, space): number for predicate, space, number in stored["links"]}
    return Common(key, stored["pieces"], stored["texts"], findings, links, stored["graphs"])


def _texts(links: Sequence[Link], decided: Applied, base: str) -> dict[str, str]:
    """Return the files that are made of what belongs to no record: tables and links."""
    rows = tables.rows(decided.statements)
    heads = {name: head for name, head in tables.files().items() if Path(name).stem in ENTITIES}
    texts = {name: head + rows.get(name, "") for name, head in heads.items()}
    turtle = formats.serialise(linkset.quads(links, base), formats.named("turtle"), prefixes(base))
    described = {"links.csv": linkset.text(links, base), "links.sssom.yml": linkset.metadata(links, base)}
    return texts | described | {"links.ttl": turtle.decode()}


def _described(shared: Mapping[str, Collection[str]], setting: Setting) -> tuple[list[Link], list[ox.Quad]]:
    """Return the links of what records name (bodies, places, areas, values, norms), and what describes
    these."""
    described = entities(named_in(shared), setting.base)
    reader = Reader(setting.base)
    reader.take(described)
    links = linkset.of_release(Index.build(reader.items()), setting.publisher, setting.date)
    return links, sorted({*described, *linkset.assertions(links, setting.base)}, key=str)


def _lines(shared: Mapping[str, Collection[str]], decided: Applied, setting: Setting) -> list[str]:
    """Return all that is said of what belongs to no record, with what follows from it, as sorted N-Quads."""
    base, reasoner = setting.base, materialise.Reasoner(setting.base)
    quads = [*vocabulary.quads(base), *tombstones(setting.withdrawn, base)]
    lines = {*map(canonical.nquad, quads), *map(canonical.joined, decided.statements)}
    lines |= set(map(canonical.joined, agents({*shared.get("reviewers", ()), *decided.reviewers}, base)))
    inferred = {canonical.nquad(quad) for quad in reasoner.schema} | {*shared.get("inferred", ())}
    inferred |= {
        canonical.joined(one)
        for one in reasoner.conclude(decided.statements)
        if one[:3] not in decided.refused
    }
    asserted = {triple(line) for line in lines}
    return sorted(lines | {line for line in inferred if triple(line) not in asserted})


def _by_subject(lines: Sequence[str]) -> list[list[str]]:
    """Return sorted lines in groups of many subjects, all lines of one in one group."""
    subjects = (
        (subject, [*block]) for subject, block in groupby(lines, lambda line: line[: line.index(" ")])
    )
    return [[line for block in group for line in block] for group in cut(subjects, SUBJECTS)]


def _store(lines: Sequence[str], setting: Setting, blobs: Blobs) -> str:
    """Keep a common piece, and return its key."""
    key = key_of([setting.toolchain.encode(), *(line.encode() for line in lines)])
    name = f"common {lines[0][1 : lines[0].index('>')]}"
    texts = {NAMES: "".join(f"{line}\n" for line in items.telling(lines, setting.base))}
    blobs.put(key, Piece(name, by_dump(lines), texts).stored())
    return key


def _faults(entities: Sequence[ox.Quad]) -> list[Finding]:
    """Return the findings of the shapes about bodies and places."""
    from corale.shapes.validate import validate  # here: only a build that describes them anew loads pySHACL

    return validate(entities)[0]


def triple(line: str) -> str:
    """Return a line of N-Quads without its graph.

    >>> triple('<x:a> <x:b> "c" <x:g> .')
    '<x:a> <x:b> "c"'
    """
    return line[: line.rindex(" <", 0, -2)]
