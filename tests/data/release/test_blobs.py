"""A blob is whole or missing."""

from pathlib import Path

from corale.data.release.blobs import Blobs, key_of


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
