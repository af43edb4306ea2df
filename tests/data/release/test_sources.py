"""What the last build was made of: told again, with uploaded files."""

from pathlib import Path

import pytest

from corale.data.release import sources
from corale.errors import UsageError


def test_the_last_build_is_told_again_with_uploads(tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        sources.recall(tmp_path)
    (tmp_path / "in").mkdir()
    sources.remember(tmp_path, [tmp_path / "in"], "https://x.example/")
    assert sources.recall(tmp_path) == ([tmp_path / "in"], "https://x.example/")
    (tmp_path / sources.DOCUMENTS).mkdir()
    assert sources.recall(tmp_path)[0][1] == tmp_path / sources.DOCUMENTS


def test_a_broken_file_is_as_none(tmp_path: Path) -> None:
    (tmp_path / sources.FILE).write_text("{", encoding="utf-8")
    with pytest.raises(UsageError):
        sources.recall(tmp_path)
