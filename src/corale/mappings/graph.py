"""From linked records to statements: JSON-LD expanded under the project's context, many records at a time.

Most of a record is evidence: flat nodes, hundreds with the same members. What JSON-LD makes of such a node is learnt
once, from a specimen, and filled in for the others; a test holds the outcome equal to expanding everything.
"""

import json
import re
from collections.abc import Iterable, Iterator
from functools import cache, partial
from typing import Any

import pyoxigraph as ox

from corale.data.canonical import Memo, Terms, joined, line, terms
from corale.mappings.nodes import context

BATCH = 200
SEEN = 5_000  # values of a member whose terms are remembered
FLAT = {str, int}
NUMBER = 7_000_000  # the specimen's numbers begin here
_PLAIN = re.compile(r"https?://[A-Za-z0-9._~/#-]+")  # an IRI that no processor would read in another way
_SPECIAL = re.compile(r'[\x00-\x1f\x7f"\\]')
Filled = tuple[str, str, dict[str | int, str]]  # a predicate, the member of the value, the term for each value


@cache
def _context() -> Any:
    return json.loads(context())["@context"]


def quads(documents: Iterable[dict[str, Any]]) -> Iterator[ox.Quad]:
    """Yield the quads of linked records, each in its named graph, as any JSON-LD 1.1 processor would give them."""
    for said in each(documents):
        yield from ox.parse("".join(f"{joined(one)}\n" for one in said), ox.RdfFormat.N_QUADS)


def each(documents: Iterable[dict[str, Any]]) -> Iterator[list[Terms]]:
    """Yield what every linked record says, in their order; many are expanded at once, by their named graphs."""
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
            name = f"<{graph['@id']}>"
            odd = [node for node in graph["@graph"] if not _fill(node, name, found[number])]
            rest.append({**graph, "@graph": odd})
    for said in map(terms, _lines(rest)):
        found[home[said[3][1:-1]]].append(said)
    return found


def _lines(graphs: list[Any]) -> Iterator[str]:
    text = json.dumps({"@context": _context(), "@graph": graphs}, ensure_ascii=False)
    return map(line, ox.parse(text, format=ox.RdfFormat.JSON_LD))


def _fill(node: dict[str, Any], graph: str, found: list[Terms]) -> bool:
    """Add what a flat node says, and tell whether it was one."""
    kind = node.get("@type")
    if not isinstance(kind, str) or "@id" not in node or not FLAT.issuperset(map(type, node.values())):
        return False
    made = []
    subject = f"<{node['@id']}>"
    for predicate, name, written in _form(kind, tuple(node), tuple(map(type, node.values()))):
        stated = written[node[name]]
        if not stated:
            return False
        made.append((subject, predicate, stated, graph))
    found += made
    return True


@cache
def _form(kind: str, names: tuple[str, ...], types: tuple[type, ...]) -> tuple[Filled, ...]:
    """Return what a flat node with these members says, learnt from a specimen."""
    specimen: dict[str, Any] = {"@id": "https://specimen.example/0", "@type": kind}
    for number, (name, held) in enumerate(zip(names, types, strict=True)):
        if not name.startswith("@"):
            specimen[name] = NUMBER + number if held is int else f"https://specimen.example/{NUMBER + number}"
    form: list[Filled] = []
    for _, predicate, stated, _ in map(terms, _lines([{"@id": "https://specimen.example/g", "@graph": [specimen]}])):
        marked = re.search(rf"(?:https://specimen\.example/)?({NUMBER // 100}[0-9]{{2}})", stated)
        if marked:
            write = partial(_written, stated[: marked.start()], stated[marked.end() :])
            form.append((predicate, names[int(marked[1]) - NUMBER], Memo(write, SEEN)))
        else:
            form.append((predicate, "@type", {kind: stated}))
    return tuple(form)


def _written(before: str, after: str, value: str | int) -> str:
    """Return the term for a value, nothing where it is not plain."""
    if before == "<" and not _PLAIN.fullmatch(str(value)):
        return ""
    if before == '"' and isinstance(value, str) and _SPECIAL.search(value):
        value = str(ox.Literal(value))[1:-1]
    return f"{before}{value}{after}"
