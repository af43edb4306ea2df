"""Answers compressed with gzip for clients that take it: with `Vary`, and entity tags of their own (RFC 9110
8.8.3.3).

Between the gate and the web server. An answer is compressed piece by piece as it is sent, so that none is
held whole."""

import re
import zlib
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from typing import Any

from corale.endpoint.http import negotiate

LEAST = 1_000
"""Bytes below which compressing is not worth it."""
LEVEL = 1
"""Fast: a page or a result shrinks to a fifth at once, and the processor is needed for queries."""
SUFFIX = "-gzip"
KINDS = (
    "text/",
    "application/json",
    "application/ld+json",
    "application/sparql-results",
    "application/rdf+xml",
    "application/n-",
    "application/trig",
    "application/problem+json",
    "application/javascript",
    "image/svg",
)
_MARKED = re.compile(r'-gzip"')
Environ = dict[str, Any]
Headers = list[tuple[str, str]]
StartResponse = Callable[..., Any]
Wsgi = Callable[[Environ, StartResponse], Iterable[bytes]]


@lru_cache(256)
def _wanted(header: str) -> bool:
    weights = dict(negotiate.parse(header))
    return weights.get("gzip", weights.get("*", 0.0)) > 0


def wanted(header: str) -> bool:
    """Tell whether an Accept-Encoding header takes gzip.

    >>> wanted("gzip, br"), wanted("gzip;q=0"), wanted(""), wanted("*")
    (True, False, False, True)
    """
    return len(header) <= negotiate.SHORT and _wanted(header)


def unmarked(told: str) -> str:
    """Return an If-None-Match header with the tags of compressed answers as those of plain ones.

    >>> unmarked('W/"r-1-gzip", "x"')
    'W/"r-1", "x"'
    """
    return _MARKED.sub('"', told)


def fits(status: int, headers: Headers) -> bool:
    """Tell whether an answer may be compressed: whole, of text, long enough, without a digest of its own
    bytes."""
    found = {name.lower(): value for name, value in headers}
    length = found.get("content-length", "")
    return (
        status not in (204, 206, 304)
        and found.get("content-type", "").startswith(KINDS)
        and not {"content-encoding", "content-range", "repr-digest"} & set(found)
        and not (length.isdigit() and int(length) < LEAST)
    )


def marked(headers: Headers) -> Headers:
    """Return the headers of a compressed answer, from those of the plain one."""
    found = [(name, value) for name, value in headers if name.lower() not in ("content-length", "etag")]
    tags = [(name, mark(value)) for name, value in headers if name.lower() == "etag"]
    return [*found, *tags, ("Content-Encoding", "gzip")]


def mark(etag: str) -> str:
    """Return the entity tag of a compressed answer, from that of the plain one.

    >>> mark('W/"r-1"')
    'W/"r-1-gzip"'
    """
    return etag[:-1] + SUFFIX + '"'


class Compressed:
    """The bytes of an answer, compressed as they are taken; closing it closes what it is made from."""

    def __init__(self, body: Iterable[bytes]) -> None:
        self._body = body

    def __iter__(self) -> Iterator[bytes]:
        engine = zlib.compressobj(LEVEL, wbits=31)
        for part in self._body:
            if piece := engine.compress(part):
                yield piece
        yield engine.flush()

    def close(self) -> None:
        """Close the answer that is compressed."""
        if close := getattr(self._body, "close", None):
            close()


def varied(headers: Headers) -> Headers:
    """Return the headers of an answer with Accept-Encoding in `Vary`."""
    stated = [value for name, value in headers if name.lower() == "vary"]
    if any("accept-encoding" in value.lower() for value in stated):
        return headers
    rest = [(name, value) for name, value in headers if name.lower() != "vary"]
    return [*rest, ("Vary", ", ".join([*stated, "Accept-Encoding"]))]


class Gzip:
    """A WSGI application that compresses the answers of another."""

    def __init__(self, inner: Wsgi) -> None:
        self._inner = inner

    def __call__(self, environ: Environ, start: StartResponse) -> Iterable[bytes]:
        """Answer one request, compressed where the client takes it and it is worth it."""
        takes = wanted(environ.get("HTTP_ACCEPT_ENCODING", ""))
        told = environ.get("HTTP_IF_NONE_MATCH", "")
        if SUFFIX in told:
            environ["HTTP_IF_NONE_MATCH"] = unmarked(told)
        begun: list[tuple[str, Headers]] = []
        body = self._inner(environ, lambda status, headers, *_: begun.append((status, headers)))
        status, headers = begun[-1]
        if status.startswith("304") and takes and SUFFIX in told:
            start(
                status, [(name, mark(value) if name.lower() == "etag" else value) for name, value in headers]
            )
            return body
        if not fits(int(status[:3]), headers):
            start(status, headers)
            return body
        headers = varied(headers)
        if not takes:
            start(status, headers)
            return body
        headers = marked(headers)
        if environ["REQUEST_METHOD"] == "HEAD":
            start(status, headers)
            return body
        if isinstance(body, list):
            whole = b"".join(Compressed(body))
            start(status, [*headers, ("Content-Length", str(len(whole)))])
            return [whole]
        start(status, headers)
        return Compressed(body)
