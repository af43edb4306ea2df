"""The example queries of `endpoint/queries/`: titles, text, and which of them the home page answers."""

import re
from dataclasses import dataclass
from functools import cache

from corale import artefacts

_MARK = re.compile(r"^# ([\w.]+): (.+)\n", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Example:
    """An example query: its name, titles, text, and its place on the home page (0: not there).

    `columns` are the headings of its columns, by language and variable (`it.process`); `draw` is how its
    answer is drawn: `bars` (the first column names a bar, the first number is its length) or a table."""

    name: str
    it: str
    en: str
    text: str
    home: int = 0
    columns: tuple[tuple[str, str], ...] = ()
    draw: str = ""

    def title(self, language: str) -> str:
        """Return the title in a language."""
        return self.en if language == "en" else self.it

    def heads(self, language: str) -> dict[str, str]:
        """Return the headings of the columns in a language, by variable."""
        return {
            name.removeprefix(f"{language}."): head
            for name, head in self.columns
            if name.startswith(language)
        }


@cache
def examples() -> tuple[Example, ...]:
    """Return the example queries, those of the home page first.

    >>> [example.home for example in examples()[:4]]
    [1, 2, 3, 4]
    """
    found = []
    for file in artefacts.below(artefacts.path("endpoint", "queries"), ".rq", deep=False):
        text = file.read_text(encoding="utf-8")
        marks = dict(_MARK.findall(text))
        heads = tuple(mark for mark in marks.items() if "." in mark[0])
        query = _MARK.sub("", text)
        found.append(
            Example(
                file.stem,
                marks["it"],
                marks["en"],
                query,
                int(marks.get("home", 0)),
                heads,
                marks.get("draw", ""),
            )
        )
    return tuple(sorted(found, key=lambda example: (example.home or 99, example.name)))
