"""Small files of every format, made by hand: what they hold is invented."""

import io
import zipfile
from collections.abc import Iterable, Sequence

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:mc="urn:mc"'
ODF = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:dc="http://purl.org/dc/elements/1.1/"'
)


def pdf(pages: Sequence[Sequence[tuple[float, float, str]]], extra: bytes = b"", info: str = "") -> bytes:
    """Return a PDF whose pages show texts at their places, in order, in Helvetica 10."""
    objects: list[bytes] = []
    kids = " ".join(f"{4 + 2 * n} 0 R" for n in range(len(pages)))
    objects.append(b"<< /Type /Catalog /Pages 2 0 R >>")
    objects.append(f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode())
    objects.append(b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>")
    for n, texts in enumerate(pages):
        stream = b"BT /F1 10 Tf\n"
        for x, y, text in texts:
            safe = text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)").encode("cp1252")
            stream += f"1 0 0 1 {x} {y} Tm (".encode() + safe + b") Tj\n"
        stream += b"ET\n" + extra
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> "
            + f"/Contents {5 + 2 * n} 0 R >>".encode()
        )
        objects.append(f"<< /Length {len(stream)} >>\nstream\n".encode() + stream + b"endstream")
    if info:
        objects.append(f"<< /Author ({info}) /Title ({info}) >>".encode())
    out = bytearray(b"%PDF-1.4\n")
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
    start = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    out += b"".join(f"{place:010} 00000 n \n".encode() for place in places)
    named = f" /Info {len(objects)} 0 R" if info else ""
    out += f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R{named} >>\nstartxref\n{start}\n%%EOF\n".encode()
    return bytes(out)


def zipped(members: dict[str, str | bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in members.items():
            package.writestr(zipfile.ZipInfo(name, (2024, 1, 1, 0, 0, 0)), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def para(text: str, item: bool = False) -> str:
    listed = '<w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr>' if item else ""
    return f"<w:p>{listed}<w:r><w:t>{text}</w:t></w:r></w:p>"


def docx(body: str, **members: str) -> bytes:
    parts: dict[str, str | bytes] = {
        "word/document.xml": f"<w:document {W}><w:body>{body}</w:body></w:document>"
    }
    return zipped(parts | {name.replace("__", "/") + ".xml": text for name, text in members.items()})


def odt(body: str) -> bytes:
    content = f"<office:document-content {ODF}><office:body><office:text>{body}</office:text></office:body></office:document-content>"
    return zipped({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": content})


Rows = Iterable[Sequence[str | int | float]]


def xlsx(rows: Rows, dates: Sequence[int] = (), more: Sequence[Rows] = ()) -> bytes:
    """Return a workbook of one sheet, and those of `more`; numbers in the columns `dates` are shown as days."""
    sheets = {
        f"xl/worksheets/sheet{n}.xml": _sheet(one, dates) for n, one in enumerate([rows, *more], start=1)
    }
    styles = '<styleSheet><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>'
    return zipped({"xl/workbook.xml": "<workbook/>", "xl/styles.xml": styles, **sheets})


def _sheet(rows: Rows, dates: Sequence[int]) -> str:
    made = []
    for number, row in enumerate(rows, start=1):
        cells = []
        for place, value in enumerate(row):
            name = f'r="{chr(65 + place)}{number}"'
            style = ' s="1"' if place in dates and number > 1 else ""
            cells.append(
                f'<c {name} t="inlineStr"><is><t>{value}</t></is></c>'
                if isinstance(value, str)
                else f"<c {name}{style}><v>{value}</v></c>"
            )
        made.append(f'<row r="{number}">{"".join(cells)}</row>')
    return f"<worksheet><sheetData>{''.join(made)}</sheetData></worksheet>"


def der(tag: int, data: bytes, indefinite: bool = False) -> bytes:
    if indefinite:
        return bytes([tag, 0x80]) + data + b"\0\0"
    size = len(data)
    head = (
        bytes([size])
        if size < 128
        else bytes([0x80 + (width := (size.bit_length() + 7) // 8)]) + size.to_bytes(width, "big")
    )
    return bytes([tag]) + head + data


def p7m(data: bytes, pieces: int = 0, signer: bytes = b"CN=Geltrude Inventata") -> bytes:
    """Return a signed envelope around bytes; with `pieces` of an indefinite length, as many signing programs write."""
    octets = der(0x04, data)
    if pieces:
        step = max(len(data) // pieces, 1)
        octets = der(
            0x24, b"".join(der(0x04, data[at : at + step]) for at in range(0, len(data), step)), True
        )
    inner = der(0x30, bytes.fromhex("06092a864886f70d010701") + der(0xA0, octets, bool(pieces)), bool(pieces))
    signed = der(
        0x30,
        der(0x02, b"\x01") + der(0x31, b"") + inner + der(0xA0, der(0x30, signer)) + der(0x31, b""),
        bool(pieces),
    )
    return der(0x30, bytes.fromhex("06092a864886f70d010702") + der(0xA0, signed, bool(pieces)), bool(pieces))
