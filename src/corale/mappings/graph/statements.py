"""From linked records to statements: JSON-LD expanded under the project's context, many records at a time.

Most of a record is evidence, whose nodes hold values in expanded form: they are written as they are. A test
holds the outcome equal to expanding everything."""

import json
import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

import pyoxigraph as ox

from corale.data.rdf.canonical import Terms, nquad, terms
from corale.data.rdf.grades import grade
from corale.mappings.graph.evidence import predicate, stated
from corale.mappings.graph.evidence import terms as context_terms
from corale.ontology.vocabulary import expand

BATCH = 200
_PLAIN = re.compile(r"https?://[A-Za-z0-9._~/#-]+")  # an IRI that no processor would read in another way
_SPECIAL = re.compile(r'[\x00-\x1f\x7f"\\]')


def each(documents: Iterable[dict[str, Any]]) -> Iterator[list[Terms]]:
    """Yield what every linked record says, in their order; many are expanded at once, by their named
    graphs."""
    batch: dict[str, int] = {}
    held: list[dict[str, Any]] = []
    for document in documents:
        names = [graph["@id"] for graph in document["@graph"]]
        if len(held) >= BATCH or not batch.keys().isdisjoint(names):
            yield from _expand(held, batch)
            batch, held = {}, []
        batch |= dict.fromkeys(names, len(held))
        held.append(document)
    yield from _expand(held, batch)


def _expand(documents: list[dict[str, Any]], home: dict[str, int]) -> list[list[Terms]]:
    """Return what each document says; `home` tells whose each named graph is."""
    found: list[list[Terms]] = [[] for _ in documents]
    rest = []
    for number, document in enumerate(documents):
        for graph in document["@graph"]:
            nodes = graph["@graph"]
            if grade(graph["@id"]) == "evidence":
                nodes = [node for node in nodes if not _fill(node, f"<{graph['@id']}>", found[number])]
            rest.append({**graph, "@graph": nodes})
    for said in map(terms, _lines(rest)):
        found[home[said[3][1:-1]]].append(said)
    return found


def _lines(graphs: list[Any]) -> Iterator[str]:
    text = json.dumps({"@context": context_terms(), "@graph": graphs}, ensure_ascii=False)
    return map(nquad, ox.parse(text, format=ox.RdfFormat.JSON_LD))


def _fill(node: dict[str, Any], graph: str, found: list[Terms]) -> bool:
    """Add what a node of evidence says, and tell whether it could be written as it is."""
    said = []
    subject = f"<{node['@id']}>"
    for name, held in node.items():
        if name == "@id":
            continue
        predicate, kind = _member(name)
        for value in held if isinstance(held, list) else [held]:
            term = _term(value) if isinstance(value, dict) else _written(value, kind)
            if not term:
                return False
            said.append((subject, predicate, term, graph))
    found += said
    return True


@cache
def _member(name: str) -> tuple[str, str]:
    """Return the predicate of a member of evidence, and what stands behind its text: nothing where it is an
    IRI."""
    if ":" in name:
        return f"<{expand(name)}>", ""
    example = _term(stated(name, "x:a"))
    return f"<{predicate(name)}>", example.removeprefix('"x:a') if example else ""


def _term(value: dict[str, str]) -> str:
    """Return the N-Quads term of an expanded value, nothing where it is an IRI that is not plain."""
    if "@id" in value:
        return _written(value["@id"], "")
    if "@language" in value:
        return _written(value["@value"], f'"@{value["@language"]}')
    return _written(value["@value"], _typed(value["@type"]))


@cache
def _typed(kind: str) -> str:
    return '"' if kind == "xsd:string" else f'"^^<{expand(kind)}>'


def _written(text: str, behind: str) -> str:
    if not behind:
        return f"<{text}>" if _PLAIN.fullmatch(text) else ""
    if _SPECIAL.search(text):
        text = str(ox.Literal(text))[1:-1]
    return f'"{text}{behind}'
