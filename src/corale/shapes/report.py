"""The report of a validation: each result as a finding for people and as `sh:ValidationResult` for programs.

A finding says where (record, file, line of the evidence), what (the shape's message and the value), and what
to do (the shape's comment), in Italian and English. Results have IRIs made from what they say, so that a
report is the same on every run."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

import pyoxigraph as ox
import rdflib
from rdflib.namespace import RDF, RDFS, SH

from corale.data.rdf import grades
from corale.data.rdf.canonical import Terms, split, value
from corale.findings import Finding, Severity
from corale.ontology import vocabulary
from corale.shapes.graphs import back

SHAPE = "https://w3id.org/corale/shape/"
CONTRADICTION = f"{SHAPE}contradiction-stands"
ASKED = frozenset(
    {
        "corale:sourceLine",
        "rdf:subject",
        "rdf:predicate",
        "corale:quotedFrom",
        "dct:identifier",
        "corale:contradicts",
        "rdfs:comment",
        "dct:source",
    }
)
OF_RECORD = frozenset(f"<{vocabulary.expand(name)}>" for name in ("corale:contradicts", "dct:source"))
SEVERITIES = {"Violation": Severity.VIOLATION, "Warning": Severity.WARNING, "Info": Severity.INFO}


@dataclass(frozen=True, slots=True, order=True)
class Result:
    """One validation result: focus node, path and value (N-Triples terms, empty where there is none), shape,
    texts."""

    focus: str
    path: str
    value: str
    shape: str
    component: str
    severity: str
    messages: tuple[tuple[str, str], ...]
    suggestions: tuple[tuple[str, str], ...] = ()
    constraint: str = ""
    fields: tuple[str, ...] = ()

    @property
    def digest(self) -> str:
        """Twelve hexadecimal digits made from what the result says."""
        said = "\n".join((self.focus, self.path, self.value, self.shape, self.component, self.constraint))
        return hashlib.sha256(said.encode()).hexdigest()[:12]


def results(graph: rdflib.Graph, shapes: rdflib.Graph) -> list[Result]:
    """Return the results of a SHACL report graph, sorted; details of nested shapes stay out."""
    nested = set(graph.objects(None, SH.detail))
    found = []
    for node in graph.subjects(RDF.type, SH.ValidationResult):
        if node in nested:
            continue
        shape = graph.value(node, SH.sourceShape)
        found.append(
            Result(
                focus=_text(graph.value(node, SH.focusNode)),
                path=_text(graph.value(node, SH.resultPath)),
                value=_text(graph.value(node, SH.value)),
                shape=str(shape),
                component=str(graph.value(node, SH.sourceConstraintComponent)),
                severity=str(graph.value(node, SH.resultSeverity)).removeprefix(str(SH)),
                messages=_texts(graph.objects(node, SH.resultMessage)),
                suggestions=_texts(shapes.objects(shape, RDFS.comment)),
                constraint=str(graph.value(node, SH.sourceConstraint) or ""),
                fields=tuple(sorted(map(str, shapes.objects(shape, RDFS.seeAlso)))),
            )
        )
    return sorted(found)


def findings(found: Iterable[Result], data: Iterable[Terms]) -> list[Finding]:
    """Return a finding for each result; `data` is what was validated, evidence with it.

    A conflict between fields that the record itself tells as a contradiction is not told a second time."""
    found, data = list(found), list(data)
    about, paths = {result.focus for result in found}, {result.path for result in found}
    near = about | {
        subject for subject, predicate, stated, _ in data if stated in paths or predicate in OF_RECORD
    }
    places = Places(one for one in data if one[0] in near)
    return [places.finding(result) for result in found if not places.is_contradicted(result)]


class Places:
    """Where the nodes of a batch come from: the record's graph, its file, the line of the evidence."""

    def __init__(self, data: Iterable[Terms]) -> None:
        self.graphs: dict[str, str] = {}
        self.files: dict[str, str] = {}
        self.values: dict[tuple[str, str], list[str]] = {}
        asked = {f"<{vocabulary.expand(name)}>": name for name in ASKED}
        for subject, predicate, stated, graph in data:
            if not graph or subject[0] != "<":
                continue
            home = grades.home(graph[1:-1])
            self.graphs.setdefault(subject, home)
            if name := asked.get(predicate):
                self.values.setdefault((subject, name), []).append(stated)
                if name == "dct:source":
                    self.files[home] = value(stated)
        self.contradicted = {
            (self.graphs[subject], stated)
            for (subject, predicate), held in self.values.items()
            if predicate == "corale:contradicts"
            for stated in held
        }
        self.lines = {
            (about, field): grades.line_of(passage)
            for (evidence, predicate), passages in self.values.items()
            if predicate == "corale:quotedFrom"
            for passage in passages
            for about in self.values.get((evidence, "rdf:subject"), [])
            for field in self.values.get((evidence, "rdf:predicate"), [])
        }

    def is_contradicted(self, result: Result) -> bool:
        """Whether the record has a contradiction on a field that the result warns about."""
        if result.severity != "Warning" or result.shape == CONTRADICTION:
            return False
        graph = self.graphs.get(result.focus, "")
        return any(
            (graph, field) in self.contradicted for field in (result.path, *(f"<{f}>" for f in result.fields))
        )

    def finding(self, result: Result) -> Finding:
        """Return the finding of one result."""
        focus, path = result.focus, result.path
        graph = self.graphs.get(focus, "")
        source, _, key = graph.partition("/graph/")[2].partition("/")
        messages, suggestions = dict(result.messages), dict(result.suggestions)
        code = (result.constraint or result.shape).removeprefix(SHAPE)
        line, field = self.lines.get((focus, path), 0), _local(path)
        if result.shape == CONTRADICTION:
            said = self.values.get((focus, "rdfs:comment"), [])
            messages = {split(one)[1]: value(one) for one in said if one[0] == '"'} or messages
            code = next(map(value, self.values.get((focus, "dct:identifier"), [])), code)
            stated = [value(one) for one in self.values.get((focus, "corale:sourceLine"), [])]
            line = next((int(one) for one in stated if one.isdigit()), line)
            field = next((_local(one) for one in self.values.get((focus, "corale:contradicts"), [])), "")
        elif (
            result.value and not result.constraint and (result.value.startswith('"') or result.value != focus)
        ):
            messages = {language: f"{text} ({_short(result.value)})" for language, text in messages.items()}
        slug = f"{source}-{key}" if key else ""
        where = self.files.get(graph, "") or vocabulary.compact(focus.strip("<>"))
        return Finding(
            file=where,
            line=line,
            code=code,
            severity=SEVERITIES[result.severity],
            message_it=messages.get("it", ""),
            message_en=messages.get("en", ""),
            suggestion_it=suggestions.get("it", ""),
            suggestion_en=suggestions.get("en", ""),
            field=field,
            record=slug,
        )


def quads(found: Iterable[Result], base: str = vocabulary.BASE) -> list[ox.Quad]:
    """Return the SHACL validation report as quads of the default graph, every node with an IRI, sorted."""
    sh, kept = vocabulary.PREFIXES["sh"], sorted(set(found))
    report = ox.NamedNode(f"{base}id/report/validation")
    kind = ox.NamedNode(str(RDF.type))
    said: set[ox.Quad] = {
        ox.Quad(report, kind, ox.NamedNode(f"{sh}ValidationReport")),
        ox.Quad(report, ox.NamedNode(f"{sh}conforms"), ox.Literal(not kept)),
    }
    for result in kept:
        node = ox.NamedNode(f"{base}id/result/{result.digest}")
        said.add(ox.Quad(report, ox.NamedNode(f"{sh}result"), node))
        said.add(ox.Quad(node, kind, ox.NamedNode(f"{sh}ValidationResult")))
        stated = {
            "focusNode": _term(result.focus),
            "resultPath": _term(result.path),
            "value": _term(result.value),
            "sourceShape": ox.NamedNode(result.shape),
            "sourceConstraintComponent": ox.NamedNode(result.component),
            "resultSeverity": ox.NamedNode(f"{sh}{result.severity}"),
        }
        if result.constraint:
            stated["sourceConstraint"] = ox.NamedNode(result.constraint)
        said |= {ox.Quad(node, ox.NamedNode(f"{sh}{name}"), value) for name, value in stated.items() if value}
        for language, text in result.messages:
            literal = ox.Literal(text, language=language) if language else ox.Literal(text)
            said.add(ox.Quad(node, ox.NamedNode(f"{sh}resultMessage"), literal))
    return sorted(said, key=str)


def _text(node: rdflib.term.Node | None) -> str:
    """Return a term as N-Triples; a blank node, which says nothing outside its graph, as nothing."""
    return "" if node is None or isinstance(node, rdflib.BNode) else str(back(node))


def _term(text: str) -> ox.NamedNode | ox.Literal | None:
    """Return the term that an N-Triples text writes, or none for an empty text."""
    if not text:
        return None
    quad = next(iter(ox.parse(f"<x:s> <x:p> {text} .", format=ox.RdfFormat.N_TRIPLES)))
    return quad.object if isinstance(quad.object, ox.NamedNode | ox.Literal) else None


def _texts(nodes: Iterable[rdflib.term.Node]) -> tuple[tuple[str, str], ...]:
    return tuple(
        sorted((node.language or "", str(node)) for node in nodes if isinstance(node, rdflib.Literal))
    )


def _local(iri: str) -> str:
    return iri.strip("<>").replace("#", "/").rpartition("/")[2]


def _short(term: str) -> str:
    return (
        vocabulary.compact(term.strip("<>")) if term.startswith("<") else term.rpartition('"')[0].lstrip('"')
    )
