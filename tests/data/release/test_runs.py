"""Sorting through runs on disk, part by part, gives what sorting in memory gives, cut where the whole is cut."""

from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given
from hypothesis import strategies as st

from corale.data.rdf.canonical import blocks
from corale.data.release import chunks
from corale.data.release.runs import merged, parts, spill

subjects = st.integers(0, 3000).map("<x:{}>".format)
lines = st.tuples(subjects, st.text(st.characters(exclude_characters="\n\r", exclude_categories=["Cs"]), max_size=3))


def blocked(lines: Iterable[str]) -> list[bytes]:
    return blocks("".join(f"{line}\n" for line in sorted(set(lines))).encode())


@given(st.lists(st.sets(lines.map(" ".join), max_size=200), max_size=4), st.integers(1, 5))
def test_parts_give_the_whole_sorted_and_cut(groups: list[set[str]], many: int) -> None:
    with TemporaryDirectory() as folder:
        runs = [spill(blocked(group), Path(folder) / str(number)) for number, group in enumerate(groups)]
        found = [merged(part) for part in parts(runs, many)]
    whole = blocked(line for group in groups for line in group)
    assert [block for some in found for block in some] == whole
    assert [one for some in found for one in chunks.cut(some)] == list(chunks.cut(whole))


def test_a_large_graph_has_several_parts(tmp_path: Path) -> None:
    runs = [
        spill((f"<x:{number}> y\n".encode() for number in range(start, 9000, 3)), tmp_path / str(start))
        for start in range(3)
    ]
    assert len(list(parts(runs, 10))) > 3
