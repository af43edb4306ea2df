"""From documents to extracted records: the first stage of the flow, a pure function of each document.

`extract` reads in sequence; `list_documents` and `read_document` are the same per file, for builds in parallel.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from corale.findings import Finding
from corale.mappings import notice, process
from corale.mappings.documents import Content, Document, Fault, content, list_documents
from corale.mappings.draft import Draft
from corale.mappings.identity import Keys, hashed
from corale.mappings.lines import Line, physical, said
from corale.mappings.messages import finding
from corale.record import Kind, Ledger, Record

__all__ = ["Extraction", "extract", "list_documents", "read_document"]

REGISTRY, NOTICES, UNKNOWN = "osservatorio", "avviso", "unknown"


@dataclass(frozen=True, slots=True)
class Extraction:
    """What came out of a document: its record, and the findings about it."""

    record: Record
    findings: tuple[Finding, ...]


def extract(paths: Sequence[Path], keys: Keys | None = None) -> Iterator[Extraction]:
    """Return the extractions of all documents below the paths, in input order; new keys go into the ledger `keys`.

    Raises:
        NotFoundError: a path is not there.
    """
    first: dict[tuple[str, str], str] = {}
    for document in list_documents(paths, keys):
        for extraction in read_document(document):
            record = extraction.record
            if record.kind != "unknown":
                slot = record.source, record.key
                if slot in first:
                    yield _twice(extraction, first[slot])
                    continue
                first[slot] = record.file
                if keys:
                    keys.remember(record.source, record.file, record.key)
            yield extraction
    if keys:
        keys.save()


def read_document(document: Document) -> list[Extraction]:
    """Return the extractions of one document (more than one for a table); a pure, picklable function."""
    if document.fault:
        return [_refused(document, Content("", "", 0, Fault(document.fault)))]
    found = content(document)
    if found.fault:
        return [_refused(document, found)]
    return [_page(document, found)]


def _page(document: Document, found: Content) -> Extraction:
    rows = physical(found.text)
    lines = list(said(rows))
    kind, source = _kind(lines)
    draft = Draft(document.file, len(rows), "process" if kind == "registry-record" else "notice")
    if kind == "registry-record":
        process.read(lines, draft, source)
    elif kind == "notice":
        notice.read(lines, draft)
    else:
        for line in lines:
            draft.status[line.number] = 2
        draft.note("K001")
    return finished(document, draft, kind, source, found.digest)


def finished(document: Document, draft: Draft, kind: Kind, source: str, digest: str) -> Extraction:
    """Return the extraction of a draft, under the key that the document's number, ledger or bytes give."""
    key = document.key or dict(document.keys).get(source) or hashed(digest)
    record = draft.record(kind, source, key, digest, document.url)
    name = "" if kind == "unknown" else record.slug
    return Extraction(record, tuple(replace(one, record=name) for one in draft.findings))


def _kind(lines: list[Line]) -> tuple[Kind, str]:
    """Tell what the lines are: a page of the registry, a notice, or neither."""
    if process.recognises(lines, REGISTRY):
        return "registry-record", REGISTRY
    return ("notice", NOTICES) if notice.recognises(lines) else ("unknown", UNKNOWN)


def _refused(document: Document, found: Content) -> Extraction:
    """Return the extraction of a document that cannot be read: nothing but a finding, all lines reported."""
    fault = found.fault or Fault("K001")
    draft = Draft(document.file, 0, "notice")
    draft.findings.append(finding(fault.code, document.file, fault.line, **dict(fault.words)))
    empty = fault.code == "F009"
    ledger = Ledger(found.lines, 0, found.lines if empty else 0, 0 if empty else found.lines)
    key = document.key or hashed(found.digest)
    record = replace(draft.record("unknown", UNKNOWN, key, found.digest, document.url), ledger=ledger)
    return Extraction(record, tuple(draft.findings))


def _twice(extraction: Extraction, other: str) -> Extraction:
    """Return the extraction of a record that was read before: set aside, with a finding."""
    record = extraction.record
    again = finding("F012", record.file, key=record.slug, other=other)
    ledger = Ledger(record.ledger.lines, 0, 0, record.ledger.lines)
    empty = Draft(record.file, 0, "notice").record("unknown", UNKNOWN, record.key, record.digest, record.url)
    return Extraction(replace(empty, ledger=ledger), (again,))
