"""A first table of columns for somebody else's export: which field each column seems to state, and why.

By the names of `mappings/aliases.csv`, labels of the field table, likeness of names, and what the values are.
A person corrects the one table that comes of it; nothing is published by a guess."""

import csv
import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache

from rapidfuzz import fuzz, process

from corale import artefacts
from corale.data.gazetteer.names import fold
from corale.data.gazetteer.places import places
from corale.fields import fields
from corale.mappings.reading.template import clean, reader
from corale.mappings.sheet.foreign import SPECIAL, value_of
from corale.mappings.sheet.labelled import READERS
from corale.ontology import schemes

SAMPLES, LOOKED_AT, ALIKE = 3, 200, 88
KNOWN_SHARE, READ_SHARE = 0.6, 0.5
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_CODE = re.compile(
    r"\b(?:id|cod|codice|code|numero|num|nr|cup|ref|reference|progressivo|identificativo|protocollo)\b"
)
_ADDRESS = re.compile(r"https?://\S+$", re.IGNORECASE)
_LANGUAGE = re.compile(r"/(?:it|en)$", re.IGNORECASE)
_TAG = re.compile(r"<(?:p|br|div|ul|li|strong|em|a|h\d)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Proposed:
    """A column with the field it seems to state (empty: none), the reader of its values, samples, and why."""

    column: str
    field: str
    reader: str
    samples: tuple[str, ...]
    why: str
    sure: float = 0.0


@cache
def names() -> dict[str, str]:
    """Return the folded names by which a column may state a field: aliases before labels."""
    found: dict[str, str] = {}
    for row in csv.DictReader(artefacts.text("mappings", "aliases.csv").splitlines()):
        found.setdefault(fold(row["name"]), row["field"])
    for name, own in fields("process").items():
        for text in (_CAMEL.sub(" ", name), own.label_key, own.label_it, own.label_en):
            if text:
                found.setdefault(fold(text), name)
    return found


def bare(column: str) -> str:
    """Return the name of a column as it is looked for: without the language, words apart.

    >>> bare("title/it"), bare("startDate"), bare("number_of_participants")
    ('title', 'start date', 'number of participants')
    """
    return fold(_CAMEL.sub(" ", _LANGUAGE.sub("", column)))


def proposals(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[Proposed]:
    """Return a proposal for each column of a table; each field is proposed once, where surest."""
    held = [list(row) for row, _ in zip(rows, range(LOOKED_AT), strict=False)]
    found = [
        proposed(clean(name), [clean(row[at]) for row in held if at < len(row) and clean(row[at])])
        for at, name in enumerate(head)
    ]
    if all(one.field != "key" for one in found):
        found = _keyed(found, [list(row) for row in held])
    best: dict[str, int] = {}
    for at, one in enumerate(found):
        if one.field and (one.field not in best or one.sure > found[best[one.field]].sure):
            best[one.field] = at
    return [
        one
        if not one.field or best[one.field] == at or bare(one.column) == "slug"  # a part of the key
        else replace(one, field="", reader="", why=f"{one.field}: {found[best[one.field]].column}")
        for at, one in enumerate(found)
    ]


def _keyed(found: list[Proposed], rows: list[list[str]]) -> list[Proposed]:
    """Return the proposals with a key: the first column that is called a code and never repeats itself."""
    for at, one in enumerate(found):
        values = [row[at].strip() for row in rows if at < len(row)]
        if not one.field and _CODE.search(bare(one.column)) and all(values) and len(set(values)) == len(rows):
            keyed = replace(one, field="key", reader="", why="unico · unique", sure=0.5)
            return [*found[:at], keyed, *found[at + 1 :]]
    return found


def proposed(column: str, values: Sequence[str]) -> Proposed:
    """Return the proposal for a column by its name and its values."""
    samples = tuple(dict.fromkeys(value[:60] for value in values))[:SAMPLES]
    name, why, sure = named(column)
    if not name and (name := by_values(values)):
        why, sure = f"valori di «{name}» · values of “{name}”", 0.5
    if not name:
        return Proposed(column, "", "", samples, "")
    if name in SPECIAL:
        return Proposed(column, name, "", samples, why, sure)
    read = reader_of(name, values)
    if read in READERS and values:
        share = sum(READERS[read](value_of(value, read)) is not None for value in values) / len(values)
        if share < READ_SHARE:
            return Proposed(column, "", "", samples, f"{name}? {share:.0%} {read}")
    return Proposed(column, name, read, samples, why, sure)


def named(column: str) -> tuple[str, str, float]:
    """Return the field that a column's name states, why, and how surely (0 to 1); nothing where it states
    none."""
    name = bare(column)
    if field := names().get(name):
        return field, "nome · name", 1.0
    if len(name) < 5:
        return "", "", 0.0
    near = process.extractOne(name, names().keys(), scorer=fuzz.token_sort_ratio, score_cutoff=ALIKE)
    return (names()[near[0]], f"~ {near[0]} ({near[1]:.0f})", near[1] / 100 - 0.1) if near else ("", "", 0.0)


def by_values(values: Sequence[str]) -> str:
    """Return the field that most of these values seem to be of, or nothing: addresses that never repeat
    themselves, entries of a list, names of municipalities.

    >>> by_values(["https://a.it/1", "https://a.it/2"]), by_values(["Faenza", "Cesena", "altrove"])
    ('url', 'territory')
    """
    distinct = set(values)
    if len(distinct) < 2:
        return ""
    if len(distinct) == len(values) and all(_ADDRESS.match(value) for value in values):
        return "url"
    if len(distinct) > 60:
        return "territory" if _are_towns(distinct) else ""
    for name, row in fields("process").items():
        if row.scheme:
            known = sum(schemes.resolve(row.scheme, value) is not None for value in distinct)
            if known >= max(2, KNOWN_SHARE * len(distinct)):
                return name
    return "territory" if _are_towns(distinct) else ""


def _are_towns(values: Collection[str]) -> bool:
    towns = sum(places().find(value) is not None for value in values)
    return towns >= max(2, KNOWN_SHARE * len(values))


def reader_of(name: str, values: Sequence[str]) -> str:
    """Return the reader of a field's values as this table writes them."""
    if name == "territory":
        return "string"
    row = fields("process")[name]
    read = {"startYear": "year", "endYear": "year", "certificationYear": "year", "fundingYear": "year"}.get(
        name
    ) or ("months" if name == "durationMonths" else reader(row))
    tagged = sum(_TAG.search(value) is not None for value in values)
    if read in ("text", "string") and tagged * 2 > len(values):
        return "html"
    if (
        read == "list"
        and not any(" / " in value for value in values)
        and any("," in value for value in values)
    ):
        return "commas"
    return read
