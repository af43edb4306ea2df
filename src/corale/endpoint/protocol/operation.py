"""The SPARQL 1.1 Protocol's query operation: a request read into a query and its dataset, or refused.

Sections 2.1.1 to 2.1.4 of the protocol. `timeout` (seconds) and `release` (the one that must answer) are
ours; a timeout may only lower the limit."""

from binascii import a2b_qp
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes

from corale.endpoint.engine.grammar import Scan, scan
from corale.endpoint.http.limits import KILO, Limits
from corale.endpoint.http.problems import ProblemError
from corale.endpoint.http.requests import encoded

FORM = "application/x-www-form-urlencoded"
QUERY = "application/sparql-query"
UPDATE = "application/sparql-update"
KNOWN = frozenset({"query", "default-graph-uri", "named-graph-uri", "timeout", "update", "lang", "release"})


@dataclass(frozen=True, slots=True)
class Request:
    """A query and its dataset: `default` and `named` are the graphs of the parameters (`None`: no such
    parameter).

    `release` is the one that the query is pinned to, if any.
    """

    query: str
    default: tuple[str, ...] | None
    named: tuple[str, ...] | None
    seconds: float
    scan: Scan
    release: str = ""


def pairs(text: bytes) -> list[tuple[str, str]]:
    """Return the names and values of a form or query string.

    >>> pairs(b"query=ASK+%7B%7D&x=1")
    [('query', 'ASK {}'), ('x', '1')]

    Raises:
        ProblemError: it is not UTF-8, or badly encoded.
    """
    encoded(text)
    found = []
    try:
        for part in text.replace(b"+", b" ").split(b"&"):
            if part:
                name, _, value = part.partition(b"=")
                found.append((unquoted(name), unquoted(value)))
        return found
    except UnicodeDecodeError:
        raise ProblemError(
            "bad-request", "La richiesta non è in UTF-8.", "The request is not UTF-8."
        ) from None


def unquoted(text: bytes) -> str:
    """Return a percent-encoded text decoded.

    The quoted-printable decoder of the standard library does the work in C, its own signs being set aside
    first.

    >>> unquoted(b"a%3D%C3%A0=")
    'a=à='
    """
    if b"%" not in text:
        return text.decode()
    if b"\r" in text or b"\n" in text:
        return unquote_to_bytes(text).decode()
    return a2b_qp(text.replace(b"=", b"=3D").replace(b"%", b"=")).decode()


def get(query_string: str) -> tuple[tuple[str, str], ...]:
    """Return the parameters of a GET request."""
    return tuple(pairs(query_string.encode("latin-1", "replace")))


def post(query_string: str, content_type: str, body: Callable[[], bytes]) -> tuple[tuple[str, str], ...]:
    """Return the parameters of a POST request, those of its address and of its body together.

    Raises:
        ProblemError: the body is not of a type or charset the protocol knows, or is an update.
    """
    media, charset = _content_type(content_type)
    if media == UPDATE:
        raise ProblemError("update-refused")
    if media not in (FORM, QUERY):
        raise ProblemError(
            "media-type", f"Tipo ricevuto: {media or 'nessuno'}.", f"Received: {media or 'none'}."
        )
    if charset not in ("", "utf-8", "utf8", "us-ascii"):
        raise ProblemError(
            "media-type", "La richiesta deve essere in UTF-8.", "The request must be in UTF-8."
        )
    address = get(query_string)
    if media == FORM:
        if any(name == "query" for name, _ in address):
            raise ProblemError(
                "no-query", "L'interrogazione sta nell'indirizzo di un POST.", "Query in a POST's URL."
            )
        return (*address, *pairs(body()))
    try:
        return (*address, ("query", body().decode()))
    except UnicodeDecodeError:
        raise ProblemError(
            "bad-request", "L'interrogazione non è in UTF-8.", "The query is not UTF-8."
        ) from None


def _content_type(text: str) -> tuple[str, str]:
    media, *parameters = (part.strip().lower() for part in text.split(";"))
    charset = next((p.partition("=")[2].strip('" ') for p in parameters if p.startswith("charset=")), "")
    return media, charset


def read(parameters: tuple[tuple[str, str], ...], limits: Limits) -> Request:
    """Return the query request that parameters make, checked against the limits on text and depth.

    Raises:
        ProblemError: no query or several, an update, too long, too deep, `SERVICE`.
    """
    values: dict[str, list[str]] = {}
    for name, value in parameters:
        if value or name == "update":  # an empty parameter is a missing one
            values.setdefault(name, []).append(value)
    if "update" in values or "using-graph-uri" in values or "using-named-graph-uri" in values:
        raise ProblemError("update-refused")
    queries = values.get("query", [])
    if len(queries) != 1:
        raise ProblemError("no-query", f"Ne ho trovate {len(queries)}.", f"Found {len(queries)}.")
    found = check(queries[0], limits)
    return Request(
        queries[0],
        graphs(values.get("default-graph-uri")),
        graphs(values.get("named-graph-uri")),
        _seconds(values.get("timeout", []), limits.query_seconds),
        found,
        values.get("release", [""])[-1],
    )


def check(query: str, limits: Limits) -> Scan:
    """Return what a query's tokens say, if they say nothing that is refused before parsing.

    Raises:
        ProblemError: too long, too deep, or `SERVICE` in it.
    """
    if limits.query_bytes and len(query.encode()) > limits.query_bytes * KILO:
        most = f"{limits.query_bytes:g} kB"
        raise ProblemError("too-long", f"Un'interrogazione ha al più {most}.", f"A query has at most {most}.")
    found = scan(query, int(limits.query_depth) or 1_000_000)
    if limits.query_depth and found.depth > limits.query_depth:
        deep, most = found.depth, f"{limits.query_depth:g}"
        raise ProblemError("too-deep", f"{deep} livelli, al più {most}.", f"{deep} levels, at most {most}.")
    if found.service:
        it, en = f"Riga {found.line}, colonna {found.column}.", f"Line {found.line}, column {found.column}."
        raise ProblemError("service-refused", it, en, members={"line": found.line, "column": found.column})
    return found


def graphs(names: list[str] | None) -> tuple[str, ...] | None:
    """Return the names of graphs, checked (none for no parameter).

    Raises:
        ProblemError: one is no absolute IRI.
    """
    for name in names or ():
        if not name or any(sign in '<>"{}|^`\\' or sign <= " " for sign in name) or ":" not in name:
            raise ProblemError(
                "bad-request", "Il nome di un grafo è un IRI assoluto.", "A graph is an absolute IRI."
            )
    return None if names is None else tuple(names)


def _seconds(stated: list[str], limit: float) -> float:
    if not stated:
        return limit
    try:
        seconds = float(stated[-1])
    except ValueError:
        seconds = 0
    if not 0 < seconds < float("inf"):
        raise ProblemError(
            "bad-request", "timeout è un numero di secondi.", "timeout is a number of seconds."
        )
    return min(seconds, limit) if limit else seconds
