"""The field table, the ontology and the generated files say the same."""

import json

import jsonschema
import pytest

from corale import artefacts
from corale.fields import fields, kinds, rows
from corale.mappings import generated
from corale.mappings.generated import FILES, SCHEMAS, schema
from corale.ontology.vocabulary import PREFIXES, expand, label

CONTEXT = json.loads(artefacts.text("mappings", "context.jsonld"))["@context"]
ALL = [*fields("process").values(), *fields("notice").values()]
DATATYPES = {"integer": "xsd:integer", "decimal": "xsd:decimal", "boolean": "xsd:boolean", "date": "xsd:date"}


@pytest.mark.parametrize("name", FILES)
def test_generated_files_are_what_the_table_gives(name: str) -> None:
    assert (artefacts.root() / name).read_text(encoding="utf-8") == FILES[name](), "run: make generated"


@pytest.mark.parametrize("field", [f for f in ALL if f.curie], ids=lambda f: f"{f.section}-{f.name}")
def test_every_field_has_its_term_in_the_context(field) -> None:
    term = CONTEXT[field.term]
    assert expand(term["@id"]) == expand(field.curie)
    if field.value in DATATYPES:
        assert term["@type"] == DATATYPES[field.value]
    if field.value == "text":
        assert term["@language"] == "it"
    if field.value in ("concept", "party", "place", "norm"):
        assert term["@type"] == "@id"


def test_prefixes_of_the_context_are_those_of_the_vocabulary() -> None:
    assert generated.PREFIXES.items() <= PREFIXES.items()


def test_no_field_is_told_twice() -> None:
    told = [(row.section, row.name) for row in rows()]
    assert [one for one in set(told) if told.count(one) > 1] == []


def test_every_field_has_labels_in_two_languages_and_a_schema() -> None:
    assert [row.name for row in rows() if not (row.label_it and row.label_en)] == []
    assert {row.value for row in ALL} - SCHEMAS.keys() <= {row.section for row in rows()}


def test_a_property_has_one_name_in_each_language() -> None:
    """A row's labels are those of the ontology's term; a field that shares its property may have its own."""
    odd = []
    for row in rows():
        own = row.curie.startswith("corale:") and row.name != "thirdSectorEntity"
        for language, text in (("it", row.label_it), ("en", row.label_en)) if own else ():
            if text.casefold() != (label(expand(row.curie), language) or "").casefold():
                odd.append((row.section, row.name, text))
    assert odd == []


def test_every_class_of_the_context_is_a_kind_of_thing() -> None:
    assert {name for name in kinds() if name in CONTEXT.values()} >= {"corale:Funding", "corale:TemporaryGrouping"}


def test_two_rows_cannot_give_one_term_two_meanings(monkeypatch: pytest.MonkeyPatch) -> None:
    import dataclasses

    from corale.errors import UsageError

    bad = dataclasses.replace(fields("process")["grantAmount"], value="text")
    monkeypatch.setattr(generated, "rows", lambda: (*rows(), bad))
    with pytest.raises(UsageError, match="grantAmount"):
        generated.context()


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
