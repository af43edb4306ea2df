"""Whether a release is what its manifest says: files, counts, formats, and what an endpoint serves of it."""

import gzip
import json
import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import IO, cast
from urllib.parse import quote

import pyoxigraph as ox

from corale.artefacts import below
from corale.data.lists.database import FILE as LISTS
from corale.data.matching.items import FILE as NAMES
from corale.data.published import recount, signing
from corale.data.published.folder import Release
from corale.data.rdf import remote
from corale.data.rdf.formats import Format, named, of_path, parse
from corale.data.rdf.grades import DUMPS, KNOWN
from corale.data.release import manifest
from corale.data.release.assemble import SUMS
from corale.data.release.join import dumped
from corale.data.release.members import TRIPLES
from corale.errors import CoraleError

SAMPLE = 40


@dataclass(frozen=True, slots=True)
class Claim:
    """One claim and whether it holds: what is claimed, what was found (both as text), in Italian and
    English."""

    about: str
    it: str
    en: str
    stated: str
    actual: str

    @property
    def holds(self) -> bool:
        """Whether what was found is what was stated."""
        return self.stated == self.actual


@dataclass(slots=True)
class Sum:
    """What a dump says, as a number of triples and a sum of their hashes: equal for equal sets, in any
    order."""

    triples: int = 0
    total: int = 0

    def text(self) -> str:
        """Return the sum as text."""
        return f"{self.triples} · {self.total:032x}"


def files(found: Release, fetched: bool = False, signers: Path | None = None) -> Iterator[Claim]:
    """Yield a claim for every file of the manifest, and one that there is no other.

    The indexes of a release are not served: where it was `fetched`, nothing is said of them. A signature has
    to be that of the checksums, and one of `signers` where they are given.
    """
    for name, stated in found.manifest.files.items():
        path = found.folder / name
        inside = path.resolve().is_relative_to(found.folder.resolve())
        measured = manifest.measure(path) if inside and path.is_file() else None
        yield Claim(
            name,
            "dimensione e SHA-256",
            "size and SHA-256",
            f"{stated.bytes} {stated.sha256}",
            f"{measured.bytes} {measured.sha256}" if measured else "-",
        )
    there = {path.relative_to(found.folder).as_posix() for path in below(found.folder)}
    extra = sorted(there - {*found.manifest.files, manifest.NAME, NAMES, LISTS, SUMS, signing.FILE})
    yield Claim("*", "file non elencati", "files not listed", "", " ".join(extra))
    for name in (NAMES, LISTS):
        if name in there:
            yield Claim(name, "indice intero", "a whole index", "ok", _index(found.folder / name))
    if SUMS in there:
        lines = (found.folder / SUMS).read_text(encoding="utf-8").splitlines()
        stated_sums = {name: digest for digest, _, name in (line.partition("  ") for line in lines)}
        known = {name: file.sha256 for name, file in found.manifest.files.items()}
        more = {manifest.NAME, NAMES, LISTS} & there
        for name in (NAMES, LISTS) if fetched else ():
            stated_sums.pop(name, None)
        known |= {name: manifest.measure(found.folder / name).sha256 for name in more}
        wrong = sorted(name for name in {*stated_sums, *known} if stated_sums.get(name) != known.get(name))
        yield Claim(SUMS, "file con un'altra somma", "files with another sum", "", " ".join(wrong))
    if signing.FILE in there or signers:
        told = signing.checked(found.folder, signers) if {SUMS, signing.FILE} <= there else "-"
        yield Claim(signing.FILE, "firma di SHA256SUMS", "signature of SHA256SUMS", "ok", told)


def _index(path: Path) -> str:
    """Return what SQLite says of an index: ok, or what is wrong with it."""
    try:
        with closing(sqlite3.connect(f"file:{quote(str(path))}?mode=ro&immutable=1", uri=True)) as db:
            return str(db.execute("PRAGMA integrity_check(1)").fetchone()[0])
    except sqlite3.DatabaseError as fault:
        return str(fault)


def contents(found: Release) -> Iterator[Claim]:
    """Yield claims about what the files hold: counts, and that all dumps say the same triples."""
    known = _content(found.folder / KNOWN)
    for file in TRIPLES:
        told = _content(found.folder / file)
        yield Claim(file, f"le stesse triple di {KNOWN}", f"the same triples as {KNOWN}", known, told)
    for claim in recount.claims(found):
        yield Claim(*claim)


def _content(path: Path) -> str:
    """Return what a dump says, as a sum, or why it cannot be read."""
    try:
        return _sum(path).text()
    except (CoraleError, *recount.UNREADABLE) as fault:
        return f"{path.name}: {type(fault).__name__}: {fault}"


def _sum(path: Path) -> Sum:
    form, made = of_path(path), Sum()
    with gzip.open(path) as stream:
        for quad in parse(cast(IO[bytes], stream), form):
            _add(made, quad)
    return made


def served(found: Release, endpoint: str, everything: bool = False) -> Iterator[Claim]:
    """Yield claims about an endpoint: it holds as many triples and graphs, its default graph as many
    triples, and every graph looked at is the same, and is in the default graph where it is of what is known.

    Graphs are compared triple by triple: all of them, or a sample that the release's id seeds.
    """
    counts = found.manifest.counts
    total = _number(endpoint, "SELECT (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } }")
    yield Claim(endpoint, "triple servite", "triples served", str(counts.get("quads")), total)
    total = _number(endpoint, "SELECT (COUNT(DISTINCT ?g) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } }")
    yield Claim(endpoint, "grafi serviti", "graphs served", str(counts.get("graphs")), total)
    total = _number(endpoint, "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }")
    yield Claim(endpoint, "grafo predefinito", "default graph", str(found.manifest.known), total)
    known = {_graph_of(line) for line in dumped(found.folder, [KNOWN])}
    names = sorted({_graph_of(line) for line in dumped(found.folder, DUMPS)})
    if not everything and len(names) > SAMPLE:
        names = sorted(random.Random(found.id).sample(names, SAMPLE))  # noqa: S311 (a sample, not a secret)
    wanted = set(names)
    stated = {name: Sum() for name in names}
    for line in dumped(found.folder, DUMPS):
        if (name := _graph_of(line)) in wanted:
            _add(stated[name], next(iter(ox.parse(line, ox.RdfFormat.N_QUADS))))
    for name in names:
        yield Claim(name, "il grafo servito", "the graph served", stated[name].text(), _graph(endpoint, name))
        both = f"SELECT (COUNT(*) AS ?n) WHERE {{ GRAPH <{name}> {{ ?s ?p ?o }} ?s ?p ?o }}"
        number = str(stated[name].triples if name in known else 0)
        yield Claim(name, "nel grafo predefinito", "in the default graph", number, _number(endpoint, both))


def _graph_of(line: str) -> str:
    """Return the IRI of the graph of a line of N-Quads."""
    return line[line.rindex(" <", 0, -3) + 2 : -3]


def _add(held: Sum, quad: ox.Quad) -> None:
    held.triples += 1
    held.total = (
        held.total + int.from_bytes(blake2b(str(quad.triple).encode(), digest_size=16).digest())
    ) % (1 << 128)


def _graph(endpoint: str, name: str) -> str:
    try:
        text = f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH <{name}> {{ ?s ?p ?o }} }}"
        data, _ = _ask(endpoint, text, named("ntriples"))
        held = Sum()
        for quad in set(parse(data, named("ntriples"))):
            _add(held, quad)
        return held.text()
    except CoraleError as fault:
        return str(fault)


def _number(endpoint: str, text: str) -> str:
    try:
        data, _ = _ask(endpoint, text, named("json"))
        rows = json.loads(data)["results"]["bindings"]
        return str(rows[0]["n"]["value"])
    except (CoraleError, ValueError, LookupError) as fault:
        return str(fault)


def _ask(endpoint: str, text: str, form: Format) -> tuple[bytes, str]:
    return remote.query(
        endpoint, text, form if form.results else named("json"), form if form.rdf else named("turtle")
    )
