"""Pieces keep evidence apart; members hold about 64 records, and few edits move a boundary."""

from corale.data.release.pieces import MEMBER, Piece, bits_for, grouped, member_of

GRAPH = "http://e.org/graph/s/1"


def test_a_piece_is_the_same_whatever_the_order_of_its_lines() -> None:
    ends = ("", "/read", "/inferred", "/reviewed", "/evidence")
    lines = [f'<x:s> <x:p> "{n} <http://e.org/evidence> ." <{GRAPH}{end}> .' for n in range(3) for end in ends]
    one, other = Piece.of("s-1", lines), Piece.of("s-1", lines[::-1] + lines)
    assert one == other and one.digest == other.digest
    assert len(one.evidence) == 3 and len(one.statements) == 12


def test_the_digest_tells_statements_from_evidence_and_records_from_each_other() -> None:
    line = f'<x:s> <x:p> "a" <{GRAPH}> .'
    pieces = [Piece("s-1", (line,)), Piece("s-1", (), (line,)), Piece("s-2", (line,)), Piece("s-1", ())]
    assert len({piece.digest for piece in pieces}) == 4


def test_members_hold_every_record_once_in_order() -> None:
    slugs = [f"s-{n}" for n in range(1000)]
    found = grouped(slugs)
    assert found == grouped(slugs[::-1])
    assert sorted(slug for _, some in found for slug in some) == sorted(slugs)
    assert [number for number, _ in found] == sorted({member_of(slug, bits_for(1000)) for slug in slugs})
    assert 1000 / len(found) <= MEMBER


def test_an_added_record_touches_one_member() -> None:
    slugs = [f"s-{n}" for n in range(1000)]
    before, after = dict(grouped(slugs)), dict(grouped([*slugs, "s-new"]))
    changed = [number for number in after if before[number] != after[number]]
    assert changed == [member_of("s-new", bits_for(1001))]
