"""Pieces compressed apart join into one ordinary gzip file."""

import gzip
import zlib
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from corale.data.release import flate


@given(st.binary(max_size=300), st.binary(max_size=300))
def test_checksums_combine(first: bytes, second: bytes) -> None:
    whole = zlib.crc32(first + second)
    assert flate.combine(zlib.crc32(first), zlib.crc32(second), len(second)) == whole


def test_pieces_join_into_one_member(tmp_path: Path) -> None:
    texts = [b"uno " * 1000, b"", b"due", b"\x00\xff" * 70_000]
    path = tmp_path / "whole.gz"
    with flate.Writer(path) as writer:
        for text in texts:
            writer.put(flate.pack(text))
    data = path.read_bytes()
    whole = zlib.decompressobj(31)
    assert whole.decompress(data) == b"".join(texts)
    assert whole.eof
    assert whole.unused_data == b""
    assert gzip.decompress(data) == b"".join(texts)
    assert writer.position == len(data)
