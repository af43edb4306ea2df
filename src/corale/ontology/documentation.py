"""The documentation of ontology and schemes as plain data, in Italian or English, for a template to lay out.

Everything comes from the Turtle files; the class diagram is :mod:`corale.ontology.diagram`.
"""

import csv
import io
import re
from collections.abc import Iterable
from functools import cache
from typing import Any, TypeAlias

from pyoxigraph import Literal, NamedNode

from corale import artefacts
from corale.ontology import changes, schemes, vocabulary
from corale.ontology.vocabulary import BASE, ONTOLOGY, SCHEME, compact, expand

Node: TypeAlias = "dict[str, Any]"
SECTIONS = {
    "class": "classes",
    "object property": "object_properties",
    "datatype property": "datatype_properties",
    "annotation property": "annotation_properties",
}


class Index:
    """The triples of a few files of `ontology/`, by subject and predicate (CURIE)."""

    def __init__(self, names: Iterable[str]) -> None:
        self.values: dict[str, dict[str, list[NamedNode | Literal]]] = {}
        self.back: dict[tuple[str, str], list[str]] = {}
        for name in names:
            for triple in vocabulary.triples(name):
                if isinstance(triple.subject, NamedNode) and isinstance(triple.object, NamedNode | Literal):
                    predicate = _curie(triple.predicate.value)
                    held = self.values.setdefault(triple.subject.value, {})
                    held.setdefault(predicate, []).append(triple.object)
                    self.back.setdefault((triple.object.value, predicate), []).append(triple.subject.value)

    def iris(self, subject: str, *predicates: str) -> list[str]:
        """Return the IRIs under some predicates of a subject, in their order."""
        held = self.values.get(subject, {})
        return [o.value for p in predicates for o in held.get(p, []) if isinstance(o, NamedNode)]

    def text(self, subject: str, predicate: str, language: str = "") -> str:
        """Return a literal: the one in the language, else one without, else the first; empty where there is none."""
        held = [o for o in self.values.get(subject, {}).get(predicate, []) if isinstance(o, Literal)]
        fitting = [o for o in held if o.language == language] or [o for o in held if not o.language] or held
        return fitting[0].value if fitting else ""


@cache
def prefixes() -> dict[str, str]:
    """Return the prefixes that ontology and alignments declare, longest namespace first."""
    text = artefacts.text("ontology", "corale.ttl") + artefacts.text("ontology", "alignments.ttl")
    found = dict(re.findall(r"^@prefix (\w+): <([^>]*)> \.$", text, re.MULTILINE))
    return dict(sorted(found.items(), key=lambda item: -len(item[1])))


def _curie(iri: str) -> str:
    """Return an IRI short, by a prefix of ontology or alignments; a concept as `livello/empowerment`."""
    if iri.startswith(SCHEME):
        return iri.removeprefix(SCHEME)
    for prefix, start in prefixes().items():
        if iri.startswith(start):
            return f"{prefix}:{iri.removeprefix(start)}"
    return compact(iri)


@cache
def index() -> Index:
    """Return the index of ontology, alignments and schemes."""
    return Index(("corale.ttl", "alignments.ttl", *vocabulary.scheme_files()))


def link(iri: str, language: str) -> Node:
    """Return how a term is shown: its IRI, CURIE, label, anchor (own terms) and path on this site."""
    found = index()
    name = found.text(iri, "rdfs:label", language) or found.text(iri, "skos:prefLabel", language) or _curie(iri)
    own = iri in vocabulary.terms()
    path = f"/onto/{iri.removeprefix(ONTOLOGY)}" if own else f"/{iri.removeprefix(BASE)}" if _served(iri) else iri
    return {
        "iri": iri,
        "curie": _curie(iri),
        "label": name,
        "anchor": iri[len(ONTOLOGY) :] if own else "",
        "path": path,
    }


def _served(iri: str) -> bool:
    return iri.startswith(SCHEME)


def term(iri: str, language: str) -> Node:
    """Return everything about one own term: texts, frame, hierarchy, use, alignments.

    >>> shown = term(ONTOLOGY + "startDate", "en")
    >>> shown["label"], shown["domain"][0]["label"]
    ('start date', 'Participatory process')
    """
    found, shown = index(), link(iri, language)

    def links(*predicates: str) -> list[Node]:
        return [link(one, language) for one in found.iris(iri, *predicates)]

    def back(*predicates: str) -> list[Node]:
        return [link(one, language) for p in predicates for one in found.back.get((iri, p), [])]

    kind = vocabulary.terms()[iri].kind
    return shown | {
        "kind": kind,
        "definition": found.text(iri, "skos:definition", language),
        "example": found.text(iri, "skos:example", language),
        "status": found.text(iri, "vs:term_status"),
        "deprecated": found.text(iri, "owl:deprecated") == "true",
        "replaced_by": links("dct:isReplacedBy"),
        "parents": links("rdfs:subClassOf", "rdfs:subPropertyOf"),
        "children": back("rdfs:subClassOf", "rdfs:subPropertyOf"),
        "domain": links("rdfs:domain", "dcam:domainIncludes"),
        "range": links("rdfs:range", "dcam:rangeIncludes"),
        "inverse": links("owl:inverseOf") or back("owl:inverseOf"),
        "disjoint": sorted([*links("owl:disjointWith"), *back("owl:disjointWith")], key=lambda one: one["curie"]),
        "properties": [one for one in back("rdfs:domain", "dcam:domainIncludes") if one["anchor"]],
        "values_of": [one for one in back("rdfs:range", "dcam:rangeIncludes") if one["anchor"]],
        "alignments": alignments(iri, language),
        "history": history(iri.removeprefix(ONTOLOGY), language),
    }


def alignments(iri: str, language: str) -> list[Node]:
    """Return the alignments of a term or concept: relation, target, justification."""
    found = index()
    return [
        {
            "relation": _curie(found.iris(axiom, "owl:annotatedProperty")[0]),
            "target": link(found.iris(axiom, "owl:annotatedTarget")[0], language),
            "why": found.text(axiom, "rdfs:comment", language),
        }
        for axiom in found.back.get((iri, "owl:annotatedSource"), [])
    ]


def history(name: str, language: str) -> list[Node]:
    """Return the changes of one term (or of a whole version: empty name), newest first."""
    return [
        {"version": change.version, "kind": change.kind, "date": change.date, "text": getattr(change, language)}
        for change in changes.changelog()
        if change.term == name
    ]


def model(language: str) -> Node:
    """Return the whole documentation of the ontology: header, terms by kind, schemes, changes, prefixes."""
    found, head = index(), ONTOLOGY
    shown: Node = {
        "iri": head,
        "prefix": found.text(head, "vann:preferredNamespacePrefix"),
        "version": found.text(head, "owl:versionInfo"),
        "version_iri": found.iris(head, "owl:versionIRI")[0],
        "title": found.text(head, "dct:title", language),
        "description": found.text(head, "dct:description", language),
        "comment": found.text(head, "rdfs:comment", language),
        "citation": found.text(head, "dct:bibliographicCitation", language),
        "licence": found.iris(head, "dct:license")[0],
        "dates": {name: found.text(head, f"dct:{name}")[:10] for name in ("created", "issued", "modified")},
        "prefixes": dict(sorted(prefixes().items())),
        "schemes": [scheme(slug, language) for slug in schemes.names()],
        "changes": [
            {"version": c.version, "date": c.date, "kind": c.kind, "term": c.term, "text": getattr(c, language)}
            for c in changes.changelog()
        ],
    }
    for section in SECTIONS.values():
        shown[section] = []
    for iri, one in vocabulary.terms().items():
        shown[SECTIONS[one.kind]].append(term(iri, language))
    return shown


def scheme(slug: str, language: str) -> Node:
    """Return the documentation of one scheme: header, and its concepts in the order of their notation.

    >>> [concept["label"] for concept in scheme("livello", "it")["concepts"]]
    ['Informazione', 'Consultazione', 'Progettazione partecipata', 'Empowerment']
    """
    found, iri = index(), f"{SCHEME}{slug}"
    held = sorted(schemes.concepts(slug), key=lambda one: (schemes.notation(one), one))
    return link(iri, language) | {
        "slug": slug,
        "definition": found.text(iri, "skos:definition", language),
        "complete": found.text(iri, "corale:completeList") == "true",
        "version": found.text(iri, "owl:versionInfo"),
        "sources": [o.value for o in found.values.get(iri, {}).get("dct:source", [])],
        "fields": [link(one, language) for one in fields(slug)],
        "concepts": [concept(one, language) for one in held],
    }


def fields(slug: str) -> list[str]:
    """Return the own properties that the field table codes by this scheme, sorted."""
    rows = csv.DictReader(io.StringIO(artefacts.text("mappings", "fields.csv")))
    named = {expand(row["property"]) for row in rows if row["scheme"] == slug and row["property"].startswith("corale:")}
    return sorted(named)


def concept(iri: str, language: str) -> Node:
    """Return the documentation of one concept: texts, spellings, hierarchy, matches, source."""
    found = index()
    held = found.values.get(iri, {})
    spellings = [o.value for p in ("skos:altLabel", "skos:hiddenLabel") for o in held.get(p, [])]
    return link(iri, language) | {
        "notation": found.text(iri, "skos:notation"),
        "definition": found.text(iri, "skos:definition", language),
        "spellings": spellings,
        "broader": [link(one, language) for one in found.iris(iri, "skos:broader")],
        "narrower": [link(one, language) for one in found.back.get((iri, "skos:broader"), [])],
        "see_also": [link(one, language) for one in found.iris(iri, "rdfs:seeAlso")],
        "matches": [link(one, language) for one in found.iris(iri, "skos:exactMatch")],
        "sources": [o.value for o in held.get("dct:source", [])],
        "alignments": alignments(iri, language),
    }
