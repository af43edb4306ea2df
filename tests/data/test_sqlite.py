"""What SQLite cannot write is a fault of the file system."""

import errno
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from corale.data.sqlite import file_errors


def fill(file: Path, pages: int) -> None:
    """Write more than so many pages hold."""
    with closing(sqlite3.connect(file)) as db:
        db.executescript(f"PRAGMA max_page_count={pages}; CREATE TABLE some (text TEXT)")
        db.executemany("INSERT INTO some VALUES (?)", [("x" * 4000,)] * 20)


def test_a_full_disk_is_told_as_one(tmp_path: Path) -> None:
    file = tmp_path / "some.db"
    with pytest.raises(OSError, match="full") as fault, file_errors(file):
        fill(file, 8)
    assert fault.value.errno == errno.ENOSPC and fault.value.filename == str(file)
    with file_errors(file):
        fill(tmp_path / "other.db", 1000)


def test_a_folder_that_is_not_there_is_told_and_a_slip_in_a_query_is_ours(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="unable to open"), file_errors(None):
        fill(tmp_path / "none" / "some.db", 8)
    with pytest.raises(sqlite3.OperationalError), file_errors(None):
        sqlite3.connect(":memory:").execute("SELECT")
