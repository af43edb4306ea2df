"""Putting a release together from what the cache holds of each record: dumps, tables, report.

Where the last release is known and was made by the same engine, only what changed since is written anew.
"""

import json
import os
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import chain
from pathlib import Path

from corale.data import cache as caches
from corale.data import canonical, catalogue, chunks, dumps, flate, formats, items, leaflet, report, rope, tables
from corale.data.cache import Cache
from corale.data.canonical import parted
from corale.data.catalogue import Told
from corale.data.chunks import Chunk
from corale.data.manifest import File, Manifest, measure
from corale.data.past import Before, Common
from corale.data.report import Fragments
from corale.data.rope import Frame, Rope
from corale.data.runs import Run, parts, spill
from corale.data.splice import Splice, Stretch
from corale.data.workers import Workers
from corale.ontology import vocabulary

GROUP = 400
ENTITIES = ("organisations", "places")
LINKS = ("links.csv", "links.ttl")


def write_dumps(
    folder: Path, cache: Cache, keys: Sequence[int], common: Common, before: Before | None, base: str, workers: Workers
) -> chunks.Index:
    """Write dumps and index of names of the records with these keys; return the index of the dumps' chunks."""
    if before is None:
        home = folder.parent / "runs"
        home.mkdir()
        groups = (list(cache.lines(keys[at : at + GROUP])) for at in range(0, len(keys), GROUP))
        runs = [*workers.map(partial(_run, folder=home), enumerate(groups)), spill(common.lines, home / "common")]
        rendered = workers.map(partial(dumps.rendered, base=base), parts(runs))
        made = dumps.write(folder, chain.from_iterable(rendered), base)
        _write_names(folder, cache, keys, common, base)
        return made
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
            terms.update(dumps.counted(list(map(canonical.terms, text.decode().split("\n")[:-1])), base))
            return text

        patched = chunks.patched(index, read, removed - added, added - removed)
        made = dumps.write(folder, workers.map(partial(_rendered, base=base), patched), base, (before.folder, index))
    made.terms = +(made.terms + index.terms - terms)
    same = sorted(cache.column("names", gone)) == sorted(cache.column("names", new))
    if same and common.named == before.past.common.named and (before.folder / items.FILE).is_file():
        _take(folder, before.folder, items.FILE)
    else:
        _write_names(folder, cache, keys, common, base)
    return made


def _write_names(folder: Path, cache: Cache, keys: Iterable[int], common: Common, base: str) -> None:
    """Write the index of names."""
    found = items.items_of_records(items.telling(common.lines, base), cache.column("names", keys), base)
    items.write_items(found, base, folder)


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


def _run(task: tuple[int, list[bytes]], folder: Path) -> Run:
    """Write the lines of a group of records as a sorted run."""
    number, group = task
    return spill((line for data in group for line in caches.unpack(data)), folder / str(number))


def _rendered(lines: list[str], base: str) -> Chunk | range:
    return dumps.render(lines, base)


def _lines(cache: Cache, keys: Iterable[int]) -> Iterator[str]:
    for data in cache.lines(keys):
        yield from caches.unpack(data)


def write_tables(
    folder: Path, cache: Cache, keys: Iterable[int], common: Common, before: Before | None, base: str
) -> Rope:
    """Write the tables, records in the order given, and the links; those of entities are taken over if they stay."""
    (folder / "csv").mkdir()
    frames = {_file(name): Frame(tables.header(name)) for name in tables.tables() if name not in ENTITIES}

    def texts(some: Sequence[int]) -> Iterator[Mapping[str, str]]:
        for rows in cache.column("rows", some):
            yield {_file(name): text for name, text in json.loads(rows).items()}

    made = rope.write(folder, frames, keys, texts, before=(before.folder, before.past.tables) if before else None)
    write_texts(folder, {_file("codebook"): tables.codebook()})
    if common.files or before is None:
        found = tables.rows(map(parted, common.entities(base)))
        write_texts(folder, {_file(name): tables.header(name) + found.get(name, "") for name in ENTITIES})
        write_texts(folder, common.files)
    else:
        for name in (*map(_file, ENTITIES), *LINKS):
            _copy(folder, before.folder, name)
    return made


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
