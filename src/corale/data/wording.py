"""The wording of names: abbreviations written out, small words left out, words in one order, to compare by likeness.

`Com. di Reggio Emilia`, `COMUNE REGGIO EMILIA` and `Comune di Reggio Emilia` come to the same key. Numbers are kept
and must agree: Zona Sociale 7 is not Zona Sociale 8.
"""

from functools import cache, lru_cache

from corale.data.authorities import table
from corale.data.names import fold

SMALL = frozenset(
    "a al alla alle ai agli c con d da dal dalla de dei degli del dell della delle dello di e ed fra gli i il in l la le lo "
    "n ne nei nel nell nella nelle per su sul sull sulla tra un una uno".split()
)
LETTERED = {
    "a p s": "aps", "o d v": "odv", "o n l u s": "onlus", "e t s": "ets", "a s p": "asp", "a u s l": "ausl",
    "a s l": "asl", "u s l": "usl", "a s c": "asc", "a t s": "ats", "r t i": "rti", "a t i": "ati",
    "soc coop": "societa cooperativa", "s c s": "societa cooperativa sociale", "coop soc": "cooperativa sociale",
    "scs": "societa cooperativa sociale", "coop va": "cooperativa", "s c a r l": "", "a r l": "", "scarl": "",
    "s r l": "srl", "zs": "zona sociale", "organizzazione volontariato": "odv", "organizzazione di volontariato": "odv",
    "associazione di promozione sociale": "aps", "associazione promozione sociale": "aps",
}  # fmt: skip


@cache
def _short() -> dict[str, str]:
    return {row["short"]: row["long"] for row in table("abbreviations")}


@lru_cache(maxsize=200_000)
def words(name: str) -> tuple[str, ...]:
    """Return the telling words of a name, in their order, abbreviations written out.

    >>> words("Soc. Coop. Soc. «Il Sicomoro»")
    ('cooperativa', 'sociale', 'sicomoro')
    """
    text = f" {fold(name)} "
    for short, long in LETTERED.items():
        if f" {short} " in text:
            text = text.replace(f" {short} ", f" {long} ")
    parts = text.replace(" cooperativa soc ", " cooperativa sociale ").split()
    if parts and parts[0].startswith("zs") and parts[0][2:].isdigit():
        parts[:1] = ["zona", "sociale", parts[0][2:]]
    written = [_short().get(part, part) for part in parts]
    if "cooperativa" in written:
        written = [part for part in written if part != "societa"]
    kept = [part for part in written if part not in SMALL]
    return tuple(kept or written)


def wording(name: str) -> str:
    """Return the telling words in their order: equal for two spellings of one name.

    >>> wording("COMUNE DI REGGIO NELL’EMILIA") == wording("Com. Reggio nell'Emilia")
    True
    """
    return " ".join(words(name))


def sorted_wording(name: str) -> str:
    """Return the telling words sorted, each once, so that their order does not count."""
    return " ".join(sorted(set(words(name))))


def numbers(name: str) -> frozenset[str]:
    """Return the numbers in a name, without leading zeros.

    >>> numbers("Zona Sociale n. 7") == numbers("ZS 07")
    True
    """
    return frozenset(part.lstrip("0") or "0" for part in fold(name).split() if part.isdigit())
