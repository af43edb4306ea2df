"""PDF (ISO 32000) with text, through PDFium: lines in reading order, page by page.

Properties, form fields, annotations, attachments and certificates are not read.
"""

import ctypes
from itertools import accumulate
from typing import TYPE_CHECKING

from corale.mappings.reading import UnreadableError
from corale.mappings.reading.office import layout
from corale.mappings.reading.office.layout import Piece

if TYPE_CHECKING:
    import pypdfium2

PAGES, CHARACTERS = 500, 3_000_000
ODD = 0.3  # share of characters without a meaning from which a page's text is none
HYPHEN = 2  # as PDFium marks one at the end of a line
GAP = 1.8  # heights of a sign from which a gap parts two pieces


def lines(data: bytes) -> tuple[list[str], list[int], list[int]]:
    """Return the lines of a PDF, the numbers of its pages without text (from 1), and with which line (from 1)
    each page begins.

    Raises:
        UnreadableError: it is encrypted, broken, too large, or holds no text at all.
    """
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
        count = len(document)
    except pypdfium2.PdfiumError as fault:
        locked = "assword" in str(fault) or "ecurity" in str(fault)
        raise (
            UnreadableError("R007") if locked else UnreadableError("R008", kind="PDF", text=str(fault))
        ) from fault
    if count > PAGES:
        raise UnreadableError("R009", text=f"{count} > {PAGES} pagine · pages")
    pages, blank, size = [], [], 0
    for number in range(count):
        pieces = _pieces(document, number)
        size += sum(len(one.text) for one in pieces)
        if size > CHARACTERS:
            raise UnreadableError("R009", text=f"> {CHARACTERS} caratteri · characters")
        if not pieces:
            blank.append(number + 1)
        pages.append(layout.text(layout.order(pieces)))
    if len(blank) == count:
        raise UnreadableError("R005")
    bared = layout.bared(pages)
    firsts = list(accumulate((len(page) + 1 for page in bared[:-1]), initial=1))
    return layout.whole([line for page in bared for line in [*page, ""]]), blank, firsts


def _pieces(document: "pypdfium2.PdfDocument", number: int) -> list[Piece]:
    """Return the pieces of a page: signs on one baseline with no wide gap between them."""
    import pypdfium2
    import pypdfium2.raw as raw

    try:
        page = document[number]
        signs = page.get_textpage()
    except pypdfium2.PdfiumError:
        return []
    made: list[Piece] = []
    run: list[str] = []
    box, loose = [ctypes.c_double() for _ in range(4)], raw.FS_RECTF()
    left = bottom = right = top = 0.0
    odd = seen = 0

    def flush() -> None:
        text = " ".join("".join(run).split())
        if text:
            made.append(Piece(left, bottom, right, top, text))
        run.clear()

    for place in range(raw.FPDFText_CountChars(signs)):
        code = raw.FPDFText_GetUnicode(signs, place)
        if code in (10, 13):
            flush()
            continue
        sign = "-" if code == HYPHEN else "" if code > 0x10FFFF or 0xD800 <= code < 0xE000 else chr(code)
        if sign.isspace():
            run.append(" ")
            continue
        seen += 1
        odd += not sign or code == 0xFFFD or 0xE000 <= code < 0xF900 or (code < 32 and code != 2)
        raw.FPDFText_GetCharBox(signs, place, *map(ctypes.byref, box))
        x0, x1, y0, y1 = (one.value for one in box)
        if sign == "_":  # its ink is below the line that it stands on
            raw.FPDFText_GetLooseCharBox(signs, place, ctypes.byref(loose))
            y0, y1 = loose.bottom, loose.top
        if run and not (
            y0 < top and y1 > bottom and -GAP * (top - bottom) < x0 - right < GAP * max(top - bottom, 4)
        ):
            flush()
        if not run:
            left, bottom, right, top = x0, y0, x1, y1
        bottom, top, right = min(bottom, y0), max(top, y1), max(right, x1)
        run.append(sign if sign.isprintable() else "")
    flush()
    return [] if odd > ODD * seen else made
