"""The documents of a run: files found in sorted order, with what names them; bytes read under fixed limits."""

import csv
import hashlib
import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from corale.errors import NotFoundError, SetupError, UsageError
from corale.mappings.identity import Keys, number_in, number_of

READ = (".txt", ".html", ".htm", ".csv", ".jsonl")
TABLES = (".csv", ".jsonl")
NAMES = frozenset({"manifest.csv", "ledger.csv"})
BYTES, LINE, LINES = 5_000_000, 64_000, 20_000
BULK = 200_000_000

_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069\u200e\u200f\ufeff]")


@dataclass(frozen=True, slots=True)
class Part:
    """A row of a table, that is worked on apart: lines of the header, its own, number of its first line, if it leads.

    The first row stands for the header too where lines are counted.
    """

    head: tuple[str, ...]
    lines: tuple[str, ...]
    number: int
    leads: bool


@dataclass(frozen=True, slots=True)
class Document:
    """A file to read: `file` relative to the path given, `url` and `source` from its manifest, `key` if it has one.

    `keys` are the ledger's entries by source; `fault` is the code of a finding where the file is not to be read; `part`
    is what of it is meant, where that is not the whole.
    """

    path: Path
    file: str
    url: str = ""
    source: str = ""
    key: str = ""
    keys: tuple[tuple[str, str], ...] = ()
    fault: str = ""
    part: Part | None = None


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
def _manifest(folder: str) -> dict[str, tuple[str, str]]:
    """Return what the manifest of a folder says of its files: address and source by name."""
    path = Path(folder) / "manifest.csv"
    if not path.is_file():
        return {}
    try:
        rows = csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines())
    except UnicodeDecodeError as fault:
        raise UsageError(f"{path}: non è UTF-8 · is not UTF-8 (byte {fault.start}): save it as UTF-8") from fault
    return {row["file"]: (row.get("url") or "", row.get("source") or "") for row in rows if row.get("file")}


def list_documents(paths: Sequence[Path], keys: Keys | None = None) -> Iterator[Document]:
    """Return the documents below the paths, folders walked in sorted order; links out of a folder are not followed.

    Raises:
        NotFoundError: a path is not there.
        SetupError: a folder cannot be read.
    """
    _manifest.cache_clear()
    for given in paths:
        path = given.absolute()
        if not path.exists():
            raise NotFoundError(f"there is no {given}: give a file or a folder of records")
        if path.is_file():
            yield _document(path, path.name, str(path.parent), keys)
            continue
        root = path.resolve()
        for file, found, link, regular in sorted(_walk(path)):
            if link and not Path(found).resolve().is_relative_to(root):
                yield Document(Path(found), file, fault="F007")
            elif regular and (name := file.rpartition("/")[2]) not in NAMES and name[0] != ".":
                yield _document(Path(found), file, str(path), keys)


def _walk(folder: Path) -> Iterator[tuple[str, str, bool, bool]]:
    """Yield what lies below a folder, but in hidden folders: relative name, path, whether it is a link, and a file."""
    waiting = [("", str(folder))]
    while waiting:
        prefix, path = waiting.pop()
        try:
            with os.scandir(path) as entries:
                for entry in entries:
                    if not entry.is_dir(follow_symlinks=False):
                        yield prefix + entry.name, entry.path, entry.is_symlink(), entry.is_file()
                    elif entry.name[0] != ".":
                        waiting.append((f"{prefix}{entry.name}/", entry.path))
        except OSError as fault:
            raise SetupError(f"{path} cannot be read ({fault.strerror}): its records would count as gone") from fault


def _document(path: Path, file: str, top: str, keys: Keys | None) -> Document:
    """Return the document of a file, named by the nearest manifest, by its own name, or by the ledger."""
    url = source = ""
    at = len(file)
    while at >= 0:
        at = file.rfind("/", 0, at)
        if said := _manifest(f"{top}/{file[:at]}" if at > 0 else top).get(file[at + 1 :]):
            url, source = said
            break
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
