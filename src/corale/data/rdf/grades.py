"""The grade of a statement, told by the name of the graph it stands in.

A record's graph holds what its source states; beside it stand `…/read` (taken from running text),
`…/inferred`, `…/reviewed` and `…/evidence`.
"""

from typing import Literal, TypeAlias, cast

Grade: TypeAlias = Literal["stated", "read", "inferred", "reviewed", "evidence"]
SUFFIXES = frozenset({"read", "inferred", "reviewed", "evidence"})
KNOWN, EVIDENCE, ABOUT = "corale.nq.gz", "corale-evidence.nq.gz", "corale-about.nq.gz"
DUMPS = (KNOWN, EVIDENCE, ABOUT)  # the named graphs: what is known, evidence, the ontology
DEFAULT = "corale.ttl.gz"  # the default graph: the triples of what is known
# a triple stands in its strongest graph
STRENGTH: tuple[Grade, ...] = (
    "reviewed",
    "stated",
    "read",
    "inferred",
)


def grade(graph_iri: str) -> Grade:
    """Return the grade of a graph, by its IRI or its N-Quads term.

    >>> grade("https://w3id.org/corale/graph/osservatorio/2205"), grade("<https://w3id.org/corale/graph/inferred>")
    ('stated', 'inferred')
    >>> grade("https://w3id.org/corale/graph/osservatorio/2205/evidence")
    'evidence'
    """
    tail = graph_iri[graph_iri.rfind("/") + 1 :].rstrip(">")
    return cast(Grade, tail) if tail in SUFFIXES else "stated"


def home(graph_iri: str) -> str:
    """Return the graph that a graded one stands beside: the record's own, or the same where it has no suffix.

    >>> home("<https://w3id.org/corale/graph/osservatorio/2205/read>")
    '<https://w3id.org/corale/graph/osservatorio/2205>'
    >>> home("https://w3id.org/corale/graph/inferred")
    'https://w3id.org/corale/graph/inferred'
    """
    before, _, tail = graph_iri.rpartition("/")
    if tail.rstrip(">") not in SUFFIXES or before.endswith("/graph"):
        return graph_iri
    return f"{before}>" if tail.endswith(">") else before


def line_of(passage: str) -> int:
    """Return the line that a passage of a record begins in, by its IRI; 0 where it names the whole record.

    >>> line_of("<https://w3id.org/corale/id/record/osservatorio-2205#L41C1-L41C12>"), line_of("https://x.example/r")
    (41, 0)
    """
    line = passage.partition("#L")[2].partition("C")[0]
    return int(line) if line.isdigit() else 0
