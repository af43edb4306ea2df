"""The store: migrations, backup while in use, restore."""

import sqlite3
from pathlib import Path

import pytest

from corale.desk import store
from corale.errors import SetupError, UsageError


def lines(folder: Path) -> int:
    with store.opened(folder) as held:
        return held.execute("SELECT count(*) FROM log").fetchone()[0]


def test_a_store_is_made_once_and_knows_its_version(tmp_path: Path) -> None:
    with store.opened(tmp_path) as held:
        store.log(held, "a", "b", "c")
        assert held.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
        assert held.execute("PRAGMA user_version").fetchone()[0] == len(store.MIGRATIONS)
    assert lines(tmp_path) == 1


def test_an_older_store_is_brought_up_to_date(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with store.opened(tmp_path) as held:
        store.log(held, "a", "b", "c")
    monkeypatch.setattr(store, "MIGRATIONS", (*store.MIGRATIONS, "CREATE TABLE later (a);"))
    with store.opened(tmp_path) as held:
        assert held.execute("SELECT count(*) FROM later").fetchone()[0] == 0
    assert lines(tmp_path) == 1


def test_a_store_of_a_later_version_is_left_alone(tmp_path: Path) -> None:
    with store.opened(tmp_path) as held:
        pass
    with sqlite3.connect(tmp_path / store.FILE) as held:
        held.execute("PRAGMA user_version = 99")
    with pytest.raises(SetupError, match="later"), store.opened(tmp_path):
        pass


def test_what_fails_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(KeyError), store.opened(tmp_path) as held:
        store.log(held, "a", "b", "c")
        raise KeyError
    assert lines(tmp_path) == 0


def test_a_backup_is_taken_in_use_and_restored(tmp_path: Path) -> None:
    with store.opened(tmp_path) as held:
        store.log(held, "a", "b", "c")
    copy = store.backup(tmp_path, tmp_path / "copy")
    with store.opened(tmp_path) as held:
        store.log(held, "d", "e", "f")
    store.restore(tmp_path, copy)
    assert lines(tmp_path) == 1
    assert (tmp_path / "queue.sqlite.before").is_file()


@pytest.mark.parametrize("text", [b"", b"no store", b"SQLite format 3\x00" + b"x" * 4096])
def test_what_is_no_backup_is_not_restored(tmp_path: Path, text: bytes) -> None:
    (tmp_path / "copy").write_bytes(text)
    with pytest.raises(UsageError):
        store.restore(tmp_path, tmp_path / "copy")


def test_a_backup_overwrites_nothing(tmp_path: Path) -> None:
    with store.opened(tmp_path):
        pass
    (tmp_path / "copy").write_text("here")
    with pytest.raises(UsageError):
        store.backup(tmp_path, tmp_path / "copy")
