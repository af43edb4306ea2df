"""The sixty competency questions, answered on the sample as `tests/cases/questions/<NN-name>.json` expects."""

import json
import re
from pathlib import Path

import pyoxigraph as ox
import pytest

from corale import artefacts
from corale.ontology import vocabulary

CASES = Path(__file__).parents[1] / "cases" / "questions"
QUESTIONS = artefacts.files("ontology", "questions", suffix=".rq")


def shown(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple | None) -> str | None:
    if term is None:
        return None
    return vocabulary.compact(term.value) if isinstance(term, ox.NamedNode) else term.value


def answered(store: ox.Store, query: str) -> dict[str, list]:
    found = store.query(query)
    rows = [[shown(value) for value in row] for row in found]
    return {"variables": [name.value for name in found.variables], "rows": rows}


def test_there_are_sixty() -> None:
    assert [path.stem[:2] for path in QUESTIONS] == [f"{number:02}" for number in range(1, 61)]
    assert {path.stem for path in CASES.glob("*.json")} == {path.stem for path in QUESTIONS}


@pytest.mark.parametrize("path", QUESTIONS, ids=lambda path: path.stem)
def test_answer(path: Path, sample: ox.Store) -> None:
    expected = json.loads((CASES / f"{path.stem}.json").read_text(encoding="utf-8"))
    given = answered(sample, path.read_text(encoding="utf-8"))
    assert given["variables"] == expected["variables"]
    assert sorted(given["rows"], key=str) == sorted(expected["rows"], key=str)
    assert expected["rows"], "a question that answers nothing proves nothing"


@pytest.mark.parametrize("path", QUESTIONS, ids=lambda path: path.stem)
def test_question_has_titles_and_names_our_terms(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    said = dict(re.findall(r"^# (it|en|terms): (.+)$", text, re.MULTILINE))
    assert set(said) == {"it", "en", "terms"}
    used = set(re.findall(r"\bcorale:([A-Za-z]\w*)", text.partition("\n\n")[2]))
    assert said["terms"].split() == sorted(used)
    assert used <= {term.name for term in vocabulary.terms().values()}
