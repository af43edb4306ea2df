"""Everyone whom the tables know: municipalities, provinces, regions, unions, social areas, and their bodies.

The index of names of a release lies over the index of these, so that they are offered to whoever links,
whether or not the release speaks of them.
"""

from collections.abc import Iterator

from pyoxigraph import Quad

from corale.data.gazetteer.areas import areas
from corale.data.gazetteer.authorities import remembered
from corale.data.gazetteer.bodies import Body, known, municipality
from corale.data.gazetteer.entities import NamedThings, Triple, described
from corale.data.gazetteer.naming import resolve
from corale.data.gazetteer.places import places
from corale.data.matching.index import Index
from corale.data.matching.items import Reader
from corale.ontology import vocabulary


@remembered
def database(base: str) -> bytes:
    """Return the index of the tables' places and bodies as the bytes of its file; `base` ends in `/`."""
    words = Reader(base)
    words.take(vocabulary.quads(base))
    reader = Reader(base, words)
    reader.take(Quad(*triple) for triple in triples(base))
    index = Index.build(reader.items(), about={"base": base})
    held = index.dumped()
    index.close()
    return held


def triples(base: str) -> list[Triple]:
    """Return what the tables say of places, areas and bodies, in no order."""
    named = [(place.name, place) for place in places().by_istat.values()]
    return described(NamedThings([*bodies()], named, [*areas().values()]), base)


def bodies() -> Iterator[Body]:
    """Yield the bodies of the tables, and those of municipalities, provinces and regions."""
    yield from known().values()
    levels: dict[str, None] = {}
    for place in places().by_istat.values():
        if not place.until:
            yield municipality(place)
            seat = "Città metropolitana" if place.metropolitan else "Provincia"
            levels |= dict.fromkeys((f"{seat} di {place.province_name}", f"Regione {place.region_name}"))
    for name in levels:
        if body := resolve(name):
            yield body
