"""The patterns of notices: every row matches its own example."""

import pytest

from corale import artefacts
from corale.mappings.text.patterns import pattern, table

FIELDS = [path.stem for path in artefacts.files("mappings", "avviso", "patterns", suffix=".toml")]
ROWS = [(field, name) for field in FIELDS for name in table(field)]


@pytest.mark.parametrize(("field", "name"), ROWS)
def test_a_pattern_matches_its_example(field: str, name: str) -> None:
    row = table(field)[name]
    assert len(list(pattern(field, name).finditer(row["example"]))) >= row.get("least", 1)
