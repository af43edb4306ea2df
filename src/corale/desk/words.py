"""The words of the desk's pages: `endpoint/words.csv`, in both languages."""

import csv
from functools import cache

from corale import artefacts


@cache
def _words() -> dict[str, tuple[str, str]]:
    rows = csv.DictReader(artefacts.text("endpoint", "words.csv").splitlines())
    first, it, en = rows.fieldnames or ("", "", "")
    return {row[first]: (row[it], row[en]) for row in rows}


def word(name: str, language: str) -> str:
    """Return a word in a language.

    >>> word("yes", "en"), word("yes", "it")
    ('yes', 'sì')
    """
    return _words()[name][language == "en"]
