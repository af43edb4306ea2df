"""The documentation of ontology and schemes as plain data, in Italian or English, for a template to lay out.

Everything comes from the Turtle files; the class diagram is :mod:`corale.ontology.diagram`.
"""

import csv
from typing import Any, TypeAlias

from corale import artefacts
from corale.fields import rows
from corale.ontology import changes, schemes, usage, vocabulary
from corale.ontology.index import curie, index, prefixes
from corale.ontology.vocabulary import BASE, ONTOLOGY, SCHEME, expand

Node: TypeAlias = "dict[str, Any]"
INITIATIVES = frozenset(
    f"{ONTOLOGY}{name}" for name in ("Initiative", "ParticipatoryProcess", "PublicNotice")
)
BROAD = INITIATIVES | {expand("skos:Concept")}
SECTIONS = {
    "class": "classes",
    "object property": "object_properties",
    "datatype property": "datatype_properties",
    "annotation property": "annotation_properties",
}


def link(iri: str, language: str) -> Node:
    """Return how a term is shown: its IRI, CURIE, label, anchor (own terms) and path on this site."""
    found = index()
    name = (
        found.text(iri, "rdfs:label", language) or found.text(iri, "skos:prefLabel", language) or curie(iri)
    )
    own = iri in vocabulary.terms()
    path = (
        f"/onto/{iri.removeprefix(ONTOLOGY)}"
        if own
        else f"/{iri.removeprefix(BASE)}"
        if _served(iri)
        else iri
    )
    return {
        "iri": iri,
        "curie": curie(iri),
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
        "disjoint": sorted(
            [*links("owl:disjointWith"), *back("owl:disjointWith")], key=lambda one: one["curie"]
        ),
        "properties": [one for one in back("rdfs:domain", "dcam:domainIncludes") if one["anchor"]],
        "values_of": [one for one in back("rdfs:range", "dcam:rangeIncludes") if one["anchor"]],
        "alignments": alignments(iri, language),
        "shapes": [
            {"on": link(cls, language), "value": curie(expand_scheme(value)), "often": often}
            for cls, value, often in usage.constraints().get(iri, ())
        ],
        "questions": [
            {"name": name, "title": it if language == "it" else en}
            for name, it, en in usage.questions().get(iri, ())
        ],
        "history": history(iri.removeprefix(ONTOLOGY), language),
    }


def expand_scheme(value: str) -> str:
    """Return the IRI of a value list that a shape names as `scheme/<slug>`; any other value as it is."""
    return SCHEME + value.removeprefix("scheme/") if value.startswith("scheme/") else value


def alignments(iri: str, language: str) -> list[Node]:
    """Return the alignments of a term or concept: relation, target, justification."""
    found = index()
    return [
        {
            "relation": curie(found.iris(axiom, "owl:annotatedProperty")[0]),
            "target": link(found.iris(axiom, "owl:annotatedTarget")[0], language),
            "why": found.text(axiom, "rdfs:comment", language),
        }
        for axiom in found.back.get((iri, "owl:annotatedSource"), [])
    ]


def history(name: str, language: str) -> list[Node]:
    """Return the changes of one term (or of a whole version: empty name), newest first."""
    return [
        {
            "version": change.version,
            "kind": change.kind,
            "date": change.date,
            "text": getattr(change, language),
        }
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
            {
                "version": c.version,
                "date": c.date,
                "kind": c.kind,
                "term": c.term,
                "text": getattr(c, language),
            }
            for c in changes.changelog()
        ],
    }
    for section in SECTIONS.values():
        shown[section] = []
    for iri, one in vocabulary.terms().items():
        shown[SECTIONS[one.kind]].append(term(iri, language))
    return shown


def themes(language: str) -> list[Node]:
    """Return the terms by theme (`ontology/themes.csv`): a label and the terms, classes first, each once.

    A property stands under the theme of its domain; one of an initiative that leads to a thing, under the
    theme of that thing.

    >>> [theme["label"] for theme in themes("en")][:2]
    ['The process and its course', 'Notices and calls']
    """
    held = list(csv.DictReader(artefacts.text("ontology", "themes.csv").splitlines()))
    of_class = {expand(name): row["theme"] for row in held for name in row["classes"].split()}
    under: dict[str, list[Node]] = {row["theme"]: [] for row in held}
    own = sorted(vocabulary.terms(), key=lambda iri: (vocabulary.terms()[iri].kind != "class", iri.lower()))
    for iri in own:
        under[of_class.get(iri) or _theme(iri, of_class)].append(link(iri, language))
    return [{"label": row[language], "anchor": row["theme"], "terms": under[row["theme"]]} for row in held]


def _theme(iri: str, of_class: dict[str, str]) -> str:
    """Return the theme of a property, by its domain or by what it leads to."""
    domains = [one for one in index().iris(iri, "rdfs:domain", "dcam:domainIncludes") if one in of_class]
    ranges = [one for one in index().iris(iri, "rdfs:range") if one in of_class and one not in BROAD]
    wide = domains and domains[0] in INITIATIVES
    return next((of_class[one] for one in [*(ranges if wide else []), *domains, *ranges]), "record")


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
    named = {expand(row.curie) for row in rows() if row.scheme == slug and row.curie.startswith("corale:")}
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
