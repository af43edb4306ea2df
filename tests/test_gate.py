"""The gate before a release: example queries that had an answer have one still, and asking by parts is asking all."""

import gzip
import json
import shutil
from collections.abc import Iterable, Sequence
from pathlib import Path

import pyoxigraph as ox
import pytest
from tests.five import FIVE

from corale.data.release import dumps, store
from corale.data.release import folder as release
from corale.data.release.cache import Cache
from corale.data.release.questions import COUNT, Question, answered, questions
from corale.data.release.withdrawn import RECORDS as RECORDS_FILE
from corale.errors import ReleaseError
from corale.pipeline import build, gate

RECORDS = FIVE
GROUPINGS = "queries.grouping-members"


def test_asking_by_parts_answers_as_the_whole_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gate, "FIRST", 1)
    monkeypatch.setattr(gate, "GROUP", 2)
    for folder in (RECORDS, RECORDS / "osservatorio", RECORDS / "avviso"):
        made = build([folder], tmp_path / folder.name, jobs=1)
        whole = store.load(made.folder)
        told = {name: count for name, count in made.manifest.counts.items() if name.startswith(COUNT)}
        assert told == {COUNT + one.name: int(answered(whole, one)) for one in questions()}
        assert set(told.values()) == ({1} if folder == RECORDS else {0, 1})


def test_an_example_query_names_its_predicates_and_denies_nothing() -> None:
    for one in questions():
        words = one.text.upper()
        assert not [word for word in ("MINUS", "NOT EXISTS", "!BOUND", "GRAPH ?", "<HTTP") if word in
                    words.split("SELECT", 1)[1]], one.name  # fmt: skip


def test_without_a_name_that_it_needs_an_example_query_has_no_answer(tmp_path: Path) -> None:
    folder = build([RECORDS], tmp_path, jobs=1).folder
    lines = gzip.decompress((folder / dumps.names()["nquads"]).read_bytes()).decode().splitlines(keepends=True)
    for one in questions():
        assert one.needed, one.name
        for name in one.needed:
            lacking = ox.Store()
            lacking.load("".join(line for line in lines if f" {name} " not in line), ox.RdfFormat.N_QUADS)
            assert not answered(lacking, one), (one.name, name)


def test_a_query_empty_from_the_start_is_a_note(tmp_path: Path) -> None:
    made = build([RECORDS / "osservatorio"], tmp_path, jobs=1)
    assert made.manifest.counts[GROUPINGS] == 0
    findings = json.loads((made.folder / "report.json").read_text(encoding="utf-8"))["findings"]
    notes = [one for one in findings if one["code"] == "Q001"]
    assert "endpoint/queries/grouping-members.rq" in {one["file"] for one in notes}
    assert {one["severity"] for one in notes} == {"info"}
    assert build([RECORDS / "osservatorio"], tmp_path, jobs=1) == made


def test_a_query_that_lost_its_answer_holds_the_release_back_until_it_is_accepted(tmp_path: Path) -> None:
    before = build([RECORDS], tmp_path, jobs=1)
    with pytest.raises(ReleaseError, match=r"grouping-members\.rq.*--accept"):
        build([RECORDS / "osservatorio"], tmp_path, jobs=1)
    assert release.active(tmp_path) == before
    made = build([RECORDS / "osservatorio"], tmp_path, jobs=1, accept=True)
    assert made == release.active(tmp_path)
    assert made.manifest.counts[GROUPINGS] == 0


def test_what_was_empty_is_asked_of_new_records_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder, out = tmp_path / "in", tmp_path / "out"
    shutil.copytree(RECORDS / "osservatorio", folder)
    build([folder], out, jobs=1)
    page = next(folder.glob("casalecchio*"))
    page.write_text(page.read_text(encoding="utf-8").replace("5000", "4321"), encoding="utf-8")
    asked: list[tuple[set[str], int]] = []
    left = gate._left

    def listen(some: Sequence[Question], kept: Cache, keys: Sequence[int], common: Iterable[str]) -> object:
        asked.append(({one.name for one in some}, len(keys)))
        return left(some, kept, keys, common)

    monkeypatch.setattr(gate, "_left", listen)
    part = build([folder], out, jobs=1)
    (new, one), (old, others) = asked
    assert (one, others) == (1, 3)
    assert "grouping-members" in new - old
    (tmp_path / "anew").mkdir()
    shutil.copy(out / "ledger.csv", tmp_path / "anew")
    assert part.manifest == build([folder], tmp_path / "anew", jobs=1).manifest


def test_what_was_answered_is_not_asked_while_those_who_answered_stay(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, out = tmp_path / "in", tmp_path / "out"
    shutil.copytree(RECORDS, folder)
    monkeypatch.setattr(gate, "FIRST", 1)
    monkeypatch.setattr(gate, "GROUP", 1)
    made = build([folder], out, jobs=1)
    first = (made.folder / RECORDS_FILE).read_text(encoding="utf-8").splitlines()[1].split(",")[2]
    asked: list[str] = []
    monkeypatch.setattr(gate, "answered", lambda store, one: asked.append(one.name) or answered(store, one))
    (folder / first).write_bytes((folder / first).read_bytes() + b"\n")
    part = build([folder], out, jobs=1)
    assert 0 < len(set(asked)) < len(questions())
    assert {part.manifest.counts[COUNT + one.name] for one in questions()} == {1}
