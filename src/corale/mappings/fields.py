"""The one field table, `mappings/fields.csv`: what a record may state, and where each value goes in the graph.

Everything that names fields is read or generated from here: the JSON Schema of the extracted record, the codebook of
the CSV tables, the IRIs of properties in gaps, evidence and contradictions.
"""

import csv
from dataclasses import dataclass
from functools import cache
from typing import Any

from corale import artefacts
from corale.ontology.vocabulary import PREFIXES


@dataclass(frozen=True, slots=True)
class Field:
    """A row of the table: `section` process or notice; `value` the kind of value; `node` the thing that carries it.

    `many` says that the contract gives a list; `curie` names the property (empty: not published); `scheme` the list
    of a concept or the role of a party; `label_key` the label on the registry page, where there is one.
    """

    section: str
    name: str
    label_key: str
    value: str
    many: bool
    node: str
    curie: str
    scheme: str
    label_it: str
    label_en: str

    @property
    def iri(self) -> str:
        """The IRI of the property that publishes the field."""
        return expand(self.curie)


def expand(curie: str) -> str:
    """Return the IRI of a CURIE under the project's prefixes.

    >>> expand("corale:totalCost")
    'https://w3id.org/corale/onto/totalCost'
    """
    prefix, local = curie.split(":", 1)
    return PREFIXES[prefix] + local


@cache
def fields(section: str) -> dict[str, Field]:
    """Return the fields of a section (`process` or `notice`) by name, in the table's order.

    >>> fields("process")["totalCost"].value
    'decimal'
    """
    rows = csv.DictReader(artefacts.text("mappings", "fields.csv").splitlines())
    return {
        row["field"]: Field(
            row["section"], row["field"], row["label_key"], row["value"], row["cardinality"] == "many",
            row["node"], row["property"], row["scheme"], row["label_it"], row["label_en"],
        )
        for row in rows
        if row["section"] == section
    }  # fmt: skip


_TEXT: dict[str, Any] = {"type": "string", "minLength": 1}
_DATE: dict[str, Any] = {"type": "string", "pattern": r"^\d{4}(-\d{2}(-\d{2})?)?$"}


def _object(required: str, optional: str = "", **members: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of an object whose members are texts unless given otherwise."""
    names = [*required.split(), *optional.split()]
    return {
        "type": "object",
        "properties": {name: members.get(name, _TEXT) for name in names},
        "required": required.split(),
        "additionalProperties": False,
    }


_TEXTS: dict[str, Any] = {"type": "array", "items": _TEXT, "minItems": 1}
_INTEGER: dict[str, Any] = {"type": "integer"}
_OUTPUT = _object("kind title", "date", date=_DATE)
_GROUPING = _object(
    "kind", "groupMember groupLead hasUnnamedMembers", groupMember=_TEXTS, hasUnnamedMembers={"type": "boolean"}
)

SCHEMAS: dict[str, dict[str, Any]] = {
    **dict.fromkeys(("text", "string", "concept", "party", "place", "area", "norm"), _TEXT),
    "integer": _INTEGER,
    "decimal": {"type": "string", "pattern": r"^-?\d+(\.\d*[1-9])?$"},
    "boolean": {"type": "boolean"},
    "date": {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"},
    "time": {"type": "string", "pattern": r"^([01]\d|2[0-3]):[0-5]\d$"},
    "period": _DATE,
    "address": _object("fullAddress", "street houseNumber locality postCode municipality province country"),
    "score": _object("scoreValue scoreMaximum", scoreValue=_INTEGER, scoreMaximum=_INTEGER),
    "attachment": _object("sourceFileName", "attachmentKind"),
    "criterion": _object(
        "criterion outcome statedAs", outcome={"enum": ["met", "not-met", "not-foreseen", "not-stated", "described"]}
    ),
    "act": _object("type", "number date", date=_DATE),
    "decision": _object("kind", "title date body sourceFileName", date=_DATE),
    "phase": _object("order title", order=_INTEGER),
    "output": _OUTPUT,
    "grouping": _GROUPING,
    "amount": _object("what value", "bound fund year"),
    "involvement": _object(
        "name role", "kind outcome score scoreMaximum rank count procedure", count=_INTEGER, rank=_INTEGER
    ),
    "deadline": _object("what", "date time"),
    "span": _object("what", "start end durationMonths", durationMonths=_INTEGER, start=_DATE, end=_DATE),
    "meeting": _object("", "date kind place count", count=_INTEGER),
    "identifier": _object("scheme value"),
    "earlier": _object(
        "", "year procedureKind thirdSectorEntity grouping service output",
        year=_INTEGER, thirdSectorEntity=_TEXTS, grouping=_GROUPING, service=_TEXTS,
        output={"type": "array", "items": _OUTPUT},
    ),
}  # fmt: skip


_HEAD = ("kind", "source", "key", "file", "truncated")


def schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of the extracted record, generated from the table."""

    def section(name: str) -> dict[str, Any]:
        members = {
            field.name: {"type": "array", "items": SCHEMAS[field.value]} if field.many else SCHEMAS[field.value]
            for field in fields(name).values()
        }
        return {"type": "object", "properties": members, "additionalProperties": False}

    evidence = _object(
        "pointer line start end text rule confidence",
        line=_INTEGER, start=_INTEGER, end=_INTEGER, text={"type": "string"}, confidence={"type": "number"},
    )  # fmt: skip
    evidence["properties"]["pointer"] = {"type": "string", "pattern": "^(/[^/]+)+$"}
    counts = "lines mapped ignored reported"
    ledger = _object(counts, "", **dict.fromkeys(counts.split(), _INTEGER))
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Extracted record",
        "type": "object",
        "properties": {
            "kind": {"enum": ["registry-record", "notice", "unknown"]},
            "source": _TEXT,
            "key": _TEXT,
            "file": _TEXT,
            "template": {"enum": ["A", "B", "C", None]},
            "truncated": {"type": "boolean"},
            "process": section("process"),
            "notice": section("notice"),
            "inferred": {"type": "object"},
            "candidates": {"type": "array"},
            "evidence": {"type": "array", "items": evidence},
            "gaps": {"type": "array", "items": _object("field reason", "line", line=_INTEGER)},
            "findings": {"type": "array"},
            "ledger": ledger,
        },
        "required": [
            "kind",
            "source",
            "key",
            "file",
            "truncated",
            "inferred",
            "candidates",
            "evidence",
            "gaps",
            "ledger",
        ],
    }
