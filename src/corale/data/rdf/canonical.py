"""Sorted canonical N-Quads and Turtle: the same graph gives the same bytes, whatever order its quads come in.

N-Quads are the lines of the W3C's canonical form in code point order. Turtle groups them by subject, then by
predicate (`a` first), in that same order, so that a difference between two dumps is a difference between two graphs.
Everything works on the text of N-Quads: a release of millions of quads passes here, a block of lines at a time.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import groupby
from typing import NamedTuple, TypeAlias, TypeVar

import pyoxigraph as ox

from corale.errors import ReleaseError

Key = TypeVar("Key")
Found = TypeVar("Found")
Terms: TypeAlias = tuple[str, str, str, str]  # subject, predicate, object and graph, as N-Quads writes them

RDF_TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
IN_SCHEME = "<http://www.w3.org/2004/02/skos/core#inScheme>"
XSD = "http://www.w3.org/2001/XMLSchema#"
SEEN = 50_000  # terms whose spelling a writer remembers: a dump may hold millions of names
FORMS = 4096  # forms of a block that a writer remembers

_BLOCK = re.compile(rb"([^ \n]+ )[^\n]*\n(?:\1[^\n]*\n)*")
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


class Memo(dict[Key, Found]):
    """What a function gives, remembered; when it is full it begins anew. Faster than `lru_cache`, term by term."""

    def __init__(self, give: Callable[[Key], Found], most: int) -> None:
        super().__init__()
        self._give, self._most = give, most

    def __missing__(self, key: Key) -> Found:
        if len(self) >= self._most:
            self.clear()
        found = self[key] = self._give(key)
        return found


_sequences = Memo[tuple[str, ...], tuple[str, ...]](lambda predicates: predicates, FORMS)


class Block(NamedTuple):
    """What is said of one subject, in order: the predicate, object and graph of each statement, as N-Quads terms.

    Blocks with the same predicates share one tuple of these, as a rule.
    """

    subject: str
    predicates: tuple[str, ...]
    objects: tuple[str, ...]
    graphs: tuple[str, ...]


def blocks(text: bytes) -> list[bytes]:
    r"""Cut sorted lines of N-Quads, each with its end, into blocks: the lines of one subject.

    They stay bytes until their terms are asked for: so they are sorted and written fastest, in the same order.

    >>> blocks(b"<x:a> 1\n<x:a> 2\n<x:b> 1\n")
    [b'<x:a> 1\n<x:a> 2\n', b'<x:b> 1\n']

    Raises:
        ReleaseError: a line has no subject, or no end.
    """
    found = [block[0] for block in _BLOCK.finditer(text)]
    if sum(map(len, found)) != len(text):
        raise ReleaseError(f"lines cannot be read again: one has no subject or no end, between {text[:200]!r}")
    return found


def block(some: bytes) -> Block:
    r"""Split the lines of one subject into their terms.

    >>> block(b'<x:a> <x:b> "a b" <x:g> .\n<x:a> <x:c> <x:d> <x:g> .\n')[1:]
    (('<x:b>', '<x:c>'), ('"a b"', '<x:d>'), ('<x:g>', '<x:g>'))

    Raises:
        ReleaseError: a line is not one of N-Quads in a named graph.
    """
    text = some.decode()
    try:
        subject, graph = text[: text.index(" ")], text[text.rindex(" ", 0, -3) + 1 : -3]
        said = text[len(subject) + 1 : -len(graph) - 4].split(f" {graph} .\n{subject} ")
        if len(said) == text.count("\n"):  # one graph, as mostly
            predicates, _, objects = zip(*[one.partition(" ") for one in said], strict=True)
            graphs: tuple[str, ...] = (graph,) * len(said)
        else:
            _, predicates, objects, graphs = zip(*map(terms, text.split("\n")[:-1]), strict=True)
    except ValueError as fault:
        raise ReleaseError(f"a line cannot be read again: {fault}, in {text[:400]}") from fault
    return Block(subject, _sequences[predicates], objects, graphs)


@lru_cache(FORMS)
def types(predicates: tuple[str, ...]) -> tuple[int, ...]:
    """Return where among some predicates the type is told."""
    return tuple(at for at, predicate in enumerate(predicates) if predicate == RDF_TYPE)


def places_of(predicates: Sequence[str]) -> list[tuple[str, list[str]]]:
    """Return each of some sorted predicates with the places of its objects in a form.

    >>> places_of(["<x:a>", "<x:b>", "<x:b>"])
    [('<x:a>', ['{1}']), ('<x:b>', ['{2}', '{3}'])]
    """
    numbered = groupby(enumerate(predicates, 1), key=lambda one: one[1])
    return [(predicate, [f"{{{number}}}" for number, _ in some]) for predicate, some in numbered]


def braced(text: str) -> str:
    """Return a text as a form holds it: with its braces doubled."""
    return text.replace("{", "{{").replace("}", "}}")


class Turtle:
    """A writer of Turtle in blocks, one a subject, under a fixed list of prefixes."""

    def __init__(self, prefixes: Mapping[str, str]) -> None:
        self._prefixes = sorted(prefixes.items())
        self._names = {namespace: prefix for prefix, namespace in reversed(self._prefixes)}
        self._terms = Memo(self.spelt, SEEN)
        self._forms = Memo(self._formed, FORMS)

    def header(self) -> str:
        """Return the prefix declarations and the empty line after them."""
        return "".join(f"@prefix {prefix}: <{namespace}> .\n" for prefix, namespace in self._prefixes) + "\n"

    def footer(self) -> str:
        """Return the end of the document: nothing."""
        return ""

    def block(self, subject: str, predicates: tuple[str, ...], objects: Iterable[str]) -> str:
        """Return one subject's triples, from its predicates in sorted order and the object of each."""
        return self._forms[predicates].format(self.spelt(subject), *map(self._terms.__getitem__, objects))

    def _formed(self, predicates: tuple[str, ...]) -> str:
        """Return the form of a block with these predicates: where the subject (0) and the objects (from 1) go."""
        clauses = []
        for predicate, places in sorted(places_of(predicates), key=lambda one: one[0] != RDF_TYPE):
            name = "a" if predicate == RDF_TYPE else braced(self._terms[predicate])
            clauses.append(f"    {name} " + " ,\n        ".join(places))
        return "{0}\n" + " ;\n".join(clauses) + " .\n\n"

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
    body = "".join(writer.block(name, *zip(*sorted(grouped[name]), strict=True)) for name in sorted(grouped))
    used = {prefix: name for prefix, name in prefixes.items() if f"{prefix}:" in body}
    return (Turtle(used).header() + body).encode()
