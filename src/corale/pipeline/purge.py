"""A record, or words about a person, taken out of everything a publisher's folder keeps.

Kept releases that hold them go, pieces are made anew, tables and contributions lose the rows, uploaded
documents the words, and a new release is built without them. What stays is a tombstone without the data: the
record's key, or the hash of the words, by which later builds leave them out too.
"""

import gzip
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from corale.data.gazetteer import columns
from corale.data.published import changes, last_build
from corale.data.published import folder as releases
from corale.data.published.folder import Release
from corale.data.release.withdrawn import RECORDS, table
from corale.errors import NotFoundError, UsageError
from corale.mappings.reading.personal import MASK, fingerprint
from corale.ontology.vocabulary import BASE
from corale.pipeline.build import build
from corale.pipeline.means import PIECES
from corale.pipeline.purged import COLUMNS, FILE, purged_slugs

WITHHELD = ("hash", "words", "date", "reason")
SHORTEST = 6  # signs of the words
STORES = ("queue.sqlite", "queue.sqlite.before")
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
    if record and record not in purged_slugs(publisher) and not any(_holds(one, record, b"") for one in kept):
        raise NotFoundError(
            f"{record}: nessuna pubblicazione ha questa scheda", f"{record}: no release has this record"
        )
    if record:
        columns.add(publisher / FILE, COLUMNS, (record, date, reason))
    else:
        mark, many = fingerprint(text)
        columns.add(publisher / "authorities" / "withheld.csv", WITHHELD, (mark, many, date, reason))
    needle = (record or text.strip()).encode()
    changed = [str(path.relative_to(publisher)) for path in _cleaned(publisher, needle, record)]
    old = [one for one in releases.releases(publisher) if _holds(one, record, needle)]
    shutil.rmtree(publisher / PIECES, ignore_errors=True)
    made = build(paths, publisher, accept=True, base=base or BASE)
    for one in old:
        if one.id != made.id:
            shutil.rmtree(one.folder)
            (publisher / "candidates" / f"{one.id}.csv").unlink(missing_ok=True)
    return Outcome(made, tuple(one.id for one in old if one.id != made.id), tuple(changed))


def _holds(release: Release, record: str, needle: bytes) -> bool:
    """Tell whether a kept release has the record, or a file with the words in it."""
    if record:
        return any(row["record"] == record for row in table(release.folder / RECORDS))
    return any(needle in data for data in contents(release.folder))


def contents(folder: Path) -> Iterator[bytes]:
    """Yield what the files below a folder hold, those of gzip unpacked."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink():
            data = path.read_bytes()
            yield gzip.decompress(data) if path.suffix == ".gz" else data


def _cleaned(publisher: Path, needle: bytes, record: str) -> Iterator[Path]:
    """Yield the files of the folder beside its releases that lost rows or words."""
    tables = [
        *publisher.glob("candidates/*.csv"),
        *publisher.glob("decisions/*.csv"),
        *publisher.glob(f"{changes.FOLDER}/*.csv"),
        publisher / "ledger.csv",
    ]
    for path in tables:
        if path.is_file() and needle in (data := path.read_bytes()):
            lines = [line for line in data.splitlines(keepends=True) if needle not in line]
            _replace(path, b"".join(lines))
            yield path
    for path in sorted((publisher / last_build.DOCUMENTS).glob("*")):
        if record or needle not in path.read_bytes():
            continue
        if path.suffix.lower() in TEXTS:
            _replace(path, path.read_bytes().replace(needle, (MASK * len(needle.decode())).encode()))
        else:
            path.unlink()
        yield path
    for path in [publisher / name for name in STORES] + sorted(publisher.glob("backups/*.sqlite")):
        if path.is_file() and _erased(path, needle.decode()):
            yield path


def _replace(path: Path, data: bytes) -> None:
    part = path.with_name(f".{path.name}.part")
    part.write_bytes(data)
    part.replace(path)


def _erased(path: Path, words: str) -> int:
    """Empty the contributions of a store that hold some words or are about a record; return how many."""
    with closing(sqlite3.connect(path, timeout=30, isolation_level=None)) as held:
        held.execute("PRAGMA secure_delete=ON")
        held.execute("BEGIN IMMEDIATE")
        rows = held.execute("SELECT * FROM contribution").fetchall()
        found = [row[0] for row in rows if any(words in str(value) for value in row[1:])]
        for one in found:
            held.execute("DELETE FROM contact WHERE contribution = ?", (one,))
            held.execute(
                "UPDATE contribution SET state = 'erased', page = '', subject = '', property = '',"
                " object = '', value = '', reason = '', source = '', credit = '', answer = '', evidence = ''"
                " WHERE id = ?",
                (one,),
            )
        held.execute("COMMIT")
        held.execute("VACUUM")
        held.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return len(found)
