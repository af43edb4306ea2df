"""Sorting through runs on disk gives what sorting in memory gives."""

from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given
from hypothesis import strategies as st

from corale.data.runs import Runs


@given(st.lists(st.lists(st.text(st.characters(exclude_characters="\n\r", exclude_categories=["Cs"]), max_size=3))))
def test_lines_come_back_sorted_each_once(batches: list[list[str]]) -> None:
    with TemporaryDirectory() as folder:
        runs = Runs(Path(folder), many=4)
        for batch in batches:
            runs.add(batch)
        assert list(runs) == sorted({line for batch in batches for line in batch})
