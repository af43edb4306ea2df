"""Names of places and bodies, brought to one form for comparing: case, accents, apostrophes and signs do not count.

First step of linking: every table of names and every stated name goes through :func:`fold` before they meet.
"""

import re
import unicodedata
from functools import lru_cache

_LETTERS = str.maketrans({"ß": "ss", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "æ": "ae", "œ": "oe"})
_APOSTROPHES = re.compile("[’‘`´ʼ′]")
_SIGNS = re.compile(r"[^a-z0-9]+")
_SUFFIX = re.compile(r"\s*[(\[]\s*([^()\[\]]+?)\s*[)\]]\s*$")


@lru_cache(maxsize=20_000)
def fold(name: str) -> str:
    """Return the name in the form used for comparing: lower case, no accents, words parted by single spaces.

    >>> fold("Comune di Reggio Nell’Emilia"), fold("Forlì-Cesena"), fold("Castelnovo ne' Monti")
    ('comune di reggio nell emilia', 'forli cesena', 'castelnovo ne monti')
    """
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


def suffix(name: str) -> tuple[str, str]:
    """Return the name without a closing bracket, and what stood in it (empty: there was none).

    >>> suffix("Comune di Pesaro (PU)")
    ('Comune di Pesaro', 'PU')
    """
    found = _SUFFIX.search(name)
    return (name[: found.start()], found[1]) if found and found.start() else (name, "")
