"""From a release's quads to the items of its index of names: what can be reconciled, and what is told about
it.

Processes, notices, organisations, places and concepts; their identifiers are the tails of their IRIs
(`id/place/037061`, `scheme/livello/empowerment`): the same identifier holds under whatever base a publisher
sets."""

import gzip
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import TypeAlias

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, parse

from corale.data.gazetteer.authorities import remembered, table
from corale.data.gazetteer.places import Place, places, regions
from corale.data.matching.facets import PROPERTIES, type_name, with_above
from corale.data.matching.index import Index, Item, Value, Values
from corale.data.rdf.grades import KNOWN
from corale.fields import kinds
from corale.ontology import vocabulary
from corale.ontology.vocabulary import compact, expand

KINDS = ("id/process/", "id/notice/", "id/organisation/", "id/place/")
_LINKS = {one.path[0] for one in PROPERTIES if len(one.path) > 1}
# that facets lead over
PARTS = tuple(sorted(f"id/{kind.path}/" for kind in kinds().values() if kind.link in _LINKS))
Said: TypeAlias = "dict[str, list[NamedNode | Literal]]"
NAMES = ("dct:title", "rdfs:label", "skos:prefLabel")
OTHERS = ("corale:nameVariant", "skos:altLabel", "skos:hiddenLabel")


class Reader:
    """Gathers the quads that matter, in any order, and makes the items of them.

    `above` is a reader of what belongs to no record: what a record leads to is told there.
    """

    def __init__(self, base: str, above: "Reader | None" = None) -> None:
        self._base = base
        self._above = above
        self._said: dict[str, Said] = {}

    def take(self, quads: Iterable[Quad]) -> None:
        """Take in quads; those that tell nothing of an item are passed over."""
        for quad in quads:
            curie = wanted().get(quad.predicate.value)
            if curie and isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode | Literal):
                held = self._said.setdefault(quad.subject.value, {}).setdefault(curie, [])
                if quad.object not in held:
                    held.append(quad.object)

    def of(self, iri: str) -> Said:
        """Return what is said of a thing, by property."""
        return self._said.get(iri) or (self._above.of(iri) if self._above else {})

    def id(self, iri: str) -> str:
        """Return the identifier of an IRI: its tail under the base or under the schemes."""
        return iri.removeprefix(self._base).removeprefix(vocabulary.BASE)

    def items(self) -> Iterator[Item]:
        """Yield the items, in the order of their IRIs."""
        for iri in sorted(self._said):
            id_ = self.id(iri)
            said = self._said[iri]
            types = [compact(one.value) for one in said.get("rdf:type", ())]
            if (id_.startswith(KINDS) or "skos:Concept" in types) and (label := self.label(iri)):
                yield self._item(iri, id_, label, types)

    def label(self, iri: str) -> str:
        """Return the Italian name of a thing, or nothing."""
        said = self.of(iri)
        for name in NAMES:
            named = sorted(
                said.get(name, ()), key=lambda one: (getattr(one, "language", "") != "it", one.value)
            )
            if named:
                return named[0].value
        return ""

    def _item(self, iri: str, id_: str, label: str, types: list[str]) -> Item:
        said = self._said[iri]
        replaced = "dct:isReplacedBy" in said
        own = "historic" if replaced else "typed" if "CLV:Province" in types else "exact"
        names = [(value, own) for name in NAMES for value in _sorted(said.get(name, ()))]
        names += [(value, "alias") for name in OTHERS for value in _sorted(said.get(name, ()))]
        codes, former = self._codes(iri)
        names += _known_names(id_, label)
        facts = self._facts(iri, id_)
        facts |= {key: values for key, values in self._located(codes).items() if values}
        if (town := _town(id_)) is not None and town.belfiore:
            facts["cadastralCode"] = [(town.belfiore, "")]
        where = ", ".join(text for key in ("province", "region") for text, _ in facts.get(key, [])[:1])
        kind = type_name(with_above(types)[0]) if types else ""
        detail = " · ".join(part for part in (kind, where) if part)
        return Item(id_, label, tuple(dict.fromkeys(names)), with_above(types), codes + former, detail, facts)

    def _codes(self, iri: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The ISTAT codes of territories that a thing lies in, is about, or governs; of former provinces."""
        said = self._said[iri]
        towns = [iri, *(value for step in LEADS for value in _sorted(said.get(step, ())))]
        codes: dict[str, None] = {}
        former: dict[str, None] = {}
        for town in towns:
            code = self.id(town).rpartition("/")[2]
            if self.id(town).startswith("id/place/") and code.isdigit():
                place = places().get(code)
                region = regions().get(code, "")
                codes |= dict.fromkeys(
                    (code, place.province, place.region) if place else (code, *filter(None, [region]))
                )
                former |= dict.fromkeys(place.former_provinces if place else ())
        return tuple(codes), tuple(code for code in former if code not in codes)

    def _located(self, codes: tuple[str, ...]) -> Values:
        found: Values = {"province": [], "region": []}
        for code in codes:
            if name := {3: "province", 2: "region"}.get(len(code)):
                found[name].append((self.label(f"{self._base}id/place/{code}") or code, f"id/place/{code}"))
        return found

    def _facts(self, iri: str, id_: str) -> Values:
        facts: Values = {"iri": [(iri, "")]}
        kind = id_.split("/")[1]
        for property_ in PROPERTIES:
            if kind in property_.of and (values := self._values(iri, property_.path)):
                facts[property_.id] = values
        return facts

    def _values(self, iri: str, path: tuple[str, ...]) -> list[Value]:
        reached = [iri]
        for step in path[:-1]:
            reached = [one.value for node in reached for one in self.of(node).get(step, ())]
        ends = [one for node in reached for one in self.of(node).get(path[-1], ())]
        made = [
            (
                (self.label(one.value) or one.value, self.id(one.value) if self.label(one.value) else "")
                if isinstance(one, NamedNode)
                else (one.value, "")
            )
            for one in ends
        ]
        return sorted(made)


def _sorted(terms: Iterable[NamedNode | Literal]) -> list[str]:
    return sorted(term.value for term in terms)


LEADS = ("dct:spatial", "corale:hasJurisdictionOver", "corale:knownIn", "corale:memberMunicipality")


def _town(id_: str) -> Place | None:
    """The municipality whose territory or body an identifier names."""
    start = "id/place/" if id_.startswith("id/place/") else "id/organisation/comune-"
    return places().get(id_.removeprefix(start)) if id_.startswith(start) else None


def _known_names(id_: str, label: str) -> Iterator[tuple[str, str]]:
    """The reviewed names of the tables for a place or a body, and those that mean it where its type is asked
    for."""
    kind, _, key = id_.removeprefix("id/").partition("/")
    if (place := _town(id_)) is not None:
        formal = "" if kind == "place" else "Comune di "
        names = [place.name, *([place.other_name] if place.other_name else [])]
        yield from ((formal + name, "historic" if place.until else "exact") for name in names)
        yield from ((formal + alias, "alias") for alias in _named("place-aliases").get(place.istat, ()))
        yield (f"Comune di {place.name}", "typed") if kind == "place" else (place.name, "short")
        former = _named("mergers").get(place.istat, ())
        yield from ((formal + name, "former part") for name in former)
    elif kind == "place" and key.isdigit():
        yield f"{'Provincia di' if len(key) == 3 else 'Regione'} {label}", "typed"
    elif kind == "organisation":
        yield from ((stated, "alias") for stated in _named("body-variants").get(key, ()))


@remembered
def _named(name: str) -> dict[str, list[str]]:
    """The names that a table holds of a place or body, by its code or key."""
    named, of = {
        "place-aliases": ("alias", "istat"),
        "mergers": ("name", "successor"),
        "body-variants": ("stated", "key"),
    }[name]
    found: dict[str, list[str]] = {}
    for row in table(name):
        if row.get("kind") != "moved":
            found.setdefault(row[of], []).append(row[named])
    return found


@cache
def wanted() -> dict[str, str]:
    """Return the predicates that tell something, by IRI."""
    told = {step for property_ in PROPERTIES for step in property_.path}
    return {expand(curie): curie for curie in {*told, *NAMES, *OTHERS, "rdf:type", "dct:isReplacedBy"}}


@cache
def _starts(base: str) -> tuple[str, ...]:
    return tuple(f"<{start}" for start in (*(base + kind for kind in (*KINDS, *PARTS)), vocabulary.SCHEME))


@cache
def _predicates() -> frozenset[str]:
    return frozenset(f"<{iri}>" for iri in wanted())


def telling(lines: Iterable[str], base: str) -> list[str]:
    """Return the lines that tell something of an item; most lines do not."""
    starts, told = _starts(base), _predicates()
    return [line for line in lines if line.startswith(starts) and line.split(" ", 2)[1] in told]


def items(quads: Iterable[Quad], base: str) -> Iterator[Item]:
    """Yield the items of a release's quads (any order); `base` ends in `/`."""
    reader = Reader(base)
    reader.take(quads)
    yield from reader.items()


def items_of_records(common: Iterable[str], records: Iterable[str], base: str) -> Iterator[Item]:
    """Yield the items of a release from its telling lines: those of no record, then those of each record as
    one text.

    What is held is what belongs to no record: records are taken one at a time.
    """
    above = Reader(base)
    above.take(_parsed("".join(f"{line}\n" for line in common)))
    yield from above.items()
    for text in records:
        reader = Reader(base, above)
        reader.take(_parsed(text))
        yield from reader.items()


def _parsed(text: str) -> Iterable[Quad]:
    return parse(text, RdfFormat.N_QUADS)


FILE = "store/names.db"


def write_items(found: Iterable[Item], base: str, folder: Path, over: bytes = b"") -> Path:
    """Write the index of names of these items into the folder of a release, and return the file; `over` is
    the index that it lies over, of places and bodies of the tables."""
    file = folder / FILE
    file.parent.mkdir(exist_ok=True)
    file.unlink(missing_ok=True)
    Index.build(found, file, {"base": base}, over).close()
    return file


def opened(folder: Path, base: str) -> Index:
    """Return the index of names of a release: its file, or one made in memory where there is none."""
    if (folder / FILE).is_file():
        return Index.open(folder / FILE)
    quads = parse(gzip.decompress((folder / KNOWN).read_bytes()), RdfFormat.N_QUADS)
    return Index.build(items(quads, base), None, {"base": base})
