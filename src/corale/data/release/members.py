"""Members of the dumps: the statements of some pieces in every format, each one a gzip member, proved when made.

All formats are written by pyoxigraph from sorted statements. What a format wants once (prefixes, the root element,
brackets) is its :func:`head` and :func:`tail`; members between them can be concatenated in any number.
"""

import gzip
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Self

import pyoxigraph as ox

from corale.data.release.blobs import key_of
from corale.data.release.pieces import Piece
from corale.errors import ReleaseError

KNOWN, EVIDENCE = "corale.nq.gz", "corale-evidence.nq.gz"
TRIPLES = {
    "corale.ttl.gz": ox.RdfFormat.TURTLE,
    "corale.jsonld.gz": ox.RdfFormat.JSON_LD,
    "corale.rdf.gz": ox.RdfFormat.RDF_XML,
}
FILES = (KNOWN, EVIDENCE, *TRIPLES)
LEVEL = 6
_PROBE = ox.Triple(ox.NamedNode("x:s"), ox.NamedNode("x:p#p"), ox.NamedNode("x:o"))


@dataclass(frozen=True, slots=True)
class Member:
    """The gzip members of some pieces by file name, and the number of their quads by file name."""

    parts: Mapping[str, bytes]
    quads: Mapping[str, int]

    def stored(self) -> bytes:
        """Return the member as one blob."""
        head = json.dumps({"quads": dict(self.quads), "lengths": {n: len(p) for n, p in self.parts.items()}})
        return b"".join([head.encode(), b"\n", *self.parts.values()])

    @classmethod
    def read(cls, blob: bytes) -> Self:
        """Return a member from its blob."""
        head, _, data = blob.partition(b"\n")
        found, parts, start = json.loads(head), dict[str, bytes](), 0
        for name, length in found["lengths"].items():
            parts[name] = data[start : start + length]
            start += length
        return cls(parts, found["quads"])


def member_key(made_of: str, pieces: Iterable[str]) -> str:
    """Return the key of the member of pieces with these digests, in order; `made_of` tells code, base and prefixes."""
    return key_of([made_of.encode(), *(digest.encode() for digest in pieces)])


def packed(data: bytes) -> bytes:
    """Return one gzip member, nothing for nothing; its header names no file, no time and no system."""
    if not data:
        return b""
    out = io.BytesIO()
    with gzip.GzipFile(filename="", mode="wb", compresslevel=LEVEL, fileobj=out, mtime=0) as stream:
        stream.write(data)
    return out.getvalue()


def head(name: str, prefixes: Mapping[str, str]) -> bytes:
    """Return what a file begins with, not compressed."""
    if name not in TRIPLES:
        return b""
    if TRIPLES[name] == ox.RdfFormat.JSON_LD:
        return b"[{}"  # an empty node object, so that every member begins with a comma
    return _parted(name, [_PROBE], prefixes)[0]


def tail(name: str) -> bytes:
    """Return what a file ends with, not compressed."""
    return {"corale.jsonld.gz": b"\n]\n", "corale.rdf.gz": b"</rdf:RDF>\n"}.get(name, b"")


def _parted(name: str, triples: Sequence[ox.Triple], prefixes: Mapping[str, str]) -> tuple[bytes, bytes]:
    """Return head and body of a document that pyoxigraph writes; the body stands between any head and tail."""
    if not triples:
        return b"", b""
    text = ox.serialize(triples, format=TRIPLES[name], prefixes=dict(prefixes)) or b""
    if TRIPLES[name] == ox.RdfFormat.JSON_LD:
        return b"[{}", b",\n" + text.strip()[1:-1]
    if TRIPLES[name] == ox.RdfFormat.RDF_XML:
        start = text.index(b"\n", text.index(b"<rdf:RDF")) + 1
        return text[:start], text[start : text.rindex(b"</rdf:RDF>")]
    start = 0
    while text.startswith(b"@prefix ", start):
        start = text.index(b"\n", start) + 1
    return text[:start], text[start:]


def render(pieces: Sequence[Piece], prefixes: Mapping[str, str]) -> Member:
    """Return the member of these pieces, each format read back and compared with the statements.

    Raises:
        ReleaseError: a triple stands in two graphs, a node is blank, or a format does not give back the statements.
    """
    known = sorted(line for piece in pieces for line in piece.statements)
    evidence = sorted(line for piece in pieces for line in piece.evidence)
    quads = {KNOWN: len(known), EVIDENCE: len(evidence)}
    parts = {name: _lines(some) for name, some in ((KNOWN, known), (EVIDENCE, evidence))}
    triples = [quad.triple for quad in ox.parse(parts[KNOWN], ox.RdfFormat.N_QUADS)]
    if len(set(triples)) < len(triples):
        seen = set[ox.Triple]()
        twice = next(one for one in triples if one in seen or seen.add(one))  # type: ignore[func-returns-value]
        raise ReleaseError(f"a triple stands in two graphs: {twice}; give it to that of its strongest grade")
    for name in TRIPLES:
        parts[name] = _parted(name, triples, prefixes)[1]
        _prove(name, parts[name], triples, prefixes)
        quads[name] = len(triples)
    return Member({name: packed(parts[name]) for name in FILES}, quads)


def _lines(lines: Sequence[str]) -> bytes:
    """Return lines as N-Quads, after reading them back."""
    if blank := next((line for line in lines if line.startswith("_:") or " _:" in line.partition('"')[0]), None):
        raise ReleaseError(f"a node has no IRI: {blank}; give it one in the mapping")
    text = "".join(f"{line}\n" for line in lines).encode()
    try:
        again = [f"{quad} ." for quad in ox.parse(text, ox.RdfFormat.N_QUADS)]
    except SyntaxError as fault:
        raise ReleaseError(f"a statement cannot be read again ({fault}), near {lines[0]}") from fault
    if again != list(lines):
        changed = next((line for line, other in zip(lines, again, strict=False) if line != other), lines[0])
        raise ReleaseError(f"a statement is not what it was when read again: {changed}")
    return text


def _prove(name: str, body: bytes, triples: Sequence[ox.Triple], prefixes: Mapping[str, str]) -> None:
    text = head(name, prefixes) + body + tail(name)
    try:
        again = {quad.triple for quad in ox.parse(text, TRIPLES[name])}
    except SyntaxError as fault:
        raise ReleaseError(f"{name} cannot be read again: {fault}, near {triples[0].subject}") from fault
    if differing := again ^ set(triples):
        raise ReleaseError(f"{name} does not give back a statement: {min(map(str, differing))}")
