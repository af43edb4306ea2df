"""Names of places and bodies, brought to one form for comparing: case, accents, apostrophes and signs do not
count.

First step of linking: every table of names and every stated name goes through :func:`fold` before they meet.
"""

import re
import unicodedata
from functools import lru_cache

_LETTERS = str.maketrans({"ß": "ss", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "æ": "ae", "œ": "oe"})
_APOSTROPHES = re.compile("[’‘`´ʼ′]")
_SIGNS = re.compile(r"[^a-z0-9]+")
_BRACKETS = re.compile(r"[()\[\]]")
_SEVERAL = re.compile(r"\s*[,;/]\s*|\s+e\s+")
SHORT = 200
"""Characters up to which the form of a name is remembered."""


def fold(name: str) -> str:
    """Return the name in the form used for comparing: lower case, no accents, words parted by single spaces.

    >>> fold("Comune di Reggio Nell’Emilia"), fold("Forlì-Cesena"), fold("Castelnovo ne' Monti")
    ('comune di reggio nell emilia', 'forli cesena', 'castelnovo ne monti')
    """
    return _fold(name) if len(name) <= SHORT else _fold.__wrapped__(name)


@lru_cache(maxsize=20_000)
def _fold(name: str) -> str:
    plain = name
    if not name.isascii():
        plain = unicodedata.normalize("NFKD", _APOSTROPHES.sub("'", name).translate(_LETTERS))
        plain = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return _SIGNS.sub(" ", plain.lower()).strip()


def slug(name: str) -> str:
    """Return the name as the tail of an IRI.

    >>> slug("Unione dei Comuni Valli del Reno, Lavino e Samoggia")
    'unione-dei-comuni-valli-del-reno-lavino-e-samoggia'
    """
    return fold(name).replace(" ", "-")


def squeeze(name: str) -> str:
    """Return the name trimmed, NFC, with single spaces; nothing else is changed.

    >>> squeeze("  Comune   di Pesaro ")
    'Comune di Pesaro'
    """
    return " ".join(unicodedata.normalize("NFC", name).split())


def several(text: str) -> list[str]:
    """Return the names of a list in one text, parted by commas, semicolons, bars or «e».

    >>> several("Fano, Mondolfo e Osimo")
    ['Fano', 'Mondolfo', 'Osimo']
    """
    return _SEVERAL.split(text)


def suffix(name: str) -> tuple[str, str]:
    """Return the name without a closing bracket, and what stood in it (empty: there was none).

    >>> suffix("Comune di Pesaro (PU)")
    ('Comune di Pesaro', 'PU')
    """
    text = name.rstrip()
    brackets = [match.start() for match in _BRACKETS.finditer(text)][-2:]
    if (
        len(brackets) < 2
        or text[brackets[0]] in ")]"
        or text[brackets[1]] in "(["
        or brackets[1] != len(text) - 1
    ):
        return name, ""
    before, inside = text[: brackets[0]].rstrip(), text[brackets[0] + 1 : -1].strip()
    return (before, inside) if before and inside else (name, "")
