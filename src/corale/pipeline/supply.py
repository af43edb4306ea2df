"""Documents brought from a list of addresses: which are new, changed, the same, gone; only when called.

Every visit is a row of `visits.csv`, written as it happens: a run that was cut goes on where it was, and the
last row of an address tells when it was seen last."""

import csv
import hashlib
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, astuple, dataclass, fields
from datetime import UTC, datetime, timedelta
from pathlib import Path, PurePosixPath
from urllib.parse import urlsplit

from corale.data.gazetteer.names import slug
from corale.data.published import folder as releases
from corale.errors import UsageError
from corale.pipeline.visiting import Answer, RefusedError, Visitor

VISITS, MANIFEST = "visits.csv", "manifest.csv"
GONE = (404, 410)
MOST = 100_000
_LOCATION = re.compile(r"<(?:[a-z]+:)?loc>\s*(?:<!\[CDATA\[)?\s*([^<\s\]]{1,2000})", re.IGNORECASE)
_KINDS = {
    "text/html": ".html",
    "application/xhtml+xml": ".html",
    "application/pdf": ".pdf",
    "text/plain": ".txt",
    "text/csv": ".csv",
    "application/json": ".json",
    "application/pkcs7-mime": ".p7m",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "application/vnd.oasis.opendocument.text": ".odt",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """An address to visit, the file it is kept in (empty: named by the address), and its source.

    `named` says that the publisher wrote it: its host may be private. A sitemap is written by others."""

    url: str
    file: str = ""
    source: str = ""
    named: bool = True


@dataclass(frozen=True, slots=True)
class Visit:
    """A visit of an address: `outcome` is `new`, `changed`, `same`, `gone`, or `failed` with a reason.

    `seen` is the last time the address gave its document, `digest` the SHA-256 of that."""

    url: str
    file: str
    source: str
    visited: str
    outcome: str
    reason: str
    seen: str
    digest: str
    etag: str
    modified: str


def wanted(file: Path) -> list[Wanted]:
    """Return the addresses of a list: `manifest.csv` (file, url, source), a sitemap, or one address a line.

    Raises:
        UsageError: it holds no address, too many, or a file outside the folder.
    """
    text = file.read_text(encoding="utf-8-sig", errors="replace")
    if "<loc>" in text or ":loc>" in text:
        found = [Wanted(url.replace("&amp;", "&"), named=False) for url in _LOCATION.findall(text)]
    elif file.suffix.lower() == ".csv":
        rows = csv.DictReader(text.splitlines())
        found = [
            Wanted(row["url"].strip(), (row.get("file") or "").strip(), (row.get("source") or "").strip())
            for row in rows
            if (row.get("url") or "").strip()
        ]
    else:
        found = [Wanted(line.strip()) for line in text.splitlines() if "://" in line]
    found = list({one.url: one for one in found}.values())
    if not found or len(found) > MOST:
        raise UsageError(
            f"{file}: {len(found)} addresses; give a manifest.csv, a sitemap or a list of at most {MOST}"
        )
    for one in found:
        path = PurePosixPath(one.file)
        if path.is_absolute() or ".." in path.parts or "\\" in one.file or path.name in (VISITS, MANIFEST):
            raise UsageError(f"{file}: the file {one.file!r} would lie outside the folder")
    return found


def known(folder: Path) -> dict[str, Visit]:
    """Return the last visit of each address that a folder knows."""
    path = folder / VISITS
    if not path.is_file():
        return {}
    names = [one.name for one in fields(Visit)]
    with path.open(encoding="utf-8", newline="") as stream:
        rows = [row for row in csv.DictReader(stream) if all(row.get(name) is not None for name in names)]
    return {row["url"]: Visit(*(row[name] for name in names)) for row in rows}


def fetch(
    asked: Sequence[Wanted],
    folder: Path,
    visitor: Visitor,
    again: timedelta = timedelta(hours=20),
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> Iterator[Visit]:
    """Visit addresses, keep what they give in a folder, and yield each visit as it is made.

    An address that was visited less than `again` ago is not visited: so a run that was cut goes on. Addresses
    that are in the folder and no longer in the list are not visited, and stay as they are.
    """
    folder.mkdir(parents=True, exist_ok=True)
    past, path = known(folder), folder / VISITS
    begun = path.is_file()
    with path.open("a", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        if not begun:
            writer.writerow([one.name for one in fields(Visit)])
        for one in asked:
            before, moment = past.get(one.url), now()
            if (
                before
                and before.outcome != "failed"
                and moment - datetime.fromisoformat(before.visited) < again
            ):
                continue
            visit = _visit(one, before, folder, visitor, moment.isoformat(timespec="seconds"))
            past[one.url] = visit
            writer.writerow(astuple(visit))
            stream.flush()
            yield visit
    _write_manifest(folder, past)


def _visit(one: Wanted, before: Visit | None, folder: Path, visitor: Visitor, moment: str) -> Visit:
    held = before is not None and bool(before.digest) and (folder / before.file).is_file()
    file, seen, digest, etag, modified = (
        (before.file, before.seen, before.digest, before.etag, before.modified)
        if before
        else ("", "", "", "", "")
    )

    def outcome_of(outcome: str, reason: str = "") -> Visit:
        return Visit(one.url, file, one.source, moment, outcome, reason, seen, digest, etag, modified)

    try:
        answer = visitor.get(one.url, etag if held else "", modified if held else "")
    except RefusedError as fault:
        return outcome_of("failed", str(fault))
    if answer.status == 304 and held:
        seen = moment
        return outcome_of("same")
    if answer.status in GONE:
        return outcome_of("gone", str(answer.status))
    if answer.status != 200 or not answer.body:
        return outcome_of("failed", str(answer.status))
    new = hashlib.sha256(answer.body).hexdigest()
    outcome = "same" if held and new == digest else "changed" if digest else "new"
    file = one.file or file or _name(one.url, answer)
    seen, digest = moment, new
    etag, modified = answer.headers.get("etag", ""), answer.headers.get("last-modified", "")
    if outcome != "same":
        path = folder / file
        path.parent.mkdir(parents=True, exist_ok=True)
        releases.write_whole(path, answer.body)
    return outcome_of(outcome)


def _name(url: str, answer: Answer) -> str:
    """The name of a file by its address and the kind of what it gives."""
    parts = urlsplit(url)
    kind = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
    stem = slug(PurePosixPath(parts.path).stem)[:60] or "pagina"
    return f"{stem}-{hashlib.sha256(url.encode()).hexdigest()[:8]}{_KINDS.get(kind, '.html')}"


def _write_manifest(folder: Path, past: "dict[str, Visit]") -> None:
    """Write the manifest by which a build names the files."""
    with releases.whole(folder / MANIFEST) as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(("file", "url", "source", "seen", "gone"))
        for visit in sorted(past.values(), key=lambda one: (one.file, one.url)):
            if visit.file:
                gone = visit.visited if visit.outcome == "gone" else ""
                writer.writerow((visit.file, visit.url, visit.source, visit.seen, gone))


def as_names(visit: Visit) -> "dict[str, str]":
    """Return a visit as names and texts."""
    return asdict(visit)
