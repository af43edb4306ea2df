"""What the last builds worked out, kept by content: a record that did not change is not worked out again.

One SQLite file in the publisher's folder. Keys are hashes of a document's bytes and of all that its result depends on,
so a stale entry cannot be taken for a fresh one; a file that is broken or missing only costs time.
"""

import json
import sqlite3
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import astuple, dataclass
from pathlib import Path

from corale.data.chunks import Kept
from corale.data.flate import Span

NAME = "cache.sqlite"
VERSION = 6
_TABLES = """
CREATE TABLE document (key TEXT PRIMARY KEY, records TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE record (key TEXT PRIMARY KEY, facts TEXT NOT NULL, named TEXT NOT NULL, shared TEXT NOT NULL,
  report TEXT NOT NULL, rows TEXT NOT NULL, lines BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE release (id TEXT PRIMARY KEY, engine TEXT NOT NULL, named TEXT NOT NULL, records TEXT NOT NULL,
  common BLOB NOT NULL, chunks BLOB NOT NULL) WITHOUT ROWID;
"""


@dataclass(frozen=True, slots=True)
class Facts:
    """What the build needs to know of a record: whose it is, what became of it, and its numbers.

    `kind` is the kind of record;
    `state` is `published`, `quarantined` or `unpublished`; `ledger` counts lines (all, mapped, ignored, reported),
    `findings` violations, warnings and notes; `graphs` its
    graphs; `named` is the digest of the bodies and places that it names.
    """

    slug: str
    kind: str
    file: str
    digest: str
    state: str
    date: str
    ledger: tuple[int, int, int, int]
    findings: tuple[int, int, int]
    graphs: int
    named: str


@dataclass(frozen=True, slots=True)
class Made:
    """A record, worked out: its facts, and as JSON or text what goes into the release.

    `named` lists bodies, places and areas; `shared` the inferred lines about things that are not the record's own;
    `report` its findings in the forms of the report; `rows` its rows by table; `lines` its sorted N-Quads, packed.
    """

    key: str
    facts: Facts
    named: str
    shared: str
    report: str
    rows: str
    lines: bytes


@dataclass(frozen=True, slots=True)
class Past:
    """A release as the next build needs it: engine, keys of its published records, common lines, chunks.

    `named` is the digest of what all its records name: while it stays, the common lines stay.
    """

    id: str
    engine: str
    named: str
    records: frozenset[str]
    common: frozenset[str]
    chunks: list[Kept]


def pack(lines: Iterable[str]) -> bytes:
    """Return lines compressed.

    >>> list(unpack(pack(["a", "b"])))
    ['a', 'b']
    """
    return zlib.compress("\n".join(lines).encode(), 1)


def unpack(data: bytes) -> list[str]:
    """Return the lines that `pack` compressed."""
    text = zlib.decompress(data).decode()
    return text.split("\n") if text else []


def forget(directory: Path) -> None:
    """Remove the cache of a publisher's folder."""
    for path in directory.glob(f"{NAME}*"):
        path.unlink()


class Cache:
    """The cache of a publisher's folder, used as a context manager; what is put in is kept at `commit`."""

    def __init__(self, directory: Path) -> None:
        self._path = directory / NAME
        self._db = self._open()

    def __enter__(self) -> "Cache":
        return self

    def __exit__(self, *_: object) -> None:
        self._db.close()

    def _open(self) -> sqlite3.Connection:
        try:
            return self._connect()
        except sqlite3.DatabaseError:
            forget(self._path.parent)
            return self._connect()

    def _connect(self) -> sqlite3.Connection:
        db = sqlite3.connect(self._path)
        if db.execute("PRAGMA user_version").fetchone()[0] != VERSION:
            for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
                db.execute(f"DROP TABLE {name}")
            db.executescript(f"{_TABLES} PRAGMA user_version = {VERSION};")
        db.execute("PRAGMA cache_size = -65536")
        return db

    def documents(self) -> dict[str, list[str]]:
        """Return the keys of the records of every known document, by its key."""
        return {key: json.loads(records) for key, records in self._db.execute("SELECT key, records FROM document")}

    def facts(self) -> dict[str, Facts]:
        """Return the facts of every known record."""
        return {key: _facts(text) for key, text in self._db.execute("SELECT key, facts FROM record")}

    def put(self, document: str, made: Sequence[Made]) -> None:
        """Keep what became of a document."""
        self._db.execute("INSERT OR REPLACE INTO document VALUES (?, ?)", (document, json.dumps([m.key for m in made])))
        self._db.executemany(
            "INSERT OR REPLACE INTO record VALUES (?, ?, ?, ?, ?, ?, ?)",
            [
                (m.key, json.dumps(astuple(m.facts), ensure_ascii=False), m.named, m.shared, m.report, m.rows, m.lines)
                for m in made
            ],
        )

    def column(self, name: str, keys: Iterable[str]) -> Iterator[tuple[str, str]]:
        """Yield a column (`named`, `shared`, `report`, `rows`) of these records, in their order."""
        for key in keys:
            found = self._db.execute(f"SELECT {name} FROM record WHERE key = ?", (key,)).fetchone()  # noqa: S608
            yield key, str(found[0])

    def lines(self, keys: Iterable[str]) -> Iterator[bytes]:
        """Yield the packed lines of these records, in their order."""
        for key in keys:
            yield self._db.execute("SELECT lines FROM record WHERE key = ?", (key,)).fetchone()[0]

    def past(self, name: str, engine: str) -> Past | None:
        """Return what is known of the release of that id, if the same engine made it and all its records are kept."""
        found = self._db.execute("SELECT * FROM release WHERE id = ? AND engine = ?", (name, engine)).fetchone()
        if found is None:
            return None
        _, engine, named, records, common, chunks = found
        kept = [_kept(one) for one in json.loads(zlib.decompress(chunks))]
        return Past(name, engine, named, frozenset(json.loads(records)), frozenset(unpack(common)), kept)

    def close_release(self, past: Past, documents: Iterable[str], keep: str = "") -> None:
        """Keep a release, and forget all that neither it nor the release `keep` needs; then commit."""
        chunks = json.dumps(
            [[one.first, {n: astuple(s) for n, s in one.spans.items()}, one.terms] for one in past.chunks]
        )
        self._db.execute(
            "INSERT OR REPLACE INTO release VALUES (?, ?, ?, ?, ?, ?)",
            (past.id, past.engine, past.named, json.dumps(sorted(past.records)), pack(sorted(past.common)),
             zlib.compress(chunks.encode(), 1)),
        )  # fmt: skip
        self._db.execute("DELETE FROM release WHERE id NOT IN (?, ?)", (past.id, keep))
        self._db.execute("CREATE TEMP TABLE kept (key TEXT PRIMARY KEY) WITHOUT ROWID")
        for (records,) in self._db.execute("SELECT records FROM release").fetchall():
            self._db.executemany("INSERT OR IGNORE INTO kept VALUES (?)", ((key,) for key in json.loads(records)))
        listed = self._db.executemany
        self._db.execute("CREATE TEMP TABLE now (key TEXT PRIMARY KEY) WITHOUT ROWID")
        listed("INSERT OR IGNORE INTO now VALUES (?)", ((key,) for key in documents))
        self._db.execute("DELETE FROM document WHERE key NOT IN (SELECT key FROM now)")
        for (records,) in self._db.execute("SELECT records FROM document").fetchall():
            listed("INSERT OR IGNORE INTO kept VALUES (?)", ((key,) for key in json.loads(records)))
        self._db.execute("DELETE FROM record WHERE key NOT IN (SELECT key FROM kept)")
        self._db.execute("DROP TABLE kept")
        self._db.execute("DROP TABLE now")
        self._db.commit()

    def commit(self) -> None:
        """Keep what has been put in so far, whatever happens later."""
        self._db.commit()


def _facts(text: str) -> Facts:
    slug, kind, file, digest, state, date, ledger, findings, graphs, named = json.loads(text)
    return Facts(slug, kind, file, digest, state, date, tuple(ledger), tuple(findings), graphs, named)


def _kept(one: list[object]) -> Kept:
    first, spans, terms = one
    if not isinstance(first, str) or not isinstance(spans, dict) or not isinstance(terms, dict):
        raise sqlite3.DatabaseError("the index of chunks is broken")
    return Kept(first, {name: Span(*span) for name, span in spans.items()}, Counter(terms))
