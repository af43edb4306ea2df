"""What belongs to no single record: ontology, schemes, and the bodies and places that all records together name."""

import json
from collections.abc import Sequence

import pyoxigraph as ox

from corale.data import canonical, materialise
from corale.data.areas import areas
from corale.data.assemble import Common
from corale.data.bodies import Body
from corale.data.cache import Cache, Facts
from corale.data.entities import entities
from corale.data.manifest import digest
from corale.data.places import places
from corale.findings import Finding
from corale.ontology import vocabulary


def common(cache: Cache, published: Sequence[tuple[Facts, str]], known: Common | None, base: str) -> Common:
    """Return the common lines of the published records (`known`, where all they name is what it was made from)."""
    named = digest(sorted({facts.named for facts, _ in published}))
    if known and known.named == named:
        return known
    keys = list({facts.named: key for facts, key in published}.values())
    bodies: set[tuple[object, ...]] = set()
    spelt: set[tuple[str, str]] = set()
    zones: set[str] = set()
    for _, text in cache.column("named", keys):
        some, stated, keys_of_areas = json.loads(text)
        bodies |= {tuple(tuple(part) if isinstance(part, list) else part for part in body) for body in some}
        spelt |= {(name, istat) for name, istat in stated}
        zones |= set(keys_of_areas)
    by_istat = places().by_istat
    described = entities(
        [Body(*body) for body in sorted(bodies, key=repr)],  # type: ignore[arg-type]
        [(name, by_istat[istat]) for name, istat in sorted(spelt)],
        [areas()[key] for key in sorted(zones)],
        base,
    )
    reasoner = materialise.Reasoner(base)
    said = [*vocabulary.quads(base), *described]
    lines = {canonical.line(quad) for quad in said}
    inferred = {canonical.line(quad) for quad in [*reasoner.schema, *reasoner.conclude(described)]}
    for _, text in cache.column("shared", keys):
        inferred.update(json.loads(text))
    asserted = {triple(line) for line in lines}
    lines |= {line for line in inferred if triple(line) not in asserted}
    return Common(named, frozenset(lines))


def triple(line: str) -> str:
    """Return a line of N-Quads without its graph."""
    return line[: line.rindex(" <", 0, -2)]


def faults(found: Common, base: str) -> list[Finding]:
    """Return the findings of the shapes about bodies and places."""
    from corale.shapes.validate import validate  # here: only a build that describes them anew loads pySHACL

    graph = f" <{base}graph/entities> ."
    text = "".join(f"{line}\n" for line in sorted(found.lines) if line.endswith(graph))
    quads = list(ox.parse(text, ox.RdfFormat.N_QUADS))
    return validate(quads)[0]
