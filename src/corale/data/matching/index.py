"""The index of names: which entities may bear a name, found by its rarest trigrams; a single SQLite file a
release.

Built once a release, opened read-only by as many processes as like; it holds all that reconciliation answers
with, so that no store and no query engine is asked."""

import json
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias
from urllib.parse import quote

from corale.data.gazetteer.names import fold
from corale.data.gazetteer.similarity import comparable, sorted_words
from corale.data.matching import bitmaps, building
from corale.data.matching.building import grams
from corale.data.matching.likeness import likeness
from corale.data.sqlite import file_errors
from corale.errors import ReleaseError

POSTINGS = 60_000
SHORTLIST = 120
KEPT = 30
Value: TypeAlias = "tuple[str, str]"
Values: TypeAlias = "dict[str, list[Value]]"


@dataclass(frozen=True, slots=True)
class Item:
    """An entity to be found by name.

    `names` pairs each name with how it is held: `exact` for its own name, `alias`, `historic`, `typed` for
    one that means it where its type is asked for; anything else (`short`, `former part`) makes it a candidate
    only. `types` are identifiers of types, the most telling first; `codes` the ISTAT codes of the territories
    it lies in; `facts` its values by property, each a text and, where it is a thing, its identifier;
    `in_release` says that the release speaks of it, not only the tables."""

    id: str
    label: str
    names: tuple[tuple[str, str], ...]
    types: tuple[str, ...]
    codes: tuple[str, ...] = ()
    detail: str = ""
    facts: Values = field(default_factory=dict, hash=False)
    in_release: bool = True


@dataclass(frozen=True, slots=True)
class NameMatch:
    """A name in the index that may be the one looked for: whose it is, how it is held, how like it is (0 to
    100)."""

    item: Item
    name: str
    how: str
    folded: str
    sorted: str
    likeness: float


class Index:
    """A file of names, open for reading (or in memory, just built)."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    @classmethod
    def open(cls, file: Path) -> "Index":
        """Open the index of a release for reading; usable from any thread of the process, one at a time.

        Raises:
            ReleaseError: another version of Corale wrote it, in another format.
            sqlite3.Error: there is none, or it is broken.
        """
        db = sqlite3.connect(
            f"file:{quote(str(file))}?mode=ro&immutable=1", uri=True, check_same_thread=False
        )
        if db.execute("PRAGMA user_version").fetchone()[0] != building.FORMAT:
            db.close()
            raise ReleaseError(
                f"{file}: l'indice dei nomi è di un'altra versione di Corale: ricostruire la pubblicazione.",
                f"{file}: the index of names is of another version of Corale: build the release again.",
            )
        return cls(db)

    @classmethod
    def build(
        cls,
        items: Iterable[Item],
        file: Path | None = None,
        about: dict[str, str] | None = None,
        over: bytes = b"",
    ) -> "Index":
        """Write the index of these items to a file (in memory without one) and return it open.

        `over` are the bytes of an index that this one lies over: items of the same identifier take the place
        of its own, which count as not told.

        Raises:
            OSError: the file cannot be written.
        """
        if file and over:
            file.write_bytes(over)
        with file_errors(file):
            db = sqlite3.connect(str(file) if file else ":memory:", check_same_thread=False)
            if over and not file:
                db.deserialize(over)
            building.fill(db, items, about or {}, bool(over))
        return cls(db)

    def dumped(self) -> bytes:
        """Return the index as the bytes of a file."""
        return bytes(self._db.serialize())

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    def about(self) -> dict[str, str]:
        """Return what the index says of itself: the base, the release, the number of items."""
        return dict(self._db.execute("SELECT key, value FROM about"))

    def get(self, id_: str) -> Item | None:
        """Return the item with this identifier, or none."""
        row = self._db.execute("SELECT * FROM item WHERE id = ?", (id_,)).fetchone()
        return self._item(row) if row else None

    def items(self) -> Iterator[Item]:
        """Yield every item that is told, by identifier."""
        for row in self._db.execute("SELECT * FROM item WHERE told ORDER BY n"):
            yield self._item(row)

    @staticmethod
    def _item(row: tuple[int, str, str, str, str, str, str, int]) -> Item:
        _, id_, label, detail, types, facts, codes, told = row
        lists = tuple(json.loads(types)), tuple(json.loads(codes))
        return Item(id_, label, (), *lists, detail, json.loads(facts), bool(told))

    def names(self, id_: str) -> list[tuple[str, str]]:
        """Return the names of an item with how each is held."""
        rows = "SELECT name, how FROM name JOIN item ON item.n = name.item WHERE id = ? ORDER BY name.n"
        return [(str(name), str(how)) for name, how in self._db.execute(rows, (id_,))]

    def find(self, name: str, types: Collection[str] = (), near: bool = True) -> list[NameMatch]:
        """Return the names that may be the one looked for: all those worded alike, and the likest by
        trigrams.

        `types` are the types to keep to (none: any); without `near` only those worded alike.
        """
        text, ordered = comparable(name), sorted_words(name)
        same = {n for (n,) in self._db.execute("SELECT n FROM name WHERE sorted = ? LIMIT 200", (ordered,))}
        like = self._near(text, SHORTLIST * (4 if types else 1)) if near else ()
        wanted = sorted(same.union(like))
        marks = ",".join("?" * len(wanted))
        rows = self._db.execute(
            f"SELECT item, name, how, folded, wording, sorted FROM name WHERE n IN ({marks}) ORDER BY n",  # noqa: S608
            wanted,
        ).fetchall()
        if types:
            fitting = self._of_types({row[0] for row in rows}, types)
            rows = [row for row in rows if row[0] in fitting]
        scored = [(likeness(text, ordered, row[4], row[5]), row) for row in rows]
        scored.sort(key=lambda pair: -pair[0])
        kept = [pair for rank, pair in enumerate(scored) if rank < KEPT or pair[1][5] == ordered]
        items = self._numbered({row[0] for _, row in kept})
        return [NameMatch(items[row[0]], row[1], row[2], row[3], row[5], alike) for alike, row in kept]

    def _numbered(self, numbers: Collection[int]) -> dict[int, Item]:
        """The items with these numbers."""
        marks = ",".join("?" * len(numbers))
        rows = self._db.execute(f"SELECT * FROM item WHERE n IN ({marks})", sorted(numbers))  # noqa: S608
        return {row[0]: self._item(row) for row in rows}

    def _of_types(self, numbers: Collection[int], types: Collection[str]) -> set[int]:
        """The numbers of the items that are of one of the types."""
        quoted = [json.dumps(type_, ensure_ascii=False) for type_ in types]
        marks = ",".join("?" * len(numbers))
        rows = self._db.execute(f"SELECT n, types FROM item WHERE n IN ({marks})", sorted(numbers))  # noqa: S608
        return {n for n, held in rows if any(type_ in held for type_ in quoted)}

    def having(self, property_: str, values: Iterable[str], limit: int = 500) -> list[Item]:
        """Return the items that have one of the values (texts or identifiers) of a property, by
        identifier."""
        found: dict[int, Item] = {}
        for value in values:
            rows = (
                "SELECT item.* FROM fact JOIN item ON item.n = fact.item WHERE value = ? AND property = ?"
                " LIMIT ?"
            )
            found |= {
                row[0]: self._item(row) for row in self._db.execute(rows, (fold(value), property_, limit))
            }
        return [found[n] for n in sorted(found)]

    def prefixed(self, prefix: str, limit: int, offset: int = 0, told: bool = False) -> list[Item]:
        """Return the items one of whose names starts with the prefix, by name; if asked, those
        `in_release`."""
        start = fold(prefix)
        rows = self._db.execute(
            "SELECT item.* FROM name JOIN item ON item.n = name.item WHERE folded >= ? AND folded < ?"
            " AND item.told >= ? GROUP BY item.n ORDER BY min(folded), item.id LIMIT ? OFFSET ?",
            (start, start + "\U0010ffff", told, limit, offset),
        )
        return [self._item(row) for row in rows]

    def holding(self, words: Sequence[str], limit: int) -> list[Item]:
        """Return the told items one of whose names has words that start with each of `words`, the shortest
        name first."""
        tests = " AND ".join(["instr(' ' || wording, ?)"] * len(words)) or "0"
        rows = self._db.execute(
            f"SELECT item.* FROM name JOIN item ON item.n = name.item WHERE item.told AND {tests}"  # noqa: S608
            " GROUP BY item.n ORDER BY min(length(wording)), item.id LIMIT ?",
            (*(f" {word}" for word in words), limit),
        )
        return [self._item(row) for row in rows]

    def _near(self, text: str, number: int) -> list[int]:
        wanted = sorted(grams(text)) if text else []
        marks = ",".join("?" * len(wanted))
        sizes = self._db.execute(f"SELECT size, gram FROM gram WHERE gram IN ({marks})", wanted).fetchall()  # noqa: S608
        total = 0
        chosen: list[str] = []
        for size, gram in sorted(sizes):
            if total + size > POSTINGS and len(chosen) >= 3:
                break
            total += size
            chosen.append(gram)
        marks = ",".join("?" * len(chosen))
        blobs = self._db.execute(f"SELECT names FROM gram WHERE gram IN ({marks})", chosen)  # noqa: S608
        return bitmaps.most((bitmaps.unpacked(blob) for (blob,) in blobs), number)
