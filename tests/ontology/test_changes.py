"""Versions: the diff to the last release agrees with the changelog; terms are deprecated before they go."""

import csv
import io
from typing import Any

import pytest

from corale import artefacts
from corale.ontology import changes
from corale.ontology.changes import COLUMNS, Change, faults

ROW: dict[str, str] = {**dict.fromkeys(COLUMNS[1:], ""), "kind": "class"}
OLD = {"Kept": ROW, "Going": {**ROW, "deprecated": "true"}}


def told(*log: tuple[str, str], version: str = "0.2.0") -> list[Change]:
    return [Change(version, kind, term) for kind, term in log]


def codes(version: str, terms: Any, *log: tuple[str, str]) -> list[str]:
    return [
        finding.message_en for finding in faults(version, terms, {"0.1.0": OLD}, told(*log, version=version))
    ]


def test_the_ontology_agrees_with_its_changelog() -> None:
    version, terms = changes.current()
    assert faults(version, terms, changes.released(), changes.changelog()) == []
    assert version in {change.version for change in changes.changelog()}


def test_an_untold_change_is_found() -> None:
    assert codes("0.2.0", {**OLD, "New": ROW}, ("added", "New")) == []
    assert codes("0.2.0", {**OLD, "New": ROW}) == [
        "New: added in 0.2.0; it is missing in ontology/changes.csv."
    ]
    assert codes("0.2.0", OLD, ("added", "New")) == ["New: added in 0.2.0; it is told but did not happen."]


def test_a_released_version_is_frozen() -> None:
    assert codes("0.1.0", OLD) == []
    assert codes("0.1.0", {**OLD, "New": ROW}) == ["New: added in 0.1.0; version 0.1.0 is already released."]


def test_a_new_term_asks_for_a_minor_version() -> None:
    assert codes("0.1.1", {**OLD, "New": ROW}, ("added", "New")) == [
        "New: added in 0.1.1; it asks for a minor version."
    ]


def test_a_term_goes_only_after_deprecation_and_in_a_major_version() -> None:
    assert len(codes("0.2.0", {"Kept": ROW}, ("removed", "Going"))) == 1
    assert codes("1.0.0", {"Kept": ROW}, ("removed", "Going")) == []
    assert len(codes("1.0.0", {"Going": OLD["Going"]}, ("removed", "Kept"))) == 1


def test_deprecation_is_a_change_of_its_own() -> None:
    now = {**OLD, "Kept": {**ROW, "deprecated": "true"}}
    assert [change.kind for change in changes.diff(OLD, now, "0.2.0")] == ["deprecated"]


def test_snapshot_reads_back() -> None:
    _, terms = changes.current()
    rows = {row.pop("term"): row for row in csv.DictReader(io.StringIO(changes.snapshot(terms)))}
    assert rows == terms


def test_changelog_speaks_two_languages() -> None:
    assert all(change.it and change.en and change.date for change in changes.changelog())


def test_the_changelog_is_given_a_line_for_each_new_term(monkeypatch: pytest.MonkeyPatch) -> None:
    """A term that no release has and no line names is told by its definition; nothing that is told changes."""
    version, terms = changes.current()
    real = changes.changelog()
    log = artefacts.text("ontology", "changes.csv")
    assert changes.completed() == log
    first, *rest = log.splitlines(keepends=True)
    without = "".join([first, *(line for line in rest if ",added,grade," not in line)])
    monkeypatch.setattr(changes, "changelog", lambda: [one for one in real if one.term != "grade"])
    monkeypatch.setattr(artefacts, "text", lambda *parts: without)
    head, line, *others = changes.completed().splitlines(keepends=True)
    assert line.startswith(f"{version},2026-11-29,added,grade,")
    assert terms["grade"] and head + "".join(others) == without
    monkeypatch.setattr(changes, "released", lambda: {"0.1.0": {}, version: {}})
    assert changes.completed() == without  # a version that is out stays as it is
