"""Every claim of a release is counted again: the sample's hold, and one that is tampered with is found."""

import gzip
import json
import re
import shutil
from collections.abc import Callable
from dataclasses import astuple, replace
from hashlib import sha256
from pathlib import Path

import pytest
from tests.five import FIVE

from corale.data.published import recount, verify
from corale.data.published.folder import Release
from corale.data.rdf.grades import KNOWN
from corale.data.release import join, manifest
from corale.data.release.members import packed
from corale.data.release.questions import questions
from corale.pipeline import build

Edit = Callable[[str], str]


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Release:
    return build([FIVE], tmp_path_factory.mktemp("out"), jobs=1)


def broken(folder: Path) -> set[str]:
    """Return what the false claims of a release folder are about."""
    found = Release(folder, manifest.read(folder))
    return {claim.about for claim in verify.contents(found) if not claim.holds}


def test_all_claims_of_the_sample_hold(sample: Release) -> None:
    claims = list(verify.contents(sample))
    assert [claim for claim in claims if not claim.holds] == []
    assert len(claims) > len(sample.manifest.counts) + len(questions()) + 20
    assert all(claim.it and claim.en for claim in claims)


def test_every_number_of_the_manifest_is_checked(sample: Release, tmp_path: Path) -> None:
    folder = tmp_path / "copy"
    shutil.copytree(sample.folder, folder)
    stated = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    for part in ("counts", "versions", "digests"):
        for name, value in stated[part].items():
            wrong = stated | {part: stated[part] | {name: value + 1 if part == "counts" else f"{value}0"}}
            (folder / "manifest.json").write_text(json.dumps(wrong), encoding="utf-8")
            false = [claim for claim in recount_quickly(folder) if claim[3] != claim[4]]
            assert false, (part, name)
    for name, text in (("id", "0" * 12), ("date", "1999-01-01"), ("base", "https://elsewhere.example/")):
        (folder / "manifest.json").write_text(json.dumps(stated | {name: text}), encoding="utf-8")
        assert [claim for claim in recount_quickly(folder) if claim[3] != claim[4]], name


_tallies: dict[str, recount.Tally] = {}


def recount_quickly(folder: Path) -> list[recount.Found]:
    """Return all claims, the dump counted once a base."""
    found = Release(folder, manifest.read(folder))
    original, base = recount.tallied, found.manifest.base
    if base not in _tallies:
        _tallies[base] = original(folder, base)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(recount, "tallied", lambda folder, base: _tallies[base])
        return list(recount.claims(found))


def number(text: str) -> str:
    """Return a text with the last of its digits changed."""
    at = max(place for place, sign in enumerate(text) if sign.isdigit())
    return text[:at] + str((int(text[at]) + 1) % 10) + text[at + 1 :]


@pytest.mark.parametrize(
    ("name", "edit"),
    [
        ("iris.txt", lambda text: text[:-3] + "\n"),
        ("records.csv", lambda text: text[: text.rindex("\n", 0, -1) + 1]),
        ("withdrawn.csv", lambda text: text + "x:a,,2026-01-01\n"),
        ("void.ttl", lambda text: re.sub(r"void:triples \d+", lambda found: number(found[0]), text, count=1)),
        (
            "void.ttl",
            lambda text: re.sub(r"(?s)(void:propertyPartition.*)", r"\1", number_of_partition(text)),
        ),
        ("dcat.ttl", lambda text: re.sub(r'byteSize "\d+', lambda found: number(found[0]), text, count=1)),
        ("dcat.ttl", lambda text: re.sub(r'checksumValue "\w', 'checksumValue "', text, count=1)),
        ("ontology.ttl", lambda text: re.sub(r'owl:versionInfo "\d', 'owl:versionInfo "9', text)),
        ("README.it.md", lambda text: text.replace("| 5 |", "| 6 |")),
        (
            "README.en.md",
            lambda text: re.sub(r"\| \d+,\d+ \|", lambda found: number(found[0]), text, count=1),
        ),
        ("report.json", lambda text: text.replace('"severity": "info"', '"severity": "warning"', 1)),
        ("report.html", lambda text: text[: text.rindex("<section>")] + "</main></body></html>\n"),
        ("report.en.html", lambda text: text[: text.rindex("<section>")] + "</main></body></html>\n"),
        ("report.ttl", lambda text: text.replace("sh:conforms false", "sh:conforms true")),
    ],
)
def test_a_file_that_does_not_say_what_the_release_holds_is_found(
    sample: Release, tmp_path: Path, name: str, edit: Edit
) -> None:
    folder = tmp_path / "copy"
    shutil.copytree(sample.folder, folder)
    text = (folder / name).read_text(encoding="utf-8")
    changed = edit(text)
    assert changed != text
    (folder / name).write_text(changed, encoding="utf-8")
    assert name in {claim[0] for claim in recount_quickly(folder) if claim[3] != claim[4]}


def number_of_partition(text: str) -> str:
    """Return a VoID description in which the number of one partition is another."""
    node = text.index("void:property <")
    start = text.rindex(" .\n", 0, node)
    block = text[start : text.index(" .\n", node)]
    return text.replace(block, re.sub(r"void:triples \d+", lambda found: number(found[0]), block))


@pytest.mark.parametrize(
    "harm", ["a line less", "a line twice", "disorder", "a graph more", "in two members"]
)
def test_a_dump_that_is_not_the_release_is_found(sample: Release, tmp_path: Path, harm: str) -> None:
    folder = tmp_path / "copy"
    shutil.copytree(sample.folder, folder)
    first: list[str] = []

    def edit(lines: list[str]) -> list[str]:
        if first:
            return sorted([first[0], *lines]) if harm == "in two members" else lines
        first.append(lines[0])
        match harm:
            case "a line less":
                del lines[100]
            case "a line twice":
                lines.insert(100, lines[100])
            case "disorder":
                lines[100], lines[101] = lines[101], lines[100]
            case "a graph more":
                lines[100] = lines[100][: lines[100].rindex(" <")] + " <x:g> ."
        return lines

    rewritten(folder, edit)
    assert "corale.nq.gz" in broken(folder)


def rewritten(folder: Path, edit: Callable[[list[str]], list[str]]) -> None:
    """Write `corale.nq.gz` anew with the lines of its members edited, and their new places into `pieces.csv`."""
    rows, data = [",".join(join.COLUMNS)], b""
    for place in join.places(folder):
        if place.file == KNOWN:
            part = packed("".join(f"{line}\n" for line in edit(join.lines(folder, place))).encode())
            place = replace(place, hash=sha256(part).hexdigest(), offset=len(data), length=len(part))
            data += part
        rows.append(",".join(map(str, astuple(place))))
    (folder / KNOWN).write_bytes(data)
    (folder / join.NAME).write_text("".join(f"{row}\n" for row in rows), encoding="utf-8")


def test_a_piece_that_is_not_as_stated_is_found(sample: Release, tmp_path: Path) -> None:
    folder = tmp_path / "copy"
    shutil.copytree(sample.folder, folder)
    data = bytearray((folder / "csv" / "gaps.csv").read_bytes())
    data[-2] ^= 1
    (folder / "csv" / "gaps.csv").write_bytes(data)
    assert "pieces.csv" in broken(folder)


def test_what_lies_behind_the_pieces_is_found(sample: Release, tmp_path: Path) -> None:
    folder = tmp_path / "copy"
    shutil.copytree(sample.folder, folder)
    with (folder / KNOWN).open("ab") as stream:
        stream.write(packed(b'<x:s> <x:p> "a" <x:g> .\n'))
    assert KNOWN in broken(folder)


def test_other_dumps_say_the_same_triples(sample: Release, tmp_path: Path) -> None:
    folder = tmp_path / "copy"
    shutil.copytree(sample.folder, folder)
    text = gzip.decompress((folder / "corale.ttl.gz").read_bytes()).decode()
    (folder / "corale.ttl.gz").write_bytes(gzip.compress(text.replace("5000", "4321", 1).encode()))
    assert "corale.ttl.gz" in broken(folder)


def test_an_example_query_that_has_lost_its_answer_is_found(sample: Release, tmp_path: Path) -> None:
    folder = tmp_path / "copy"
    shutil.copytree(sample.folder, folder)
    rewritten(
        folder, lambda lines: sorted(line.replace("onto/groupMember>", "onto/groupMembeR>") for line in lines)
    )
    assert "grouping-members.rq" in broken(folder)


@pytest.mark.parametrize(
    "name", ["corale.nq.gz", "corale.jsonld.gz", "void.ttl", "dcat.ttl", "ontology.ttl", "report.json"]
)
@pytest.mark.parametrize(
    "junk", [b"", b"<x", gzip.compress(b"<x \xff> . \n", mtime=0)[:-3]], ids=["empty", "open", "cut"]
)
def test_what_cannot_be_read_is_a_claim_that_is_false(
    sample: Release, tmp_path: Path, name: str, junk: bytes
) -> None:
    folder = tmp_path / "copy"
    shutil.copytree(sample.folder, folder)
    (folder / name).write_bytes(junk)
    assert name in broken(folder)


def test_files_outside_beside_and_below_the_release_are_looked_at(sample: Release, tmp_path: Path) -> None:
    folder = tmp_path / "copy"
    shutil.copytree(sample.folder, folder)

    def false() -> set[str]:
        found = Release(folder, manifest.read(folder))
        return {claim.about for claim in verify.files(found) if not claim.holds}

    assert false() == set()
    (tmp_path / "outside.csv").write_text("x")
    stated = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    measured = manifest.measure(tmp_path / "outside.csv")
    stated["files"]["../outside.csv"] = {"bytes": measured.bytes, "sha256": measured.sha256}
    (folder / "manifest.json").write_text(json.dumps(stated), encoding="utf-8")
    assert false() == {"../outside.csv", "SHA256SUMS"}
    (folder / "store" / "page.html").write_text("x")
    names = folder / "store" / "names.db"
    names.write_bytes(names.read_bytes()[:5000] + b"oops" * 1000)
    lists = folder / "store" / "lists.db"
    lists.write_bytes(lists.read_bytes()[:9000] + b"oops" * 1000)
    assert false() == {"../outside.csv", "SHA256SUMS", "*", "store/names.db", "store/lists.db"}


def test_a_total_that_is_not_the_release_s_is_found(sample: Release, tmp_path: Path) -> None:
    folder = tmp_path / "copy"
    shutil.copytree(sample.folder, folder)
    file = folder / "totals.csv"
    file.write_text(file.read_text(encoding="utf-8").replace("triples,,", "triples,,1"), encoding="utf-8")
    assert "totals.csv" in {claim[0] for claim in recount.claims(sample_at(folder)) if claim[3] != claim[4]}


def sample_at(folder: Path) -> Release:
    return Release(folder, manifest.read(folder))
