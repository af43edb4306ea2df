"""A record, or words about a person, taken out of everything a publisher's folder keeps.

Kept releases that hold them go, pieces are made anew, tables and contributions lose the rows, uploaded
documents the words, and a new release is built without them. What stays is a tombstone without the data: the
record's key, or the hash of the words, by which later builds leave them out too.
"""

import csv
import hashlib
import io
import shutil
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from corale.data.gazetteer import columns
from corale.data.published import changes, last_build
from corale.data.published import folder as releases
from corale.data.published.folder import Release
from corale.data.published.store import FOLDER as STORES
from corale.data.release.withdrawn import RECORDS, table
from corale.errors import NotFoundError, UsageError
from corale.mappings.reading.personal import fingerprint
from corale.ontology.vocabulary import BASE
from corale.pipeline.build import build
from corale.pipeline.means import PIECES
from corale.pipeline.purged import COLUMNS, FILE, purged_slugs
from corale.pipeline.traces import Slug, Trace, Words, holds

WITHHELD = ("hash", "words", "date", "reason")
SHORTEST = 6  # signs of the words
EMPTIED = (
    "page",
    "subject",
    "property",
    "object",
    "value",
    "reason",
    "source",
    "credit",
    "answer",
    "evidence",
)
TEXTS = (".txt", ".html", ".htm", ".csv", ".jsonl")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a purge did: the new release, the kept releases that are gone, the files that were changed."""

    release: Release
    deleted: tuple[str, ...]
    changed: tuple[str, ...]


def purge(publisher: Path, date: str, *, record: str = "", text: str = "", reason: str = "") -> Outcome:
    """Take a record (its slug) or words out of a publisher's folder, and return what was done.

    It may be killed at any moment and run again.

    Raises:
        UsageError: neither or both are given, the words are too few, or the last build's sources are unknown.
        NotFoundError: no release has the record, and it was never purged.
    """
    if bool(record) == bool(text) or (text and len(text.strip()) < SHORTEST):
        raise UsageError(
            f"una scheda o delle parole (almeno {SHORTEST} segni)",
            f"a record, or words (at least {SHORTEST} characters)",
        )
    paths, base = last_build.recall(publisher)
    kept = releases.releases(publisher)
    slugs = {row["record"] for one in kept for row in table(one.folder / RECORDS)}
    if record and record not in slugs | purged_slugs(publisher):
        raise NotFoundError(
            f"{record}: nessuna pubblicazione ha questa scheda", f"{record}: no release has this record"
        )
    if record:
        columns.add(publisher / FILE, COLUMNS, (record, date, reason))
    else:
        mark, many = fingerprint(text)
        columns.add(publisher / "authorities" / "withheld.csv", WITHHELD, (mark, many, date, reason))
    trace = Slug(record, slugs) if record else Words(text.strip())
    old = [one for one in kept if _holds(one, record, trace)]
    changed = [str(path.relative_to(publisher)) for path in _cleaned(publisher, kept, record, trace)]
    shutil.rmtree(publisher / PIECES, ignore_errors=True)
    made = build(paths, publisher, accept=True, base=base or BASE)
    for one in old:
        if one.id != made.id:
            shutil.rmtree(one.folder)
            (publisher / "candidates" / f"{one.id}.csv").unlink(missing_ok=True)
            for written in (publisher / STORES).glob(f"*{one.id}-*"):
                shutil.rmtree(written)
    return Outcome(made, tuple(one.id for one in old if one.id != made.id), tuple(changed))


def _holds(release: Release, record: str, trace: Trace) -> bool:
    """Tell whether a kept release has the record, or a file with the words in it."""
    if record:
        return any(row["record"] == record for row in table(release.folder / RECORDS))
    return any(holds(path, trace) for path in _files(release.folder))


def _files(folder: Path) -> list[Path]:
    """Return the files below a folder, in their order."""
    return [path for path in sorted(folder.rglob("*")) if path.is_file() and not path.is_symlink()]


def _cleaned(publisher: Path, kept: Iterable[Release], record: str, trace: Trace) -> Iterator[Path]:
    """Yield the files of the folder beside its releases that lost rows, words, or went."""
    tables = [
        *publisher.glob("candidates/*.csv"),
        *publisher.glob("decisions/*.csv"),
        *publisher.glob("authorities/*.csv"),
        *publisher.glob(f"{changes.FOLDER}/*.csv"),
        publisher / "ledger.csv",
    ]
    yield from (path for path in tables if path.is_file() and _rows_dropped(path, trace))
    own = {row["sha256"] for one in kept for row in table(one.folder / RECORDS) if row["record"] == record}
    for path in _files(publisher / last_build.DOCUMENTS):
        if record and hashlib.sha256(path.read_bytes()).hexdigest() in own:
            path.unlink()
            yield path
        elif isinstance(trace, Words) and (trace.stands_in(path.name) or holds(path, trace)):
            _masked(path, trace)
            yield path
    beside = [*publisher.glob("*"), *_files(publisher / "backups")]
    yield from (path for path in beside if path.is_file() and _is_store(path) and _erased(path, trace))


def _rows_dropped(path: Path, trace: Trace) -> bool:
    """Take the rows out of a table that hold what is looked for; tell whether there were any."""
    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.reader(stream))
    left = [row for at, row in enumerate(rows) if not at or not trace.stands_in("\n".join(row))]
    if len(left) < len(rows):
        text = io.StringIO()
        csv.writer(text, lineterminator="\n").writerows(left)
        releases.write_whole(path, text.getvalue().encode())
    return len(left) < len(rows)


def _masked(path: Path, words: Words) -> None:
    """Mask words in an uploaded document and its name; what is no plain text goes whole."""
    data, kept = path.read_bytes(), path
    if words.stands_in(path.name):
        kept = path.with_name(f"{hashlib.sha256(data).hexdigest()[:8]}{path.suffix}")
    try:
        text = words.masked(data.decode("utf-8"))
    except UnicodeDecodeError:
        path.unlink()
        return
    whole = path.suffix.lower() in TEXTS and not words.stands_in(text)
    if whole:
        releases.write_whole(kept, text.encode())
    if kept != path or not whole:
        path.unlink()


def _is_store(path: Path) -> bool:
    with path.open("rb") as stream:
        return stream.read(16) == b"SQLite format 3\0"


def _erased(path: Path, trace: Trace) -> int:
    """Empty the contributions of a store, and the lines of its log, that hold what is looked for; return how
    many."""
    with closing(sqlite3.connect(path, timeout=30, isolation_level=None)) as store:
        store.execute("PRAGMA secure_delete=ON")
        store.execute("BEGIN IMMEDIATE")
        lines = _naming(store, "log", trace)
        kept = store.execute("SELECT sql FROM sqlite_master WHERE name = 'log_fixed'").fetchone()
        if lines and kept:  # no other line of the log is ever changed
            store.execute("DROP TRIGGER log_fixed")
            store.executemany("UPDATE log SET about = '' WHERE id = ?", lines)
            store.execute(kept[0])
        found = _naming(store, "contribution", trace)
        store.executemany("DELETE FROM contact WHERE contribution = ?", found)
        empty = "".join(f", {name} = ''" for name in EMPTIED)
        store.executemany(f"UPDATE contribution SET state = 'erased'{empty} WHERE id = ?", found)  # noqa: S608
        store.execute("COMMIT")
        store.execute("VACUUM")
        store.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return len(found) + len(lines)


def _naming(store: sqlite3.Connection, name: str, trace: Trace) -> list[tuple[int]]:
    """Return the numbers of the rows of a table that hold what is looked for."""
    rows = store.execute(f"SELECT * FROM {name}").fetchall()  # noqa: S608
    return [(row[0],) for row in rows if trace.stands_in("\n".join(map(str, row[1:])))]
