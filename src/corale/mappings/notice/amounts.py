"""Sums of money in a text, in figures and words, and what each is for; which of them may be the notice's
budget."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice

from corale.mappings.reading.lines import Passage, ReadValue
from corale.mappings.text.patterns import pattern
from corale.record import Fields

MANY = 400  # amounts looked at in one text
UNSURE = 0.4  # a yearly share, a part or a lower bound is a sum, but not surely the whole budget
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
_MILLION = re.compile(
    r"^(?P<n>.+?)\s*(?:milion[ei]|mln)\b(?:\s+di\b)?\s*(?:e\s+|,\s*)?(?P<rest>.*)$", re.IGNORECASE
)
_THOUSAND = re.compile(r"^(?P<n>.+?)\s*mila(?:\s*(?:e\s*)?(?P<rest>\d{1,3}))?$", re.IGNORECASE)


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
    if million := _MILLION.match(text):
        whole, rest = _number(million["n"]), _number(million["rest"]) if million["rest"] else Decimal(0)
        return None if whole is None or rest is None else whole * 1_000_000 + rest
    if thousand := _THOUSAND.match(text):
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
    for match in islice(pattern("amounts", "amount").finditer(passage.text), MANY):
        words = next(group for group in match.groups() if group is not None)
        value = value_of(words)
        if value is not None:
            found = _judged(passage, match.start(), match.end(), value, told)
            told = told or found.what == "budget"
            yield found


def _judged(passage: Passage, start: int, end: int, value: str, told: bool) -> Amount:
    """Return a sum with what it is for, by the words before it in its clause and behind it."""
    text = passage.text

    def holds(name: str, words: str) -> bool:
        return pattern("amounts", name).search(words) is not None

    def behind(name: str) -> bool:
        return pattern("amounts", name).match(after) is not None

    low, high = passage.sentence(start)
    before, after = text[max(low, start - 110) : start].rpartition(";")[2], text[end : min(high, end + 70)]
    if not before.strip(" \n("):
        before = passage.preceding(start)
    bound = next((name for name in ("at-least", "at-most", "about") if holds(name, before)), "exact")
    yearly = behind("yearly-behind") or holds("yearly", before)
    what, sure = "budget", 0.0
    only_most = holds("only-most", before)
    near = pattern("amounts", "only-most").sub("", before[-60:])
    speaks = holds("money", before) or holds("total", before) or behind("money-behind")
    if holds("other", before[-60:]):
        what = "other"
    elif holds("co-funding", before) or behind("co-funding-behind"):
        what = "co-funding"
    elif (holds("ceiling", near) and bound != "at-least") or behind("each-behind"):
        what = "ceiling"
    elif not speaks:
        what = "other"
    elif holds("fund", before) and not holds("total", before[-60:]):
        what, sure = "fund", 0.6
    if what != "budget":
        return Amount(value, what, bound, yearly, start, end, sure or 0.6, 9.0)
    if only_most:
        return Amount(value, what, "at-most", yearly, start, end, 0.65, -0.5)
    total = holds("total", before[-60:]) or behind("total-behind")
    score = 1 + 2 * total + holds("money", before[-45:])
    part = yearly or holds("share", before) or (holds("part", before) and told)
    sure = 0.5 if part or bound == "at-least" else min(0.9, 0.5 + 0.15 * score)
    return Amount(value, what, bound, yearly, start, end, sure, 10 * part - score)


def budgets(sums: Iterable[Amount]) -> Iterator[ReadValue]:
    """Return those of a text's sums that may be the notice's budget, the likeliest first.

    Caps for one applicant and deposits are none; a part or a yearly share of a sum comes behind the sum."""
    found = (one for one in sums if one.what == "budget")
    for one in sorted(found, key=lambda one: one.rank):
        whole = not one.yearly and one.bound != "at-least" and one.rank < PART
        yield ReadValue(one.value, one.start, one.end, "budget", one.confidence if whole else UNSURE)
