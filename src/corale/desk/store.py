"""`queue.sqlite` in the publisher's folder: contributions, contacts, accounts, log. Never in a release.

SQLite in WAL mode, every commit on disk before it is told. Migrations are numbered by their order. A backup
is taken while the desk works, without contacts, so that nothing of them outlives their day.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from corale.errors import SetupError, UsageError

FILE = "queue.sqlite"
MIGRATIONS = (
    """
    CREATE TABLE contribution (
      id INTEGER PRIMARY KEY, code TEXT NOT NULL UNIQUE, token TEXT NOT NULL UNIQUE, received TEXT NOT NULL,
      client TEXT NOT NULL, page TEXT NOT NULL, subject TEXT NOT NULL, property TEXT NOT NULL,
      object TEXT NOT NULL, value TEXT NOT NULL, reason TEXT NOT NULL, source TEXT NOT NULL,
      credit TEXT NOT NULL, language TEXT NOT NULL, masked INTEGER NOT NULL,
      state TEXT NOT NULL DEFAULT 'waiting'
        CHECK (state IN ('waiting', 'accepted', 'amended', 'refused', 'erased')),
      decided TEXT NOT NULL DEFAULT '', role TEXT NOT NULL DEFAULT '', answer TEXT NOT NULL DEFAULT '',
      evidence TEXT NOT NULL DEFAULT '');
    CREATE INDEX contribution_state ON contribution (state);
    CREATE INDEX contribution_client ON contribution (client, received);
    CREATE TABLE contact (
      contribution INTEGER PRIMARY KEY REFERENCES contribution (id) ON DELETE CASCADE,
      address TEXT NOT NULL);
    CREATE TABLE account (
      name TEXT PRIMARY KEY, password TEXT NOT NULL,
      role TEXT NOT NULL CHECK (role IN ('reviewer', 'publisher')),
      failures INTEGER NOT NULL DEFAULT 0, locked_until TEXT NOT NULL DEFAULT '', mark TEXT NOT NULL);
    CREATE TABLE log (
      id INTEGER PRIMARY KEY, at TEXT NOT NULL, who TEXT NOT NULL, what TEXT NOT NULL, about TEXT NOT NULL);
    CREATE TRIGGER log_kept BEFORE DELETE ON log BEGIN SELECT RAISE(ABORT, 'the log is only added to'); END;
    CREATE TRIGGER log_fixed BEFORE UPDATE ON log BEGIN SELECT RAISE(ABORT, 'the log is only added to'); END;
    CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL);
    """,
)


@contextmanager
def opened(publisher: Path) -> Iterator[sqlite3.Connection]:
    """Give the store of a publisher's folder, made and brought up to date where needed; one transaction.

    What the block does is committed to disk at its end, or not at all.

    Raises:
        SetupError: the file is of a later version, or cannot be written.
    """
    connection = _connected(publisher / FILE)
    try:
        connection.execute("BEGIN IMMEDIATE")
        yield connection
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
    finally:
        connection.close()


def _connected(path: Path) -> sqlite3.Connection:
    try:
        connection = sqlite3.connect(path, timeout=30, isolation_level=None)
    except sqlite3.OperationalError as fault:
        raise SetupError(f"{path}: non si apre · cannot be opened ({fault})") from fault
    connection.row_factory = sqlite3.Row
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON"):
        connection.execute(f"PRAGMA {pragma}")
    [version] = connection.execute("PRAGMA user_version").fetchone()
    if version > len(MIGRATIONS):
        connection.close()
        raise SetupError(
            f"{path} è di una versione più recente ({version})", f"{path} is of a later version ({version})"
        )
    if version < len(MIGRATIONS):
        _migrate(connection)
    return connection


def _migrate(connection: sqlite3.Connection) -> None:
    """Bring the store up to date, each step whole or not at all; two processes may try at once."""
    connection.execute("BEGIN IMMEDIATE")
    [version] = connection.execute("PRAGMA user_version").fetchone()
    for number, script in enumerate(MIGRATIONS[version:], version + 1):
        for statement in split(script):
            connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {number}")
    connection.execute("COMMIT")


def split(script: str) -> list[str]:
    """Return the statements of a script.

    >>> split("CREATE TABLE a (b); CREATE TABLE c (d);")
    ['CREATE TABLE a (b);', 'CREATE TABLE c (d);']
    """
    found, held = [], ""
    for part in script.split(";")[:-1]:
        held += f"{part};"
        if sqlite3.complete_statement(held):
            found.append(held.strip())
            held = ""
    return found


def now() -> str:
    """Return the moment, in UTC, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def log(connection: sqlite3.Connection, who: str, what: str, about: str) -> None:
    """Add a line to the log: who did what to which thing; no content, so that nothing has to be erased."""
    connection.execute(
        "INSERT INTO log (at, who, what, about) VALUES (?, ?, ?, ?)", (now(), who, what, about)
    )


def backup(publisher: Path, target: Path) -> Path:
    """Write a backup of the store while it is in use, without contacts, and return its path.

    Raises:
        UsageError: there is no store, or the target is there already.
    """
    if not (publisher / FILE).is_file():
        raise UsageError(f"{publisher / FILE} non c'è", f"{publisher / FILE} is not there")
    if target.exists():
        raise UsageError(f"{target} c'è già", f"{target} is there already")
    part = target.with_name(f".{target.name}.part")
    part.unlink(missing_ok=True)
    source, copy = _connected(publisher / FILE), sqlite3.connect(part, isolation_level=None)
    try:
        source.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")
        copy.execute("DELETE FROM contact")
        copy.execute("VACUUM")
    finally:
        copy.close()
        source.close()
    part.replace(target)
    return target


def restore(publisher: Path, source: Path) -> None:
    """Put a backup in the place of the store, which is kept beside it as `queue.sqlite.before`.

    Raises:
        UsageError: the backup is no whole store.
    """
    try:
        held = sqlite3.connect(f"file:{source}?mode=ro", uri=True)
        try:
            good = held.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
            good = good and 0 < held.execute("PRAGMA user_version").fetchone()[0] <= len(MIGRATIONS)
        finally:
            held.close()
    except sqlite3.DatabaseError as fault:
        raise UsageError(f"{source}: non si apre · cannot be opened ({fault})") from fault
    if not good:
        raise UsageError(f"{source} non è una copia intera", f"{source} is no whole backup")
    if (publisher / FILE).exists():
        before = publisher / f"{FILE}.before"
        before.unlink(missing_ok=True)
        backup(publisher, before)
    origin, copy = sqlite3.connect(source), sqlite3.connect(publisher / FILE, isolation_level=None)
    try:
        origin.backup(copy)
    finally:
        copy.close()
        origin.close()
    _connected(publisher / FILE).close()
