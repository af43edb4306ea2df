"""A sample of the records is judged a second way before a release becomes active."""

import json
from pathlib import Path

import pytest
from tests.five import FIVE

from corale.data.published import folder
from corale.data.release.pieces import Head
from corale.errors import ReleaseError
from corale.ontology import reason
from corale.pipeline import build, sample
from corale.shapes import validate
from corale.shapes.report import Result


def heads(many: int) -> list[Head]:
    return [Head(f"a-{n}", "process", "", "", "published", "", f"{n * 7919 % 9973:05}") for n in range(many)]


@pytest.mark.parametrize(("records", "drawn"), [(0, 0), (7, 7), (20, 20), (999, 20), (1001, 21), (5000, 100)])
def test_one_in_fifty_is_drawn_and_twenty_at_least(records: int, drawn: int) -> None:
    keys = sample.drawn(heads(records))
    assert len(keys) == drawn
    assert keys == sample.drawn(reversed(heads(records)))
    assert sample.drawn([Head("q", "process", "", "", "quarantined", "", "0")]) == []


def test_the_report_tells_that_both_judged_alike(tmp_path: Path) -> None:
    made = build([FIVE], tmp_path, jobs=1)
    findings = json.loads((made.folder / "report.json").read_text(encoding="utf-8"))["findings"]
    [note] = [one for one in findings if one["code"] == "Q002"]
    assert "the whole of 5 records" in note["message_en"]
    assert sample.spoken(tmp_path, made, "en") == (
        "pySHACL: 5 whole records; logical consistency not checked (CORALE_REASONER=none)"
    )


def test_a_screen_that_sets_too_much_aside_holds_the_release_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = build([FIVE], tmp_path, jobs=1)
    core = validate._core

    def stricter(data: list, shaped: object, names: tuple[str, ...]) -> list:
        """What pySHACL finds, and one result more where it judges the whole."""
        found = core(data, shaped, names)
        if shaped is validate.shapes(names):
            process = next(one[0] for one in data if "/id/process/" in one[0])
            found.append(Result(process, "", "", "x:shape", "x:component", "Violation", ()))
        return found

    monkeypatch.setattr(validate, "_core", stricter)
    assert build([FIVE], tmp_path, jobs=1) == before, "what was judged is not judged again"
    monkeypatch.setattr(sample, "_verdict_key", lambda *_: "0" * 64)
    with pytest.raises(ReleaseError, match=r"disagree: <.*/id/process/.*x:shape \(x:component\)"):
        build([FIVE], tmp_path, jobs=1)
    assert folder.active(tmp_path) == before


def test_where_java_is_hermit_judges_and_a_contradiction_holds_the_release_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(sample.SWITCH)
    asked: list[int] = []

    def verdict(triples: object) -> reason.Verdict:
        asked.append(len(list(triples)))
        return reason.Verdict(len(asked) < 2)

    monkeypatch.setattr(reason, "verdict", verdict)
    made = build([FIVE], tmp_path, jobs=1)
    assert asked[0] > 1000
    assert sample.spoken(tmp_path, made, "it").endswith("HermiT: ontologia e 5 schede senza contraddizioni")
    assert build([FIVE], tmp_path, jobs=1) == made
    assert len(asked) == 1, "what was judged is not judged again"
    with pytest.raises(ReleaseError, match="finds a contradiction"):
        build([FIVE / "osservatorio"], tmp_path, jobs=1, accept=True)
    assert folder.active(tmp_path) == made


def test_without_java_the_build_says_that_nobody_looked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(sample.SWITCH)
    monkeypatch.setattr(reason.shutil, "which", lambda name: None)
    made = build([FIVE / "avviso"], tmp_path, jobs=1)
    assert "not checked (reasoning needs Java 11" in sample.spoken(tmp_path, made, "en")


def test_hermit_itself_judges_records(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    try:
        reason._jar()
    except reason.SetupError as fault:
        pytest.skip(str(fault))
    monkeypatch.delenv(sample.SWITCH)
    monkeypatch.setattr(sample, "REASONED", 1)
    made = build([FIVE / "avviso"], tmp_path, jobs=1)
    assert sample.spoken(tmp_path, made, "en").endswith(
        "HermiT: ontology and 1 records without contradiction"
    )
