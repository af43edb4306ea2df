"""What a release leaves to the build after it: where its pieces lie, whose they are, what all records share."""

import json
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import pyoxigraph as ox

from corale.data.release.cache import ORDER, Cache, LostError, Stored
from corale.data.release.catalogue import elsewhere
from corale.data.release.chunks import Index, Places
from corale.data.release.rope import Rope

CHUNKS, REPORT, TABLES = "chunks", "report", "tables"
_COLUMNS = ("lengths", "crcs", "sizes", "powers")


@dataclass(frozen=True)
class Common:
    """What belongs to no single record: lines of ontology, schemes, entities and what follows from them.

    `named` is the digest of what it was made from; `read` gives the lines, which are many, when they are asked for;
    `graphs` counts their graphs, `links` the links to things elsewhere by predicate and namespace; `files` are texts
    that go into the release as they are: none where all is as in the release before, whose files are taken over.
    """

    named: str
    read: Callable[[], frozenset[str]]
    graphs: int
    links: Mapping[tuple[str, str], int]
    files: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def lines(self) -> frozenset[str]:
        """The lines."""
        return self.read()

    def entities(self, base: str) -> list[ox.Quad]:
        """Return the quads of the graph `entities`."""
        graph = f" <{base}graph/entities> ."
        text = "".join(f"{line}\n" for line in sorted(self.lines) if line.endswith(graph))
        return list(ox.parse(text, ox.RdfFormat.N_QUADS))


def common(named: str, lines: frozenset[str], files: Mapping[str, str], base: str) -> Common:
    """Return what belongs to no single record, from its lines."""
    graphs = {line[line.rindex(" <", 0, -2) :] for line in lines}
    return Common(named, lambda: lines, len(graphs), elsewhere(lines, base), files)


@dataclass(frozen=True, slots=True)
class Past:
    """A release as the build after it needs it.

    `tables` and `report` tell what its texts are made of (the keys of `tables` are its published records, in order),
    `chunks` where its dumps are cut; `witnesses` are records that answered each example query,
    `names` is the SHA-256 of the index of names.
    """

    id: str
    engine: str
    common: Common
    chunks: Index
    tables: Rope
    report: Rope
    witnesses: Mapping[str, list[int]]
    names: str

    def stored(self) -> Stored:
        """Return the release as the cache keeps it."""
        told = {
            "firsts": self.chunks.firsts,
            "terms": self.chunks.terms,
            "starts": {CHUNKS: {name: places.start for name, places in self.chunks.places.items()},
                       TABLES: self.tables.starts, REPORT: self.report.starts},
            "graphs": self.common.graphs,
            "links": [[*key, number] for key, number in sorted(self.common.links.items())],
            "witnesses": self.witnesses,
            "names": self.names,
        }  # fmt: skip
        parts = {ORDER: self.tables.keys, REPORT: self.report.keys}
        for name, places in self.chunks.places.items():
            parts |= {f"{CHUNKS}/{name}/{of}": part for of, part in zip(_COLUMNS, places.columns, strict=True)}
        for rope, held in ((TABLES, self.tables), (REPORT, self.report)):
            parts |= {f"{rope}/{name}": lengths for name, lengths in held.lengths.items()}
        return Stored(self.id, self.engine, self.common.named, json.dumps(told), parts)


def known(cache: Cache, name: str, engine: str) -> Past | None:
    """Return the release of that id, if the cache knows it and the same engine made it."""
    found = cache.past(name, engine)
    if found is None:
        return None
    try:
        return _read(found, cache)
    except (ValueError, LookupError, TypeError, AttributeError) as fault:
        raise LostError(f"the cache has lost part of a release ({fault!r})") from fault


def _read(found: Stored, cache: Cache) -> Past:
    name, told, parts = found.id, json.loads(found.told), found.parts
    places = {
        form: Places(start, *(parts[f"{CHUNKS}/{form}/{of}"] for of in _COLUMNS))
        for form, start in told["starts"][CHUNKS].items()
    }
    ropes = [
        Rope(parts[keys], told["starts"][rope], {file: parts[f"{rope}/{file}"] for file in told["starts"][rope]})
        for rope, keys in ((TABLES, ORDER), (REPORT, REPORT))
    ]
    links = {(predicate, space): number for predicate, space, number in told["links"]}
    shared = Common(found.named, lambda: cache.common(name), told["graphs"], links)
    index = Index(told["firsts"], places, Counter(told["terms"]))
    return Past(name, found.engine, shared, index, ropes[0], ropes[1], told["witnesses"], told["names"])


@dataclass(frozen=True, slots=True)
class Before:
    """The release before: its folder, and what the cache knows of it."""

    folder: Path
    past: Past
