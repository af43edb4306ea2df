"""A release is its pieces joined, whatever was kept from before."""

import csv
import gzip
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest

from corale.data.release.blobs import Blobs
from corale.data.release.join import COLUMNS, NAME, join
from corale.data.release.members import EVIDENCE, FILES, KNOWN, TRIPLES, Member, render
from corale.data.release.pieces import Piece, grouped
from corale.errors import ReleaseError

PREFIXES = {"t": "http://e.org/t/", "g": "http://e.org/graph/s/"}
MANY = 200


def piece(number: int, text: str = "uno") -> Piece:
    graph = f"http://e.org/graph/s/{number}"
    said = [
        f'<http://e.org/t/{number}> <http://e.org/t/label> "{text} \\"è\\" <b>&\\n{number}"@it <{graph}> .',
        f"<http://e.org/t/{number}> <http://other.org/p#of> <http://e.org/t/{number + 1}> <{graph}/read> .",
        f'<http://e.org/t/e{number}> <http://e.org/t/words> "{text}" <{graph}/evidence> .',
    ]
    return Piece.of(f"s-{number}", said)


def build(folder: Path, blobs: Blobs, pieces: dict[str, Piece], asked: list[str] | None = None) -> dict[str, bytes]:
    def load(slug: str) -> Piece:
        if asked is not None:
            asked.append(slug)
        return pieces[slug]

    folder.mkdir()
    join(folder, {slug: one.digest for slug, one in pieces.items()}, load, blobs, "code", PREFIXES)
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


@pytest.fixture
def pieces() -> dict[str, Piece]:
    return {one.slug: one for one in map(piece, range(MANY))}


Edit = Callable[[dict[str, Piece]], object]
EDITS: dict[str, Edit] = {
    "changed": lambda some: some.update({"s-7": piece(7, "due")}),
    "removed": lambda some: some.pop("s-7"),
    "added": lambda some: some.update({"s-999": piece(999)}),
    "more members": lambda some: some.update({one.slug: one for one in map(piece, range(MANY, 400))}),
}


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS)
def test_after_an_edit_the_bytes_are_those_of_a_full_build(
    tmp_path: Path, pieces: dict[str, Piece], edit: Edit
) -> None:
    blobs = Blobs(tmp_path / "blobs")
    before = build(tmp_path / "a", blobs, pieces)
    edit(pieces)
    after = build(tmp_path / "b", blobs, pieces)
    assert after == build(tmp_path / "c", Blobs(tmp_path / "others"), dict(reversed(pieces.items())))
    assert after != before


def test_one_changed_record_remakes_one_member_and_no_change_none(tmp_path: Path, pieces: dict[str, Piece]) -> None:
    blobs, asked = Blobs(tmp_path / "blobs"), list[str]()
    build(tmp_path / "a", blobs, pieces, asked)
    assert len(asked) == MANY
    asked.clear()
    build(tmp_path / "b", blobs, pieces, asked)
    assert asked == []
    pieces["s-7"] = piece(7, "due")
    build(tmp_path / "c", blobs, pieces, asked)
    assert asked == next([*slugs] for _, slugs in grouped(pieces) if "s-7" in slugs)
    assert len(asked) < MANY / 2


def test_every_dump_holds_what_the_pieces_say(tmp_path: Path, pieces: dict[str, Piece]) -> None:
    build(tmp_path / "a", Blobs(tmp_path / "blobs"), pieces)
    known = {line for one in pieces.values() for line in one.statements}
    evidence = {line for one in pieces.values() for line in one.evidence}
    assert set(gzip.decompress((tmp_path / "a" / KNOWN).read_bytes()).decode().splitlines()) == known
    assert set(gzip.decompress((tmp_path / "a" / EVIDENCE).read_bytes()).decode().splitlines()) == evidence
    triples = {quad.triple for quad in ox.parse("\n".join(known), ox.RdfFormat.N_QUADS)}
    for name, syntax in TRIPLES.items():
        found = [quad.triple for quad in ox.parse(gzip.decompress((tmp_path / "a" / name).read_bytes()), syntax)]
        assert set(found) == triples and len(found) == 2 * MANY


@pytest.mark.skipif(not shutil.which("gzip"), reason="needs gzip")
def test_gzip_reads_all_members(tmp_path: Path, pieces: dict[str, Piece]) -> None:
    files = build(tmp_path / "a", Blobs(tmp_path / "blobs"), pieces)
    for name in FILES:
        run = subprocess.run(["gzip", "-dc", tmp_path / "a" / name], capture_output=True, check=True)
        assert run.stdout == gzip.decompress(files[name])


def test_a_member_lies_where_the_list_says(tmp_path: Path, pieces: dict[str, Piece]) -> None:
    files = build(tmp_path / "a", Blobs(tmp_path / "blobs"), pieces)
    rows = list(csv.DictReader(files[NAME].decode().splitlines()))
    assert tuple(rows[0]) == COLUMNS
    lines = 0
    for row in rows:
        start = int(row["offset"])
        text = gzip.decompress(files[row["file"]][start : start + int(row["length"])])
        assert row["grade"] == ("evidence" if row["file"] == EVIDENCE else "")
        lines += text.count(b"\n") if row["file"] == KNOWN else 0
    assert lines == 2 * MANY


def test_a_damaged_member_is_made_again(tmp_path: Path, pieces: dict[str, Piece]) -> None:
    blobs = Blobs(tmp_path / "blobs")
    before = build(tmp_path / "a", blobs, pieces)
    for path in (tmp_path / "blobs").rglob("*"):
        if path.is_file():
            path.write_bytes(path.read_bytes()[:-1])
    assert build(tmp_path / "b", blobs, pieces) == before


def test_a_release_of_nothing_can_be_read(tmp_path: Path) -> None:
    build(tmp_path / "a", Blobs(tmp_path / "blobs"), {})
    for name in FILES:
        syntax = TRIPLES.get(name, ox.RdfFormat.N_QUADS)
        assert list(ox.parse(gzip.decompress((tmp_path / "a" / name).read_bytes()), syntax)) == []


@pytest.mark.parametrize(
    "lines",
    [
        ['<x:s> <x:p> "a" <x:g> .', '<x:s> <x:p> "a" <x:g/read> .'],
        ['_:b <x:p> "a" <x:g> .'],
        ["<x:s> <x:p> _:b <x:g> ."],
        ["<x:s> <x:p> a <x:g> ."],
    ],
)
def test_statements_that_no_release_may_hold_are_refused(lines: list[str]) -> None:
    with pytest.raises(ReleaseError):
        render([Piece("s-1", tuple(lines))], PREFIXES)


def test_a_member_comes_back_from_its_blob() -> None:
    member = render([piece(1), piece(2)], PREFIXES)
    assert Member.read(member.stored()) == member
    assert member.quads == {KNOWN: 4, EVIDENCE: 2} | dict.fromkeys(TRIPLES, 4)
