"""SQLite files of a release: what the file system refuses is told as for any other file."""

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ERRORS = {
    sqlite3.SQLITE_FULL: errno.ENOSPC,
    sqlite3.SQLITE_IOERR: errno.EIO,
    sqlite3.SQLITE_CANTOPEN: errno.EACCES,
    sqlite3.SQLITE_READONLY: errno.EROFS,
}
"""Result codes of SQLite for faults of the file system (https://www.sqlite.org/rescode.html)."""


@contextmanager
def file_errors(file: Path | None) -> Iterator[None]:
    """Raise what SQLite cannot write to a file as the fault of the file system that it is.

    Raises:
        OSError: no room, an input or output error, a file that may not be written.
    """
    try:
        yield
    except sqlite3.OperationalError as fault:
        number = ERRORS.get(fault.sqlite_errorcode & 0xFF)
        if number is None:
            raise
        raise OSError(number, str(fault), str(file)) from fault
