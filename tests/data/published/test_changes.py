"""What each release changed, by thing: made once, beside the releases, and joined over several of them."""

import csv
import shutil
from pathlib import Path

import pytest
from tests.five import FIVE

from corale.data.published import changes, series
from corale.data.published.changes import Change
from corale.data.published.folder import Release, releases
from corale.data.release.withdrawn import table
from corale.pipeline import build

DUPLICATE = "old,new,kind,date,reviewer,reason\n{},{},merge,2026-03-01,ufficio,prova\n"


@pytest.fixture(scope="module")
def three(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Release]]:
    """Three releases: the five documents; one gone and one changed; a body merged into another."""
    room = tmp_path_factory.mktemp("changes")
    folder, out = room / "in", room / "out"
    shutil.copytree(FIVE, folder)
    made = [build([folder], out, jobs=1, date="2026-01-01")]
    page = next(folder.glob("osservatorio/casalecchio*"))
    page.write_text(page.read_text(encoding="utf-8").replace("5000", "4321"), encoding="utf-8")
    next(folder.glob("osservatorio/pesaro*")).unlink()
    made.append(build([folder], out, jobs=1, date="2026-02-01", accept=True))
    bodies = [
        row["thing"].partition("/organisation/")[2]
        for row in rows(out, made[0])
        if "/organisation/" in row["thing"]
    ]
    local = [one for one in bodies if not one.startswith(("comune-", "provincia-", "regione-"))]
    (out / "decisions").mkdir()
    (out / "decisions" / "successions.csv").write_text(DUPLICATE.format(local[0], local[1]), encoding="utf-8")
    made.append(build([folder], out, jobs=1, date="2026-03-01", accept=True))
    return out, made


def rows(out: Path, release: Release) -> list[dict[str, str]]:
    with changes.path_of(out, release.id).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_all_of_a_first_release_is_new(three: tuple[Path, list[Release]]) -> None:
    out, made = three
    told = rows(out, made[0])
    assert {row["change"] for row in told} == {"new"}
    assert [row["thing"] for row in told] == sorted(row["thing"] for row in told)
    iris = (made[0].folder / "iris.txt").read_text(encoding="utf-8").split()
    followed = {
        one.partition("/id/")[2] for one in iris if one.partition("/id/")[2].startswith(changes.FOLLOWED)
    }
    assert {row["thing"].removeprefix("id/") for row in told if row["thing"].startswith("id/")} == followed
    assert all(row["label"] for row in told if row["thing"].startswith(("id/process/", "id/organisation/")))


def test_a_change_and_a_withdrawal_are_told_and_nothing_else(three: tuple[Path, list[Release]]) -> None:
    out, made = three
    told = {row["thing"]: row["change"] for row in rows(out, made[1])}
    files = {row["record"]: row["file"] for row in table(made[0].folder / "records.csv")}
    changed = next(slug for slug, file in files.items() if "casalecchio" in file)
    gone = next(slug for slug, file in files.items() if "pesaro" in file)
    assert told[f"id/process/{changed}"] == told[f"id/record/{changed}"] == "changed"
    assert told[f"id/process/{gone}"] == told[f"id/record/{gone}"] == "withdrawn"
    others = {slug for slug in files if slug not in (changed, gone)}
    assert not {thing for thing in told if thing.rpartition("/")[2] in others}
    assert all(not row["label"] for row in rows(out, made[1]) if row["change"] == "withdrawn"), (
        "it may be what had to go"
    )


def test_a_merge_leads_to_what_holds_now(three: tuple[Path, list[Release]]) -> None:
    out, made = three
    (merged,) = [row for row in rows(out, made[2]) if row["change"] == "merged"]
    assert merged["successor"].startswith("id/organisation/") and merged["successor"] != merged["thing"]
    told = {row["thing"]: row["change"] for row in rows(out, made[2])}
    assert "new" not in told.values() and "withdrawn" not in told.values()


def test_steps_are_joined(three: tuple[Path, list[Release]]) -> None:
    out, made = three
    chain = changes.chain(out, made[2].id)
    assert [step.id for step in chain] == [one.id for one in reversed(made)]
    both = {one.thing: one for one in changes.since(out, reversed(chain[:2]))}
    single = [{row["thing"] for row in rows(out, one)} for one in made[1:]]
    assert set(both) == set.union(*single)
    assert {one.release for one in both.values()} == {made[1].id, made[2].id}
    everything = list(changes.since(out, reversed(chain)))
    assert {one.change for one in everything} == {"new", "merged"}, "what came and went is left out"


def test_a_release_is_compared_once_and_its_table_never_changes(three: tuple[Path, list[Release]]) -> None:
    out, made = three
    path = changes.path_of(out, made[1].id)
    before = path.stat().st_mtime_ns
    changes.write(out, made[1], made[0].id)
    assert path.stat().st_mtime_ns == before
    path.rename(path.with_suffix(".away"))
    changes.write(out, made[1], "000000000000")
    assert not path.exists(), "what is not there is not compared"
    changes.write(out, made[1], made[0].id)
    assert path.read_bytes() == path.with_suffix(".away").read_bytes()
    path.with_suffix(".away").unlink()
    assert len(releases(out)) == len(series.read(out)) == 3


@pytest.mark.parametrize(
    ("first", "second", "joined"),
    [
        ("new", "changed", "new"),
        ("new", "withdrawn", None),
        ("withdrawn", "new", "changed"),
        ("confirmed", "changed", "confirmed"),
        ("changed", "confirmed", "confirmed"),
        ("changed", "merged", "merged"),
        ("merged", "changed", "merged"),
    ],
)
def test_two_changes_of_one_thing(first: str, second: str, joined: str | None) -> None:
    found = changes._after(Change("id/place/1", first, label="a"), Change("id/place/1", second, label="b"))
    assert (found and found.change) == joined
    assert found is None or found.label == "b"


LINES = """<{B}id/organisation/x> <{T}> <{C}onto/Organization> <{B}graph/entities> .
<{B}id/organisation/x> <http://www.w3.org/2000/01/rdf-schema#label> "Coop"@it <{B}graph/entities> .
<{B}id/organisation/x> <{C}onto/linkStatus> "unresolved" <{B}graph/entities> ."""
NOW = '<{B}id/organisation/x> <{C}onto/runtsNumber> "12" <{B}graph/entities> .'
REVIEWED = '<{B}id/organisation/x> <{C}onto/seat> "a" <{B}graph/entities/reviewed> .'
OTHER = '<{B}id/organisation/x> <{C}onto/seat> "a" <{B}graph/entities> .'


@pytest.mark.parametrize(
    ("after", "change"),
    [
        ([*LINES.splitlines(), NOW], "confirmed"),
        ([*LINES.splitlines(), REVIEWED], "confirmed"),
        (LINES.splitlines()[:2], "confirmed"),
        ([*LINES.splitlines(), OTHER], "changed"),
        (LINES.splitlines(), None),
        ([], "withdrawn"),
    ],
)
def test_what_confirms_a_body(after: list[str], change: str | None) -> None:
    names = {
        "B": "https://e.org/",
        "C": "https://w3id.org/corale/",
        "T": "http://www.w3.org/1999/02/22-rdf-syntax-ns#type",
    }
    sides = [
        changes._read((line.format(**names) for line in lines), "https://e.org/")
        for lines in (LINES.splitlines(), after)
    ]
    old, new = (things.get("id/organisation/x", changes._Side()) for things, _ in sides)
    found = changes._became("id/organisation/x", old, new, [sums for _, sums in sides])
    assert (found and found.change) == change
