"""The description of the service (SPARQL 1.1 Service Description): `endpoint/service.ttl`, and what is true
now."""

import hashlib
from collections.abc import Sequence

import pyoxigraph as ox

from corale import artefacts
from corale.data.rdf import formats
from corale.endpoint.http.limits import TABLE, Limits
from corale.endpoint.protocol.current import Serving
from corale.ontology.vocabulary import PREFIXES, expand

SD = "http://www.w3.org/ns/sparql-service-description#"


def description(
    serving: Serving, limits: Limits, host: str, form: str, graphs: Sequence[str] = ()
) -> tuple[bytes, str]:
    """Return the description in the graph format named `form`, and its entity tag; `host` is the request's
    own, `graphs` are the named graphs that belong to no record."""
    names = {"sd": SD, "formats": "http://www.w3.org/ns/formats/"} | PREFIXES
    body = formats.serialise(triples(serving, limits, host, graphs), formats.named(form), names)
    return body, f'"{hashlib.sha256(body).hexdigest()[:24]}"'


def triples(serving: Serving, limits: Limits, host: str, graphs: Sequence[str] = ()) -> list[ox.Triple]:
    """Return the description as triples; its nodes have IRIs under the service's own."""
    text = artefacts.text("endpoint", "service.ttl").encode()
    found = [quad.triple for quad in formats.parse(text, formats.named("turtle"), host)]
    service, default = ox.NamedNode(f"{host}sparql#service"), ox.NamedNode(f"{host}sparql#default")

    def say(subject: ox.NamedNode, name: str, value: ox.Literal) -> None:
        found.append(ox.Triple(subject, ox.NamedNode(expand(name)), value))

    number = str(serving.manifest.known)
    say(default, "void:triples", ox.Literal(number, datatype=ox.NamedNode(expand("xsd:integer"))))
    say(service, "dct:identifier", ox.Literal(serving.id))
    for limit in TABLE:
        value = getattr(limits, limit.name)
        told = f"{value:g} {limit.unit}".strip() if value else "-"
        say(service, "rdfs:comment", ox.Literal(f"{limit.it}: {told}", language="it"))
        say(service, "rdfs:comment", ox.Literal(f"{limit.en}: {told}", language="en"))
    dataset = ox.NamedNode(f"{host}sparql#dataset")
    for graph in graphs:
        node = ox.NamedNode(f"{host}sparql#graph-{hashlib.sha256(graph.encode()).hexdigest()[:12]}")
        found.append(ox.Triple(dataset, ox.NamedNode(f"{SD}namedGraph"), node))
        found.append(ox.Triple(node, ox.NamedNode(expand("rdf:type")), ox.NamedNode(f"{SD}NamedGraph")))
        found.append(ox.Triple(node, ox.NamedNode(f"{SD}name"), ox.NamedNode(graph)))
    return found
