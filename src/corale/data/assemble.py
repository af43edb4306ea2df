"""Putting a release together from what the cache holds of each record: dumps, tables, report.

Where the last release is known and was made by the same engine, only what changed since is written anew.
"""

import json
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import chain
from pathlib import Path

import pyoxigraph as ox

from corale.data import cache as caches
from corale.data import catalogue, dumps, formats, items, leaflet, report, tables
from corale.data.cache import Cache, Facts, Past
from corale.data.canonical import parted
from corale.data.catalogue import Told
from corale.data.chunks import Chunk, Kept, patched
from corale.data.flate import Reader
from corale.data.manifest import File, Manifest, measure
from corale.data.runs import Run, parts, spill
from corale.data.workers import Done, Workers
from corale.ontology import vocabulary
from corale.ontology.vocabulary import SCHEME

GROUP = 400


@dataclass(frozen=True, slots=True)
class Common:
    """What belongs to no single record: lines of ontology, schemes, entities and what follows from them.

    `named` is the digest of what it was made from; `files` are texts that go into the release as they are; where they
    are none, nothing has changed since the release before, and its files are taken over.
    """

    named: str
    lines: frozenset[str]
    files: Mapping[str, str] = field(default_factory=dict)

    def entities(self, base: str) -> list[ox.Quad]:
        """Return the quads of the graph `entities`."""
        graph = f" <{base}graph/entities> ."
        text = "".join(f"{line}\n" for line in sorted(self.lines) if line.endswith(graph))
        return list(ox.parse(text, ox.RdfFormat.N_QUADS))


@dataclass(frozen=True, slots=True)
class Before:
    """The release before: its folder, and what the cache knows of it."""

    folder: Path
    past: Past


def write_dumps(
    folder: Path, cache: Cache, keys: Sequence[str], common: Common, before: Before | None, base: str, workers: Workers
) -> tuple[dict[str, File], list[Kept]]:
    """Write dumps and index of names of the records with these keys; return measures of the dumps, index of chunks."""
    if before is None:
        home = folder.parent / "runs"
        home.mkdir()
        groups = (list(cache.lines(keys[at : at + GROUP])) for at in range(0, len(keys), GROUP))
        runs = [*workers.map(partial(_run, folder=home), enumerate(groups)), spill(common.lines, home / "common")]
        rendered = workers.map(partial(dumps.rendered, base=base), parts(runs))
        made = dumps.write(folder, chain.from_iterable(rendered), base)
        items.write_from_dump(folder, base)
        return made
    now = frozenset(keys)
    removed = set(_lines(cache, sorted(before.past.records - now))) | (before.past.common - common.lines)
    added = set(_lines(cache, sorted(now - before.past.records))) | (common.lines - before.past.common)
    removed, added = removed - added, added - removed
    files = dumps.names() | {dumps.THINGS: "iris.txt"}
    with ExitStack() as stack:
        readers = {name: stack.enter_context(Reader(before.folder / file)) for name, file in files.items()}
        changed: Iterator[Done[Chunk] | list[str]] = patched(before.past.chunks, readers, removed, added)
        made = dumps.write(folder, workers.map(partial(dumps.render, base=base), changed), base)
    _write_names(folder, before.folder, removed | added, base)
    return made


def _write_names(folder: Path, before: Path, changed: Iterable[str], base: str) -> None:
    """Write the index of names; it is taken over where no line that it is made from has changed."""
    told = {f"<{iri}>" for iri in items.Reader(base).predicates}
    starts = tuple(f"<{base}{kind}" for kind in (*items.KINDS, *items.PARTS))
    telling = (line for line in changed if line.startswith(starts) or line.startswith(f"<{SCHEME}"))
    if (before / items.FILE).is_file() and not any(line.split(" ", 2)[1] in told for line in telling):
        (folder / items.FILE).parent.mkdir(exist_ok=True)
        shutil.copyfile(before / items.FILE, folder / items.FILE)
    else:
        items.write_from_dump(folder, base)


def _run(task: tuple[int, list[bytes]], folder: Path) -> Run:
    """Write the lines of a group of records as a sorted run."""
    number, group = task
    return spill((line for data in group for line in caches.unpack(data)), folder / str(number))


def _lines(cache: Cache, keys: Iterable[str]) -> Iterator[str]:
    for data in cache.lines(keys):
        yield from caches.unpack(data)


ENTITIES = ("organisations", "places")
LINKS = ("links.csv", "links.ttl")


def write_tables(
    folder: Path, cache: Cache, keys: Iterable[str], common: Common, before: Before | None, base: str
) -> dict[str, File]:
    """Write the tables, records in the order given, and the links; those of entities are taken over if they stay."""
    (folder / "csv").mkdir()
    names = [name for name in tables.tables() if name not in ENTITIES]
    with ExitStack() as stack:
        outs = {
            name: stack.enter_context((folder / "csv" / f"{name}.csv").open("w", encoding="utf-8", newline="\n"))
            for name in names
        }
        for name, out in outs.items():
            out.write(tables.header(name))
        for _, rows in cache.column("rows", keys):
            for name, text in json.loads(rows).items():
                outs[name].write(text)
    texts = {"csv/codebook.csv": tables.codebook()}
    if common.files or before is None:
        found = tables.rows(map(parted, common.entities(base)))
        texts |= {f"csv/{name}.csv": tables.header(name) + found.get(name, "") for name in ENTITIES} | dict(
            common.files
        )
    else:
        kept = (*(f"csv/{name}.csv" for name in ENTITIES), *LINKS)
        texts |= {name: (before.folder / name).read_text(encoding="utf-8") for name in kept}
    return write_texts(folder, texts) | {f"csv/{name}.csv": measure(folder / "csv" / f"{name}.csv") for name in names}


def write_texts(folder: Path, texts: Mapping[str, str]) -> dict[str, File]:
    """Write texts into a release folder, by name; return their measures."""
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
    return {name: measure(folder / name) for name in texts}


def write_descriptions(folder: Path, stated: Manifest, told: Told) -> dict[str, File]:
    """Write what describes a release: ontology, VoID, catalogue, and the two leaflets with its numbers."""
    turtle = formats.serialise(vocabulary.quads(told.base), formats.named("turtle"), dumps.prefixes(told.base)).decode()
    texts = {"ontology.ttl": turtle, "void.ttl": catalogue.void(told), "dcat.ttl": catalogue.dcat(told)}
    files = write_texts(folder, texts)
    whole = replace(stated, files={**stated.files, **files})
    return files | write_texts(folder, {f"README.{lang}.md": leaflet.readme(whole, lang) for lang in ("it", "en")})


def write_report(
    folder: Path, cache: Cache, found: Sequence[tuple[Facts, str]], more: report.Fragments, counts: dict[str, int],
    base: str, name: str,
) -> dict[str, File]:  # fmt: skip
    """Write the report: the findings of all documents in the order given, then those of the release as a whole."""

    def parts() -> Iterator[report.Fragments]:
        for _, text in cache.column("report", (key for _, key in found)):
            lines, rows, blocks = json.loads(text)
            yield lines, rows, blocks
        yield more

    report.write(folder, parts(), counts, base, name)
    return {file: measure(folder / file) for file in report.NAMES}
