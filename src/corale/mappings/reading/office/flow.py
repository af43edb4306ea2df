"""Paragraphs, list items, rows of tables and notes, brought to lines in the order in which they are read."""

from corale.mappings.reading import UnreadableError

LINES, CHARACTERS = 20_000, 5_000_000
CELL = " | "


class Flow:
    """Lines in the making. Paragraphs stand apart by a blank line; items and rows of a table follow one
    another.

    >>> flow = Flow()
    >>> for text in ("Avviso", "Si cercano enti."):
    ...     flow.open(); flow.write(text); flow.close()
    >>> flow.lines
    ['Avviso', '', 'Si cercano enti.', '']
    """

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.size = 0
        self._open: list[list[str]] = []
        self._rows: list[list[list[str]]] = []
        self._notes: list[str] = []

    def open(self, item: bool = False) -> None:
        """Begin a paragraph, or an item of a list."""
        self._open.append(["- "] if item else [])

    def write(self, text: str) -> None:
        """Add text to the paragraph that is open; outside one it says nothing."""
        self.size += len(text)
        if self.size > CHARACTERS:
            raise UnreadableError("R009", text=f"> {CHARACTERS} caratteri · characters")
        if self._open:
            self._open[-1].append(text)

    def note(self, mark: str, text: str) -> None:
        """Add a foot note, which stands behind the paragraph that refers to it."""
        self._notes.append(f"[{mark}] {text}")

    def taken(self) -> str:
        """End a paragraph and return its text in one line, to be used elsewhere."""
        return " ".join("".join(self._open.pop() if self._open else []).split())

    def close(self) -> None:
        """End a paragraph: its lines are written, or go into the cell that holds it."""
        pieces = self._open.pop() if self._open else []
        item = pieces[:1] == ["- "]
        rows = [row for row in (part.strip() for part in "".join(pieces).split("\n")) if row and row != "-"]
        if self._rows and self._rows[-1]:
            self._rows[-1][-1] += [" ".join(row.split()) for row in rows]
            return
        if rows:
            if not item and self.lines and self.lines[-1].startswith("- "):
                self.lines.append("")
            self._put([*rows] if item else [*rows, ""])
        self._noted()

    def open_row(self) -> None:
        """Begin a row of a table."""
        self._rows.append([])

    def open_cell(self) -> None:
        """Begin a cell."""
        if self._rows:
            self._rows[-1].append([])

    def close_row(self) -> None:
        """End a row: one line, its cells parted by bars; a table within a cell is a part of that cell."""
        cells = [" ".join(cell) for cell in self._rows.pop()] if self._rows else []
        text = CELL.join(cell for cell in cells if cell)
        if self._rows and self._rows[-1]:
            self._rows[-1][-1].append(text)
        elif text:
            self._put([text])

    def close_table(self) -> None:
        """End a table."""
        if not self._rows:
            self._put([""])
            self._noted()

    def _noted(self) -> None:
        notes, self._notes = self._notes, []
        self._put([line for note in notes for line in (note, "")])

    def _put(self, lines: list[str]) -> None:
        self.lines += lines
        if len(self.lines) > LINES:
            raise UnreadableError("R009", text=f"> {LINES} righe · lines")
