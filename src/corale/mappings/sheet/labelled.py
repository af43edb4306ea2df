"""From the blocks of a registry page to the fields of a process: every value read, proved, accounted for."""

import csv
import re
from collections.abc import Callable
from functools import cache

from corale import artefacts
from corale.mappings.reading.lines import Line
from corale.mappings.reading.personal import is_masked, is_organisation
from corale.mappings.reading.template import Label, Template, load
from corale.mappings.sheet.blocks import Block, Page, Reader
from corale.mappings.text import values
from corale.mappings.text.addresses import address
from corale.mappings.text.extraction import RecordBuilder
from corale.ontology import schemes
from corale.ontology.reading_rules import reader
from corale.record import Gap, Inferred, Json

READERS: dict[str, Callable[[str], Json]] = {
    "year": values.year,
    "integer": values.integer,
    "months": values.months,
    "money": values.money,
    "percent": values.percent,
    "date": values.date,
    "boolean": values.boolean,
    "score": values.score,  # type: ignore[dict-item]
    "address": address,  # type: ignore[dict-item]
    "path": lambda text: text if "." in text or "/" in text else None,
    "string": lambda text: text,
}
_BODY = re.compile(
    r"(?:associazion|centro|circolo|comitato|consorzio|consulta|cooperativ|federazion|fondazion|forum|gruppo|istituto|"
    r"movimento|polisportiv|pro loco|rete\b|scuola|sindacato|societ|union|universit)",
    re.IGNORECASE,
)
OUTCOMES = {True: "met", False: "not-met"}
YEARS = {"startDate": "startYear", "endDate": "endYear"}
ABSENT = {"not-foreseen-by-call": "not-foreseen", "not-stated-in-sources": "not-stated"}


@cache
def known(source: str) -> frozenset[tuple[str, str]]:
    """Return the known values of fields whose rendering often drops them, as pairs of field and value."""
    rows = csv.DictReader(artefacts.text("mappings", source, "lookups.csv").splitlines())
    return frozenset((row["field"], row["value"]) for row in rows)


def read(
    lines: list[Line], builder: RecordBuilder, source: str = "osservatorio", template: Template | None = None
) -> None:
    """Read a page's lines (no blank ones) into the draft: fields, evidence, gaps, template, findings."""
    template = template or load(source)
    fill(Reader(template, builder, known(source)).read(lines), builder, template)


def fill(page: Page, builder: RecordBuilder, template: Template) -> None:
    """Read the values of a page's blocks into the draft."""
    _head(page, builder, template)
    seen: dict[str, str] = {}
    for block in page.blocks:
        name = block.label.field
        if name in seen and (name != "criterion" or seen.get(block.line.text)):
            builder.report("T003", block.line, name, text=block.line.text)
            for line in block.values:
                builder.report("T002", line, name, text=line.text)
            continue
        seen[name] = seen[block.line.text] = block.line.text
        builder.map(block.line)
        _read(block, builder, template)
    for block in page.blocks:
        _year_alone(block, builder)
    _territory(page, builder, template)
    builder.truncated = not any(block.label.last and block.values for block in page.blocks)
    _absent(seen, builder, template)


def _head(page: Page, builder: RecordBuilder, template: Template) -> None:
    if page.title:
        builder.put("title", page.title.text, page.title, "title")
        builder.keep("title", [page.title])
        builder.map(page.title)
    if page.badges:
        at = 0
        for badge in template.badges:
            place = page.badges.raw.find(badge)
            if place >= at:
                builder.append("badge", badge, page.badges.part(place, place + len(badge)), "badge")
        builder.map(page.badges)


def _read(block: Block, builder: RecordBuilder, template: Template) -> None:
    """Read a block's value, or say why there is none."""
    label, lines = block.label, block.values
    if label.value == "attachments":
        return _attachments(lines, builder)
    if label.value == "criterion":
        return _criterion(block, builder, template)
    if not lines:
        return _empty(block, builder)
    first = lines[0]
    if is_masked(first.text) or (label.organisation and not is_organisation(first.text)):
        if not is_masked(first.text):
            builder.hold([("person", first)])
        return builder.map(first)
    if reason := template.missing(first.text):
        builder.map(first)
        builder.gaps.append(Gap(label.field, reason, first.number))
        return None
    if label.value in ("list", "commas"):
        return _list(label, lines, builder, template)
    if label.value == "text":
        builder.put(label.field, " ".join(line.text for line in lines), first, "text")
        builder.keep(label.field, lines)
        return builder.map(*lines)
    value = READERS[label.value](first.text)
    if value is None and label.field in YEARS and values.year_of_month(first.text):
        builder.note("T013", first.number, label.field, label=label.name, text=first.text)
        builder.gaps.append(Gap(label.field, "value-not-rendered", block.line.number))
        return builder.map(first)
    if value is None:
        builder.report(
            "T004", first, label.field, label=label.name, text=first.text, kind=reader(label.value)
        )
        builder.gaps.append(Gap(label.field, "value-not-rendered", block.line.number))
        return None
    builder.put(label.field, value, first, label.value)
    if label.value == "address" and isinstance(value, dict):
        _parts(label.field, value, first, builder)
    return builder.map(first)


def _year_alone(block: Block, builder: RecordBuilder) -> None:
    """State the year of a day that is told by its month only («marzo 2015»), unless the page states it."""
    name = YEARS.get(block.label.field, "")
    if not name or {name, block.label.field} & builder.fields.keys() or not block.values:
        return
    line = block.values[0]
    if year := values.year_of_month(line.text):
        place = line.raw.find(str(year))
        builder.put(name, year, line.part(place, place + 4), "year")


def _empty(block: Block, builder: RecordBuilder) -> None:
    """Record why a label stands alone: this rendering does not print its value, or the page gives none.

    A «Sì» that the rendering never prints is inferred beside the gap, with the empty label as its proof."""
    label = block.label
    if any(
        one.field == label.field for one in builder.candidates
    ):  # a gap is claimed only where nothing stood
        return
    unprinted = builder.template in label.unprinted and not builder.markup
    builder.gaps.append(
        Gap(label.field, "value-not-printed" if unprinted else "label-empty", block.line.number)
    )
    if unprinted and label.hidden_yes:
        builder.infer(label.field, True, "unprinted-yes", block.line, 0.7)


def _parts(name: str, value: dict[str, Json], line: Line, builder: RecordBuilder) -> None:
    """Prove each part of an object by its own span."""
    at = 0
    for part, text in value.items():
        place = line.raw.find(str(text), at)
        if part != "fullAddress" and place >= 0:
            builder.prove(f"{name}/{part}", line.part(place, place + len(str(text))), "address")
            at = place


def _spans(line: Line, parts: list[str]) -> list[Line]:
    """Return the place of each part in the line; a part that cleaning changed has the whole line."""
    spans, at = [], 0
    for part in parts:
        place = line.raw.find(part, at)
        spans.append(line.part(place, place + len(part)) if place >= 0 else line)
        at = max(at, place + len(part))
    return spans


def _list(label: Label, lines: list[Line], builder: RecordBuilder, template: Template) -> None:
    for line in lines:
        parts = (
            values.commas(line.text)
            if label.value == "commas"
            else values.items(line.text, template.separator)
        )
        for part, span in zip(parts, _spans(line, parts), strict=True):
            if is_masked(part):
                continue
            name = "participant" if label.field == "participantCategory" and _is_body(part) else label.field
            builder.append(name, part, span, label.value)
        builder.map(line)


def _is_body(text: str) -> bool:
    """Say whether one of the participants is a body by its own name, and not a category of them.

    >>> _is_body("Associazione Noi del Campanone"), _is_body("Gruppi di cittadini (non specificati)")
    (True, False)
    """
    named = any(word[:1].isupper() for word in text.split()[1:])
    return named and schemes.resolve("partecipanti", text) is None and _BODY.match(text) is not None


def _attachments(lines: list[Line], builder: RecordBuilder) -> None:
    """Read pairs of kind and file; a file without a kind stands alone, a kind without a file is reported."""
    kind: Line | None = None
    for line in lines:
        name = line.part(0, len(line.raw.removesuffix("/").rstrip())) if line.raw.endswith("/") else line
        if _is_file(name.text):
            value: dict[str, Json] = {"attachmentKind": kind.text} if kind else {}
            place = builder.append("attachment", value | {"sourceFileName": name.text}, name, "attachment")
            if kind:
                builder.prove(f"attachment/{place}/attachmentKind", kind, "attachment")
                builder.map(kind)
                builder.attached.append((kind, name))
            builder.map(line)
            kind = None
        else:
            if kind:
                builder.report("T002", kind, "attachment", text=kind.text)
            kind = line
    if kind:
        builder.report("T002", kind, "attachment", text=kind.text)


def _is_file(text: str) -> bool:
    stem, dot, extension = text.rpartition(".")
    return bool(stem and dot) and 1 < len(extension) <= 5 and extension.isalnum() and extension.isascii()


def _criterion(block: Block, builder: RecordBuilder, template: Template) -> None:
    """Read a reward criterion: what is not foreseen by the call is an outcome here, not an absence."""
    builder.map(*block.values)
    if not block.values:
        return
    first = block.values[0]
    text = " ".join(line.text for line in block.values)
    reason, yes = template.missing(text), values.boolean(text)
    if reason:
        outcome = ABSENT[reason]
    elif yes is not None:
        outcome = OUTCOMES[yes]
    else:
        outcome = {"1": "met", "0": "not-met"}.get(text, "described")
    value: dict[str, Json] = {"criterion": block.line.text, "outcome": outcome, "statedAs": text}
    builder.append("criterion", value, first, "criterion")


def _territory(page: Page, builder: RecordBuilder, template: Template) -> None:
    for line in page.territory:
        parts = values.items(line.text, template.separator)
        for part, span in zip(parts, _spans(line, parts), strict=True):
            builder.append("territory", part, span, "list")
        builder.map(line)


def _absent(seen: dict[str, str], builder: RecordBuilder, template: Template) -> None:
    """Record the expected labels that a whole page lacks, and infer the years that dates give."""
    if not builder.truncated:
        expected = dict.fromkeys(label.field for label in template.labels.values() if label.expected)
        builder.gaps += [Gap(name, "label-missing") for name in expected if name not in seen]
    for source, name in YEARS.items():
        if name not in builder.fields and source in builder.fields:
            rule = "year-of-start-date" if name == "startYear" else "year-of-end-date"
            builder.inferred[name] = Inferred(int(str(builder.fields[source])[:4]), rule)
