"""The engine suite: our fixed queries, the questions and probes, asked of an engine and of the embedded
store.

An engine must answer what pages and questions need; a probe that it fails closes the words it is about, so
that nobody gets a false answer (`endpoint/queries/probes/*.rq`: description, `# words:` and the query)."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import cast

import pyoxigraph as ox

from corale import artefacts
from corale.endpoint.engine.outside.asking import Outside, Results
from corale.endpoint.engine.outside.connection import EngineError
from corale.endpoint.engine.spill import TooLargeError
from corale.endpoint.engine.wire import Question, Term
from corale.endpoint.engine.worker import ask
from corale.ontology.vocabulary import PREFIXES

DIGITS = 12
"""Significant digits to which decimals and doubles are held against each other."""
_WORDS = re.compile(r"^# words: (.+)$", re.MULTILINE)
_NUMBER = re.compile(r'^"(-?[\d.]+(?:[eE][+-]?\d+)?)"\^\^<[^>]*#(?:decimal|double|float)>$')
ROWS = 100_000


@dataclass(frozen=True, slots=True)
class Case:
    """A query of the suite: `kind` is `page`, `question`, `example` or `probe`; `words` are what a probe is
    about."""

    kind: str
    name: str
    question: Question
    words: tuple[str, ...] = ()

    @property
    def needed(self) -> bool:
        """Tell whether pages and questions need it."""
        return self.kind != "probe"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came of a case: nothing wrong, or `fault` says what."""

    case: Case
    fault: str = ""


def cases(store: ox.Store) -> list[Case]:
    """Return the cases of the suite for the release that a store holds, in their order."""
    things = terms(store)
    found = []
    for name, text in _files("endpoint", "queries", "pages"):
        given = tuple(
            (variable, things[variable, name])
            for variable in ("s", "g", "record", "class")
            if (variable, name) in things
        )
        found.append(Case("page", name, Question(text, terms=given, own=True)))
    found += [Case("example", name, Question(text, own=True)) for name, text in _files("endpoint", "queries")]
    found += [
        Case("question", name, Question(text, own=True)) for name, text in _files("ontology", "questions")
    ]
    for name, text in _files("endpoint", "queries", "probes"):
        words = _WORDS.search(text)
        closes = tuple(words[1].split()) if words else ()
        question = Question(text, rows=ROWS, own=True)
        found.append(Case("probe", name, question, closes))
    return found


def _files(*folder: str) -> Iterator[tuple[str, str]]:
    for path in sorted(artefacts.path(*folder).glob("*.rq")):
        yield path.stem, path.read_text(encoding="utf-8")


def terms(store: ox.Store) -> dict[tuple[str, str], Term]:
    """Return what is put into the pages' queries, by variable and query: the first thing of a kind, by its
    IRI."""
    found: dict[tuple[str, str], Term] = {}
    for variable, names, pattern in (
        ("s", ("data", "evidence", "example", "thing"), "?x a corale:ParticipatoryProcess"),
        (
            "s",
            ("incoming", "organisation", "organisation-links", "organisation-where"),
            "[] corale:involvedAgent ?x",
        ),
        ("s", ("place",), "[] dct:spatial ?x"),
        ("s", ("scheme",), "?x a skos:ConceptScheme"),
        ("s", ("used-class",), "[] a ?x"),
        ("s", ("used-property",), "[] ?x [] FILTER(?x != rdf:type)"),
        ("class", ("sitemap",), "[] a ?x"),
        ("record", ("record",), "?x foaf:primaryTopic []"),
        ("g", ("graph", "graph-rows", "proofs", "ontology"), "GRAPH ?x { [] rdf:subject [] }"),
    ):
        query = f"SELECT (MIN(STR(?x)) AS ?one) WHERE {{ {pattern} }}"
        rows = store.query(query, prefixes=PREFIXES)
        row = next(iter(cast(ox.QuerySolutions, rows)), None)
        if row is not None and row["one"] is not None:
            found |= {(variable, name): ("iri", row["one"].value, "", "") for name in names}
    return found


def check(store: ox.Store, engine: Outside, chosen: list[Case] | None = None) -> Iterator[Verdict]:
    """Yield the verdict on each case of the suite."""
    for case in cases(store) if chosen is None else chosen:
        joins = "GROUP_CONCAT" in case.question.query
        try:
            wanted = flat(ask(store, case.question), joins)
        except (SyntaxError, ValueError, RuntimeError, OSError) as fault:
            yield Verdict(case, f"the embedded store: {fault}")
            continue
        try:
            given = flat(engine.query(case.question), joins)
        except TooLargeError:
            # a cut answer that is an error keeps the promise, but not where a page needs it
            yield Verdict(case, "cut" if case.needed else "")
            continue
        except EngineError as fault:
            yield Verdict(case, f"{fault.code} {fault.message}".strip()[:200])
            continue
        except (SyntaxError, ValueError, RuntimeError) as fault:
            yield Verdict(case, str(fault)[:200])
            continue
        yield Verdict(case, difference(wanted, given, "# ordered" in case.question.query))


def flat(results: Results, joins: bool = False) -> list[tuple[str, ...]]:
    """Return an answer as rows of texts, as they come; what GROUP_CONCAT `joins` has no order."""
    if isinstance(results, ox.QueryBoolean):
        return [(str(bool(results)),)]
    rows = results if isinstance(results, ox.QuerySolutions) else (iter(triple) for triple in results)
    return [tuple("" if term is None else _even(str(term), joins) for term in row) for row in rows]


def _even(term: str, joins: bool) -> str:
    if (number := _NUMBER.match(term)) is not None:
        return f"{float(number[1]):.{DIGITS}g}"
    return ", ".join(sorted(term.strip('"').split(", "))) if joins and ", " in term else term


def difference(wanted: list[tuple[str, ...]], given: list[tuple[str, ...]], ordered: bool) -> str:
    """Return how an answer differs from the one that is wanted; `""` if it does not.

    >>> difference([("a",)], [("b",)], False)
    '1 of 1 rows missing, 1 too many: (a) for (b)'
    """
    missing, over = Counter(wanted) - Counter(given), Counter(given) - Counter(wanted)
    if not missing and not over:
        return "rows in another order" if ordered and wanted != given else ""
    first = ", ".join(min(missing)) if missing else "nothing"
    other = ", ".join(min(over)) if over else "nothing"
    return (
        f"{missing.total()} of {len(wanted)} rows missing, {over.total()} too many: ({first[:80]}) for"
        f" ({other[:80]})"
    )


def refused(verdicts: list[Verdict]) -> frozenset[str]:
    """Return the words that an engine does not evaluate as SPARQL says, by the probes that it fails."""
    return frozenset(word for one in verdicts if one.fault for word in one.case.words)
