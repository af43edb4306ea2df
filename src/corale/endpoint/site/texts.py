"""The words of the pages, in Italian and English, and how values are shown in either language."""

import csv
import re
from collections.abc import Sequence
from functools import cache

from corale import artefacts
from corale.ontology.vocabulary import ONTOLOGY, expand, label

_DATE = re.compile(r"(\d{4})-(\d\d)(?:-(\d\d)(?:T(\d\d:\d\d)\S*)?)?(?:Z|[+-]\d\d:\d\d)?")


@cache
def catalogue() -> dict[str, tuple[str, str]]:
    """Return the words of the pages by name, in Italian and English: `endpoint/words.csv`, the only place for them."""
    rows = csv.DictReader(artefacts.text("endpoint", "words.csv").splitlines())
    return {row["name"]: (row["it"], row["en"]) for row in rows}


KINDS: dict[str, tuple[str, str]] = {
    "process": ("processo", "process"),
    "record": ("scheda", "record"),
    "notice": ("avviso", "notice"),
    "organisation": ("organizzazione", "organisation"),
    "place": ("luogo", "place"),
    "area": ("area", "area"),
    "output": ("esito", "output"),
    "act": ("atto", "act"),
    "attachment": ("allegato", "attachment"),
    "document": ("documento", "document"),
    "funding": ("finanziamento", "funding"),
    "certification": ("certificazione", "certification"),
    "score": ("punteggio", "score"),
    "involvement": ("coinvolgimento", "involvement"),
    "gap": ("dato mancante", "missing datum"),
    "evidence": ("prova", "evidence"),
    "contradiction": ("contraddizione", "contradiction"),
    "phase": ("fase", "phase"),
    "criterion": ("criterio", "criterion"),
    "organ": ("organo", "body of the process"),
    "norm": ("norma", "norm"),
    "address": ("indirizzo", "address"),
    "inference": ("valore dedotto", "inferred value"),
}
"""What a kind of thing is called."""
_SLUG = re.compile(r"([a-z]+)-([a-z0-9]+)(?:-(.+))?")


def called(path: str, language: str) -> str:
    """Return what a thing without a label is called, from its kind and key.

    >>> called("gap/osservatorio-2205-durationMonths", "it")
    'dato mancante: durata in mesi (osservatorio 2205)'
    """
    kind, _, key = path.partition("/")
    slug = _SLUG.fullmatch(key)
    if kind not in KINDS or slug is None:
        return path
    name, _, number_ = (slug[3] or "").partition("-")
    part = label(ONTOLOGY + name, language) or name
    told = KINDS[kind][language == "en"] + (f": {part}" if part else "") + (f" {number_}" if number_ else "")
    return f"{told} ({slug[1]} {slug[2]})"


KNOWN: dict[str, tuple[str, str]] = {
    "rdf:type": ("tipo", "type"),
    "rdfs:label": ("nome", "name"),
    "rdfs:comment": ("commento", "comment"),
    "dct:title": ("titolo", "title"),
    "dct:spatial": ("territorio", "territory"),
    "dct:identifier": ("numero", "number"),
    "dct:modified": ("ultima modifica", "last modified"),
    "dct:source": ("fonte", "source"),
    "dct:description": ("descrizione", "description"),
    "dct:date": ("data", "date"),
    "dct:issued": ("pubblicazione", "issued"),
    "foaf:primaryTopic": ("argomento", "topic"),
    "prov:wasDerivedFrom": ("tratto da", "derived from"),
    "prov:wasQuotedFrom": ("citato da", "quoted from"),
    "prov:agent": ("chi", "agent"),
    "prov:generated": ("ha prodotto", "generated"),
    "skos:prefLabel": ("nome", "name"),
    "skos:altLabel": ("altro nome", "other name"),
    "skos:hiddenLabel": ("scritto anche", "also written"),
    "skos:definition": ("definizione", "definition"),
    "skos:example": ("esempio", "example"),
    "skos:notation": ("sigla", "notation"),
    "skos:inScheme": ("nella lista", "in scheme"),
    "skos:topConceptOf": ("in cima alla lista", "top concept of"),
    "skos:exactMatch": ("lo stesso che", "exact match"),
    "skos:closeMatch": ("vicino a", "close match"),
    "skos:broader": ("più ampio", "broader"),
    "owl:sameAs": ("lo stesso che", "same as"),
    "rdfs:subClassOf": ("sottoclasse di", "sub-class of"),
    "rdfs:subPropertyOf": ("sottoproprietà di", "sub-property of"),
    "rdfs:domain": ("dominio", "domain"),
    "rdfs:range": ("codominio", "range"),
    "rdfs:isDefinedBy": ("definito in", "defined by"),
    "rdfs:seeAlso": ("vedi anche", "see also"),
    "CLV:hasAddress": ("indirizzo", "address"),
    "CLV:fullAddress": ("indirizzo per esteso", "full address"),
    "CLV:postCode": ("CAP", "postcode"),
    "CLV:situatedWithin": ("si trova in", "situated within"),
    "prov:Activity": ("attività (PROV)", "activity (PROV)"),
    "prov:Entity": ("oggetto (PROV)", "entity (PROV)"),
    "prov:Association": ("ruolo in un'attività", "association"),
    "foaf:Document": ("documento", "document"),
    "CLV:Address": ("indirizzo", "address"),
    "CLV:Feature": ("luogo", "feature"),
    "CLV:City": ("comune", "city"),
    "CLV:Province": ("provincia", "province"),
    "CLV:Region": ("regione", "region"),
    "COV:Organization": ("organizzazione", "organization"),
    "COV:PublicOrganization": ("ente pubblico", "public organization"),
    "COV:PrivateOrganization": ("ente privato", "private organization"),
    "eli:LegalResource": ("atto normativo", "legal resource"),
    "skos:Concept": ("concetto", "concept"),
    "skos:ConceptScheme": ("lista di concetti", "concept scheme"),
    "https://w3id.org/italia/onto/l0/Activity": ("attività (l0)", "activity (l0)"),
}
"""What pages call the properties and types of others that the ontology gives no label."""


def known(language: str) -> dict[str, str]:
    """Return :data:`KNOWN` in a language, by IRI."""
    return {name if name.startswith("http") else expand(name): words[language == "en"] for name, words in KNOWN.items()}


def word(name: str, language: str) -> str:
    """Return a text in a language.

    >>> word("run", "it"), word("run", "en")
    ('Esegui', 'Run')
    """
    return catalogue()[name][language == "en"]


def number(value: float, language: str) -> str:
    """Return a number as it is written in a language.

    >>> number(40000, "it"), number(40000, "en")
    ('40.000', '40,000')
    """
    written = f"{value:,.2f}".removesuffix(".00") if value % 1 else f"{value:,.0f}"
    return written.translate(str.maketrans(",.", ".,")) if language == "it" else written


def date(value: str, language: str) -> str:
    """Return a date, a month or a moment (XML Schema) as it is written in a language; anything else as it is.

    >>> date("2016-05-14", "it"), date("2016-06", "en"), date("2025-05-23T13:00:00+02:00", "it"), date("2016", "it")
    ('14 maggio 2016', 'June 2016', '23 maggio 2025, ore 13:00', '2016')
    """
    found = _DATE.fullmatch(value)
    if found is None or not 1 <= int(found[2]) <= 12:
        return value
    day = f"{int(found[3])} " if found[3] else ""
    hour = f"{', ore' if language == 'it' else ' at'} {found[4]}" if found[4] else ""
    return f"{day}{word('months', language).split()[int(found[2]) - 1]} {found[1]}{hour}"


def size(value: int, language: str) -> str:
    """Return a number of bytes as people read it.

    >>> size(1_250_000, "it")
    '1,2 MB'
    """
    for unit, step in (("MB", 1_000_000), ("kB", 1000)):
        if value >= step:
            written = f"{value / step:.1f}"
            return f"{written.replace('.', ',') if language == 'it' else written} {unit}"
    return f"{value} byte"


def best(labels: Sequence[tuple[str, str]], language: str) -> str:
    """Return, of labels with their languages, the one in the language asked, else untagged, else any.

    >>> best([("ente", "it"), ("body", "en")], "en")
    'body'
    """
    order = (language, "", "it", "en")
    return min(labels, key=lambda found: (order.index(found[1]) if found[1] in order else 9, found[0]))[0]
