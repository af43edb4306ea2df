"""The names of Italian places, for telling a place from other words while reading (linking is done later)."""

from functools import cache

from corale.data.names import fold, suffix
from corale.data.places import places


@cache
def _known(name: str) -> bool:
    bare, sign = suffix(name)
    return places().find(bare, province=sign if len(sign) == 2 else None) is not None


def is_place(name: str) -> bool:
    """Say whether the name is that of a municipality, in any known spelling.

    >>> is_place("Reggio Nell'Emilia"), is_place("Mappa")
    (True, False)
    """
    return bool(fold(name)) and len(name) <= 60 and _known(name)
