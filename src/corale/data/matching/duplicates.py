"""Bodies that may be one: pairs of local bodies with like names, for a person to merge or to keep apart.

Nothing is merged by likeness. A merge is a row of `successions.csv` (old key, new key), after which the old
IRI stays and leads to the new one; a split is one old key with several new ones."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from corale.data.matching.candidates import Sought, match
from corale.data.matching.index import Index, Item

LEAST = 88.0


@dataclass(frozen=True, slots=True, order=True)
class Pair:
    """Two organisations that may be one: identifiers, labels, likeness of their names, whether they share a
    place."""

    first: str
    other: str
    first_label: str
    other_label: str
    likeness: float
    same_place: bool


def duplicates(index: Index, items: Iterable[Item], apart: Iterable[tuple[str, str]] = ()) -> list[Pair]:
    """Return the pairs of organisations that may be one, sorted; those decided to be apart are left out.

    `items` are those to look at, usually all of the index.
    """
    refused = {frozenset(pair) for pair in apart}
    found = {pair for item in items if item.id.startswith("id/organisation/") for pair in _near(index, item)}
    return sorted(pair for pair in found if frozenset((pair.first, pair.other)) not in refused)


def _near(index: Index, item: Item) -> Iterator[Pair]:
    codes = frozenset(item.codes)
    for near in match(index, Sought(item.label, ("COV:Organization", "COV:PrivateOrganization"))):
        other = near.item
        like, number = near.features["name"], near.features["number"] == 1.0
        if other.id == item.id or like < LEAST or near.features.get("form") == 0.0 or not number:
            continue
        if _part_of(item, other) or _part_of(other, item):
            continue
        one, two = sorted((item, other), key=lambda held: held.id)
        shared = bool(codes & frozenset(other.codes))
        if shared or not codes or not other.codes:
            yield Pair(one.id, two.id, one.label, two.label, like, shared)


def _part_of(item: Item, other: Item) -> bool:
    return any(id_ == other.id for _, id_ in item.facts.get("partOf", ()))
