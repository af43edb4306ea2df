"""`starter.ttl`: a first taste of the graph, one record with all around it, to be read in a minute.

Made from the statements of one record and the lines of what belongs to none; which record, :func:`best` says.
"""

from collections.abc import Iterable, Mapping, Sequence

import pyoxigraph as ox

from corale.data.rdf import formats
from corale.data.rdf.canonical import terms
from corale.ontology import schemes
from corale.ontology.vocabulary import SCHEME, expand

FILE = "starter.ttl"
LOOKED_AT = 60
"""Records of which the best is taken."""
LONGEST = 160
"""Statements of a record that can be read in a minute, with what stands around them."""
AROUND = ("rdf:type", "rdfs:label", "corale:istatCode", "CLV:situatedWithin", "corale:legalForm")
"""What is told of the bodies and places that the record names."""
HEAD = """# Un processo con tutto ciò che gli sta intorno, com'è nella pubblicazione {release}.
# Il resto: corale.ttl.gz
# A process with all that is around it, as it is in release {release}. The rest: corale.ttl.gz

"""


def best(records: Iterable[tuple[str, Sequence[str]]]) -> str:
    """Return the name of the record that shows most: the most properties, of those short enough; the first of
    equals.

    `records` are names with lines of N-Quads. Empty where there is no record; the shortest where all are too
    long."""
    some = [(name, lines) for name, lines in records if lines]
    short = [(name, lines) for name, lines in some if len(lines) <= LONGEST]
    if not short:
        return min(some, key=lambda one: (len(one[1]), one[0]), default=("", ()))[0]
    return min(short, key=lambda one: (-len({line.split(" ", 2)[1] for line in one[1]}), one[0]))[0]


def text(lines: Sequence[str], common: Iterable[str], prefixes: Mapping[str, str], release: str) -> str:
    """Return a record as Turtle, with labels of all that it names; `common` are lines that belong to no
    record."""
    own = [quad.triple for quad in _parsed(lines)]
    named = {f"<{one.object.value}>" for one in own if isinstance(one.object, ox.NamedNode)}
    told = {f"<{expand(name)}>": name for name in AROUND}
    held: dict[str, list[str]] = {}
    for line in common:
        if line.split(" ", 2)[1] in told and not line.startswith(f"<{SCHEME}"):
            held.setdefault(line[: line.index(" ")], []).append(line)
    around: dict[str, list[str]] = {}
    waiting = sorted(named)
    while waiting:
        one = waiting.pop()
        if one in held and one not in around:
            around[one] = held[one]
            waiting += [stated for _, _, stated, _ in map(terms, held[one]) if stated.startswith("<")]
    triples = {*own, *(quad.triple for quad in _parsed([line for some in around.values() for line in some]))}
    pointed = {one.object.value for one in triples if isinstance(one.object, ox.NamedNode)}
    triples |= {triple for iri in sorted(pointed) for triple in _labels(iri)}
    written = formats.serialise(triples, formats.named("turtle"), prefixes)
    return HEAD.format(release=release) + written.decode()


def _parsed(lines: Sequence[str]) -> list[ox.Quad]:
    return list(ox.parse("".join(f"{line}\n" for line in lines), ox.RdfFormat.N_QUADS))


def _labels(iri: str) -> list[ox.Triple]:
    """The labels of a concept in both languages."""
    if not iri.startswith(SCHEME):
        return []
    found = [(schemes.label(iri, language), language) for language in ("it", "en")]
    label = ox.NamedNode(expand("skos:prefLabel"))
    return [
        ox.Triple(ox.NamedNode(iri), label, ox.Literal(text, language=tongue))
        for text, tongue in found
        if text
    ]
