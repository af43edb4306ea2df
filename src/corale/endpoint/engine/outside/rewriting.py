"""A query as it goes to an engine: rewritten on its tokens, and parsed again by our own parser afterwards.

Values are put in as a serialiser writes them; the dataset is explicit; graphs that are not the release's are
closed; a CONSTRUCT or DESCRIBE is asked as the SELECT of its variables, since only rows can be counted.
What is not understood stays as it is, and what the parser then refuses is an error: never another answer."""

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

from corale.endpoint.engine.lexed import Token, prefixes, read
from corale.endpoint.engine.outside.adapters import NONE
from corale.ontology.vocabulary import expand

BOOLEAN = f"<{expand('xsd:boolean')}>"
_COMPARES = frozenset({"=", "!", "<", ">", "&", "|"})
_TELLS = re.compile(
    r"(?:bound|exists|not|in|regex|contains|strstarts|strends|sameterm|langmatches|isiri|isuri|isblank|isliteral"
    r"|isnumeric|true|false)\Z",
    re.IGNORECASE,
)
_GLUED = re.compile(r"(?:true|false)*(?:graph|from|named|prefix|base).", re.IGNORECASE)
_DIVIDES = frozenset({"name", "number", "close"})
"""What stands before a slash that divides: in a path there are IRIs."""


def edited(query: str, edits: Iterable[tuple[int, int, str]]) -> str:
    """Return a text with pieces (start, end, text) in the place of others."""
    for start, end, text in sorted(edits, reverse=True):
        query = query[:start] + text + query[end:]
    return query


def closing(found: list[Token], at: int) -> int:
    """Return the index of the bracket that closes the one at an index; the last token's, where none does."""
    return next(
        (
            i
            for i in range(at + 1, len(found))
            if found[i].kind == "close" and found[i].depth == found[at].depth
        ),
        len(found) - 1,
    )


def glued(query: str) -> str:
    """Return a word in which a parser may see one of the keywords that are rewritten here, glued to what
    follows (SPARQL wants no space behind a keyword); nothing where there is none.

    >>> glued("SELECT * { GRAPHx:g { ?s ?p ?o } }"), glued("SELECT * { GRAPH x:g { ?s ?p ?o } }")
    ('GRAPHx:g', '')
    """
    words = (token.text for token in read(query) if token.kind in ("word", "local"))
    return next((word for word in words if _GLUED.match(word)), "")


def put(query: str, terms: Mapping[str, str]) -> str:
    """Return a query with terms, in SPARQL's form, in the place of variables.

    What a query selects is still called by the variable's name.

    >>> put("SELECT ?s ?p { ?s ?p ?o } ORDER BY ?s", {"s": "<http://e/>"})
    'SELECT (<http://e/> AS ?s) ?p { <http://e/> ?p ?o } ORDER BY (<http://e/>)'
    """
    edits, clause, at_depth, outermost = [], "", 0, True
    for token in read(query):
        if token.says("SELECT"):
            clause, at_depth = "select", token.depth
            outermost = token.depth == 0
        elif token.says("GROUP", "ORDER", "HAVING"):
            clause, at_depth = "modifier", token.depth
        elif (token.kind in ("open", "close") and token.text in "{}") or token.says(
            "LIMIT", "OFFSET", "FROM"
        ):
            clause = ""
        if token.kind != "name" or token.text[0] not in "?$" or token.text[1:] not in terms:
            continue
        term = terms[token.text[1:]]
        if clause == "select" and token.depth == at_depth:
            term = f"({term} AS {token.text})" if outermost else ""
        elif clause == "modifier" and token.depth == at_depth:
            term = f"({term})"
        edits.append((token.start, token.end, term))
    return edited(query, edits)


def bounded(query: str, rows: int) -> str:
    """Return a query that answers one row more than `rows` at most.

    >>> bounded("SELECT * { ?s ?p ?o } LIMIT 3", 10), bounded("SELECT * { ?s ?p ?o }", 10)
    ('SELECT * { ?s ?p ?o } LIMIT 3', 'SELECT * { ?s ?p ?o }\\nLIMIT 11')
    """
    found = read(query)
    for token, number in pairwise(found):
        if token.depth == 0 and token.says("LIMIT") and number.kind == "number":
            return edited(query, [(number.start, number.end, str(min(int(number.text), rows + 1)))])
    values = next((token.start for token in found if token.depth == 0 and token.says("VALUES")), len(query))
    return f"{query[:values]}\nLIMIT {rows + 1}{' ' if values < len(query) else ''}{query[values:]}"


def listed(query: str, names: Sequence[str]) -> str:
    """Return a query whose outermost `SELECT *` names its variables: engines order them each in its own way.

    >>> listed("SELECT DISTINCT * { ?s ?p ?o }", ["s", "p", "o"])
    'SELECT DISTINCT ?s ?p ?o { ?s ?p ?o }'
    """
    found = read(query)
    at = next((i for i, token in enumerate(found) if token.depth == 0 and token.says("SELECT")), len(found))
    behind = [token for token in found[at + 1 : at + 3] if not token.says("DISTINCT", "REDUCED")]
    if not names or not behind or behind[0].text != "*":
        return query
    return edited(query, [(behind[0].start, behind[0].end, " ".join(f"?{name}" for name in names))])


def inhabited(query: str) -> str:
    """Return a query in which the graphs of an empty group are those that hold something.

    >>> inhabited("SELECT ?g { GRAPH ?g { } }")
    'SELECT ?g { { SELECT DISTINCT ?g { GRAPH ?g { ?coraleS ?coraleP ?coraleO } } } }'
    """
    found = read(query)
    edits = []
    for word, name, begin, end in zip(found, found[1:], found[2:], found[3:], strict=False):
        if word.says("GRAPH") and name.text[0] in "?$" and begin.text + end.text == "{}":
            held = f"GRAPH {name.text} {{ ?coraleS ?coraleP ?coraleO }}"
            edits.append((word.start, end.end, f"{{ SELECT DISTINCT {name.text} {{ {held} }} }}"))
    return edited(query, edits)


def without_dataset(query: str) -> str:
    """Return a query without its FROM clauses: the protocol's own dataset stands before them."""
    found = read(query)
    edits = []
    for i, token in enumerate(found):
        if token.depth == 0 and token.says("FROM"):
            last = found[i + (2 if found[i + 1].says("NAMED") else 1)]
            edits.append((token.start, last.end, ""))
    return edited(query, edits)


def dataset(query: str) -> tuple[list[str], list[str]]:
    """Return the default and the named graphs that a query's FROM clauses name."""
    found, spaces = read(query), prefixes(query)
    default: list[str] = []
    named: list[str] = []
    for i, token in enumerate(found):
        if token.depth == 0 and token.says("FROM"):
            of_names = found[i + 1].says("NAMED")
            (named if of_names else default).append(iri(found[i + 1 + of_names], spaces))
    return default, named


def iri(token: Token, spaces: Mapping[str, str]) -> str:
    """Return the IRI that a token names, if it names one."""
    if token.kind == "iri":
        return token.text[1:-1]
    prefix, colon, local = token.text.partition(":")
    return spaces[prefix] + local.replace("\\", "") if colon and prefix in spaces else ""


def closed(query: str, hidden: frozenset[str]) -> str:
    """Return a query that sees nothing of some named graphs, whether it names them or lists graphs.

    >>> closed("SELECT * { GRAPH ?g { ?s ?p ?o } }", frozenset({"urn:x"}))
    'SELECT * { { GRAPH ?g { ?s ?p ?o } FILTER(?g NOT IN (<urn:x>)) } }'
    """
    if not hidden:
        return query
    found, spaces, edits = read(query), prefixes(query), []
    names = ", ".join(f"<{name}>" for name in sorted(hidden))
    for i, token in enumerate(found[:-2]):
        if not token.says("GRAPH") or found[i + 2].text != "{":
            continue
        name = found[i + 1]
        if name.kind == "name" and name.text[0] in "?$":
            end = found[closing(found, i + 2)].end
            edits += [
                (token.start, token.start, "{ "),
                (end, end, f" FILTER({name.text} NOT IN ({names})) }}"),
            ]
        elif iri(name, spaces) in hidden:
            edits.append((name.start, name.end, f"<{NONE}>"))
    return edited(query, edits)


def graphs(query: str) -> tuple[list[str], bool]:
    """Return the named graphs that a query names, and whether it asks for others by a variable.

    >>> graphs("SELECT * { GRAPH <urn:g> { ?s ?p ?o } GRAPH ?g { ?s ?q ?r } }")
    (['urn:g'], True)
    """
    found, spaces = read(query), prefixes(query)
    after = [name for token, name in pairwise(found) if token.says("GRAPH")]
    named = [iri(name, spaces) for name in after]
    return [name for name in named if name], any(name.kind == "name" for name in after)


def renamed(query: str, names: Mapping[str, str]) -> str:
    """Return a query with IRIs in the place of others.

    >>> renamed("PREFIX x: <urn:> ASK { ?s <urn:a> ?o FILTER(DATATYPE(?o) = x:a) }", {"urn:a": "urn:b"})
    'PREFIX x: <urn:> ASK { ?s <urn:b> ?o FILTER(DATATYPE(?o) = <urn:b>) }'
    """
    spaces = prefixes(query)
    found = ((token, iri(token, spaces)) for token in read(query) if token.kind in ("iri", "local"))
    return edited(query, [(t.start, t.end, f"<{names[name]}>") for t, name in found if name in names])


def divided(query: str) -> str:
    """Return a query whose integers divide to decimals (SPARQL 1.1 section 17.3), for engines that cut them.

    >>> divided("SELECT (?a / ?b AS ?c) { ?s <x:p>/<x:q> ?a, ?b }")
    'SELECT (?a * 1.0 / ?b AS ?c) { ?s <x:p>/<x:q> ?a, ?b }'
    """
    found, edits = read(query), []
    opened: list[bool] = []
    computes = False
    for i, token in enumerate(found):
        if token.kind == "open":
            opened.append(token.text == "(" and i > 0 and found[i - 1].kind == "word")
        elif token.kind == "close" and opened:
            computes = opened.pop()
        elif token.kind in ("name", "number") and opened:
            opened[-1] = True
        elif (
            token.text == "/" and found[i - 1].kind in _DIVIDES and (found[i - 1].kind != "close" or computes)
        ):
            edits.append((token.start, token.start, "* 1.0 "))
    return edited(query, edits)


def compared(query: str) -> str:
    """Return a query whose `(comparison AS ?x)` are cast to booleans, for engines that give numbers.

    >>> compared("SELECT (?a > 3 AS ?b) (SUM(?a) AS ?n) { ?s ?p ?a }")
    'SELECT (<http://www.w3.org/2001/XMLSchema#boolean>(?a > 3 ) AS ?b) (SUM(?a) AS ?n) { ?s ?p ?a }'
    """
    found, edits = read(query), []
    for i, token in enumerate(found):
        if token.text != "(":
            continue
        inside = found[i + 1 : closing(found, i)]
        named = [j for j, one in enumerate(inside) if one.says("AS") and one.depth == token.depth + 1]
        if len(named) != 1:
            continue
        top = [one for one in inside[: named[0]] if one.depth == token.depth + 1]
        called = bool(top) and top[0].kind == "word" and not _TELLS.match(top[0].text)
        tells = any(
            (one.kind == "other" and one.text in _COMPARES) or (one.kind == "word" and _TELLS.match(one.text))
            for one in (top[1:] if called else top)
        )
        if tells:
            end = inside[named[0]].start
            edits += [(token.end, token.end, f"{BOOLEAN}("), (end, end, ") ")]
    return edited(query, edits)


def parted(query: str) -> tuple[str, str, str]:
    """Return a CONSTRUCT query as what stands before it, its template, and what follows.

    >>> parted("PREFIX : <x:> CONSTRUCT { ?s a :c } WHERE { ?s ?p ?o }")
    ('PREFIX : <x:> ', '{ ?s a :c }', ' WHERE { ?s ?p ?o }')
    """
    found = read(query)
    at = next(i for i, token in enumerate(found) if token.depth == 0 and token.says("CONSTRUCT"))
    opens = next(i for i in range(at, len(found)) if found[i].text == "{")
    start, end = found[opens].start, found[closing(found, opens)].end
    after = end if opens == at + 1 else found[at].end
    return query[: found[at].start], query[start:end], query[after:]


def described(query: str) -> tuple[str, list[str], str, str]:
    """Return a DESCRIBE query as what stands before it, the things it names (IRIs, variables, `*`), its
    dataset, and what follows.

    >>> described("DESCRIBE ?x FROM <urn:g> WHERE { ?x ?p 1 }")
    ('', ['?x'], 'FROM <urn:g> ', 'WHERE { ?x ?p 1 }')
    """
    found = read(query)
    at = next(i for i, token in enumerate(found) if token.depth == 0 and token.says("DESCRIBE"))

    def first(*words: str) -> int:
        where = (i for i in range(at + 1, len(found)) if found[i].text == "{" or found[i].says(*words))
        return next(where, len(found))

    def start(i: int) -> int:
        return found[i].start if i < len(found) else len(query)

    modifiers = ("WHERE", "LIMIT", "OFFSET", "ORDER", "GROUP", "HAVING", "VALUES")
    end, rest = first("FROM", *modifiers), first(*modifiers)
    things = [token.text for token in found[at + 1 : end]]
    return query[: found[at].start], things, query[start(end) : start(rest)], query[start(rest) :]


def plain(query: str) -> bool:
    """Tell whether a query has no modifiers of its own: the same rows may then be asked for once.

    >>> plain("CONSTRUCT { ?s a ?t } WHERE { ?s a ?t } LIMIT 3")
    False
    """
    return not any(
        t.depth == 0 and t.says("LIMIT", "OFFSET", "ORDER", "GROUP", "HAVING") for t in read(query)
    )
