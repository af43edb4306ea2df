"""What belongs to no single record: ontology, schemes, the bodies and places that all records name, their links."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pyoxigraph as ox

from corale.data.gazetteer.areas import areas
from corale.data.gazetteer.bodies import Body
from corale.data.gazetteer.entities import entities
from corale.data.gazetteer.places import places
from corale.data.matching import linkset
from corale.data.matching.decisions import FILE as DECISIONS
from corale.data.matching.index import Index
from corale.data.matching.items import Reader
from corale.data.rdf import canonical, formats, materialise
from corale.data.release.cache import Cache
from corale.data.release.dumps import prefixes
from corale.data.release.facts import Facts
from corale.data.release.manifest import digest
from corale.data.release.past import Common, common
from corale.data.release.withdrawn import Withdrawn, tombstones
from corale.findings import Finding
from corale.ontology import vocabulary


@dataclass(frozen=True, slots=True)
class Setting:
    """What the background is made under: base, publisher's folder, date of the release, what has been withdrawn."""

    base: str
    publisher: Path
    date: str
    withdrawn: Sequence[Withdrawn] = ()
    texts: dict[str, str] = field(default_factory=dict)


def named(published: Sequence[tuple[Facts, int]], setting: Setting) -> str:
    """Return the digest of what the background is made from: while it stays, the background stays."""
    decided = setting.publisher / DECISIONS
    said: list[str | bytes] = [setting.date, decided.read_bytes() if decided.is_file() else b""]
    gone = [text for one in setting.withdrawn for text in (one.iri, one.successor)]
    return digest([*said, *gone, *sorted({facts.named for facts, _ in published})])


def background(cache: Cache, published: Sequence[tuple[Facts, int]], setting: Setting) -> Common:
    """Return the lines that belong to no record, made from what the published records name."""
    keys = list({facts.named: key for facts, key in published}.values())
    described = _described(cache, keys, setting.base)
    reader = Reader(setting.base)
    reader.take(described)
    links = linkset.of_release(Index.build(reader.items()), setting.publisher, setting.date)
    described = sorted({*described, *linkset.assertions(links, setting.base)}, key=str)
    reasoner = materialise.Reasoner(setting.base)
    said = [*vocabulary.quads(setting.base), *described, *tombstones(setting.withdrawn, setting.base)]
    lines = {canonical.line(quad) for quad in said}
    inferred = {canonical.line(quad) for quad in reasoner.schema}
    inferred |= {canonical.joined(one) for one in reasoner.conclude([*map(canonical.parted, described)])}
    for text in cache.column("shared", keys):
        inferred.update(json.loads(text))
    asserted = {triple(line) for line in lines}
    lines |= {line for line in inferred if triple(line) not in asserted}
    turtle = formats.serialise(linkset.quads(links, setting.base), formats.named("turtle"), prefixes(setting.base))
    files = {"links.csv": linkset.text(links, setting.base), "links.ttl": turtle.decode()}
    return common(named(published, setting), frozenset(lines), files, setting.base)


def _described(cache: Cache, keys: Sequence[int], base: str) -> list[ox.Quad]:
    """Return the quads of the bodies, places, areas and values that these records name."""
    bodies: set[tuple[object, ...]] = set()
    spelt: set[tuple[str, str]] = set()
    zones: set[str] = set()
    values: set[tuple[str, str]] = set()
    cited: set[str] = set()
    for text in cache.column("named", keys):
        some, stated, keys_of_areas, unknown, norms = json.loads(text)
        bodies |= {tuple(tuple(part) if isinstance(part, list) else part for part in body) for body in some}
        spelt |= {(name, istat) for name, istat in stated}
        zones |= set(keys_of_areas)
        values |= {(scheme, words) for scheme, words in unknown}
        cited |= set(norms)
    by_istat = places().by_istat
    return entities(
        [Body(*body) for body in sorted(bodies, key=repr)],  # type: ignore[arg-type]
        [(name, by_istat[istat]) for name, istat in sorted(spelt)],
        [areas()[key] for key in sorted(zones)],
        base,
        sorted(values),
        sorted(cited),
    )


def triple(line: str) -> str:
    """Return a line of N-Quads without its graph.

    >>> triple('<x:a> <x:b> "c" <x:g> .')
    '<x:a> <x:b> "c"'
    """
    return line[: line.rindex(" <", 0, -2)]


def faults(found: Common, base: str) -> list[Finding]:
    """Return the findings of the shapes about bodies and places."""
    from corale.shapes.validate import validate  # here: only a build that describes them anew loads pySHACL

    return validate(found.entities(base))[0]
