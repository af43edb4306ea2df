"""A release without lists, or with a broken file of them, is told so."""

from pathlib import Path

import pytest

from corale.endpoint.http.problems import ProblemError
from corale.endpoint.site.lists import lists_file


@pytest.mark.parametrize("content", [None, b"", b"no database"])
def test_lists_that_cannot_be_read_are_not_found(tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "lists.db"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(ProblemError, match="lists"):
        lists_file._lists(file)
