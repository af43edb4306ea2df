"""Which release a text names: folders, ids, addresses; and what is fetched of one that is served."""

import shutil
from pathlib import Path

import pytest

from corale.data.published import folder as release
from corale.data.published import located, verify
from corale.data.release import manifest
from corale.data.release.assemble import SUMS
from corale.errors import NotFoundError, SetupError, UsageError


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(located, "user_folder", lambda: tmp_path / "home")
    return tmp_path / "home"


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """A publisher's folder with two releases, of a file each."""
    for name in ("aaaaaaaaaaaa", "abbbbbbbbbbb"):
        folder = tmp_path / "out" / "releases" / name
        (folder / "csv").mkdir(parents=True)
        (folder / "csv" / "è.csv").write_text(name, "utf-8")
        files = {"csv/è.csv": manifest.measure(folder / "csv" / "è.csv")}
        manifest.Manifest(name, "2026-01-01", "https://e/", files=files).write(folder)
        digests = [(file.sha256, one) for one, file in files.items()]
        digests.append((manifest.measure(folder / manifest.NAME).sha256, manifest.NAME))
        (folder / SUMS).write_text("".join(f"{sha}  {one}\n" for sha, one in digests), "utf-8")
    release.activate(tmp_path / "out", "aaaaaaaaaaaa")
    return tmp_path / "out"


def test_a_folder_an_id_and_the_last_one_made(home: Path, out: Path, tmp_path: Path) -> None:
    assert located.located(str(out), tmp_path).id == "aaaaaaaaaaaa"
    with pytest.raises(NotFoundError):
        located.last()
    located.remember(out)
    assert located.last() == out
    assert located.located("ab", tmp_path).id == "abbbbbbbbbbb"
    for unknown in ("a", "c", "no/where", ""):
        with pytest.raises(NotFoundError):
            located.located(unknown or "-", tmp_path)
    shutil.rmtree(out)
    with pytest.raises(NotFoundError):
        located.last()


def test_a_home_that_cannot_be_written_stops_nothing(home: Path, out: Path) -> None:
    home.write_text("a file")
    located.remember(out)
    with pytest.raises(NotFoundError):
        located.last()


def test_what_is_served_is_fetched_and_verified(out: Path, tmp_path: Path) -> None:
    served = out / "active"
    asked = []

    def get(address: str) -> bytes:
        asked.append(address)
        name = address.removeprefix("https://e.org/dumps/").replace("%C3%A8", "è")
        return (served / name).read_bytes()

    (tmp_path / "room").mkdir()
    found = located.located("https://e.org/", tmp_path / "room", get=get)
    assert asked[0] == "https://e.org/dumps/manifest.json" and len(asked) == 4
    assert asked[1].endswith("/SHA256SUMS.sig"), "asked for, and not missed where nobody signed"
    assert all(claim.holds for claim in verify.files(found, fetched=True))
    (tmp_path / "some").mkdir()
    located.located("https://e.org", tmp_path / "some", ["csv/è.csv", "records.csv"], get)
    assert not (tmp_path / "some" / SUMS).exists()


def test_a_manifest_that_leaves_its_folder_is_refused(tmp_path: Path) -> None:
    files = {"../out.txt": manifest.File(1, "0" * 64)}
    manifest.Manifest("aaaaaaaaaaaa", "", "https://e/", files=files).write(tmp_path)
    (tmp_path / "room").mkdir()
    with pytest.raises(UsageError, match="outside"):
        located.fetched(
            "https://e/manifest.json", tmp_path / "room", lambda _: (tmp_path / manifest.NAME).read_bytes()
        )


def test_what_cannot_be_reached_is_said() -> None:
    with pytest.raises(SetupError, match="cannot be fetched"):
        located.fetch("http://127.0.0.1:9/dumps/manifest.json")
