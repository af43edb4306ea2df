"""A record in the making: fields with their evidence, gaps, findings, and what became of every physical
line."""

import json
from dataclasses import dataclass, field, replace

from corale.fields import role_field
from corale.findings import Finding, finding
from corale.mappings.reading import personal
from corale.mappings.reading.lines import Line
from corale.record import Candidate, Evidence, Fields, Gap, Inferred, Json, Kind, LineAccount, Record

IGNORED, MAPPED, REPORTED = 0, 1, 2
ROOM = 100_000  # characters of prose that rules search in one document


@dataclass(frozen=True, slots=True)
class Extraction:
    """What came out of a document: its record, the findings about it, its lines with personal data masked.

    A row of a table and a record that was read before have no lines.
    """

    record: Record
    findings: tuple[Finding, ...]
    lines: tuple[Line, ...] = ()


@dataclass(slots=True)
class RecordBuilder:
    """What has been read of one document so far. `status[n]` tells what became of physical line n (from 1);
    `markup` says that the lines come from HTML or a table;
    `texts` keeps the lines of title and prose, `attached` the kind and name of every attachment, for later
    reading.
    """

    file: str
    lines: int
    section: str
    fields: Fields = field(default_factory=dict)
    evidence: list[Evidence] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)
    inferred: dict[str, Inferred] = field(default_factory=dict)
    candidates: list[Candidate] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    texts: dict[str, list[Line]] = field(default_factory=dict)
    attached: list[tuple[Line, Line]] = field(default_factory=list)
    status: bytearray = field(default_factory=bytearray)
    template: str | None = None
    truncated: bool = False
    markup: bool = False
    room: int = ROOM

    def __post_init__(self) -> None:
        self.status = bytearray(self.lines + 1)

    def keep(self, name: str, lines: list[Line]) -> None:
        """Keep the lines of a prose field for the rules that search it, as far as there is room."""
        if self.room > 0:
            self.texts[name] = lines if sum(len(line.raw) for line in lines) <= self.room else lines[:1]
            self.room -= sum(len(line.raw) for line in lines)

    def screen(self, lines: list[Line]) -> list[Line]:
        """Return the lines with personal data masked; each passage held back is a finding."""
        lines, notes = personal.screen(lines)
        self.hold(notes)
        return lines

    def hold(self, notes: list[tuple[str, Line]]) -> None:
        """Add a finding for each passage of personal data that was held back."""
        for kind, line in notes:
            self.note("P001", line.number, kind=(personal.CALLED[kind], kind))

    def map(self, *lines: Line) -> None:
        """Count the lines as understood."""
        for line in lines:
            for number in range(line.number, max(line.number, line.last) + 1):
                self.status[number] = max(self.status[number], MAPPED)

    def report(self, code: str, line: Line, name: str = "", **words: object) -> None:
        """Count the line as not understood, with a finding that says so."""
        for number in range(line.number, max(line.number, line.last) + 1):
            self.status[number] = REPORTED
        self.findings.append(finding(code, self.file, line.number, name, **words))

    def note(self, code: str, number: int = 0, name: str = "", against: int = 0, **words: object) -> None:
        """Add a finding about what was understood: the line's account does not change."""
        self.findings.append(finding(code, self.file, number, name, against, **words))

    def hold_back(self, name: str, value: Json, words: str, line: Line, confidence: float) -> None:
        """Keep a value for a person to decide; a party is told under the field of its role, if it has one."""
        self.propose(name, value, line, confidence)
        field = role_field(str(value.get("role", ""))) if isinstance(value, dict) else None
        told = field.name if field else name
        made = finding("N001", self.file, line.number, told, text=words, field=told)
        if isinstance(value, dict):
            made = replace(made, value=json.dumps({name: value}, ensure_ascii=False, sort_keys=True))
        self.findings.append(made)

    def prove(self, pointer: str, line: Line, rule: str, confidence: float = 1.0) -> None:
        """Add the evidence of a value: the line it was read from."""
        place = f"/{self.section}/{pointer}"
        self.evidence.append(Evidence(place, line.number, line.start, line.end, line.raw, rule, confidence))

    def put(self, name: str, value: Json, line: Line, rule: str, confidence: float = 1.0) -> None:
        """State a field's value, with its evidence."""
        self.fields[name] = value
        self.prove(name, line, rule, confidence)

    def append(self, name: str, value: Json, line: Line, rule: str, confidence: float = 1.0) -> int:
        """Add a value to a field that is a list, with its evidence; return its place."""
        values = self.fields.setdefault(name, [])
        assert isinstance(values, list)  # noqa: S101 (a field is a list or it is not, by the field table)
        values.append(value)
        self.prove(f"{name}/{len(values) - 1}", line, rule, confidence)
        return len(values) - 1

    def propose(self, name: str, value: Json, line: Line, confidence: float) -> None:
        """Keep a value below the threshold for a person to decide."""
        self.candidates.append(Candidate(name, value, confidence, line.number))

    def states(self, candidate: Candidate) -> bool:
        """Tell whether a candidate is stated elsewhere in the document: then nobody need decide."""
        stated = self.fields.get(candidate.field)
        return candidate.value in (stated if isinstance(stated, list) else [stated])

    def infer(self, name: str, value: Json, rule: str, line: Line, confidence: float) -> None:
        """Infer a field's value from a line that states no other field: the line is its proof."""
        self.inferred[name] = Inferred(value, rule)
        place = f"/inferred/{name}"
        self.evidence.append(Evidence(place, line.number, line.start, line.end, line.raw, rule, confidence))

    def line_of(self, name: str) -> int:
        """Return the line a field was read from (0: not stated)."""
        pointer = f"/{self.section}/{name}"
        return next(
            (e.line for e in self.evidence if e.pointer == pointer or e.pointer.startswith(pointer + "/")), 0
        )

    def account(self) -> LineAccount:
        """Return the account of the physical lines."""
        mapped, reported = (self.status.count(state, 1) for state in (MAPPED, REPORTED))
        return LineAccount(self.lines, mapped, self.lines - mapped - reported, reported)

    def record(self, kind: Kind, source: str, key: str, digest: str = "", url: str = "") -> Record:
        """Return the finished record."""
        return Record(
            kind=kind,
            source=source,
            key=key,
            file=self.file,
            template=self.template,
            truncated=self.truncated,
            fields=self.fields,
            inferred=self.inferred,
            candidates=tuple(one for one in self.candidates if not self.states(one)),
            evidence=tuple(self.evidence),
            gaps=tuple(self.gaps),
            account=self.account(),
            digest=digest,
            url=url,
        )
