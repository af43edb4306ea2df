"""A dump patched chunk by chunk is the dump that would have been written from nothing."""

import random
from collections.abc import Callable
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corale.data.rdf import canonical
from corale.data.release import chunks, dumps, flate
from corale.data.release.workers import Done, Workers
from corale.errors import ReleaseError

BASE = "https://example.org/"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"


def lines(subjects: list[int], variant: int = 0) -> list[str]:
    """Return sorted lines about numbered things; the variant changes their values."""
    return sorted({
        f'<{BASE}id/process/p-{n}{tail}> <http://purl.org/dc/terms/title> "{variant} {n}" <{BASE}graph/s/{n}> .'
        for n in subjects
        for tail in ("", "-1", "0")
    })  # fmt: skip


def blocks(some: list[str]) -> list[bytes]:
    return canonical.blocks("".join(f"{line}\n" for line in some).encode())


def write(folder: Path, parts: object, before: tuple[Path, chunks.Index] | None = None) -> chunks.Index:
    with Workers(1) as workers:
        made = workers.map(partial(dumps.render, base=BASE), parts)  # type: ignore[arg-type]
        return dumps.write(folder, made, BASE, before)


def reading(folder: Path, index: chunks.Index) -> Callable[[range], bytes]:
    """Return what reads the lines of the chunks of a release."""
    data = (folder / "corale.nq.gz").read_bytes()

    def read(which: range) -> bytes:
        place = index.stretches()[chunks.LINES](which)
        return flate.unpack(data[place.start : place.start + place.length])

    return read


@pytest.fixture(autouse=True)
def short_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chunks, "_SPAN", 5)


@settings(max_examples=60, deadline=None)
@given(
    before=st.lists(st.integers(0, 60), min_size=1),
    after=st.lists(st.integers(0, 60), min_size=1),
    variant=st.integers(0, 1),
)
def test_patched_is_written_anew(before: list[int], after: list[int], variant: int) -> None:
    old, new = lines(before), lines(after, variant)
    with TemporaryDirectory() as folder:
        first, second, third = (Path(folder) / name for name in "abc")
        for path in (first, second, third):
            path.mkdir()
        index = write(first, chunks.cut(blocks(old)))
        parts = chunks.patched(index, reading(first, index), set(old) - set(new), set(new) - set(old))
        patched, anew = write(second, parts, (first, index)), write(third, chunks.cut(blocks(new)))
        assert (patched.firsts, patched.places) == (anew.firsts, anew.places)
        for path in second.iterdir():
            assert path.read_bytes() == (third / path.name).read_bytes(), path.name


def test_a_small_change_leaves_most_chunks_alone(tmp_path: Path) -> None:
    old = lines(list(range(300)))
    cuts = list(chunks.cut(blocks(old)))
    changed = random.Random(1).choice(old)
    assert len(cuts) > 50
    index = write(tmp_path, iter(cuts))
    parts = list(chunks.patched(index, reading(tmp_path, index), [changed], []))
    assert sum(isinstance(part, list) for part in parts) <= 3
    assert sum(len(part.result) for part in parts if isinstance(part, Done)) >= len(cuts) - 3


def test_terms_are_counted_by_class_property_and_in_total() -> None:
    said = [*lines([1, 2]), f"<{BASE}s> <{RDF}type> <x:C> <x:g> ."]
    assert dumps.counted(list(map(canonical.block, blocks(said))), BASE) == {
        "": 7, "subjects": 7, "things": 6, "<http://purl.org/dc/terms/title>": 6, f"<{RDF}type>": 1, "a <x:C>": 1,
    }  # fmt: skip


def test_a_triple_in_two_graphs_stops_the_release() -> None:
    said = '<x:a> <x:b> "c" '
    with pytest.raises(ReleaseError, match="two graphs"):
        dumps.render([f"{said}<x:g> .\n{said}<x:h> .\n".encode()], BASE)


@pytest.mark.parametrize("said", ["_:b0 <x:b> <x:c>", "<x:a> <x:b> _:c0"])
def test_a_blank_node_stops_the_release(said: str) -> None:
    with pytest.raises(ReleaseError, match="no IRI"):
        dumps.render([f"{said} <x:g> .\n".encode()], BASE)


def test_a_term_that_the_store_would_rewrite_stops_the_release() -> None:
    with pytest.raises(ReleaseError, match="does not keep"):
        dumps.render([b'<x:a> <x:b> "007"^^<http://www.w3.org/2001/XMLSchema#integer> <x:g> .\n'], BASE)


@pytest.mark.parametrize("said", ['<x:a> <x:b> "c" "d" <x:g> .', "<x:a> <x:b> <x:g> .", "<x:a> <x:b> .", "<x:a> "])
@pytest.mark.parametrize("more", ["", '<x:a> <x:b> "d" <x:h> .\n'])
def test_a_line_that_has_not_four_terms_stops_the_release(said: str, more: str) -> None:
    with pytest.raises(ReleaseError, match="cannot be read again"):
        dumps.render([f"{said}\n{more}".encode()], BASE)
