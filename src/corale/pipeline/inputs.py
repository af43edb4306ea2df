"""What a release is made of: documents, code and tables; and the keys under which what was made of them is
kept.

A key stands for all that a piece depends on: the bytes of its document, what the document is called and comes
from, code, artefacts, the publisher's tables, base."""

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date as day
from importlib import metadata
from pathlib import Path

from corale import artefacts
from corale.data.gazetteer import authorities
from corale.data.release.manifest import digest, measure, tree
from corale.data.release.readme import ontology_version
from corale.errors import UsageError
from corale.mappings.extract import parts
from corale.mappings.graph.nodes import VERSION
from corale.mappings.reading.documents import Document
from corale.mappings.sheet.joined import Folders

ARTEFACTS = (("mappings",), ("shapes",), ("data", "authorities"))
CODE = ("ontology", "mappings", "shapes", "data", "pipeline")
_SIGN = r"[^\s<>\"{}|\\^`?#\x00-\x20]"
_BASE = re.compile(rf"https?://[^\s<>\"{{}}|\\^`?#/]+/({_SIGN}*/)?")


@dataclass(frozen=True, slots=True)
class Task:
    """A document to be worked on, its key, and the digest of the bytes that the key stands for.

    The digest is empty for a file that could not be read, none for a document that is not read again; `given`
    is the key that the ledger gives its record, where that is not the one that it has by itself."""

    key: str
    digest: str | None
    document: Document
    given: str = ""


def possible(base: str, date: str, jobs: int) -> None:
    """See that a release can be made with this base, date (empty: from the data) and number of processes (0:
    cores).

    Raises:
        UsageError: it cannot; the text says what is expected.

    >>> possible("https://dati.example.it/corale/", "2024-02-29", 0)
    >>> possible("https://x.it/y", "", 0)
    Traceback (most recent call last):
    corale.errors.UsageError: --base 'https://x.it/y': un IRI http(s) che finisce con / · an IRI with / last
    """
    if not _BASE.fullmatch(base):
        raise UsageError(f"--base {base!r}: un IRI http(s) che finisce con / · an IRI with / last")
    if jobs < 0:
        raise UsageError(f"--jobs {jobs}: zero (uno per core) o più · zero (one a core) or more")
    try:
        there = not date or date == str(day.fromisoformat(date))
    except ValueError:
        there = False
    if not there:
        raise UsageError(f"--date {date}: una data aaaa-mm-gg · a date yyyy-mm-dd")


def digests(base: str, publisher: Path) -> dict[str, str]:
    """Return the SHA-256 of what a release is made with, beside its documents: artefacts, code, base,
    tables."""
    here = Path(__file__).parents[1]
    return {
        "ontology": tree(artefacts.path("ontology")),
        "artefacts": digest(tree(artefacts.path(*folder)) for folder in ARTEFACTS),
        "code": digest(
            [*(tree(here / name, suffixes=(".py",)) for name in CODE), (here / "record.py").read_bytes()]
        ),
        "base": digest([base]),
        "tables": authorities.digest(publisher / "authorities"),
    }


def toolchain_of(made_of: Mapping[str, str]) -> str:
    """Return one hash of what :func:`digests` gives: the part of all keys that is the same for all
    documents."""
    return digest(made_of[name] for name in sorted(made_of))


def versions() -> dict[str, str]:
    """Return the versions of software, mapping and ontology."""
    return {"corale": metadata.version("corale"), "mapping": VERSION, "ontology": ontology_version()}


def keyed(documents: Iterable[Document], toolchain: str) -> Iterator[Task]:
    """Yield documents, each once and a table row by row, with their keys."""
    seen, folders = set[str](), Folders()
    for document in documents:
        for one in parts(document, folders):
            found = _digest(one)
            key = document_key(one, found, toolchain)
            if key not in seen:
                seen.add(key)
                yield Task(key, None if one.part or one.fault else found, one)


def _digest(one: Document) -> str:
    """Return the SHA-256 of a document; nothing where it cannot be read."""
    if one.part:
        return hashlib.sha256(repr(one.part).encode()).hexdigest()
    try:
        return "" if one.fault else measure(one.path).sha256
    except OSError:
        return ""


def document_key(document: Document, digest: str, toolchain: str) -> str:
    """Return the key of a document with these bytes."""
    said = (
        toolchain,
        document.file,
        document.path.suffix,
        document.url,
        document.source,
        document.key,
        document.fault,
        document.last_seen,
    )
    return hashlib.sha256(repr((said, digest)).encode()).hexdigest()


def piece_key(task: Task, read: str) -> str:
    """Return the key for what was made of a document: one of its own where its bytes changed in the
    meantime."""
    if task.digest in (None, read):
        return task.key
    return hashlib.sha256(f"{task.key} {read}".encode()).hexdigest()
