"""What came or is to come of a process: regulations, pacts, plans, proposal documents, agreements, with their
status.

A sheet speaks of an output more than once: each kind is stated once, under its best name, with the furthest
status that a sentence tells as done. A plan is no result: what is nowhere told as done is foreseen, and of a
process that is over and tells of no plan either, it is left to a person."""

import re
from dataclasses import dataclass

from corale.mappings.reading.gazetteer import place_at
from corale.mappings.reading.lines import Line, Passage
from corale.mappings.sheet.facts.telling import Telling, done, pattern, planned, spans
from corale.mappings.text.dates import days, months
from corale.record import Fields

FAMILY = "what"
STATUS = ("", "foreseen", "drafted", "put-to-vote", "approved", "signed")  # from nothing on to the furthest
MANY = 200  # mentions in one text: one that holds more is no prose of a sheet
HOPED = frozenset({"objectives", "expectedResults"})
FIELDS = (
    "title",
    "design",
    "objectives",
    "expectedResults",
    "achievedResults",
    "documentsDescription",
    "closingTools",
)
_OF_TOWN = re.compile(r"(?:[A-ZÀ-Ý][\wÀ-ÿ’']+ ){1,2}(?:in|di) $")  # the end of a town's name
_QUOTES = '“"«'
_ENDS = {"“": '”"', '"': '"”', "«": "»"}
_WANTED = re.compile(
    r"(?:sottoscrizione|sottoscrivere|giungere|arrivare|delineare|redazione|stesura|redigere|costruire)"
)


@dataclass(slots=True)
class Output:
    """An output in the making: its best name and where that stands, how sure it is, how far it got and what
    says so, the file that holds it."""

    kind: str
    title: str
    line: Line
    sure: bool
    rank: int
    status: str = ""
    proof: Line | None = None
    date: str = ""
    dated: Line | None = None
    file: Line | None = None

    def reach(self, status: str, proof: Line) -> None:
        """Take a status that goes further than the one so far."""
        if STATUS.index(status) > STATUS.index(self.status):
            self.status, self.proof = status, proof


def read(telling: Telling) -> dict[str, Output]:
    """State the outputs that the sheet's texts and attachments tell; return the stated ones by kind."""
    found: dict[str, Output] = {}
    for name, passage in telling.each(FIELDS):
        _mentions(name, passage, found)
    for _, passage in telling.each(FIELDS):
        for output in found.values():
            _reached(passage, output)
    _attached(telling, found)
    stated: dict[str, Output] = {}
    for kind, output in found.items():
        if not output.status and not telling.concluded:
            output.reach("foreseen", output.line)
        value: Fields = {"kind": kind, "title": output.title}
        value |= {name: text for name, text in (("status", output.status), ("date", output.date)) if text}
        if output.file:
            value["sourceFileName"] = output.file.text
        place = telling.tell(
            FAMILY,
            "output",
            value,
            output.line,
            "output",
            "sure" if output.sure and output.status else "likely",
        )
        if place is None:
            continue
        stated[kind] = output
        if output.proof:
            telling.prove(FAMILY, f"output/{place}/status", output.proof, "output")
        if output.dated:
            telling.prove(FAMILY, f"output/{place}/date", output.dated, "output-date")
        if output.file:
            telling.prove(FAMILY, f"output/{place}/sourceFileName", output.file, "output")
    return stated


def _mentions(name: str, passage: Passage, found: dict[str, Output]) -> None:
    text = passage.text
    at = count = 0
    while count < MANY and (match := pattern("outcome", "mention").search(text, at)):
        count += 1
        at = match.end()
        kind = str(match.lastgroup).replace("proposal", "proposal-document")
        start, end = match.span()
        if kind == "plan" and (place_at(text, start) > start or _ends_a_town(text, start)):
            at = start + len("Piano")
            continue
        if pattern("outcome", "cited").search(text[max(0, start - 45) : start]):
            continue
        if pattern("outcome", "cited-behind").match(text, start):
            continue
        quoted = _quoted(text, start, end)
        end = _shorten(text, start, quoted or end, kind, name == "title")
        low, high = passage.sentence(start)
        near = pattern("outcome", "worked-on").search(text, max(low, start - 80), min(high, end + 60))
        sure = bool(near) or name in ("title", "documentsDescription") or kind == "proposal-document"
        rank = 4 if quoted else 3 if name in ("title", "documentsDescription") else 2 if near else 1
        output = Output(kind, passage.quote(start, end), passage.at(start, end), sure, rank)
        wanted = name in HOPED or planned(passage, start) or _WANTED.search(text, max(low, start - 60), start)
        if sure and wanted and not done(passage, start):
            output.reach("foreseen", passage.at(start, end))
        if name == "documentsDescription":
            output.reach("drafted", passage.at(start, end))
        _better(found, output)


def _better(found: dict[str, Output], other: Output) -> None:
    """Keep the better named of two outputs of a kind; what is sure of one is sure of both."""
    known = found.setdefault(other.kind, other)
    if known is other:
        return
    known.sure = known.sure or other.sure
    if other.status and other.proof:
        known.reach(other.status, other.proof)
    words = len(other.title.split())
    if (other.rank > known.rank and words > 1) or len(known.title.split()) == 1 < words:
        known.title, known.line, known.rank = other.title, other.line, other.rank


def _reached(passage: Passage, output: Output) -> None:
    """Take how far an output got from the sentences about it, and when it was approved or signed."""
    head = pattern("outcome", f"head-{output.kind}")
    for status in STATUS[2:]:
        for match in spans(pattern("outcome", status), passage.text, 20):
            low, high = passage.sentence(match.start())
            about = head.search(passage.text, low, high)
            if not about or pattern("outcome", "looks-back").search(passage.text, low, high):
                continue
            output.reach(status, passage.at(min(about.start(), match.start()), max(about.end(), match.end())))
            output.sure = True
            sentence = passage.text[low:high]
            moment = next((one for one in (*days(sentence), *months(sentence)) if one.dated), None)
            behind = moment and 0 <= low + moment.start - match.end() < 90
            if moment and behind and status in ("approved", "signed"):
                output.date, output.dated = moment.value, passage.at(low + moment.start, low + moment.end)


def _attached(telling: Telling, found: dict[str, Output]) -> None:
    """Take a proposal document from its file: what is attached was at least drafted."""
    proposal, noted = pattern("outcome", "proposal-file"), pattern("outcome", "note-file")
    for kind, name in telling.builder.attached:
        if proposal.search(kind.text) and not noted.search(kind.text):
            title = re.sub(r"^\d+\s*-\s*", "", kind.text)
            output = found.setdefault("proposal-document", Output("proposal-document", title, name, True, 0))
            output.sure = True
            output.reach("drafted", name)
            output.file = output.file or name


def _ends_a_town(text: str, start: int) -> bool:
    """Say whether «Piano» at an offset is the end of a town's name: «San Giorgio di Piano»."""
    town = _OF_TOWN.search(text, max(0, start - 30), start)
    return town is not None and place_at(text, town.start()) > start


def _quoted(text: str, start: int, end: int) -> int:
    """Return where the name ends that opening quotes set off (0: none do)."""
    mark = text[start - 1 : start]
    if not mark or mark not in _QUOTES:
        return 0
    ends = [place for sign in _ENDS[mark] if (place := text.find(sign, start, start + 160)) > 0]
    return min(ends, default=0)


def _shorten(text: str, start: int, end: int, kind: str, title: bool) -> int:
    """Return where an output's name ends: at its quotes, or before the sentence goes on."""
    trim = pattern("outcome", "trim")
    if not title and text[start - 1 : start] not in _QUOTES and kind in ("regulation", "pact", "plan"):
        words = list(re.finditer(r"\S+", text[start:end]))
        keep = len(words)
        for place, word in enumerate(words[1:], start=1):
            small = word[0][:1].islower() and not trim.fullmatch(" " + word[0])
            if place >= 3 and small and words[place - 1][0][:1].isupper():
                keep = place
                break
        end = start + words[keep - 1].end()
    while trimmed := trim.search(text[start:end]):
        end = start + trimmed.start()
    return end
