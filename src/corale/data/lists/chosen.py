"""The lists of a release, open for reading: what facets and words choose, in order, and counts by value."""

import json
import sqlite3
import sys
from array import array
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from heapq import nsmallest
from itertools import compress
from pathlib import Path
from types import MappingProxyType
from typing import Any
from urllib.parse import quote

from corale.data.lists.rows import FACETS, Facet
from corale.data.lists.stems import WORDS, stems

SORTS: dict[str, tuple[str, ...]] = {
    "process": ("title", "new", "old"),
    "notice": ("title", "new", "old", "deadline"),
    "organisation": ("title", "size"),
    "place": ("title", "size"),
    "output": ("title", "new", "old"),
}
BEST = "best"
"""The order of a search by words: the likeliest first."""
OPEN, CLOSED, UNKNOWN = "open", "closed", "unknown"
"""The values of the facet of deadlines."""


@dataclass(frozen=True, slots=True)
class Value:
    """A value of a facet: identifier, labels, how many things have it, and a municipality's point."""

    key: str
    it: str
    en: str
    number: int
    point: tuple[float, float] | None = None
    within: str = ""


@dataclass(frozen=True, slots=True)
class Thing:
    """A line of a list: identifier, title, and what is shown of it (`who`, `date`, `until`, `size`,
    `values`)."""

    id: str
    title: str
    about: Mapping[str, Any]


@dataclass(slots=True)
class Selection:
    """What a choice finds: the numbers of its things, in order, and by facet how many have each value."""

    numbers: list[int]
    counts: dict[str, dict[int, int]] = field(default_factory=dict)
    deadlines: dict[str, int] = field(default_factory=dict)


class Lists:
    """A file of lists, open for reading."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    @classmethod
    def open(cls, file: Path) -> "Lists":
        """Open the lists of a release; usable from any thread of the process, one at a time."""
        return cls(
            sqlite3.connect(f"file:{quote(str(file))}?mode=ro&immutable=1", uri=True, check_same_thread=False)
        )

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    def totals(self) -> dict[str, int]:
        """Return how many things each list has."""
        return dict(self._db.execute("SELECT kind, number FROM span"))

    def find(
        self,
        kind: str,
        chosen: Mapping[str, Collection[str]],
        text: str,
        sort: str,
        today: date,
        counted: bool = True,
    ) -> Selection:
        """Return what has one of the chosen values of each facet and all the words of a text, in an order.

        A facet's counts are of what the other facets choose, so that its values can be changed for one
        another. `today` parts open deadlines from closed ones."""
        first, number = self._span(kind)
        everything = range(number)
        pairs = {
            facet.name: self._pairs(kind, facet.name) for facet in FACETS[kind] if facet.holds != "deadline"
        }
        sets: dict[str, set[int]] = {}
        ranks: dict[int, int] = {}
        if stems(text):
            ranks = {n - first: rank for rank, n in enumerate(self._worded(text, first, number))}
            sets[""] = set(ranks)
        for name, keys in chosen.items():
            if keys and name in pairs:
                things, held = pairs[name]
                wanted = {
                    v
                    for key in keys
                    for (v,) in self._db.execute("SELECT v FROM value WHERE key = ?", (key,))
                }
                sets[name] = set(compress(things, map(wanted.__contains__, held)))
        due = self._deadlines(kind, today) if any(facet.holds == "deadline" for facet in FACETS[kind]) else []
        if due and (asked := chosen.get("deadline")):
            sets["deadline"] = {n for n in everything if due[n] in asked}
        found = Selection(self._ordered(kind, _both(sets.values(), everything), sort, ranks, today))
        if counted:
            for name, (things, held) in pairs.items():
                others = _both((some for other, some in sets.items() if other != name), everything)
                inside = compress(held, map(others.__contains__, things)) if len(others) < number else held
                found.counts[name] = Counter(inside)
            others = _both((some for other, some in sets.items() if other != "deadline"), everything)
            found.deadlines = Counter(due[n] for n in others) if due else {}
        return found

    def _span(self, kind: str) -> tuple[int, int]:
        row = self._db.execute("SELECT first, number FROM span WHERE kind = ?", (kind,)).fetchone()
        return (int(row[0]), int(row[1])) if row else (1, 0)

    def _pairs(self, kind: str, facet: str) -> "tuple[array[int], array[int]]":
        query = "SELECT things, held FROM pairs WHERE kind = ? AND facet = ?"
        row = self._db.execute(query, (kind, facet)).fetchone() or (b"", b"")
        return unpacked(row[0]), unpacked(row[1])

    def among(self, kind: str, facet: str, numbers: Collection[int]) -> dict[int, int]:
        """Return how many of some things of a list have each value of a facet."""
        things, held = self._pairs(kind, facet)
        return Counter(compress(held, map(set(numbers).__contains__, things)))

    def numbers(self, kind: str, name: str) -> "array[int]":
        """Return a number of each thing of a list: `date`, `until` (days) or `size`."""
        query = "SELECT held FROM numbers WHERE kind = ? AND name = ?"
        return unpacked((self._db.execute(query, (kind, name)).fetchone() or (b"",))[0])

    def _deadlines(self, kind: str, today: date) -> list[str]:
        day = today.toordinal()
        return [
            (OPEN if until >= day else CLOSED) if until else UNKNOWN for until in self.numbers(kind, "until")
        ]

    def _worded(self, text: str, first: int, number: int) -> list[int]:
        """The numbers of the things with all the words, likeliest first; where none has, with words that
        begin so."""
        asked = stems(text)[:WORDS]
        among = "SELECT rowid FROM words WHERE words MATCH ? AND rowid >= ? AND rowid < ?"
        query = f"{among} ORDER BY bm25(words, 8.0, 1.0), rowid"
        for sign in ("", "*"):
            # a stem is letters and digits: nothing to escape
            match = " AND ".join(f'"{word}"{sign}' for word in asked)
            if found := [n for (n,) in self._db.execute(query, (match, first, first + number))]:
                return found
        return []

    def _ordered(
        self, kind: str, some: Collection[int], sort: str, ranks: Mapping[int, int], today: date
    ) -> list[int]:
        if sort == BEST and ranks:
            return sorted(some, key=lambda n: ranks[n])
        if sort in ("new", "old"):
            days = self.numbers(kind, "date")
            return sorted(
                some, key=(lambda n: (-days[n], n)) if sort == "new" else (lambda n: (days[n] or 10**7, n))
            )
        if sort == "deadline":
            days, now = self.numbers(kind, "until"), today.toordinal()
            return sorted(some, key=lambda n: (days[n] < now, days[n] if days[n] >= now else -days[n], n))
        if sort == "size":
            sizes = self.numbers(kind, "size")
            return sorted(some, key=lambda n: (-sizes[n], n))
        return sorted(some)

    def entries(self, kind: str, numbers: Sequence[int]) -> list[Thing]:
        """Return the lines of some things of a list, in the order given."""
        first, _ = self._span(kind)
        rows = {
            n: Thing(id_, title, json.loads(about))
            for n, id_, title, about in self._among(
                "SELECT n, id, title, about FROM thing", [first + n for n in numbers]
            )
        }
        return [rows[first + n] for n in numbers]

    def values(self, counts: Mapping[int, int], most: int = 0) -> list[Value]:
        """Return values with their labels, the most frequent first; `most` of them at most (0: all)."""
        wanted = nsmallest(most, counts, key=lambda v: (-counts[v], v)) if most else list(counts)
        rows = self._among("SELECT v, key, it, en, lat, lon, within FROM value", wanted, "v")
        found = [
            Value(key, it, en, counts[v], (lat, lon) if lat is not None else None, within)
            for v, key, it, en, lat, lon, within in rows
        ]
        return sorted(found, key=lambda one: (-one.number, one.it, one.key))

    def labels(
        self, keys: Collection[str], counts: Mapping[int, int] = MappingProxyType({})
    ) -> dict[str, Value]:
        """Return values by identifier, with their numbers in `counts`; those that the release has."""
        found = {}
        for key in sorted(keys):
            query = "SELECT v, it, en, lat, lon, within FROM value WHERE key = ?"
            if row := self._db.execute(query, (key,)).fetchone():
                v, it, en, lat, lon, within = row
                point = (lat, lon) if lat is not None else None
                found[key] = Value(key, it, en, counts.get(v, 0), point, within)
        return found

    def _among(self, query: str, numbers: Sequence[int], column: str = "n") -> Iterable[tuple[Any, ...]]:
        for at in range(0, len(numbers), 500):
            some = numbers[at : at + 500]
            marks = ",".join("?" * len(some))
            yield from self._db.execute(f"{query} WHERE {column} IN ({marks})", some)


def _both(sets: Iterable[set[int]], everything: range) -> Collection[int]:
    """Return what all the sets have; without sets, everything."""
    some = sorted(sets, key=len)
    return set.intersection(*some) if some else everything


def unpacked(data: bytes) -> "array[int]":
    """Return the numbers that :func:`corale.data.lists.database.packed` wrote."""
    numbers = array("I")
    numbers.frombytes(data)
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers


def facet_of(kind: str, name: str) -> Facet | None:
    """Return a facet of a list by name, or none."""
    return next((facet for facet in FACETS[kind] if facet.name == name), None)
