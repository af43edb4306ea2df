"""The patterns of running text, read from `mappings/<source>/patterns/<field>.toml` and compiled once.

Where no source is given, they are those of notices (`avviso`).

A file holds named patterns: `any`, the wordings, one a line; an `example` that must match; where useful a
`counter` that must not. `<<name>>` in a wording stands for the fragment of that name in `[fragments]` of the
same file, `<<month>>` for the names of months."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import islice
from typing import Any

from corale import artefacts
from corale.mappings.text.values import MONTH

MANY = 50  # places of one wording in one text
_FRAGMENT = re.compile(r"<<(\w+)>>")
_NO_LETTERS = re.compile(r"\\.|\[(?:\\.|[^]\\])+\]")


@cache
def table(field: str, source: str = "avviso") -> dict[str, Any]:
    """Return the patterns of a field as they stand in its file, without the fragments."""
    return {name: row for name, row in _file(field, source).items() if name != "fragments"}


@cache
def pattern(field: str, name: str, source: str = "avviso") -> re.Pattern[str]:
    """Return a pattern of a field, compiled: in any case of letters unless the row says `case = true`; `^`
    and `$` are of each line where it says `lines = true`.

    >>> bool(pattern("decision", "commentary").search("la sentenza del TAR ha deciso"))
    True
    """
    row = table(field, source)[name]
    return re.compile("|".join(f"(?:{expanded(field, one, source)})" for one in row["any"]), _flags(row))


@dataclass(frozen=True, slots=True)
class Nearby:
    """The words before and behind a value of a text, asked for the patterns of a field.

    A row of the field's file says `where` its words stand: before the value (if it says nothing), behind it,
    right behind it (`next`), `around` it, or at the beginning of its own words (`name`); with `reach`, how
    many characters before it are looked at. What `unless` names takes the row back, what `needs` names must
    stand there too.

    >>> by = Nearby("deadlines", "entro e non oltre il ", " si presentano le domande")
    >>> by.has("closing"), by.has("sending"), by.has("sending-behind")
    (True, False, True)
    """

    field: str
    preceding: str
    following: str
    name: str = ""

    def has(self, *names: str) -> bool:
        """Say whether any of some patterns stands by the value, each where its row says."""
        return any(self._has(name) for name in names)

    def _has(self, name: str) -> bool:
        row, form = table(self.field)[name], pattern(self.field, name)
        where, reach = row.get("where", "before"), row.get("reach", len(self.preceding))
        preceding = self.preceding[-reach:]
        stands = (
            (where in ("before", "around") and form.search(preceding))
            or (where in ("behind", "around") and form.search(self.following))
            or (where == "next" and form.match(self.following))
            or (where == "name" and form.match(self.name))
        )
        needed = all(self._has(one) for one in row.get("needs", ()))
        return bool(stands) and needed and not self.has(*row.get("unless", ()))

    def forbids(self) -> bool:
        """Say whether a pattern stands by the value whose row says `against`: that it is none."""
        return self.has(*(name for name, row in table(self.field).items() if row.get("against")))

    def weight(self) -> float:
        """Return the sum of the weights of the patterns that stand by the value."""
        rows = table(self.field).items()
        return float(sum(row["weight"] for name, row in rows if "weight" in row and self._has(name)))


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
    forms = [expanded(field, one) for one in row["any"]]
    return [(plain_letters(form), re.compile(form, _flags(row))) for form in forms]


def _flags(row: dict[str, Any]) -> re.RegexFlag:
    case = re.NOFLAG if row.get("case") else re.IGNORECASE
    return case | re.MULTILINE if row.get("lines") else case


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
    fragments = {"month": MONTH} | _file(field, source).get("fragments", {})
    while _FRAGMENT.search(text):
        text = _FRAGMENT.sub(lambda found: f"(?:{fragments[found[1]]})", text)
    return text


@cache
def _file(field: str, source: str) -> dict[str, Any]:
    return tomllib.loads(artefacts.text("mappings", source, "patterns", f"{field}.toml"))
