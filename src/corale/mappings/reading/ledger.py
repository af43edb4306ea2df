"""The ledger of keys, in the publisher's folder: which record was met under which key, and where.

A key is given once, at first sight. Later a record is known again by its source address, else by the digest
of its file, else by its title, body and start; what agrees in part only is a near match, for a person to
judge. A record that a run meets twice counts once.
"""

import csv
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import astuple, dataclass, fields, replace
from pathlib import Path
from typing import Self, TypeVar

from corale.data.gazetteer import columns
from corale.findings import Finding, finding
from corale.mappings.reading.identity import Stated, stated
from corale.record import Record

BEGINNING = 5
"""Words that two titles must begin with to be alike."""

_GIVEN = re.compile("x[0-9a-f]{10}")
Item = TypeVar("Item")


@dataclass(frozen=True, slots=True, order=True)
class Sighting:
    """A record as it was met: its source and key, address, SHA-256 of its file, what it states, its file.

    `title`, `body` and `start` are in the form used for comparing; each text but source and key may be empty.
    """

    source: str
    key: str
    url: str = ""
    digest: str = ""
    title: str = ""
    body: str = ""
    start: str = ""
    file: str = ""

    @classmethod
    def of(cls, record: Record) -> Self:
        """Return a record as it is met."""
        who = stated(record.fields, record.candidates)
        named = (who.title, who.body, who.start)
        return cls(record.source, record.key, record.url, record.digest, *named, record.file)

    @property
    def slug(self) -> str:
        """The slug of the record under this key."""
        return f"{self.source}-{self.key}"

    @property
    def numbered(self) -> bool:
        """Tell whether the key is the registry's number, and not one that was given here."""
        return not _GIVEN.fullmatch(self.key)

    def tokens(self) -> Iterator[tuple[str, ...]]:
        """Yield what the record is known again by, the surest first."""
        if self.url:
            yield "url", self.source, self.url.partition("://")[2].rstrip("/") or self.url
        if self.digest:
            yield "digest", self.source, self.digest
        if Stated(self.title, self.body, self.start).enough(self.source):
            yield "stated", self.source, self.title, self.body, self.start

    def likenesses(self) -> Iterator[tuple[str, ...]]:
        """Yield what makes another record a near match: two of title, body and start, or its file and one.

        Each begins with what agrees, in Italian and English."""
        beginning = " ".join(self.title.split()[:BEGINNING])
        first = ("ente, inizio e prime parole del titolo", "body, start and first words of the title")
        likenesses = {
            ("titolo ed ente", "title and body"): (self.title, self.body),
            ("titolo e inizio", "title and start"): (self.title, self.start),
            first: (self.body, self.start, beginning),
            ("file e titolo", "file and title"): (self.file, self.title),
            ("file ed ente", "file and body"): (self.file, self.body),
            ("file e inizio", "file and start"): (self.file, self.start),
        }
        for names, values in likenesses.items():
            if all(values):
                yield *names, self.source, *values


COLUMNS = tuple(field.name for field in fields(Sighting))


class Ledger:
    """The ledger: a CSV file, sorted; `path` may be absent, then nothing is remembered beyond the run.

    Raises:
        UsageError: the file is no such table.
    """

    def __init__(self, path: Path | None = None) -> None:
        self.path = path
        self.sightings: dict[Sighting, None] = {}
        self._keys: dict[tuple[str, ...], dict[str, None]] = {}
        self._alike: dict[tuple[str, ...], dict[str, None]] = {}
        for row in columns.rows(path, ("source", "key")) if path else ():
            self.enter(Sighting(*(row.get(name) or "" for name in COLUMNS)))

    def assign(self, met: Sequence[Sighting]) -> list[str]:
        """Return the keys of the records of a run, given before or now, and enter them.

        Records with a number come first, so that a copy without one is known by it. An address that several
        files of the run have tells none of them.
        """
        addresses = Counter(one.url for one in met)
        alone = [one if addresses[one.url] == 1 else replace(one, url="") for one in met]
        keys = [one.key for one in met]
        for place in sorted(range(len(met)), key=lambda place: (not met[place].numbered, place)):
            keys[place] = self.known(alone[place])
            self.enter(replace(alone[place], key=keys[place]))
        return keys

    def known(self, met: Sighting) -> str:
        """Return the key that a record was given before, else the one that it is met under.

        A number is kept, but where the same record was given a key before its number was known. What fits
        two records tells neither.
        """
        if ("number", met.source, met.key) in self._keys:
            return met.key
        for token in met.tokens():
            given = [key for key in self._keys.get(token, ()) if _GIVEN.fullmatch(key) or not met.numbered]
            if len(given) == 1:
                return given[0]
        return met.key

    def near(self, met: Sighting) -> Finding | None:
        """Return the finding about a near match: its key, the first there is, and what agrees.

        Two numbers of a registry are two records, whatever they have in common.
        """
        for likeness in met.likenesses():
            for other in sorted(self._alike.get(likeness, ())):
                if other != met.key and (_GIVEN.fullmatch(other) or not met.numbered):
                    return replace(finding("F015", met.file, key=other, kind=likeness[:2]), record=met.slug)
        return None

    def enter(self, met: Sighting) -> None:
        """Enter a record as it was met; what is there already stays."""
        self.sightings[met] = None
        number = [("number", met.source, met.key)] if met.numbered else []
        for token in (*number, *met.tokens()):
            self._keys.setdefault(token, {})[met.key] = None
        for likeness in met.likenesses():
            self._alike.setdefault(likeness, {})[met.key] = None

    def save(self) -> None:
        """Write the ledger, if it has a place."""
        if self.path is None:
            return
        self.path.parent.mkdir(parents=True, exist_ok=True)
        partial = self.path.with_suffix(".part")
        with partial.open("w", encoding="utf-8", newline="") as out:
            writer = csv.writer(out, lineterminator="\n")
            writer.writerow(COLUMNS)
            writer.writerows(astuple(met) for met in sorted(self.sightings))
        partial.replace(self.path)


def once(
    items: Iterable[Item], met: Callable[[Item], Sighting | None]
) -> Iterator[tuple[Item, Finding | None]]:
    """Yield the items with the finding that the record of each was met before, by `met`, in this run, or with
    none."""
    first: dict[str, str] = {}
    for item in items:
        one = met(item)
        if one and one.slug in first:
            yield item, finding("F012", one.file, key=one.slug, other=first[one.slug])
            continue
        if one:
            first[one.slug] = one.file
        yield item, None
