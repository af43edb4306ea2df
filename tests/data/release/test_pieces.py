"""Pieces come back as they were kept; groups of them move with few edits."""

from corale.data.rdf.grades import ABOUT, EVIDENCE, KNOWN
from corale.data.release.pieces import MEMBER, Head, Piece, by_dump, cut, head_of

GRAPH = "http://e.org/graph/s/1"
HEAD = Head("s-1", "registry-record", "s/1.txt", "0" * 64, "published", "2024-01-01", "k")


def test_a_piece_comes_back_from_its_blob_behind_its_head() -> None:
    lines = by_dump([f'<x:s> <x:p> "è\\n" <{GRAPH}> .', f'<x:s> <x:p> "b" <{GRAPH}/evidence> .'])
    one = Piece("s-1", lines, {"csv/a.csv": "x,\ny\n"}, {"areas": ["b", "a"]}, {"records": 1})
    blob = one.stored(HEAD)
    assert Piece.read(blob) == one
    assert head_of(blob) == HEAD
    assert Piece.read(one.stored()) == one


def test_lines_go_by_the_grade_of_their_graph_in_any_order() -> None:
    ends = ("", "/read", "/inferred", "/reviewed", "/evidence")
    lines = [
        f'<x:s> <x:p> "{n} <http://e.org/evidence> ." <{GRAPH}{end}> .' for n in range(3) for end in ends
    ]
    lines += [
        '<x:s> <x:p> "a" <http://e.org/graph/ontology> .',
        '<x:s> <x:p> "a" <http://e.org/graph/s/ontology> .',
    ]
    found = by_dump(lines)
    assert found == by_dump(lines[::-1] + lines)
    assert {name: len(some) for name, some in found.items()} == {KNOWN: 13, EVIDENCE: 3, ABOUT: 1}
    assert all(some == sorted(set(some)) for some in found.values())


def test_a_document_without_a_record_is_named_by_its_file() -> None:
    assert HEAD.name == "s-1"
    assert Head("", "unknown", "s/1.txt", "", "unpublished", "", "k").name == "s/1.txt"


def test_groups_hold_every_item_once_in_order() -> None:
    slugs = sorted(f"s-{n}" for n in range(3000))
    found = list(cut(((slug, slug) for slug in slugs), MEMBER))
    assert [slug for some in found for slug in some] == slugs
    assert MEMBER / 2 < 3000 / len(found) < MEMBER * 2


def test_an_added_or_removed_item_touches_its_group_only() -> None:
    slugs = sorted(f"s-{n}" for n in range(1000))
    before = {tuple(some) for some in cut(((slug, slug) for slug in slugs), MEMBER)}
    for changed in (sorted([*slugs, "s-500x"]), [slug for slug in slugs if slug != "s-500"]):
        after = {tuple(some) for some in cut(((slug, slug) for slug in changed), MEMBER)}
        assert len(after - before) <= 2
        assert len(before - after) <= 2


def test_items_of_one_name_stay_together() -> None:
    name = next(f"n{n}" for n in range(10_000) if len(list(cut([("a", 0), (f"n{n}", 1)], MEMBER))) == 2)
    assert list(cut([("a", 0), (name, 1), (name, 2), (name, 3)], MEMBER)) == [[0], [1, 2, 3]]
