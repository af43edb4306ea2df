"""The documents of a run: files found in sorted order, with what names them; bytes read under fixed limits."""

import csv
import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from corale.errors import NotFoundError
from corale.mappings.identity import Keys, number_in, number_of

READ = (".txt", ".html", ".htm", ".csv", ".jsonl")
TABLES = (".csv", ".jsonl")
NAMES = frozenset({"manifest.csv", "ledger.csv"})
BYTES, LINE, LINES = 5_000_000, 64_000, 20_000
BULK = 200_000_000

_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069\u200e\u200f\ufeff]")


@dataclass(frozen=True, slots=True)
class Document:
    """A file to read: `file` relative to the path given, `url` and `source` from its manifest, `key` if it has one.

    `keys` are the ledger's entries by source; `fault` is the code of a finding where the file is not to be read.
    """

    path: Path
    file: str
    url: str = ""
    source: str = ""
    key: str = ""
    keys: tuple[tuple[str, str], ...] = ()
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a document cannot be read: the finding's code and words, and the line (0: the whole file)."""

    code: str
    line: int = 0
    words: tuple[tuple[str, object], ...] = ()


@dataclass(frozen=True, slots=True)
class Content:
    """The bytes of a document, judged: its text and digest, or the fault that stops it."""

    text: str
    digest: str
    lines: int
    fault: Fault | None = None


@cache
def _manifest(folder: Path) -> dict[str, tuple[str, str]]:
    """Return what the manifest of a folder says of its files: address and source by name."""
    path = folder / "manifest.csv"
    if not path.is_file():
        return {}
    rows = csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines())
    return {row["file"]: (row.get("url") or "", row.get("source") or "") for row in rows if row.get("file")}


def list_documents(paths: Sequence[Path], keys: Keys | None = None) -> Iterator[Document]:
    """Return the documents below the paths, folders walked in sorted order; links out of a folder are not followed.

    Raises:
        NotFoundError: a path is not there.
    """
    _manifest.cache_clear()
    for path in paths:
        if not path.exists():
            raise NotFoundError(f"there is no {path}: give a file or a folder of records")
        if path.is_file():
            yield _document(path, path.name, path.parent, keys)
            continue
        root = path.resolve()
        found = sorted((found.relative_to(path).as_posix(), found) for found in path.rglob("*"))
        for file, one in found:
            if one.is_symlink() and not one.resolve().is_relative_to(root):
                yield Document(one, file, fault="F007")
            elif one.is_file() and one.name not in NAMES and not file.startswith(".") and "/." not in file:
                yield _document(one, file, path, keys)


def _document(path: Path, file: str, top: Path, keys: Keys | None) -> Document:
    """Return the document of a file, named by the nearest manifest, by its own name, or by the ledger."""
    url = source = ""
    folder = path.parent
    while True:
        said = _manifest(folder).get(path.relative_to(folder).as_posix())
        if said:
            url, source = said
            break
        if folder in (top, folder.parent):
            break
        folder = folder.parent
    known = tuple(sorted(keys.known(file).items())) if keys else ()
    fault = "" if path.suffix.lower() in READ else "F001"
    return Document(path, file, url, source, number_of(url) or number_in(path.name), known, fault)


def content(document: Document) -> Content:
    """Return what the file holds, or why it cannot be read; never raises for what a file may hold."""
    bulk = document.path.suffix.lower() in TABLES
    limit = BULK if bulk else BYTES
    try:
        if document.path.stat().st_size > limit:
            return Content("", "", 0, Fault("F004", words=(("limit", limit),)))
        data = document.path.read_bytes()
    except OSError as error:
        return Content("", "", 0, Fault("F013", words=(("text", error.strerror or type(error).__name__),)))
    return judged(data, bulk)


def judged(data: bytes, bulk: bool = False) -> Content:
    """Return the text of a document's bytes, or the fault that stops it; a table (`bulk`) has no limit of lines."""
    digest = hashlib.sha256(data).hexdigest()
    count = data.count(b"\n") + (not data.endswith(b"\n") and bool(data))
    if not data.strip():
        return Content("", digest, count, Fault("F009"))
    if not bulk and count > LINES:
        return Content("", digest, count, Fault("F006", words=(("limit", LINES),)))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        return Content("", digest, count, Fault("F002", line, (("offset", error.start),)))
    if bad := _CONTROLS.search(text):
        line = text.count("\n", 0, bad.start()) + 1
        return Content("", digest, count, Fault("F003", line, (("text", f"U+{ord(bad[0]):04X}"),)))
    if not bulk and len(data) > LINE:
        for number, row in enumerate(data.split(b"\n"), start=1):
            if len(row) > LINE:
                return Content("", digest, count, Fault("F005", number, (("limit", LINE),)))
    return Content(text, digest, count)
