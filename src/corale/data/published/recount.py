"""A release counted again from its own files: what its manifest, descriptions and report claim, and what is
there.

The dumps are read once, member by member; the example queries are asked of the lines that they can ask for,
held on disk."""

import json
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeAlias

import pyoxigraph as ox

from corale.data.matching.linkset import elsewhere
from corale.data.published.folder import Release
from corale.data.rdf import canonical
from corale.data.rdf.grades import DUMPS, KNOWN
from corale.data.release import join, report_page, totals
from corale.data.release.manifest import digest
from corale.data.release.members import COUNTED, FILES, THINGS
from corale.data.release.questions import COUNT, answered, asks_for, questions
from corale.data.release.withdrawn import FILE, RECORDS, table
from corale.errors import ReleaseError
from corale.findings import Severity
from corale.ontology.vocabulary import ONTOLOGY, expand

Found: TypeAlias = tuple[str, str, str, str, str]  # about what; the claim, it and en; as stated; as found
SHOWN = 5
SUMS = (
    ("documents", ("records", "quarantined", "unpublished", "repeated")),
    ("lines.read", ("lines.mapped", "lines.ignored", "lines.reported")),
)
UNREADABLE = (OSError, EOFError, zlib.error, ValueError, LookupError, SyntaxError, ReleaseError)


@dataclass(slots=True)
class Tally:
    """What is counted in the dumps: terms, quads by dump, graphs, links, versions of the mapping; what is
    wrong.

    `identifiers` is a hash of the IRIs of our things, in the order of the members; `disorder` counts lines
    out of order or repeated, `astray` members whose bytes are not those that `pieces.csv` states."""

    terms: Counter[str] = field(default_factory=Counter)
    quads: Counter[str] = field(default_factory=Counter)
    links: Counter[tuple[str, str]] = field(default_factory=Counter)
    graphs: Counter[str] = field(default_factory=Counter)
    identifiers: str = ""
    mapping: set[str] = field(default_factory=set)
    disorder: int = 0
    astray: list[str] = field(default_factory=list)
    unanswered: set[str] = field(default_factory=set)


def claims(found: Release) -> Iterator[Found]:
    """Yield every claim of a release about what its files hold."""
    stated, folder = found.manifest, found.folder
    counts = {name: str(number) for name, number in stated.counts.items()}
    yield (
        "manifest.json",
        "id da digest, versioni, data",
        "id from digests, versions, date",
        found.id,
        stated.name(),
    )
    yield "manifest.json", "base", "base", stated.digests.get("base", ""), digest([stated.base])
    try:
        tally = tallied(folder, stated.base)
    except UNREADABLE as fault:
        yield KNOWN, "si legge", "can be read", "", f"{type(fault).__name__}: {fault}"
        return
    yield join.NAME, "pezzi diversi da come dichiarati", "pieces not as stated", "", " ".join(tally.astray)
    yield KNOWN, "righe fuori ordine o ripetute", "lines out of order or repeated", "0", str(tally.disorder)
    for name, number in (("quads", tally.quads.total()), ("triples", tally.quads[KNOWN])):
        yield KNOWN, name, name, counts.get(name, ""), str(number)
    for name, file in COUNTED.items():
        yield file, "quadruple", "quads", counts.get(f"quads.{name}", ""), str(tally.quads[file])
    yield KNOWN, "grafi", "graphs", counts.get("graphs", ""), str(len(tally.graphs))
    if totals.FILE in stated.files:
        differing = set((folder / totals.FILE).read_text(encoding="utf-8").splitlines())
        differing ^= set(totals.text(tally.terms, tally.graphs).splitlines())
        yield totals.FILE, "totali", "totals", "", " ".join(sorted(differing)[:SHOWN])
    mapping = " ".join(sorted(tally.mapping)) or stated.versions.get("mapping", "")
    yield KNOWN, "versione della mappatura", "mapping version", stated.versions.get("mapping", ""), mapping
    listed = sha256((folder / THINGS).read_bytes()).hexdigest()
    yield THINGS, "le cose dei dump", "the things of the dumps", listed, tally.identifiers
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


def tallied(folder: Path, base: str) -> Tally:
    """Return what is counted in the dumps of a release folder, which are read as wholes and laid beside
    `pieces.csv`.

    What of a dump lies in no member is counted as out of order.
    """
    made, things, names = (
        Tally(),
        dict[str, set[str]](),
        frozenset[str]().union(*(one.names for one in questions())),
    )
    seen: set[tuple[str, int]] = set()  # subjects, as hashes, by dump
    with TemporaryDirectory() as room:
        asked = Path(room) / "asked.nq"
        with asked.open("w", encoding="utf-8", newline="\n") as kept:
            for place in join.places(folder):
                if sha256(join.read(folder, place)).hexdigest() != place.hash:
                    made.astray.append(f"{place.file}:{place.key}")
                if place.file not in DUMPS:
                    continue
                some = join.lines(folder, place)
                made.quads[place.file] += len(some)
                made.disorder += sum(line <= before for before, line in pairwise(some))
                made.links.update(elsewhere(some, base))
                subjects = _counted(some, made, place.file == KNOWN)
                hashes = {(place.file, hash(subject)) for subject in subjects}
                made.disorder += len(hashes & seen)
                seen |= hashes
                ours = {subject for subject in subjects if subject.startswith(f"<{base}id/")}
                made.terms["things"] += len(ours) * (place.file == KNOWN)
                things.setdefault(place.key, set()).update(ours)
                told = [line for line in some if asks_for(line, names)]
                kept.writelines(f"{line}\n" for line in told)
                if place.file == KNOWN:
                    kept.writelines(f"{canonical.triple(line)}\n" for line in told)
            made.disorder += sum(1 for _ in join.dumped(folder, DUMPS)) - made.quads.total()
        store = ox.Store(Path(room) / "store")
        store.bulk_load(path=str(asked), format=ox.RdfFormat.N_QUADS)
        made.unanswered = {one.name for one in questions() if not answered(store, one)}
        del store
    listed = "".join(f"{thing[1:-1]}\n" for some in things.values() for thing in sorted(some))
    made.identifiers = sha256(listed.encode()).hexdigest()
    made.terms |= Counter({"": made.quads[KNOWN], "subjects": sum(dump == KNOWN for dump, _ in seen)})
    return made


def _counted(lines: list[str], made: Tally, known: bool) -> set[str]:
    """Count graphs, and the terms of lines of what is known; return the subjects."""
    version, subjects = f"<{expand('corale:mappingVersion')}>", set[str]()
    for line in lines:
        subject, predicate, stated, graph = canonical.terms(line)
        subjects.add(subject)
        made.graphs[graph] += 1
        if not known:
            continue
        made.terms[predicate] += 1
        if predicate == canonical.RDF_TYPE:
            made.terms[f"a {stated}"] += 1
        elif predicate == version:
            made.mapping.add(canonical.value(stated))
    return subjects


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
    for name in ("report.html", "report.en.html"):
        items = (found.folder / name).read_text(encoding="utf-8").count(report_page.ITEM)
        yield name, "segnalazioni", "findings", str(len(told["findings"])), str(items)
    turtle = (found.folder / "report.ttl").read_text(encoding="utf-8")
    conforms = "sh:conforms false" in turtle
    yield "report.ttl", "conforme", "conforms", str(not told["findings"]), str(not conforms)


def _descriptions(found: Release, tally: Tally) -> Iterator[Found]:
    """Yield the claims of VoID, catalogue, ontology and leaflets."""
    stated, folder = found.manifest, found.folder
    read: list[Mapping[str, Mapping[str, list[str]]]] = []
    for name in ("void", "dcat", "ontology"):
        try:
            read.append(_by_subject(folder / f"{name}.ttl"))
        except UNREADABLE as fault:
            yield f"{name}.ttl", "si legge", "can be read", "", f"{type(fault).__name__}: {fault}"
            return
    void, dcat, onto = read
    numbers = {"void:triples": "", "void:distinctSubjects": "subjects", "void:entities": "things"}
    dataset = void.get(f"{stated.base}dataset", {})
    for name, term in numbers.items():
        yield "void.ttl", name, name, _value(dataset, name), str(tally.terms[term])
    for name, dump in COUNTED.items():
        number = _value(void.get(f"{stated.base}dataset#{name}", {}), "void:triples")
        yield "void.ttl", f"void:triples ({dump})", f"void:triples ({dump})", number, str(tally.quads[dump])
    yield "void.ttl", "pubblicazione", "release", _value(dataset, "dct:identifier"), found.id
    yield "void.ttl", "data", "date", _value(dataset, "dct:modified"), stated.date
    for kind, number, sign in (("class", "void:entities", "a <{}>"), ("property", "void:triples", "<{}>")):
        parts = {
            sign.format(_value(said, f"void:{kind}")): int(_value(said, number))
            for said in void.values()
            if expand(f"void:{kind}") in said
        }
        there = {term: n for term, n in tally.terms.items() if term.startswith(sign[: sign.index("{")])}
        wrong = sorted(term for term in {*parts, *there} if parts.get(term) != there.get(term))
        yield "void.ttl", f"partizioni per {kind}", f"partitions by {kind}", "", " ".join(wrong)
    links = {
        (
            _value(said, "void:linkPredicate"),
            _value(void.get(_value(said, "void:objectsTarget"), {}), "void:uriSpace"),
        ): int(_value(said, "void:triples"))
        for said in void.values()
        if expand("void:linkPredicate") in said
    }
    different = sorted({space for (_, space), _ in links.items() ^ tally.links.items()})
    yield "void.ttl", "collegamenti", "links", "", " ".join(different)
    for name, file in stated.files.items():
        if name in FILES or name.startswith("csv/"):
            said = dcat.get(f"{stated.base}dumps/{name}#distribution", {})
            checksum = dcat.get(f"{stated.base}dumps/{name}#checksum", {})
            told = f"{_value(said, 'dcat:byteSize')} {_value(checksum, 'spdx:checksumValue')}"
            yield "dcat.ttl", name, name, told, f"{file.bytes} {file.sha256}"
    version = _value(onto.get(ONTOLOGY, {}), "owl:versionInfo")
    yield "ontology.ttl", "versione", "version", stated.versions.get("ontology", ""), version
    for language, sign in (("it", "."), ("en", ",")):
        text = (folder / f"README.{language}.md").read_text(encoding="utf-8")
        for name in ("records", "triples"):
            number = f"{stated.counts.get(name, 0):,}".replace(",", sign)
            found_ = number if f"| {number} |" in text else "-"
            yield f"README.{language}.md", name, name, number, found_


def _by_subject(path: Path) -> Mapping[str, Mapping[str, list[str]]]:
    """Return what a Turtle file says, by subject and property."""
    held: dict[str, dict[str, list[str]]] = {}
    for quad in ox.parse(path.read_bytes(), ox.RdfFormat.TURTLE):
        subject, value = getattr(quad.subject, "value", ""), getattr(quad.object, "value", "")
        held.setdefault(subject, {}).setdefault(quad.predicate.value, []).append(value)
    return held


def _value(said: Mapping[str, list[str]], name: str) -> str:
    iri = "http://spdx.org/rdf/terms#checksumValue" if name == "spdx:checksumValue" else expand(name)
    return " ".join(said.get(iri, ()))
