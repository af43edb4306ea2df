"""A publisher's tables, edited by hand: what is wrong with one is said, with its name."""

from pathlib import Path

import pytest

from corale.data.gazetteer import columns
from corale.errors import UsageError


def test_whole_rows_are_given(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("﻿old,new\na,b\nc\n", encoding="utf-8")
    assert columns.rows(tmp_path / "t.csv", ("old", "new")) == [{"old": "a", "new": "b"}]
    assert columns.rows(tmp_path / "nothing.csv", ("old",)) == []


@pytest.mark.parametrize("held", [b"", b"before,after\na,b\n", b"old,new\n\xff\xfe\n", b"\x89PNG\x00\r\n"])
def test_what_is_no_such_table_is_said(tmp_path: Path, held: bytes) -> None:
    (tmp_path / "successions.csv").write_bytes(held)
    with pytest.raises(UsageError, match=r"successions\.csv"):
        columns.rows(tmp_path / "successions.csv", ("old", "new"))
