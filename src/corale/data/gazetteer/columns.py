"""Tables that a publisher's folder holds beside the releases: CSV with named columns, written or edited by
hand."""

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path

from corale.errors import UsageError


def add(path: Path, columns: Sequence[str], row: Iterable[object]) -> None:
    """Write one more row at the end of a table, making it with its header where it is not there."""
    new = not path.exists()
    with path.open("a", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        if new:
            writer.writerow(columns)
        writer.writerow(row)


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
