"""The keys of documents: the bytes decide."""

import hashlib
import os
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from tests.five import FIVE

from corale.data.release.blobs import Blobs
from corale.data.release.manifest import File
from corale.errors import SetupError
from corale.mappings.extract import list_documents
from corale.mappings.reading import documents
from corale.ontology.vocabulary import BASE
from corale.pipeline import build, inputs
from corale.pipeline.records import work

EXPORT = Path(__file__).resolve().parent / "cases" / "extract" / "export" / "processi.csv"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with two files."""
    made = tmp_path / "in"
    made.mkdir()
    for name in ("a.txt", "b.txt"):
        (made / name).write_text(f"text of {name}")
    return made


def keys(folder: Path, engine: str = "engine") -> dict[str, str]:
    return {task.document.file: task.key for task in inputs.keyed(list_documents([folder]), engine)}


def test_the_bytes_decide_and_nothing_else_of_a_file(folder: Path) -> None:
    first = keys(folder)
    stat = (folder / "a.txt").stat()
    (folder / "a.txt").write_text("TEXT OF a.txt")
    os.utime(folder / "a.txt", ns=(stat.st_atime_ns, stat.st_mtime_ns))
    second = keys(folder)
    assert second["a.txt"] != first["a.txt"]
    assert second["b.txt"] == first["b.txt"]
    (folder / "a.txt").write_text("text of a.txt")
    assert keys(folder) == first


def test_the_key_stands_for_name_and_engine_too(folder: Path) -> None:
    (folder / "c.txt").write_bytes((folder / "a.txt").read_bytes())
    assert len({*keys(folder, "a").values(), *keys(folder, "b").values()}) == 6


def test_a_document_that_is_given_twice_is_one(folder: Path) -> None:
    assert len(list(inputs.keyed(list_documents([folder, folder]), "engine"))) == 2


def test_a_folder_that_cannot_be_read_does_not_count_as_empty(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: str) -> object:
        raise PermissionError(13, "Permission denied", path)

    monkeypatch.setattr(os, "scandir", refuse)
    with pytest.raises(SetupError, match="Permission denied"):
        list(list_documents([folder]))


@pytest.mark.parametrize("change", [lambda path: path.write_text("now this"), lambda path: path.unlink()])
def test_what_changes_after_its_key_was_made_is_not_kept_under_it(
    folder: Path, change: Callable[[Path], object]
) -> None:
    tasks = list(inputs.keyed(list_documents([folder]), "engine"))
    change(tasks[0].document.path)
    blobs = Blobs(folder.parent / "pieces")
    changed, stayed = work(tasks, blobs, BASE)
    assert (stayed.key, stayed.digest) == (tasks[1].key, hashlib.sha256(b"text of b.txt").hexdigest())
    assert changed.key not in {task.key for task in tasks}
    assert [blobs.has(task.key) for task in tasks] == [False, True]


def test_a_page_that_became_a_table_while_it_was_read_is_said(folder: Path) -> None:
    (task,) = (
        one for one in inputs.keyed(list_documents([folder]), "engine") if one.document.file == "a.txt"
    )
    table = folder / "a.csv"
    shutil.copy(EXPORT, table)
    with pytest.raises(SetupError, match="build again"):
        work(
            [replace(task, document=replace(task.document, path=table))],
            Blobs(folder.parent / "pieces"),
            BASE,
        )


def test_a_build_publishes_what_it_read_and_comes_back(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file saved while a build runs is published as read; when the old bytes are back, so is the old release."""
    page, measure = folder / "a.txt", inputs.measure
    page.write_bytes((FIVE / "osservatorio" / "casalecchio-patto-partecipazione.txt").read_bytes())
    text, out = page.read_text(), folder.parent / "out"
    first = build([folder], out / "quiet", jobs=1)

    def late(path: Path) -> File:
        said = measure(path)
        if path == page:
            page.write_text(text + "\nUn'altra riga.\n")
        return said

    with monkeypatch.context() as patch:
        patch.setattr(inputs, "measure", late)
        assert build([folder], out / "raced", jobs=1).id != first.id
    page.write_text(text)
    assert build([folder], out / "raced", jobs=1).id == first.id


def test_what_was_kept_under_another_key_is_not_kept_twice(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file that is too long to be read has a digest, and its result none."""
    page = next((FIVE / "osservatorio").glob("*.txt")).read_bytes()
    (folder / "a.txt").write_bytes(page)
    (folder / "b.txt").write_bytes(page + b"more")
    monkeypatch.setattr(documents, "BYTES", len(page))
    made = [build([folder], folder.parent / "out", jobs=1) for _ in range(2)]
    assert made[0] == made[1]
    assert (made[0].manifest.counts["records"], made[0].manifest.counts["unpublished"]) == (1, 1)
