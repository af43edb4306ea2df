"""From a release's quads to the items of its index of names: what can be reconciled, and what is told about it.

Processes, notices, organisations, places and concepts; their identifiers are the tails of their IRIs
(`id/place/037061`, `scheme/livello/empowerment`): the same identifier holds under whatever base a publisher sets.
"""

import gzip
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, cast

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, parse

from corale.data.authorities import remembered, table
from corale.data.index import Index, Item, Value, Values
from corale.data.places import places, regions
from corale.ontology import vocabulary
from corale.ontology.vocabulary import compact, expand

KINDS = ("id/process/", "id/notice/", "id/organisation/", "id/place/")
NAMES = ("dct:title", "rdfs:label", "skos:prefLabel")
OTHERS = ("corale:nameVariant", "skos:altLabel", "skos:hiddenLabel")


@dataclass(frozen=True, slots=True)
class Property:
    """A property that the index tells: `of` names the kinds it is told of, `form` how its values are written.

    `form` is `text`, `integer`, `decimal`, `date`, `boolean` or `thing`; `path` is one predicate or two in a row.
    """

    id: str
    it: str
    en: str
    form: str
    path: tuple[str, ...]
    of: tuple[str, ...]


_PROCESS, _ORGANISATION, _PLACE = ["process", "notice"], ["organisation"], ["place"]
PROPERTIES = tuple(
    Property(id_, it, en, form, tuple(path.split("/")), tuple(of))
    for id_, it, en, form, path, of in (
        ("municipality", "Comune", "Municipality", "thing", "dct:spatial", _PROCESS),
        ("decisionHolder", "Titolare della decisione", "Decision holder", "thing", "corale:decisionHolder", _PROCESS),
        ("issuingBody", "Ente che pubblica", "Issuing body", "thing", "corale:issuingBody", _PROCESS),
        ("grantBeneficiary", "Beneficiario", "Grant beneficiary", "thing", "corale:grantBeneficiary", _PROCESS),
        ("progressStatus", "Stato", "Progress status", "thing", "corale:progressStatus", _PROCESS),
        ("processNature", "Natura", "Process nature", "thing", "corale:processNature", _PROCESS),
        ("participationLevel", "Livello", "Participation level", "thing", "corale:participationLevel", _PROCESS),
        ("procedureKind", "Tipo di procedura", "Kind of procedure", "thing", "corale:procedureKind", _PROCESS),
        ("startDate", "Data di inizio", "Start date", "date", "corale:startDate", _PROCESS),
        ("endDate", "Data di fine", "End date", "date", "corale:endDate", _PROCESS),
        ("endYear", "Anno di chiusura", "End year", "integer", "corale:endYear", _PROCESS),
        ("grantAmount", "Importo finanziato", "Grant amount", "decimal", "corale:funding/corale:grantAmount", _PROCESS),
        ("totalCost", "Costo complessivo", "Total cost", "decimal", "corale:funding/corale:totalCost", _PROCESS),
        ("scoreValue", "Indice", "Score", "integer", "corale:score/corale:scoreValue", _PROCESS),
        ("legalForm", "Forma giuridica", "Legal form", "thing", "corale:legalForm", _ORGANISATION),
        ("jurisdiction", "Territorio", "Jurisdiction", "thing", "corale:hasJurisdictionOver", _ORGANISATION),
        ("knownIn", "Noto in", "Known in", "thing", "corale:knownIn", _ORGANISATION),
        ("partOf", "Parte di", "Part of", "thing", "corale:partOfBody", _ORGANISATION),
        ("ipaCode", "Codice IPA", "IPA code", "text", "COV:IPAcode", _ORGANISATION),
        ("istatCode", "Codice ISTAT", "ISTAT code", "text", "corale:istatCode", _PLACE),
        ("within", "In", "Within", "thing", "CLV:situatedWithin", _PLACE),
        ("member", "Comune membro", "Member municipality", "thing", "corale:memberMunicipality", _PLACE),
        ("sameAs", "Identificativo altrove", "Identifier elsewhere", "text", "skos:exactMatch", _PLACE),
        ("nameVariant", "Altro nome", "Name variant", "text", "corale:nameVariant", [*_ORGANISATION, *_PLACE]),
    )
)
LOCATED = (
    Property("province", "Provincia", "Province", "thing", (), ("process", "notice", "organisation", "place")),
    Property("region", "Regione", "Region", "thing", (), ("process", "notice", "organisation", "place")),
)
FOREIGN = {
    "COV:Organization": ("Organizzazione", "Organisation"),
    "COV:PublicOrganization": ("Ente pubblico", "Public organisation"),
    "CLV:Province": ("Provincia", "Province"),
    "CLV:Region": ("Regione", "Region"),
    "CLV:Feature": ("Luogo", "Place"),
    "skos:Concept": ("Concetto", "Concept"),
}


def type_name(type_: str, language: str = "it") -> str:
    """Return the label of a type given as a CURIE.

    >>> type_name("corale:SocialArea", "en"), type_name("COV:Organization", "it")
    ('Social area', 'Organizzazione')
    """
    if type_ in FOREIGN:
        return FOREIGN[type_][language == "en"]
    return vocabulary.label(expand(type_), language) or type_


@remembered
def _above() -> dict[str, list[str]]:
    above: dict[str, list[str]] = defaultdict(list)
    for triple in vocabulary.triples("corale.ttl"):
        if compact(triple.predicate.value) == "rdfs:subClassOf" and isinstance(triple.object, NamedNode):
            above[compact(str(getattr(triple.subject, "value", "")))].append(compact(triple.object.value))
    above["CLV:Province"] = above["CLV:Region"] = ["CLV:Feature"]
    return above


def with_above(types: Iterable[str]) -> tuple[str, ...]:
    """Return the types and all above them that have a name, the most telling first.

    >>> with_above(["corale:Municipality"])
    ('corale:Municipality', 'CLV:Feature')
    """
    found: list[str] = []
    left = sorted(types, key=lambda type_: (not type_.startswith("corale:"), type_))
    while left:
        type_ = left.pop(0)
        if type_ not in found:
            found.append(type_)
        left += _above()[type_]
    own = compact(vocabulary.ONTOLOGY)
    known = [type_ for type_ in found if type_ in FOREIGN or (type_.startswith(own) and type_name(type_) != type_)]
    return tuple(sorted(known, key=lambda type_: any(type_ in with_all(other) for other in known if other != type_)))


@remembered
def with_all(type_: str) -> frozenset[str]:
    """Return all types above one."""
    return frozenset(up for direct in _above()[type_] for up in {direct, *with_all(direct)})


class Reader:
    """Gathers the quads that matter, in any order, and makes the items of them."""

    def __init__(self, base: str) -> None:
        self._base = base
        self._said: dict[str, dict[str, list[NamedNode | Literal]]] = defaultdict(lambda: defaultdict(list))
        told = {step for property_ in PROPERTIES for step in property_.path}
        self._wanted = {expand(curie): curie for curie in {*told, *NAMES, *OTHERS, "rdf:type", "dct:isReplacedBy"}}

    def take(self, quads: Iterable[Quad]) -> None:
        """Take in quads; those that tell nothing of an item are passed over."""
        for quad in quads:
            curie = self._wanted.get(quad.predicate.value)
            if curie and isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode | Literal):
                held = self._said[quad.subject.value][curie]
                if quad.object not in held:
                    held.append(quad.object)

    def id(self, iri: str) -> str:
        """Return the identifier of an IRI: its tail under the base or under the schemes."""
        return iri.removeprefix(self._base).removeprefix(vocabulary.BASE)

    def items(self) -> Iterator[Item]:
        """Yield the items, in the order of their IRIs."""
        for iri in sorted(self._said):
            id_ = self.id(iri)
            said = self._said[iri]
            types = [compact(one.value) for one in said["rdf:type"]]
            if (id_.startswith(KINDS) or "skos:Concept" in types) and (label := self.label(iri)):
                yield self._item(iri, id_, label, types)

    def label(self, iri: str) -> str:
        """Return the Italian name of a thing, or nothing."""
        said = self._said.get(iri, {})
        for name in NAMES:
            named = sorted(said.get(name, ()), key=lambda one: (getattr(one, "language", "") != "it", one.value))
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
        where = ", ".join(text for key in ("province", "region") for text, _ in facts.get(key, [])[:1])
        kind = type_name(with_above(types)[0]) if types else ""
        detail = " · ".join(part for part in (kind, where) if part)
        return Item(id_, label, tuple(dict.fromkeys(names)), with_above(types), codes + former, detail, facts)

    def _codes(self, iri: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The ISTAT codes of the territories that a thing lies in, is about, or governs; and of former provinces."""
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
            reached = [one.value for node in reached for one in self._said.get(node, {}).get(step, ())]
        ends = [one for node in reached for one in self._said.get(node, {}).get(path[-1], ())]
        made = [
            (self.label(one.value) or one.value, self.id(one.value) if self.label(one.value) else "")
            if isinstance(one, NamedNode) else (one.value, "")
            for one in ends
        ]  # fmt: skip
        return sorted(made)


def _sorted(terms: Iterable[NamedNode | Literal]) -> list[str]:
    return sorted(term.value for term in terms)


LEADS = ("dct:spatial", "corale:hasJurisdictionOver", "corale:knownIn", "corale:memberMunicipality")


def _known_names(id_: str, label: str) -> Iterator[tuple[str, str]]:
    """The reviewed names of the tables for a place or a body, and those that mean it where its type is asked for."""
    kind, _, key = id_.removeprefix("id/").partition("/")
    place = places().get(key.removeprefix("comune-")) if key.removeprefix("comune-").isdigit() else None
    if place is not None and len(place.istat) == 6:
        formal = "" if kind == "place" else "Comune di "
        names = [place.name, *([place.other_name] if place.other_name else [])]
        yield from ((formal + name, "historic" if place.until else "exact") for name in names)
        yield from ((formal + row["alias"], "alias") for row in table("place-aliases") if row["istat"] == place.istat)
        yield (f"Comune di {place.name}", "typed") if kind == "place" else (place.name, "short")
        former = [
            row["name"] for row in table("mergers") if row["successor"] == place.istat and row["kind"] == "merged"
        ]
        yield from ((formal + name, "former part") for name in former)
    elif kind == "place" and key.isdigit():
        yield f"{'Provincia di' if len(key) == 3 else 'Regione'} {label}", "typed"
    elif kind == "organisation":
        yield from ((row["stated"], "alias") for row in table("body-variants") if row["key"] == key)


def items(quads: Iterable[Quad], base: str) -> Iterator[Item]:
    """Yield the items of a release's quads (any order); `base` ends in `/`."""
    reader = Reader(base)
    reader.take(quads)
    yield from reader.items()


FILE = "store/names.db"
DUMP = "corale.nq.gz"


def write(quads: Iterable[Quad], base: str, folder: Path) -> Path:
    """Write the index of names of a release into its folder (`store/names.db`) and return the file."""
    file = folder / FILE
    file.parent.mkdir(exist_ok=True)
    file.unlink(missing_ok=True)
    Index.build(items(quads, base), file, {"base": base}).close()
    return file


def write_from_dump(folder: Path, base: str) -> Path:
    """Write the index of names of a release from its own dump of quads, and return the file."""
    with gzip.open(folder / DUMP, "rb") as dump:
        return write(parse(cast("IO[bytes]", dump), RdfFormat.N_QUADS), base, folder)


def opened(folder: Path, base: str) -> Index:
    """Return the index of names of a release: its file, or one made in memory where an older release has none."""
    if (folder / FILE).is_file():
        return Index.open(folder / FILE)
    quads = parse(gzip.decompress((folder / DUMP).read_bytes()), RdfFormat.N_QUADS)
    return Index.build(items(quads, base), None, {"base": base})
