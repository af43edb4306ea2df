"""The patterns of running text: every row matches its own example."""

import pytest

from corale import artefacts
from corale.mappings.text.patterns import pattern, table

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
