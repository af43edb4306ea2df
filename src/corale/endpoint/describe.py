"""The description of the service (SPARQL 1.1 Service Description), made of what is true of it now."""

import hashlib

import pyoxigraph as ox

from corale.data import formats
from corale.endpoint.current import Serving
from corale.endpoint.limits import TABLE, Limits
from corale.ontology.vocabulary import PREFIXES

SD = "http://www.w3.org/ns/sparql-service-description#"
FORMATS = "http://www.w3.org/ns/formats/"
VOID = PREFIXES["void"]
XSD = PREFIXES["xsd"]
_FORMAT_NAMES = {
    "json": "SPARQL_Results_JSON", "xml": "SPARQL_Results_XML", "csv": "SPARQL_Results_CSV",
    "tsv": "SPARQL_Results_TSV", "turtle": "Turtle", "ntriples": "N-Triples", "jsonld": "JSON-LD", "rdfxml": "RDF_XML",
}  # fmt: skip


def description(serving: Serving, limits: Limits, host: str, form: str) -> tuple[bytes, str]:
    """Return the description in the graph format named `form`, and its entity tag; `host` is the request's own."""
    names = {"sd": SD, "formats": FORMATS} | PREFIXES
    body = formats.serialise(triples(serving, limits, host), formats.named(form), names)
    return body, f'"{hashlib.sha256(body).hexdigest()[:24]}"'


def triples(serving: Serving, limits: Limits, host: str) -> list[ox.Triple]:
    """Return the description as triples; its nodes have IRIs under the service's own."""
    here = f"{host}sparql"
    node = {part: ox.NamedNode(f"{here}#{part}") for part in ("service", "dataset", "default")}
    service, dataset, default = node["service"], node["dataset"], node["default"]
    rdf, dct, rdfs = PREFIXES["rdf"], PREFIXES["dct"], PREFIXES["rdfs"]
    found: list[ox.Triple] = []

    def say(subject: ox.NamedNode, name: str, value: "ox.NamedNode | ox.Literal") -> None:
        found.append(ox.Triple(subject, ox.NamedNode(name), value))

    say(service, rdf + "type", ox.NamedNode(SD + "Service"))
    say(service, SD + "endpoint", ox.NamedNode(here))
    say(service, SD + "supportedLanguage", ox.NamedNode(SD + "SPARQL11Query"))
    for feature in ("UnionDefaultGraph", "EmptyGraphs"):
        say(service, SD + "feature", ox.NamedNode(SD + feature))
    for form in formats.of_kind("results", "graph"):
        say(service, SD + "resultFormat", ox.NamedNode(FORMATS + _FORMAT_NAMES[form.name]))
    say(service, SD + "defaultDataset", dataset)
    say(service, SD + "availableGraphs", ox.NamedNode(f"{here}#graphs"))
    say(ox.NamedNode(f"{here}#graphs"), rdf + "type", ox.NamedNode(SD + "GraphCollection"))
    say(dataset, rdf + "type", ox.NamedNode(SD + "Dataset"))
    say(dataset, SD + "defaultGraph", default)
    say(default, rdf + "type", ox.NamedNode(SD + "Graph"))
    quads = serving.manifest.counts.get("quads")
    if quads is not None:
        say(default, VOID + "triples", ox.Literal(str(quads), datatype=ox.NamedNode(XSD + "integer")))
    for tongue, text in (
        ("it", "Il grafo predefinito è l'unione di tutti i grafi con nome del rilascio."),
        ("en", "The default graph is the union of all named graphs of the release."),
    ):
        say(default, dct + "description", ox.Literal(text, language=tongue))
    say(dataset, dct + "license", ox.NamedNode("https://creativecommons.org/licenses/by/4.0/"))
    say(service, dct + "identifier", ox.Literal(serving.id))
    for limit in TABLE:
        value = getattr(limits, limit.name)
        told = f"{value:g} {limit.unit}".strip() if value else "-"
        say(service, rdfs + "comment", ox.Literal(f"{limit.it}: {told}", language="it"))
        say(service, rdfs + "comment", ox.Literal(f"{limit.en}: {told}", language="en"))
    return found
