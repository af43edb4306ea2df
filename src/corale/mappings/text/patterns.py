"""The patterns of running text, read from `mappings/<source>/patterns/<field>.toml` and compiled once.

Where no source is given, they are those of notices (`avviso`).

A file holds named patterns: `any`, the wordings, one a line; an `example` that must match; where useful a
`counter` that must not. `<<name>>` in a wording stands for the fragment of that name in `[fragments]` of the
same file."""

import re
import tomllib
from functools import cache, lru_cache
from itertools import islice
from typing import Any

from corale import artefacts

MANY = 50  # places of one wording in one text
_FRAGMENT = re.compile(r"<<(\w+)>>")
_NO_LETTERS = re.compile(r"\\.|\[(?:\\.|[^]\\])+\]")


@cache
def table(field: str, source: str = "avviso") -> dict[str, Any]:
    """Return the patterns of a field as they stand in its file, without the fragments."""
    return {name: row for name, row in _file(field, source).items() if name != "fragments"}


@cache
def pattern(field: str, name: str, source: str = "avviso") -> re.Pattern[str]:
    """Return a pattern of a field, compiled; in any case of letters unless the row says `case = true`.

    >>> bool(pattern("decision", "commentary").search("la sentenza del TAR ha deciso"))
    True
    """
    row = table(field, source)[name]
    flags = re.MULTILINE if row.get("case") else re.MULTILINE | re.IGNORECASE
    return re.compile("|".join(f"(?:{expanded(field, one, source)})" for one in row["any"]), flags)


def first_span(field: str, name: str, text: str, end: int) -> tuple[int, int] | None:
    """Return the span of the first place where any wording of a pattern stands in the head of a text."""
    low = _small(text)
    found = [form.search(text, 0, end) for letters, form in _wordings(field, name) if letters in low]
    return min((match.span() for match in found if match), default=None)


def all_spans(field: str, name: str, text: str, end: int) -> list[tuple[int, int]]:
    """Return the spans of a pattern's wordings in the head of a text, in order."""
    low = _small(text)
    forms = [form for letters, form in _wordings(field, name) if letters in low]
    return sorted({match.span() for form in forms for match in islice(form.finditer(text, 0, end), MANY)})


@cache
def _wordings(field: str, name: str) -> list[tuple[str, re.Pattern[str]]]:
    row = table(field)[name]
    flags = re.MULTILINE if row.get("case") else re.MULTILINE | re.IGNORECASE
    forms = [expanded(field, one) for one in row["any"]]
    return [(plain_letters(form), re.compile(form, flags)) for form in forms]


def plain_letters(form: str) -> str:
    r"""Return the longest row of letters, small, that every match of a pattern holds for all to see: outside
    its groups and classes; "" where there is none.

    >>> [plain_letters(one) for one in (r"\bmodello\s+teorico", r"(?:il|un)\s+avvis[oi]?", r"TAR|consiglio")]
    ['modello', 'avvis', '']
    """
    outside, inner = "", _NO_LETTERS.sub(" ", form)
    while outside != inner:
        outside, inner = inner, re.sub(r"\([^()]*\)", " ", inner)
    rows = re.findall(r"[^\W\d_]+(?![?*{])", outside)
    return "" if "|" in outside else max(rows, key=len, default="").lower()


@lru_cache(maxsize=4)
def _small(text: str) -> str:
    return text.lower()


def expanded(field: str, text: str, source: str = "avviso") -> str:
    """Return a wording with the fragments of its field filled in."""
    fragments = _file(field, source).get("fragments", {})
    while _FRAGMENT.search(text):
        text = _FRAGMENT.sub(lambda found: f"(?:{fragments[found[1]]})", text)
    return text


@cache
def _file(field: str, source: str) -> dict[str, Any]:
    return tomllib.loads(artefacts.text("mappings", source, "patterns", f"{field}.toml"))
