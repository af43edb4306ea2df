"""N-Quads, the lines of the W3C's canonical form in code point order, and the terms that they are made of.

Everything works on the text of N-Quads: a release of millions of quads passes here, a member at a time."""

import re
from collections.abc import Iterable
from typing import TypeAlias

import pyoxigraph as ox

Terms: TypeAlias = tuple[str, str, str, str]  # subject, predicate, object and graph, as N-Quads writes them

RDF_TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
IN_SCHEME = "<http://www.w3.org/2004/02/skos/core#inScheme>"
XSD = "http://www.w3.org/2001/XMLSchema#"

_ESCAPE = re.compile(r"\\(u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|.)")
_SIGNS = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f"}


def nquad(quad: ox.Quad) -> str:
    """Return the canonical N-Quads line of a quad, without its line end.

    >>> nquad(ox.Quad(ox.NamedNode("x:a"), ox.NamedNode("x:b"), ox.Literal("sì", language="it"),
    ...  ox.NamedNode("x:g")))
    '<x:a> <x:b> "sì"@it <x:g> .'
    """
    return f"{quad} ."


def nquads(quads: Iterable[ox.Quad]) -> bytes:
    """Return quads as sorted N-Quads, each once."""
    lines = sorted({nquad(quad) for quad in quads})
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


def triple(text: str) -> str:
    """Return a line of N-Quads without its graph.

    >>> triple('<x:a> <x:b> "a b" <x:g> .')
    '<x:a> <x:b> "a b" .'
    """
    return f"{text[: text.rindex(' <', 0, -2)]} ."


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
    r"""Return what a term holds: an IRI without its brackets, the text of a literal with its escapes
    resolved.

    >>> value("<x:a>"), value(r'"a \"b\""@it'), value('"5"^^<x:int>')
    ('x:a', 'a "b"', '5')
    """
    return plain(split(term)[0]) if term[0] == '"' else term[1:-1]
