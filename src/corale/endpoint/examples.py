"""The example queries of `endpoint/queries/`: titles, text, and which of them the home page answers."""

import re
from dataclasses import dataclass
from functools import cache

from corale import artefacts

_MARK = re.compile(r"^# (it|en|home): (.+)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Example:
    """An example query: its name, titles, text, and its place on the home page (0: not there)."""

    name: str
    it: str
    en: str
    text: str
    home: int = 0

    def title(self, language: str) -> str:
        """Return the title in a language."""
        return self.en if language == "en" else self.it


@cache
def examples() -> tuple[Example, ...]:
    """Return the example queries, those of the home page first.

    >>> [example.home for example in examples()[:4]]
    [1, 2, 3, 0]
    """
    found = []
    for file in sorted(artefacts.path("endpoint", "queries").glob("*.rq")):
        text = file.read_text(encoding="utf-8")
        marks = dict(_MARK.findall(text))
        found.append(Example(file.stem, marks["it"], marks["en"], text, int(marks.get("home", 0))))
    return tuple(sorted(found, key=lambda example: (example.home or 99, example.name)))
