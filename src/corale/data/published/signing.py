"""A signature of a release, where its publisher has a key: `SHA256SUMS.sig`, made and checked by
`ssh-keygen -Y`.

The key is `DIR/signing_key` (an SSH key without a passphrase, or its public half where an agent holds it).
Who has the public key checks without Corale: `ssh-keygen -Y verify -f signers -I NAME -n corale -s
SHA256SUMS.sig < SHA256SUMS`."""

import shutil
import subprocess
from pathlib import Path

from corale.data.release.assemble import SUMS
from corale.errors import SetupError

KEY, FILE = "signing_key", f"{SUMS}.sig"
SPACE = "corale"  # what the signature is for, so that it serves for nothing else
SECONDS = 60


def sign(directory: Path, folder: Path) -> bool:
    """Sign the checksums of a release folder with the key of the publisher's folder; tell whether there is
    one.

    Raises:
        SetupError: the key cannot sign.
    """
    key = directory / KEY
    if not key.is_file():
        return False
    (folder / FILE).unlink(missing_ok=True)
    done = _asked(["-Y", "sign", "-f", str(key), "-n", SPACE, str(folder / SUMS)])
    if done.returncode:
        raise SetupError(
            f"{key} non firma · cannot sign ({_line(done)}): serve una chiave SSH senza frase segreta"
            " · an SSH key without a passphrase is needed"
        )
    return True


def checked(folder: Path, signers: Path | None = None) -> str:
    """Return `ok` where the signature of a release folder is that of its checksums, else what is wrong.

    With `signers` (a file of allowed signers, as ssh-keygen reads it) it has to be one of theirs as well."""
    signature, sums = folder / FILE, (folder / SUMS).read_bytes()
    if signers is None:
        done = _asked(["-Y", "check-novalidate", "-n", SPACE, "-s", str(signature)], sums)
        return "ok" if not done.returncode else _line(done)
    named = _asked(["-Y", "find-principals", "-s", str(signature), "-f", str(signers)])
    if named.returncode:
        return _line(named)
    name = named.stdout.decode().splitlines()[0]
    given = ["-Y", "verify", "-f", str(signers), "-I", name, "-n", SPACE, "-s", str(signature)]
    done = _asked(given, sums)
    return "ok" if not done.returncode else _line(done)


def _asked(arguments: list[str], data: bytes = b"") -> "subprocess.CompletedProcess[bytes]":
    program = shutil.which("ssh-keygen")
    if program is None:
        raise SetupError(
            "manca ssh-keygen · ssh-keygen is missing: apt install openssh-client (signatures need it)"
        )
    return subprocess.run(  # noqa: S603 - fixed words and paths of ours
        [program, *arguments],
        input=data,
        capture_output=True,
        timeout=SECONDS,
        check=False,
        start_new_session=True,  # without a terminal it asks nobody for a passphrase
    )


def _line(done: "subprocess.CompletedProcess[bytes]") -> str:
    """Return the last line of what the program said."""
    told = (done.stderr + done.stdout).decode(errors="replace").split("\n")
    return next((line.strip() for line in reversed(told) if line.strip()), "not signed")
