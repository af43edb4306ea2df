"""The documents of a run: files found in sorted order, with what names them; bytes read under fixed
limits."""

import csv
import hashlib
import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from corale.errors import NotFoundError, SetupError, UsageError
from corale.mappings.reading import UnreadableError, encodings, formats, tabular
from corale.mappings.reading.identity import number_in, number_of
from corale.mappings.reading.office import bounded
from corale.mappings.reading.personal import masked_name

PAGES = (".html", ".htm", ".xhtml")
READ = (".txt", *PAGES, ".csv", ".json", ".jsonl", *formats.SUFFIXES)
TABLES = (".csv", ".json", ".jsonl", ".xlsx")
SHEETS = (".csv", ".json", ".xlsx")
NAMES = frozenset({"manifest.csv", "ledger.csv"})
BYTES, LINE, LINES = 5_000_000, 64_000, 20_000
BULK = 200_000_000
FILE = 50_000_000
MANY = 20  # findings of one kind about one file

_MARKUP = re.compile(rb"<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069\u200e\u200f\ufeff]")


@dataclass(frozen=True, slots=True)
class Beside:
    """Rows of another table that belong to a row: the file, the lines of its header, and each row with the
    number of its first line."""

    file: str
    head: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A row of a table, that is worked on apart: lines of the header, its own, number of its first line, if
    it leads.

    The first row stands for the header too where lines are counted. `beside` are rows of other tables that
    belong to it. Of a table whose rows belong to others, the part is what belongs to none; `elsewhere` counts
    the lines of the rest.
    """

    head: tuple[str, ...]
    lines: tuple[str, ...]
    number: int
    leads: bool
    beside: tuple[Beside, ...] = ()
    elsewhere: int = 0


@dataclass(frozen=True, slots=True)
class Origin:
    """What a manifest says of a file: its address and source; where the address leads nowhere any more, the
    day on which it gave the file last (`yyyy-mm-dd`)."""

    url: str = ""
    source: str = ""
    last_seen: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """A file to read: `file` relative to the path given (personal data in its name masked), its path.

    `url`, `source` and `last_seen` come from its manifest (:class:`Origin`), `key` is its number if it has
    one; `fault` is the code of a finding where the file is not to be read; `part` is what of it is meant,
    where not the whole."""

    path: Path
    file: str
    url: str = ""
    source: str = ""
    key: str = ""
    fault: str = ""
    part: Part | None = None
    last_seen: str = ""


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a document cannot be read: the finding's code and words, and the line (0: the whole file)."""

    code: str
    line: int = 0
    words: tuple[tuple[str, object], ...] = ()


@dataclass(frozen=True, slots=True)
class Content:
    """The bytes of a document, judged: its text and digest, or the fault that stops it.

    `notes` are faults that do not stop it; `page` says that the text is HTML; `firsts` are the lines (from 1)
    with which the pages of a PDF begin.
    """

    text: str
    digest: str
    lines: int
    fault: Fault | None = None
    notes: tuple[Fault, ...] = ()
    page: bool = False
    firsts: tuple[int, ...] = ()


@cache
def _manifest(folder: str) -> dict[str, Origin]:
    """Return what the manifest of a folder says of its files, by name."""
    path = Path(folder) / "manifest.csv"
    if not path.is_file():
        return {}
    try:
        rows = csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines())
    except UnicodeDecodeError as fault:
        raise UsageError(
            f"{path}: non è UTF-8 · is not UTF-8 (byte {fault.start}): save it as UTF-8"
        ) from fault
    return {row["file"]: _origin(row) for row in rows if row.get("file")}


def _origin(row: dict[str, str]) -> Origin:
    url, source, seen, gone = (row.get(name) or "" for name in ("url", "source", "seen", "gone"))
    day = _DAY.match(seen) if gone else None
    return Origin(url, source, day[0] if day else "")


def list_documents(paths: Sequence[Path]) -> Iterator[Document]:
    """Return the documents below the paths, folders walked in sorted order; links out of a folder are not
    followed.

    What cannot be read (a folder without rights, a link that leads nowhere, a pipe) is listed too, with its
    fault.

    Raises:
        NotFoundError: a path is not there.
        SetupError: a folder that was given cannot be read.
    """
    _manifest.cache_clear()
    for given in paths:
        path = given.absolute()
        if not os.path.lexists(path):
            raise NotFoundError(f"there is no {given}: give a file or a folder of records")
        if not path.is_dir():
            found = _document(path, path.name, str(path.parent))
            yield found if path.is_file() else replace(found, fault=_irregular(path))
            continue
        root = path.resolve()
        for file, place, fault in sorted(_walk(path)):
            at = Path(place)
            fault = fault or ("F007" if at.is_symlink() and not at.resolve().is_relative_to(root) else "")
            name = file.rpartition("/")[2]
            if fault:
                yield Document(at, masked_name(file), fault=fault)
            elif name not in NAMES and name[0] != "." and not at.is_dir():
                yield _document(at, file, str(path))


def _irregular(path: Path) -> str:
    """Return the finding of what is no file: a link in a loop or to nothing, else a pipe, device or
    socket."""
    return "R011" if path.is_symlink() and not _leads(path) else "R012"


def _leads(path: Path) -> bool:
    try:
        path.resolve(strict=True)
    except (OSError, RuntimeError):  # RuntimeError: a loop, before Python 3.13
        return False
    return True


def _walk(folder: Path) -> Iterator[tuple[str, str, str]]:
    """Yield what lies below a folder, but in hidden folders: relative name, path, and the code of its
    fault."""
    waiting = [("", str(folder))]
    while waiting:
        prefix, path = waiting.pop()
        try:
            with os.scandir(path) as entries:
                for entry in entries:
                    if entry.is_dir(follow_symlinks=False):
                        if entry.name[0] != ".":
                            waiting.append((f"{prefix}{entry.name}/", entry.path))
                    elif entry.is_symlink() and not _leads(Path(entry.path)):
                        yield prefix + entry.name, entry.path, "R011"
                    else:
                        usual = entry.is_file() or entry.is_symlink() or entry.name[0] == "."
                        yield prefix + entry.name, entry.path, "" if usual else "R012"
        except OSError as fault:
            if not prefix:
                raise SetupError(
                    f"{path} cannot be read ({fault.strerror}): its records would count as gone"
                ) from fault
            yield prefix.rstrip("/"), path, "R013"


def _document(path: Path, file: str, top: str) -> Document:
    """Return the document of a file, named by the nearest manifest or by its own name."""
    origin, at = Origin(), len(file)
    while at >= 0:
        at = file.rfind("/", 0, at)
        if stated := _manifest(f"{top}/{file[:at]}" if at > 0 else top).get(file[at + 1 :]):
            origin = stated
            break
    file = masked_name(file)
    fault = "" if path.suffix.lower() in READ else "F001"
    number = number_of(origin.url) or number_in(path.name)
    return Document(path, file, origin.url, origin.source, number, fault, last_seen=origin.last_seen)


def content(document: Document) -> Content:
    """Return what the file holds, or why it cannot be read; never raises for what a file may hold.

    Raises:
        SetupError: the library that reads its format is missing.
    """
    suffix = document.path.suffix.lower()
    bulk, parsed = suffix in TABLES, suffix in formats.SUFFIXES
    limit = FILE if parsed or suffix == ".json" else BULK if bulk else BYTES
    try:
        if document.path.stat().st_size > limit:
            return Content("", "", 0, Fault("F004", words=(("limit", limit),)))
        data = document.path.read_bytes()
    except OSError as error:
        return Content("", "", 0, Fault("F013", words=(("text", error.strerror or type(error).__name__),)))
    if parsed and data.strip():
        return _parsed(data, suffix, bulk)
    found = judged(data, bulk, suffix in PAGES)
    return _listed(found) if suffix == ".json" and not found.fault else found


def _listed(found: Content) -> Content:
    """Return a JSON export as the text of a table."""
    try:
        rows = tabular.lines(found.text)
    except UnreadableError as error:
        return replace(found, text="", fault=Fault(error.code, words=tuple(error.words.items())))
    return replace(found, text="\n".join(rows), lines=len(rows))


def _parsed(data: bytes, suffix: str, bulk: bool) -> Content:
    """Return the text that a parser reads from a file."""
    digest = hashlib.sha256(data).hexdigest()
    try:
        reading = bounded.read(data, suffix)
    except UnreadableError as error:
        return Content("", digest, 0, Fault(error.code, words=tuple(error.words.items())))
    if reading.kind == "text":
        page = _MARKUP.search(reading.data[:1_000]) is not None
        return replace(judged(reading.data, page=page), digest=digest)
    rows = [_CONTROLS.sub(" ", row.replace("\t", " ")).rstrip() for row in reading.lines]
    above = next((place for place, row in enumerate(rows) if row), 0)  # empty lines, which are not kept
    firsts = tuple(max(first - above, 1) for first in reading.firsts)
    found = judged("\n".join(rows).strip("\n").encode() or b" ", bulk)
    blank = ", ".join(map(str, reading.blank[:20])) + (" …" if len(reading.blank) > 20 else "")
    code = "R015" if reading.kind == "xlsx" else "R014"
    notes = (Fault(code, words=(("text", blank),)),) if blank else ()
    return replace(found, digest=digest, notes=(*notes, *found.notes), firsts=firsts)


def judged(data: bytes, bulk: bool = False, page: bool = False) -> Content:
    """Return the text of a document's bytes, or the fault that stops it.

    A table (`bulk`) has no limit of lines; a `page` may declare its encoding. What was mended is a note."""
    digest = hashlib.sha256(data).hexdigest()
    count = data.count(b"\n") + (not data.endswith(b"\n") and bool(data))
    if not data.strip():
        return Content("", digest, count, Fault("F009"))
    if not bulk and count > LINES:
        return Content("", digest, count, Fault("F006", words=(("limit", LINES),)))
    try:
        text, encoding = encodings.decoded(data, page)
    except UnreadableError as error:
        words = dict(error.words)
        line = words.pop("line", 0)
        return Content(
            "", digest, count, Fault(error.code, line if isinstance(line, int) else 0, tuple(words.items()))
        )
    text, mended, lost = encodings.mended(text.replace("\x0c", " "))
    if bad := _CONTROLS.search(text):
        line = text.count("\n", 0, bad.start()) + 1
        return Content("", digest, count, Fault("F003", line, (("text", f"U+{ord(bad[0]):04X}"),)))
    if not bulk and len(data) > LINE:
        for number, row in enumerate(data.split(b"\n"), start=1):
            if len(row) > LINE:
                return Content("", digest, count, Fault("F005", number, (("limit", LINE),)))
    notes = [Fault("R001", words=(("text", encoding),))] if encoding != "utf-8" else []
    notes += (
        [Fault("R002", words=(("text", " ".join(sorted(one.strip() for one in mended))),))] if mended else []
    )
    notes += [Fault("R003", number) for number in lost[:MANY]]
    lines = count if encoding in ("utf-8", "windows-1252") else len(text.split("\n")) - text.endswith("\n")
    return Content(text, digest, lines, None, tuple(notes), page)
