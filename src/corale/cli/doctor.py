"""`corale doctor`: what this machine has and lacks, and how to mend it."""

import json
import os
import shutil
import socket
import sqlite3
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib import metadata, util
from pathlib import Path
from tempfile import TemporaryFile

import click

from corale import artefacts
from corale.data.published import ages
from corale.data.published import folder as releases
from corale.data.published.folder import Release
from corale.data.published.located import last, user_folder
from corale.errors import CoraleError, NotFoundError
from corale.language import LANG

NEEDED = (
    "pyoxigraph",
    "pypdfium2",
    "pyshacl",
    "rdflib",
    "flask",
    "granian",
    "owlready2",
    "SPARQLWrapper",
    "click",
    "rich",
    "rapidfuzz",
)
GIGABYTE = 1 << 30


@dataclass(frozen=True, slots=True)
class Look:
    """One thing looked at: how it is (`ok`, `warning`, `missing`), what was found, how to mend it."""

    about: str
    state: str
    observed: str
    mend_it: str = ""
    mend_en: str = ""


@click.command()
@click.argument("directory", required=False, type=click.Path(file_okay=False, path_type=Path))
@click.option("--port", default=8080, show_default=True, help="The port the service would use.")
@click.option(
    "--privacy",
    metavar="DIR",
    type=click.Path(exists=True, path_type=Path),
    help="List the personal data in documents.",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@LANG
def command(directory: Path | None, port: int, privacy: Path | None, as_json: bool, lang: str) -> None:
    """Look at environment, limits, disk and releases (of DIRECTORY; default: where the last one was made)."""
    if privacy:
        from corale.mappings.privacy import passages

        for line in passages(privacy, lang):
            click.echo(line)
        return
    looks = list(looked(directory or default_folder(), port, named=directory is not None))
    if as_json:
        click.echo(json.dumps([asdict(look) for look in looks], ensure_ascii=False, indent=1))
    else:
        signs = {"ok": "✓", "warning": "!", "missing": "✗"}
        for look in looks:
            mend = look.mend_it if lang == "it" else look.mend_en
            click.echo(f"{signs[look.state]} {look.about}: {look.observed}" + (f" → {mend}" if mend else ""))
    raise click.exceptions.Exit(3 if any(look.state == "missing" for look in looks) else 0)


def default_folder() -> Path:
    """Return where the last release was made, or would be by `corale demo`."""
    try:
        return last()
    except NotFoundError:
        return user_folder()


def looked(directory: Path, port: int, named: bool = False) -> Iterator[Look]:
    """Yield what was looked at, in order; a folder that was named has to be there, and hold a release."""
    version = ".".join(map(str, sys.version_info[:3]))
    old = sys.version_info < (3, 11)
    yield Look(
        "Python",
        "missing" if old else "ok",
        version,
        "serve Python >= 3.11" if old else "",
        "Python >= 3.11 is needed" if old else "",
    )
    yield Look("Corale", "ok", f"{metadata.version('corale')} · {artefacts.root()}")
    yield from _packages()
    yield from _folder(directory, named)
    yield from _ages()
    yield _memory()
    yield _files()
    yield _port(port)
    yield from _releases(directory, named)


def _packages() -> Iterator[Look]:
    for name in NEEDED:
        if util.find_spec(name) is None:
            yield Look(name, "missing", "-", "pip install corale", "pip install corale")
        else:
            yield Look(name, "ok", metadata.version(name))
    yield Look("SQLite", "ok", sqlite3.sqlite_version)
    for program, it, en in (
        (
            "java",
            "serve alla coerenza logica di build e ontologia: apt install default-jre-headless",
            "logical consistency of builds and ontology needs it: apt install default-jre-headless",
        ),
        (
            "npm",
            "serve solo a stile ed editor delle pagine: apt install npm",
            "only style and editor of the pages need it: apt install npm",
        ),
    ):
        path = shutil.which(program)
        yield Look(program, "ok" if path else "warning", path or "-", "" if path else it, "" if path else en)


def _folder(directory: Path, named: bool) -> Iterator[Look]:
    if not directory.is_dir():
        yield Look(
            "cartella · folder",
            "missing" if named else "warning",
            str(directory),
            "non c'è ancora: la crea `corale build`",
            "is not there yet: `corale build` makes it",
        )
    there = next(path for path in (directory, *directory.absolute().parents) if path.exists())
    free = shutil.disk_usage(there).free
    state = "ok" if free > GIGABYTE else "warning"
    yield Look(
        "disco · disk",
        state,
        f"{free / GIGABYTE:.1f} GB · {there}",
        "" if state == "ok" else "una pubblicazione di 100.000 schede ne chiede circa 10 GB",
        "" if state == "ok" else "a release of 100,000 records takes about 10 GB",
    )
    try:
        with TemporaryFile(dir=there) as probe:
            probe.write(b"x")
        yield Look("scrittura · writing", "ok", str(there))
    except OSError as fault:
        yield Look(
            "scrittura · writing",
            "missing",
            f"{there}: {fault.strerror}",
            "dare un'altra cartella con --out",
            "give another folder with --out",
        )


def _ages() -> Iterator[Look]:
    for one in ages.read():
        old = one.old(datetime.now(tz=UTC).date())
        yield Look(
            one.about,
            "warning" if old else "ok",
            f"{one.day} · {one.version}",
            one.mend_it if old else "",
            one.mend_en if old else "",
        )


def _memory() -> Look:
    total = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    few = total < 2 * GIGABYTE
    return Look(
        "memoria · memory",
        "warning" if few else "ok",
        f"{total / GIGABYTE:.1f} GB · {os.cpu_count()} CPU",
        "con meno di 2 GB: corale build --jobs 1" if few else "",
        "with less than 2 GB: corale build --jobs 1" if few else "",
    )


def _files() -> Look:
    try:
        import resource  # not on every system

        limit = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    except ImportError:
        return Look("file aperti · open files", "ok", "-")
    few = limit < 512
    return Look(
        "file aperti · open files",
        "warning" if few else "ok",
        str(limit),
        "ulimit -n 1024" if few else "",
        "ulimit -n 1024" if few else "",
    )


def _port(port: int) -> Look:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return Look(
                "porta · port",
                "warning",
                str(port),
                "è in uso: corale serve DIR --port N",
                "is in use: corale serve DIR --port N",
            )
    return Look("porta · port", "ok", str(port))


def _releases(directory: Path, named: bool) -> Iterator[Look]:
    try:
        active = releases.active(directory)
    except CoraleError as fault:
        none = isinstance(fault, NotFoundError) and not named
        yield Look(
            "pubblicazione · release",
            "warning" if none else "missing",
            str(fault),
            "corale build PATH… --out DIR",
            "corale build PATH… --out DIR",
        )
        return
    whole = releases.intact(active)
    yield Look(
        "pubblicazione · release",
        "ok" if whole else "missing",
        f"{active.id} · {active.folder}",
        "" if whole else "mancano file: rifare la build, o corale release rollback DIR",
        "" if whole else "files are missing: build again, or corale release rollback DIR",
    )
    yield _loading(active)
    for left in sorted(directory.glob(".building-*")):
        yield Look(
            "resti · leftovers",
            "warning",
            str(left),
            "la prossima build li toglie",
            "the next build clears them",
        )


def _loading(active: Release) -> Look:
    """Look whether the machine has the memory to serve a release, or the disk, and how long loading takes."""
    from corale.endpoint.engine import disk, memory
    from corale.endpoint.http.limits import read

    stated = active.manifest
    fits = disk.fits(stated, read())
    where = disk.MEMORY if fits else disk.DISK
    room, free = disk.need_on_disk(stated), shutil.disk_usage(active.folder).free
    observed = (
        f"{disk.need(stated) / GIGABYTE:.1f} GB RAM ({memory.available() / GIGABYTE:.1f})"
        f" · {room / GIGABYTE:.1f} GB disk ({free / GIGABYTE:.1f}) · {disk.seconds(stated, where):.0f} s"
    )
    if fits:
        return Look("caricamento · loading", "ok", observed)
    if room <= free:
        return Look(
            "caricamento · loading",
            "warning",
            observed,
            "la memoria non basta: corale serve userà il disco, da due a sette volte più lento",
            "memory does not suffice: corale serve will use the disk, two to seven times slower",
        )
    return Look(
        "caricamento · loading",
        "missing",
        observed,
        "né memoria né disco bastano: fare posto, o corale serve --engine URL (docs/scale.md)",
        "neither memory nor disk suffices: make room, or corale serve --engine URL (docs/scale.md)",
    )
