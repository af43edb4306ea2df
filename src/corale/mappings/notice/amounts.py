"""Sums of money in a text, in figures and words, and what each is for; which of them may be the notice's
budget."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from itertools import islice

from corale.mappings.reading.lines import Passage, ReadValue
from corale.mappings.text.patterns import Nearby, pattern
from corale.record import Fields

cue = partial(pattern, "amounts")

MANY = 400  # amounts looked at in one text
UNSURE = 0.4  # a yearly share, a part or a lower bound is a sum, but not surely the whole budget
BEFORE, BEHIND = 110, 70  # characters around a sum that say what it is for
PART = 1.5  # of the rank, from which a sum is a part of another
_UNITS = {
    "un": 1,
    "uno": 1,
    "una": 1,
    "due": 2,
    "tre": 3,
    "quattro": 4,
    "cinque": 5,
    "sei": 6,
    "sette": 7,
    "otto": 8,
    "nove": 9,
    "dieci": 10,
    "undici": 11,
    "dodici": 12,
    "quindici": 15,
    "venti": 20,
    "trenta": 30,
    "cinquanta": 50,
    "cento": 100,
}


@dataclass(frozen=True, slots=True)
class Amount:
    """A sum: its value, what it is for, how it is bound, whether it is a year's, its place and how sure it
    is."""

    value: str
    what: str
    bound: str
    yearly: bool
    start: int
    end: int
    confidence: float
    rank: float

    def stated(self) -> Fields:
        """Return the sum as the contract's object."""
        made: Fields = {"what": "share" if self.yearly else self.what, "value": self.value}
        return made | ({"bound": self.bound} if self.bound != "exact" else {})


def value_of(text: str) -> str | None:
    """Return the decimal that a sum's words tell, in canonical form, or none.

    >>> [value_of(text) for text in ("un milione e 805mila", "1 milione 248 mila 660", "2,1 milioni",
    ...  "1.500,50", "12")]
    ['1805000', '1248660', '2100000', '1500.5', '12']
    """
    total = _number(" ".join(text.split()).removesuffix(" di"))
    return None if total is None else f"{total.normalize():f}"


def _number(text: str) -> Decimal | None:
    text = text.strip().casefold()
    if million := cue("million").match(text):
        whole, rest = _number(million["n"]), _number(million["rest"]) if million["rest"] else Decimal(0)
        return None if whole is None or rest is None else whole * 1_000_000 + rest
    if thousand := cue("thousand").match(text):
        whole = _number(thousand["n"])
        return None if whole is None else whole * 1000 + int(thousand["rest"] or 0)
    if text in _UNITS:
        return Decimal(_UNITS[text])
    figure = text.replace("’", "").replace(" ", "")
    if re.fullmatch(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+,\d+", figure):
        figure = figure.replace(".", "").replace(",", ".")
    return Decimal(figure) if re.fullmatch(r"\d+(?:\.\d{1,2})?", figure) else None


def amounts(passage: Passage) -> Iterator[Amount]:
    """Return the sums of a text in order, each with what the words around say of it."""
    told = False
    for match in islice(cue("amount").finditer(passage.text), MANY):
        words = next(group for group in match.groups() if group is not None)
        value = value_of(words)
        if value is not None:
            found = _judged(passage, match.start(), match.end(), value, told)
            told = told or found.what == "budget"
            yield found


def _judged(passage: Passage, start: int, end: int, value: str, told: bool) -> Amount:
    """Return a sum with what it is for, by the words before it in its clause and behind it."""
    low, high = passage.sentence(start)
    before = passage.text[max(low, start - BEFORE) : start].rpartition(";")[2]
    if not before.strip(" \n("):
        before = passage.preceding(start)
    by = Nearby("amounts", before, passage.text[end : min(high, end + BEHIND)])
    bound = next((name for name in ("at-least", "at-most", "about") if by.has(name)), "exact")
    yearly, total = by.has("yearly-behind", "yearly"), by.has("total", "total-behind")
    what = _what(by)
    if what != "budget":
        return Amount(value, what, bound, yearly, start, end, 0.6, 9.0)
    if by.has("only-most"):
        return Amount(value, what, "at-most", yearly, start, end, 0.65, -0.5)
    score = 1 + 2 * total + by.has("money")
    part = yearly or by.has("share") or (by.has("part") and told)
    sure = 0.5 if part or bound == "at-least" else min(0.9, 0.5 + 0.15 * score)
    return Amount(value, what, bound, yearly, start, end, sure, 10 * part - score)


def _what(by: Nearby) -> str:
    """Return what a sum is for: the first of these that the words around it tell, else nothing known."""
    if by.has("other"):
        return "other"
    if by.has("co-funding", "co-funding-behind"):
        return "co-funding"
    if by.has("ceiling", "each-behind"):
        return "ceiling"
    if not by.has("money", "total", "money-behind"):
        return "other"
    return "fund" if by.has("fund") else "budget"


def budgets(sums: Iterable[Amount]) -> Iterator[ReadValue]:
    """Return those of a text's sums that may be the notice's budget, the likeliest first.

    Caps for one applicant and deposits are none; a part or a yearly share of a sum comes behind the sum."""
    found = (one for one in sums if one.what == "budget")
    for one in sorted(found, key=lambda one: one.rank):
        whole = not one.yearly and one.bound != "at-least" and one.rank < PART
        yield ReadValue(one.value, one.start, one.end, "budget", one.confidence if whole else UNSURE)
