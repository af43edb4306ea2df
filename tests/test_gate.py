"""The gate before a release: example queries that had an answer have one still, and asking by parts is asking all."""

import json
import sys
from collections import Counter
from pathlib import Path

import pyoxigraph as ox
import pytest
from tests.five import FIVE

from corale.data.published import folder as release
from corale.data.published import store
from corale.data.rdf.grades import DUMPS
from corale.data.release import join
from corale.data.release.members import THINGS, Member
from corale.data.release.questions import COUNT, answered, questions
from corale.errors import ReleaseError
from corale.pipeline import build, gate

RECORDS = FIVE
GROUPINGS = "queries.grouping-members"
REVIEWED = {"queries.contradicted-by-review"}  # nobody has reviewed anything yet


def test_asking_by_members_answers_as_the_whole_store(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.modules["corale.pipeline.documents"], "MEMBER", 1)
    for folder in (RECORDS, RECORDS / "osservatorio", RECORDS / "avviso"):
        made = build([folder], tmp_path / folder.name, jobs=1)
        whole = store.load(made.folder)
        told = {name: count for name, count in made.manifest.counts.items() if name.startswith(COUNT)}
        assert told == {COUNT + one.name: int(answered(whole, one)) for one in questions()}
        without = {name for name, there in told.items() if not there}
        assert without == REVIEWED if folder == RECORDS else without > REVIEWED


def test_an_example_query_names_its_predicates_and_denies_nothing() -> None:
    for one in questions():
        words = one.text.upper()
        assert not [
            word for word in ("MINUS", "NOT EXISTS", "!BOUND", "<HTTP") if word in words.split("SELECT", 1)[1]
        ], one.name


def test_without_a_name_that_it_needs_an_example_query_has_no_answer(tmp_path: Path) -> None:
    folder = build([RECORDS], tmp_path, jobs=1).folder
    lines = [f"{line}\n" for line in join.dumped(folder, DUMPS)]
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


def test_a_member_without_what_a_query_needs_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr(gate, "answered", lambda store, one: asked.append(one.name) or False)
    lacking, whole = Member("a", terms=Counter({"<x:p>": 1})), Member("b", terms=Counter(every_name()))
    assert set(gate.answers([lacking], []).values()) == {0}
    assert asked == []
    gate.answers([whole], [])
    assert len(asked) == len(questions())


def every_name() -> list[str]:
    return [name for one in questions() for name in one.needed]


def test_a_thing_of_a_record_that_all_share_holds_the_release_back() -> None:
    own, other = (Member(name, {THINGS: f"x:{name}\n".encode()}) for name in "ab")
    gate.apart([own], [other])
    with pytest.raises(ReleaseError, match="x:a"):
        gate.apart([other, own], [Member("c", {THINGS: b"x:c\nx:a\n"})])
