"""The manifest of a release: what it holds, how much, and the SHA-256 of every file.

`manifest.json` is written last, so a folder with a manifest is a whole release. Nothing in it comes from a
clock."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

from corale.artefacts import below
from corale.errors import BrokenReleaseError, ReleaseError
from corale.record import Json

NAME = "manifest.json"
# the numbers that every release states; beside them whether each example query has an answer
COUNTS = tuple(
    """
    documents records quarantined unpublished repeated withdrawn graphs quads quads.evidence quads.about
    triples lines.read lines.mapped lines.ignored lines.reported findings.violation findings.warning
    findings.info
""".split()
)


@dataclass(frozen=True, slots=True)
class File:
    """A file of a release: its size in bytes and its SHA-256 in hexadecimal."""

    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """A release told in numbers.

    `id` is the release's name; `date` the day its contents date from (`yyyy-mm-dd`, or empty); `base` the IRI
    its things and graphs hang under; `versions` those of software, ontology, shapes and mapping; `digests`
    the SHA-256 of inputs, artefacts and code that the id is made of; `counts` the numbers of the release,
    flat, by dotted name; `files` every file but the manifest itself."""

    id: str
    date: str
    base: str
    versions: dict[str, str] = field(default_factory=dict)
    digests: dict[str, str] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    files: dict[str, File] = field(default_factory=dict)

    @property
    def known(self) -> int:
        """How many statements are known: the triples of the default graph."""
        whole, apart = self.counts.get("quads", 0), ("quads.evidence", "quads.about")
        return whole - sum(self.counts.get(name, 0) for name in apart)

    def to_json(self) -> "dict[str, Json]":
        """Return the manifest as a JSON object."""
        files: dict[str, Json] = {
            name: {"bytes": file.bytes, "sha256": file.sha256} for name, file in sorted(self.files.items())
        }
        return {
            "id": self.id,
            "date": self.date,
            "base": self.base,
            "versions": dict(sorted(self.versions.items())),
            "digests": dict(sorted(self.digests.items())),
            "counts": dict(sorted(self.counts.items())),
            "files": files,
        }

    @classmethod
    def from_json(cls, json: "dict[str, Json]") -> "Manifest":
        """Return the manifest that `to_json` wrote."""
        files = cast("dict[str, dict[str, object]]", json["files"])
        return cls(
            id=str(json["id"]),
            date=str(json["date"]),
            base=str(json["base"]),
            versions=cast("dict[str, str]", json["versions"]),
            digests=cast("dict[str, str]", json["digests"]),
            counts=cast("dict[str, int]", json["counts"]),
            files={name: File(cast(int, f["bytes"]), str(f["sha256"])) for name, f in files.items()},
        )

    def name(self) -> str:
        """Return the id that a release with these digests, versions and date has."""
        named = sorted(
            {**self.digests, **{f"version {name}": text for name, text in self.versions.items()}}.items()
        )
        return digest([*(text for pair in named for text in pair), self.date])[:12]

    def write(self, folder: Path) -> None:
        """Write `manifest.json` into a release folder."""
        (folder / NAME).write_text(
            json.dumps(self.to_json(), ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
        )


def read(folder: Path) -> Manifest:
    """Return the manifest of a release folder.

    Raises:
        ReleaseError: there is none.
        BrokenReleaseError: it cannot be read as one.
    """
    try:
        return loads((folder / NAME).read_text(encoding="utf-8"))
    except FileNotFoundError as fault:
        raise ReleaseError(f"{folder} is no release: it has no {NAME}") from fault
    except (OSError, UnicodeDecodeError, BrokenReleaseError) as fault:
        raise BrokenReleaseError(
            f"{folder / NAME} non si legge · cannot be read ({fault}): rifare la build · build again, or roll"
            " back"
        ) from fault


def loads(text: str) -> Manifest:
    """Return the manifest that a text holds.

    Raises:
        BrokenReleaseError: it holds none.
    """
    try:
        return Manifest.from_json(json.loads(text))
    except (ValueError, KeyError, TypeError, AttributeError) as fault:
        raise BrokenReleaseError(f"{NAME} è guasto · is broken ({fault!r})") from fault


def measure(path: Path) -> File:
    """Return size and SHA-256 of a file."""
    with path.open("rb") as stream:
        return File(path.stat().st_size, hashlib.file_digest(stream, "sha256").hexdigest())


def digest(parts: Iterable[str | bytes]) -> str:
    """Return the SHA-256 of a list of parts, each told apart from the next.

    >>> digest(["ab", "c"]) == digest(["a", "bc"])
    False
    """
    total = hashlib.sha256()
    for part in parts:
        total.update(hashlib.sha256(part.encode() if isinstance(part, str) else part).digest())
    return total.hexdigest()


def tree(*folders: Path, suffixes: tuple[str, ...] = ()) -> str:
    """Return the SHA-256 of folders: the names and bytes of their files with these suffixes (all, if none
    given)."""
    parts: list[str | bytes] = []
    for folder in folders:
        found = [path for path in below(folder) if "__pycache__" not in path.parts]
        for path in sorted(found, key=lambda path: path.relative_to(folder).as_posix()):
            if not suffixes or path.suffix in suffixes:
                parts += [path.relative_to(folder).as_posix(), path.read_bytes()]
    return digest(parts)
