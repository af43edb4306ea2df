"""Words of Italian texts in the form in which they are sought: accents, elision, plural and gender do not
count.

Light on purpose: the last vowel goes, and what it leaves of a soft ending (`parchi`, `servizi`). Two words
that only look alike may meet, which costs a search little; two forms of one word meet, which is what it is
for."""

from collections.abc import Callable
from functools import lru_cache

from corale.data.gazetteer.names import fold

WORDS = 10
"""Words of a search that count."""

ELIDED = frozenset(
    """
    l d un dell nell all dall sull coll quell quest c s n m t v il lo la i gli le di del della dei degli
    delle da dal dalla in nel nella nei nelle su sul sulla a al alla ai agli alle e ed o con per tra fra uno
    una the of and
""".split()
)
"""Articles, prepositions and what elision leaves of them: in every text, so they tell none from another."""


def stem(word: str) -> str:
    """Return the stem of a folded word; numbers and words of up to three letters stay as they are.

    >>> [stem(word) for word in ("parco", "parchi", "servizio", "servizi", "cittadine", "2015", "asl")]
    ['parc', 'parc', 'serviz', 'serviz', 'cittadin', '2015', 'asl']
    """
    if len(word) <= 3 or not word.isalpha() or word[-1] not in "aeio":
        return word
    found = word[:-1]
    if found.endswith(("ch", "gh", "i")):
        found = found[:-1]
    return found


def stems(text: str) -> list[str]:
    """Return the stems of a text's words in their order, small words left out (kept where there is nothing
    else).

    >>> stems("Percorsi di qualità per l’acqua"), stems("la")
    (['percors', 'qualit', 'acqu'], ['la'])
    """
    words = fold(text).split()
    return [stem(word) for word in words if word not in ELIDED] or words


@lru_cache(maxsize=64)
def wanted(words: str) -> Callable[[str], bool]:
    """Return the test of a search: whether a text has all its words; one that ends in `*` is a beginning.

    >>> [wanted("parchi dell'acqua")(text) for text in ("Il parco delle acque", "Il parco")]
    [True, False]
    >>> wanted("partecip*")("Bilancio partecipativo"), wanted("")("tutto")
    (True, False)
    """
    beginnings = [fold(word) for word in words.split() if word.endswith("*") and fold(word)]
    whole = stems(" ".join(word for word in words.split() if not word.endswith("*")))
    asked = frozenset(whole[:WORDS])
    begun = tuple(beginnings[: WORDS - len(asked)])
    if not asked and not begun:
        return lambda _: False

    def test(text: str) -> bool:
        folded = fold(text)
        if not all(one in folded for one in asked):  # a stem is the beginning of its word
            return False
        there = folded.split()
        return asked.issubset(map(stem, there)) and all(
            any(word.startswith(one) for word in there) for one in begun
        )

    return test
