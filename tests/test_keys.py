"""Keys in a build: what a record was given once, it keeps, wherever it comes from next."""

import csv
import json
from pathlib import Path

from tests.five import FIVE

from corale.data.published.folder import Release
from corale.pipeline import build

PAGE = FIVE / "osservatorio" / "casalecchio-patto-partecipazione.txt"


def slugs(release: Release) -> list[str]:
    with (release.folder / "records.csv").open(encoding="utf-8", newline="") as table:
        return [row["record"] for row in csv.DictReader(table)]


def codes(release: Release) -> list[str]:
    told = json.loads((release.folder / "report.json").read_text(encoding="utf-8"))["findings"]
    return [one["code"] for one in told]


def put(folder: Path, text: str, url: str = "") -> Path:
    """Write the only page of a folder, and its manifest where it has an address."""
    folder.mkdir(exist_ok=True)
    (folder / "page.txt").write_text(text, encoding="utf-8")
    (folder / "manifest.csv").write_text(f"file,url\npage.txt,{url}\n", encoding="utf-8")
    return folder


def test_a_record_keeps_its_iri_through_changes_and_copies(tmp_path: Path) -> None:
    text, out = PAGE.read_text(encoding="utf-8"), tmp_path / "out"
    renamed = text.replace("A patto di", "Patto di")
    first = build([put(tmp_path / "in", text, "https://x.it/patto")], out, jobs=1)
    (slug,) = slugs(first)

    moved = build([put(tmp_path / "in", renamed, "https://x.it/patto")], out, jobs=1)
    assert slugs(moved) == [slug] and moved.id != first.id
    assert f"id/process/{slug}".encode() in (moved.folder / "iris.txt").read_bytes()

    again = build([put(tmp_path / "in", renamed, "https://x.it/patto")], out, jobs=1)
    assert again.id == moved.id

    download = build([put(tmp_path / "in", renamed, "https://y.it/scheda-processo/2205")], out, jobs=1)
    assert slugs(download) == [slug]  # its number came later than its key
    assert not {"F012", "F015"} & set(codes(download))


def test_a_near_match_is_told_and_told_again(tmp_path: Path) -> None:
    text, out = PAGE.read_text(encoding="utf-8"), tmp_path / "out"
    (slug,) = slugs(build([put(tmp_path / "in", text)], out, jobs=1))
    other = put(tmp_path / "in", text.replace("A patto di", "Patto di"))
    found = build([other], out, jobs=1, accept=True)
    assert slugs(found) != [slug]
    assert codes(found).count("F015") == 1
    assert build([other], out, jobs=1, accept=True).id == found.id


def test_a_copy_without_number_is_one_record_with_its_original(tmp_path: Path) -> None:
    text = PAGE.read_text(encoding="utf-8")
    put(tmp_path / "in", text, "https://y.it/scheda-processo/2205")
    (tmp_path / "in" / "another.txt").write_text(text.replace("\n", "\r\n"), encoding="utf-8", newline="")
    for _ in range(2):
        found = build([tmp_path / "in"], tmp_path / "out", jobs=1)
        assert slugs(found) == ["osservatorio-2205"]
        assert codes(found).count("F012") == 1
