"""A publisher's folder with a small release, built once; each test has a copy of it."""

import os
import shutil
from pathlib import Path

import pytest

from corale.data.gazetteer import authorities
from corale.data.published import folder as releases
from corale.data.published.folder import Release
from corale.pipeline import build

SHEET = """Processo di prova
Processo
Durata (mesi)
12
Data inizio del processo
03/02/2015
Titolari della decisione
Comune di Ferrara
Ambito di intervento
{words}
Costo complessivo del processo
40.000,00 €
"""
PAGE = "id/process/osservatorio-7"


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("desk")
    (folder / "in").mkdir()
    for key, words in (("7", "Sanità di comunità"), ("8", "Ambiente")):
        (folder / "in" / f"{key}.txt").write_text(SHEET.format(words=words), encoding="utf-8")
    build([folder / "in"], folder / "out", jobs=1, accept=True)
    authorities.use(None)
    return folder


def copied(built: Path, room: Path) -> Path:
    """A publisher's folder of its own in a room; files are links, to be replaced and not written over."""
    shutil.copytree(built, room / "p", symlinks=True, copy_function=os.link)
    (room / "p" / "out" / "ledger.csv").unlink(missing_ok=True)
    return room / "p" / "out"


@pytest.fixture
def publisher(built: Path, tmp_path: Path):
    yield copied(built, tmp_path)
    authorities.use(None)


@pytest.fixture
def release(publisher: Path) -> Release:
    return releases.active(publisher)


def rebuild(publisher: Path) -> Release:
    return build([publisher.parent / "in"], publisher, jobs=1, accept=True)
