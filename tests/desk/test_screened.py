"""What was masked as personal data waits until a person has looked: it stays masked, or its words are shown."""

from pathlib import Path

import pytest
from tests.desk.conftest import SHEET

from corale.data.gazetteer import authorities
from corale.data.published.folder import Release
from corale.desk import inbox
from corale.desk.acts import By
from corale.desk.queue import Item
from corale.errors import UsageError
from corale.pipeline import build

BY = By("redazione", "2026-11-29", "Visto.")
TEXT = "Descrizione sintetica\nIl percorso Luigi Einaudi, come l'assessora Maria Bianchi, parla del fiume.\n"


@pytest.fixture
def folder(tmp_path: Path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "7.txt").write_text(SHEET.format(words="Ambiente") + TEXT, encoding="utf-8")
    yield tmp_path
    authorities.use(None)


def built(folder: Path) -> tuple[Release, str, list[Item]]:
    made = build([folder / "in"], folder / "out", jobs=1, accept=True)
    text = (made.folder / "sources.jsonl").read_text(encoding="utf-8")
    return made, text, inbox.items(folder / "out", made, ["masked"])


def test_a_person_confirms_a_mask_or_shows_the_words(folder: Path) -> None:
    release, text, [one] = built(folder)
    assert "Einaudi" not in text and "Bianchi" not in text
    with pytest.raises(UsageError):
        inbox.decide(folder / "out", release, one.code, "amend", BY)
    inbox.decide(folder / "out", release, one.code, "amend", BY, "Luigi  Einaudi")
    release, text, waiting = built(folder)
    assert "Luigi Einaudi" in text and "Bianchi" not in text
    assert waiting == [], "the same place, looked at"


def test_what_is_confirmed_stays_masked_and_waits_no_more(folder: Path) -> None:
    release, _, [one] = built(folder)
    inbox.decide(folder / "out", release, one.code, "accept", BY)
    assert inbox.items(folder / "out", release, ["masked"]) == []
    assert "Einaudi" not in built(folder)[1]
    rows = (folder / "out" / "decisions" / "masked.csv").read_text(encoding="utf-8").splitlines()
    assert len(rows) == 2 and "redazione" in rows[1] and "Einaudi" not in rows[1]
