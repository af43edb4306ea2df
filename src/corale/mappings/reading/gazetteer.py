"""The names of Italian places, for telling a place from other words while reading (linking is done later)."""

import re
from functools import lru_cache
from itertools import islice

from corale.data.gazetteer.names import fold, suffix
from corale.data.gazetteer.places import places

_WORD = re.compile(r"[\w’'`.]+(?:-[\w’']+)*")
_BREAK = re.compile(r"[^\w\s’'`.-]|\.\s|\n")
_OPENING = re.compile(r"(?:il\s+)?Comune\s+di\s+(?=[A-Z])")
LONGEST = 6
MOST = 120  # places of one list


@lru_cache(maxsize=50_000)
def is_place(name: str) -> bool:
    """Say whether the name is that of a municipality, in any known spelling.

    >>> is_place("Reggio Nell'Emilia"), is_place("Comune"), is_place("Samone (TN)")
    (True, False, True)
    """
    if not name or len(name) > 60:
        return False
    bare, _ = suffix(name)
    return bool(fold(bare)) and bool(places().candidates(bare))


def place_at(text: str, start: int) -> int:
    """Return where the longest place name that begins at `start` ends (`start`: there is none).

    >>> text = "nei Comuni di Fossato di Vico, Gubbio e Sigillo"
    >>> text[14:place_at(text, 14)]
    'Fossato di Vico'
    """
    first = text[start : start + 1]
    if not first.isupper():
        return start
    stop = _BREAK.search(text, start, start + 80)
    end = stop.start() if stop else min(len(text), start + 80)
    best = start
    for word in islice(_WORD.finditer(text, start, end), LONGEST):
        if not word[0].islower() and is_place(" ".join(text[start : word.end()].rstrip(".").split())):
            best = word.end() - len(word[0]) + len(word[0].rstrip("."))
    return best


def places_at(text: str, start: int) -> list[tuple[int, int]]:
    """Return the spans of a list of place names that begins at `start`, parted by commas and a last «e».

    >>> text = "Foligno, Bevagna, Nocera Umbra e Trevi hanno deciso"
    >>> [text[a:b] for a, b in places_at(text, 0)]
    ['Foligno', 'Bevagna', 'Nocera Umbra', 'Trevi']
    """
    spans: list[tuple[int, int]] = []
    start = opening.end() if (opening := _OPENING.match(text, start)) else start
    while len(spans) < MOST and (end := place_at(text, start)) > start:
        spans.append((start, end))
        joint = _JOINT.match(text, end)
        if not joint:
            break
        start = joint.end()
    return spans


_JOINT = re.compile(
    r"(?:\s*\([A-Z]{2}\))?(?:\s*[(–-]?\s*(?:comune\s+|"
    r"ente\s+)?capofila\s*\)?)?(?:(?:\s*[,;/•]\s*){1,2}(?:[-–•]\s*)?(?:ed?\s+)?|\s+ed?\s+|\s+[-–•]\s+|\s*\n\s*[-–•*]\s*)"
    r"(?:(?:il\s+)?Comune\s+di\s+(?=[A-Z])|(?:di|del)\s+(?=[A-Z]))?"
)
