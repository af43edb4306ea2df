"""The keys of documents: the bytes decide, and a file that surely stayed is not read again."""

import hashlib
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

import pytest
from tests.five import FIVE

from corale.data.release.cache import Cache
from corale.errors import SetupError
from corale.mappings.extract import list_documents
from corale.mappings.reading import documents
from corale.ontology.vocabulary import BASE
from corale.pipeline import build, inputs
from corale.pipeline.records import work

OLD = time.time_ns() - 60 * 10**9


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with two files, in a world a minute later."""
    made = tmp_path / "in"
    made.mkdir()
    for name in ("a.txt", "b.txt"):
        (made / name).write_text(f"text of {name}")
    now = time.time_ns
    monkeypatch.setattr(inputs.time, "time_ns", lambda: now() + 60 * 10**9)
    return made


def keys(folder: Path, read: list[str], monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    digest = hashlib.file_digest

    def listen(stream: BinaryIO, name: str) -> object:
        read.append(Path(stream.name).name)
        return digest(stream, name)

    with monkeypatch.context() as patch, Cache(folder.parent) as cache:
        patch.setattr(inputs.hashlib, "file_digest", listen)
        made = {task.document.file: task.key for task in inputs.keyed(list_documents([folder]), cache, "engine")}
        cache.commit()
    return made


def test_a_file_that_stayed_is_not_read_again(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []
    first = keys(folder, read, monkeypatch)
    assert sorted(read) == ["a.txt", "b.txt"]
    assert keys(folder, read, monkeypatch) == first
    assert len(read) == 2
    (folder / "b.txt").write_text("another text")
    second = keys(folder, read, monkeypatch)
    assert read[2:] == ["b.txt"]
    assert (second["a.txt"], second["b.txt"] == first["b.txt"]) == (first["a.txt"], False)


def test_same_size_and_time_do_not_hide_a_change(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    os.utime(folder / "a.txt", ns=(OLD, OLD))
    first = keys(folder, [], monkeypatch)
    (folder / "a.txt").write_text("TEXT OF a.txt")
    os.utime(folder / "a.txt", ns=(OLD, OLD))
    assert keys(folder, [], monkeypatch)["a.txt"] != first["a.txt"]


def test_a_file_changed_a_moment_ago_is_read_again(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    read: list[str] = []
    for _ in range(2):
        keys(folder, read, monkeypatch)
    assert sorted(read) == ["a.txt", "a.txt", "b.txt", "b.txt"]


def test_the_key_stands_for_name_and_engine_too(folder: Path) -> None:
    (folder / "c.txt").write_bytes((folder / "a.txt").read_bytes())
    with Cache(folder.parent) as cache:
        found = [task.key for engine in "ab" for task in inputs.keyed(list_documents([folder]), cache, engine)]
    assert len(set(found)) == 6


def test_a_folder_that_cannot_be_read_does_not_count_as_empty(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: str) -> object:
        raise PermissionError(13, "Permission denied", path)

    monkeypatch.setattr(os, "scandir", refuse)
    with pytest.raises(SetupError, match="Permission denied"):
        list(list_documents([folder]))


@pytest.mark.parametrize("change", [lambda path: path.write_text("now this"), lambda path: path.unlink()])
def test_what_changes_after_its_key_was_made_is_not_kept_under_it(
    folder: Path, change: Callable[[Path], object]
) -> None:
    with Cache(folder.parent) as cache:
        tasks = list(inputs.keyed(list_documents([folder]), cache, "engine"))
    change(tasks[0].document.path)
    done = {asked: (kept, made[0].facts.digest) for asked, kept, made in work(tasks, BASE)}
    assert done[tasks[1].key] == (tasks[1].key, hashlib.sha256(b"text of b.txt").hexdigest())
    assert done[tasks[0].key][0] not in {task.key for task in tasks}


def test_a_build_publishes_what_it_read_and_comes_back(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file saved while a build runs is published as read; when the old bytes are back, so is the old release."""
    page, looked = folder / "a.txt", inputs.looked
    page.write_bytes((FIVE / "osservatorio" / "casalecchio-patto-partecipazione.txt").read_bytes())
    text, out = page.read_text(), folder.parent / "out"
    first = build([folder], out / "quiet", jobs=1)

    def late(path: Path, *held: str) -> tuple[str, str]:
        said = looked(path, *held)
        if path == page:
            page.write_text(text + "\nUn'altra riga.\n")
        return said

    with monkeypatch.context() as patch:
        patch.setattr(inputs, "looked", late)
        assert build([folder], out / "raced", jobs=1).id != first.id
    page.write_text(text)
    assert build([folder], out / "raced", jobs=1).id == first.id


def test_what_was_kept_under_another_key_is_not_kept_twice(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that is too long to be read has a digest, and its result none."""
    page = next((FIVE / "osservatorio").glob("*.txt")).read_bytes()
    (folder / "a.txt").write_bytes(page)
    (folder / "b.txt").write_bytes(page + b"more")
    monkeypatch.setattr(documents, "BYTES", len(page))
    made = [build([folder], folder.parent / "out", jobs=1) for _ in range(2)]
    assert made[0] == made[1]
    assert (made[0].manifest.counts["records"], made[0].manifest.counts["unpublished"]) == (1, 1)
