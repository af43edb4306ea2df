"""The patterns of running text: every row matches its own example, and is looked for by letters that it holds."""

import json
import re
from pathlib import Path

import pytest

from corale import artefacts
from corale.mappings.text.patterns import expanded, pattern, plain_letters, table

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
