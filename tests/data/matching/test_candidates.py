"""Matching on the gold set: the bars of linking hold on the held-back half, and scores are what was measured."""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corale.data.gazetteer.authorities import table
from corale.data.gazetteer.similarity import comparable, sorted_words
from corale.data.matching.candidates import BANDS, SURE, Sought, codes_of, first, match
from corale.data.matching.index import Index, Item
from corale.data.matching.items import items, items_of_records, telling, write_items
from corale.ontology.vocabulary import quads

BENCH = Path(__file__).resolve().parents[3] / "bench" / "linking.py"


def load() -> ModuleType:
    spec = importlib.util.spec_from_file_location("bench_linking", BENCH)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["bench_linking"] = module
    spec.loader.exec_module(module)
    return module


bench = load()


@pytest.fixture(scope="module")
def index() -> Index:
    return Index.build(bench.universe())


def test_the_gold_set_is_large_enough_and_its_halves_are_apart() -> None:
    halves = [
        {(row["name"], row["province"]) for row in bench.rows(half)} for half in ("tuning", "held-back")
    ]
    assert sum(map(len, halves)) >= 300 and not halves[0] & halves[1]


@pytest.mark.parametrize("half", ["tuning", "held-back"])
def test_links_are_right_and_many(index: Index, half: str) -> None:
    told = bench.quality(bench.run(index, bench.rows(half)))
    assert told["wrong"] == []
    assert told["precision"] >= 0.99 and told["interval"][0] >= 0.97
    assert told["recall"] >= 0.85
    assert told["first candidate right"] >= 0.9


def test_the_scores_are_those_measured_on_the_tuning_half(index: Index) -> None:
    measured = bench.calibration(bench.run(index, bench.rows("tuning")))
    held = [{name: str(value) for name, value in row.items()} for row in measured]
    assert list(table("calibration")) == held


def test_what_was_never_right_is_no_candidate() -> None:
    """Many bodies of one name share the score of one: what is left of it is none."""
    many = [
        Item(f"id/organisation/{at}", "La Quercia", (("La Quercia", "exact"),), ("COV:Organization",))
        for at in range(150)
    ]
    index = Index.build(many)
    assert [one.score for one in match(index, Sought("La Quercia"), 1)] == [0]
    assert first(index, Sought("La Quercia")) is None
    assert first(Index.build(many[:2]), Sought("La Quercia")) is not None


def test_likeness_alone_and_homonyms_are_no_links(index: Index) -> None:
    for name in (
        "Casalecchio di Rneo",
        "Samone",
        "Castro",
        "Gubio",
        "Cooperativa sociale La Quercia",
        "Reggio",
    ):
        assert not any(one.match for one in match(index, Sought(name)))


def test_a_link_in_another_province_is_none(index: Index) -> None:
    found = match(index, Sought("Pesaro", codes=codes_of("BO")))
    assert found[0].band == "weak" and not found[0].match


def test_numbers_and_forms_must_agree() -> None:
    held = [
        Item("a", "Zona Sociale 7", (("Zona Sociale 7", "exact"),), ()),
        Item("b", "Unione Valle Verde", (("Unione Valle Verde", "exact"),), ()),
    ]
    index = Index.build(held)
    assert match(index, Sought("Zona Sociale 8"))[0].band == "weak"
    assert match(index, Sought("Comune di Valle Verde"))[0].band == "weak"
    assert match(index, Sought("ZS 7"))[0].match
    assert match(index, Sought("Unione dei comuni Valle Verde"))[0].match


@given(st.text(max_size=60))
def test_any_text_gets_an_answer_in_order(index: Index, text: str) -> None:
    found = match(index, Sought(text))
    assert sum(one.match for one in found) <= 1
    assert all(one.band in BANDS and 0 <= one.score <= 100 for one in found)
    assert [one.score for one in found][:1] == [max((one.score for one in found), default=0)][: len(found)]
    if found and found[0].match:
        assert found[0].band in SURE


@given(st.text(max_size=40))
def test_wording_is_stable(text: str) -> None:
    assert comparable(text) == comparable(text.upper().lower()) or not text.isascii()
    assert sorted_words(text).split() == sorted(set(comparable(text).split()))


def test_the_index_is_the_same_for_any_order_of_quads(tmp_path: Path) -> None:
    base = "https://example.org/"
    said = quads(base)
    one, two = tmp_path / "one.db", tmp_path / "two.db"
    Index.build(items(said, base), one, {"base": base}).close()
    Index.build(items(reversed(said), base), two, {"base": base}).close()
    assert one.read_bytes() == two.read_bytes()
    told = items_of_records(telling([f"{quad} ." for quad in said], base), (), base)
    assert write_items(told, base, tmp_path).read_bytes() == one.read_bytes()
    index = Index.open(one)
    found = index.get("scheme/livello/empowerment")
    assert found is not None and found.types == ("skos:Concept",)
    assert ("Empowerment", "exact") in index.names(found.id)


@pytest.mark.real
def test_real_names_of_municipalities_are_linked_right(real: Path) -> None:
    told = bench.bodies_of_2013(real / "authorities" / "publicbodies-it" / "it.csv")
    assert told["right by code"] + told["right by name and province"] > 7_400
    assert len(told["to look at"]) <= 2, "both are wrong codes in the extract"
    assert told["no link"] < 60
