"""An incremental build gives the bytes of a full one, and works out only what changed."""

import shutil
import sys
from pathlib import Path

import pytest
from tests.five import FIVE

from corale.data.matching import items
from corale.data.published import folder as release
from corale.data.published.folder import Release
from corale.data.release import assemble, manifest, members
from corale.data.release.members import make
from corale.errors import BrokenReleaseError
from corale.pipeline import build
from corale.pipeline import records as stage

EXPORT = Path(__file__).resolve().parents[2] / "cases" / "extract" / "export" / "processi.csv"


def same(one: Release, other: Release) -> None:
    assert one.manifest == other.manifest
    for name in (*one.manifest.files, manifest.NAME):
        assert (one.folder / name).read_bytes() == (other.folder / name).read_bytes(), name


def edit(folder: Path, kind: str) -> None:
    """Change one thing in a folder of records."""
    page = next(folder.glob("osservatorio/casalecchio*"))
    text = page.read_text(encoding="utf-8")
    match kind:
        case "value":
            page.write_text(text.replace("5000", "4321"), encoding="utf-8")
        case "territory":
            page.write_text(text.replace("Zola Predosa", "Faenza"), encoding="utf-8")
        case "title":
            page.write_text("Un altro titolo" + text[text.index("\n") :], encoding="utf-8")
        case "addition":
            other = "Un altro titolo" + text[text.index("\n") :]
            (folder / "osservatorio" / "99001.txt").write_text(other, encoding="utf-8")
        case "first":
            (folder / "avviso" / "00.txt").write_text("Un testo qualunque", encoding="utf-8")
        case "removal":
            page.unlink()


@pytest.mark.parametrize("kind", ["value", "territory", "title", "addition", "first", "removal"])
def test_incremental_bytes_are_those_of_a_full_build(kind: str, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    shutil.copytree(FIVE, folder)
    build([folder], tmp_path / "out", jobs=1)
    for kind_now in ("value", kind) if kind != "value" else (kind,):
        edit(folder, kind_now)
        after = build([folder], tmp_path / "out", jobs=1, accept=True)
    fresh = tmp_path / "fresh"
    fresh.mkdir()
    shutil.copy(tmp_path / "out" / "ledger.csv", fresh)
    if kind in ("removal", "title"):  # a full build that knows what was withdrawn: the old title is gone, too
        build([FIVE], fresh, jobs=1)
        shutil.rmtree(fresh / "pieces")
    anew = build([folder], fresh, jobs=1, accept=True)
    same(after, anew)
    for name in ("store/names.db", "SHA256SUMS"):
        assert (after.folder / name).read_bytes() == (anew.folder / name).read_bytes()


def test_one_changed_record_costs_one_record(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "in"
    shutil.copytree(FIVE, folder)
    build([folder], tmp_path / "out", jobs=1)
    page = next(folder.glob("osservatorio/casalecchio*"))
    page.write_text(page.read_text(encoding="utf-8").replace("5000", "4321"), encoding="utf-8")
    read = []
    original = stage.read_document
    monkeypatch.setattr(
        stage, "read_document", lambda document: read.append(document.file) or original(document)
    )
    build([folder], tmp_path / "out", jobs=1)
    assert read == [page.relative_to(folder).as_posix()]


def test_parallel_and_input_order_change_no_byte(tmp_path: Path) -> None:
    records = FIVE
    one = build([records / "osservatorio", records / "avviso"], tmp_path / "one", jobs=1)
    two = build([records / "avviso", records / "osservatorio"], tmp_path / "two", jobs=2)
    same(one, two)


def test_one_changed_record_makes_one_member_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "in"
    shutil.copytree(FIVE, folder)
    monkeypatch.setattr(sys.modules["corale.pipeline.documents"], "MEMBER", 1)
    made: list[int] = []
    monkeypatch.setattr(members, "make", lambda some, **given: made.append(len(some)) or make(some, **given))
    build([folder], tmp_path / "out", jobs=1)
    assert len(made) > 5
    made.clear()
    edit(folder, "value")
    build([folder], tmp_path / "out", jobs=1)
    assert made == [1]
    build([folder], tmp_path / "out", jobs=1)
    assert made == [1]


def test_the_index_of_names_is_made_anew_where_a_name_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "in"
    shutil.copytree(FIVE, folder)
    written: list[Path] = []
    original = items.write_items
    monkeypatch.setattr(items, "write_items", lambda *given: written.append(given[2]) or original(*given))
    build([folder], tmp_path / "out", jobs=1)
    build([folder], tmp_path / "out", jobs=1)
    assert len(written) == 1
    edit(folder, "title")
    made = build([folder], tmp_path / "out", jobs=1)
    assert len(written) == 2
    assert items.opened(made.folder, made.manifest.base).find("Un altro titolo")


def test_one_changed_row_of_a_table_costs_one_row(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder, out, fresh = (tmp_path / name for name in ("in", "out", "fresh"))
    folder.mkdir()
    table = folder / "processi.csv"
    shutil.copy(EXPORT, table)
    first = build([folder], out, jobs=1)
    assert first.manifest.counts["records"] > 1
    text = table.read_text(encoding="utf-8")
    before, number = text.index("2017"), text[: text.index("2017")].count("\n") + 1
    table.write_text(text[:before] + "2019" + text[before + 4 :], encoding="utf-8")
    read: list[int] = []
    original = stage.read_document
    monkeypatch.setattr(stage, "read_document", lambda one: read.append(one.part.number) or original(one))
    after = build([folder], out, jobs=1)
    assert read == [number]
    assert after.id != first.id
    same(after, build([folder], fresh, jobs=1))


HARMED = (
    "corale.nq.gz",
    "corale.ttl.gz",
    "csv/gaps.csv",
    "links.csv",
    "ontology.ttl",
    "pieces.csv",
    "store/names.db",
)


def test_a_file_that_was_altered_since_it_was_published_is_mended(tmp_path: Path) -> None:
    """One bit in a file of the release before, its size the same: both a new release and the same one are whole."""
    folder, fresh, other = (tmp_path / name for name in ("in", "fresh", "other"))
    shutil.copytree(FIVE, folder)
    build([folder], fresh, jobs=1)
    shutil.copytree(fresh, other, symlinks=True)
    edit(folder, "value")
    expected = build([folder], fresh, jobs=1)
    for name in HARMED:
        for changed in (True, False):
            out = tmp_path / "out"
            shutil.copytree(other, out, symlinks=True)
            path = release.active(out).folder / name
            data = bytearray(path.read_bytes())
            data[len(data) // 2] ^= 1
            path.write_bytes(data)
            whole = expected if changed else release.active(other)
            made = build([folder if changed else FIVE], out, jobs=1)
            same(made, whole)
            assert (made.folder / name).read_bytes() == (whole.folder / name).read_bytes(), name
            shutil.rmtree(out)


def test_the_checksums_are_those_that_sha256sum_reads(tmp_path: Path) -> None:
    made = build([FIVE], tmp_path, jobs=1)
    told = dict(line.split("  ")[::-1] for line in (made.folder / assemble.SUMS).read_text().splitlines())
    there = {
        path.relative_to(made.folder).as_posix(): path for path in made.folder.rglob("*") if path.is_file()
    }
    assert told.keys() == there.keys() - {assemble.SUMS}
    assert all(manifest.measure(there[name]).sha256 == digest for name, digest in told.items())


def test_a_list_of_what_was_published_that_was_altered_stops_the_build(tmp_path: Path) -> None:
    records = FIVE
    before = build([records], tmp_path, jobs=1)
    path = before.folder / "records.csv"
    path.write_text(
        path.read_text(encoding="utf-8").replace("osservatorio-", "osservatoria-"), encoding="utf-8"
    )
    with pytest.raises(BrokenReleaseError, match=r"records\.csv"):
        build([records], tmp_path, jobs=1)
