"""What the next release changes, and how it is made: builds as children of the desk, one at a time; uploads.

A child that fails, or is killed, leaves the active release as it is.
"""

import hashlib
import json
import re
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from corale.data.published import folder as releases
from corale.data.published import last_build, series
from corale.data.published.diff import diff
from corale.data.published.diff_text import text
from corale.desk.outlook import LONGEST, Passage, marked
from corale.errors import UsageError
from corale.mappings.extract import Extraction, extract
from corale.mappings.reading.documents import READ
from corale.mappings.reading.personal import masked_name
from corale.record import Record

LARGEST = 20_000_000  # bytes of an uploaded file
SECONDS = 3600  # a build
_NAME = re.compile(r"[^A-Za-z0-9._-]+")


@dataclass(slots=True)
class Job:
    """A build that runs, or the last one: what it is, whether it runs, its exit code and what it said."""

    what: str = ""
    running: bool = False
    code: int | None = None
    output: str = ""
    summary: dict[str, object] = field(default_factory=dict)


class Publishing:
    """Builds of a publisher's folder, one at a time, in a process of their own."""

    def __init__(self, publisher: Path) -> None:
        self._publisher = publisher
        self._lock = threading.Lock()
        self.job = Job()

    def start(self, what: str, language: str, done: Callable[[Job], None]) -> bool:
        """Start a dry run (`preview`) or a build (`publish`); return whether none was running.

        Raises:
            UsageError: there is nothing to build from.
        """
        command = self.command(what, language)
        with self._lock:
            if self.job.running:
                return False
            self.job = Job(what, running=True)
        threading.Thread(target=self._run, args=(command, self.job, done), daemon=True).start()
        return True

    def command(self, what: str, language: str) -> list[str]:
        """Return the command line of a build."""
        paths, base = last_build.recall(self._publisher)
        made = [sys.executable, "-m", "corale", "build", *map(str, paths), "--out", str(self._publisher)]
        made += ["--base", base] if base else []
        return [*made, "--lang", language, "--json", *(["--dry-run"] if what == "preview" else [])]

    def _run(self, command: list[str], job: Job, done: Callable[[Job], None]) -> None:
        try:
            ended = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=False)  # noqa: S603
            job.code, job.output = ended.returncode, ended.stderr[-4000:].strip()
            lines = ended.stdout.strip().splitlines()
            job.summary = json.loads(lines[-1]) if lines else {}
        except subprocess.TimeoutExpired:
            job.code, job.output = 3, "troppo lungo · took too long"
        except ValueError as fault:
            job.code, job.output = 4, str(fault)
        finally:
            job.running = False
            done(job)


def compare(publisher: Path) -> list[tuple[str, str, str, bool]]:
    """Return the releases of a series: id, version, date, whether it is active; the newest first."""
    active = releases.active(publisher).id
    steps = {step.id: step for step in series.read(publisher)}
    found = [
        (one.id, steps[one.id].version if one.id in steps else "", one.manifest.date, one.id == active)
        for one in releases.releases(publisher)
    ]
    return sorted(found, key=lambda row: [int(part) for part in (row[1] or "0").split(".")], reverse=True)


def differences(publisher: Path, before: str, after: str, language: str) -> list[str]:
    """Return what changed from one release of the folder to another, in words."""
    return [*text(diff(releases.find(publisher, before), releases.find(publisher, after)), language)]


def stored(publisher: Path, name: str, data: bytes) -> Path:
    """Keep an uploaded file in the folder of documents and return its path; its name is made plain.

    Raises:
        UsageError: it is empty, too large, or of a kind that is not read.
    """
    plain = plain_name(name)
    suffix = Path(plain).suffix
    if suffix not in READ:
        raise UsageError(
            f"{plain or '—'}: si legge {', '.join(sorted(READ))}",
            f"{plain or '—'}: what is read is {', '.join(sorted(READ))}",
        )
    if not data or len(data) > LARGEST:
        raise UsageError(f"{plain}: da 1 a {LARGEST} byte", f"{plain}: from 1 to {LARGEST} bytes")
    folder = publisher / last_build.DOCUMENTS
    folder.mkdir(exist_ok=True)
    path = folder / plain
    if path.exists() and path.read_bytes() != data:
        path = folder / f"{Path(plain).stem}-{hashlib.sha256(data).hexdigest()[:8]}{suffix}"
    releases.write_whole(path, data)
    return path


def plain_name(name: str) -> str:
    """Return the name under which an uploaded file is kept: no folders, plain signs, no name of a person.

    >>> plain_name("../../etc/Piano d'azione.PDF"), plain_name("..")
    ('Piano-d-azione.pdf', 'documento')
    """
    said = Path(masked_name(Path(name.replace("\\", "/")).name))
    return (_NAME.sub("-", said.stem).strip("-_.")[-80:].lstrip("-_.") or "documento") + said.suffix.lower()


@dataclass(frozen=True, slots=True)
class Upload:
    """An uploaded file as a build would read it: its records, its lines with what was read, findings."""

    records: tuple[Record, ...]
    lines: tuple[Passage, ...]
    findings: tuple[tuple[str, str], ...]


def read(path: Path) -> Upload:
    """Return what a build would read from a file."""
    records: list[Record] = []
    lines: list[Passage] = []
    findings: list[tuple[str, str]] = []
    for one in extract([path]):
        records.append(one.record)
        lines += _marked(one)
        findings += [(found.text("it"), found.text("en")) for found in one.findings]
    return Upload(tuple(records), tuple(lines[:LONGEST]), tuple(findings))


def _marked(one: Extraction) -> Iterator[Passage]:
    """Yield the lines of a document; of a row of a table, which has none, the words that were read."""
    words: dict[int, list[str]] = {}
    for proof in one.record.evidence:
        words.setdefault(proof.line, []).append(proof.text)
    whole = {line.number: line.raw for line in one.lines if line.raw.strip()}
    for number in sorted(whole or words):
        text = whole.get(number) or " … ".join(words[number])
        parts = marked(text, words[number]) if number in words else ((text, False),)
        yield Passage(one.record.slug, number, parts)
