"""A registry page as a sequence of blocks: a label with the lines that belong to it. No value is read
here."""

import re
from dataclasses import dataclass, field
from functools import cache

from rapidfuzz import fuzz, process

from corale.fields import fields
from corale.mappings.reading.gazetteer import is_place
from corale.mappings.reading.lines import Line
from corale.mappings.reading.template import Label, Template
from corale.mappings.text.extraction import RecordBuilder
from corale.mappings.text.values import items

LONGEST_LABEL = 110
NEAR = 78
_PATH = re.compile(r"[/\\]|\.\w{2,5}$")
_INLINE = re.compile(r"[A-ZÀ-Ý][^.:;,]{3,60}:\s*[\d/.-]+")


@cache
def _names() -> frozenset[str]:
    """What fields of a sheet are called: no value is called so."""
    return frozenset(name for row in fields("process").values() for name in (row.label_key, row.label_it))


@dataclass(slots=True)
class Block:
    """A label of the page, the line it stands on, the lines of its value, the section it stands in."""

    label: Label
    line: Line
    section: str
    values: list[Line] = field(default_factory=list)


@dataclass(slots=True)
class Page:
    """The parts of a page: head lines, blocks in order, place lines of the territory section."""

    title: Line | None = None
    badges: Line | None = None
    blocks: list[Block] = field(default_factory=list)
    territory: list[Line] = field(default_factory=list)


def looks_like_label(text: str) -> bool:
    """Say whether a line could be a label: short, capital first, no sentence, no list; or with a date behind
    a colon.

    >>> [looks_like_label(text) for text in ("Durata in mesi", "Il percorso dura un anno.", "Fase 1: avvio")]
    [True, False, False]
    """
    return _INLINE.fullmatch(text) is not None or (
        len(text) <= LONGEST_LABEL
        and text[0].isupper()
        and text[-1] not in ".;:,!?»”\"'/"
        and ": " not in text
        and ". " not in text
        and " / " not in text
    )


class Reader:
    """Sorts the lines of one page into blocks; what belongs nowhere is reported to the draft."""

    def __init__(self, template: Template, builder: RecordBuilder, known: frozenset[tuple[str, str]]) -> None:
        self.template, self.builder, self.known = template, builder, known
        self.page = Page()
        self.section = ""
        self.block: Block | None = None
        self.lost = False

    def read(self, lines: list[Line]) -> Page:
        """Return the page of the lines that are not blank, in order."""
        body = self._head(lines)
        self.builder.template = self._variant(lines, body)
        for place, line in enumerate(body):
            self._take(line, body[place + 1] if place + 1 < len(body) else None)
        return self.page

    def _head(self, lines: list[Line]) -> list[Line]:
        """Read banner, title, invitation and badges; return the lines that follow."""
        template = self.template
        ends = (n for n, line in enumerate(lines[:8]) if line.text in template.invitation)
        end = next(ends, None)
        if end is None:
            stops = (
                n for n, li in enumerate(lines) if li.text in template.headings or template.label(li.text)
            )
            end = next(stops, len(lines)) - 1
        for line in lines[: end + 1]:
            if (
                line.text in template.banner
                or line.text in template.invitation
                or line.text in template.noise
            ):
                continue
            if template.badge.fullmatch(line.text) and self.page.title:
                self.page.badges = line
            elif self.page.title is None:
                self.page.title = line
            else:
                self.builder.report("T002", line, text=line.text)
        body = lines[end + 1 :]
        if body and self.page.badges is None and template.badge.fullmatch(body[0].text):
            self.page.badges = body.pop(0)
        return body

    def _variant(self, lines: list[Line], body: list[Line]) -> str:
        """Tell which variant of the page this is."""
        spread = lines[-1].number - lines[0].number + 1 if lines else 0
        section, placed = "", False
        for line in body:
            if line.text in self.template.headings:
                section = line.text
            elif line.text in self.template.marks or (section, line.text) in self.template.placed:
                placed = True
                break
        if placed:
            return "B"
        if self.builder.markup:
            return "A" if any(line.text in self.template.banner for line in lines) else "C"
        return "C" if len(lines) > 4 and len(lines) >= 0.8 * spread else "A"

    def _take(self, line: Line, following: Line | None) -> None:
        template = self.template
        if line.text in template.headings:
            self.section, self.block, self.lost = line.text, None, False
        elif label := template.label(line.text):
            self._open(label, line)
        elif inline := self._inline(line):
            label, value = inline
            self._open(label, line)
            if self.block and value.text:
                self.block.values.append(value)
        elif line.text in template.noise:
            return
        elif self._accepts(line, following):
            assert self.block  # noqa: S101 (accepted by it)
            self.block.values.append(line)
        elif self._is_territory(line, following):
            self.page.territory.append(line)
        else:
            self._stray(line)

    def _open(self, label: Label, line: Line) -> None:
        self.block, self.lost = Block(label, line, self.section), False
        self.page.blocks.append(self.block)

    def _inline(self, line: Line) -> tuple[Label, Line] | None:
        for label in self.template.inline:
            if line.text.startswith(label.name) and line.text[len(label.name) :].lstrip().startswith(":"):
                return label, line.part(line.raw.index(":") + 1, len(line.raw))
        return None

    def _accepts(self, line: Line, following: Line | None) -> bool:
        """Say whether the open block takes the line as (part of) its value."""
        block = self.block
        if block is None:
            return False
        kind, last = block.label.value, block.values[-1] if block.values else None
        if kind == "attachments":
            return True
        if kind == "path" and not _PATH.search(line.text):
            return False
        if last is None:
            return self._trusts(block.label, line, following)
        if kind in ("text", "criterion"):
            return not looks_like_label(line.text) and self.template.missing(last.text) is None
        return kind == "list" and last.text.endswith("/")

    def _trusts(self, label: Label, line: Line, following: Line | None) -> bool:
        """Say whether the line may be the value of a label that this variant's rendering mostly leaves empty.

        It is where it is known as one, or where a known label or heading follows: a label that we do not know
        would have its own value there. It is not where it is nearly the name of a label."""
        if self.builder.template not in label.lost or not looks_like_label(line.text):
            return True
        if (label.field, line.text) in self.known or self.template.missing(line.text) is not None:
            return True
        closed = following is None or following.text in self.template.headings or self._names_label(following)
        return label.value == "string" and closed and line.text not in _names() and self._near(line) is None

    def _names_label(self, line: Line) -> bool:
        return self.template.label(line.text) is not None or self._inline(line) is not None

    def _near(self, line: Line) -> str | None:
        """The label whose name the line nearly is."""
        found = process.extractOne(
            line.text, self.template.labels.keys(), scorer=fuzz.ratio, score_cutoff=NEAR
        )
        return found[0] if found else None

    def _is_territory(self, line: Line, following: Line | None) -> bool:
        path = self.block is not None and self.block.label.value == "path"
        if not path and self.section != self.template.territory:
            return False
        if any(is_place(name) for name in items(line.text, self.template.separator)):
            return True
        if path or (self.block is None and following is not None and self.section == self.template.territory):
            closes = following is None or following.text in self.template.headings
            return closes and not self.lost and self.section == self.template.territory
        return False

    def _stray(self, line: Line) -> None:
        """Report a line that belongs to no label; after one that looks like a label, what follows is its
        value."""
        block, label_like = self.block, looks_like_label(line.text)
        if block and not block.values and label_like and block.label.value == "string":
            self.builder.propose(block.label.field, line.text, line, 0.4)
        near = self._near(line)
        if near and label_like:
            self.builder.report("T001", line, text=line.text, near=near)
        else:
            self.builder.report("T006" if label_like and not self.lost else "T002", line, text=line.text)
        self.lost = (label_like and not self.lost) or bool(near)
        if label_like:
            self.block = None
