"""Text from bytes: UTF-8, UTF-16, Windows-1252 and ISO-8859-1, declared or told by the bytes; mojibake
mended."""

import codecs
import re

from corale.mappings.reading import UnreadableError

DECLARED = 4_096  # bytes of a page in which it may declare its encoding
_META = re.compile(
    rb"<(?:meta\b[^>]*|\?xml\b[^>]*en)c(?:harset|oding)\s*=\s*[\"']?\s*([\w.:-]{2,30})", re.IGNORECASE
)
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_WESTERN = frozenset(
    {"iso-8859-1", "iso8859-1", "latin1", "latin-1", "windows-1252", "cp1252", "us-ascii", "ascii"}
)
_SIGNS = "àèéìòùÀÈÉÌÒÙáíóúÁÍÓÚâêîôûäëïöüÄÖÜçÇñÑß’‘“”„–—…€°º«»§·•\u00a0£©®™½¼²³¹±×÷ª¿¡\u00ad¶‰‹›"
_PLAIN = frozenset(_SIGNS.encode("cp1252", "ignore"))
_HIGH = re.compile(rb"[\x80-\xff]")
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1f]")


def decoded(data: bytes, page: bool = False) -> tuple[str, str]:
    """Return the text of bytes, without its mark, and the encoding (`page`: one may be declared in a meta
    element).

    Raises:
        UnreadableError: no encoding fits them.

    >>> decoded("città".encode("cp1252")), decoded("\\ufeffè".encode("utf-16-le"))
    (('città', 'windows-1252'), ('è', 'utf-16-le'))
    """
    for mark, name in _MARKS:
        if data.startswith(mark):
            return _strict(data[len(mark) :], name), name
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError as fault:
        offset = fault.start
    zeros = data[:2_000:2].count(0), data[1:2_000:2].count(0)
    if max(zeros) * 5 > len(data[:2_000]) and min(zeros) * 20 < max(zeros):
        name = "utf-16-be" if zeros[0] > zeros[1] else "utf-16-le"
        return _strict(data, name), name
    found = _META.search(data[:DECLARED]) if page else None
    declared = found[1].decode("ascii", "replace").lower() if found else ""
    if _CONTROL.search(data) is None and (declared in _WESTERN or _western(data)):
        return data.decode("cp1252", "replace"), "windows-1252"
    if declared.startswith("iso-8859-15"):
        return data.decode("iso-8859-15"), "iso-8859-15"
    raise UnreadableError("F002", line=data.count(b"\n", 0, offset) + 1, offset=offset)


def _strict(data: bytes, name: str) -> str:
    try:
        return data.decode(name)
    except UnicodeDecodeError as fault:
        raise UnreadableError("F002", offset=fault.start) from fault


def _western(data: bytes) -> bool:
    """Say whether the bytes are Italian in Windows-1252: their high bytes are its letters and signs, and
    few."""
    high = _HIGH.findall(data)
    plain = sum(one[0] in _PLAIN for one in high)
    return plain == len(high) and len(high) * 4 <= len(data)


def _mangled(sign: str) -> str:
    """Return what the UTF-8 bytes of a sign look like where they were read as Windows-1252."""
    return "".join(bytes([one]).decode("cp1252", "ignore") or chr(one) for one in sign.encode())


_BROKEN = {_mangled(sign): sign for sign in _SIGNS}
_SPACED = re.compile(r"(?<=[a-zà-ÿ])Ã(?: (?= )| ?(?=[\s,.;:!?)»”’'\"]|$))", re.MULTILINE)
_MENDED = re.compile("|".join(sorted(map(re.escape, _BROKEN), key=len, reverse=True)))
_DAMAGED = re.compile("\ufffd|Ã(?=[^\\sA-ZÀ-Ý,.;:)]|\\s)|â€|Â(?=[\u0080-\u00bf])")


def mended(text: str) -> tuple[str, list[str], list[int]]:
    """Return the text with mojibake repaired where that is certain, what was repaired, and the lines set
    aside.

    A line with signs that no rule can bring back is emptied: a damaged word never becomes a value.

    >>> mended("Comune di ForlÃ¬\\ncittÃ  dâ€™arte\\nun\\ufffd riga")
    ('Comune di Forlì\\ncittà d’arte\\n', ['Ã¬', 'â€™', 'Ã '], [3])
    """
    if not any(sign in text for sign in "ÃÂâÅ\ufffd"):
        return text, [], []
    found: dict[str, None] = {}

    def mend(match: re.Match[str]) -> str:
        found[match[0]] = None
        return _BROKEN[match[0]]

    def spaced(match: re.Match[str]) -> str:
        found[match[0]] = None
        return "à" if match[0] != "Ã " or match.string[match.end() : match.end() + 1] == " " else "à "

    for _ in range(2):  # it may have happened twice
        text = _SPACED.sub(spaced, _MENDED.sub(mend, text))
    rows = text.split("\n")
    lost = [number for number, row in enumerate(rows, start=1) if _DAMAGED.search(row)]
    for number in lost:
        rows[number - 1] = ""
    return "\n".join(rows), list(found), lost
