"""An incremental build gives the bytes of a full one, and works out only what changed."""

import shutil
from pathlib import Path

import pytest

from corale import artefacts
from corale.data import assemble, manifest
from corale.data.release import Release
from corale.pipeline import build
from corale.pipeline import records as stage


def same(one: Release, other: Release) -> None:
    assert one.manifest == other.manifest
    for name in (*one.manifest.files, manifest.NAME):
        assert (one.folder / name).read_bytes() == (other.folder / name).read_bytes(), name


@pytest.mark.parametrize("edit", ["value", "addition", "territory"])
def test_incremental_bytes_are_those_of_a_full_build(edit: str, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    shutil.copytree(artefacts.path("data", "records"), folder)
    build([folder], tmp_path / "out", jobs=1)
    page = next(folder.glob("osservatorio/casalecchio*"))
    text = page.read_text(encoding="utf-8")
    if edit == "value":
        page.write_text(text.replace("5000", "4321"), encoding="utf-8")
    elif edit == "territory":
        page.write_text(text.replace("Zola Predosa", "Faenza"), encoding="utf-8")
    else:
        (folder / "osservatorio" / "99001.txt").write_text(text, encoding="utf-8")
    after = build([folder], tmp_path / "out", jobs=1)
    fresh = tmp_path / "fresh"
    fresh.mkdir()
    shutil.copy(tmp_path / "out" / "ledger.csv", fresh)
    same(after, build([folder], fresh, jobs=1))


def test_one_changed_record_costs_one_record(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "in"
    shutil.copytree(artefacts.path("data", "records"), folder)
    build([folder], tmp_path / "out", jobs=1)
    page = next(folder.glob("osservatorio/casalecchio*"))
    page.write_text(page.read_text(encoding="utf-8").replace("5000", "4321"), encoding="utf-8")
    read = []
    original = stage.read_document
    monkeypatch.setattr(stage, "read_document", lambda document: read.append(document.file) or original(document))
    build([folder], tmp_path / "out", jobs=1)
    assert read == [page.relative_to(folder).as_posix()]


def test_parallel_and_input_order_change_no_byte(tmp_path: Path) -> None:
    records = artefacts.path("data", "records")
    one = build([records / "osservatorio", records / "avviso"], tmp_path / "one", jobs=1)
    two = build([records / "avviso", records / "osservatorio"], tmp_path / "two", jobs=2)
    same(one, two)
    assert assemble.ENTITIES == ("organisations", "places")
