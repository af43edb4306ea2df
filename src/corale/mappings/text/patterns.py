"""The patterns of running text, read from `mappings/<source>/patterns/<field>.toml` and compiled once.

Where no source is given, they are those of notices (`avviso`).

A file holds named patterns: `any`, the wordings, one a line; an `example` that must match; where useful a
`counter` that must not. `<<name>>` in a wording stands for the fragment of that name in `[fragments]` of the
same file."""

import re
import tomllib
from functools import cache
from itertools import islice
from typing import Any

from corale import artefacts
from corale.mappings.reading.scan import Scan, Seen, possible

MANY = 50  # places of one wording in one text
_FRAGMENT = re.compile(r"<<(\w+)>>")


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


@cache
def scan(field: str, name: str, source: str = "avviso") -> Scan:
    """Return a pattern of a field as one that whole texts are scanned for."""
    one = pattern(field, name, source)
    return Scan(one.pattern, one.flags)


def first_span(field: str, name: str, text: str, seen: Seen, end: int) -> tuple[int, int] | None:
    """Return the span of the first place where any wording of a pattern stands in the head of a text."""
    forms = possible(_wordings(field, name), seen)
    found = [match.span() for form in forms if (match := form.first(text, 0, end, seen))]
    return min(found, default=None)


def all_spans(field: str, name: str, text: str, seen: Seen, end: int) -> list[tuple[int, int]]:
    """Return the spans of a pattern's wordings in the head of a text, in order."""
    forms = _wordings(field, name)
    return sorted({match.span() for form in forms for match in islice(form.each(text, 0, end, seen), MANY)})


@cache
def _wordings(field: str, name: str) -> list[Scan]:
    row = table(field)[name]
    flags = re.MULTILINE if row.get("case") else re.MULTILINE | re.IGNORECASE
    return [Scan(expanded(field, one), flags) for one in row["any"]]


def expanded(field: str, text: str, source: str = "avviso") -> str:
    """Return a wording with the fragments of its field filled in."""
    fragments = _file(field, source).get("fragments", {})
    while _FRAGMENT.search(text):
        text = _FRAGMENT.sub(lambda found: f"(?:{fragments[found[1]]})", text)
    return text


@cache
def _file(field: str, source: str) -> dict[str, Any]:
    return tomllib.loads(artefacts.text("mappings", source, "patterns", f"{field}.toml"))
