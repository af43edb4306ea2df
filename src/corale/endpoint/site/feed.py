"""`/feed.atom`: every release that is kept, with what it brought in numbers, to subscribe to (RFC 4287)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from flask import Blueprint, Response, request

from corale.data.published import folder as releases
from corale.data.published import series
from corale.data.published.notes import Brought, brought
from corale.data.release import manifest
from corale.endpoint.site import texts
from corale.endpoint.site.crawlers import escaped
from corale.endpoint.site.render import ask, language, root
from corale.errors import CoraleError

feed = Blueprint("feed", __name__)
MOST = 20
"""Entries of the feed, the latest releases first."""
NEVER = "1970-01-01"
"""The day of a release that tells none: the format wants one."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A release in the feed: its id, version and day, and what it brought; `first` says over nothing."""

    id: str
    version: str
    day: str
    first: bool
    numbers: tuple[Brought, ...]


@feed.get("/feed.atom")
def atom() -> Response:
    """Send the feed in the reader's language."""
    answer = Response(text(entries(), language()), content_type="application/atom+xml; charset=utf-8")
    answer.headers["Content-Language"] = language()
    answer.vary.update(("Accept-Language", "Cookie"))
    return answer


def entries() -> list[Entry]:
    """Return the releases of the series that are kept, the latest first; else the one that serves."""
    serving = ask().serving
    folder, publisher = Path(serving.folder), Path(serving.folder).parent.parent
    steps = _steps(publisher) if folder.parent.name == releases.FOLDER else []
    kept = [step for step in steps if (folder.parent / step.id / manifest.NAME).is_file()]
    if serving.id not in {step.id for step in kept}:
        return [Entry(serving.id, "", serving.manifest.date, True, brought(None, folder))]
    found = []
    for step in reversed(kept[-MOST:]):
        before = folder.parent / step.previous if step.previous else None
        before = before if before and before.is_dir() else None
        numbers = brought(before, folder.parent / step.id)
        found.append(Entry(step.id, step.version, step.date, before is None, numbers))
    return found


def _steps(publisher: Path) -> list[series.Step]:
    try:
        return series.read(publisher)
    except (CoraleError, OSError):
        return []


def sentence(entry: Entry, tongue: str) -> str:
    """Return what a release brought, as people say it.

    >>> some = Brought("process", 12, 1, 0, (("Emilia-Romagna", 9),))
    >>> sentence(Entry("a", "1.0.0", "", False, (some,)), "it")
    '+12 processi, 9 in Emilia-Romagna; −1 processo'
    """
    parts = [part for one in entry.numbers for part in _told(one, entry.first, tongue)]
    told = "; ".join(parts) or texts.word("note-same", tongue)
    return f"{texts.word('note-first', tongue)}: {told}" if entry.first else told


def _told(one: Brought, first: bool, tongue: str) -> Iterator[str]:
    where = "".join(f", {texts.number(number, tongue)} in {name}" for name, number in one.regions)
    if one.added:
        yield ("" if first else "+") + _counted(one.added, one.kind, tongue) + where
    if one.withdrawn:
        yield "−" + _counted(one.withdrawn, one.kind, tongue)
    if one.changed:
        many = texts.word("note-changed", tongue).format(n=texts.number(one.changed, tongue))
        yield f"{texts.word(f'note-{one.kind}', tongue)}: {many}"


def _counted(number: int, kind: str, tongue: str) -> str:
    name = texts.word(f"note-{kind}-one" if number == 1 else f"note-{kind}", tongue)
    return f"{texts.number(number, tongue)} {name}"


def text(some: Iterable[Entry], tongue: str) -> str:
    """Return the feed as Atom."""
    held, host = list(some), request.host_url.rstrip("/") + root()
    base = escaped(ask().serving.manifest.base)
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{tongue}">',
        f"<id>{base}feed.atom</id>",
        f"<title>Corale · {escaped(texts.word('feed', tongue))}</title>",
        f"<subtitle>{escaped(texts.word('note-about', tongue))}</subtitle>",
        f"<updated>{max((one.day for one in held), default='') or NEVER}T00:00:00Z</updated>",
        "<author><name>Corale</name></author>",
        f'<link rel="self" type="application/atom+xml" href="{escaped(host)}/feed.atom"/>',
        f'<link rel="alternate" type="text/html" href="{escaped(host)}/"/>',
    ]
    for one in held:
        title = texts.word("note-release", tongue).format(version=one.version or one.id)
        lines += [
            f"<entry><id>{base}dumps/{one.id}/</id>",
            f"<title>{escaped(title)}</title>",
            f"<updated>{one.day or NEVER}T00:00:00Z</updated>",
            f'<link rel="alternate" href="{escaped(host)}/dumps/{one.id}/"/>',
            f"<summary>{escaped(sentence(one, tongue))}</summary></entry>",
        ]
    return "\n".join([*lines, "</feed>", ""])
