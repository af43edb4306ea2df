"""Findings: what is wrong or odd in the data, said to a person and to a program.

A finding says what, where, why and what to do, in Italian and English. Findings are collected in a
:class:`Report` that travels beside the records and the graph, and is published with the release.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum


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

    def to_json(self) -> "dict[str, str | int]":
        """Return the finding as a JSON object, empty members left out."""
        return {name: value for name in self.__slots__ if (value := getattr(self, name)) not in ("", 0)}

    def text(self, language: str = "it") -> str:
        """Return the finding as one line for people: severity, code, place, message, what to do."""
        it = language == "it"
        words = {"violation": "VIOLAZIONE", "warning": "AVVISO", "info": "NOTA"}
        severity = words[self.severity] if it else self.severity.upper()
        place = self.record or self.file
        if self.line:
            place += f", {'riga' if it else 'line'} {self.line}"
        message, suggestion = (
            (self.message_it, self.suggestion_it) if it else (self.message_en, self.suggestion_en)
        )
        return f"{severity} {self.code} · {place} · {message}" + (f" {suggestion}" if suggestion else "")


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
