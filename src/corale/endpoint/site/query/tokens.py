"""The words of a query with their places, and the IRIs that it names.

All on the tokens (:mod:`corale.endpoint.engine.grammar`): what cannot be told from them is not guessed.
"""

import re
from dataclasses import dataclass

from corale.endpoint.engine.grammar import tokens

_HIDDEN = frozenset("/^|*+[")
"""Signs of paths and of nodes without a name."""
_ESCAPED = re.compile(r"\\(.)")


@dataclass(frozen=True, slots=True)
class Token:
    """A token: its kind (a group of the grammar), text and place, and how deep in brackets it stands."""

    kind: str
    text: str
    start: int
    depth: int

    @property
    def end(self) -> int:
        """Where it ends."""
        return self.start + len(self.text)

    @property
    def keyword(self) -> str:
        """The keyword that it is or may be, in capitals."""
        return self.text.upper() if self.kind == "word" and ":" not in self.text else ""


@dataclass(frozen=True, slots=True)
class Name:
    """An IRI of a query as it is written, what it stands for, and where."""

    text: str
    iri: str
    start: int


def read(query: str) -> list[Token]:
    """Return the tokens of a query but spaces, comments and strings."""
    found, depth = [], 0
    for match in tokens(query):
        kind = match.lastgroup or ""
        kind = "word" if match["word"] else kind
        if kind == "close":
            depth -= 1
        if kind != "space":
            found.append(Token(kind, match[0], match.start(), depth))
        if kind == "open":
            depth += 1
    return found


def prefixes(query: str) -> dict[str, str]:
    """Return the prefixes that a query declares.

    >>> prefixes("PREFIX e: <http://e/> SELECT * { ?s e:p 'PREFIX x: <http://x/>' }")
    {'e': 'http://e/'}
    """
    some = read(query)
    return {
        name.text.partition(":")[0]: iri.text[1:-1]
        for said, name, iri in zip(some, some[1:], some[2:], strict=False)
        if said.keyword == "PREFIX" and name.text.endswith(":") and iri.kind == "iri"
    }


def names(query: str) -> list[Name]:
    """Return the IRIs that a query names after its declarations, written whole or with a declared prefix.

    >>> [name.iri for name in names("PREFIX e: <http://e/> SELECT * { ?s e:p <http://x/> ; a ?t }")]
    ['http://e/p', 'http://x/', 'http://www.w3.org/1999/02/22-rdf-syntax-ns#type']
    """
    known, found = prefixes(query), []
    some = read(query)
    for before, token in zip([None, *some], some, strict=False):
        if token.kind == "iri" and not (before and (before.text.endswith(":") or before.keyword == "BASE")):
            found.append(Name(token.text, token.text[1:-1], token.start))
        elif token.text == "a":
            found.append(Name("a", "http://www.w3.org/1999/02/22-rdf-syntax-ns#type", token.start))
        elif token.kind in ("word", "name") and ":" in token.text and token.text[0] not in "_?$@":
            prefix, _, local = token.text.partition(":")
            if prefix in known and not (before and before.keyword == "PREFIX"):
                found.append(Name(token.text, known[prefix] + _ESCAPED.sub(r"\1", local), token.start))
    return found


def hides(query: str) -> bool:
    """Tell whether a query has paths or nodes without a name, which no row can show."""
    inside = (token for token in read(query) if token.depth)
    return any(token.kind in ("other", "open") and token.text in _HIDDEN for token in inside)
