"""The vocabulary: prefixes, the ontology's terms and labels, and the quads of ontology and schemes for the
store.

Everything is read from `ontology/*.ttl` and `ontology/schemes/*.ttl`; nothing about a term stands in code.
"""

from dataclasses import dataclass
from functools import cache, lru_cache

from pyoxigraph import Literal, NamedNode, Quad, Triple, parse

from corale import artefacts

ONTOLOGY = "https://w3id.org/corale/onto/"
SCHEME = "https://w3id.org/corale/scheme/"
BASE = "https://w3id.org/corale/"

PREFIXES: dict[str, str] = {
    "corale": ONTOLOGY,
    "CLV": "https://w3id.org/italia/onto/CLV/",
    "COV": "https://w3id.org/italia/onto/COV/",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "eli": "http://data.europa.eu/eli/ontology#",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "geo": "http://www.opengis.net/ont/geosparql#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "prov": "http://www.w3.org/ns/prov#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "sf": "http://www.opengis.net/ont/sf#",
    "sh": "http://www.w3.org/ns/shacl#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "void": "http://rdfs.org/ns/void#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}

KINDS = {
    "Class": "class",
    "ObjectProperty": "object property",
    "DatatypeProperty": "datatype property",
    "AnnotationProperty": "annotation property",
}


@dataclass(frozen=True, slots=True)
class Term:
    """One own term: its IRI, its kind (a value of `KINDS`), labels by language, domains and ranges as
    IRIs."""

    iri: str
    kind: str
    labels: tuple[tuple[str, str], ...]
    domain: tuple[str, ...]
    range: tuple[str, ...]

    @property
    def name(self) -> str:
        """The local name, as `startDate`."""
        return self.iri.removeprefix(ONTOLOGY)


def expand(curie: str) -> str:
    """Return the IRI that a CURIE with one of `PREFIXES` abbreviates.

    >>> expand("corale:startDate")
    'https://w3id.org/corale/onto/startDate'
    """
    prefix, _, local = curie.partition(":")
    return PREFIXES[prefix] + local


@lru_cache(maxsize=4096)
def compact(iri: str) -> str:
    """Return the CURIE of an IRI where a prefix fits, else the IRI as it is.

    >>> compact("http://purl.org/dc/terms/title")
    'dct:title'
    """
    fitting = max(
        (p for p in PREFIXES if iri.startswith(PREFIXES[p])), key=lambda p: len(PREFIXES[p]), default=""
    )
    return f"{fitting}:{iri.removeprefix(PREFIXES[fitting])}" if fitting else iri


@cache
def triples(name: str) -> tuple[Triple, ...]:
    """Return the triples of one file of `ontology/` (`corale.ttl`, `schemes/livello.ttl`), in its order."""
    return tuple(quad.triple for quad in parse(path=artefacts.path("ontology", *name.split("/"))))


def scheme_files() -> tuple[str, ...]:
    """Return the names of the scheme files, as `schemes/livello.ttl`, sorted."""
    return tuple(f"schemes/{path.name}" for path in artefacts.files("ontology", "schemes", suffix=".ttl"))


@cache
def terms() -> dict[str, Term]:
    """Return the own terms of the ontology by IRI, sorted by IRI."""
    kinds: dict[str, str] = {}
    values: dict[tuple[str, str], list[NamedNode | Literal]] = {}
    for triple in triples("corale.ttl"):
        if not isinstance(triple.subject, NamedNode) or not triple.subject.value.startswith(ONTOLOGY):
            continue
        subject, predicate = triple.subject.value, compact(triple.predicate.value)
        if isinstance(triple.object, NamedNode | Literal):
            values.setdefault((subject, predicate), []).append(triple.object)
            name = triple.object.value.removeprefix(PREFIXES["owl"])
            if predicate == "rdf:type" and name in KINDS:
                kinds[subject] = KINDS[name]
    return {
        iri: Term(
            iri,
            kinds[iri],
            tuple(
                sorted(
                    (o.language or "", o.value)
                    for o in values.get((iri, "rdfs:label"), [])
                    if isinstance(o, Literal)
                )
            ),
            tuple(o.value for o in values.get((iri, "rdfs:domain"), [])),
            tuple(o.value for o in values.get((iri, "rdfs:range"), [])),
        )
        for iri in sorted(kinds)
    }


def properties() -> dict[str, Term]:
    """Return the own properties by local name: `properties()["startDate"].range`."""
    return {term.name: term for term in terms().values() if term.kind != "class"}


def classes() -> dict[str, Term]:
    """Return the own classes by local name."""
    return {term.name: term for term in terms().values() if term.kind == "class"}


@cache
def deprecated() -> frozenset[str]:
    """Return the IRIs of the own terms that are deprecated: still defined, no longer used."""
    name = expand("owl:deprecated")
    return frozenset(
        triple.subject.value
        for triple in triples("corale.ttl")
        if triple.predicate.value == name and isinstance(triple.subject, NamedNode)
    )


def label(iri: str, language: str = "it") -> str | None:
    """Return the label of an own term in a language, or none."""
    term = terms().get(iri)
    return dict(term.labels).get(language) if term else None


@lru_cache(maxsize=2)
def quads(base: str = BASE) -> tuple[Quad, ...]:
    """Return the quads of ontology and alignments (`<base>graph/ontology`) and schemes
    (`<base>graph/schemes`)."""
    ontology, schemes = NamedNode(f"{base}graph/ontology"), NamedNode(f"{base}graph/schemes")
    said = {t: ontology for name in ("corale.ttl", "alignments.ttl") for t in triples(name)}
    for name in scheme_files():
        for triple in triples(name):
            said.setdefault(triple, schemes)
    return tuple(Quad(t.subject, t.predicate, t.object, graph) for t, graph in said.items())
