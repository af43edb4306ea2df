"""The field table, the JSON-LD context and the JSON Schema say the same."""

import json

import jsonschema
import pytest

from corale import artefacts
from corale.mappings.fields import SCHEMAS, expand, fields, schema
from corale.mappings.graph.parts import TERMS

CONTEXT = json.loads(artefacts.text("mappings", "context.jsonld"))["@context"]
ALL = [*fields("process").values(), *fields("notice").values()]
# fields whose builders hang them under another term, as nodes of their own
BUILT = {"criterion", "output", "earlier", "grouping", "territory", "memberMunicipality", "territorialScope", "address",
         "deadlineTime", "act", "party", "identifier"}  # fmt: skip
DATATYPES = {"integer": "xsd:integer", "decimal": "xsd:decimal", "boolean": "xsd:boolean", "date": "xsd:date"}


@pytest.mark.parametrize("field", [f for f in ALL if f.curie and f.name not in BUILT], ids=lambda f: f.name)
def test_every_field_has_its_term_in_the_context(field) -> None:
    term = CONTEXT[TERMS.get(field.name, field.name)]
    assert expand(term["@id"]) == field.iri
    if field.value in DATATYPES:
        assert term["@type"] == DATATYPES[field.value]
    if field.value == "text":
        assert term["@language"] == "it"
    if field.value in ("concept", "party", "place", "norm"):
        assert term["@type"] == "@id"


def test_no_field_is_told_twice() -> None:
    rows = artefacts.text("mappings", "fields.csv").splitlines()[1:]
    assert len({tuple(row.split(",")[:2]) for row in rows}) == len(rows) == len(ALL)


def test_every_field_has_labels_in_two_languages_and_a_schema() -> None:
    assert [f.name for f in ALL if not (f.label_it and f.label_en)] == []
    assert {f.value for f in ALL} <= SCHEMAS.keys()


def test_the_schema_is_a_schema_and_refuses_fillers() -> None:
    document = schema()
    jsonschema.Draft202012Validator.check_schema(document)
    record = {
        "kind": "registry-record", "source": "osservatorio", "key": "1", "file": "1.txt", "template": "A",
        "truncated": False, "process": {"title": "Prova", "totalCost": "40000"}, "inferred": {}, "candidates": [],
        "evidence": [], "gaps": [], "ledger": {"lines": 1, "mapped": 1, "ignored": 0, "reported": 0},
    }  # fmt: skip
    jsonschema.validate(record, document)
    for bad in ({"totalCost": 40000}, {"totalCost": "40000.50"}, {"title": None}, {"title": ""}, {"unknown": "x"}):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(record | {"process": bad}, document)
