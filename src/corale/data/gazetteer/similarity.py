"""The wording of names: abbreviations written out, small words left out, words in one order, to compare by
likeness.

`Com. di Reggio Emilia`, `COMUNE REGGIO EMILIA` and `Comune di Reggio Emilia` come to the same key. Numbers
are kept and must agree: Zona Sociale 7 is not Zona Sociale 8."""

import re
from functools import lru_cache

from corale.data.gazetteer.authorities import forget_with, remembered, table
from corale.data.gazetteer.names import fold

# a name that has nothing but these and small words keeps the small ones: «Comune di Ne», «Comune di Dello»
_ON = re.compile(r"(?<![\w/])s/", re.IGNORECASE)  # Trezzano s/Naviglio
FORMAL = frozenset(
    {"comune", "provincia", "regione", "unione", "associazione", "cooperativa", "sociale", "aps", "odv"}
)


@remembered
def _of(kind: str) -> dict[str, str]:
    """The table of abbreviations: `phrase` (several words), `word`, or `small` (a word left out)."""
    return {row["short"]: row["long"] for row in table("abbreviations") if row["kind"] == kind}


@lru_cache(maxsize=20_000)
def words(name: str) -> tuple[str, ...]:
    """Return the telling words of a name, in their order, abbreviations written out.

    >>> words("Soc. Coop. Soc. «Il Sicomoro»")
    ('cooperativa', 'sociale', 'sicomoro')
    """
    text = f" {fold(_ON.sub(' su ', name))} "
    for short, long in _of("phrase").items():
        if f" {short} " in text:
            text = text.replace(f" {short} ", f" {long} ")
    parts = text.replace(" cooperativa soc ", " cooperativa sociale ").split()
    if parts and parts[0].startswith("zs") and parts[0][2:].isdigit():
        parts[:1] = ["zona", "sociale", parts[0][2:]]
    written = [_of("word").get(part, part) for part in parts]
    if "cooperativa" in written:
        written = [part for part in written if part != "societa"]
    kept = [part for part in written if part not in _of("small")]
    return tuple(written if set(kept) <= FORMAL else kept)


forget_with(words.cache_clear)


def comparable(name: str) -> str:
    """Return the telling words in their order: equal for two spellings of one name.

    >>> comparable("COMUNE DI REGGIO NELL’EMILIA") == comparable("Com. Reggio nell'Emilia")
    True
    """
    return " ".join(words(name))


def telling(name: str) -> tuple[str, ...]:
    """Return the words that tell a body from others of its form, in their order.

    >>> telling("Cooperativa sociale Nuovi Orizzonti") == telling("Nuovi Orizzonti Soc. Coop. Sociale")
    True
    """
    return tuple(word for word in words(name) if word not in FORMAL)


def sorted_words(name: str) -> str:
    """Return the telling words sorted, each once, so that their order does not count."""
    return " ".join(sorted(set(words(name))))


def numbers(name: str) -> frozenset[str]:
    """Return the numbers in a name, without leading zeros.

    >>> numbers("Zona Sociale n. 7") == numbers("ZS 07")
    True
    """
    return frozenset(part.lstrip("0") or "0" for part in fold(name).split() if part.isdigit())
