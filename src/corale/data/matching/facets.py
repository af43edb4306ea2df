"""What the index of names tells of a thing: its properties with their labels, its types with those above them."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from pyoxigraph import NamedNode

from corale.data.gazetteer.authorities import remembered
from corale.ontology import vocabulary
from corale.ontology.vocabulary import compact, expand


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
