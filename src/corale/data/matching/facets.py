"""What the index of names tells of a thing: its properties with their labels, its types with those above
them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pyoxigraph import NamedNode

from corale.data.gazetteer.authorities import remembered
from corale.fields import Field, kinds, paths, rows, values
from corale.ontology import vocabulary
from corale.ontology.vocabulary import compact, expand


@dataclass(frozen=True, slots=True)
class Property:
    """A property that the index tells: `of` names the kinds it is told of, `value_kind` how its values are
    written.

    `value_kind` is `text`, `integer`, `decimal`, `date`, `boolean` or `thing`; `path` is one predicate or
    two in a row."""

    id: str
    it: str
    en: str
    value_kind: str
    path: tuple[str, ...]
    of: tuple[str, ...]


_RECORDS, _SHARED = ("process", "notice"), ("organisation", "place")
_OWN = (*_RECORDS, *_SHARED, "procedure")  # what the index holds; other nodes are parts of these


def _form(row: Field) -> str:
    """Return how the values of a field are written."""
    kind = values()[row.value]
    prefix, _, datatype = kind.term.partition(":")
    return "thing" if kind.named else datatype if prefix == "xsd" else "text"


def _properties() -> Iterator[Property]:
    """Yield the facets of the field table, each name once."""
    facets = [row for row in rows() if row.facet]
    for name, row in {row.name: row for row in reversed(facets)}.items():
        nodes = [other.node for other in facets if other.name == name]
        of = dict.fromkeys(
            kind for node in reversed(nodes) for kind in ([node] if node in _SHARED else _RECORDS)
        )
        link = "" if row.node in _OWN else paths()[row.node].link
        path = (link, row.curie) if link else (row.curie,)
        yield Property(name, row.label("it"), row.label("en"), _form(row), path, tuple(of))


PROPERTIES = tuple(reversed([*_properties()]))
LOCATED = (
    Property("province", "Provincia", "Province", "thing", (), (*_RECORDS, *_SHARED)),
    Property("region", "Regione", "Region", "thing", (), (*_RECORDS, *_SHARED)),
    Property("cadastralCode", "Codice catastale", "Land register code", "text", (), _SHARED),
)
FOREIGN = {
    name: tuple(text[:1].upper() + text[1:] for text in (kind.label_it, kind.label_en))
    for name, kind in kinds().items()
    if kind.label_it and not name.startswith("corale:")
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
    return _with_above(tuple(types))


@remembered
def _with_above(types: tuple[str, ...]) -> tuple[str, ...]:
    found: list[str] = []
    left = sorted(types, key=lambda type_: (not type_.startswith("corale:"), type_))
    while left:
        type_ = left.pop(0)
        if type_ not in found:
            found.append(type_)
        left += _above()[type_]
    own = compact(vocabulary.ONTOLOGY)
    known = [
        type_ for type_ in found if type_ in FOREIGN or (type_.startswith(own) and type_name(type_) != type_)
    ]
    return tuple(
        sorted(known, key=lambda type_: any(type_ in with_all(other) for other in known if other != type_))
    )


@remembered
def with_all(type_: str) -> frozenset[str]:
    """Return all types above one."""
    return frozenset(up for direct in _above()[type_] for up in {direct, *with_all(direct)})
