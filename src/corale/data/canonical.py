"""Sorted canonical N-Quads and Turtle: the same graph gives the same bytes, whatever order its quads come in.

N-Quads are the lines of the W3C's canonical form in code point order. Turtle groups them by subject, then by
predicate (`a` first), in that same order, so that a difference between two dumps is a difference between two graphs.
Everything works on the strings of N-Quads lines: a release of millions of quads passes here line by line.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import TypeAlias

import pyoxigraph as ox

Terms: TypeAlias = tuple[str, str, str, str]  # subject, predicate, object and graph, as N-Quads writes them

RDF_TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
XSD = "http://www.w3.org/2001/XMLSchema#"
SEEN = 50_000  # terms whose spelling a writer remembers: a dump may hold millions of names

_LOCAL = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_-])?")
_ESCAPE = re.compile(r"\\(u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|.)")
_SIGNS = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f"}
_NUMBER = re.compile(r"[+-]?[0-9]+")


def line(quad: ox.Quad) -> str:
    """Return the canonical N-Quads line of a quad, without its line end.

    >>> line(ox.Quad(ox.NamedNode("x:a"), ox.NamedNode("x:b"), ox.Literal("sì", language="it"), ox.NamedNode("x:g")))
    '<x:a> <x:b> "sì"@it <x:g> .'
    """
    return f"{quad} ."


def nquads(quads: Iterable[ox.Quad]) -> bytes:
    """Return quads as sorted N-Quads, each once."""
    lines = sorted({line(quad) for quad in quads})
    return "".join(f"{text}\n" for text in lines).encode()


def parted(quad: ox.Quad) -> Terms:
    """Return the four terms of a quad; the default graph is an empty text.

    >>> parted(ox.Quad(ox.NamedNode("x:a"), ox.NamedNode("x:b"), ox.Literal("c")))
    ('<x:a>', '<x:b>', '"c"', '')
    """
    graph = quad.graph_name
    name = "" if isinstance(graph, ox.DefaultGraph) else str(graph)
    return str(quad.subject), str(quad.predicate), str(quad.object), name


def terms(text: str) -> Terms:
    """Split a line of N-Quads in a named graph into subject, predicate, object and graph, as N-Quads terms.

    >>> terms('<x:a> <x:b> "a b" <x:g> .')
    ('<x:a>', '<x:b>', '"a b"', '<x:g>')
    """
    subject, predicate, rest = text.split(" ", 2)
    stated, graph, _ = rest.rsplit(" ", 2)
    return subject, predicate, stated, graph


def joined(said: Terms) -> str:
    """Return the line of N-Quads with these terms, without its line end.

    >>> joined(("<x:a>", "<x:b>", '"a b"', "<x:g>"))
    '<x:a> <x:b> "a b" <x:g> .'
    """
    return f"{' '.join(said)} ."


def split(literal: str) -> tuple[str, str, str]:
    """Split a literal of N-Quads into its text (still escaped), language tag and datatype.

    >>> split('"sì"@it'), split('"5"^^<x:int>')
    (('sì', 'it', ''), ('5', '', 'x:int'))
    """
    if literal[-1] == '"':
        return literal[1:-1], "", XSD + "string"
    if literal[-1] == ">":
        text, _, datatype = literal[:-1].rpartition('"^^<')
        return text[1:], "", datatype
    text, _, language = literal.rpartition('"@')
    return text[1:], language, ""


def plain(text: str) -> str:
    r"""Return the text of a literal with its escapes resolved.

    >>> plain(r"a \"b\" \u00E8")
    'a "b" è'
    """
    return _ESCAPE.sub(_resolve, text) if "\\" in text else text


def _resolve(found: re.Match[str]) -> str:
    sign = found[1]
    return _SIGNS.get(sign) or (chr(int(sign[1:], 16)) if sign[0] in "uU" else sign)


def value(term: str) -> str:
    r"""Return what a term holds: an IRI without its brackets, the text of a literal with its escapes resolved.

    >>> value("<x:a>"), value(r'"a \"b\""@it'), value('"5"^^<x:int>')
    ('x:a', 'a "b"', '5')
    """
    return plain(split(term)[0]) if term[0] == '"' else term[1:-1]


def by_subject(said: Iterable[Terms]) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Group sorted statements by subject: each subject with its (predicate, object) pairs, in their order."""
    last, pairs = "", list[tuple[str, str]]()
    for subject, predicate, stated, _ in said:
        if subject != last:
            if pairs:
                yield last, pairs
            last, pairs = subject, []
        pairs.append((predicate, stated))
    if pairs:
        yield last, pairs


class Turtle:
    """A writer of Turtle in blocks, one a subject, under a fixed list of prefixes."""

    def __init__(self, prefixes: Mapping[str, str]) -> None:
        self._prefixes = sorted(prefixes.items())
        self._names = {namespace: prefix for prefix, namespace in reversed(self._prefixes)}
        self._term = lru_cache(maxsize=SEEN)(self.spelt)

    def header(self) -> str:
        """Return the prefix declarations and the empty line after them."""
        return "".join(f"@prefix {prefix}: <{namespace}> .\n" for prefix, namespace in self._prefixes) + "\n"

    def footer(self) -> str:
        """Return the end of the document: nothing."""
        return ""

    def block(self, subject: str, pairs: Iterable[tuple[str, str]]) -> str:
        """Return one subject's triples, from its (predicate, object) pairs in sorted order."""
        said: dict[str, list[str]] = {RDF_TYPE: []}
        for predicate, stated in pairs:
            held = said.get(predicate)
            if held is None:
                said[predicate] = [self._term(stated)]
            else:
                held.append(self._term(stated))
        clauses = [
            f"    {'a' if predicate == RDF_TYPE else self._term(predicate)} " + " ,\n        ".join(held)
            for predicate, held in said.items()
            if held
        ]
        return f"{self.spelt(subject)}\n" + " ;\n".join(clauses) + " .\n\n"

    def spelt(self, text: str) -> str:
        """Return a term of N-Quads in Turtle's shortest safe spelling."""
        if text[0] == "<":
            return self._shorten(text)
        if text[0] != '"' or text[-1] != ">":
            return text
        value, _, datatype = text[:-1].rpartition("^^<")
        if datatype == XSD + "integer" and _NUMBER.fullmatch(value[1:-1]):
            return value[1:-1]
        if datatype == XSD + "boolean" and value in ('"true"', '"false"'):
            return value[1:-1]
        return f"{value}^^{self._shorten(f'<{datatype}>')}"

    def _shorten(self, text: str) -> str:
        iri = text[1:-1]
        cut = max(iri.rfind("/"), iri.rfind("#")) + 1
        prefix = self._names.get(iri[:cut])
        if prefix is None or not _LOCAL.fullmatch(iri, cut):
            return text
        return f"{prefix}:{iri[cut:]}"


def turtle(triples: Iterable[ox.Triple], prefixes: Mapping[str, str]) -> bytes:
    """Return triples as sorted Turtle; only the prefixes that a term uses are declared."""
    grouped: dict[str, set[tuple[str, str]]] = {}
    for triple in triples:
        grouped.setdefault(str(triple.subject), set()).add((str(triple.predicate), str(triple.object)))
    writer = Turtle(prefixes)
    body = "".join(writer.block(subject, sorted(grouped[subject])) for subject in sorted(grouped))
    used = {prefix: name for prefix, name in prefixes.items() if f"{prefix}:" in body}
    return (Turtle(used).header() + body).encode()
