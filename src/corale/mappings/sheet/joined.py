"""Tables that lie beside a table of processes (a platform's proposals, meetings, results): each row goes to
the process that its address names, as an output or a meeting of it.

`mappings/<source>/parts.csv` says what their columns state, `[parts]` of `source.toml` by which column of a
process its rows find it, by which columns a table is told, and which of their statuses is which of ours."""

import csv
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import chain
from pathlib import Path, PurePosixPath

from corale import artefacts
from corale.findings import finding
from corale.mappings.reading import personal
from corale.mappings.reading.documents import SHEETS, Beside, Document, Part, content
from corale.mappings.reading.lines import Line, physical
from corale.mappings.reading.template import clean, table
from corale.mappings.sheet import export
from corale.mappings.sheet.foreign import folded, sources, value_of
from corale.mappings.sheet.foreign import recognised as recognised_source
from corale.mappings.sheet.labelled import READERS
from corale.mappings.text.extraction import RecordBuilder
from corale.record import Fields

FILE = "parts.csv"


@dataclass(frozen=True, slots=True)
class Table:
    """A kind of table beside one of processes: its columns by folded name, each with the member that it
    states (empty: none) and the reader of its values; the field of a process that its rows are, and their
    kind.

    `status` gives our status for theirs (`*`: any other); rows of a status in `excluded` are left out."""

    source: str
    name: str
    signature: frozenset[str]
    columns: "dict[str, tuple[str, str]]"
    field: str
    kind: str
    status: "dict[str, str]"
    excluded: frozenset[str]


@cache
def tables() -> tuple[Table, ...]:
    """Return the tables that lie beside those of processes, of all sources."""
    return tuple(chain.from_iterable(map(_tables_of, sorted(one.name for one in sources()))))


@cache
def settings(source: str) -> "dict[str, str]":
    """Return by which column of a process its rows find it (`joined_by`), and the pattern of an address that
    names a process; nothing for a source without such tables."""
    stated = table(source, "source").get("parts", {})
    return {name: value for name, value in stated.items() if isinstance(value, str)}


def _tables_of(source: str) -> Iterator[Table]:
    stated = table(source, "source").get("parts", {}).get("tables", {})
    rows = list(csv.DictReader(artefacts.text("mappings", source, FILE).splitlines())) if stated else []
    for name, one in stated.items():
        columns = {
            folded(row["column"]): (row["member"], row["reader"]) for row in rows if row["table"] == name
        }
        yield Table(
            source,
            name,
            frozenset(map(folded, one["signature"])),
            columns,
            one["field"],
            one.get("kind", ""),
            one.get("status", {}),
            frozenset(one.get("left_out", ())),
        )


def recognised(rows: Sequence[str]) -> Table | None:
    """Return the kind of table whose signature the header of these lines has, or none."""
    if not rows:
        return None
    header = next(export.read(list(rows[:2])), None)
    names = set(map(folded, header.cells)) if header else set[str]()
    return next((one for one in tables() if one.signature <= names), None)


def by_process(file: str, rows: Sequence[str], of: Table) -> "dict[str, Beside]":
    """Return the rows of a table by what names their process in an address; under `""` those that name none.

    Rows that do not parse are among the latter."""
    read = export.read(list(rows))
    header = next(read)
    at = [n for n, cell in enumerate(header.cells) if of.columns.get(folded(cell), ("",))[0] == "process"]
    pattern = re.compile(settings(of.source)["address"])
    found: dict[str, list[tuple[int, tuple[str, ...]]]] = defaultdict(list)
    for row in read:
        cells = [] if row.fault else [row.cells[n] for n in at]
        named = next((match[1] for cell in cells if (match := pattern.search(cell))), "")
        found[named].append((row.number, row.lines))
    return {name: Beside(file, header.lines, tuple(some)) for name, some in found.items()}


@dataclass(frozen=True, slots=True)
class Folder:
    """The tables of a folder, by source: the rows of those beside its processes, by what names their process,
    and what names the processes of its tables."""

    beside: "dict[str, dict[str, list[Beside]]]"
    processes: "dict[str, set[str]]"


class Folders:
    """The folders that the documents of one run lie in, each read once, when the first table asks for it."""

    def __init__(self) -> None:
        self._read: dict[Path, Folder] = {}

    def of(self, document: Document) -> Folder:
        """Return the tables of the folder that a document lies in."""
        folder = document.path.parent
        if folder not in self._read:
            self._read[folder] = _folder(document)
        return self._read[folder]


def _folder(document: Document) -> Folder:
    found = Folder({}, {})
    for path in sorted(document.path.parent.iterdir()):
        if path.suffix.lower() not in SHEETS or not path.is_file():
            continue
        file = personal.masked_name(str(PurePosixPath(document.file).with_name(path.name)))
        held = content(Document(path, file))
        rows = [] if held.fault else physical(held.text)
        if theirs := recognised_source(*rows[:2]) if rows else None:
            if settings(theirs.name):
                read = export.read(rows)
                header = next(read)
                names = (named(header, row, theirs.name) for row in read)
                found.processes.setdefault(theirs.name, set()).update(filter(None, names))
        elif of := recognised(rows):
            own = found.beside.setdefault(of.source, {})
            for name, some in by_process(file, rows, of).items():
                own.setdefault(name, []).append(some)
    return found


def beside(document: Document, source: str, folders: Folders) -> "dict[str, list[Beside]]":
    """Return the rows of the tables in the folder of a table of processes, by what names their process."""
    return folders.of(document).beside.get(source, {}) if settings(source) else {}


def unclaimed(document: Document, rows: Sequence[str], of: Table, folders: Folders) -> Part:
    """Return, of a table whose rows belong to processes, the rows that belong to none in its folder."""
    known = folders.of(document).processes.get(of.source, ())
    found = by_process(document.file, rows, of)
    lost = sorted(row for name, some in found.items() if name not in known for row in some.rows)
    head = next(export.read(list(rows[:2]))).lines
    lines = tuple(line for _, own in lost for line in own)
    elsewhere = sum(1 for row in rows if row.strip()) - len(head) - len(lines)
    return Part(head, lines, lost[0][0] if lost else 1, True, (), elsewhere)


def named(header: export.Row, row: export.Row, source: str) -> str:
    """Return what names a process in the addresses of rows of other tables; nothing where none can."""
    wanted = settings(source).get("joined_by", "")
    names = [folded(cell) for cell in header.cells]
    return clean(row.cells[names.index(wanted)]) if wanted in names and not row.fault else ""


def tell(beside: Beside, builder: RecordBuilder) -> None:
    """State the rows of a table as values of their process, each with the evidence of its own file; personal
    data is masked first."""
    of = recognised(beside.head)
    if of is None:
        return
    for number, own in beside.rows:
        raw = [Line(n, text, text, 0) for n, text in enumerate(own, start=number)]
        lines, notes = personal.screen(raw)
        builder.findings += [
            finding("P001", beside.file, line.number, kind=(personal.CALLED[kind], kind))
            for kind, line in notes
        ]
        read = list(export.read([*beside.head, *(line.raw for line in lines)]))
        if len(read) == 2 and not read[1].fault:
            _state(read[0], replace(read[1], number=number), of, beside.file, builder)


def _state(header: export.Row, row: export.Row, of: Table, file: str, builder: RecordBuilder) -> None:
    """State one row; one without a title, or of a status that is none of a process's, is left out."""
    value: Fields = {"kind": of.kind} if of.kind else {}
    found: dict[str, Line] = {}
    for column, cell, line in zip(header.cells, row.cells, export.places(row), strict=True):
        member, reader = of.columns.get(folded(column), ("", ""))
        text = clean(cell)
        if member == "status":
            text = export.plain(text, reader)
            if text in of.excluded:
                return
            if status := of.status.get(text, of.status.get("*", "")):
                value["status"], found["status"] = status, line
        elif member not in ("", "process") and text:
            stated = READERS[reader](value_of(text, reader))
            if stated is not None:
                value[member], found[member] = stated, line
    if "title" not in value:
        return
    held = builder.fields.setdefault(of.field, [])
    assert isinstance(held, list)  # noqa: S101 (a field is a list or it is not, by the field table)
    held.append(value)
    for member, line in found.items():
        rule = "date" if member == "date" else "string"
        builder.prove(f"{of.field}/{len(held) - 1}/{member}", line, rule)
        builder.evidence[-1] = replace(builder.evidence[-1], file=file)
