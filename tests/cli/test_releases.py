"""`build`, `release`, `verify`, `diff`, `explain`, `doctor` and `demo` as people and scripts call them."""

import json
import random
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.five import FIVE

from corale.artefacts import below
from corale.cli import group
from corale.data.published import folder as release
from corale.data.published import verify
from corale.errors import BrokenReleaseError, CoraleError, NotFoundError


@pytest.fixture(scope="module")
def publisher(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with two releases, the second after one changed value."""
    room = tmp_path_factory.mktemp("cli")
    folder, out = room / "in", room / "out"
    shutil.copytree(FIVE, folder)
    page = next(folder.glob("osservatorio/casalecchio*"))
    for text in (page.read_text(encoding="utf-8"), page.read_text(encoding="utf-8").replace("5000", "4321")):
        page.write_text(text, encoding="utf-8")
        code, output = run("build", folder, "--out", out, "--jobs", 1)
        assert code == 0, output
    return out


def run(*arguments: object) -> tuple[int, str]:
    result = CliRunner().invoke(group, [str(one) for one in arguments])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.stdout


def ids(publisher: Path) -> list[str]:
    return [row["id"] for row in json.loads(run("release", "list", publisher, "--json")[1])]


def test_build_prints_a_table_or_json(publisher: Path, tmp_path: Path) -> None:
    records = FIVE
    code, output = run("build", records, "--out", tmp_path, "--jobs", 1, "--lang", "en")
    assert code == 0
    assert "lines read" in output
    assert "triples" in output
    told = json.loads(run("build", records, "--out", tmp_path, "--jobs", 1, "--json")[1])
    assert told["counts"]["records"] == 5


def test_releases_are_listed_activated_and_rolled_back(publisher: Path) -> None:
    first, second = ids(publisher)
    rows = json.loads(run("release", "list", publisher, "--json")[1])
    assert [(row["version"], row["active"]) for row in rows] == [("1.0.0", False), ("1.1.0", True)]
    assert run("release", "rollback", publisher)[0] == 0
    assert (publisher / "active").resolve().name == first
    assert run("release", "activate", publisher, "1.1.0")[0] == 0
    assert (publisher / "active").resolve().name == second
    with pytest.raises(NotFoundError):
        run("release", "activate", publisher, "9.9.9")


@pytest.mark.parametrize("lang", ["it", "en"])
def test_verify_holds_and_says_what_does_not(publisher: Path, tmp_path: Path, lang: str) -> None:
    assert run("verify", publisher, "--lang", lang)[0] == 0
    copy = tmp_path / "copy"
    shutil.copytree((publisher / "active").resolve(), copy)
    (copy / "records.csv").write_text("")
    code, output = run("verify", copy, "--lang", lang)
    assert code == 1
    assert output.startswith("records.csv · ")
    assert json.loads(run("verify", copy, "--json")[1])["claims"]


def test_diff_as_text_json_page_and_quads(publisher: Path, tmp_path: Path) -> None:
    first, second = (publisher / "releases" / name for name in ids(publisher))
    code, output = run(
        "diff", first, second, "--out", tmp_path, "--html", tmp_path / "diff.html", "--lang", "en"
    )
    assert code == 0
    assert "5000 (line 115)" in output.replace("Number of participants", "")
    assert "4321" in (tmp_path / "diff.html").read_text(encoding="utf-8")
    quads = 8  # the number, the count of people that it makes and its label, their evidence, the digest
    assert (tmp_path / "added.nq").read_text(encoding="utf-8").count("\n") == quads
    assert json.loads(run("diff", first, second, "--json")[1])["quads_added"] == quads


def test_explain_takes_a_short_name(publisher: Path) -> None:
    slug = next(
        line.split(",")[0]
        for line in (publisher / "active" / "records.csv").read_text(encoding="utf-8").splitlines()
        if "casalecchio" in line
    )
    code, output = run("explain", f"process/{slug}", "--release", publisher)
    assert code == 0
    assert "corale:participantCount = 4321" in output
    assert "riga 115" in output
    told = json.loads(run("explain", slug, "--release", publisher, "--json")[1])
    assert told["iri"].endswith(f"id/record/{slug}")


def test_doctor_looks_at_machine_and_releases(publisher: Path) -> None:
    code, output = run("doctor", publisher, "--json")
    told = {look["about"]: look["state"] for look in json.loads(output)}
    assert code == 0
    assert told["pyoxigraph"] == told["pubblicazione · release"] == "ok"
    assert "✓ Python" in run("doctor", publisher)[1]


def test_doctor_says_what_is_not_there_or_broken(publisher: Path, tmp_path: Path) -> None:
    def told(folder: Path) -> tuple[int, dict[str, str]]:
        code, output = run("doctor", folder, "--json")
        return code, {look["about"]: look["state"] for look in json.loads(output)}

    code, states = told(tmp_path / "nowhere")
    assert code == 3
    assert states["cartella · folder"] == states["pubblicazione · release"] == "missing"
    shutil.copytree(publisher, tmp_path / "copy", symlinks=True)
    (tmp_path / "copy" / "active" / "manifest.json").write_text("{")
    code, states = told(tmp_path / "copy")
    assert (code, states["pubblicazione · release"]) == (3, "missing")
    assert "cartella · folder" not in states


@pytest.mark.parametrize("command", ["verify", "serve"])
def test_a_broken_manifest_is_a_matter_of_the_environment(
    publisher: Path, tmp_path: Path, command: str
) -> None:
    shutil.copytree(publisher, tmp_path / "copy", symlinks=True)
    (tmp_path / "copy" / "active" / "manifest.json").write_text('{"id": 1}')
    with pytest.raises(BrokenReleaseError, match="is broken") as told:
        run(command, tmp_path / "copy")
    assert told.value.exit_code == 3


def test_serve_tells_no_address_where_there_is_no_release(tmp_path: Path) -> None:
    result = CliRunner().invoke(group, ["serve", str(tmp_path)])
    assert isinstance(result.exception, NotFoundError)
    assert "http" not in result.output


def test_demo_builds_without_serving(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    home: Callable[[], Path] = lambda: tmp_path  # noqa: E731
    monkeypatch.setattr(Path, "home", home)
    result = CliRunner().invoke(group, ["demo", "--no-serve", "--lang", "en"])
    assert result.exit_code == 0
    assert "85" in result.stdout
    assert re.findall(r"\d+\.\d s  (.+) …", result.stderr) == [
        "records",
        "bodies and places",
        "dumps",
        "check",
    ]
    assert (
        "Published: 80 documents of 85" in result.stdout
    )  # and before it what was left out, with its reasons
    left_out = re.findall(r"(?m)^  (avviso/[^ ]+) · .+", result.stdout)
    assert "Left out (5):" in result.stdout and len(left_out) == 5
    assert list(tmp_path.rglob("manifest.json"))


def test_one_flipped_bit_in_any_file_is_found(publisher: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree((publisher / "active").resolve(), copy)
    files = below(copy)
    assert {"lists.db", "names.db", "SHA256SUMS", "manifest.json", "corale.nq.gz"} <= {
        file.name for file in files
    }
    chance = random.Random(16)
    for file in files:
        whole = file.read_bytes()
        for _ in range(3):
            broken, at = bytearray(whole), chance.randrange(len(whole))
            broken[at] ^= 1 << chance.randrange(8)
            file.write_bytes(broken)
            try:
                held = all(claim.holds for claim in verify.files(release.active(copy)))
            except CoraleError:
                held = False
            assert not held, (file.name, at)
        file.write_bytes(whole)
    assert all(claim.holds for claim in verify.files(release.active(copy)))
