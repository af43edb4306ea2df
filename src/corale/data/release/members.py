"""Members of a release: some pieces in every form in which they are published, ready to be joined with
others.

The dumps are written by pyoxigraph from sorted statements, each member a gzip member (RFC 1952), and proved
when made: every format is read again and compared. What a format wants once (prefixes, the root element,
brackets) is its :func:`head` and :func:`tail`; members between them can be concatenated in any number."""

import gzip
import io
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, partial
from typing import Self

import pyoxigraph as ox

from corale.data.rdf.canonical import RDF_TYPE
from corale.data.rdf.formats import FORMATS, behind_prefixes, in_order
from corale.data.rdf.grades import ABOUT, DUMPS, EVIDENCE, KNOWN
from corale.data.release.blobs import Blobs, key_of
from corale.data.release.pieces import Piece
from corale.data.release.workers import Workers
from corale.errors import ReleaseError
from corale.fields import paths
from corale.ontology import schemes
from corale.ontology.vocabulary import PREFIXES, SCHEME

TRIPLES = {
    f"corale.{form.extension}.gz": form.rdf
    for form in FORMATS
    if form.dump and form.kind == "graph" and form.rdf
}
FILES = (*DUMPS, *TRIPLES)
COUNTED = {"evidence": EVIDENCE, "about": ABOUT}  # dumps whose quads are counted apart too
THINGS = "iris.txt"
LEVEL = 6
_PROBE = ox.Triple(ox.NamedNode("x:s"), ox.NamedNode("x:p#p"), ox.NamedNode("x:o"))


@cache
def prefixes(base: str) -> dict[str, str]:
    """Return the prefixes of a release's dumps: those of the vocabulary, of the schemes and of the kinds of
    things."""
    listed = {f"s-{name}": f"{SCHEME}{name}/" for name in schemes.names()}
    return PREFIXES | listed | {kind: f"{base}id/{kind}/" for kind in sorted(paths())}


@dataclass(frozen=True, slots=True)
class Member:
    """Some pieces, joined: what they give to each file, and their sums.

    `name` is that of the first piece; `counts` are numbers by dotted name; `terms` count, of what is known,
    statements by property (`<iri>`), things by class (`a <iri>`), statements in all (empty), `subjects`, and
    `things` of ours among them; `graphs` count all statements by their graph."""

    name: str
    parts: Mapping[str, bytes] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)
    terms: Counter[str] = field(default_factory=Counter)
    graphs: Counter[str] = field(default_factory=Counter)
    shared: Mapping[str, set[str]] = field(default_factory=dict)

    def stored(self) -> bytes:
        """Return the member as one blob."""
        told = {
            "name": self.name,
            "counts": self.counts,
            "terms": self.terms,
            "graphs": self.graphs,
            "shared": {kind: sorted(some) for kind, some in self.shared.items()},
            "lengths": {name: len(part) for name, part in self.parts.items()},
        }
        return b"".join([json.dumps(told, ensure_ascii=False).encode(), b"\n", *self.parts.values()])

    @classmethod
    def read(cls, blob: bytes) -> Self:
        """Return a member from its blob."""
        start = blob.index(b"\n") + 1
        told, parts = json.loads(blob[:start]), dict[str, bytes]()
        for name, length in told["lengths"].items():
            parts[name] = blob[start : start + length]
            start += length
        shared = {kind: set(some) for kind, some in told["shared"].items()}
        counts, terms, graphs = (Counter[str](told[name]) for name in ("counts", "terms", "graphs"))
        return cls(told["name"], parts, counts, terms, graphs, shared)

    def text(self, name: str) -> str:
        """Return what the pieces give to a file, not compressed."""
        part = self.parts.get(name, b"")
        return (gzip.decompress(part) if part and name in FILES else part).decode()


def read(keys: Iterable[str], blobs: Blobs) -> Iterator[Member]:
    """Yield the members kept under these keys, one at a time."""
    for key in keys:
        yield Member.read(blobs.take(key))


def summed(members: Iterable[Member]) -> Member:
    """Return the sums of members, without what they give to files."""
    shared: dict[str, set[str]] = {}
    total = Member("", shared=shared)
    for member in members:
        total.counts.update(member.counts)
        total.terms.update(member.terms)
        total.graphs.update(member.graphs)
        for kind, texts in member.shared.items():
            shared.setdefault(kind, set()).update(texts)
    return total


def member_key(pieces: Iterable[str]) -> str:
    """Return what the member of the pieces with these keys, in order, is kept under."""
    return key_of([b"member", *(key.encode() for key in pieces)])


def make_missing(groups: Iterable[Sequence[str]], blobs: Blobs, workers: Workers, base: str) -> list[str]:
    """Return the keys of the members of these groups of pieces, when all are kept; those that are missing are
    made."""
    by_key = {member_key(group): group for group in groups}
    missing = [group for key, group in by_key.items() if not blobs.get(key)]
    for _ in workers.map(partial(make, blobs=blobs, base=base), missing):
        pass
    return list(by_key)


def make(pieces: Sequence[str], blobs: Blobs, base: str) -> None:
    """Make the member of the pieces with these keys and keep it; any process may do this."""
    member = render([Piece.read(blobs.take(key)) for key in pieces], base)
    blobs.put(member_key(pieces), member.stored())


def packed(data: bytes) -> bytes:
    """Return one gzip member, nothing for nothing; its header names no file, no time and no system."""
    if not data:
        return b""
    out = io.BytesIO()
    with gzip.GzipFile(filename="", mode="wb", compresslevel=LEVEL, fileobj=out, mtime=0) as stream:
        stream.write(data)
    return out.getvalue()


def head(name: str, base: str) -> bytes:
    """Return what a dump begins with, not compressed."""
    if name not in TRIPLES:
        return b""
    if TRIPLES[name] == ox.RdfFormat.JSON_LD:
        return b"[{}"  # an empty node object, so that every member begins with a comma
    return _parted(name, [_PROBE], base)[0]


def tail(name: str) -> bytes:
    """Return what a dump ends with, not compressed."""
    return {"corale.jsonld.gz": b"\n]\n", "corale.rdf.gz": b"</rdf:RDF>\n"}.get(name, b"")


def _parted(name: str, triples: Sequence[ox.Triple], base: str) -> tuple[bytes, bytes]:
    """Return head and body of a document that pyoxigraph writes; the body stands between any head and
    tail."""
    if not triples:
        return b"", b""
    text = ox.serialize(triples, format=TRIPLES[name], prefixes=prefixes(base)) or b""
    if TRIPLES[name] == ox.RdfFormat.JSON_LD:
        return b"[{}", b",\n" + text.strip()[1:-1]
    if TRIPLES[name] == ox.RdfFormat.RDF_XML:
        start = text.index(b"\n", text.index(b"<rdf:RDF")) + 1
        return text[:start], text[start : text.rindex(b"</rdf:RDF>")]
    return behind_prefixes(text)


def render(pieces: Sequence[Piece], base: str) -> Member:
    """Return the member of these pieces, each format read back and compared with the statements.

    Raises:
        ReleaseError: a triple stands in two graphs, a node is blank, or a format does not give back the
        statements.
    """
    lines = {name: sorted(line for piece in pieces for line in piece.lines.get(name, ())) for name in DUMPS}
    _refuse_repeated(line for dump in lines.values() for line in dump)
    dumps = {name: _proved(name, dump) for name, dump in lines.items()}
    triples = in_order(quad.triple for quad in ox.parse(dumps[KNOWN], ox.RdfFormat.N_QUADS))
    for name in TRIPLES:
        dumps[name] = _parted(name, triples, base)[1]
        _prove(name, dumps[name], triples, base)
    parts = {name: packed(dump) for name, dump in dumps.items()}
    for name in sorted({name for piece in pieces for name in piece.texts}):
        parts[name] = "".join(piece.texts.get(name, "") for piece in pieces).encode()
    subjects, terms = _counted(lines[KNOWN], base)
    subjects.update(line[: line.index(" ")] for name in COUNTED.values() for line in lines[name])
    parts[THINGS] = "".join(f"{thing[1:-1]}\n" for thing in _of_ours(subjects, base)).encode()
    counts = Counter({f"quads.{name}": len(lines[file]) for name, file in COUNTED.items()})
    counts.update(quads=sum(map(len, lines.values())), triples=terms[""])
    shared: dict[str, set[str]] = {}
    for piece in pieces:
        counts.update(piece.counts)
        for kind, texts in piece.shared.items():
            shared.setdefault(kind, set()).update(texts)
    graphs = Counter(line[line.rindex("<") : -2] for dump in lines.values() for line in dump)
    return Member(pieces[0].name, parts, counts, terms, graphs, shared)


def _counted(lines: Sequence[str], base: str) -> tuple[set[str], Counter[str]]:
    """Return the subjects of lines, and how often terms are used (see `Member`)."""
    terms, subjects = Counter[str](), set[str]()
    for line in lines:
        subject, predicate, rest = line.split(" ", 2)
        subjects.add(subject)
        terms[predicate] += 1
        if predicate == RDF_TYPE:
            terms[f"a {rest[: rest.index(' ')]}"] += 1
    terms |= Counter({"": len(lines), "subjects": len(subjects), "things": len(_of_ours(subjects, base))})
    return subjects, terms


def _of_ours(subjects: Iterable[str], base: str) -> list[str]:
    return sorted(subject for subject in subjects if subject.startswith(f"<{base}id/"))


def _refuse_repeated(lines: Iterable[str]) -> None:
    """See that no triple stands in two graphs."""
    seen = set[str]()
    for line in lines:
        triple = line[: line.rindex(" <", 0, -2)]
        if triple in seen:
            raise ReleaseError(
                f"a triple stands in two graphs: {triple}; give it to that of its strongest grade"
            )
        seen.add(triple)


def _proved(name: str, lines: Sequence[str]) -> bytes:
    """Return lines as N-Quads, after reading them back."""
    if blank := next(
        (line for line in lines if line.startswith("_:") or " _:" in line.partition('"')[0]), None
    ):
        raise ReleaseError(f"a node has no IRI: {blank}; give it one in the mapping")
    text = "".join(f"{line}\n" for line in lines).encode()
    try:
        again = [f"{quad} ." for quad in ox.parse(text, ox.RdfFormat.N_QUADS)]
    except SyntaxError as fault:
        raise ReleaseError(f"{name}: a statement cannot be read again ({fault}), near {lines[0]}") from fault
    if again != list(lines):
        changed = next((line for line, other in zip(lines, again, strict=False) if line != other), lines[0])
        raise ReleaseError(f"{name}: a statement is not what it was when read again: {changed}")
    return text


def _prove(name: str, body: bytes, triples: Sequence[ox.Triple], base: str) -> None:
    text = head(name, base) + body + tail(name)
    try:
        again = {quad.triple for quad in ox.parse(text, TRIPLES[name])}
    except SyntaxError as fault:
        raise ReleaseError(f"{name} cannot be read again: {fault}, near {triples[0].subject}") from fault
    if differing := again ^ set(triples):
        raise ReleaseError(f"{name} does not give back a statement: {min(map(str, differing))}")
