"""The cache of the tables' index: kept once, read again, done without where nothing can be kept."""

from pathlib import Path

import pytest

from corale.data.release import cached


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The bases that an index was made for."""
    bases: list[str] = []

    def database(base: str) -> bytes:
        bases.append(base)
        return base.encode()

    monkeypatch.setattr(cached.national, "database", database)
    return bases


def test_an_index_is_made_once_for_an_engine_and_a_base(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, made: list[str]
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert {cached.tables("e", "http://a/") for _ in range(3)} == {b"http://a/"}
    cached.tables("e", "http://b/")
    cached.tables("f", "http://a/")
    assert made == ["http://a/", "http://b/", "http://a/"]


def test_only_the_newest_are_kept_and_a_damaged_one_is_made_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, made: list[str]
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    for number in range(cached.KEPT + 3):
        cached.tables(str(number), "http://a/")
    kept = [*(tmp_path / "corale").glob("??/*")]
    assert len(kept) == cached.KEPT
    for file in kept:
        file.write_bytes(b"other")
    assert cached.tables(str(cached.KEPT + 2), "http://a/") == b"http://a/"
    assert len(made) == cached.KEPT + 4


def test_without_a_place_for_it_the_index_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, made: list[str]
) -> None:
    (tmp_path / "corale").write_text("a file")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert cached.tables("e", "http://a/") == b"http://a/"
