"""Findings: what is wrong or odd in the data, said to a person and to a program.

A finding says what, where, why and what to do, in Italian and English: the codes, severities and texts stand
in `mappings/findings.csv`; those of shapes in `shapes/`. Findings are collected in a :class:`Report` that
travels beside the records and the graph, and is published with the release.
"""

import csv
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from typing import Any, Self

from corale import artefacts

WIDTH = 120
"""Characters of a source that a message shows."""
CANDIDATES = ("N001", "K004")
"""The codes of what waits for a person to decide: a value below its band, a text that may be a procedure."""


class Severity(StrEnum):
    """How bad a finding is, in the words of SHACL: a violation blocks a release, the others do not."""

    VIOLATION = "violation"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One finding: `code` names the kind, `file` and `line` (from 1; 0 for the whole) the place, `field` the
    field.

    `message` and `suggestion` are pairs of Italian and English text. `record` is the record's slug
    (`osservatorio-2205`) and may be empty where no record was made. `words` are those of a candidate's value,
    whole; `value` is one of several members under its field, as JSON; `against` is the line of what
    contradicts the one at `line` (0: none).
    """

    file: str
    line: int
    code: str
    severity: Severity
    message_it: str
    message_en: str
    suggestion_it: str = ""
    suggestion_en: str = ""
    field: str = ""
    record: str = ""
    words: str = ""
    against: int = 0
    value: str = ""

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> Self:
        """Return a finding from its JSON object.

        Raises:
            KeyError: it has no severity.
            TypeError, ValueError: it has other members, or a severity that is none.
        """
        return cls(**{"file": "", "line": 0, **told, "severity": Severity(told["severity"])})

    def to_json(self) -> "dict[str, str | int]":
        """Return the finding as a JSON object, empty members left out."""
        return {name: value for name in self.__slots__ if (value := getattr(self, name)) not in ("", 0)}

    def text(self, language: str = "it") -> str:
        """Return the finding as one line for people: severity, code, place, message, what to do."""
        it = language == "it"
        words = {"violation": "VIOLAZIONE", "warning": "DA CONTROLLARE", "info": "NOTA"}
        severity = words[self.severity] if it else self.severity.upper()
        place = self.record or self.file
        if self.line:
            place += f", {'riga' if it else 'line'} {self.line}"
        message, suggestion = (
            (self.message_it, self.suggestion_it) if it else (self.message_en, self.suggestion_en)
        )
        return f"{severity} {self.code} · {place} · {message}" + (f" {suggestion}" if suggestion else "")


@cache
def rows() -> dict[str, dict[str, str]]:
    """Return the rows of `mappings/findings.csv` by code."""
    table = csv.DictReader(artefacts.text("mappings", "findings.csv").splitlines())
    return {row["code"]: row for row in table}


def finding(
    code: str, file: str, line: int = 0, name: str = "", against: int = 0, /, **words: object
) -> Finding:
    """Return a finding of that code, about the field `name`; `against` is the line that says otherwise.

    `words` fill its texts: one word for both languages, cut where it is long, or a pair of them, Italian and
    English, whole.

    >>> finding("D010", "x.txt", 9, "score", score=31, maximum=30).message_en
    'The score 31 is above its maximum 30.'
    """
    row = rows()[code]
    pairs = {name: word if isinstance(word, tuple) else (_cut(word),) * 2 for name, word in words.items()}
    italian, english = ({name: pair[place] for name, pair in pairs.items()} for place in (0, 1))
    return Finding(
        file=file,
        line=line,
        code=code,
        severity=Severity(row["severity"]),
        message_it=row["message_it"].format_map(italian),
        message_en=row["message_en"].format_map(english),
        suggestion_it=row["suggestion_it"],
        suggestion_en=row["suggestion_en"],
        field=name,
        words=str(words.get("text", "")) if code in CANDIDATES else "",
        against=against,
    )


def _cut(word: object) -> str:
    text = str(word)
    return text if len(text) <= WIDTH else text[: WIDTH - 1] + "…"


@dataclass(slots=True)
class Report:
    """The findings of a run, kept in a stable order whatever the order they came in."""

    findings: list[Finding] = field(default_factory=list)

    def __iter__(self) -> Iterator[Finding]:
        return iter(sorted(self.findings))

    def __len__(self) -> int:
        return len(self.findings)

    def add(self, finding: Finding) -> None:
        """Take in one finding."""
        self.findings.append(finding)

    def extend(self, findings: Iterable[Finding]) -> None:
        """Take in many findings."""
        self.findings.extend(findings)

    def count(self, severity: Severity) -> int:
        """Return how many findings have this severity."""
        return Counter(finding.severity for finding in self.findings)[severity]
