"""`decisions/statements.csv`: the last row of a statement holds; a broken row is told with its line."""

from pathlib import Path

import pytest

from corale.data.review import statements
from corale.data.review.statements import Decision
from corale.errors import UsageError

ONE = Decision(
    "id/process/osservatorio-7",
    "corale:durationMonths",
    '"12"^^xsd:integer',
    "refuse",
    "",
    "redazione",
    "2026-11-29",
)


def test_the_last_decision_about_a_statement_holds(tmp_path: Path) -> None:
    statements.add(tmp_path, ONE)
    statements.add(tmp_path, Decision(*ONE.__getstate__()[:3], "accept", "", "redazione", "2026-11-30"))
    [made] = statements.read(tmp_path).values()
    assert (made.decision, made.date) == ("accept", "2026-11-30")
    assert (tmp_path / statements.FILE).read_text(encoding="utf-8").count("\n") == 3


def test_a_row_cut_short_by_a_kill_is_passed_over_and_closed(tmp_path: Path) -> None:
    statements.add(tmp_path, ONE)
    with (tmp_path / statements.FILE).open("a", encoding="utf-8") as table:
        table.write("id/process/x,corale:dur")
    statements.add(tmp_path, Decision("id/process/osservatorio-8", *ONE.__getstate__()[1:]))
    assert [made.subject for made in statements.read(tmp_path).values()] == [
        ONE.subject,
        "id/process/osservatorio-8",
    ]


@pytest.mark.parametrize(
    "row",
    [
        'id/process/x,dct:title,"""a""@it",perhaps,',
        'id/process/x,dct:title,"""a""@it",amend,',
        'id/process/x,dct:title,"""a""@it",accept,"""b""@it"',
        "id/process/x,dct:title,a,refuse,",
    ],
)
def test_a_row_that_is_no_decision_is_told_with_its_line(tmp_path: Path, row: str) -> None:
    (tmp_path / "decisions").mkdir()
    (tmp_path / statements.FILE).write_text(
        f"subject,property,object,decision,replacement\n{row}\n", encoding="utf-8"
    )
    with pytest.raises(UsageError, match="row 2"):
        statements.read(tmp_path)


def test_a_decision_says_who_and_when(tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        statements.add(tmp_path, Decision(ONE.subject, ONE.property, ONE.object, "refuse"))
    assert not (tmp_path / "decisions").exists()
