"""The words of the pages, in Italian and English, and how values are shown in either language."""

import csv
import re
from calendar import monthrange
from collections.abc import Sequence
from datetime import date as day_of
from functools import cache

from corale import artefacts
from corale.fields import kinds, paths, rows
from corale.ontology.vocabulary import ONTOLOGY, expand, label

_DAY = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?(?:T|Z|[+-]\d\d:\d\d|$)")
_DATE = re.compile(r"(\d{4})-(\d\d)(?:-(\d\d)(?:T(\d\d:\d\d)\S*)?)?(?:Z|[+-]\d\d:\d\d)?")


@cache
def catalogue() -> dict[str, tuple[str, str]]:
    """Return the words of the pages by name, in Italian and English: `endpoint/words.csv`, the only place for
    them."""
    rows = csv.DictReader(artefacts.text("endpoint", "words.csv").splitlines())
    return {row["name"]: (row["it"], row["en"]) for row in rows}


_SLUG = re.compile(r"([a-z]+)-([a-z0-9]+)(?:-(.+))?")


def called(path: str, language: str) -> str:
    """Return what a thing without a label is called, from its kind and key.

    >>> called("gap/osservatorio-2205-durationMonths", "it")
    'dato mancante: durata in mesi (osservatorio 2205)'
    """
    kind, _, key = path.partition("/")
    slug = _SLUG.fullmatch(key)
    if kind not in paths() or slug is None:
        return path
    name, _, number_ = (slug[3] or "").partition("-")
    part = label(ONTOLOGY + name, language) or name
    told = paths()[kind].label(language) + (f": {part}" if part else "") + (f" {number_}" if number_ else "")
    return f"{told} ({slug[1]} {slug[2]})"


KNOWN: dict[str, tuple[str, str]] = {
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
    "skos:closeMatch": ("vicino a", "close match"),
    "skos:broader": ("più ampio", "broader"),
    "geo:asWKT": ("coordinate (longitudine e latitudine)", "coordinates (longitude and latitude)"),
    "geo:hasGeometry": ("punto sulla mappa", "point on the map"),
    "owl:sameAs": ("lo stesso che", "same as"),
    "rdfs:subClassOf": ("sottoclasse di", "sub-class of"),
    "rdfs:subPropertyOf": ("sottoproprietà di", "sub-property of"),
    "rdfs:domain": ("dominio", "domain"),
    "rdfs:range": ("codominio", "range"),
    "rdfs:isDefinedBy": ("definito in", "defined by"),
    "rdfs:seeAlso": ("vedi anche", "see also"),
    "prov:Activity": ("attività (PROV)", "activity (PROV)"),
    "prov:Association": ("ruolo in un'attività", "association"),
    "foaf:Document": ("documento", "document"),
    "CLV:City": ("comune", "city"),
    "skos:ConceptScheme": ("lista di concetti", "concept scheme"),
    "https://w3id.org/italia/onto/l0/Activity": ("attività (l0)", "activity (l0)"),
}
"""What pages call terms of others that no row of the field table and no kind of thing is about."""


@cache
def known(language: str) -> dict[str, str]:
    """Return what pages call the properties and types of other vocabularies, by IRI."""
    named = {
        name if name.startswith("http") else expand(name): words[language == "en"]
        for name, words in KNOWN.items()
    }
    named |= {expand(name): kind.label(language) for name, kind in kinds().items() if kind.label_it}
    others = [row for row in rows() if row.curie and not row.curie.startswith(("^", "corale:"))]
    for row in sorted(others, key=lambda row: row.name != row.term):  # the row named like the property first
        named.setdefault(expand(row.curie), lower(row.label(language)))
    return {iri: text for iri, text in named.items() if not iri.startswith(ONTOLOGY)}


def lower(text: str) -> str:
    """Return a label as it stands within a sentence.

    >>> lower("Titolo"), lower("CAP")
    ('titolo', 'CAP')
    """
    return text[:1].lower() + text[1:] if text[1:2].islower() else text


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

    >>> (date("2016-05-14", "it"), date("2016-06", "en"), date("2025-05-23T13:00:00+02:00", "it"),
    ...  date("2016", "it"))
    ('14 maggio 2016', 'June 2016', '23 maggio 2025, ore 13:00', '2016')
    """
    found = _DATE.fullmatch(value)
    if found is None or not 1 <= int(found[2]) <= 12:
        return value
    day = f"{int(found[3])} " if found[3] else ""
    hour = f"{', ore' if language == 'it' else ' at'} {found[4]}" if found[4] else ""
    return f"{day}{word('months', language).split()[int(found[2]) - 1]} {found[1]}{hour}"


def days(value: str) -> tuple[day_of, day_of] | None:
    """Return the first and the last day that a year, month, date or moment may mean; none if it is no such
    thing.

    >>> days("2016-02"), days("2025-05-23T13:00:00+02:00")[0], days("presto")
    ((datetime.date(2016, 2, 1), datetime.date(2016, 2, 29)), datetime.date(2025, 5, 23), None)
    """
    found = _DAY.match(value)
    try:
        if found is None:
            return None
        year, month = int(found[1]), int(found[2] or 0)
        first = day_of(year, month or 1, int(found[3] or 1))
        last_month = month or 12
        return first, first if found[3] else day_of(year, last_month, monthrange(year, last_month)[1])
    except ValueError:
        return None


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
