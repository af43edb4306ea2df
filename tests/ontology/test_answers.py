"""Answers that a reader found in the five documents by hand, before asking, against those of the questions."""

import json
from pathlib import Path

import pyoxigraph as ox
import pytest
from tests.ontology.test_questions import QUESTIONS, answered

CASES = json.loads((Path(__file__).parents[1] / "cases" / "answers.json").read_text(encoding="utf-8"))
TITLES = {
    "A patto di": "Casalecchio",
    "Co-programmazione tra Comune": "Ferrara",
    "Confronto sul Regolamento": "Pesaro",
    "Patto per il welfare": "Reggio",
}


def document(title: str) -> str:
    """Return the short name of the document that a title belongs to: what is no sheet is the notice."""
    return next((name for start, name in TITLES.items() if title.startswith(start)), "Zona Sociale 7")


def test_there_are_at_least_twenty() -> None:
    assert len(CASES) >= 20


@pytest.mark.parametrize("name", CASES)
def test_a_question_gives_what_a_reader_found(name: str, sample: ox.Store) -> None:
    """The columns that the reader filled in; acts are told once an end and once a name of who passed them."""
    wanted = CASES[name]
    query = next(path for path in QUESTIONS if path.stem == name).read_text(encoding="utf-8")
    given = answered(sample, query)
    places = [given["variables"].index(column) for column in wanted["columns"]]
    rows = [[row[place] for place in places] for row in given["rows"]]
    if wanted["columns"][0] == "title":
        rows = [[document(row[0]), *row[1:]] for row in rows]
        sheets = {row[0] for row in wanted["rows"]}
        rows = [row for row in rows if row[0] in sheets]
    if name in ("31-acts-on-outputs", "43-end-and-acts"):
        rows = [list(row) for row in dict.fromkeys(map(tuple, rows))]
    assert sorted(rows, key=str) == sorted(wanted["rows"], key=str)
