"""Where a thing's values come from: record, source file and line, verbatim text, grade, rule, confidence.

Read from the evidence graphs of a release, so that every published fact can be followed back to its sentence.
"""

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, replace
from typing import TypeAlias

from corale.data.published.diff import record_of
from corale.data.published.folder import Release
from corale.data.rdf import canonical
from corale.data.rdf.grades import DUMPS, grade, line_of
from corale.data.release.join import dumped
from corale.errors import NotFoundError
from corale.ontology import vocabulary
from corale.ontology.reading_rules import rule
from corale.record import Json

Wanted: TypeAlias = Callable[[str], bool]


@dataclass(frozen=True, slots=True, order=True)
class Proof:
    """A value and the place it was read from; `line` is 0 where the value has no evidence of its own."""

    property: str
    value: str
    graph: str
    record: str
    file: str
    grade: str = ""
    line: int = 0
    stated: str = ""
    rule: str = ""
    confidence: str = ""

    def to_json(self) -> "dict[str, Json]":
        """Return the proof as a JSON object, empty members left out."""
        return {name: value for name, value in asdict(self).items() if value not in ("", 0)}


def explain(found: Release, iri: str) -> list[Proof]:
    """Return every value of a thing with its evidence, sorted by property.

    Raises:
        NotFoundError: the release says nothing about the IRI.
    """
    own = [canonical.terms(line) for line in _lines(found, lambda line: line.startswith(f"<{iri}> "))]
    if not own:
        raise NotFoundError(f"release {found.id} says nothing about <{iri}>: see iris.txt for what it names")
    slugs = {record_of(f"{s} {p} {o} {g} .") for s, p, o, g in own} - {""}
    if not slugs:
        slugs = {record_of(line) for line in _lines(found, lambda line: f" <{iri}> <" in line)} - {""}
    evidence: dict[str, dict[str, str]] = {}  # by its own IRI, then by property
    files: dict[str, str] = {}
    source = f"<{vocabulary.expand('dct:source')}>"
    for line in _lines(found, lambda line: record_of(line) in slugs):
        subject, predicate, stated, graph = canonical.terms(line)
        if grade(graph) == "evidence":
            evidence.setdefault(subject, {})[vocabulary.compact(predicate[1:-1])] = stated
        elif predicate == source:
            files[subject] = canonical.plain(canonical.split(stated)[0])
    proving: dict[tuple[str, str], list[dict[str, str]]] = {}
    for one in evidence.values():
        if one.get("rdf:subject") == f"<{iri}>":
            proving.setdefault((one["rdf:predicate"], one["rdf:object"]), []).append(one)
    proofs = []
    for subject, predicate, stated, graph in own:
        slug = record_of(f"{subject} {predicate} {stated} {graph} .")
        base = Proof(
            vocabulary.compact(predicate[1:-1]),
            _text(stated),
            graph[1:-1],
            slug,
            files.get(f"<{found.manifest.base}id/record/{slug}>", ""),
            grade(graph),
        )
        cited = proving.get((predicate, stated), [])
        proofs += [_cited(base, one, files) for one in cited] or [base]
    return sorted(set(proofs))


def _cited(base: Proof, one: dict[str, str], files: dict[str, str]) -> Proof:
    """Return the proof with its place, words and rule; confidence is the rule's, where the evidence has none.

    `files` gives the file of a document: a record's own, or one beside it.
    """
    name = one["corale:rule"][1:-1].rpartition("/")[2]
    sure = _text(one["corale:confidence"]) if "corale:confidence" in one else rule(name).confidence
    words = _text(one["corale:statedAs"]) if "corale:statedAs" in one else base.value
    passage = one["corale:quotedFrom"]
    file = files.get(f"{passage.partition('#')[0].removesuffix('>')}>", base.file)
    line = line_of(passage)
    return replace(base, file=file, line=line, stated=words, rule=name, confidence=sure)


def _text(term: str) -> str:
    return vocabulary.compact(term[1:-1]) if term[0] == "<" else canonical.plain(canonical.split(term)[0])


def _lines(found: Release, wanted: Wanted) -> Iterator[str]:
    return filter(wanted, dumped(found.folder, DUMPS))
