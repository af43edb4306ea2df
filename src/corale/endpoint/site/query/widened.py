"""A query widened, so that it tells how one of its rows came about."""

from collections.abc import Mapping

from corale.endpoint.engine.lexed import Token, read

SOLUTIONS = 10
"""Ways in which a row came about that are looked at."""
_AGGREGATES = frozenset({"COUNT", "SUM", "AVG", "MIN", "MAX", "SAMPLE", "GROUP_CONCAT"})


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
