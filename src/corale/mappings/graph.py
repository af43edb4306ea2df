"""From linked records to quads: JSON-LD expanded under the project's context, many records at a time."""

import json
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

import pyoxigraph as ox

from corale.mappings.nodes import context

BATCH = 50


@cache
def _context() -> Any:
    return json.loads(context())["@context"]


def quads(documents: Iterable[dict[str, Any]]) -> Iterator[ox.Quad]:
    """Yield the quads of linked records, each in its named graph, as any JSON-LD 1.1 processor would give them."""
    batch: list[Any] = []
    for document in documents:
        batch += document["@graph"]
        if len(batch) >= BATCH:
            yield from _expand(batch)
            batch = []
    if batch:
        yield from _expand(batch)


def _expand(graphs: list[Any]) -> Iterator[ox.Quad]:
    text = json.dumps({"@context": _context(), "@graph": graphs}, ensure_ascii=False)
    return iter(ox.parse(text, format=ox.RdfFormat.JSON_LD))
