"""What follows from the tables and is kept as files: JSON-LD context, JSON Schema, documentation, new terms.

`python -m corale.mappings.generated` (`make generated`) writes the files; a test fails where they differ."""

import json
from collections.abc import Callable
from typing import Any

from corale import artefacts
from corale.errors import UsageError
from corale.fields import Field, fields, kinds, paths, rows, values
from corale.mappings.text.bands import table
from corale.ontology import changes

PREFIXES = {
    "corale": "https://w3id.org/corale/onto/",
    "COV": "https://w3id.org/italia/onto/COV/",
    "CLV": "https://w3id.org/italia/onto/CLV/",
    "dct": "http://purl.org/dc/terms/",
    "eli": "http://data.europa.eu/eli/ontology#",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "prov": "http://www.w3.org/ns/prov#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
BEGIN = "<!-- generated: make generated -->\n"
SHEETS = "osservatorio"

_TEXT: dict[str, Any] = {"type": "string", "minLength": 1}
_INTEGER: dict[str, Any] = {"type": "integer"}


def context() -> str:
    """Return the JSON-LD context.

    Raises:
        UsageError: two rows give one term in two ways.
    """
    terms: dict[str, Any] = {"@version": 1.1, **PREFIXES}
    terms |= {
        name.partition(":")[2]: name for name, kind in kinds().items() if kind.path in BUILT or name in LOOSE
    }
    for row in rows():
        if not row.curie or row.curie.startswith(("^", "rdf:")) or row.section in SHARED:
            continue
        told = {"@id": row.curie} | _coerced(values()[row.value].term)
        if terms.setdefault(row.term, told) != told:
            raise UsageError(
                f"mappings/fields.csv: {row.section}.{row.name} gives {row.term} as {told}, "
                f"another row as {terms[row.term]}"
            )
    lines = ",\n".join(f"    {json.dumps(name)}: {json.dumps(told)}" for name, told in terms.items())
    return f'{{\n  "@context": {{\n{lines}\n  }}\n}}\n'


def _coerced(term: str) -> dict[str, str]:
    """Return what a term's definition says of its values."""
    if term == "@language":
        return {"@container": term}
    if term == "@it":
        return {"@language": "it"}
    return {"@type": term} if term else {}


SHARED = ("organisation", "place", "call")  # made from the authority tables, not from a linked record
LOOSE = ("corale:TemporaryGrouping", "corale:Organ", "prov:Entity")  # what a record brings itself, its graphs
BUILT = frozenset(paths()) - {*SHARED, "evidence"}  # evidence has no class of its own


def schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of the extracted record."""
    evidence = _object(
        ["pointer", "line", "start", "end", "text", "rule", "confidence"],
        pointer={"type": "string", "pattern": "^(/[^/]+)+$"},
        line=_INTEGER,
        start=_INTEGER,
        end=_INTEGER,
        text={"type": "string"},
        rule=_TEXT,
        confidence={"type": "number"},
        file=_TEXT,
        page=_INTEGER,
    )
    gap = _object(["field", "reason"], field=_TEXT, reason=_TEXT, line=_INTEGER)
    counts = ["lines", "mapped", "ignored", "reported"]
    properties: dict[str, Any] = {
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
        "gaps": {"type": "array", "items": gap},
        "findings": {"type": "array"},
        "ledger": _object(counts, **dict.fromkeys(counts, _INTEGER)),
    }
    required = "kind source key file truncated inferred candidates evidence gaps ledger"
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "Extracted record"}
    return {**head, "type": "object", "properties": properties, "required": required.split()}


def section(name: str) -> dict[str, Any]:
    """Return the schema of a section of the record, or of a part of one: `process`, `score`.

    Raises:
        LookupError: the field table has no such section, and no schema is known for a kind of value so named.
    """
    members = {row.name: _member(row) for row in fields(name).values()}
    if not members:
        raise LookupError(f"mappings/fields.csv: {name!r} is no section and no kind of value with a schema")
    return _object([row.name for row in fields(name).values() if row.cardinality == "required"], **members)


def _member(row: Field) -> dict[str, Any]:
    one = values()[row.value].schema or section(row.value)
    return {"type": "array", "items": one} if row.many else one


def _object(required: list[str], **members: dict[str, Any]) -> dict[str, Any]:
    told = {"type": "object", "properties": members, "additionalProperties": False}
    return told | ({"required": required} if required else {})


def documentation() -> str:
    """Return `docs/fields.md`: its head as it stands, and the table of all fields."""
    lines = [_head("docs/fields.md"), BEGIN]
    for name in dict.fromkeys(row.section for row in rows()):
        lines.append(f"\n### {name}\n\n| field | Italian | English | value | property | table | facet |\n")
        lines.append("|---|---|---|---|---|---|---|\n")
        lines += [_line(row) for row in rows() if row.section == name]
    return "".join(lines)


def _head(name: str) -> str:
    """Return what a document says before its generated part."""
    return (artefacts.root() / name).read_text(encoding="utf-8").partition(BEGIN)[0]


def _line(row: Field) -> str:
    value = f"{row.value}, list" if row.many else row.value
    value += f" ({row.scheme})" if row.scheme else ""
    cells = (
        f"`{row.name}`",
        row.label("it"),
        row.label("en"),
        value,
        f"`{row.curie}`" if row.curie else "",
        row.table,
        "yes" if row.facet else "",
    )
    return "| " + " | ".join(cells) + " |\n"


def calibration() -> str:
    """Return `docs/bands.md`: its head as it stands, and what each band claims, was measured at and
    publishes."""
    lines = [
        f"{_head('docs/bands.md')}{BEGIN}\n",
        "| source | family | band | claimed | measured | examples | lower bound | published |\n",
        "|---|---|---|---|---|---|---|---|\n",
    ]
    for (source, family, name), band in table().items():
        out = band.published if source == SHEETS else band.stated
        cells = (
            source,
            family,
            name,
            band.claimed,
            band.measured,
            band.n,
            band.lower,
            "yes" if out else "no",
        )
        lines.append("| " + " | ".join(map(str, cells)) + " |\n")
    return "".join(lines)


FILES: dict[str, Callable[[], str]] = {
    "mappings/context.jsonld": context,
    "mappings/record.schema.json": lambda: json.dumps(schema(), indent=2, ensure_ascii=False) + "\n",
    "docs/fields.md": documentation,
    "docs/bands.md": calibration,
    "ontology/changes.csv": changes.completed,
}
"""The generated files of the checkout, and what gives the text of each."""


def write() -> None:
    """Write the generated files of the checkout."""
    for name, text in FILES.items():
        (artefacts.root() / name).write_text(text(), encoding="utf-8")


if __name__ == "__main__":
    write()
