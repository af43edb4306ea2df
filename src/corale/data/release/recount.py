"""A release counted again from its own files: what its manifest, descriptions and report claim, and what is there.

The dump is read once, line by line; the example queries are asked of the lines that they can ask for, held on disk.
"""

import gzip
import json
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeAlias

import pyoxigraph as ox

from corale.data.rdf import canonical
from corale.data.release import dumps
from corale.data.release.catalogue import elsewhere
from corale.data.release.folder import Release
from corale.data.release.manifest import digest
from corale.data.release.questions import COUNT, answered, asks_for, questions
from corale.data.release.withdrawn import FILE, RECORDS, table
from corale.errors import ReleaseError
from corale.findings import Severity
from corale.ontology.vocabulary import ONTOLOGY, expand

Found: TypeAlias = tuple[str, str, str, str, str]  # about what; the claim, it and en; as stated; as found
SUMS = (("documents", ("records", "quarantined", "unpublished", "repeated")),
        ("lines.read", ("lines.mapped", "lines.ignored", "lines.reported")))  # fmt: skip
UNREADABLE = (OSError, EOFError, zlib.error, ValueError, LookupError, SyntaxError, ReleaseError)
_MANY = 20_000


@dataclass(slots=True)
class Tally:
    """What is counted in a dump: terms, graphs, links, things (as a hash), versions of the mapping, disorder."""

    terms: Counter[str] = field(default_factory=Counter)
    links: Counter[tuple[str, str]] = field(default_factory=Counter)
    graphs: set[str] = field(default_factory=set)
    things: str = ""
    mapping: set[str] = field(default_factory=set)
    disorder: int = 0
    unanswered: set[str] = field(default_factory=set)


def claims(found: Release) -> Iterator[Found]:
    """Yield every claim of a release about what its files hold."""
    stated, folder = found.manifest, found.folder
    counts = {name: str(number) for name, number in stated.counts.items()}
    yield "manifest.json", "id da digest, versioni, data", "id from digests, versions, date", found.id, stated.name()
    yield "manifest.json", "base", "base", stated.digests.get("base", ""), digest([stated.base])
    try:
        tally = tallied(folder / dumps.names()["nquads"], stated.base)
    except UNREADABLE as fault:
        yield "corale.nq.gz", "si legge", "can be read", "", f"{type(fault).__name__}: {fault}"
        return
    yield "corale.nq.gz", "righe fuori ordine o ripetute", "lines out of order or repeated", "0", str(tally.disorder)
    for name in ("quads", "triples"):
        yield "corale.nq.gz", name, name, counts.get(name, ""), str(tally.terms[""])
    yield "corale.nq.gz", "grafi", "graphs", counts.get("graphs", ""), str(len(tally.graphs))
    mapping = " ".join(sorted(tally.mapping)) or stated.versions.get("mapping", "")
    yield "corale.nq.gz", "versione della mappatura", "mapping version", stated.versions.get("mapping", ""), mapping
    listed = sha256((folder / "iris.txt").read_bytes()).hexdigest()
    yield "iris.txt", "le cose di corale.nq.gz", "the things of corale.nq.gz", listed, tally.things
    for one in questions():
        answer = str(int(one.name not in tally.unanswered))
        yield f"{one.name}.rq", one.it, one.en, counts.get(COUNT + one.name, ""), answer
    for file, name in ((RECORDS, "records"), (FILE, "withdrawn")):
        yield file, "righe", "rows", counts.get(name, ""), str(len(table(folder / file)))
    for name, parts in SUMS:
        total = sum(stated.counts.get(part, 0) for part in parts)
        yield "manifest.json", f"{name} come somma", f"{name} as a sum", counts.get(name, ""), str(total)
    yield from _report(found)
    yield from _descriptions(found, tally)


def tallied(dump: Path, base: str) -> Tally:
    """Return what is counted in a dump of N-Quads."""
    made, things, home, last = Tally(), sha256(), f"<{base}id/", ""
    version, names = f"<{expand('corale:mappingVersion')}>", frozenset[str]().union(*(q.names for q in questions()))
    subject = ""
    with TemporaryDirectory() as room, gzip.open(dump, "rt", encoding="utf-8", newline="\n") as lines:
        asked = Path(room) / "asked.nq"
        with asked.open("w", encoding="utf-8", newline="\n") as kept:
            while some := list(islice(lines, _MANY)):
                made.disorder += sum(line <= before for before, line in zip([last, *some], some, strict=False))
                last = some[-1]
                said = list(map(canonical.block, canonical.blocks("".join(some).encode())))
                made.terms.update(dumps.counted(said, base))
                made.links.update(elsewhere((line[:-1] for line in some), base))
                for _, predicates, objects, graphs in said:
                    made.graphs.update(graphs)
                    if version in predicates:
                        made.mapping.add(canonical.value(objects[predicates.index(version)]))
                for one in dict.fromkeys(one.subject for one in said):
                    if one == subject:  # it began among the lines before
                        made.terms["subjects"] -= 1
                        made.terms["things"] -= one.startswith(home)
                    elif one.startswith(home):
                        things.update(f"{one[1:-1]}\n".encode())
                subject = said[-1].subject
                kept.writelines(line for line in some if asks_for(line, names))
        store = ox.Store(Path(room) / "store")
        store.bulk_load(path=str(asked), format=ox.RdfFormat.N_QUADS)
        made.unanswered = {one.name for one in questions() if not answered(store, one)}
        del store
    made.things = things.hexdigest()
    return made


def _report(found: Release) -> Iterator[Found]:
    counts = found.manifest.counts
    try:
        told = json.loads((found.folder / "report.json").read_text(encoding="utf-8"))
    except UNREADABLE as fault:
        yield "report.json", "si legge", "can be read", "", f"{type(fault).__name__}: {fault}"
        return
    yield "report.json", "pubblicazione", "release", found.id, str(told["release"])
    for name in sorted({*counts, *told["counts"]}):
        yield "report.json", name, name, str(counts.get(name)), str(told["counts"].get(name))
    severities = Counter(one["severity"] for one in told["findings"])
    for severity in Severity:
        stated = counts.get(f"findings.{severity}")
        yield "report.json", str(severity), str(severity), str(stated), str(severities[severity])
    page = (found.folder / "report.html").read_text(encoding="utf-8")
    rows = page[page.rindex("<tbody>") :].count("<tr>")
    yield "report.html", "segnalazioni", "findings", str(len(told["findings"])), str(rows)
    turtle = (found.folder / "report.ttl").read_text(encoding="utf-8")
    conforms = "sh:conforms false" in turtle
    yield "report.ttl", "conforme", "conforms", str(not counts.get("findings.violation")), str(not conforms)


def _descriptions(found: Release, tally: Tally) -> Iterator[Found]:
    """Yield the claims of VoID, catalogue, ontology and leaflets."""
    stated, folder = found.manifest, found.folder
    read: list[Mapping[str, Mapping[str, list[str]]]] = []
    for name in ("void", "dcat", "ontology"):
        try:
            read.append(_said(folder / f"{name}.ttl"))
        except UNREADABLE as fault:
            yield f"{name}.ttl", "si legge", "can be read", "", f"{type(fault).__name__}: {fault}"
            return
    void, dcat, onto = read
    numbers = {"void:triples": "", "void:distinctSubjects": "subjects", "void:entities": "things"}
    dataset = void.get(f"{stated.base}dataset", {})
    for name, term in numbers.items():
        yield "void.ttl", name, name, _one(dataset, name), str(tally.terms[term])
    yield "void.ttl", "pubblicazione", "release", _one(dataset, "dct:identifier"), found.id
    yield "void.ttl", "data", "date", _one(dataset, "dct:modified"), stated.date
    for kind, number, sign in (("class", "void:entities", "a <{}>"), ("property", "void:triples", "<{}>")):
        parts = {
            sign.format(_one(said, f"void:{kind}")): int(_one(said, number))
            for said in void.values() if expand(f"void:{kind}") in said
        }  # fmt: skip
        there = {term: n for term, n in tally.terms.items() if term.startswith(sign[: sign.index("{")])}
        wrong = sorted(term for term in {*parts, *there} if parts.get(term) != there.get(term))
        yield "void.ttl", f"partizioni per {kind}", f"partitions by {kind}", "", " ".join(wrong)
    links = {
        (_one(said, "void:linkPredicate"), _one(void.get(_one(said, "void:objectsTarget"), {}), "void:uriSpace")):
            int(_one(said, "void:triples"))
        for said in void.values() if expand("void:linkPredicate") in said
    }  # fmt: skip
    different = sorted({space for (_, space), _ in links.items() ^ tally.links.items()})
    yield "void.ttl", "collegamenti", "links", "", " ".join(different)
    for name, file in stated.files.items():
        if name in dumps.names().values() or name.startswith("csv/"):
            said = dcat.get(f"{stated.base}dumps/{name}#distribution", {})
            checksum = dcat.get(f"{stated.base}dumps/{name}#checksum", {})
            told = f"{_one(said, 'dcat:byteSize')} {_one(checksum, 'spdx:checksumValue')}"
            yield "dcat.ttl", name, name, told, f"{file.bytes} {file.sha256}"
    version = _one(onto.get(ONTOLOGY, {}), "owl:versionInfo")
    yield "ontology.ttl", "versione", "version", stated.versions.get("ontology", ""), version
    for language, sign in (("it", "."), ("en", ",")):
        text = (folder / f"README.{language}.md").read_text(encoding="utf-8")
        for name in ("records", "triples"):
            number = f"{stated.counts.get(name, 0):,}".replace(",", sign)
            found_ = number if f"| {number} |" in text else "-"
            yield f"README.{language}.md", name, name, number, found_


def _said(path: Path) -> Mapping[str, Mapping[str, list[str]]]:
    """Return what a Turtle file says, by subject and property."""
    held: dict[str, dict[str, list[str]]] = {}
    for quad in ox.parse(path.read_bytes(), ox.RdfFormat.TURTLE):
        subject, value = getattr(quad.subject, "value", ""), getattr(quad.object, "value", "")
        held.setdefault(subject, {}).setdefault(quad.predicate.value, []).append(value)
    return held


def _one(said: Mapping[str, list[str]], name: str) -> str:
    iri = "http://spdx.org/rdf/terms#checksumValue" if name == "spdx:checksumValue" else expand(name)
    return " ".join(said.get(iri, ()))
