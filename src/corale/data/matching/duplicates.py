"""Bodies that may be one: pairs of local bodies with like names, for a person to merge or to keep apart.

Nothing is merged by likeness. A merge is a row of `decisions/successions.csv` (old key, new key), after which
the old IRI stays and leads to the new one; a split is one old key with several new ones."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from rapidfuzz import fuzz

from corale.data.gazetteer.similarity import telling
from corale.data.matching.candidates import Sought, match
from corale.data.matching.index import Index, Item

LEAST, SEVERAL = 88.0, 3
TYPES = ("COV:Organization", "COV:PrivateOrganization")


@dataclass(frozen=True, slots=True, order=True)
class Pair:
    """Two organisations that may be one: identifiers, labels, likeness of the words that tell them from
    others, whether they share a place."""

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
    """The bodies whose telling words are like an item's, of no other form and number, in the same province.

    To an item whose province is not known, the only such body, if it has that very name and form, or a name
    of several words. A name of one word must be the same: a plural is another name."""
    here, elsewhere, own = _provinces(item), [], len(telling(item.label))
    least = LEAST if own > 1 else 100.0
    for near in match(index, Sought(item.label, TYPES)):
        other, alike = near.item, like(item.label, near.name)
        if other.id == item.id or near.features.get("form") == 0.0 or near.features["number"] == 0.0:
            continue
        if alike < least or _part_of(item, other) or _part_of(other, item):
            continue
        first, second = sorted((item, other), key=lambda one: one.id)
        pair = Pair(first.id, second.id, first.label, second.label, alike, bool(here & _provinces(other)))
        if pair.same_place:
            yield pair
        elif not here:
            sure = alike == 100 and near.features.get("form") == 1.0
            elsewhere.append((pair, sure or own >= SEVERAL))
    if len(elsewhere) == 1 and elsewhere[0][1]:
        yield elsewhere[0][0]


def _provinces(item: Item) -> frozenset[str]:
    """The provinces that an item lies in, by the codes of its municipalities and its own."""
    return frozenset(code[:3] for code in item.codes if len(code) >= 3)


def like(name: str, other: str) -> float:
    """Return how like the words of two names are that tell a body from others of its form, from 0 to 100.

    >>> like("Cooperativa sociale Il Ponte", "Il Ponte Soc. Coop. Sociale")
    100.0
    >>> like("Cooperativa sociale Il Ponte", "Koin\u00e8 Soc. Coop. Sociale")
    60.0
    """
    own, others = (" ".join(sorted(telling(text))) for text in (name, other))
    return round(fuzz.ratio(own, others), 1) if own and others else 0.0


def _part_of(item: Item, other: Item) -> bool:
    return any(id_ == other.id for _, id_ in item.facts.get("partOf", ()))
