"""The IRIs that a query names, and what no row of it can show.

All on the tokens (:mod:`corale.endpoint.engine.lexed`): what cannot be told from them is not guessed.
"""

import re
from dataclasses import dataclass

from corale.endpoint.engine.lexed import prefixes, read

_HIDDEN = frozenset("/^|*+[")
"""Signs of paths and of nodes without a name."""
_ESCAPED = re.compile(r"\\(.)")


@dataclass(frozen=True, slots=True)
class Name:
    """An IRI of a query as it is written, what it stands for, and where."""

    text: str
    iri: str
    start: int


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
        elif token.kind in ("local", "name") and ":" in token.text and token.text[0] not in "_?$@":
            prefix, _, local = token.text.partition(":")
            if prefix in known and not (before and before.keyword == "PREFIX"):
                found.append(Name(token.text, known[prefix] + _ESCAPED.sub(r"\1", local), token.start))
    return found


def hides(query: str) -> bool:
    """Tell whether a query has paths or nodes without a name, which no row can show."""
    inside = (token for token in read(query) if token.depth)
    return any(token.kind in ("other", "open") and token.text in _HIDDEN for token in inside)
