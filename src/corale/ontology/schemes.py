"""The SKOS schemes: from a stated value to its concept, and from a concept to its labels.

A value resolves by preferred, alternative or hidden label or by notation; case, typographic apostrophes and
runs of spaces do not matter. A value without a concept stays text: nothing is ever made up."""

import re
import unicodedata
from functools import cache
from typing import TypeAlias

from pyoxigraph import Literal, NamedNode

from corale.errors import UsageError
from corale.ontology import vocabulary

NAMING = ("prefLabel", "altLabel", "hiddenLabel", "notation")


def normal(stated: str) -> str:
    """Return the form in which spellings are compared: NFC, case folded, single spaces, straight apostrophes.

    >>> normal("Supervisione  sull’imparzialità")
    "supervisione sull'imparzialità"
    """
    text = (
        unicodedata.normalize("NFC", stated).replace("’", "'").replace("\N{MODIFIER LETTER APOSTROPHE}", "'")
    )
    return re.sub(r"\s+", " ", text).strip().casefold()


Tables: TypeAlias = "tuple[dict[str, dict[str, str]], dict[tuple[str, str], str], dict[str, tuple[str, str]]]"


@cache
def _tables() -> Tables:
    """Return spellings by scheme, labels by (IRI, language), and scheme and notation of each concept."""
    spellings: dict[str, dict[str, str]] = {}
    labels: dict[tuple[str, str], str] = {}
    homes: dict[str, tuple[str, str]] = {}
    for name in vocabulary.scheme_files():
        scheme = name.removeprefix("schemes/").removesuffix(".ttl")
        table = spellings.setdefault(scheme, {})
        for triple in vocabulary.triples(name):
            if not isinstance(triple.subject, NamedNode) or not isinstance(triple.object, Literal):
                continue
            iri, predicate = (
                triple.subject.value,
                triple.predicate.value.removeprefix(vocabulary.PREFIXES["skos"]),
            )
            if predicate == "prefLabel":
                labels[iri, triple.object.language or ""] = triple.object.value
            if predicate == "notation":
                homes[iri] = scheme, triple.object.value
                table.setdefault(normal(iri.rpartition("/")[2]), iri)
            if predicate in NAMING:
                table.setdefault(normal(triple.object.value), iri)
    for table in spellings.values():
        for spelling in [s for s, iri in table.items() if iri not in homes]:
            del table[spelling]
    return spellings, labels, homes


@cache
def _named() -> dict[tuple[str, str], str]:
    homes = _tables()[2]
    local = {(home, iri.rpartition("/")[2]): iri for iri, (home, _) in homes.items()}
    return local | {(home, code): iri for iri, (home, code) in homes.items()}


def names() -> tuple[str, ...]:
    """Return the slugs of the schemes, sorted."""
    return tuple(sorted(_tables()[0]))


def resolve(scheme: str, stated: str) -> str | None:
    """Return the IRI of the concept of `scheme` (a slug) that a stated value names, or none.

    >>> resolve("livello", "PROGETTAZIONE PARTECIPATA")
    'https://w3id.org/corale/scheme/livello/progettazione-partecipata'
    >>> resolve("ambito", "Mai visto") is None
    True
    """
    return _tables()[0].get(scheme, {}).get(normal(stated))


def concepts(scheme: str) -> tuple[str, ...]:
    """Return the IRIs of a scheme's concepts, sorted."""
    return tuple(sorted(iri for iri, home in _tables()[2].items() if home[0] == scheme))


def concept(scheme: str, notation: str) -> str:
    """Return the IRI of the concept of `scheme` with that notation or local name.

    >>> concept("role", "decision-holder")
    'https://w3id.org/corale/scheme/role/decision-holder'

    Raises:
        UsageError: the scheme has no such concept.
    """
    found = _named().get((scheme, notation))
    if found is not None:
        return found
    raise UsageError(f"the scheme {scheme!r} has no concept {notation!r}: see ontology/schemes/{scheme}.ttl")


def notation(iri: str) -> str:
    """Return the notation of a concept.

    >>> notation("https://w3id.org/corale/scheme/runts/social-enterprises")
    'd'

    Raises:
        UsageError: no scheme has such a concept.
    """
    if iri not in _tables()[2]:
        raise UsageError(f"no scheme has a concept {iri}")
    return _tables()[2][iri][1]


def label(iri: str, language: str = "it") -> str | None:
    """Return the label of a concept, a scheme or an own term in a language, or none.

    >>> label("https://w3id.org/corale/scheme/livello/empowerment", "en")
    'Empowerment'
    """
    return _tables()[1].get((iri, language)) or vocabulary.label(iri, language)
