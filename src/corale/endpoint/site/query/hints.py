"""What the writer of a query may have meant: keywords and names that are nearly right, with the query mended.

Names are held against the terms of the release: one of our ontology or lists, or of a vocabulary that we
reuse, that the release does not have finds nothing, without an error.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import islice

from corale.endpoint.engine.lexed import Token, prefixes, read
from corale.endpoint.site.query.tokens import names
from corale.ontology.vocabulary import BASE, ONTOLOGY, PREFIXES, SCHEME, compact

_WORDS = """
A ABS ADD ALL AS ASC ASK AVG BASE BIND BNODE BOUND BY CEIL COALESCE CONCAT CONSTRUCT CONTAINS
COUNT DATATYPE DAY DESC DESCRIBE DISTINCT ENCODE_FOR_URI EXISTS FALSE FILTER FLOOR FROM GRAPH
GROUP GROUP_CONCAT HAVING HOURS IF IN IRI ISBLANK ISIRI ISLITERAL ISNUMERIC ISURI LANG
LANGMATCHES LCASE LIMIT MAX MD5 MIN MINUS MINUTES MONTH NAMED NOT NOW OFFSET OPTIONAL ORDER
PREFIX RAND REDUCED REGEX REPLACE ROUND SAMETERM SAMPLE SECONDS SELECT SEPARATOR SERVICE SHA1
SHA256 SHA384 SHA512 SILENT STR STRAFTER STRBEFORE STRDT STRENDS STRLANG STRLEN STRSTARTS
STRUUID SUBSTR SUM TIMEZONE TRUE TZ UCASE UNDEF UNION URI UUID VALUES WHERE YEAR
"""
KEYWORDS = sorted(_WORDS.split())
NEAR, MOST = 0.72, 5
"""How like a word must be to what was meant (0 to 1), and how many hints are given."""
TRIED = 200
"""Words of a query that are held against the keywords: one costs a third of a millisecond."""


@dataclass(frozen=True, slots=True)
class Hint:
    """What may have been meant by a text of a query, at a line and column; `query` is the query mended so."""

    text: str
    better: str
    line: int
    column: int
    query: str


def of_syntax(query: str) -> list[Hint]:
    """Return what may have been meant by the words of a query that does not parse.

    >>> [(hint.text, hint.better) for hint in of_syntax("SELCT * { ?s ?p ?o }")]
    [('SELCT', 'SELECT')]
    >>> of_syntax("SELECT * { ?s dct:title ?o }")[0].query.splitlines()[0]
    'PREFIX dct: <http://purl.org/dc/terms/>'
    """
    some = read(query)
    found = list(_missing(query, some))
    strange = (token for token in some if token.keyword and token.keyword not in KEYWORDS)
    for token in islice(strange, TRIED):  # a bare word that is no keyword is never right
        if match := get_close_matches(token.keyword, KEYWORDS, 1, NEAR):
            found.append(_hint(query, token.text, match[0], token.start))
    return found[:MOST]


def of_names(query: str, known: Collection[str]) -> list[Hint]:
    """Return what may have been meant by the names of a query that the release does not have.

    >>> query = "PREFIX corale: <https://w3id.org/corale/onto/> SELECT * { ?s corale:desicionHolder ?o }"
    >>> of_names(query, ["https://w3id.org/corale/onto/decisionHolder"])[0].better
    'corale:decisionHolder'
    """
    found, seen = [], set[str]()
    spaces = tuple(space for space in PREFIXES.values() if any(iri.startswith(space) for iri in known))
    for name in names(query):
        if name.iri in known or name.iri in seen or name.text == "a" or not _ours(name.iri, spaces):
            continue
        seen.add(name.iri)
        space = name.iri[: max(name.iri.rfind("/"), name.iri.rfind("#")) + 1]
        beside = {iri.removeprefix(space) for iri in known if iri.startswith(space)}
        if match := get_close_matches(name.iri.removeprefix(space), sorted(beside), 1, NEAR):
            better = space + match[0]
            better = f"<{better}>" if name.text.startswith("<") else _short(better, query)
            found.append(_hint(query, name.text, better, name.start))
    return found[:MOST]


def _ours(iri: str, spaces: tuple[str, ...]) -> bool:
    if iri.startswith((ONTOLOGY, SCHEME)):
        return True
    return iri.startswith(spaces) and not iri.startswith(BASE) and "XMLSchema" not in iri


def _short(iri: str, query: str) -> str:
    for prefix, space in prefixes(query).items():
        if iri.startswith(space) and "/" not in iri.removeprefix(space):
            return f"{prefix}:{iri.removeprefix(space)}"
    short = compact(iri)
    return f"<{iri}>" if short == iri or short.partition(":")[0] not in prefixes(query) else short


def _missing(query: str, some: list[Token]) -> Iterator[Hint]:
    """Yield the prefixes that a query uses without declaring them: the declaration, or one that is near."""
    declared, told = prefixes(query), set[str]()
    for token in some:
        prefix = token.text.partition(":")[0]
        if token.kind != "local" or prefix in declared or prefix in told:
            continue
        told.add(prefix)
        if prefix in PREFIXES:
            line = f"PREFIX {prefix}: <{PREFIXES[prefix]}>"
            at, column = _line(query, token.start)
            yield Hint(token.text, line, at, column, f"{line}\n{query}")
        elif match := get_close_matches(prefix, sorted({*declared, *PREFIXES}), 1, NEAR):
            yield _hint(query, token.text, f"{match[0]}:{token.text.partition(':')[2]}", token.start)


def _hint(query: str, text: str, better: str, start: int) -> Hint:
    return Hint(text, better, *_line(query, start), query[:start] + better + query[start + len(text) :])


def _line(query: str, start: int) -> tuple[int, int]:
    """Return the line and column of a place, both from 1 on."""
    return query.count("\n", 0, start) + 1, start - query.rfind("\n", 0, start)
