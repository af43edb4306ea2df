"""Who a record is: its number in the registry, else its entry in the ledger of keys, else a key from its
bytes."""

import csv
import re
from functools import cache
from pathlib import Path

from corale import artefacts
from corale.data.gazetteer import columns
from corale.mappings.reading.template import table

COLUMNS = ("source", "file", "key")


@cache
def _addresses() -> tuple[tuple[str, re.Pattern[str]], ...]:
    sources = sorted(found.parent.name for found in artefacts.files("mappings", suffix="source.toml"))
    return tuple(
        (name, re.compile(form)) for name in sources for form in table(name, "source").get("url", ())
    )


def number_of(url: str) -> str:
    """Return the record number that a page's address holds; all forms of the address give the same one.

    >>> number_of("http://www.osservatoriopartecipazione.it/scheda-processo/2205")
    '2205'
    >>> number_of("https://www.osservatoriopartecipazione.it/processi/ambito/welfare/2205?x=1")
    '2205'
    """
    found = (form.search(url) for _, form in _addresses())
    return next((match[1].lstrip("0") or "0" for match in found if match), "")


def number_in(name: str) -> str:
    """Return the record number of a file name that is wholly digits, else nothing.

    >>> number_in("2205.txt"), number_in("000_0fea.txt")
    ('2205', '')
    """
    stem = name.rpartition(".")[0] or name
    return stem if stem.isascii() and stem.isdigit() else ""


def hashed(digest: str) -> str:
    """Return the key of a document that has no number: `x` and ten hexadecimal digits of its SHA-256.

    >>> hashed("0123456789abcdef")
    'x0123456789'
    """
    return "x" + digest[:10]


class Keys:
    """The ledger of keys given to records without a number: once given, a file's key stays, whatever its
    bytes.

    Kept as a CSV file (source, file, key), sorted; `path` may be absent, then nothing is remembered.

    Raises:
        UsageError: the file is no such table.
    """

    def __init__(self, path: Path | None = None) -> None:
        self.path = path
        self.entries: dict[tuple[str, str], str] = {}
        self._by_file: dict[str, dict[str, str]] = {}
        for row in columns.rows(path, COLUMNS) if path else ():
            self._enter(row["source"], row["file"], row["key"])

    def known(self, file: str) -> dict[str, str]:
        """Return the keys by source that a file's name has been given."""
        return self._by_file.get(file, {})

    def remember(self, source: str, file: str, key: str) -> None:
        """Enter a key; an entry that is there already stays as it is."""
        if key.startswith("x") and (source, file) not in self.entries:
            self._enter(source, file, key)

    def _enter(self, source: str, file: str, key: str) -> None:
        self.entries[source, file] = key
        self._by_file.setdefault(file, {})[source] = key

    def save(self) -> None:
        """Write the ledger, if it has a place."""
        if self.path is None:
            return
        self.path.parent.mkdir(parents=True, exist_ok=True)
        partial = self.path.with_suffix(".part")
        with partial.open("w", encoding="utf-8", newline="") as out:
            writer = csv.writer(out, lineterminator="\n")
            writer.writerow(COLUMNS)
            writer.writerows((source, file, key) for (source, file), key in sorted(self.entries.items()))
        partial.replace(self.path)
