"""The dumps of a release: the whole graph, sorted, in chunks that are rendered and compressed apart.

Every format is written from the same sorted lines: what one dump says, all say. A chunk is proved as it is rendered:
read again from its bytes into a store, it is what it was.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import ExitStack
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Protocol

import pyoxigraph as ox

from corale.data import canonical, flate
from corale.data.canonical import RDF_TYPE, Terms
from corale.data.chunks import LINES, Chunk, Kept, cut
from corale.data.flate import Piece
from corale.data.formats import FORMATS
from corale.data.jsonld import JsonLd
from corale.data.manifest import File
from corale.data.rdfxml import RdfXml
from corale.data.runs import Part, merged
from corale.errors import ReleaseError
from corale.ontology import schemes
from corale.ontology.vocabulary import PREFIXES, SCHEME

THINGS = "iris"
MANY = 200_000  # proved terms that a process remembers
_proved: set[str] = set()
KINDS = (
    "act", "address", "attachment", "certification", "contradiction", "criterion", "evidence", "funding", "gap",
    "inference", "involvement", "norm", "notice", "organ", "organisation", "output", "phase", "place", "process",
    "record", "score",
)  # fmt: skip


class Writer(Protocol):
    """What writes one format: a beginning, a block a subject from its sorted (predicate, object) pairs, an end."""

    def header(self) -> str:
        """Return the beginning of the file."""

    def block(self, subject: str, pairs: Iterable[tuple[str, str]]) -> str:
        """Return one subject's triples."""

    def footer(self) -> str:
        """Return the end of the file."""


WRITERS: dict[str, Callable[[Mapping[str, str]], Writer]] = {
    "turtle": canonical.Turtle,
    "jsonld": JsonLd,
    "rdfxml": RdfXml,
}


@cache
def prefixes(base: str) -> dict[str, str]:
    """Return the prefixes of a release's dumps: those of the vocabulary, of the schemes and of the kinds of things."""
    listed = {f"s-{name}": f"{SCHEME}{name}/" for name in schemes.names()}
    return PREFIXES | listed | {kind: f"{base}id/{kind}/" for kind in KINDS}


def names() -> dict[str, str]:
    """Return the file names of the dumps by format, as the table of formats says.

    >>> names()["turtle"]
    'corale.ttl.gz'
    """
    return {found.name: f"corale.{found.extension}.gz" for found in FORMATS if found.dump}


@cache
def _writers(base: str) -> dict[str, Writer]:
    return {name: make(prefixes(base)) for name, make in WRITERS.items()}


def rendered(part: Part, base: str) -> list[Chunk]:
    """Return the chunks of a part of the whole graph, proved."""
    return [render(lines, base) for lines in cut(merged(part))]


def render(lines: list[str], base: str) -> Chunk:
    """Return the chunk of these sorted lines, proved.

    Raises:
        ReleaseError: a triple stands in two graphs, a node is blank, or the store would change a term.
    """
    said = list(map(canonical.terms, lines))
    prove(said)
    writers = _writers(base)
    blocks: dict[str, list[str]] = {name: [] for name in writers}
    subjects = []
    for subject, pairs in canonical.by_subject(said):
        subjects.append(subject)
        for name, writer in writers.items():
            blocks[name].append(writer.block(subject, pairs))
    home = f"<{base}id/"
    things = [f"{subject[1:-1]}\n" for subject in subjects if subject.startswith(home)]
    terms = Counter({"": len(lines), "subjects": len(subjects), "things": len(things)})
    terms.update(predicate for _, predicate, _, _ in said)
    terms.update(f"a {stated}" for _, predicate, stated, _ in said if predicate == RDF_TYPE)
    iris = "".join(things).encode()
    pieces = {LINES: flate.pack(("\n".join(lines) + "\n").encode()), THINGS: Piece(iris, 0, len(iris))}
    pieces |= {name: flate.pack("".join(written).encode()) for name, written in blocks.items()}
    return Chunk(subjects[0], pieces, terms)


def prove(said: Sequence[Terms]) -> None:
    """See that sorted statements keep the rules of a release: one graph a triple, no blank node, terms as the store
    keeps them.

    Every term is read again and taken through a store, once in a process: a line is nothing but its four terms.

    Raises:
        ReleaseError: they do not.
    """
    last = ("", "", "")
    for subject, predicate, stated, graph in said:
        triple = (subject, predicate, stated)
        if triple == last:
            raise ReleaseError(f"a triple stands in two graphs: {' '.join(triple)} {graph}; give it to one of them")
        if subject[0] == "_" or stated[0] == "_":
            raise ReleaseError(f"a node has no IRI: {' '.join(triple)}; give it one in the mapping")
        last = triple
    fresh = set(chain.from_iterable(said)) - _proved
    store = ox.Store()
    try:
        store.bulk_load("".join(f"<x:s> <x:p> {term} .\n" for term in fresh), ox.RdfFormat.N_TRIPLES)
    except SyntaxError as fault:
        raise ReleaseError(f"a line cannot be read again ({fault}) between {said[0]} and {said[-1]}") from fault
    kept = {str(quad.object) for quad in store}
    if kept != fresh:
        changed = sorted(kept ^ fresh)[:4]
        raise ReleaseError(f"the store does not keep these terms as they are: {' | '.join(changed)}")
    if len(_proved) > MANY:
        _proved.clear()
    _proved.update(fresh)


def write(folder: Path, chunks: Iterable[Chunk], base: str) -> tuple[dict[str, File], list[Kept]]:
    """Write dumps and list of IRIs from chunks; return the files' measures and the index."""
    files = names() | {THINGS: "iris.txt"}
    writers = _writers(base)
    kept: list[Kept] = []
    with ExitStack() as stack:
        outs = {
            name: stack.enter_context((flate.Plain if name == THINGS else flate.Writer)(folder / file))
            for name, file in files.items()
        }
        for name, writer in writers.items():
            outs[name].add(flate.pack(writer.header().encode()))
        for chunk in chunks:
            kept.append(Kept(chunk.first, {name: outs[name].add(chunk.pieces[name]) for name in outs}, chunk.terms))
        for name, writer in writers.items():
            outs[name].add(flate.pack(writer.footer().encode()))
    return {file: outs[name].measured() for name, file in files.items()}, kept
