"""Words of the field: retired words (docs/glossary.md) name nothing in code, command line and papers."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "corale"
RETIRED = frozenset(
    "keeper heir board patient heavy told said turned made found held kept gone left more past before rope"
    " splice settle flate leaflet wording headline moments draft rilascio".split()
)
"""Refused in every part of a name."""
ALONE = frozenset({"one", "place", "things", "site", "facts", "form", "runs"})
"""Refused as a whole name: as a part (`one_of`, `place_page`) each has its usual meaning."""
USUAL = {
    "NotFoundError",  # what HTTP calls it
    "left",  # the side, in drawings and page layouts
    "place",  # a municipality: of a body, of an IRI
    "Place",
    "_place",
    "form",  # that of HTML
    "_site",
    "site",  # the website's package
    "_facts",
    "facts",  # what expected results of documents state
}
"""Names in which the word is not the retired one, each with its reason."""
HEADINGS = frozenset("keeper heir rope splice flate leaflet headline moments rilascio".split())
"""Retired words that are no plain English in a heading."""


def words(name: str) -> list[str]:
    """Return the words of a name in snake or camel case.

    >>> words("_told_before"), words("NotFoundError")
    (['told', 'before'], ['not', 'found', 'error'])
    """
    return [word.lower() for word in re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])", name)]


def refused(name: str) -> bool:
    """Tell whether a name holds a retired word."""
    own = words(name)
    return name.strip("_") not in USUAL and bool(RETIRED & set(own) or (len(own) == 1 and ALONE & set(own)))


def names(path: Path) -> Iterator[str]:
    """Yield the names of a module's classes, functions and the fields of its classes."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name
        if isinstance(node, ast.ClassDef):
            for field in node.body:
                if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name):
                    yield field.target.id


MODULES = sorted(path for path in SOURCE.rglob("*.py") if "_artefacts" not in path.parts)


def test_no_name_of_code_is_retired() -> None:
    found = {(str(path.relative_to(SOURCE)), name) for path in MODULES for name in names(path)}
    assert {one for one in found if refused(one[1])} == set()
    folders = {part for path in MODULES for part in path.relative_to(SOURCE).with_suffix("").parts}
    assert {name for name in folders if refused(name)} == set()


def test_no_command_is_retired() -> None:
    stems = {path.stem for path in (SOURCE / "cli").glob("*.py") if path.stem != "__init__"}
    assert len(stems) > 10
    assert {name for name in stems if refused(name)} == set()


@pytest.mark.parametrize("paper", sorted((ROOT / "docs").rglob("*.md")), ids=lambda path: path.name)
def test_no_heading_of_papers_is_retired(paper: Path) -> None:
    headings = re.findall(r"^#+ (.+)$", paper.read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert [text for text in headings if HEADINGS & set(words(text.lower()))] == []


def test_retired_words_are_those_of_the_glossary() -> None:
    glossary = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    listed = set(re.findall(r"[a-z]+", glossary.partition("## Retired words")[2]))
    assert (RETIRED | ALONE | HEADINGS) - {"held"} <= listed


@pytest.mark.parametrize("name", ["told_at", "Held", "_said", "Draft", "place_found", "one"])
def test_retired_names_are_seen(name: str) -> None:
    assert refused(name)
