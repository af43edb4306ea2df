"""A store of blobs: what was made once is kept under the hash of what it was made of, and looked up before it
is made.

Pieces and members of a release (:mod:`corale.data.release.pieces`) are kept here between builds. The rest of
the code knows `get`, `put`, `has` and `keep` only, so that another place (an object store) needs one more
class with these four."""

import hashlib
from collections.abc import Collection, Iterable
from pathlib import Path
from tempfile import NamedTemporaryFile

from corale.errors import SetupError

USED = "used"  # the file that lists the keys of the last build


def key_of(parts: Iterable[bytes]) -> str:
    """Return the key of what is made of these parts, in this order: 64 hex digits of SHA-256.

    The length of each part is hashed too, so that no two lists of parts share their bytes.

    >>> key_of([b"ab", b"c"]) == key_of([b"a", b"bc"])
    False
    """
    made = hashlib.sha256()
    for part in parts:
        made.update(b"%d:" % len(part))
        made.update(part)
    return made.hexdigest()


class Blobs:
    """Blobs in a folder, each a file under the first two digits of its key.

    A file gets its name when it is whole and holds the hash of its bytes: a killed build leaves nothing that
    a later one takes for a blob, and a damaged file counts as missing."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def _path(self, key: str) -> Path:
        return self._folder / key[:2] / key[2:]

    def has(self, key: str) -> bool:
        """Tell whether there is a blob under this key; its bytes are not read."""
        return self._path(key).is_file()

    def get(self, key: str) -> bytes | None:
        """Return the blob under this key, or none where it is missing or damaged."""
        try:
            stored = self._path(key).read_bytes()
        except (FileNotFoundError, NotADirectoryError):
            return None
        digest, data = stored[:32], stored[32:]
        return data if hashlib.sha256(data).digest() == digest else None

    def take(self, key: str) -> bytes:
        """Return the blob under this key, which was seen or made by this very build.

        Raises:
            SetupError: it is not there any more.
        """
        if (blob := self.get(key)) is None:
            raise SetupError(f"{self._path(key)} was removed or damaged while the build ran: build again")
        return blob

    def put(self, key: str, data: bytes) -> None:
        """Keep a blob under this key; what stood there before is replaced at once.

        Raises:
            SetupError: something else stands in the place of its folder.
        """
        path = self._path(key)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except (FileExistsError, NotADirectoryError) as fault:
            raise SetupError(
                f"{path.parent} is no folder: remove {self._folder}, the next build makes it"
            ) from fault
        with NamedTemporaryFile(dir=path.parent, prefix=".", delete=False) as stream:
            try:
                stream.write(hashlib.sha256(data).digest())
                stream.write(data)
                stream.flush()
                Path(stream.name).replace(path)
            except OSError:
                Path(stream.name).unlink()
                raise

    def keep(self, used: Collection[str]) -> None:
        """Remove all blobs but those used now and those used at the last call: whoever goes back finds
        them."""
        listed = self._folder / USED
        wanted = {*used, *(listed.read_text(encoding="utf-8").split() if listed.is_file() else ())}
        for path in self._folder.glob("*/*"):
            if path.parent.name + path.name not in wanted:
                path.unlink()
        partial = listed.with_suffix(".part")
        partial.write_text("".join(f"{key}\n" for key in sorted(used)), encoding="utf-8")
        partial.replace(listed)
