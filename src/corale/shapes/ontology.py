"""The check of the ontology itself: the files parse, meet the meta-shapes, stay in profile, and have a model.

The meta-shapes are `shapes/ontology.ttl`; profile and model are :mod:`corale.ontology.reason` (Java), and
where Java is not there a note says so."""

import re
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pyoxigraph as ox
import pyshacl
import rdflib

from corale.data.rdf.canonical import parted
from corale.errors import ReleaseError, SetupError
from corale.findings import Finding, finding
from corale.ontology import changes, reason, vocabulary
from corale.ontology.explain import explain
from corale.shapes import report, rules
from corale.shapes.graphs import shapes, statements

NAME = ("ontology",)
CORE = ("corale.ttl", "alignments.ttl")


def check(folder: Path) -> list[Finding]:
    """Return the findings about the ontology, alignments and schemes in a folder, sorted."""
    paths = sorted(folder.rglob("*.ttl"))
    broken = [fault for path in paths for fault in unreadable(path, folder)]
    if broken:
        return sorted(broken)
    said = {path: [quad.triple for quad in ox.parse(path=path)] for path in paths}
    found = meta([triple for triples in said.values() for triple in triples])
    return sorted(
        [*(located(finding, said, folder) for finding in found), *logic(said), *history(said, folder)]
    )


def meta(triples: list[ox.Triple]) -> list[Finding]:
    """Return the findings of the meta-shapes on the triples of ontology and schemes."""
    said = [parted(ox.Quad(t.subject, t.predicate, t.object)) for t in triples]
    graph = rdflib.Graph()
    for statement in statements(said):
        graph.add(statement)
    _, results, text = pyshacl.validate(graph, shacl_graph=shapes(NAME), inference="none", inplace=True)
    if not isinstance(results, rdflib.Graph):
        raise ReleaseError(f"the meta-shapes cannot be applied: {text}")
    return report.findings([*report.results(results, shapes(NAME)), *rules.run(NAME, said)], said)


def history(said: dict[Path, list[ox.Triple]], folder: Path) -> list[Finding]:
    """Return where the terms disagree with the changelog and the versions released."""
    if not (folder / "changes.csv").is_file():
        return []
    version, terms = changes.current(said.get(folder / "corale.ttl", []))
    return changes.faults(version, terms, changes.released(folder), changes.changelog(folder))


def logic(said: dict[Path, list[ox.Triple]]) -> list[Finding]:
    """Return the findings of profile checker and reasoner on ontology and alignments."""
    triples = [triple for path, held in said.items() if path.name in CORE for triple in held]
    try:
        found = [
            finding("O002", "corale.ttl", why=(line, line)) for line in reason.profile_violations(triples)
        ]
        verdict = reason.verdict(triples)
    except SetupError as fault:
        return [finding("O000", "corale.ttl", why=(fault, fault)), *explain(triples)]
    if not verdict.consistent or verdict.unsatisfiable:
        why = explain(triples)
        names = ", ".join(map(vocabulary.compact, verdict.unsatisfiable)) or "∅"
        found += why or [finding("O006", "corale.ttl", classes=(names, names))]
    return found


def located(finding: Finding, said: dict[Path, list[ox.Triple]], folder: Path) -> Finding:
    """Return the finding with the file and the line where its subject stands, and with its name in the
    message."""
    name = finding.file
    iri = name if "://" in name else vocabulary.expand(name)
    for path, triples in said.items():
        if any(isinstance(t.subject, ox.NamedNode) and t.subject.value == iri for t in triples):
            line = line_of(iri, path.read_text(encoding="utf-8").splitlines())
            return replace(
                finding,
                file=str(path.relative_to(folder)),
                line=line,
                message_it=f"{name}: {finding.message_it}",
                message_en=f"{name}: {finding.message_en}",
                record="",
            )
    return finding


def line_of(iri: str, lines: Iterable[str]) -> int:
    """Return the number of the line that begins with a node, written as IRI or as a prefixed name; 0 for
    none.

    >>> line_of("https://w3id.org/corale/onto/Phase", ["", "corale:Phase a owl:Class ;"])
    2
    """
    local = re.escape(re.split(r"[/#]", iri)[-1])
    begins = re.compile(rf"(<{re.escape(iri)}>|\w*:{local})\s")
    return next((number for number, line in enumerate(lines, 1) if begins.match(line)), 0)


def unreadable(path: Path, folder: Path) -> list[Finding]:
    """Return a violation where a Turtle file cannot be parsed: what the parser says, with the line."""
    try:
        for _ in ox.parse(path=path):
            pass
    except SyntaxError as fault:
        return [finding("O008", str(path.relative_to(folder)), fault.lineno or 0, why=(fault.msg, fault.msg))]
    return []
