"""The words of a query with their places; a query widened, so that it tells how one of its rows came about.

All on the tokens (:mod:`corale.endpoint.protocol.grammar`): what cannot be told from them is not guessed, and
the caller does without.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from corale.endpoint.protocol.grammar import tokens

SOLUTIONS = 10
"""Ways in which a row came about that are looked at."""
_AGGREGATES = frozenset({"COUNT", "SUM", "AVG", "MIN", "MAX", "SAMPLE", "GROUP_CONCAT"})
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


def widened(query: str, row: Mapping[str, str]) -> str:
    """Return a query that tells all variables of the ways in which a row of a SELECT query came about.

    `row` has its values as SPARQL writes them. What the projection works out is bound beside the pattern,
    what it adds up is left out; groups, order and limit go. Empty where the query is no SELECT or cannot be
    parted.

    >>> print(widened("SELECT ?a (COUNT(?b) AS ?n) { ?a ?p ?b } GROUP BY ?a", {"a": "<e>", "n": "3"}))
    SELECT * WHERE { VALUES (?a) { (<e>) } { ?a ?p ?b } } LIMIT 10
    """
    some = read(query)
    top = [n for n, token in enumerate(some) if token.depth == 0]
    select = next((n for n in top if some[n].keyword in ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")), -1)
    if select < 0 or some[select].keyword != "SELECT":
        return ""
    opened = next((n for n in top if n > select and some[n].text == "{"), -1)
    closed = next((n for n in top if n > opened and some[n].text == "}"), -1)
    if opened < 0 or closed < 0:
        return ""
    head = next((n for n in range(select, opened) if some[n].keyword in ("FROM", "WHERE")), opened)
    tail = next((n for n in top if n > closed and some[n].keyword == "VALUES"), -1)
    worked_out, added_up = _expressions(query, some[select:head])
    grouped, _ = _expressions(query, some[closed:])
    worked_out |= grouped
    bound = {
        token.text[1:]
        for said, token in zip(some[opened:closed], some[opened + 1 : closed], strict=False)
        if said.keyword == "AS"
    }
    early = {name: term for name, term in row.items() if name not in bound | added_up | worked_out.keys()}
    late = {
        name: term for name, term in row.items() if name in bound | worked_out.keys() and name not in added_up
    }
    parts = []
    if early:
        variables, terms = " ".join(f"?{name}" for name in early), " ".join(early.values())
        parts.append(f"VALUES ({variables}) {{ ({terms}) }}")
    parts.append(query[some[opened].start : some[closed].end])
    parts += [f"BIND ({text}\nAS ?{name})" for name, text in worked_out.items()]
    parts += [f"FILTER (SAMETERM(?{name}, {term}))" for name, term in late.items()]
    dataset = query[some[head].start : some[opened].start] if some[head].keyword == "FROM" else "WHERE "
    values = " " + query[some[tail].start :].strip() if tail >= 0 else ""
    before = query[: some[select].start]
    return f"{before}SELECT * {dataset}{{ {' '.join(parts)} }} LIMIT {SOLUTIONS}{values}"


def _expressions(query: str, some: list[Token]) -> tuple[dict[str, str], set[str]]:
    """Return the expressions of a clause, `(… AS ?name)`, by name, and the names of those that add up."""
    found: dict[str, str] = {}
    added_up: set[str] = set()
    start: Token | None = None
    inside: list[Token] = []
    for token in some:
        if token.depth == 0 and token.text == "(":
            start, inside = token, []
        elif token.depth == 0 and token.text == ")" and start is not None:
            said = next((n for n in range(len(inside) - 1, -1, -1) if inside[n].keyword == "AS"), -1)
            if said >= 0 and said + 1 < len(inside):
                name, before = inside[said + 1].text[1:], inside[:said]
                if any(one.keyword in _AGGREGATES or one.text[1:] in added_up for one in before):
                    added_up.add(name)
                else:
                    found[name] = query[start.end : inside[said].start].strip()
            start = None
        elif start is not None:
            inside.append(token)
    return found, added_up
