"""The threat model names, for each guard, tests that are there."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
ROWS = [
    row.split("|")
    for row in (ROOT / "THREAT_MODEL.md").read_text(encoding="utf-8").splitlines()
    if row.startswith("| ") and row.count("|") == 4 and not row.startswith(("| threat |", "| who |"))
]
ROWS = [row for row in ROWS if "`" in row[3]]


def named(cell: str) -> list[tuple[str, str]]:
    """Return the tests that a cell names, each with its module; `::name` is of the module before.

    >>> named("`a.py::test_x`, `::test_y`; doctest of `f` in `b.py`")
    [('a.py', 'test_x'), ('a.py', 'test_y')]
    """
    found: list[tuple[str, str]] = []
    for module, test in re.findall(r"`([\w/.]*)::(\w+)`", cell):
        found.append((module or found[-1][0], test))
    return found


def test_the_table_is_read() -> None:
    assert len(ROWS) > 50


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[1].strip()[:50])
def test_every_guard_names_tests_that_are_there(row: list[str]) -> None:
    tests = named(row[3])
    assert tests
    for module, test in tests:
        tree = ast.parse((ROOT / "tests" / module).read_text(encoding="utf-8"))
        assert test in {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}, module
