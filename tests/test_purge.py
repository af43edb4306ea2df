"""A record, or words about a person, taken out of everything: no file of the folder holds them any more."""

import gzip
import zlib
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.desk.conftest import SHEET
from tests.desk.test_inbox import NOTE

from corale.cli.release import command
from corale.data.gazetteer import authorities
from corale.data.published import folder as releases
from corale.data.published import last_build
from corale.desk import inbox, store
from corale.ontology.vocabulary import BASE
from corale.pipeline import build

WORDS = "circolo Aurora Boreale"


@pytest.fixture
def publisher(tmp_path: Path):
    documents = tmp_path / "out" / last_build.DOCUMENTS
    documents.mkdir(parents=True)
    (documents / "7.txt").write_text(
        SHEET.format(words="Ambiente") + f"Descrizione sintetica\nIl {WORDS} propone.\n", encoding="utf-8"
    )
    (documents / "8.txt").write_text(SHEET.format(words="Sanità pubblica speciale"), encoding="utf-8")
    build([documents], tmp_path / "out", jobs=1, accept=True)
    last_build.remember(tmp_path / "out", [documents], BASE)
    yield tmp_path / "out"
    authorities.use(None)


def holding(folder: Path, words: str) -> list[str]:
    """The files that hold some words, gzip, pieces and members unpacked."""
    found = []
    for path in folder.rglob("*"):
        if not path.is_file() or path.is_symlink():
            continue
        data = path.read_bytes()
        views = [data]
        if path.suffix == ".gz":
            views.append(gzip.decompress(data))
        for start in range(len(data)) if "pieces" in path.parts else ():
            if data[start : start + 2] in (b"\x78\x01", b"\x1f\x8b"):
                try:
                    views.append(zlib.decompressobj(47).decompress(data[start:]))
                except zlib.error:
                    continue
        if any(words.encode() in view for view in views):
            found.append(str(path.relative_to(folder)))
    return found


def purge(folder: Path, *arguments: str) -> str:
    told = CliRunner().invoke(
        command, ["purge", str(folder), *arguments, "--date", "2026-11-29", "--reason", "richiesta"]
    )
    assert told.exit_code == 0, told.exception
    return told.output


def test_words_about_a_person_are_in_no_file_any_more(publisher: Path, tmp_path: Path) -> None:
    release = releases.active(publisher)
    code = inbox.receive(publisher, release, replace(NOTE, reason=f"Lo dice il {WORDS}."))
    (publisher / "backups").mkdir()
    store.backup(publisher, publisher / "backups" / "a.sqlite")
    assert len(holding(publisher, "Aurora Boreale")) > 5
    assert release.id in purge(publisher, "--text", WORDS)
    assert holding(publisher, "Aurora Boreale") == []
    assert inbox.status(publisher, code)["state"] == "erased"
    assert [one.id for one in releases.releases(publisher)] == [releases.active(publisher).id]
    again = build([publisher / last_build.DOCUMENTS], publisher, jobs=1, accept=True)
    assert again.manifest.counts["records"] == 2
    assert holding(publisher, "Aurora Boreale") == []


def test_a_record_is_in_no_file_and_no_build_brings_it_back(publisher: Path) -> None:
    purge(publisher, "--record", "osservatorio-8")
    made = releases.active(publisher)
    assert made.manifest.counts["records"] == 1
    left = [
        name for name in holding(publisher, "pubblica speciale") if not name.startswith(last_build.DOCUMENTS)
    ]
    assert left == []
    assert "osservatorio-8" in (publisher / "purged.csv").read_text(encoding="utf-8")
    again = build([publisher / last_build.DOCUMENTS], publisher, jobs=1, accept=True)
    assert again.manifest.counts["records"] == 1


def test_too_little_or_too_much_is_refused(publisher: Path) -> None:
    for arguments in ((), ("--text", "abc"), ("--text", WORDS, "--record", "osservatorio-8")):
        told = CliRunner().invoke(command, ["purge", str(publisher), *arguments, "--date", "2026-11-29"])
        assert told.exception is not None
    assert not (publisher / "purged.csv").exists()
