"""Putting a release together from what the cache holds of each record: dumps, tables, report.

Where the last release is known and was made by the same engine, only what changed since is written anew.
"""

import json
import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import chain
from pathlib import Path

from corale.data.matching import items
from corale.data.rdf import canonical, formats
from corale.data.rdf.canonical import parted
from corale.data.release import catalogue, chunks, dumps, flate, leaflet, report, rope, tables
from corale.data.release.cache import Cache
from corale.data.release.catalogue import Told
from corale.data.release.chunks import Chunk
from corale.data.release.facts import unpack
from corale.data.release.folder import unsound
from corale.data.release.manifest import File, Manifest, measure
from corale.data.release.past import Before, Common
from corale.data.release.report import Fragments
from corale.data.release.rope import Frame, Rope
from corale.data.release.runs import Run, parts, spill
from corale.data.release.splice import Splice, Stretch
from corale.data.release.workers import Workers
from corale.ontology import vocabulary

GROUP = 400
ENTITIES = ("organisations", "places")
LINKS = ("links.csv", "links.ttl")


def start_runs(folder: Path, out: Path, keys: Sequence[int], workers: Workers) -> list[Callable[[], Run]]:
    """Have the lines of the records with these keys sorted, in runs on disk; what waits for the runs is returned."""
    folder.mkdir()
    groups = enumerate(keys[at : at + GROUP] for at in range(0, len(keys), GROUP))
    return [workers.start(partial(_run, out=out, folder=folder), group) for group in groups]


def _run(task: tuple[int, Sequence[int]], out: Path, folder: Path) -> Run:
    """Write the lines of a group of records as a sorted run."""
    number, keys = task
    with Cache(out) as cache:
        some = chain.from_iterable(canonical.blocks(unpack(data)) for data in cache.lines(keys))
        return spill(some, folder / str(number))


def write_dumps(
    folder: Path, runs: Path, sorted_: Iterable[Callable[[], Run]], common: Common, base: str, workers: Workers
) -> chunks.Index:
    """Write the dumps of what :func:`start_runs` sorted and of what belongs to no record; return the chunks' index."""
    found = [*(run() for run in sorted_), spill(_blocks(common.lines), runs / "common")]
    rendered = workers.map(partial(dumps.rendered, base=base), parts(found))
    return dumps.write(folder, chain.from_iterable(rendered), base)


def patch_dumps(
    folder: Path, cache: Cache, keys: Sequence[int], common: Common, before: Before, base: str, workers: Workers
) -> chunks.Index:
    """Write the dumps of the records with these keys from those of the release before; return the chunks' index."""
    now, then = frozenset(keys), frozenset(before.past.tables.keys)
    gone, new = sorted(then - now), sorted(now - then)
    removed, added = set(_lines(cache, gone)), set(_lines(cache, new))
    if common.named != before.past.common.named:
        removed |= before.past.common.lines - common.lines
        added |= common.lines - before.past.common.lines
    index, terms = before.past.chunks, Counter[str]()
    with (before.folder / dumps.names()[chunks.LINES]).open("rb") as stream:
        places = index.stretches()[chunks.LINES]

        def read(which: range) -> bytes:
            """Return the lines of some chunks, that are to be written anew."""
            where = places(which)
            stream.seek(where.start)
            text = flate.unpack(stream.read(where.length))
            terms.update(dumps.counted(list(map(canonical.block, canonical.blocks(text))), base))
            return text

        patched = chunks.patched(index, read, removed - added, added - removed)
        made = dumps.write(folder, workers.map(partial(_rendered, base=base), patched), base, (before.folder, index))
    made.terms = +(made.terms + index.terms - terms)
    return made


def write_names(
    folder: Path, out: Path, cache: Cache, keys: Sequence[int], common: Common, before: Before | None, base: str,
    workers: Workers,
) -> Callable[[], str]:  # fmt: skip
    """Have the index of names written, or take it over where nothing that tells a name has changed.

    What is returned waits for it and gives its SHA-256.
    """
    sound = before and not unsound({before.folder / items.FILE: before.past.names})
    if before and sound and common.named == before.past.common.named:
        now, then = frozenset(keys), frozenset(before.past.tables.keys)
        if sorted(cache.column("names", now - then)) == sorted(cache.column("names", then - now)):
            _take(folder, before.folder, items.FILE)
            digest = before.past.names
            return lambda: digest
    told = items.telling(common.lines, base)
    return workers.start(partial(_write_names, out=out, folder=folder, base=base), (told, keys))


def _write_names(task: tuple[Sequence[str], Sequence[int]], out: Path, folder: Path, base: str) -> str:
    told, keys = task
    with Cache(out) as cache:
        found = items.items_of_records(told, cache.column("names", keys), base)
        return measure(items.write_items(found, base, folder)).sha256


def _take(folder: Path, before: Path, name: str) -> None:
    """Take over a file that nothing changes, and that no manifest measures, from the release before."""
    (folder / name).parent.mkdir(exist_ok=True)
    try:
        os.link(before / name, folder / name)
    except OSError:  # a file system without hard links
        _copy(folder, before, name)


def _copy(folder: Path, before: Path, name: str) -> None:
    with Splice(folder / name, before / name) as out:
        out.add(Stretch(0, (before / name).stat().st_size))


def _rendered(some: list[bytes], base: str) -> Chunk | range:
    return dumps.render(some, base)


def _blocks(lines: Iterable[str]) -> list[bytes]:
    return canonical.blocks("".join(f"{line}\n" for line in sorted(lines)).encode())


def _lines(cache: Cache, keys: Iterable[int]) -> Iterator[str]:
    for data in cache.lines(keys):
        yield from unpack(data).decode().split("\n")[:-1]


def write_tables(
    folder: Path, out: Path, keys: Sequence[int], common: Common, before: Before | None, base: str, workers: Workers
) -> Callable[[], Rope]:
    """Have the tables written, records in the order given; write the links; what stays is taken over."""
    (folder / "csv").mkdir()
    old = (before.folder, before.past.tables) if before else None
    made = workers.start(partial(_write_tables, out=out, folder=folder), (keys, old))
    write_texts(folder, {_file("codebook"): tables.codebook()})
    if common.files or before is None:
        found = tables.rows(map(parted, common.entities(base)))
        write_texts(folder, {_file(name): tables.header(name) + found.get(name, "") for name in ENTITIES})
        write_texts(folder, common.files)
    else:
        for name in (*map(_file, ENTITIES), *LINKS):
            _copy(folder, before.folder, name)
    return made


def _write_tables(task: tuple[Sequence[int], tuple[Path, Rope] | None], out: Path, folder: Path) -> Rope:
    keys, before = task
    frames = {_file(name): Frame(tables.header(name)) for name in tables.tables() if name not in ENTITIES}
    with Cache(out) as cache:

        def texts(some: Sequence[int]) -> Iterator[Mapping[str, str]]:
            for rows in cache.column("rows", some):
                yield {_file(name): text for name, text in json.loads(rows).items()}

        return rope.write(folder, frames, keys, texts, before=before)


def _file(name: str) -> str:
    return f"csv/{name}.csv"


def tables_written() -> list[str]:
    """Return the files that :func:`write_tables` writes."""
    return [*(_file(name) for name in (*tables.tables(), "codebook")), *LINKS]


def write_texts(folder: Path, texts: Mapping[str, str]) -> dict[str, File]:
    """Write texts into a release folder, by name; return their measures."""
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
    return {name: measure(folder / name) for name in texts}


def write_descriptions(folder: Path, stated: Manifest, told: Told, before: Before | None) -> dict[str, File]:
    """Write what describes a release: ontology, VoID, catalogue, and the two leaflets with its numbers."""
    if before:
        _copy(folder, before.folder, "ontology.ttl")
    else:
        quads, prefixes = vocabulary.quads(told.base), dumps.prefixes(told.base)
        write_texts(folder, {"ontology.ttl": formats.serialise(quads, formats.named("turtle"), prefixes).decode()})
    files = {"ontology.ttl": measure(folder / "ontology.ttl")}
    files |= write_texts(folder, {"void.ttl": catalogue.void(told), "dcat.ttl": catalogue.dcat(told)})
    whole = replace(stated, files={**stated.files, **files})
    return files | write_texts(folder, {f"README.{lang}.md": leaflet.readme(whole, lang) for lang in ("it", "en")})


def write_report(
    folder: Path, cache: Cache, keys: Iterable[int], more: Fragments, counts: Mapping[str, int], base: str, name: str,
    before: Before | None,
) -> Rope:  # fmt: skip
    """Write the report: the findings of all documents in the order given, then those of the release as a whole."""

    def texts(some: Sequence[int]) -> Iterator[Mapping[str, str]]:
        for text in cache.column("report", some):
            yield dict(zip(report.NAMES, json.loads(text), strict=True))

    return rope.write(
        folder, report.frames(counts, base, name), keys, texts, dict(zip(report.NAMES, more, strict=True)),
        (before.folder, before.past.report) if before else None,
    )  # fmt: skip
