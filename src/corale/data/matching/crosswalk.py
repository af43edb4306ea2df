"""From somebody's own table of names to our IRIs: a row with an identifier and a name gets what it surely
means.

The answer is a table again, `your identifier -> our IRI`, with band, score and status; candidates below a
link are given for a person to look at, never as links."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from corale.data.matching.candidates import Scored, Sought, codes_of, first
from corale.data.matching.index import Index

COLUMNS = ("identifier", "name", "iri", "label", "band", "score", "status")


@dataclass(frozen=True, slots=True)
class Crossing:
    """A row of the answer: your identifier and name; our IRI, label, band and score; `link`, `candidate` or
    `none`."""

    identifier: str
    name: str
    iri: str
    label: str
    band: str
    score: int
    status: str


def crosswalk(
    index: Index,
    rows: Iterable[Mapping[str, str]],
    columns: Mapping[str, str],
    types: tuple[str, ...],
    base: str,
) -> Iterator[Crossing]:
    """Yield the crossing of each row, in their order.

    `columns` says which of their columns are the `identifier`, the `name` and, if any, the `province`,
    `region` or `municipality`; `types` are the types to keep to (none: any)."""
    for row in rows:
        name = row.get(columns["name"], "")
        codes = [
            code
            for level in ("province", "region", "municipality")
            if level in columns
            for code in codes_of(row.get(columns[level], ""), level)
        ]
        found = first(index, Sought(name, types, tuple(codes))) if name else None
        yield _crossing(row.get(columns["identifier"], ""), name, found, base)


def _crossing(identifier: str, name: str, found: Scored | None, base: str) -> Crossing:
    if found is None:
        return Crossing(identifier, name, "", "", "", 0, "none")
    iri = next((text for text, _ in found.item.facts.get("iri", [])), base + found.item.id)
    return Crossing(
        identifier,
        name,
        iri,
        found.item.label,
        found.band,
        found.score,
        "link" if found.match else "candidate",
    )
