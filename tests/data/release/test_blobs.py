"""A blob is whole or missing."""

from pathlib import Path

import pytest

from corale.data.release.blobs import Blobs, key_of
from corale.errors import SetupError


def test_a_blob_comes_back_as_it_was(tmp_path: Path) -> None:
    blobs, key = Blobs(tmp_path), key_of([b"x"])
    assert not blobs.has(key) and blobs.get(key) is None
    blobs.put(key, b"one")
    blobs.put(key, b"two")
    assert blobs.has(key) and Blobs(tmp_path).get(key) == b"two"
    assert list(tmp_path.rglob(".*")) == []


def test_a_damaged_blob_counts_as_missing(tmp_path: Path) -> None:
    blobs, key = Blobs(tmp_path), key_of([b"x"])
    blobs.put(key, b"what was made")
    path = tmp_path / key[:2] / key[2:]
    whole = path.read_bytes()
    for harmed in (whole[:-1], whole[:40], b"", whole[:-1] + b"X"):
        path.write_bytes(harmed)
        assert blobs.get(key) is None


def test_a_key_depends_on_every_part_and_on_their_order() -> None:
    keys = [key_of(parts) for parts in ([], [b""], [b"", b""], [b"a", b"b"], [b"b", b"a"], [b"ab"])]
    assert len(set(keys)) == len(keys)


def test_what_this_build_and_the_one_before_used_is_kept(tmp_path: Path) -> None:
    blobs, keys = Blobs(tmp_path), [key_of([str(n).encode()]) for n in range(4)]
    for number in range(4):
        blobs.put(keys[number], b"x")
        (tmp_path / keys[number][:2] / ".left").write_text("by a build that was killed")
        blobs.keep({keys[number]})
        assert [blobs.has(key) for key in keys] == [number - 1 <= n <= number for n in range(4)]
    assert list(tmp_path.rglob(".left")) == []


def test_what_is_gone_or_in_the_way_is_said(tmp_path: Path) -> None:
    blobs, key = Blobs(tmp_path / "blobs"), key_of([b"x"])
    with pytest.raises(SetupError, match="build again"):
        blobs.take(key)
    (tmp_path / "blobs").write_text("a file")
    assert blobs.get(key) is None
    with pytest.raises(SetupError, match="remove"):
        blobs.put(key, b"x")


def test_a_disk_that_is_full_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(OSError, match="No space"):
        Blobs(tmp_path).put(key_of([b"x"]), b"x")
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
