"""What a file is, by its bytes, and its lines: text that is decoded here, or a format that a parser reads."""

from dataclasses import dataclass

from corale.mappings.reading import UnreadableError
from corale.mappings.reading.office import docx, odt, p7m, package, pdf, xlsx

SUFFIXES = (".pdf", ".docx", ".odt", ".xlsx", ".p7m")
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"


@dataclass(frozen=True, slots=True)
class Reading:
    """The lines of a file; `kind` is its format; `blank` are the pages of a PDF that hold no text, or the
    sheets of a workbook whose columns are not those of its first one; `firsts` are the lines (from 1) with
    which the pages of a PDF begin.

    Where it is plain text or HTML (inside a signed envelope), `data` are its bytes and there are no lines.
    """

    kind: str
    lines: tuple[str, ...] = ()
    blank: tuple[int, ...] = ()
    data: bytes = b""
    firsts: tuple[int, ...] = ()


def kind_of(data: bytes) -> str:
    """Return the format that bytes begin like: `pdf`, `zip`, `ole`, `p7m`, or nothing for text.

    >>> kind_of(b"%PDF-1.7"), kind_of(b"Avviso")
    ('pdf', '')
    """
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if data.startswith(_ZIP):
        return "zip"
    if data.startswith(_OLE):
        return "ole"
    return "p7m" if p7m.is_signed(data) else ""


def read(data: bytes, suffix: str) -> Reading:
    """Return what a file holds; `suffix` is that of its name.

    Raises:
        UnreadableError: it cannot be read: why, as a finding.
    """
    if suffix == ".p7m" or kind_of(data) == "p7m":
        if not p7m.is_signed(data):
            raise UnreadableError("R008", kind="P7M", text="CMS")
        data = p7m.content(data)
        suffix = ""
    match kind_of(data):
        case "pdf":
            lines, blank, firsts = pdf.lines(data)
            return Reading("pdf", tuple(lines), tuple(blank), firsts=tuple(firsts))
        case "zip":
            return _package(data)
        case "ole":  # the old binary formats, and new ones under a password
            raise UnreadableError("R006")
        case _ if suffix:
            raise UnreadableError("R008", kind=suffix[1:].upper(), text="formato · format")
        case _:
            return Reading("text", data=data)


def _package(data: bytes) -> Reading:
    with package.opened(data) as zipped:
        names = set(zipped.namelist())
        if docx.BODY in names:
            return Reading("docx", tuple(docx.lines(zipped)))
        if xlsx.BOOK in names:
            rows, left = xlsx.lines(zipped)
            return Reading("xlsx", tuple(rows), tuple(left))
        if odt.BODY in names:
            return Reading("odt", tuple(odt.lines(zipped)))
    raise UnreadableError("R008", kind="ZIP", text="DOCX, ODT, XLSX?")
