"""From documents to extracted records: the first stage of the flow, a pure function of each document.

`extract` reads in sequence; `list_documents` and `read_document` are the same per file, for builds in
parallel."""

import hashlib
import json
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path

from corale.findings import Finding, finding
from corale.mappings.notice import read as notice
from corale.mappings.reading import markup, personal, spell
from corale.mappings.reading.documents import (
    SHEETS,
    TABLES,
    Content,
    Document,
    Fault,
    Part,
    content,
    list_documents,
)
from corale.mappings.reading.identity import NOTICES, hashed, number_of, own_key, stated, worded
from corale.mappings.reading.ledger import Ledger, Sighting, once
from corale.mappings.reading.lines import Line, nonblank, physical
from corale.mappings.reading.template import Label, load
from corale.mappings.sheet import export, foreign, joined, labelled, process
from corale.mappings.text.extraction import REPORTED, Extraction, RecordBuilder
from corale.record import Kind, LineAccount, Record

__all__ = ["Extraction", "distinct", "extract", "list_documents", "parts", "read_document"]

BROKEN = (ValueError, LookupError, TypeError, AttributeError, AssertionError, ArithmeticError, RecursionError)
REGISTRY, UNKNOWN = "osservatorio", "unknown"


def extract(paths: Sequence[Path], keys: Ledger | None = None) -> Iterator[Extraction]:
    """Return the extractions of all documents below the paths, in input order; new keys go into the ledger
    `keys`.

    Raises:
        NotFoundError: a path is not there.
    """
    folders = joined.Folders()
    extractions = (one for document in list_documents(paths) for one in read_document(document, folders))
    yield from distinct(extractions if keys is None else given(list(extractions), keys))
    if keys:
        keys.save()


def given(extractions: Sequence[Extraction], keys: Ledger) -> list[Extraction]:
    """Return extractions under the keys that the ledger gives, entered in it; a near match is a finding."""
    settled = iter(keys.assign([one for one in map(sighting, extractions) if one]))
    named = [rekeyed(one, next(settled)) if sighting(one) else one for one in extractions]
    return [_compared(one, keys) for one in named]


def _compared(extraction: Extraction, keys: Ledger) -> Extraction:
    """Return an extraction with a finding, where its record is a near match of another."""
    met = sighting(extraction)
    near = keys.near(met) if met else None
    return replace(extraction, findings=(*extraction.findings, near)) if near else extraction


def sighting(extraction: Extraction) -> Sighting | None:
    """Return the record of an extraction as the ledger of keys knows it; none where it is unknown."""
    return None if extraction.record.kind == "unknown" else Sighting.of(extraction.record)


def rekeyed(extraction: Extraction, key: str) -> Extraction:
    """Return an extraction with its record under another key."""
    if key == extraction.record.key:
        return extraction
    record = replace(extraction.record, key=key)
    named = (replace(one, record=record.slug if one.record else "") for one in extraction.findings)
    return replace(extraction, record=record, findings=tuple(named))


def distinct(extractions: Iterable[Extraction]) -> Iterator[Extraction]:
    """Return the extractions with each record once: one that was read before is set aside, with a finding."""
    for extraction, again in once(extractions, sighting):
        yield _twice(extraction, again) if again else extraction


def read_document(document: Document, folders: joined.Folders | None = None) -> list[Extraction]:
    """Return the extractions of one document (more than one for a table); `folders` are those of the run."""
    made = _extractions(document, folders or joined.Folders())
    if document.last_seen:
        made = [replace(one, record=replace(one.record, last_seen=document.last_seen)) for one in made]
    if made and personal.MASK in document.file and (document.part is None or document.part.leads):
        note = finding("P002", document.file)
        made[0] = replace(made[0], findings=(note, *made[0].findings))
    return made


def _extractions(document: Document, folders: joined.Folders) -> list[Extraction]:
    if document.fault:
        return [_refused(document, Content("", "", 0, Fault(document.fault)))]
    if document.part:
        return [_part(document, document.part)]
    if len(apart := parts(document, folders)) != 1 or apart[0].part:
        return [one for each in apart for one in _extractions(each, folders)]
    found = content(document)
    if found.fault:
        return [_refused(document, found)]
    try:
        with spell.within():
            return [_noted(one, found) for one in _read(document, found)]
    except spell.TimeSpentError:
        spent = Fault("R010", words=(("text", f"{spell.SECONDS:g} s"),))
        return [_refused(document, replace(found, fault=spent))]
    except BROKEN as error:
        said = Fault("F014", words=(("text", type(error).__name__),))
        return [_refused(document, replace(found, fault=said))]


def _noted(extraction: Extraction, found: Content) -> Extraction:
    """Return an extraction with what was noted while its file was decoded and read."""
    if not found.notes:
        return extraction
    record = extraction.record
    name = "" if record.kind == "unknown" else record.slug
    notes = [finding(note.code, record.file, note.line, **dict(note.words)) for note in found.notes]
    return replace(extraction, findings=(*(replace(one, record=name) for one in notes), *extraction.findings))


def _part(document: Document, part: Part) -> Extraction:
    try:
        if document.path.suffix.lower() in SHEETS:
            return _table_row(document, part)
        return _reread(document.file, part)
    except BROKEN as error:
        fault = Fault("F014", part.number, words=(("text", type(error).__name__),))
        digest = hashlib.sha256("\n".join(part.lines).encode()).hexdigest()
        return _refused(document, Content("", digest, len(part.lines), fault))


def _read(document: Document, found: Content) -> list[Extraction]:
    if document.path.suffix.lower() in SHEETS:
        return [_refused(document, replace(found, fault=Fault("K001")))]
    if found.page:
        return [_html(document, found)]
    return [_paged(_page(document, physical(found.text), found.digest), found.firsts)]


def _paged(extraction: Extraction, firsts: Sequence[int]) -> Extraction:
    """Return an extraction whose evidence names the page of a PDF, where its pages begin at these lines."""
    if not firsts:
        return extraction
    proofs = (replace(one, page=bisect_right(firsts, one.line)) for one in extraction.record.evidence)
    return replace(extraction, record=replace(extraction.record, evidence=tuple(proofs)))


def _html(document: Document, found: Content) -> Extraction:
    try:
        html = markup.sheet(found.text, load(REGISTRY))
    except markup.TooDeepError:
        fault = Fault("F008", words=(("limit", markup.DEPTH),))
        return _refused(document, replace(found, fault=fault))
    key = document.key or number_of(html.address)
    return _page(
        replace(document, key=key, url=document.url or html.address), html.rows, found.digest, html.lines
    )


def _page(document: Document, rows: list[str], digest: str, lines: list[Line] | None = None) -> Extraction:
    builder = RecordBuilder(document.file, len(rows), "process", markup=lines is not None)
    lines = builder.screen(list(nonblank(rows)) if lines is None else lines)
    kind, source = _kind(lines)
    builder.section = "process" if kind == "registry-record" else "notice"
    if kind == "registry-record":
        process.read(lines, builder, source)
    elif kind == "notice":
        notice.read(lines, builder)
    else:
        for line in lines:
            builder.status[line.number] = REPORTED
        builder.note("K001")
    made = finished(document, builder, kind, source, digest, worded(line.text for line in lines))
    return replace(made, lines=tuple(lines))


def parts(document: Document, folders: joined.Folders) -> list[Document]:
    """Return what of a document is worked on apart: the rows of a table; any other document whole.

    `folders` are those of the run, in which rows of other tables lie that belong to a row."""
    suffix = document.path.suffix.lower()
    if document.fault or suffix not in TABLES:
        return [document]
    found = content(document)
    rows = physical(found.text)
    if found.fault:
        return [document]
    if suffix not in SHEETS:
        return [replace(document, part=one) for one in _records(rows)]
    theirs = foreign.recognised(*rows[:2])
    if theirs is None and (table := joined.recognised(rows)):
        return [replace(document, part=joined.unclaimed(document, rows, table, folders))]
    if theirs is None and not export.recognises(rows, REGISTRY):
        return [document]
    return [replace(document, part=one) for one in _rows(document, rows, theirs, folders)]


def _rows(
    document: Document, rows: list[str], of: foreign.Foreign | None, folders: joined.Folders
) -> Iterator[Part]:
    read = export.read(rows)
    header = next(read)
    beside = joined.beside(document, of.name, folders) if of else {}
    leads = True
    for row in read:
        own = beside.get(joined.named(header, row, of.name), ()) if of and beside else ()
        yield Part(header.lines, row.lines, row.number, leads, tuple(own))
        leads = False


def _records(rows: list[str]) -> Iterator[Part]:
    return (Part((), (row,), number, False) for number, row in enumerate(rows, start=1) if row.strip())


def _table_row(document: Document, part: Part) -> Extraction:
    """Return the record of a row of an export; a row that does not parse is set aside."""
    if table := joined.recognised(part.head):
        return _table_beside(document, part, table)
    head, above = part.head, part.number - 1
    places = [*range(1, len(head) + 1), *range(part.number, part.number + len(part.lines))]
    raw = zip(places, (*head, *part.lines), strict=True)
    lines, notes = personal.screen([Line(number, text, text, 0) for number, text in raw])
    header, row = islice(export.read([line.raw for line in lines]), 2)
    row = replace(row, number=part.number)
    theirs = foreign.recognised(*head[:2])
    ignored = len(head) if part.leads else 0
    if row.fault:
        fault = Fault("F010", row.number, (("row", row.number), ("text", row.fault)))
        return _refused(document, Content("", row.digest, len(row.lines) + ignored, fault), ignored)
    builder = RecordBuilder(document.file, above + len(row.lines), "process", markup=True)
    builder.hold([(kind, line) for kind, line in notes if line.number >= row.number])
    if theirs:
        return _foreign_row(document, header, row, theirs, builder, part)
    labels, unknown = export.columns(header, REGISTRY)
    return _row(document, row, labels, unknown if part.leads else [], builder, ignored)


def _row(
    document: Document,
    row: export.Row,
    labels: list[Label | None],
    unknown: list[str],
    builder: RecordBuilder,
    ignored: int,
) -> Extraction:
    template = load(REGISTRY)
    page, number = export.page(row, labels, builder, template)
    labelled.fill(page, builder, template)
    builder.truncated = False
    for name in unknown:
        builder.note("T006", 1, text=name)
    process.tell(builder)
    own = replace(document, key=number)
    return _counted(finished(own, builder, "registry-record", REGISTRY, row.digest), row, builder, ignored)


def _foreign_row(
    document: Document,
    header: export.Row,
    row: export.Row,
    of: foreign.Foreign,
    builder: RecordBuilder,
    part: Part,
) -> Extraction:
    """Return the record of a row of somebody else's table: what its columns state, its prose not searched."""
    stated, unknown = foreign.columns(header, of)
    ignored = len(header.lines) if part.leads else 0
    read = foreign.read(row, stated, builder)
    if read.skipped:
        fault = Fault("T008", row.number, (("text", of.name),))
        return _refused(document, Content("", row.digest, len(row.lines) + ignored, fault), ignored)
    labelled.fill(read.page, builder, load(REGISTRY))
    for beside in part.beside:
        joined.tell(beside, builder)
    builder.truncated = False
    for name in unknown if part.leads else ():
        builder.note("T009", 1, text=name, source=of.name)
    unstated = foreign.without_field(header, of)
    if unstated and part.leads:
        listed = ", ".join(unstated)
        builder.note("T012", 1, count=len(unstated), columns=(listed, listed))
    own = replace(document, key=read.key, url=read.url)
    made = finished(own, builder, "registry-record", of.name, row.digest)
    made = replace(made, record=replace(made.record, number=read.number))
    return _counted(made, row, builder, ignored)


def _table_beside(document: Document, part: Part, of: joined.Table) -> Extraction:
    """Return the account of a table whose rows belong to processes: which columns are unknown, which rows
    name no process in its folder."""
    builder = RecordBuilder(document.file, 0, "process")
    builder.note("T010", text=of.name, count=part.elsewhere)
    if part.lines:
        builder.note("T011", part.number, text=of.name, count=len(part.lines))
    for cell in next(export.read([*part.head])).cells:
        if cell.strip() and foreign.folded(cell) not in of.columns:
            builder.note("T009", 1, text=cell.strip(), source=of.source)
    digest = hashlib.sha256(repr(part).encode()).hexdigest()
    record = builder.record("unknown", UNKNOWN, hashed(digest), digest, document.url)
    lines = len(part.head) + len(part.lines) + part.elsewhere
    account = LineAccount(lines, part.elsewhere, len(part.head), len(part.lines))
    return Extraction(replace(record, account=account), tuple(builder.findings))


def _counted(made: Extraction, row: export.Row, builder: RecordBuilder, ignored: int) -> Extraction:
    """Return the extraction of a row with its own account of lines."""
    mine = builder.status[row.number : row.number + len(row.lines)]
    mapped, reported = mine.count(1), mine.count(2)
    total = len(row.lines) + ignored
    account = LineAccount(total, mapped, total - mapped - reported, reported)
    return replace(made, record=replace(made.record, account=account))


def finished(
    document: Document, builder: RecordBuilder, kind: Kind, source: str, digest: str, words: str = ""
) -> Extraction:
    """Return the extraction of what was read, under its document's number, else under the key of its own.

    `words` is the digest of the document's words, where it is one text."""
    key = document.key or own_key(source, stated(builder.fields, builder.candidates), words or digest)
    record = builder.record(kind, source, key, digest, document.url)
    name = "" if kind == "unknown" else record.slug
    return Extraction(record, tuple(replace(one, record=name) for one in builder.findings))


def _kind(lines: list[Line]) -> tuple[Kind, str]:
    """Tell what the lines are: a page of the registry, a notice, or neither."""
    if process.recognises(lines, REGISTRY):
        return "registry-record", REGISTRY
    return ("notice", NOTICES) if notice.recognises(lines) else ("unknown", UNKNOWN)


def _refused(document: Document, found: Content, ignored: int = 0) -> Extraction:
    """Return the extraction of a document that cannot be read: nothing but a finding, all lines reported."""
    fault = found.fault or Fault("K001")
    builder = RecordBuilder(document.file, 0, "notice")
    builder.findings.append(finding(fault.code, document.file, fault.line, **dict(fault.words)))
    ignored = found.lines if fault.code == "F009" else ignored
    account = LineAccount(found.lines, 0, ignored, found.lines - ignored)
    key = document.key or hashed(found.digest)
    record = replace(builder.record("unknown", UNKNOWN, key, found.digest, document.url), account=account)
    return Extraction(record, tuple(builder.findings))


def _twice(extraction: Extraction, again: Finding) -> Extraction:
    """Return the extraction of a record that was read before: set aside, with that finding."""
    record = extraction.record
    account = LineAccount(record.account.lines, 0, 0, record.account.lines)
    empty = RecordBuilder(record.file, 0, "notice").record(
        "unknown", UNKNOWN, record.key, record.digest, record.url
    )
    return Extraction(replace(empty, account=account), (again,))


def _reread(file: str, part: Part) -> Extraction:
    """Return the record of a line of JSON; a line that is none is set aside with a finding."""
    (row,) = part.lines
    try:
        json_record = json.loads(row)
        record = Record.from_json(json_record)
        findings = tuple(map(Finding.from_json, json_record.get("findings", [])))
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        said = finding("F011", file, part.number, text=f"{type(error).__name__}: {error}")
        digest = hashlib.sha256(row.encode()).hexdigest()
        empty = RecordBuilder(file, 1, "notice").record("unknown", "unknown", f"line-{part.number}", digest)
        return Extraction(replace(empty, account=LineAccount(1, 0, 0, 1)), (said,))
    return Extraction(record, findings)
