"""What the last builds worked out, kept by content: a record that did not change is not worked out again.

One SQLite file in the publisher's folder. Keys are hashes of a document's bytes and of all that its result depends on,
so a stale entry cannot be taken for a fresh one; a file that is broken or missing only costs time.
"""

import json
import sqlite3
import zlib
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from sys import intern
from typing import cast

from corale.data.release.facts import Facts, Made, pack, unpack
from corale.errors import SetupError

NAME = "cache.sqlite"
ORDER = "records"  # the part of a release that names its published records, in order
VERSION = 9
_TABLES = """
CREATE TABLE file (path TEXT PRIMARY KEY, stat TEXT NOT NULL, digest TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE document (key TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE record (id INTEGER PRIMARY KEY AUTOINCREMENT, document TEXT NOT NULL, number INTEGER NOT NULL,
  slug TEXT NOT NULL, kind TEXT NOT NULL, file TEXT NOT NULL, digest TEXT NOT NULL, state TEXT NOT NULL,
  date TEXT NOT NULL, numbers TEXT NOT NULL, named TEXT NOT NULL, sum INTEGER NOT NULL, UNIQUE (document, number));
CREATE TABLE made (id INTEGER PRIMARY KEY, named TEXT NOT NULL, shared TEXT NOT NULL, report TEXT NOT NULL,
  rows TEXT NOT NULL, names TEXT NOT NULL, lines BLOB NOT NULL, sums TEXT NOT NULL);
CREATE TABLE release (id TEXT PRIMARY KEY, engine TEXT NOT NULL, named TEXT NOT NULL, told TEXT NOT NULL,
  common BLOB NOT NULL, sum INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE part (release TEXT NOT NULL, name TEXT NOT NULL, form TEXT NOT NULL, data BLOB NOT NULL, sum INTEGER,
  PRIMARY KEY (release, name));
"""


COLUMNS = ("named", "shared", "report", "rows", "names", "lines")


class LostError(sqlite3.DatabaseError):
    """What was kept is not there any more, or is not what it was."""


@dataclass(frozen=True, slots=True)
class Stored:
    """A release as the next build needs it: engine, what else was told of it, and arrays of numbers by name.

    `named` is the digest of what all its records name: while it stays, what belongs to no record stays; `told` is JSON.
    """

    id: str
    engine: str
    named: str
    told: str
    parts: "Mapping[str, array[int]]"


def checked(*values: object) -> int:
    """Return the CRC-32 of a row: SQLite does not look whether what it gives back is what it was given."""
    total = 0
    for value in values:
        total = zlib.crc32(value if isinstance(value, bytes) else str(value).encode(), total)
    return total


def as_kept(row: Sequence[object], total: object) -> Sequence[object]:
    """Return a row that is as it was kept.

    Raises:
        LostError: it is not.
    """
    if checked(*row) != total:
        raise LostError("the cache gives back what it was not given")
    return row


def forget(directory: Path) -> None:
    """Remove the cache of a publisher's folder.

    Raises:
        SetupError: something that is no file stands in its place.
    """
    for path in directory.glob(f"{NAME}*"):
        if path.is_dir():
            raise SetupError(f"{path} è una cartella · is a folder: remove it, the cache of the builds belongs there")
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
        version = db.execute("PRAGMA user_version").fetchone()[0]
        if version not in (0, VERSION):
            db.close()
            forget(self._path.parent)
            return self._connect()
        if not version:
            db.executescript(f"{_TABLES} PRAGMA user_version = {VERSION};")
        db.execute("PRAGMA cache_size = -32768")
        db.execute("PRAGMA temp_store = MEMORY")
        return db

    def files(self) -> dict[str, tuple[str, str]]:
        """Return what is remembered of files: what the system said of each, and its SHA-256, by path."""
        return {path: (stat, digest) for path, stat, digest in self._db.execute("SELECT * FROM file")}

    def keep_files(self, seen: Mapping[str, tuple[str, str]], gone: Iterable[str]) -> None:
        """Remember what the system said of files, and their SHA-256; forget others."""
        self._db.executemany("DELETE FROM file WHERE path = ?", ((path,) for path in gone))
        self._db.executemany("INSERT OR REPLACE INTO file VALUES (?, ?, ?)", ((path, *said) for path, said in
                                                                            seen.items()))  # fmt: skip

    def documents(self) -> set[str]:
        """Return the keys of the known documents."""
        return {key for (key,) in self._db.execute("SELECT key FROM document")}

    def put(self, document: str, made: Sequence[Made]) -> None:
        """Keep what became of a document."""
        self._db.execute("INSERT OR REPLACE INTO document VALUES (?)", (document,))
        for number, one in enumerate(made):
            f = one.facts
            numbers = json.dumps([*f.ledger, *f.findings, f.graphs])
            said = f.slug, f.kind, f.file, f.digest, f.state, f.date, numbers, f.named
            at = self._db.execute(
                "INSERT INTO record VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (document, number, *said, checked(*said)),
            ).lastrowid
            parts = one.named, one.shared, one.report, one.rows, one.names, one.lines
            sums = " ".join(str(checked(part)) for part in parts)
            self._db.execute("INSERT INTO made VALUES (?, ?, ?, ?, ?, ?, ?, ?)", (at, *parts, sums))

    def found(self, documents: Iterable[str]) -> list[tuple[Facts, int]]:
        """Return the facts of the records of these documents with their numbers in the cache, by file and digest."""
        self._list("now", documents)
        rows = self._db.execute(
            "SELECT slug, kind, file, digest, state, date, numbers, named, sum, id FROM temp.now"
            " CROSS JOIN record ON record.document = now.key ORDER BY file, digest, document, number"
        )
        return [(_facts(*cast("list[str]", as_kept(row[:8], row[8]))), row[9]) for row in rows]

    def column(self, name: str, keys: Iterable[int]) -> Iterator[str]:
        """Yield a column (`named`, `shared`, `report`, `rows`, `names`) of these records, in their order."""
        for data in self._made(name, keys):
            yield str(data)

    def lines(self, keys: Iterable[int]) -> Iterator[bytes]:
        """Yield the packed lines of these records, in their order."""
        for data in self._made("lines", keys):
            yield cast(bytes, data)

    def _made(self, name: str, keys: Iterable[int]) -> Iterator[object]:
        at = COLUMNS.index(name)
        for key in keys:
            found = self._db.execute(f"SELECT {name}, sums FROM made WHERE id = ?", (key,)).fetchone()  # noqa: S608
            if found is None:
                raise LostError("the cache has lost a record")
            sums = found[1].split(" ")
            (data,) = as_kept(found[:1], int(sums[at]) if len(sums) == len(COLUMNS) and sums[at].isdigit() else -1)
            yield data

    def past(self, name: str, engine: str) -> Stored | None:
        """Return what is known of the release of that id, if the same engine made it."""
        found = self._db.execute(
            "SELECT id, engine, named, told, common, sum FROM release WHERE id = ? AND engine = ?", (name, engine)
        ).fetchone()
        if found is None:
            return None
        _, made_by, named, told, _ = as_kept(found[:5], found[5])
        parts = dict[str, "array[int]"]()
        asked = "SELECT name, form, data, sum FROM part WHERE release = ?"
        for *row, sum_ in self._db.execute(asked, (name,)):
            part, form, data = as_kept(row, sum_)
            parts[str(part)] = array(str(form))
            parts[str(part)].frombytes(cast(bytes, data))
        return Stored(name, str(made_by), str(named), str(told), parts)

    def common(self, name: str) -> frozenset[str]:
        """Return the lines of a release that belong to no record."""
        return frozenset(unpack(self._common(name)).decode().split("\n")[:-1])

    def _common(self, name: str) -> bytes:
        asked = "SELECT id, engine, named, told, common, sum FROM release WHERE id = ?"
        found = self._db.execute(asked, (name,)).fetchone()
        if found is None:
            raise LostError("the cache has lost a release")
        return cast(bytes, as_kept(found[:5], found[5])[4])

    def close_release(
        self, past: Stored, common: Iterable[str] | None, documents: Iterable[str], keep: str = ""
    ) -> None:  # fmt: skip
        """Keep a release, and forget all that neither it nor the release `keep` needs; then commit.

        `common` are its lines that belong to no record (none: those of `keep`), `documents` the keys of all documents.
        """
        run = self._db.execute
        lines = self._common(keep) if common is None else pack(sorted(common))
        said = past.id, past.engine, past.named, past.told, lines
        run("INSERT OR REPLACE INTO release VALUES (?, ?, ?, ?, ?, ?)", (*said, checked(*said)))
        run("DELETE FROM release WHERE id NOT IN (?, ?)", (past.id, keep))
        run("DELETE FROM part WHERE release <> ?", (keep,))
        rows = [(name, part.typecode, part.tobytes()) for name, part in past.parts.items()]
        self._db.executemany(
            "INSERT OR REPLACE INTO part VALUES (?, ?, ?, ?, ?)", ((past.id, *row, checked(*row)) for row in rows)
        )
        self._list("now", documents)
        held = array("q")
        for (data,) in run("SELECT data FROM part WHERE name = ?", (ORDER,)).fetchall():
            held.frombytes(data)
        self._list("kept", held)
        run("INSERT OR IGNORE INTO temp.now SELECT document FROM record WHERE id IN (SELECT key FROM temp.kept)")
        run("DELETE FROM document WHERE key NOT IN (SELECT key FROM temp.now)")
        run("DELETE FROM record WHERE document NOT IN (SELECT key FROM document)")
        run("DELETE FROM made WHERE id NOT IN (SELECT id FROM record)")
        self._db.commit()

    def _list(self, name: str, keys: Iterable[object]) -> None:
        """Hold keys in a table that only this connection sees."""
        self._db.execute(f"CREATE TEMP TABLE IF NOT EXISTS {name} (key PRIMARY KEY) WITHOUT ROWID")
        self._db.execute(f"DELETE FROM temp.{name}")  # noqa: S608
        self._db.executemany(f"INSERT OR IGNORE INTO temp.{name} VALUES (?)", ((key,) for key in keys))  # noqa: S608

    def commit(self) -> None:
        """Keep what has been put in so far, whatever happens later."""
        self._db.commit()


def _facts(
    slug: str, kind: str, file: str, digest: str, state: str, date: str, numbers: str, named: str
) -> Facts:  # fmt: skip
    read, mapped, ignored, reported, violation, warning, info, graphs = json.loads(numbers)
    return Facts(slug, intern(kind), file, digest, intern(state), intern(date), (read, mapped, ignored, reported),
                 (violation, warning, info), graphs, named)  # fmt: skip
