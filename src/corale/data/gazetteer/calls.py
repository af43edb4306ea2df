"""Calls for grants: the yearly call of a region that the sheets of a registry name only as «il Bando».

A call is a shared thing with one key, made of the body that issues it and the year of its grants. What the
sheets of a source call so, and who issues it, stands in `calls.csv`."""

from collections.abc import Iterable, Iterator
from typing import TypeAlias

from pyoxigraph import Literal, NamedNode

from corale.data.gazetteer.authorities import remembered, table
from corale.data.gazetteer.bodies import Body
from corale.data.gazetteer.naming import resolve
from corale.errors import UsageError
from corale.ontology.vocabulary import expand

Triple: TypeAlias = "tuple[NamedNode, NamedNode, NamedNode | Literal]"


@remembered
def _issuers() -> dict[str, tuple[Body, str]]:
    """The body that issues the calls of a source, and what one of its calls is called, by source.

    Raises:
        UsageError: the body of a row is in no table.
    """
    found = {}
    for row in table("calls"):
        body = resolve(row["body"])
        if body is None:
            raise UsageError(f"calls.csv: «{row['body']}» is a body that no table has")
        found[row["source"]] = (body, row["title"])
    return found


def call_of(source: str, year: object) -> str:
    """Return the key of the call that gave the grants of a year; nothing where the source has none.

    >>> call_of("osservatorio", 2015), call_of("avviso", 2015)
    ('regione-08-2015', '')
    """
    held = _issuers().get(source)
    return f"{held[0].key}-{year}" if held and isinstance(year, int) else ""


def _titled(key: str) -> tuple[Body, str, str]:
    """The body, the title and the year of a call, by its key."""
    issuer, _, year = key.rpartition("-")
    body, words = next(held for held in _issuers().values() if held[0].key == issuer)
    return body, words.replace("{year}", year), year


def title(key: str) -> str:
    """Return what a call is called, by its key.

    >>> title("regione-08-2015")
    'Bando regionale per processi partecipativi, contributi del 2015'
    """
    return _titled(key)[1]


def bodies(keys: Iterable[str]) -> list[Body]:
    """Return the bodies that issue these calls."""
    return [_titled(key)[0] for key in keys]


def described(keys: Iterable[str], base: str) -> Iterator[Triple]:
    """Yield what is said of the calls with these keys: title, year, who issues them."""
    for key in sorted(set(keys)):
        body, name, year = _titled(key)
        node, number = NamedNode(f"{base}id/call/{key}"), NamedNode(expand("xsd:integer"))
        yield node, NamedNode(expand("rdf:type")), NamedNode(expand("corale:Call"))
        yield node, NamedNode(expand("dct:title")), Literal(name, language="it")
        yield node, NamedNode(expand("corale:callYear")), Literal(year, datatype=number)
        issuer = NamedNode(f"{base}id/organisation/{body.key}")
        yield node, NamedNode(expand("corale:calledBy")), issuer
