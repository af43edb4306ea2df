"""An incremental build gives the bytes of a full one, and works out only what changed."""

import shutil
from pathlib import Path

import pytest
from tests.five import FIVE

from corale.data.release import assemble, manifest, past
from corale.data.release import folder as release
from corale.data.release.cache import Cache
from corale.data.release.folder import Release
from corale.data.release.settle import Settling
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
            (folder / "osservatorio" / "99001.txt").write_text(text, encoding="utf-8")
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
    if kind == "removal":  # a full build that knows what was withdrawn
        build([FIVE], fresh, jobs=1)
        (fresh / "cache.sqlite").unlink()
    anew = build([folder], fresh, jobs=1, accept=True)
    same(after, anew)
    names = [(one.folder / "store" / "names.db").read_bytes() for one in (after, anew)]
    assert names[0] == names[1]


def test_one_changed_record_costs_one_record(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "in"
    shutil.copytree(FIVE, folder)
    build([folder], tmp_path / "out", jobs=1)
    page = next(folder.glob("osservatorio/casalecchio*"))
    page.write_text(page.read_text(encoding="utf-8").replace("5000", "4321"), encoding="utf-8")
    read = []
    original = stage.read_document
    monkeypatch.setattr(stage, "read_document", lambda document: read.append(document.file) or original(document))
    build([folder], tmp_path / "out", jobs=1)
    assert read == [page.relative_to(folder).as_posix()]


def test_parallel_and_input_order_change_no_byte(tmp_path: Path) -> None:
    records = FIVE
    one = build([records / "osservatorio", records / "avviso"], tmp_path / "one", jobs=1)
    two = build([records / "avviso", records / "osservatorio"], tmp_path / "two", jobs=2)
    same(one, two)
    assert assemble.ENTITIES == ("organisations", "places")


def test_what_a_release_leaves_to_the_next_build_is_read_as_it_was_written(tmp_path: Path) -> None:
    made = build([FIVE], tmp_path, jobs=1)
    with Cache(tmp_path) as cache:
        (engine,) = cache._db.execute("SELECT engine FROM release").fetchone()
        found = past.known(cache, made.id, engine)
        assert past.known(cache, made.id, "another engine") is None
        assert found is not None
        assert found.stored() == cache.past(made.id, engine)
        assert found.chunks.terms[""] == made.manifest.counts["quads"]
        assert len(found.common.lines) > 1000


def test_files_are_measured_on_their_way_to_disk(tmp_path: Path) -> None:
    for name in "ab":
        (tmp_path / name).write_text(name * 1000)
    with Settling(tmp_path) as settling:
        settling.add("ab")
        assert settling.measured() == {name: manifest.measure(tmp_path / name) for name in "ab"}
    with pytest.raises(FileNotFoundError), Settling(tmp_path) as settling:
        settling.add("c")
        settling.measured()


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


COPIED = (
    "corale.nq.gz", "corale.ttl.gz", "corale.jsonld.gz", "corale.rdf.gz", "iris.txt", "csv/gaps.csv", "csv/places.csv",
    "links.csv", "links.ttl", "ontology.ttl", "report.html", "report.json", "report.ttl", "store/names.db",
)  # fmt: skip


def test_what_was_altered_since_it_was_published_is_not_copied(tmp_path: Path) -> None:
    """One bit in any file of the release before, its size the same: both a new release and the same one are whole."""
    folder, fresh, other = (tmp_path / name for name in ("in", "fresh", "other"))
    shutil.copytree(FIVE, folder)
    build([folder], fresh, jobs=1)
    shutil.copytree(fresh, other, symlinks=True)
    edit(folder, "value")
    expected = build([folder], fresh, jobs=1)
    for name in COPIED:
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


def test_a_list_of_what_was_published_that_was_altered_stops_the_build(tmp_path: Path) -> None:
    records = FIVE
    before = build([records], tmp_path, jobs=1)
    path = before.folder / "records.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("osservatorio-", "osservatoria-"), encoding="utf-8")
    with pytest.raises(BrokenReleaseError, match=r"records\.csv"):
        build([records], tmp_path, jobs=1)
