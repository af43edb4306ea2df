"""The dumps of a release: the whole graph, sorted, in chunks that are rendered and compressed apart.

Every format is written from the same sorted lines: what one dump says, all say. A chunk is proved as it is rendered:
read again from its bytes into a store, it is what it was.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from contextlib import ExitStack
from functools import cache, partial
from pathlib import Path
from typing import Protocol

import pyoxigraph as ox

from corale.data import canonical, flate
from corale.data.canonical import RDF_TYPE
from corale.data.chunks import LINES, Chunk, Kept
from corale.data.flate import Piece
from corale.data.formats import FORMATS
from corale.data.jsonld import JsonLd
from corale.data.manifest import File
from corale.data.rdfxml import RdfXml
from corale.data.workers import Done, Workers
from corale.errors import ReleaseError
from corale.ontology import schemes
from corale.ontology.vocabulary import PREFIXES, SCHEME

THINGS = "iris"
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


def render(lines: list[str], base: str) -> Chunk:
    """Return the chunk of these sorted lines, proved.

    Raises:
        ReleaseError: a triple stands in two graphs, a node is blank, or the store would change a term.
    """
    text = "".join(f"{line}\n" for line in lines).encode()
    prove(lines, text)
    writers = _writers(base)
    blocks: dict[str, list[str]] = {name: [] for name in writers}
    things: list[str] = []
    terms: Counter[str] = Counter({"": len(lines)})
    home = f"<{base}id/"
    for subject, said in canonical.by_subject(lines):
        pairs = [(predicate, stated) for predicate, stated, _ in said]
        for name, writer in writers.items():
            blocks[name].append(writer.block(subject, pairs))
        terms["subjects"] += 1
        if subject.startswith(home):
            terms["things"] += 1
            things.append(f"{subject[1:-1]}\n")
        for predicate, stated in pairs:
            terms[predicate] += 1
            if predicate == RDF_TYPE:
                terms[f"a {stated}"] += 1
    iris = "".join(things).encode()
    pieces = {LINES: flate.pack(text), THINGS: Piece(iris, 0, len(iris))}
    pieces |= {name: flate.pack("".join(written).encode()) for name, written in blocks.items()}
    return Chunk(lines[0][: lines[0].index(" ")], pieces, terms)


def prove(lines: list[str], text: bytes) -> None:
    """See that lines keep the rules of a release: one graph a triple, no blank node, terms as the store keeps them.

    Raises:
        ReleaseError: they do not.
    """
    last = ""
    for line in lines:
        triple = line[: line.rindex(" <", 0, -2)]
        if triple == last:
            raise ReleaseError(f"a triple stands in two graphs: {line}; give it to one of them in the mapping")
        if triple[0] == "_" or " _:" in triple[-60:]:
            raise ReleaseError(f"a node has no IRI: {line}; give it one in the mapping")
        last = triple
    store = ox.Store()
    store.bulk_load(text, ox.RdfFormat.N_QUADS)
    kept = sorted((store.dump(format=ox.RdfFormat.N_QUADS) or b"").decode().split("\n")[:-1])
    if kept != lines:
        changed = sorted(set(kept) ^ set(lines))[:4]
        raise ReleaseError(f"the store does not keep these lines as they are: {' | '.join(changed)}")


def write(
    folder: Path, parts: Iterable[Done[Chunk] | list[str]], base: str, workers: Workers
) -> tuple[dict[str, File], list[Kept]]:
    """Write dumps and list of IRIs from chunks, ready or as sorted lines; return the files' measures and the index."""
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
        for chunk in workers.map(partial(render, base=base), parts):
            kept.append(Kept(chunk.first, {name: outs[name].add(chunk.pieces[name]) for name in outs}, chunk.terms))
        for name, writer in writers.items():
            outs[name].add(flate.pack(writer.footer().encode()))
    return {file: outs[name].measured() for name, file in files.items()}, kept
