"""What changed between two releases: told to people, and as quads that turn one into the other."""

import random
import shutil
from pathlib import Path

import pytest
from tests.five import FIVE

from corale.data.published import folder as release
from corale.data.published import series, verify
from corale.data.published.diff import Change, Diff, diff, record_of, sides
from corale.data.published.diff_page import html
from corale.data.published.diff_text import text
from corale.data.published.explain import explain
from corale.data.published.folder import Release
from corale.data.rdf.grades import DUMPS, KNOWN
from corale.data.release import join
from corale.data.release.members import Member, packed
from corale.data.release.pieces import cut
from corale.data.release.withdrawn import table
from corale.errors import NotFoundError
from corale.pipeline import build

BASE = "https://w3id.org/corale/"


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> tuple[Release, Release]:
    """The sample, and the sample after a change, a removal and an addition."""
    room = tmp_path_factory.mktemp("diff")
    folder, out = room / "in", room / "out"
    shutil.copytree(FIVE, folder)
    before = build([folder], out, jobs=1)
    page = next(folder.glob("osservatorio/casalecchio*"))
    text = page.read_text(encoding="utf-8")
    page.write_text(text.replace("5000", "4321"), encoding="utf-8")
    (folder / "osservatorio" / "99001.txt").write_text(
        text.replace("A patto di", "Patto di"), encoding="utf-8"
    )
    next(folder.glob("osservatorio/pesaro*")).unlink()
    (out / "successions.csv").write_text(f"old,new\n{slug(before, 'pesaro')},osservatorio-99001\n")
    return before, build([folder], out, jobs=1)


def slug(found: Release, part: str) -> str:
    return next(row["record"] for row in table(found.folder / "records.csv") if part in row["file"])


def lines(found: Release) -> list[str]:
    return sorted(join.dumped(found.folder, DUMPS))


def test_records_fields_and_source_lines_are_told(pair: tuple[Release, Release], tmp_path: Path) -> None:
    before, after = pair
    found = diff(before, after, tmp_path)
    assert found.added == ["osservatorio-99001"]
    assert found.withdrawn == [slug(before, "pesaro")]
    changed = slug(before, "casalecchio")
    assert set(found.changed) == {changed}
    (count,) = [one for one in found.changed[changed] if one.field.endswith("corale:participantCount")]
    assert (count.previous, count.after) == (("5000",), ("4321",))
    assert count.previous_lines == count.lines_after != ()
    removed, added = ((tmp_path / name).read_text().splitlines() for name in ("removed.nq", "added.nq"))
    assert sorted((set(lines(before)) - set(removed)) | set(added)) == lines(after)
    assert (found.quads_removed, found.quads_added) == (len(removed), len(added))
    assert not set(removed) & set(added)


def test_a_release_does_not_differ_from_itself(pair: tuple[Release, Release]) -> None:
    found = diff(pair[0], pair[0])
    assert not (found.added or found.withdrawn or found.changed or found.quads_added or found.quads_removed)


def test_a_plus_the_difference_is_b_for_a_thousand_random_edits(tmp_path: Path) -> None:
    pool = [f'<x:{n}> <x:p{n % 3}> "{"è" * (n % 2)}{n}" <x:graph/s/{n % 5}> .' for n in range(40)]
    for seed in range(1000):
        chance = random.Random(seed)
        old, new = (sorted(chance.sample(pool, chance.randint(0, 40))) for _ in "ab")
        for name, said in (("a", old), ("b", new)):
            members = cut(((line, line) for line in said), 8)
            parts = [
                Member(some[0], {KNOWN: packed("".join(f"{line}\n" for line in some).encode())})
                for some in members
            ]
            (tmp_path / name).mkdir(exist_ok=True)
            join.join(tmp_path / name, {KNOWN: join.Frame()}, parts)
        removed, added = sides(tmp_path / "a", tmp_path / "b")
        assert sorted((set(old) - removed) | added) == new
        assert len(removed) + len(added) == len(set(old) ^ set(new))


def test_members_that_both_releases_have_are_not_read(
    pair: tuple[Release, Release], monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []
    original = join.lines
    monkeypatch.setattr(
        join, "lines", lambda folder, place: read.append(place.key) or original(folder, place)
    )
    assert sides(pair[0].folder, pair[0].folder) == (set(), set())
    assert read == []
    sides(pair[0].folder, pair[1].folder)
    assert 0 < len(set(read)) < len({place.key for place in join.places(pair[1].folder)})


def test_withdrawn_things_keep_their_iri_and_lead_to_the_successor(pair: tuple[Release, Release]) -> None:
    before, after = pair
    gone = slug(before, "pesaro")
    rows = {row["iri"]: row["successor"] for row in table(after.folder / "withdrawn.csv")}
    assert rows == {
        f"{BASE}id/{kind}/{gone}": f"{BASE}id/{kind}/osservatorio-99001" for kind in ("record", "process")
    }
    said = [line for line in lines(after) if line.endswith(f" <{BASE}graph/withdrawn> .")]
    assert sum("#deprecated> " in line for line in said) == 2
    assert sum("isReplacedBy> " in line for line in said) == 2


def test_the_series_tells_what_came_after_what(pair: tuple[Release, Release]) -> None:
    before, after = pair
    steps = series.read(after.folder.parents[1])
    assert [(step.version, step.id, step.change, step.previous) for step in steps] == [
        ("1.0.0", before.id, "first", ""),
        ("1.1.0", after.id, "minor", before.id),
    ]
    assert series.change({"ontology": "1", "base": "b"}, {"ontology": "2", "base": "b"}) == "major"
    assert series.change({"ontology": "1", "code": "1"}, {"ontology": "1", "code": "2"}) == "patch"
    assert series.following("1.4.2", "patch") == "1.4.3"


def test_every_claim_of_a_release_holds_and_a_changed_byte_does_not(
    pair: tuple[Release, Release], tmp_path: Path
) -> None:
    claims = [*verify.files(pair[1]), *verify.contents(pair[1])]
    assert len(claims) > 25
    assert all(claim.holds for claim in claims), [claim for claim in claims if not claim.holds]
    copy = tmp_path / "copy"
    shutil.copytree(pair[1].folder, copy)
    data = bytearray((copy / "iris.txt").read_bytes())
    data[10] ^= 1
    (copy / "iris.txt").write_bytes(data)
    (copy / "more.txt").write_text("")
    assert {claim.about for claim in verify.files(release.active(copy)) if not claim.holds} == {
        "iris.txt",
        "*",
    }


def test_a_value_is_followed_back_to_its_line(pair: tuple[Release, Release]) -> None:
    before, _ = pair
    proofs = explain(before, f"{BASE}id/process/{slug(before, 'casalecchio')}")
    (count,) = [one for one in proofs if one.property == "corale:participantCount"]
    text = (FIVE / count.file).read_text(encoding="utf-8").split("\n")
    assert count.stated == text[count.line - 1] == "5000"
    with pytest.raises(NotFoundError, match="iris"):
        explain(before, f"{BASE}id/process/none")


def test_a_line_tells_its_record() -> None:
    assert record_of(f'<x:a> <x:b> "graph/x/y" <{BASE}graph/entities> .') == ""
    assert record_of(f'<x:a> <x:b> "c" <{BASE}graph/avviso/x1> .') == "avviso-x1"


def test_the_page_says_in_one_language_what_changed_and_escapes_it() -> None:
    level = ("https://w3id.org/corale/scheme/livello/empowerment",)
    one = Change("process/osservatorio-1 corale:participationLevel", ("<b>",), level, (3,), (4, 5))
    found = Diff("aaa", "bbb", ["osservatorio-2"], [], {"osservatorio-1": [one]}, 2, 1, 0)
    page = "".join(html(found, "it"))
    assert "Schede aggiunte: 1" in page and "Schede ritirate: 0" in page and "<ins>Empowerment</ins>" in page
    assert "<del>&lt;b&gt;</del> <small>riga 3</small>" in page and "riga 4, 5" in page
    assert "Livello di partecipazione" in page and "Records" not in page
    assert "Records added: 1" in "".join(html(found, "en"))


def test_the_difference_is_told_in_words(pair: tuple[Release, Release]) -> None:
    lines = "\n".join(text(diff(*pair), "it"))
    assert "Schede aggiunte: 1" in lines and "osservatorio-99001" in lines
    assert "corale:" not in lines and "w3id.org/corale/scheme" not in lines
    assert "Records added: 1" in "\n".join(text(diff(*pair), "en"))
