"""The last lines of `check` and `build`: what was not read and why, what was published; `doctor --privacy`."""

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from corale import artefacts
from corale.cli import build, check, doctor


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "in"
    made.mkdir()
    page = artefacts.path("data", "records") / "osservatorio" / "reggio-patto-welfare.txt"
    shutil.copy(page, made / "buono.txt")
    (made / "vecchio.doc").write_bytes(b"x")
    (made / "guasto.pdf").write_bytes(b"x")
    (made / "lista.txt").write_text("lista della spesa\nMarta Ferlini, residente a Imola", encoding="utf-8")
    return made


def lines(command: object, *arguments: object) -> tuple[int, list[str]]:
    done = CliRunner().invoke(command, [str(one) for one in arguments])
    return done.exit_code, done.output.splitlines()


@pytest.mark.parametrize(
    ("lang", "head", "last"),
    [
        (
            "it",
            "Non letti (2):",
            "Pubblicabili: 1 documenti su 4; 2 non letti; 1 fuori ambito, sconosciuti, ripetuti o con violazioni.",
        ),
        (
            "en",
            "Not read (2):",
            "Publishable: 1 documents of 4; 2 not read; 1 out of scope, unknown, repeated or with violations.",
        ),
    ],
)
def test_check_ends_with_what_was_not_read_and_a_sentence(
    folder: Path, lang: str, head: str, last: str
) -> None:
    code, said = lines(check.command, folder, "--lang", lang)
    assert code == 0 and said[-1] == last and said[-4] == head
    assert [line.split(" · ")[0].strip() for line in said[-3:-1]] == ["guasto.pdf", "vecchio.doc"]


def test_build_ends_with_the_same(folder: Path, tmp_path: Path) -> None:
    code, said = lines(build.command, folder, "--out", tmp_path / "out", "--jobs", 1)
    assert code == 0 and said[-1].startswith("Pubblicati: 1 documenti su 4; 2 non letti; 1 ")
    assert said[-4] == "Non letti (2):"


def test_doctor_lists_what_a_person_should_look_at(folder: Path) -> None:
    code, said = lines(doctor.command, "--privacy", folder, "--lang", "en")
    assert code == 0 and "Ferlini" not in str(said)
    assert any(line.startswith("lista.txt:2 · held back") for line in said)
    assert any(line == "lista.txt:2 · guarded by no format: look · home or birth" for line in said)
    assert said[-1].endswith("to look at")
