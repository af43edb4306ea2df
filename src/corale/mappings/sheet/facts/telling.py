"""The prose of one sheet while it is read: its passages, the tense of its sentences, what may be stated of
it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial

from corale.mappings.reading.lines import Line, Passage
from corale.mappings.text import patterns
from corale.mappings.text.bands import band
from corale.mappings.text.extraction import RecordBuilder
from corale.record import Fields, Json

SOURCE = "osservatorio"
DESIGN = ("design", "achievedResults", "closingTools")
PROSE = (
    "title",
    "design",
    "objectives",
    "expectedResults",
    "achievedResults",
    "negotiationTable",
    "guaranteeCommittee",
    "documentsDescription",
    "civicOutreach",
    "inclusionMethods",
    "regionalEvaluation",
    "closingTools",
)
table = partial(patterns.table, source=SOURCE)
pattern = partial(patterns.pattern, source=SOURCE)
_WORDS = {
    "due": 2,
    "tre": 3,
    "quattro": 4,
    "cinque": 5,
    "sei": 6,
    "sette": 7,
    "otto": 8,
    "nove": 9,
    "dieci": 10,
    "dodici": 12,
    "quindici": 15,
    "venti": 20,
    "trenta": 30,
    "quaranta": 40,
    "cinquanta": 50,
}


def number(text: str) -> int:
    """Return a small number written in figures or as a word.

    >>> number("40"), number("Quaranta")
    (40, 40)
    """
    return _WORDS.get(text.casefold()) or int(text)


def basis(about: str | None) -> Fields:
    """Return the basis of a number by the word before it, and its bound.

    >>> basis("circa "), basis("oltre "), basis(None)
    ({'basis': 'estimated', 'bound': 'about'}, {'basis': 'actual', 'bound': 'at-least'}, {'basis': 'actual'})
    """
    bounds: dict[str, Fields] = {
        "circa": {"basis": "estimated", "bound": "about"},
        "oltre": {"basis": "actual", "bound": "at-least"},
        "più di": {"basis": "actual", "bound": "at-least"},
    }
    return bounds.get(" ".join((about or "").casefold().split()), {"basis": "actual"})


@dataclass(slots=True)
class Telling:
    """The draft of a sheet and its passages by field; `planned` says that the sheet itself is a project so
    far."""

    builder: RecordBuilder
    passages: dict[str, Passage] = field(default_factory=dict)

    def __post_init__(self) -> None:
        texts = self.builder.texts
        self.passages = {name: Passage(texts[name]) for name in PROSE if name in texts}

    @property
    def planned(self) -> bool:
        """Whether the process had not begun when the sheet was written."""
        return str(self.builder.fields.get("progressStatus", "")).casefold() == "progetto"

    @property
    def concluded(self) -> bool:
        """Whether the sheet says that the process is over."""
        return str(self.builder.fields.get("progressStatus", "")).casefold() == "concluso"

    def each(self, names: tuple[str, ...]) -> Iterator[tuple[str, Passage]]:
        """Yield those of the fields that the sheet has, with their passages."""
        return ((name, self.passages[name]) for name in names if name in self.passages)

    def tell(
        self, family: str, name: str, value: Json, place: Line, rule: str, strength: str = "sure"
    ) -> int | None:
        """State a value of a list where its band is good enough, and return its place; else keep it for a
        person."""
        found = band(SOURCE, family, strength)
        if found.published:
            return self.builder.append(name, value, place, rule, found.claimed)
        words = (
            value.get("name") or value.get("title") or value.get("kind") if isinstance(value, dict) else value
        )
        self.builder.hold_back(name, value, str(words or ""), place, found.claimed)
        return None

    def put(
        self, family: str, name: str, value: Json, place: Line, rule: str, strength: str = "sure"
    ) -> None:
        """State the value of a field that has one, where its band is good enough."""
        found = band(SOURCE, family, strength)
        if found.published:
            self.builder.put(name, value, place, rule, found.claimed)
        else:
            self.builder.propose(name, value, place, found.claimed)

    def prove(self, family: str, pointer: str, place: Line, rule: str, strength: str = "sure") -> None:
        """Add the evidence of a part of a stated value."""
        self.builder.prove(pointer, place, rule, band(SOURCE, family, strength).claimed)


def done(passage: Passage, start: int) -> bool:
    """Say whether the sentence at an offset tells what was done."""
    low, high = passage.sentence(start)
    return pattern("course", "done").search(passage.text, low, high) is not None


def planned(passage: Passage, start: int) -> bool:
    """Say whether the sentence at an offset tells what is to be."""
    low, high = passage.sentence(start)
    return pattern("course", "plan").search(passage.text, low, high) is not None


def clause(passage: Passage, start: int, end: int, reach: int = 160) -> Line:
    """Return the place of a clause that proves a role or a status: the span, cut to its line."""
    return passage.at(max(start, end - reach), end)


def spans(form: re.Pattern[str], text: str, most: int = 200) -> Iterator[re.Match[str]]:
    """Yield the matches of a pattern, at most so many: a text that holds more is no prose of a sheet."""
    for place, match in enumerate(form.finditer(text)):
        if place >= most:
            return
        yield match
