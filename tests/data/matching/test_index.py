"""The file of the index of names."""

import sqlite3
from pathlib import Path

import pytest

from corale.data.matching.index import Index, Item
from corale.errors import ReleaseError


def test_an_index_of_another_version_is_told_and_not_read(tmp_path: Path) -> None:
    file = tmp_path / "names.db"
    Index.build([Item("id/place/037006", "Bologna", (("Bologna", "exact"),), ("Place",))], file).close()
    assert Index.open(file).get("id/place/037006").label == "Bologna"
    with sqlite3.connect(file) as db:
        db.execute("PRAGMA user_version = 1")
    with pytest.raises(ReleaseError, match="another version") as told:
        Index.open(file)
    assert str(file) in told.value.text("it")
