"""Word files (ECMA-376): headers once, then the body in order, with tables, lists and foot notes.

Comments, tracked deletions, properties and names of authors are not read.
"""

import re
import zipfile

from corale.mappings.reading.office import package
from corale.mappings.reading.office.flow import Flow

BODY = "word/document.xml"
_HEADER = re.compile(r"word/header\d*\.xml")
_UNREAD = frozenset({"Fallback", "moveFrom", "del", "sdtPr", "rPr", "sectPr"})


def lines(zipped: zipfile.ZipFile) -> list[str]:
    """Return the lines of a Word file.

    Raises:
        UnreadableError: it is broken or too large.
    """
    names = zipped.namelist()
    notes = _notes(zipped) if "word/footnotes.xml" in names else {}
    flow = Flow()
    heads: dict[str, None] = {}
    for name in sorted(filter(_HEADER.fullmatch, names))[:6]:
        head = Flow()
        _read(zipped, name, head, {})
        heads |= dict.fromkeys(line for line in head.lines if line)
    flow.lines += [*heads, ""] if heads else []
    _read(zipped, BODY, flow, notes)
    return flow.lines


def _notes(zipped: zipfile.ZipFile) -> dict[str, str]:
    """Return the foot notes by number."""
    found: dict[str, list[str]] = {}
    now = [""]

    def start(tag: str, values: dict[str, str]) -> None:
        if tag == "footnote":
            now[0] = "" if "type" in values else values.get("id", "")
            found[now[0]] = []

    def text(data: str) -> None:
        found.setdefault(now[0], []).append(data)

    package.walk(zipped, "word/footnotes.xml", start, lambda tag: None, text)
    return {mark: " ".join("".join(parts).split()) for mark, parts in found.items() if mark}


def _read(zipped: zipfile.ZipFile, name: str, flow: Flow, notes: dict[str, str]) -> None:
    unread, written = 0, False

    def start(tag: str, values: dict[str, str]) -> None:
        nonlocal unread, written
        if unread or tag in _UNREAD:
            unread += 1
            return
        written = tag == "t"
        match tag:
            case "p":
                flow.open()
            case "numId" if values.get("val") != "0":
                flow.write("- ")
            case "tr":
                flow.open_row()
            case "tc":
                flow.open_cell()
            case "tab":
                if "pos" not in values:
                    flow.write("\t")
            case "br" | "cr":
                flow.write("\n")
            case "noBreakHyphen":
                flow.write("-")
            case "footnoteReference" if notes.get(values.get("id", "")):
                mark = values["id"]
                flow.write(f" [{mark}]")
                flow.note(mark, notes[mark])

    def end(tag: str) -> None:
        nonlocal unread, written
        if unread:
            unread -= 1
            return
        written = False
        match tag:
            case "p":
                flow.close()
            case "tr":
                flow.close_row()
            case "tbl":
                flow.close_table()

    def text(data: str) -> None:
        if written and not unread:
            flow.write(data)

    package.walk(zipped, name, start, end, text)
