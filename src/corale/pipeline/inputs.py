"""The documents of a build and the keys under which their results are kept: a file that stays is not read again.

The SHA-256 of a file's bytes is the truth. It is remembered with what the system says of the file (device, inode, size,
times of change of bytes and of inode) and taken from there while that stays, but where the file was changed so shortly
before it was read that a second change might leave its times as they are.
"""

import hashlib
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from corale.data.release.cache import Cache
from corale.data.release.manifest import measure
from corale.mappings.extract import parts
from corale.mappings.reading.documents import Document
from corale.mappings.reading.identity import hashed


@dataclass(frozen=True, slots=True)
class Task:
    """A document to be worked on, its key, and the digest of the bytes that the key stands for.

    The digest is empty for a file that could not be read, none for a document that is not read again.
    """

    key: str
    digest: str | None
    document: Document


SETTLED = 2_000_000_000  # nanoseconds: the coarsest times that file systems keep


def keyed(documents: Iterable[Document], cache: Cache, engine: str) -> Iterator[Task]:
    """Yield documents, a table row by row, with their keys, which stand for all that their results depend on."""
    known = cache.files()
    fresh: dict[str, tuple[str, str]] = {}
    for document in documents:
        for one in parts(document):
            path, digest = str(one.path), ""
            if one.part:
                digest = hashlib.sha256(repr(one.part).encode()).hexdigest()
            elif not one.fault:
                held = known.pop(path, ("", ""))
                stat, digest = looked(one.path, *held)
                if stat and (stat, digest) != held:
                    fresh[path] = stat, digest
            yield Task(document_key(one, digest, engine), None if one.part or one.fault else digest, one)
    cache.keep_files(fresh, known)


def kept_under(task: Task, read: str) -> str:
    """Return the key for what was made of a document: one of its own where its bytes changed in the meantime."""
    if task.digest in (None, read):
        return task.key
    return hashlib.sha256(f"{task.key} {read}".encode()).hexdigest()


def looked(path: Path, known: str, digest: str) -> tuple[str, str]:
    """Return what the system says of a file (nothing: not to be relied on), and its SHA-256 (nothing: unreadable).

    `known` and `digest` are what was remembered of it.
    """
    now = time.time_ns()
    try:
        said = path.stat()
        stat = f"{said.st_dev} {said.st_ino} {said.st_size} {said.st_mtime_ns} {said.st_ctime_ns}"
        if stat == known:
            return stat, digest
        digest = measure(path).sha256
    except OSError:
        return "", ""
    settled = max(said.st_mtime_ns, said.st_ctime_ns) < now - SETTLED
    return stat if settled else "", digest


def document_key(document: Document, digest: str, engine: str) -> str:
    """Return the name under which the results of a document with these bytes are kept."""
    plain = hashed(digest)
    ledger = [pair for pair in document.keys if pair[1] != plain]
    said = (engine, document.file, document.path.suffix, document.url, document.source, document.key, document.fault)
    return hashlib.sha256(repr((said, ledger, digest)).encode()).hexdigest()
