"""From linked records to quads: JSON-LD expanded under the project's context, many records at a time."""

import json
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

import pyoxigraph as ox

from corale.mappings.nodes import context

BATCH = 200


@cache
def _context() -> Any:
    return json.loads(context())["@context"]


def quads(documents: Iterable[dict[str, Any]]) -> Iterator[ox.Quad]:
    """Yield the quads of linked records, each in its named graph, as any JSON-LD 1.1 processor would give them."""
    for said in each(documents):
        yield from said


def each(documents: Iterable[dict[str, Any]]) -> Iterator[list[ox.Quad]]:
    """Yield the quads of every linked record, in their order; many are expanded at once, by their named graphs."""
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


def _expand(documents: list[dict[str, Any]], home: dict[str, int]) -> list[list[ox.Quad]]:
    """Return the quads of each document; `home` tells whose each named graph is."""
    graphs = [graph for document in documents for graph in document["@graph"]]
    text = json.dumps({"@context": _context(), "@graph": graphs}, ensure_ascii=False)
    found: list[list[ox.Quad]] = [[] for _ in documents]
    for quad in ox.parse(text, format=ox.RdfFormat.JSON_LD):
        found[home[quad.graph_name.value]].append(quad)
    return found
