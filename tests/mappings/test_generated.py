"""The field table, the ontology and the generated files say the same."""

import json
import re

import jsonschema
import pytest
from rdflib.namespace import SH

from corale import artefacts
from corale.fields import fields, kinds, rows, values
from corale.mappings import generated
from corale.mappings.generated import FILES, schema
from corale.mappings.graph.parts import HANGING
from corale.mappings.reading.template import load
from corale.mappings.sheet.labelled import READERS
from corale.ontology import reading_rules
from corale.ontology.reading_rules import known, rule
from corale.ontology.vocabulary import PREFIXES, expand, label
from corale.shapes.graphs import NAMES, with_sparql

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
    assert {row.value for row in ALL if not values()[row.value].schema} <= {row.section for row in rows()}


ORGANS = {"guaranteeCommittee", "negotiationTable"}  # named after the organ; the property is its description
HOURS = {"deadlineTime"}  # the hour of the instant that the property holds


@pytest.mark.parametrize("language", ["it", "en"])
def test_a_property_has_one_name_in_each_language(language: str) -> None:
    """The rows of a property have one label, and it is that of the ontology's term."""
    names: dict[str, set[str]] = {}
    for row in rows():
        if row.curie and row.name not in ORGANS | HOURS:
            text = row.label_en if language == "en" else row.label_it
            names.setdefault(row.curie, set()).add(text.casefold())
    assert {curie: told for curie, told in names.items() if len(told) > 1} == {}
    own = {curie: told for curie, told in names.items() if curie.startswith("corale:")}
    assert own == {curie: {(label(expand(curie), language) or "").casefold()} for curie in own}


@pytest.mark.parametrize("language", ["it", "en"])
def test_messages_of_shapes_call_a_property_by_its_name(language: str) -> None:
    graph = with_sparql(NAMES)
    told = []
    for shape, message in graph.subject_objects(SH.message):
        quoted = re.match("[«“]([^»”]+)[»”]", str(message))
        name = label(str(graph.value(shape, SH.path)), language)
        if quoted and name and message.language == language:
            told.append((name, quoted[1]))
    assert len(told) > 60
    assert [pair for pair in told if pair[0] != pair[1]] == []


def test_every_label_of_the_page_has_a_reader() -> None:
    own = {
        "text",
        "list",
        "commas",
        "criterion",
        "attachments",
    }  # read by functions of their own, over several lines
    assert {one.value for one in load("osservatorio").labels.values()} <= READERS.keys() | own


def test_every_class_of_the_context_is_a_kind_of_thing() -> None:
    assert {name for name in kinds() if name in CONTEXT.values()} >= {
        "corale:Funding",
        "corale:TemporaryGrouping",
    }


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
        "kind": "registry-record",
        "source": "osservatorio",
        "key": "1",
        "file": "1.txt",
        "template": "A",
        "truncated": False,
        "process": {"title": "Prova", "totalCost": "40000"},
        "inferred": {},
        "candidates": [],
        "evidence": [],
        "gaps": [],
        "ledger": {"lines": 1, "mapped": 1, "ignored": 0, "reported": 0},
    }
    jsonschema.validate(record, document)
    for bad in (
        {"totalCost": 40000},
        {"totalCost": "40000.50"},
        {"title": None},
        {"title": ""},
        {"unknown": "x"},
    ):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(record | {"process": bad}, document)


@pytest.mark.parametrize("reader", READERS)
def test_every_reader_has_a_rule_and_a_name_in_italian(reader: str) -> None:
    """Else its values would count as read from prose, and its finding would name it in English."""
    assert rule(reader).grade == "stated" and reader in known()
    assert reading_rules.reader(reader)[0] != reader


def test_every_kind_of_value_is_used_and_has_what_it_names() -> None:
    assert {row.value for row in rows()} == values().keys()
    special = {"list", "commas", "text", "criterion", "attachments"}  # read over several lines
    assert {kind.reader for kind in values().values()} - special - READERS.keys() == {""}
    assert {kind.builder for kind in values().values()} - {""} == {one.__name__ for one in HANGING}


def test_a_kind_of_value_that_nothing_knows_is_refused() -> None:
    with pytest.raises(LookupError, match="no kind of value"):
        generated.section("nonsense")
