"""The patterns of running text: every row matches its own example, and is looked for by letters that it holds."""

import json
import re
from pathlib import Path

import pytest

from corale import artefacts
from corale.mappings.text.patterns import Nearby, expanded, pattern, plain_letters, table

CASES = Path(__file__).parents[2] / "cases"

ROWS = [
    (source, path.stem, name)
    for source in ("avviso", "osservatorio")
    for path in artefacts.files("mappings", source, "patterns", suffix=".toml")
    for name in table(path.stem, source)
]


@pytest.mark.parametrize(("source", "field", "name"), ROWS)
def test_a_pattern_matches_its_example(source: str, field: str, name: str) -> None:
    row = table(field, source)[name]
    assert len(list(pattern(field, name, source).finditer(row["example"]))) >= row.get("least", 1)


def test_letters_that_a_wording_is_looked_for_by_stand_in_all_that_it_matches() -> None:
    texts = [json.loads(row)["text"] for row in (CASES / "decisions.jsonl").read_text("utf-8").splitlines()]
    texts += [path.read_text("utf-8") for path in sorted((CASES / "own").glob("*.txt"))]
    matched, wrong = 0, []
    for field in ("decision", "kinds"):
        for row in table(field).values():
            flags = re.MULTILINE if row.get("case") else re.MULTILINE | re.IGNORECASE
            for one in (expanded(field, form) for form in row["any"]):
                found = [text for text in texts if re.search(one, text, flags)]
                matched += len(found)
                wrong += [one for text in found if plain_letters(one) not in text.lower()]
    assert matched > 2000 and wrong == []


@pytest.mark.parametrize(
    ("form", "letters"),
    [
        (r"sentenz[ae]", "sentenz"),
        (r"(?:avvis[oi]|bando)\s+per", "per"),
        (r"(?:avviso)?\s*pubblico", "pubblico"),
        (r"avvisi?", "avvis"),
        (r"utenti{2}", "utent"),
        (r"avviso|x", ""),
        (r"(?<=un )avviso(?! di)", "avviso"),
        (r"(?:a(?:b|c)|d)e", "e"),
        (r"[^a)]vviso\s\|", "vviso"),
        (r"(?-i:TAR)\bTAR\b", "tar"),
    ],
)
def test_letters_outside_of_groups_and_classes(form: str, letters: str) -> None:
    assert plain_letters(form) == letters


@pytest.mark.parametrize(
    ("field", "preceding", "following", "name", "holds"),
    [
        ("deadlines", "entro il ", "", "closing", True),
        ("deadlines", "", "entro il ", "closing", False),
        ("deadlines", "ulteriormente " + "x" * 70, "", "again", False),  # out of its reach
        ("deadlines", "ulteriormente " + "x" * 50, "", "again", True),
        ("deadlines", "la riunione del ", "", "event", True),
        ("deadlines", "scadenza dopo la riunione: ", "", "event", False),  # taken back by a word of the term
        ("deadlines", "dal ", " maggio e fino al 12", "opens", True),
        ("deadlines", "il ", " maggio e fino al 12", "opens", False),  # needs «dal»
        (
            "deadlines",
            "dal ",
            ", che è il giorno dell’apertura, maggio e fino al 12",
            "opens",
            False,
        ),  # not right behind
        ("deadlines", "", " sono pervenute", "over", True),
    ],
)
def test_a_row_says_where_its_words_stand(
    field: str, preceding: str, following: str, name: str, holds: bool
) -> None:
    assert Nearby(field, preceding, following).has(name) is holds


def test_words_of_the_name_itself_and_the_sum_of_weights() -> None:
    ministry = Nearby("issuers", "promosso dal ", ", che non ha altro", "Ministero dell’Interno")
    assert ministry.has("funder") and not Nearby("issuers", "Ministero", "", "Comune di Jesi").has("funder")
    assert ministry.weight() == sum(table("issuers")[name]["weight"] for name in ("by", "funder"))


def test_a_row_against_rules_a_value_out() -> None:
    assert Nearby("deadlines", "con delibera 12 del ", "").forbids()
    assert not Nearby("deadlines", "con delibera 12 è prorogata la scadenza al ", "").forbids()
