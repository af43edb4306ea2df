"""The dumps of a release: the whole graph, sorted, in chunks that are rendered and compressed apart.

Every format is written from the same sorted lines: what one dump says, all say. A chunk is proved as it is rendered:
every term of it, read again and taken through a store, is what it was.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import ExitStack
from functools import cache
from pathlib import Path
from typing import Protocol

import pyoxigraph as ox

from corale.data.rdf import canonical
from corale.data.rdf.canonical import Block
from corale.data.rdf.formats import FORMATS
from corale.data.rdf.jsonld import JsonLd
from corale.data.rdf.rdfxml import RdfXml
from corale.data.release import flate
from corale.data.release.chunks import LINES, Chunk, Index, Places, cut
from corale.data.release.flate import Piece
from corale.data.release.runs import Part, merged
from corale.errors import ReleaseError
from corale.fields import paths
from corale.ontology import schemes
from corale.ontology.vocabulary import PREFIXES, SCHEME

THINGS = "iris"
MANY = 200_000  # proved terms that a process remembers
_proved: set[str] = set()


class Writer(Protocol):
    """What writes one format: a beginning, a block a subject, an end."""

    def header(self) -> str:
        """Return the beginning of the file."""

    def block(self, subject: str, predicates: tuple[str, ...], objects: Sequence[str]) -> str:
        """Return one subject's triples, from its predicates in sorted order and the object of each."""

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
    return PREFIXES | listed | {kind: f"{base}id/{kind}/" for kind in sorted(paths())}


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
    return [render(some, base) for some in cut(merged(part))]


def render(some: Sequence[bytes], base: str) -> Chunk:
    """Return the chunk of these sorted blocks, proved.

    Raises:
        ReleaseError: a triple stands in two graphs, a node is blank, or the store would change a term.
    """
    said = list(map(canonical.block, some))
    prove(said)
    pieces = {LINES: flate.pack(b"".join(some))}
    for name, writer in _writers(base).items():
        text = "".join([writer.block(subject, predicates, objects) for subject, predicates, objects, _ in said])
        pieces[name] = flate.pack(text.encode())
    home = f"<{base}id/"
    iris = "".join([f"{one.subject[1:-1]}\n" for one in said if one.subject.startswith(home)]).encode()
    pieces[THINGS] = Piece(iris, 0, len(iris), 0)
    return Chunk(said[0].subject, pieces, counted(said, base))


def counted(said: Sequence[Block], base: str) -> Counter[str]:
    """Return how often each term is used in statements: by class, property, and in total (see :class:`Chunk`)."""
    home = f"<{base}id/"
    things = sum(one.subject.startswith(home) for one in said)
    terms = Counter[str]()
    for predicates, times in Counter(one.predicates for one in said).items():
        for predicate in predicates:
            terms[predicate] += times
    terms.update({"": terms.total(), "subjects": len(said), "things": things})
    terms.update(f"a {one.objects[at]}" for one in said for at in canonical.types(one.predicates))
    return terms


def prove(said: Sequence[Block]) -> None:
    """See that sorted statements keep the rules of a release: one graph a triple, no blank node, terms as the store
    keeps them.

    Every term is read again and taken through a store, once in a process: a line is nothing but its four terms.

    Raises:
        ReleaseError: they do not.
    """
    terms = {one.subject for one in said}.union(*{one.predicates for one in said})
    for one in said:
        objects = {*one.objects}
        if len(objects) < len(one.objects) > len({*zip(one.predicates, one.objects, strict=True)}):
            raise ReleaseError(f"a triple stands in two graphs: {_twice(one)}; give it to one of them")
        terms.update(objects, one.graphs)
    if blank := [term for term in terms if term.startswith("_")]:
        raise ReleaseError(f"a node has no IRI: {min(blank)}, near {said[0].subject}; give it one in the mapping")
    fresh = terms - _proved
    store = ox.Store()
    try:
        store.bulk_load("".join([f"<x:s> <x:p> {term} .\n" for term in fresh]), ox.RdfFormat.N_TRIPLES)
    except SyntaxError as fault:
        raise ReleaseError(
            f"a line cannot be read again ({fault}) between {said[0].subject} and {said[-1].subject}"
        ) from fault
    kept = {str(quad.object) for quad in store}
    if kept != fresh:
        changed = sorted(kept ^ fresh)[:4]
        raise ReleaseError(f"the store does not keep these terms as they are: {' | '.join(changed)}")
    if len(_proved) > MANY:
        _proved.clear()
    _proved.update(fresh)


def _twice(one: Block) -> str:
    """Return a triple that a block holds twice, and its graphs."""
    homes: dict[tuple[str, str], list[str]] = {}
    for predicate, stated, graph in zip(*one[1:], strict=True):
        homes.setdefault((predicate, stated), []).append(graph)
    (predicate, stated), graphs = max(homes.items(), key=lambda found: len(found[1]))
    return " ".join((one.subject, predicate, stated, *graphs))


def write(
    folder: Path, chunks: Iterable[Chunk | range], base: str, before: tuple[Path, Index] | None = None
) -> Index:  # fmt: skip
    """Write dumps and list of IRIs from chunks, new ones and ranges of those of a release; return their index.

    `before` is the folder of that release and the index of its chunks; `terms` of what is returned counts the new ones.
    """
    files = names() | {THINGS: "iris.txt"}
    writers = _writers(base)
    index = Index(places={name: Places() for name in files})
    old = before[1] if before else Index()
    stretches = old.stretches()
    with ExitStack() as stack:
        outs = {
            name: stack.enter_context(
                (flate.Plain if name == THINGS else flate.Writer)(folder / file, before[0] / file if before else None)
            )
            for name, file in files.items()
        }
        for name, writer in writers.items():
            outs[name].put(flate.pack(writer.header().encode()))
        for name, out in outs.items():
            index.places[name].start = out.position
        for made in chunks:
            if isinstance(made, range):
                index.firsts += old.firsts[made.start : made.stop]
                for name, out in outs.items():
                    _, crcs, sizes, powers = old.places[name].columns
                    for one in made if name != THINGS else ():
                        out.count(crcs[one], sizes[one], powers[one])
                    out.add(stretches[name](made))
                    index.places[name].take(old.places[name], made)
                continue
            index.firsts.append(made.first)
            index.terms.update(made.terms)
            for name, out in outs.items():
                out.put(made.pieces[name])
                index.places[name].add(made.pieces[name])
        for name, writer in writers.items():
            outs[name].put(flate.pack(writer.footer().encode()))
    return index
