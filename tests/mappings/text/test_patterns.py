"""The patterns of running text: every row matches its own example."""

import json
import re
from pathlib import Path

import pytest

from corale import artefacts
from corale.mappings.text.needles import Letters, may_match, needles
from corale.mappings.text.patterns import expanded, pattern, table

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


@pytest.mark.parametrize(
    ("words", "clauses"),
    [
        (r"sentenz[ae]", [["sentenz"]]),
        (r"(?:avvis[oi]|bando)\s+per", [["avvis", "bando"], ["per"]]),
        (r"(?:avviso)?\s*pubblico", [["pubblico"]]),
        (r"avvisi?", [["avvis"]]),
        (r"ab+cd", []),
        (r"(?<=un )avviso(?! di)", [["avviso"]]),
        (r"avviso|x", []),
        (r"[abc]def{2}ghi", [["def"], ["ghi"]]),
        (r"(?-i:Comune)\s+di", [["comune"]]),
    ],
)
def test_needles(words: str, clauses: list[list[str]]) -> None:
    assert [sorted(clause) for clause in needles(words)] == clauses


def test_needles_never_hide_a_match() -> None:
    """Every wording finds, where its needles stand, whatever it finds without looking for them."""
    cases = Path(__file__).parents[2] / "cases"
    texts = [
        json.loads(line)["text"]
        for line in (cases / "decisions.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    texts += [path.read_text(encoding="utf-8") for path in sorted(cases.glob("*/*/avviso.txt"))]
    letters = [Letters(text) for text in texts]
    hidden, found = [], 0
    for source, field, name in ROWS:
        for one in (expanded(field, words, source) for words in table(field, source)[name]["any"]):
            form = re.compile(one, re.MULTILINE | re.IGNORECASE)
            for text, held in zip(texts, letters, strict=True):
                if form.search(text):
                    found += 1
                    hidden += [] if may_match(one, held) else [one]
    assert found > 1000 and hidden == []
