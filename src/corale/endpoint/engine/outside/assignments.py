"""Which engine's database holds which release of a publisher's folder, as publishing found it:
`DIR/engines.json`.

The one pointer stays `DIR/active`: a service before engines turns to the active release when, and only
when, it stands here."""

import json
from dataclasses import dataclass
from pathlib import Path

from corale.data.published import folder as releases
from corale.endpoint.engine.outside.adapters import ADAPTERS, Engine
from corale.endpoint.engine.outside.asking import Outside
from corale.endpoint.engine.outside.connection import Connection, EngineError
from corale.endpoint.engine.outside.loading import Database
from corale.errors import ReleaseError

NAME = "engines.json"


@dataclass(frozen=True, slots=True)
class Assignment:
    """A release in an engine's database; `refused` are the words that the engine is not asked for,
    `failing` the cases that pages and questions need and that failed."""

    engine: Engine
    refused: tuple[str, ...] = ()
    failing: tuple[str, ...] = ()

    def to_json(self) -> dict[str, object]:
        """Return it as a JSON object."""
        return {
            "adapter": self.engine.adapter.name,
            "url": self.engine.url,
            "foreign": list(self.engine.foreign),
            "refused": list(self.refused),
            "failing": list(self.failing),
        }


def directory(release: Path) -> Path:
    """Return the publisher's folder of a release's folder; the folder it lies in where it stands alone."""
    release = release.resolve()
    return releases.publisher_of(release) or release.parent


def read(folder: Path) -> dict[str, Assignment]:
    """Return what a publisher's folder says of engines, by release."""
    try:
        told = json.loads((folder / NAME).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    return {
        name: Assignment(
            Engine(ADAPTERS[one["adapter"]], one["url"], tuple(one["foreign"])),
            tuple(one["refused"]),
            tuple(one["failing"]),
        )
        for name, one in told.items()
    }


def note(folder: Path, name: str, held: Assignment) -> None:
    """Say that an engine holds a release, in one step; where its database held another, it does no more."""
    kept = {other: one for other, one in read(folder).items() if one.engine.url != held.engine.url}
    told = {other: one.to_json() for other, one in sorted((kept | {name: held}).items())}
    with releases.whole(folder / NAME) as out:
        out.write(json.dumps(told, ensure_ascii=False, indent=1) + "\n")
    releases.sync(folder)


def outside(release: Path, url: str) -> Outside:
    """Return the engine that holds a release, ready to be asked; `url` is the one that the service was given.

    Raises:
        ReleaseError: no engine holds the release whole, or it fails what pages and questions need.
    """
    name = release.resolve().name
    held = read(directory(release)).get(name)
    if held is None:
        raise ReleaseError(
            f"no engine holds release {name}: `corale release publish {directory(release)} --engine {url}`"
        )
    if held.failing:
        raise ReleaseError(
            f"{held.engine.url} fails what pages and questions need ({', '.join(held.failing[:3])}):"
            f" `corale engine check {held.engine.url}` says how"
        )
    try:
        told = Database(held.engine).holds()
    except (EngineError, OSError) as fault:
        raise ReleaseError(f"{held.engine.url} does not answer ({fault}): is the engine running?") from fault
    if told != name:
        raise ReleaseError(
            f"{held.engine.url} does not hold release {name} whole: `corale release publish` goes on with it"
        )
    return Outside(held.engine, Connection(held.engine.url), frozenset(held.refused))
