"""The tokens of a query in a row, with their places, for who shows, widens or rewrites it."""

from dataclasses import dataclass

from corale.endpoint.engine.grammar import tokens


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
        return self.text.upper() if self.kind == "word" else ""

    def says(self, *words: str) -> bool:
        """Tell whether it is one of these keywords."""
        return self.keyword in words


def read(query: str) -> list[Token]:
    """Return the tokens of a query but spaces, comments and strings."""
    found, depth = [], 0
    for match in tokens(query):
        kind = match.lastgroup or ""
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
