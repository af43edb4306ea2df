"""What describes the tables: every column, every value, and types that hold for every cell of the sample."""

import csv
import hashlib
import io
import json
import re
from pathlib import Path

import pytest
from tests.five import FIVE

from corale import artefacts
from corale.data.release import codebook, tables
from corale.data.release.manifest import File, Manifest
from corale.ontology.vocabulary import BASE
from corale.pipeline import build

FILES = {f"csv/{name}.csv": File(n, "0" * 64) for n, name in enumerate(tables.tables())}
TESTS = {"integer": r"-?\d+", "number": r"-?\d+(\.\d+)?", "boolean": "true|false", "string": r"(?s).*"}


def book() -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(codebook.codebook())))


def package() -> dict:
    return json.loads(codebook.package(Manifest("abc", "2026-01-31", BASE), FILES))


def heads(name: str) -> list[str]:
    return next(csv.reader(io.StringIO(tables.files()[f"csv/{name}.csv"])))


def test_every_column_stands_in_codebook_and_package_in_its_order() -> None:
    resources = {one["name"]: one for one in package()["resources"]}
    for name in tables.tables():
        assert [row["column"] for row in book() if row["table"] == name] == heads(name)
        assert [field["name"] for field in resources[name]["schema"]["fields"]] == heads(name)


def test_every_column_has_labels_and_ours_have_definitions() -> None:
    for row in book():
        assert row["label_it"] and row["label_en"], row
        if row["property"].startswith(BASE + "onto/"):
            assert row["definition_it"] and row["definition_en"], row


def test_every_scheme_of_a_column_has_its_values_with_labels_and_definitions() -> None:
    values = list(csv.DictReader(io.StringIO(codebook.values())))
    schemes = {row["scheme"] for row in book() if row["scheme"]}
    filled = {
        name for name in schemes if "skos:Concept " in artefacts.text("ontology", "schemes", f"{name}.ttl")
    }
    assert {row["scheme"] for row in values} == filled > {"livello", "role", "gap"}
    assert all(row["label_it"] and row["label_en"] and row["code"] for row in values)
    assert "empowerment" in {row["code"] for row in values if row["scheme"] == "livello"}


def test_the_package_says_licence_sources_sizes_and_digests() -> None:
    told = package()
    assert told["licenses"][0]["name"] == "CC-BY-4.0" and any(
        "GeoNames" in one["title"] for one in told["sources"]
    )
    assert [one["bytes"] for one in told["resources"]] == [file.bytes for file in FILES.values()]
    assert all(one["hash"] == "sha256:" + "0" * 64 for one in told["resources"])
    assert told["created"].startswith("2026-01-31")


def test_the_types_hold_for_a_thing_with_several_values() -> None:
    """A column that may hold several values is a text, whatever its values are."""
    types = {
        (one["name"], field["name"]): field["type"]
        for one in package()["resources"]
        for field in one["schema"]["fields"]
    }
    assert set(types.values()) >= {"string", "integer", "number", "boolean"}
    for name, table in tables.tables().items():
        for column in table.columns:
            if column.many:
                assert types[name, column.name] == "string"


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build([FIVE], tmp_path_factory.mktemp("codebook"), jobs=1).folder


def test_the_types_hold_for_the_cells_of_the_sample(release: Path) -> None:
    stated = json.loads((release / codebook.FILE).read_text(encoding="utf-8"))
    assert [one["name"] for one in stated["resources"]] == list(tables.tables())
    for one in stated["resources"]:
        text = (release / one["path"]).read_bytes()
        assert (len(text), "sha256:" + hashlib.sha256(text).hexdigest()) == (one["bytes"], one["hash"])
        kinds = {field["name"]: field["type"] for field in one["schema"]["fields"]}
        for row in csv.DictReader(io.StringIO(text.decode())):
            for name, cell in row.items():
                assert not cell or re.fullmatch(TESTS[kinds[name]], cell), (one["path"], name, cell)


def test_every_name_that_can_be_known_stands_beside_its_code(release: Path) -> None:
    for name, table in tables.tables().items():
        rows = csv.DictReader(io.StringIO((release / "csv" / f"{name}.csv").read_text(encoding="utf-8")))
        pairs = [
            (column.name, tables.named(column, table))
            for column in table.columns
            if column.value in tables.NAMED
        ]
        for row in rows:
            for code, second in pairs:
                assert bool(row[code]) == bool(row[second]), (name, row["iri"], code)
                assert "/id/" not in row[second] or code == "respondsTo", (name, code, row[second])
