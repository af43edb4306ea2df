"""Files put together from new bytes and stretches of an older one."""

import errno
import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corale.data.release.splice import Splice, Stretch, runs

OLD = bytes(range(256)) * 3
STRETCH = st.tuples(st.integers(0, len(OLD)), st.integers(0, len(OLD))).map(
    lambda ends: Stretch(min(ends), max(ends) - min(ends))
)


@settings(deadline=None)
@given(st.lists(st.binary(max_size=9) | STRETCH, max_size=12))
def test_parts_stand_in_their_order(tmp_path_factory: pytest.TempPathFactory, parts: list[bytes | Stretch]) -> None:
    room = tmp_path_factory.mktemp("splice")
    (room / "old").write_bytes(OLD)
    with Splice(room / "new", room / "old") as out:
        for part in parts:
            out.add(part)
    said = b"".join(p if isinstance(p, bytes) else OLD[p.start : p.start + p.length] for p in parts)
    assert (room / "new").read_bytes() == said
    assert out.position == len(said)


@pytest.mark.parametrize("code", [errno.EXDEV, errno.ENOSYS])
def test_where_the_system_cannot_copy_bytes_are_read_and_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    def refuse(*_: object) -> int:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(os, "copy_file_range", refuse, raising=False)
    (tmp_path / "old").write_bytes(OLD)
    with Splice(tmp_path / "new", tmp_path / "old") as out:
        for part in (b"a", Stretch(5, 100), Stretch(105, 50), b"b"):
            out.add(part)
    assert (tmp_path / "new").read_bytes() == b"a" + OLD[5:155] + b"b"


def test_a_file_that_was_cut_short_is_no_source(tmp_path: Path) -> None:
    (tmp_path / "old").write_bytes(OLD)
    with pytest.raises(OSError, match="shorter"), Splice(tmp_path / "new", tmp_path / "old") as out:
        out.add(Stretch(700, 100))


@given(st.lists(st.integers(0, 20), unique=True), st.lists(st.integers(0, 20), unique=True))
def test_runs_are_the_order_in_parts(order: list[int], before: list[int]) -> None:
    said = []
    for run in runs(order, before):
        said += [before[at] for at in run] if isinstance(run, range) else run
        assert run if isinstance(run, range) else not set(run) & set(before)
    assert said == order
