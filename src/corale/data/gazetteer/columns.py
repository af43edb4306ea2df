"""Tables that a publisher's folder holds beside the releases: CSV with named columns, written or edited by
hand."""

import csv
import fcntl
import io
import os
from collections.abc import Iterable, Sequence
from pathlib import Path

from corale.errors import UsageError


def add(path: Path, columns: Sequence[str], row: Iterable[object]) -> None:
    """Write one more row at the end of a table, to the disk, making the table where it is not there.

    Several processes may do so at once; a row that a kill cut short is closed first, and read by nobody.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+b") as out:
        fcntl.flock(out, fcntl.LOCK_EX)
        size = out.seek(0, os.SEEK_END)
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        if not size:
            writer.writerow(columns)
        else:
            out.seek(size - 1)
            text.write("" if out.read(1) == b"\n" else "\n")
        writer.writerow(row)
        out.write(text.getvalue().encode())
        out.flush()
        os.fsync(out.fileno())


def rows(path: Path, columns: Sequence[str]) -> list[dict[str, str]]:
    """Return the rows of a table, without those cut short; none where the file is not there.

    Raises:
        UsageError: it is not UTF-8, no CSV, or lacks a column.
    """
    if not path.is_file():
        return []
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            table = csv.DictReader(stream)
            lacking = [name for name in columns if name not in (table.fieldnames or ())]
            if lacking:
                named = ", ".join(lacking)
                raise UsageError(f"{path}: manca · missing column: {named} (there: {table.fieldnames})")
            return [row for row in table if None not in row.values()]
    except (UnicodeDecodeError, csv.Error) as fault:
        raise UsageError(f"{path}: non è CSV in UTF-8 · is not CSV in UTF-8 ({fault})") from fault
