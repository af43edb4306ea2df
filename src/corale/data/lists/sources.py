"""`sources.jsonl`: the lines of the documents that may be shown whole, a record a line, sorted by record.

Whether they may, `mappings/<source>/source.toml` says under `republish`; personal data are masked before
(:mod:`corale.mappings.reading.personal`). A record is found by bisection, so the file needs no index."""

import json
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from corale import artefacts

FILE = "sources.jsonl"


@dataclass(frozen=True, slots=True)
class Republishing:
    """Whether all lines of a source's documents may be shown, and why (or why not), in both languages."""

    lines: bool = False
    it: str = ""
    en: str = ""


@dataclass(frozen=True, slots=True)
class Origin:
    """What a source says of itself: its name, names in both languages, the IRI of its licence (empty: none of
    its own), what it asks of who uses it, whom to write to (a page or an e-mail address),
    the day it was last seen, who publishes it, its homepage."""

    name: str
    it: str
    en: str
    licence: str
    terms_it: str
    terms_en: str
    contact: str
    last_seen: str
    publisher: str = ""
    homepage: str = ""

    @property
    def page(self) -> str:
        """Where a reader finds it: its homepage, else the page or e-mail address to write to; empty where it
        tells none."""
        if self.homepage or "://" in self.contact or "@" not in self.contact:
            return self.homepage or self.contact
        return f"mailto:{self.contact}"

    @property
    def description(self) -> tuple[str, str]:
        """The source with its terms and the day it was last seen, in Italian and English."""
        return (
            f"{self.it}: {self.terms_it} (vista il {self.last_seen})",
            f"{self.en}: {self.terms_en} (last seen on {self.last_seen})",
        )


@dataclass(frozen=True, slots=True)
class SourceLine:
    """A line of a document: its number (from 1), where its text begins in it (from 0), the text."""

    number: int
    start: int
    text: str


@cache
def origins() -> tuple[Origin, ...]:
    """Return all sources by name, as their `source.toml` tells them."""
    found = []
    for path in artefacts.files("mappings", suffix="source.toml"):
        said = tomllib.loads(path.read_text(encoding="utf-8"))
        title, terms = said["title"], said.get("terms", {})
        found.append(
            Origin(
                said["name"],
                title["it"],
                title["en"],
                said.get("licence", ""),
                terms.get("it", ""),
                terms.get("en", ""),
                said.get("contact", ""),
                str(said.get("last_seen", "")),
                said.get("publisher", ""),
                said.get("homepage", ""),
            )
        )
    return tuple(sorted(found, key=lambda one: one.name))


def origins_of(slugs: Iterable[str]) -> tuple[Origin, ...]:
    """Return the sources that records with these slugs come from.

    >>> [one.name for one in origins_of(["eropendata-12", "avviso-x1-2"])]
    ['avviso', 'eropendata']
    """
    some = list(slugs)
    return tuple(one for one in origins() if any(slug.startswith(f"{one.name}-") for slug in some))


@cache
def republishing(source: str) -> Republishing:
    """Return what a source says of showing its documents; nothing may be shown where it says nothing.

    >>> republishing("osservatorio").lines, republishing("nobody").lines
    (True, False)
    """
    known = {path.parent.name for path in artefacts.files("mappings", suffix="source.toml")}
    if source not in known:
        return Republishing()
    return Republishing(
        **tomllib.loads(artefacts.text("mappings", source, "source.toml")).get("republish", {})
    )


def text(record: str, lines: Iterable[SourceLine]) -> str:
    """Return the line of a record in the file, with its end; nothing where it has no lines."""
    told = [(line.number, line.start, line.text) for line in lines]
    return f"{json.dumps({'record': record, 'lines': told}, ensure_ascii=False)}\n" if told else ""


def read(file: Path, record: str) -> list[SourceLine]:
    """Return the lines of a record's document, in order; none where the file is not there or lacks it."""
    if not file.is_file():
        return []
    sought = f'{{"record": {json.dumps(record, ensure_ascii=False)}, '.encode()
    with file.open("rb") as stream:
        low, high = 0, file.stat().st_size

        def first(offset: int) -> bytes:
            """Return the first line that begins at an offset or behind it."""
            stream.seek(max(offset - 1, 0))
            if offset:
                stream.readline()
            return stream.readline()

        while low < high:
            middle = (low + high) // 2
            found = first(middle)
            if found and found[: len(sought)] < sought:
                low = middle + 1
            else:
                high = middle
        found = first(low)
    return [SourceLine(*line) for line in json.loads(found)["lines"]] if found.startswith(sought) else []
