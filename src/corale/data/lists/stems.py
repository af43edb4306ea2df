"""Words of Italian texts in the form in which they are sought: accents, elision, plural and gender do not
count.

Light on purpose: the last vowel goes, and what it leaves of a soft ending (`parchi`, `servizi`). Two words
that only look alike may meet, which costs a search little; two forms of one word meet, which is what it is
for."""

from corale.data.gazetteer.names import fold

ELIDED = frozenset(
    """
        l d un dell nell all dall sull coll quell quest c s n m t v il lo la i gli le di del della dei
        degli delle da dal dalla in nel nella nei nelle su sul sulla a al alla ai agli alle e ed o con
        per tra fra uno una the of and
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
