"""The drift alarm: silent on pages as they are, loud when labels change or vanish over a batch."""

from pathlib import Path

from tests.five import FIVE

from corale.mappings.extract import extract
from corale.mappings.sheet.drift import Drift

PAGE = FIVE.joinpath("osservatorio", "reggio-patto-welfare.txt").read_text(encoding="utf-8")


def alarm(folder: Path, text: str, pages: int = 12) -> list[str]:
    for number in range(1, pages + 1):
        (folder / f"{number}.txt").write_text(text, encoding="utf-8")
    drift = Drift()
    for extraction in extract([folder]):
        drift.add(extraction)
    return [one.message_it for one in drift.findings()]


def test_pages_as_they_are_raise_no_alarm(tmp_path: Path) -> None:
    assert alarm(tmp_path, PAGE) == []


def test_the_sample_raises_no_alarm() -> None:
    drift = Drift()
    for extraction in extract([FIVE]):
        drift.add(extraction)
    assert drift.findings() == []


def test_a_label_renamed_on_every_page_raises_the_alarm(tmp_path: Path) -> None:
    (message,) = alarm(tmp_path, PAGE.replace("Livello di partecipazione", "Grado raggiunto"))
    assert "Grado raggiunto" in message and "participationLevel" in message


def test_an_expected_label_gone_from_every_page_raises_the_alarm(tmp_path: Path) -> None:
    (message,) = alarm(tmp_path, PAGE.replace("Stato di avanzamento\n\nConcluso\n\n", ""))
    assert "progressStatus" in message


def test_one_odd_page_among_many_raises_none(tmp_path: Path) -> None:
    (tmp_path / "99.txt").write_text(
        PAGE.replace("Livello di partecipazione", "Grado raggiunto"), encoding="utf-8"
    )
    assert alarm(tmp_path, PAGE, pages=20) == []
