"""The dates of a series never run backwards, whatever the dates of the data."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.five import FIVE

from corale.data.published import series
from corale.data.published.folder import Release
from corale.data.release.manifest import Manifest
from corale.errors import UsageError
from corale.pipeline import build

days = st.dates().map(lambda day: day.isoformat()) | st.just("")


@settings(max_examples=30)
@given(st.lists(days, min_size=1, max_size=8))
def test_whatever_the_dates_of_the_data(tmp_path_factory: pytest.TempPathFactory, some: list[str]) -> None:
    directory, before = tmp_path_factory.mktemp("series"), None
    for number, day in enumerate(some):
        made = Release(directory, Manifest(f"{number:012}", day, "x:", digests={"inputs": str(number)}))
        series.enter(directory, made, before)
        before = made
    told = [step.date for step in series.read(directory)]
    assert len(told) == len(some) and told == sorted(told)
    assert told[-1] == max(some)


def test_a_build_is_not_dated_before_the_release_that_it_follows(tmp_path: Path) -> None:
    first = build([FIVE / "avviso"], tmp_path, jobs=1, date="2030-05-01")
    with pytest.raises(UsageError, match="2030-05-01"):
        build([FIVE], tmp_path, jobs=1, date="2030-04-30")
    second = build([FIVE], tmp_path, jobs=1)
    assert (first.manifest.date, second.manifest.date) == ("2030-05-01", "2030-05-01")
    catalogue = (second.folder / "dcat.ttl").read_text(encoding="utf-8")
    assert 'dct:modified "2030-05-01"' in catalogue
