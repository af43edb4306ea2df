"""The facts that readers wrote down, against what comes out of the prose of sheets; and the bands measured on them."""

import csv
import importlib.util
import io
import json
import sys
from pathlib import Path

import pytest

from corale import artefacts
from corale.mappings.extract import extract
from corale.mappings.text import bands

BENCH = Path(__file__).resolve().parents[2] / "bench" / "prose.py"


def load():
    spec = importlib.util.spec_from_file_location("bench_prose", BENCH)
    module = importlib.util.module_from_spec(spec)
    sys.modules["bench_prose"] = module
    spec.loader.exec_module(module)
    return module


bench = load()
SETTLED = "prose.csv", "corpus-prose.csv"  # of the documents that stand outside the repository


@pytest.mark.parametrize("name", bench.LISTS)
def test_the_lists_are_well_formed(name: str) -> None:
    for document, rows in bench.listed(name).items():
        for row in rows:
            assert row["asked"] in ("yes", "no") and row["grade"] in ("stated", "read", "inferred"), (
                document,
                row,
            )
            assert int(row["line"]) > 0 and row["kind"], (document, row)


@pytest.mark.parametrize(
    "name",
    [pytest.param(name, marks=pytest.mark.real if name in SETTLED else []) for name in bench.LISTS],
)
def test_the_prose_of_sheets_tells_what_readers_found_and_hardly_anything_else(
    request: pytest.FixtureRequest, name: str
) -> None:
    folder = request.getfixturevalue("real") if name in SETTLED else Path()
    total = bench.report(bench.measure(folder, name)["sheets"])["all"]
    assert total["precision"] >= 0.97 and total["recall"] >= 0.85, total


@pytest.mark.parametrize("name", SETTLED)
def test_what_was_settled_stands_in_a_readers_list(name: str) -> None:
    """A settled row is one of a reader's, perhaps with the words of the other: none is made for the program."""
    for document, rows in bench.listed(name).items():
        read = [row for reader in ("first", "second") for row in bench.listed(f"{reader}/{name}")[document]]
        for row in rows:
            subjects = {
                word
                for one in read
                if (one["kind"], one["line"]) == (row["kind"], row["line"])
                for word in one["subject"].split("|")
            }
            assert subjects & set(row["subject"].split("|")), row


@pytest.mark.real
def test_the_bands_are_those_measured(real: Path) -> None:
    rows = {
        row["family"]: row
        for row in csv.DictReader(io.StringIO(artefacts.text("mappings", "bands.csv")))
        if row["source"] == "osservatorio"
    }
    for want in bench.banded(real):
        row = rows[str(want["family"])]
        assert {name: str(value) for name, value in want.items()} == row


def test_a_band_needs_enough_right_examples() -> None:
    assert bands.Band(0.95, 1.0, 40, 0.91).published
    assert not bands.Band(0.95, 1.0, 20, 0.84).published
    assert not bands.Band(0.95, 0.96, 400, 0.93).published


@pytest.mark.real
def test_the_sheets_of_the_corpus_give_all_that_their_files_list(real: Path) -> None:
    missed = []
    for path in sorted((real / "corpus" / "registry").glob("*.expected.json")):
        want = json.loads(path.read_text(encoding="utf-8"))["process"]
        (one,) = extract([path.with_name(path.name.replace(".expected.json", ".txt"))])
        got = dict(one.record.fields)
        if "participant" in got:  # the files list named bodies among the categories
            named = {*got["participant"], *got.get("participantCategory", [])}
            got["participantCategory"] = [name for name in want["participantCategory"] if name in named]
        missed += [(path.stem, name) for name, value in want.items() if got.get(name) != value]
    assert missed == []


@pytest.mark.real
def test_named_participants_are_bodies_and_no_categories(real: Path) -> None:
    (one,) = extract([real / "corpus" / "registry" / "433.txt"])
    assert one.record.fields["participantCategory"] == ["Singoli cittadini"]
    assert len(one.record.fields["participant"]) == 6


@pytest.mark.real
def test_a_yes_that_the_page_does_not_print_is_inferred_beside_its_gap(real: Path) -> None:
    (one,) = extract([real / "corpus" / "registry" / "1539.txt"])
    assert one.record.inferred["extensionGranted"].value is True
    assert ("extensionGranted", "value-not-printed") in {(gap.field, gap.reason) for gap in one.record.gaps}
    assert "extensionGranted" not in one.record.fields
