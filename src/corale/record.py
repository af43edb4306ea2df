"""The extracted record: flat and verbatim, what every source is brought to before anything is linked or
mapped.

It is the currency of the first half of the flow. Its JSON form is a public contract (a JSON Schema is
generated from `mappings/fields.csv`); `Record.from_json(record.to_json())` gives an equal record back. The
findings of a record travel beside it (:class:`corale.findings.Report`) and join it only in print."""

from dataclasses import dataclass
from typing import Literal, TypeAlias, cast

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"
Fields: TypeAlias = "dict[str, Json]"
Kind: TypeAlias = Literal["registry-record", "notice", "unknown"]


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where a value was read: `pointer` (RFC 6901) into the record, physical line (from 1), span within that
    line.

    `start` and `end` count characters of the line, `text` is what stands there, `rule` names the reader or
    the extraction rule, `confidence` runs from 0 to 1 (1 for a labelled field). `file` is the file of the
    line, where it is not the record's own; `page` is the page of a PDF (from 1; 0: it has none)."""

    pointer: str
    line: int
    start: int
    end: int
    text: str
    rule: str
    confidence: float = 1.0
    file: str = ""
    page: int = 0

    def to_json(self) -> Fields:
        """Return the evidence as a JSON object."""
        made: Fields = {name: getattr(self, name) for name in self.__slots__}
        return {name: value for name, value in made.items() if value or name not in ("file", "page")}


UNSAID = "no-word-of-it"
"""The reason of a gap that follows from what a text does not speak of, and the rule that claims it."""


@dataclass(frozen=True, slots=True)
class Gap:
    """A field that the record does not give, and why.

    `reason` is a notation of the scheme `gap`: `not-stated-in-sources` (it says so), `no-word-of-it` (it does
    not speak of it), `not-foreseen-by-call`, `value-not-printed` (this form of the page leaves it out),
    `label-empty`, `value-not-rendered` (what stands there cannot be read), `label-missing`. `line` is the
    line of the phrase or of the empty label (0: none)."""

    field: str
    reason: str
    line: int = 0

    def to_json(self) -> Fields:
        """Return the gap as a JSON object."""
        return {"field": self.field, "reason": self.reason} | ({"line": self.line} if self.line else {})


@dataclass(frozen=True, slots=True)
class Candidate:
    """A value read below the confidence threshold: kept for a person to decide, never published as a fact."""

    field: str
    value: Json
    confidence: float
    line: int = 0

    def to_json(self) -> Fields:
        """Return the candidate as a JSON object."""
        value: Fields = {"field": self.field, "value": self.value, "confidence": self.confidence}
        return value | ({"line": self.line} if self.line else {})


@dataclass(frozen=True, slots=True)
class LineAccount:
    """The account of a document's physical lines: `lines == mapped + ignored + reported`, always."""

    lines: int
    mapped: int
    ignored: int
    reported: int

    def __post_init__(self) -> None:
        if self.lines != self.mapped + self.ignored + self.reported:
            raise ValueError(f"the account of lines does not sum: {self}")

    def to_json(self) -> Fields:
        """Return the account as a JSON object, the member `ledger` of a record's."""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True)
class Inferred:
    """A value that the document does not state but that follows from it by a named rule."""

    value: Json
    rule: str


@dataclass(frozen=True, slots=True)
class Record:
    """One document, read: the fields it states, and beside them evidence, gaps, candidates, inferences and
    the account of its lines.

    `fields` are the contract's fields of a process (registry page) or of a notice; `file` is relative to the
    path given to `corale extract`; `digest` is the SHA-256 of the document's bytes, in hexadecimal; `url` is
    the page's address where the file's manifest states it, `last_seen` the day on which it gave the document
    last, where it gives it no more; `number` what the source itself calls the record, where that is not the
    key: the cell as it stands (several joined by `_`), since a key has small letters and digits only."""

    kind: Kind
    source: str
    key: str
    file: str
    template: str | None
    truncated: bool
    fields: Fields
    inferred: dict[str, Inferred]
    candidates: tuple[Candidate, ...]
    evidence: tuple[Evidence, ...]
    gaps: tuple[Gap, ...]
    account: LineAccount
    digest: str = ""
    url: str = ""
    last_seen: str = ""
    number: str = ""

    @property
    def slug(self) -> str:
        """The record's name among the things: `<source>-<key>`, as `osservatorio-2205`."""
        return f"{self.source}-{self.key}"

    @property
    def section(self) -> str:
        """The name of the contract's section that holds the fields: `process` or `notice`."""
        return "process" if self.kind == "registry-record" else "notice"

    def to_json(self) -> Fields:
        """Return the record as the JSON object of the contract (without its findings)."""
        record: Fields = {
            "kind": self.kind,
            "source": self.source,
            "key": self.key,
            "file": self.file,
            "template": self.template,
            "truncated": self.truncated,
            self.section: self.fields,
            "inferred": {name: {"value": i.value, "rule": i.rule} for name, i in self.inferred.items()},
            "candidates": [c.to_json() for c in self.candidates],
            "evidence": [e.to_json() for e in self.evidence],
            "gaps": [g.to_json() for g in self.gaps],
            "ledger": self.account.to_json(),
            "digest": self.digest,
        }
        stated = ((name, getattr(self, name)) for name in ("url", "last_seen", "number"))
        return record | {name: value for name, value in stated if value}

    @classmethod
    def from_json(cls, json: Fields) -> "Record":
        """Return the record that `to_json` wrote; members it does not know (as `findings`) are passed
        over."""
        parts = cast("dict[str, list[dict[str, object]]]", json)
        inferred = cast("dict[str, dict[str, Json]]", json["inferred"])
        return cls(
            kind=cast(Kind, json["kind"]),
            source=str(json["source"]),
            key=str(json["key"]),
            file=str(json["file"]),
            template=cast("str | None", json["template"]),
            truncated=bool(json["truncated"]),
            fields=cast(Fields, json["process"] if json["kind"] == "registry-record" else json["notice"]),
            inferred={name: Inferred(i["value"], str(i["rule"])) for name, i in inferred.items()},
            candidates=tuple(Candidate(**c) for c in parts["candidates"]),  # type: ignore[arg-type]
            evidence=tuple(Evidence(**e) for e in parts["evidence"]),  # type: ignore[arg-type]
            gaps=tuple(Gap(**g) for g in parts["gaps"]),  # type: ignore[arg-type]
            account=LineAccount(**cast("dict[str, int]", json["ledger"])),
            digest=str(json.get("digest", "")),
            url=str(json.get("url", "")),
            last_seen=str(json.get("last_seen", "")),
            number=str(json.get("number", "")),
        )
