"""The folder of a release, file by file: what is joined from members, and what is written whole."""

import gzip
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path

from corale.data.lists import database, rows, sources
from corale.data.matching import items
from corale.data.rdf import formats
from corale.data.rdf.grades import KNOWN
from corale.data.release import cached, catalogue, codebook, manifest, readme, report, starter, tables
from corale.data.release.blobs import Blobs, key_of
from corale.data.release.catalogue import Summary
from corale.data.release.join import Frame, dump_frames, join
from corale.data.release.manifest import File, Manifest, measure
from corale.data.release.members import THINGS, Member, prefixes, read
from corale.data.release.pieces import Head, Piece
from corale.data.release.withdrawn import HEADER, RECORDS
from corale.ontology import vocabulary

NAMES = "names"  # the part of a member that the index of names is made from
SUMS = "SHA256SUMS"
LISTS = "lists"  # the part of a member that the lists are made from


def write(
    folder: Path, stated: Manifest, members: Iterable[Member], texts: Mapping[str, str], told: Summary
) -> None:
    """Write the files of a release, but for its index of names, and its manifest last.

    `members` are all in their order, `texts` the files that belong to no record, `told` says what the
    descriptions tell; the manifest and `told` come without files."""
    whole = {name: Frame(head) for name, head in tables.files().items()}
    whole = {name: frame for name, frame in whole.items() if name not in texts}
    whole |= {THINGS: Frame(), RECORDS: Frame(HEADER), sources.FILE: Frame()} | report.frames(
        stated.counts, stated.base, stated.id
    )
    for name in ("csv", "excel"):
        (folder / name).mkdir(parents=True)
    join(folder, dump_frames(stated.base) | whole, members)
    _write(folder, {**texts, **dict(codebook.texts())})
    listed = sorted(
        path for path in folder.rglob("*") if path.is_file() and path.parent != (folder / items.FILE).parent
    )
    files = {path.relative_to(folder).as_posix(): measure(path) for path in listed}
    files |= _write(folder, {codebook.FILE: codebook.package(stated, files)})
    files |= _describe(folder, replace(stated, files=files), replace(told, files=files))
    replace(stated, files=files).write(folder)


def _write(folder: Path, texts: Mapping[str, str]) -> dict[str, File]:
    """Write texts into a release folder, by name; return their measures."""
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
    return {name: measure(folder / name) for name in texts}


def _describe(folder: Path, stated: Manifest, told: Summary) -> dict[str, File]:
    """Write what describes a release: ontology, VoID, catalogue, and the two leaflets with its numbers."""
    quads = vocabulary.quads(told.base)
    ontology = formats.serialise(quads, formats.named("turtle"), prefixes(told.base)).decode()
    texts = {"ontology.ttl": ontology, "void.ttl": catalogue.void(told), "dcat.ttl": catalogue.dcat(told)}
    files = _write(folder, texts)
    whole = replace(stated, files={**stated.files, **files})
    return files | _write(
        folder, {f"README.{lang}.md": readme.readme(whole, lang, told.sources) for lang in ("it", "en")}
    )


def names_key(toolchain: str, members: Iterable[str], blobs: Blobs) -> str:
    """Return what the index of names of these members is kept under: the hash of what it is made from."""
    return key_of([toolchain.encode(), *(one.parts.get(NAMES, b"") for one in read(members, blobs))])


def write_names(
    keys: tuple[str, Sequence[str], Sequence[str]], folder: Path, blobs: Blobs, base: str, toolchain: str
) -> None:
    """Write the index of names into the folder of a release: the one kept, or one made now, and kept.

    `keys` are what it is kept under, and those of the members of no record and of records, of which the first
    are held in memory and the others read one at a time."""
    key, commons, records = keys
    file = folder / items.FILE
    if held := blobs.get(key):
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(gzip.decompress(held))
        return
    shared = [line for one in read(commons, blobs) for line in one.text(NAMES).splitlines()]
    texts = (one.text(NAMES) for one in read(records, blobs))
    over = cached.tables(toolchain, base)
    items.write_items(items.items_of_records(shared, texts, base), base, folder, over)
    blobs.put(key, gzip.compress(file.read_bytes(), 1, mtime=0))


def lists_key(toolchain: str, commons: Iterable[str], records: Iterable[str], blobs: Blobs) -> str:
    """Return what the lists of these members are kept under: the hash of what they are made from."""
    parts = (one.parts.get(LISTS, b"") for one in read(records, blobs))
    return key_of([toolchain.encode(), b"lists", *(key.encode() for key in commons), *parts])


def write_lists(
    keys: tuple[str, Sequence[str], Sequence[str]], folder: Path, blobs: Blobs, base: str
) -> None:
    """Write the lists into the folder of a release: those kept, or made now, and kept; `keys` as for the
    names."""
    key, commons, records = keys
    file = folder / database.FILE
    if _from_blob(key, file, blobs):
        return
    shared = database.Shared(
        (line for one in read(commons, blobs) for line in one.text(KNOWN).splitlines()), base
    )
    database.write(shared, (rows.read(one.text(LISTS)) for one in read(records, blobs)), folder)
    blobs.put(key, file.read_bytes())


def _from_blob(key: str, file: Path, blobs: Blobs) -> bool:
    """Write a file from what is kept under a key, and tell whether there was something."""
    held = blobs.get(key)
    if held:
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(held)
    return bool(held)


def starting(
    records: Iterable[Head], commons: Iterable[str], blobs: Blobs, base: str, release: str
) -> dict[str, str]:
    """Return the file that gives a first taste of a release: the record among these that shows most."""
    held = {
        one.name: Piece.read(blobs.take(one.key)).lines[KNOWN] for one in islice(records, starter.LOOKED_AT)
    }
    name = starter.best(held.items())
    common = (line for one in read(commons, blobs) for line in one.text(KNOWN).splitlines())
    return {starter.FILE: starter.text(held[name], common, prefixes(base), release)} if name else {}


def write_sums(folder: Path) -> None:
    """Write the checksums of all files of a release for `sha256sum -c`, those that no manifest measures
    too."""
    files = manifest.read(folder).files | {
        name: measure(folder / name) for name in (items.FILE, database.FILE, manifest.NAME)
    }
    lines = [f"{file.sha256}  {name}\n" for name, file in sorted(files.items())]
    (folder / SUMS).write_text("".join(lines), encoding="utf-8")
