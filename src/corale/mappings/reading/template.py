"""The knowledge of a source's page, read from `mappings/<source>/template.toml` and compiled once."""

import re
import tomllib
import unicodedata
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from corale import artefacts
from corale.fields import Field, fields, values

UNITS = {"€": "money", "%": "percent"}
"""The reader of a labelled value by its unit; of another, its kind of value says the reader."""


@dataclass(frozen=True, slots=True)
class Label:
    """A label of the page: the field it states, the reader of its value, and how far its value can be
    trusted.

    `expected` labels leave a gap when the page lacks them; `lost` names the variants whose rendering drops
    the value, `unprinted` those that print the label and never, or not always, the value; of a `hidden_yes`
    they print every answer but the accented «Sì»; `inline` labels carry their value behind a colon; the
    `last` label closes a whole page; an `organisation` label is not read where it names a person."""

    name: str
    field: str
    value: str
    expected: bool = False
    lost: tuple[str, ...] = ()
    inline: bool = False
    last: bool = False
    organisation: bool = False
    unprinted: tuple[str, ...] = ()
    hidden_yes: bool = False


@dataclass(frozen=True, slots=True)
class Template:
    """A source's page: furniture, headings, labels by name, absence phrases, variants. Names are NFC, single
    spaces."""

    banner: frozenset[str]
    invitation: frozenset[str]
    noise: frozenset[str]
    badge: re.Pattern[str]
    badges: tuple[str, ...]
    separator: str
    territory: str
    share: float
    headings: frozenset[str]
    labels: dict[str, Label]
    inline: tuple[Label, ...]
    absence: tuple[tuple[str, re.Pattern[str]], ...]
    marks: frozenset[str]
    chrome: frozenset[str]
    image: re.Pattern[str]
    placed: frozenset[tuple[str, str]]
    folded: dict[str, str] = field(repr=False)

    def label(self, text: str) -> Label | None:
        """Return the label whose whole name `text` is (as printed, or in other case with a colon), or
        none."""
        return self.labels.get(text) or self.labels.get(self.folded.get(text.rstrip(" :").casefold(), ""))

    def missing(self, text: str) -> str | None:
        """Return the reason of a phrase of absence, or none where `text` is a value.

        >>> load("osservatorio").missing("Non indicato o dato non disponibile nelle fonti consultate")
        'not-stated-in-sources'
        """
        if "no" not in text[:80].lower():
            return None
        return next((reason for reason, phrase in self.absence if phrase.fullmatch(text)), None)


def clean(text: str) -> str:
    """Return the text trimmed, in NFC, with single spaces: the form in which labels and values are read.

    >>> clean("  Durata\u00a0 (mesi) ")
    'Durata (mesi)'
    """
    if text.isascii():
        if "  " not in text and text.isprintable():
            return text.strip()
    else:
        text = unicodedata.normalize("NFC", text)
    return " ".join(text.split())


@cache
def table(source: str, name: str = "template") -> dict[str, Any]:
    """Return a source's TOML artefact (`template`, `source`) as it is written."""
    return tomllib.loads(artefacts.text("mappings", source, f"{name}.toml"))


def reader(of: Field) -> str:
    """Return the reader of a field's labelled value, where the template names none.

    >>> [reader(fields("process")[name]) for name in ("grantAmount", "decisionHolder", "participantCount")]
    ['money', 'list', 'integer']
    """
    return (
        "list"
        if of.many and of.value in ("concept", "party")
        else UNITS.get(of.unit) or values()[of.value].reader
    )


@cache
def described(source: str) -> dict[str, Any]:
    """Return a source's template with all its labels: those of the field table, and what the template adds to
    them.

    >>> [row["value"] for row in described("osservatorio")["label"] if row["field"] in ("title", "totalCost")]
    ['money']
    """
    rows = dict(table(source))
    own = {row["field"]: row for row in rows["label"]}
    labels = []
    for name, of in fields(rows["page"]["fields"]).items():
        row = own.pop(name, {})
        if of.label_key:
            row = {"field": name, "value": row.get("value") or reader(of), **row}
            row["names"] = [of.label_key, *row.get("names", [])]
        if row:
            labels.append(row)
    return {**rows, "label": [*labels, *own.values()]}


def compiled(rows: dict[str, Any]) -> Template:
    """Return the template that the rows of a `template.toml` describe, with all labels
    (:func:`described`)."""
    page, variants = rows["page"], rows["variants"]
    labels = {
        clean(name): Label(
            clean(name),
            row["field"],
            row["value"],
            row.get("expected", False),
            tuple(row.get("lost", ())),
            row.get("inline", False),
            row.get("last", False),
            row.get("organisation", False),
            tuple(row.get("unprinted", row.get("lost", ()))),
            row.get("hidden_yes", False),
        )
        for row in rows["label"]
        for name in row["names"]
    }
    badges = tuple(page["badges"])
    words = "|".join(map(re.escape, badges))
    return Template(
        banner=frozenset(map(clean, page["banner"])),
        invitation=frozenset(map(clean, page["invitation"])),
        noise=frozenset(map(clean, page["noise"])),
        badge=re.compile(rf"(?:(?:{words})\s*[/,·|]?\s*)+"),
        badges=badges,
        separator=page["separator"],
        territory=page["territory"],
        share=page["share"],
        headings=frozenset(map(clean, page["headings"])),
        labels=labels,
        inline=tuple(label for label in labels.values() if label.inline),
        absence=tuple(
            (reason, re.compile(phrase + r"\.?", re.IGNORECASE))
            for reason, phrases in rows["absence"].items()
            for phrase in phrases
        ),
        chrome=frozenset(rows["html"]["ignore"]),
        image=re.compile(rows["html"]["image"]),
        marks=frozenset(map(clean, variants["B"]["labels"])),
        placed=frozenset((section, label) for section, label in variants["B"]["placed"]),
        folded={name.casefold(): name for name in labels},
    )


@cache
def load(source: str) -> Template:
    """Return a source's template, compiled once a process."""
    return compiled(described(source))
