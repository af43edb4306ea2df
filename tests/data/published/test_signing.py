"""A publisher with a key signs what it publishes; another's key, another text and a changed signature are told."""

import shutil
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.five import FIVE

from corale.cli import group
from corale.data.published import signing, verify
from corale.data.published.folder import Release
from corale.errors import SetupError
from corale.pipeline import build

pytestmark = pytest.mark.skipif(
    shutil.which("ssh-keygen") is None, reason="ssh-keygen: apt install openssh-client"
)


def key(path: Path, words: str = "") -> Path:
    """Make a key, and a file of allowed signers beside it."""
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", words, "-C", "", "-f", path], check=True)
    signers = path.with_suffix(".signers")
    signers.write_text(f"ente@example.org {path.with_suffix('.pub').read_text()}")
    return signers


@pytest.fixture(scope="module")
def signed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Release, Path]:
    out = tmp_path_factory.mktemp("signed")
    signers = key(out / signing.KEY)
    return build([FIVE / "avviso"], out, jobs=1), signers


def broken(release: Release, signers: Path | None = None) -> list[str]:
    return [claim.about for claim in verify.files(release, signers=signers) if not claim.holds]


def test_a_release_is_signed_and_the_signature_holds(signed: tuple[Release, Path], tmp_path: Path) -> None:
    release, signers = signed
    assert broken(release) == broken(release, signers) == []
    done = CliRunner().invoke(group, ["verify", str(release.folder), "--quick", "--signers", str(signers)])
    assert done.exit_code == 0, done.output
    sums, command = (
        release.folder / signing.SUMS,
        ["ssh-keygen", "-Y", "verify", "-f", signers, "-n", "corale"],
    )
    command += ["-I", "ente@example.org", "-s", release.folder / signing.FILE]
    assert subprocess.run(command, stdin=sums.open("rb"), capture_output=True, check=False).returncode == 0


def test_what_is_not_as_it_was_signed_is_told(signed: tuple[Release, Path], tmp_path: Path) -> None:
    release, signers = signed
    copy = Release(tmp_path / "copy", release.manifest)
    shutil.copytree(release.folder, copy.folder)
    other = key(tmp_path / "other")
    assert broken(copy, other) == [signing.FILE]
    whole = (copy.folder / signing.FILE).read_bytes()
    middle = len(whole) // 2
    (copy.folder / signing.FILE).write_bytes(
        whole[:middle] + bytes([whole[middle] ^ 1]) + whole[middle + 1 :]
    )
    assert broken(copy) == [signing.FILE]
    (copy.folder / signing.FILE).write_bytes(whole)
    with (copy.folder / signing.SUMS).open("a") as out:
        out.write("0" * 64 + "  more\n")
    assert signing.FILE in broken(copy, signers)
    (copy.folder / signing.FILE).unlink()
    assert signing.FILE in broken(copy, signers), "who asks for a signature is told that there is none"


def test_a_key_that_cannot_sign_stops_the_build_and_says_so(tmp_path: Path) -> None:
    key(tmp_path / signing.KEY, "secret words")
    with pytest.raises(SetupError, match="passphrase"):
        build([FIVE / "avviso"], tmp_path, jobs=1)
    assert not (tmp_path / "active").exists()
    assert not signing.sign(tmp_path / "nowhere", tmp_path)
