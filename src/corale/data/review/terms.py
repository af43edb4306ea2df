"""Terms as people write them in `decisions/statements.csv`: those of Turtle, with IRIs relative to the base.

`<id/place/038008>`, `"40000"^^xsd:decimal`, `"Il patto"@it`. What is read is one canonical N-Quads term.
"""

import re

import pyoxigraph as ox

from corale.data.rdf.canonical import split
from corale.data.rdf.formats import FORBIDDEN
from corale.errors import UsageError
from corale.ontology.vocabulary import PREFIXES, compact, expand

_IRI = re.compile(r"<([^<>\"{}|^`\\\x00-\x20]+)>")
_LITERAL = re.compile(
    r'("(?:[^"\\]|\\.)*")(?:\^\^(?:<(?P<iri>[^<>\s]+)>|(?P<curie>[\w-]+:[\w-]+)))?(@[\w-]+)?', re.DOTALL
)
LONGEST = 4000  # characters of a term


def read(text: str, base: str) -> str:
    """Return the canonical N-Quads term of a term as people write it; `base` ends in `/`.

    >>> read("<id/place/038008>", "https://x.example/"), read('"040.50"^^xsd:decimal', "https://x.example/")
    ('<https://x.example/id/place/038008>', '"40.5"^^<http://www.w3.org/2001/XMLSchema#decimal>')

    Raises:
        UsageError: it is no term, no http(s) IRI, or a value that its datatype does not have.
    """
    if len(text) > LONGEST:
        raise UsageError(
            f"un valore ha al più {LONGEST} caratteri", f"a value has at most {LONGEST} characters"
        )
    if iri := _IRI.fullmatch(text):
        full = iri[1] if re.match(r"[A-Za-z][\w+.-]*:", iri[1]) else base + iri[1]
        if not full.startswith(("http://", "https://")):
            raise UsageError(f"{text}: un IRI http(s)", f"{text}: an http(s) IRI")
        return _canonical(f"<{full}>")
    literal = _LITERAL.fullmatch(text)
    if literal is None:
        raise UsageError(
            f'{text!r}: serve <IRI>, "testo"@it o "1"^^xsd:integer',
            f'{text!r}: give <IRI>, "text"@en or "1"^^xsd:integer',
        )
    datatype = literal["iri"] or ""
    if curie := literal["curie"]:
        if curie.partition(":")[0] not in PREFIXES:
            raise UsageError(f"{text!r}: prefisso sconosciuto", f"{text!r}: unknown prefix")
        datatype = expand(curie)
    return _canonical(f"{literal[1]}{f'^^<{datatype}>' if datatype else ''}{literal[4] or ''}")


def write(term: str, base: str) -> str:
    """Return an N-Quads term as people write it; :func:`read` gives it back.

    >>> write("<https://x.example/id/place/038008>", "https://x.example/")
    '<id/place/038008>'
    >>> write('"5"^^<http://www.w3.org/2001/XMLSchema#integer>', "https://x.example/")
    '"5"^^xsd:integer'
    """
    if term.startswith("<"):
        return f"<{term[1:-1].removeprefix(base)}>"
    text, language, datatype = split(term)
    if language:
        return f'"{text}"@{language}'
    name = compact(datatype)
    return f'"{text}"' if name == "xsd:string" else f'"{text}"^^{name}'


def literal(text: str, datatype: str = "", language: str = "") -> str:
    """Return the literal of a text as people write it: of a datatype (a CURIE), a language, or plain.

    >>> literal('un "patto"', language="it"), literal("5", "xsd:integer")
    ('"un \\\\"patto\\\\""@it', '"5"^^xsd:integer')
    """
    quoted = str(ox.Literal(text))
    return f"{quoted}@{language}" if language else f"{quoted}^^{datatype}" if datatype else quoted


def subject(text: str, base: str) -> str:
    """Return the N-Quads term of a subject written relative to the base (`id/process/osservatorio-2205`).

    Raises:
        UsageError: it is no thing of the publisher.
    """
    if not re.fullmatch(r"id/[a-z]+/[^\s<>\"{}|^`\\]+", text):
        raise UsageError(
            f"{text!r}: un soggetto è id/<kind>/<key>", f"{text!r}: a subject is id/<kind>/<key>"
        )
    return _canonical(f"<{base}{text}>")


def predicate(curie: str) -> str:
    """Return the N-Quads term of a property by its CURIE.

    Raises:
        UsageError: its prefix is unknown.
    """
    prefix, _, local = curie.partition(":")
    if prefix not in PREFIXES or not re.fullmatch(r"[\w-]+", local):
        raise UsageError(
            f"{curie!r}: una proprietà è come corale:totalCost",
            f"{curie!r}: a property is as corale:totalCost",
        )
    return f"<{expand(curie)}>"


def _canonical(term: str) -> str:
    """Return the form in which the store keeps a term: it would write others anew."""
    store = ox.Store()
    try:
        store.load(f"<x:s> <x:p> {term} .".encode(), ox.RdfFormat.N_TRIPLES)
    except SyntaxError as fault:
        raise UsageError(f"{term}: non è un valore ({fault})", f"{term}: is no value ({fault})") from fault
    [quad] = store
    value = str(quad.object)
    if FORBIDDEN.search(getattr(quad.object, "value", "")):
        raise UsageError(f"{term}: caratteri di controllo", f"{term}: control characters")
    _, _, datatype = split(term) if term[0] == '"' else ("", "", "")
    if compact(datatype) in CHECKED and not re.fullmatch(
        CHECKED[compact(datatype)], value[1 : value.rindex('"')]
    ):
        raise UsageError(f"{term}: non è un {compact(datatype)}", f"{term}: is no {compact(datatype)}")
    return value


CHECKED = {
    "xsd:decimal": r"-?\d+(\.\d+)?",
    "xsd:integer": r"-?\d+",
    "xsd:boolean": r"true|false",
    "xsd:date": r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])",
    "xsd:gYear": r"\d{4}",
    "xsd:gYearMonth": r"\d{4}-(0[1-9]|1[0-2])",
    "xsd:dateTime": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?",
}
"""What the values of a datatype look like: the store keeps a value that its datatype does not have."""
