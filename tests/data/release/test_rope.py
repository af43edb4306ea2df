"""Files made of records' texts: what did not change is taken over, and the bytes are those of a file written anew."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corale.data.release import rope
from corale.data.release.rope import Frame, Rope

RECORDS = st.lists(st.integers(0, 12), unique=True, max_size=8)


def texts_of(asked: list[int]) -> rope.Texts:
    """Return what gives each record a text of its own, some of them empty."""

    def texts(some: Sequence[int]) -> Iterator[Mapping[str, str]]:
        for key in some:
            asked.append(key)
            yield {"a": f",<{key}>" * (key % 3), "b": f"è{key}\n"}

    return texts


def write(folder: Path, keys: list[int], head: str, before: tuple[Path, Rope] | None = None) -> tuple[Rope, list[int]]:
    folder.mkdir()
    asked: list[int] = []
    frames = {"a": Frame(f"{head}[", "]\n", ","), "b": Frame(head)}
    return rope.write(folder, frames, keys, texts_of(asked), {"a": ",last"}, before), asked


@settings(deadline=None, max_examples=150)
@given(RECORDS, RECORDS)
def test_a_rope_patched_is_a_rope_written_anew(
    tmp_path_factory: pytest.TempPathFactory, before: list[int], after: list[int]
) -> None:
    room = tmp_path_factory.mktemp("rope")
    first, _ = write(room / "first", before, "old")
    patched, asked = write(room / "patched", after, "a longer head", (room / "first", first))
    anew, _ = write(room / "anew", after, "a longer head")
    assert patched == anew
    assert asked == [key for key in after if key not in before]
    for name in "ab":
        assert (room / "patched" / name).read_bytes() == (room / "anew" / name).read_bytes()
    said = "".join(f",<{key}>" * (key % 3) for key in after) + ",last"
    assert (room / "anew" / "a").read_text(encoding="utf-8") == f"a longer head[{said[1:]}]\n"
