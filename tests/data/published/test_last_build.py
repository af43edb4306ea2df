"""What the last build was made of: told again, with uploaded files."""

from pathlib import Path

import pytest

from corale.data.published import last_build
from corale.errors import UsageError


def test_the_last_build_is_told_again_with_uploads(tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        last_build.recall(tmp_path)
    (tmp_path / "in").mkdir()
    last_build.remember(tmp_path, [tmp_path / "in"], "https://x.example/")
    assert last_build.recall(tmp_path) == ([tmp_path / "in"], "https://x.example/")
    (tmp_path / last_build.DOCUMENTS).mkdir()
    assert last_build.recall(tmp_path)[0][1] == tmp_path / last_build.DOCUMENTS


def test_a_broken_file_is_as_none(tmp_path: Path) -> None:
    (tmp_path / last_build.FILE).write_text("{", encoding="utf-8")
    with pytest.raises(UsageError):
        last_build.recall(tmp_path)
