"""OpenDocument text (ISO/IEC 26300): the body in order, with tables, lists and notes; comments and changes
unread."""

import zipfile

from corale.mappings.reading.office import package
from corale.mappings.reading.office.flow import Flow

BODY = "content.xml"
_UNREAD = frozenset({"tracked-changes", "annotation", "meta", "automatic-styles", "sequence-decls", "forms"})
_SPACES = 1_000


def lines(zipped: zipfile.ZipFile) -> list[str]:
    """Return the lines of an OpenDocument text.

    Raises:
        UnreadableError: it is broken or too large.
    """
    flow = Flow()
    unread, items, opened = 0, 0, False
    note: list[str] = []
    part = ""

    def start(tag: str, values: dict[str, str]) -> None:
        nonlocal unread, items, opened, part
        if unread or tag in _UNREAD:
            unread += 1
            return
        match tag:
            case "p" | "h":
                if not part:
                    flow.open(item=opened)
                    opened = False
            case "list-item":
                items, opened = items + 1, True
            case "table-row":
                flow.open_row()
            case "table-cell":
                flow.open_cell()
            case "s":
                count = values.get("c", "1")
                write(" " * min(int(count) if count.isdecimal() else 1, _SPACES))
            case "tab":
                write("\t")
            case "line-break":
                write(" " if part else "\n")
            case "note":
                note[:] = ["", ""]
            case "note-citation" | "note-body":
                part = tag

    def end(tag: str) -> None:
        nonlocal unread, items, opened, part
        if unread:
            unread -= 1
            return
        match tag:
            case "p" | "h":
                if part:
                    write(" ")
                else:
                    flow.close()
            case "list-item":
                items, opened = items - 1, False
            case "table-row":
                flow.close_row()
            case "table":
                flow.close_table()
            case "note-citation" | "note-body":
                part = ""
            case "note" if note:
                mark, body = (" ".join(text.split()) for text in note)
                flow.write(f" [{mark}]")
                flow.note(mark, body)

    def write(data: str) -> None:
        if part and note:
            note[part == "note-body"] += data
        else:
            flow.write(data)

    def text(data: str) -> None:
        if not unread:
            write(data.replace("\n", " "))

    package.walk(zipped, BODY, start, end, text)
    return flow.lines
