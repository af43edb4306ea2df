"""What a text is: a notice or not, of which procedure, in scope or not. The weights stand in
`avviso/template.toml`."""

import re
from functools import cache, partial

from corale.mappings.reading.template import table
from corale.mappings.text.patterns import pattern

cue = partial(pattern, "procedures")

Weights = tuple[tuple[re.Pattern[str], int], ...]


def _compiled(weights: dict[str, int]) -> Weights:
    return tuple((re.compile(form, re.IGNORECASE), weight) for form, weight in weights.items())


@cache
def kinds() -> dict[str, re.Pattern[str]]:
    """Return the kinds of procedure, each with the pattern of its spellings."""
    return {kind: re.compile(form, re.IGNORECASE) for kind, form in table("avviso")["kinds"].items()}


def names(text: str) -> bool:
    """Say whether a text names a procedure, in any spelling."""
    return any(form.search(text) for form in kinds().values())


@cache
def _weights(section: str, name: str) -> Weights:
    return _compiled(table("avviso")[section][name])


def recognises(text: str) -> bool:
    """Say whether a text is a public notice (in scope or not).

    >>> recognises("Il Comune di Pesaro avvisa: manifestazione d'interesse, coprogettazione con gli ETS")
    True
    >>> recognises("La ricetta della nonna: un uovo e due etti di farina")
    False
    """
    total, enough = 0, table("avviso")["recognise"]["enough"]
    for form, weight in _weights("recognise", "weights"):
        total += weight if form.search(text) else 0
        if total >= enough:
            return True
    return False


def weightiest(text: str, head: int = 320) -> tuple[str | None, int, int, int]:
    """Return the co-procedure that weighs most, the span of its first mention, and its weight (at most 6).

    >>> weightiest("Avviso di co – progettazione con Enti del Terzo Settore, art. 55")[0]
    'co-progettazione'
    """
    best: tuple[int, int, str, int, int] | None = None
    for kind, form in kinds().items():
        weight, done, first = 0, 0, None
        for found in form.finditer(text):
            before = text[max(0, found.start() - 90) : found.start()]
            if cue("adverb").search(before) or cue("later").search(before):
                continue
            first = first or found
            done += 3 * bool(cue("done").search(text, max(0, found.start() - 60), found.start()))
            done += 3 * bool(cue("earlier").search(text, max(0, found.start() - 110), found.start()))
            weight += 1
            weight += 2 * (found.start() < head and found is first)
            weight += bool(cue("opening").search(text, max(0, found.start() - 90), found.start()))
        weight += first is not None and (best is None or first.start() < best[1])
        if first and (best is None or weight - done > best[0] - best[4]):
            best = (weight, first.start(), kind, first.end(), done)
    return (best[2], best[1], best[3], min(best[0], 6)) if best else (None, 0, 0, 0)
