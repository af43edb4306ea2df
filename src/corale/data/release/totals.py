"""The totals of a release: how many statements, things by class, statements by property and by named graph.

They are summed from the members while the release is joined, so a query that only counts needs no look at the
store (:mod:`corale.endpoint.engine.totals`)."""

import csv
import io
from collections.abc import Mapping
from pathlib import Path
from typing import TypeAlias

FILE = "totals.csv"
COLUMNS = ("kind", "iri", "number")
TRIPLES, CLASS, PROPERTY, GRAPH = "triples", "class", "property", "graph"

Totals: TypeAlias = Mapping[str, Mapping[str, int]]
"""Numbers by kind, then by IRI. Statements (one number, without an IRI), classes and properties are those of
the default graph; the named graphs are all."""


def text(terms: Mapping[str, int], graphs: Mapping[str, int]) -> str:
    """Return the table of totals, from the sums of members (:class:`corale.data.release.members.Member`).

    >>> print(text({"": 1, "a <x:c>": 1, "<x:p>": 1}, {"<x:g>": 1}), end="")
    kind,iri,number
    triples,,1
    class,x:c,1
    property,x:p,1
    graph,x:g,1
    """
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\n")
    rows.writerow(COLUMNS)
    rows.writerow((TRIPLES, "", terms.get("", 0)))
    classes = {term[3:-1]: number for term, number in terms.items() if term.startswith("a <")}
    properties = {term[1:-1]: number for term, number in terms.items() if term.startswith("<")}
    named = {graph[1:-1]: number for graph, number in graphs.items()}
    for kind, numbers in ((CLASS, classes), (PROPERTY, properties), (GRAPH, named)):
        rows.writerows((kind, iri, numbers[iri]) for iri in sorted(numbers))
    return out.getvalue()


def read(folder: Path) -> Totals:
    """Return the totals of a release folder; none for a release without the table."""
    found: dict[str, dict[str, int]] = {}
    try:
        with (folder / FILE).open(encoding="utf-8", newline="") as stream:
            found = {kind: {} for kind in (TRIPLES, CLASS, PROPERTY, GRAPH)}
            for row in csv.DictReader(stream):
                found[row["kind"]][row["iri"]] = int(row["number"])
    except FileNotFoundError:
        return {}
    return found
