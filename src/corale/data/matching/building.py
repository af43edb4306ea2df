"""Writing the index of names: rows of items, names and facts, and a bitmap of the names that have each
trigram."""

import json
import pickle
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from corale.data.gazetteer.names import fold
from corale.data.gazetteer.similarity import comparable, sorted_words
from corale.data.matching import bitmaps

if TYPE_CHECKING:
    from corale.data.matching.index import Item

FORMAT = 2
"""The version of the schema, and of what stands in its columns; an index of another one is not read."""
SCHEMA = f"""
PRAGMA user_version = {FORMAT};
CREATE TABLE item (n INTEGER PRIMARY KEY, id TEXT UNIQUE, label TEXT, detail TEXT, types TEXT,
  facts TEXT, codes TEXT, told INTEGER);
CREATE TABLE name (n INTEGER PRIMARY KEY, item INTEGER, name TEXT, how TEXT, folded TEXT,
  wording TEXT, sorted TEXT);
CREATE TABLE gram (gram TEXT PRIMARY KEY, size INTEGER, names BLOB);
CREATE TABLE fact (value TEXT, property TEXT, item INTEGER,
  PRIMARY KEY (value, property, item)) WITHOUT ROWID;
CREATE TABLE about (key TEXT PRIMARY KEY, value TEXT);
CREATE INDEX by_folded ON name (folded);
CREATE INDEX by_sorted ON name (sorted);
"""


def grams(text: str) -> set[str]:
    """Return the trigrams of a wording, its words padded by a space on either side.

    >>> sorted(grams("asad"))
    [' as', 'ad ', 'asa', 'sad']
    """
    padded = f" {text} "
    return {padded[at : at + 3] for at in range(len(padded) - 2)}


def fill(db: sqlite3.Connection, items: "Iterable[Item]", about: Mapping[str, str], over: bool) -> None:
    """Write items into an empty database or, `over`, into an index, where they take the place of their like.

    What an index held before counts as not told.
    """
    db.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;" + ("" if over else SCHEMA))
    _wait(db, items)
    if over:
        _make_way(db)
    first, number = (
        db.execute(f"SELECT coalesce(max(n), 0) FROM {table}").fetchone()[0]  # noqa: S608
        for table in ("item", "name")
    )
    postings: dict[str, list[int]] = defaultdict(list)
    for n, item in enumerate(_waiting(db), first + 1):
        lists = (json.dumps(part, ensure_ascii=False) for part in (item.types, item.facts, item.codes))
        db.execute("INSERT INTO item VALUES (?,?,?,?,?,?,?,1)", (n, item.id, item.label, item.detail, *lists))
        told = {
            (fold(part), key)
            for key, values in item.facts.items()
            if key != "iri"
            for value in values
            for part in value
        }
        db.executemany("INSERT INTO fact VALUES (?,?,?)", ((*fact, n) for fact in sorted(told) if fact[0]))
        for name, how in dict(reversed(item.names)).items():
            number += 1
            text, ordered = comparable(name), sorted_words(name)
            db.execute(
                "INSERT INTO name VALUES (?,?,?,?,?,?,?)",
                (number, n, name, how, fold(name), text, ordered),
            )
            for gram in grams(text):
                postings[gram].append(number)
    for gram, held in sorted(postings.items()):
        row = db.execute("SELECT size, names FROM gram WHERE gram = ?", (gram,)).fetchone() or (0, b"")
        names = bitmaps.packed(held, row[1])
        db.execute("INSERT OR REPLACE INTO gram VALUES (?,?,?)", (gram, row[0] + len(held), names))
    db.executemany(
        "INSERT OR REPLACE INTO about VALUES (?,?)",
        sorted({**about, "items": str(n_of(db))}.items()),
    )
    db.commit()


def _wait(db: sqlite3.Connection, items: "Iterable[Item]") -> None:
    """Keep items on disk until all are there: they are written in the order of their identifiers."""
    db.execute("CREATE TEMP TABLE waiting (id TEXT PRIMARY KEY, item BLOB) WITHOUT ROWID")
    db.executemany(
        "INSERT INTO temp.waiting VALUES (?, ?)", ((item.id, pickle.dumps(item)) for item in items)
    )


def _waiting(db: sqlite3.Connection) -> "Iterator[Item]":
    """Yield the items that wait, by identifier."""
    for (item,) in db.execute("SELECT item FROM temp.waiting ORDER BY id"):
        yield pickle.loads(item)  # noqa: S301 (from this very process)


def _make_way(db: sqlite3.Connection) -> None:
    """Take out of an index the items that others of the same identifier wait to replace."""
    db.execute("CREATE TEMP TABLE gone AS SELECT n FROM main.item WHERE id IN (SELECT id FROM temp.waiting)")
    for table, column in (("item", "n"), ("name", "item"), ("fact", "item")):
        db.execute(f"DELETE FROM main.{table} WHERE {column} IN (SELECT n FROM temp.gone)")  # noqa: S608
    db.execute("UPDATE main.item SET told = 0")


def n_of(db: sqlite3.Connection) -> int:
    """Return how many items of a database are told."""
    return int(db.execute("SELECT count(*) FROM item WHERE told").fetchone()[0])
