"""How like two wordings of names are."""

from functools import lru_cache

from rapidfuzz import fuzz

from corale.data.gazetteer.similarity import FORMAL


def likeness(text: str, ordered: str, other: str, other_ordered: str) -> float:
    """Return how like two wordings are, from 0 to 100: in their own order or sorted, words left out counting
    little.

    What is left without the words of the legal form counts for nine tenths: ASAD is like ASAD Soc. Coop.
    Sociale; several words that stand together in a longer name count for 85.

    >>> likeness("asad", "asad", "asad", "asad")
    100.0
    """
    near = max(fuzz.ratio(text, other), fuzz.ratio(ordered, other_ordered))
    if near == 100:
        return 100.0
    common = fuzz.token_set_ratio(text, other) if " " in text else 0.0
    bare, other_bare = _bare(text), _bare(other)
    core = fuzz.ratio(bare, other_bare) if bare and other_bare else 0.0
    inside = 85.0 if text.count(" ") and f" {text} " in f" {other} " else 0.0
    return round(max(0.88 * near + 0.12 * common, 0.7 * common, 0.9 * core, inside), 1)


@lru_cache(maxsize=20_000)
def _bare(text: str) -> str:
    return " ".join([word for word in text.split() if word not in FORMAL])
