"""The address under which readers reach the service: what it is told, or what a trusted proxy says of each
request.

A request is rewritten before anything else reads it: scheme, host, and the path prefix as WSGI's
`SCRIPT_NAME`, so that every link, Location and description leads to where the reader is.
"""

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from corale.errors import UsageError

_HOST = re.compile(r"(?:[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(?::\d{1,5})?")
_PREFIX = re.compile(r"(?:/[A-Za-z0-9._~-]+)*")
LONGEST = 500
"""Characters of a proxy's header that are read."""


@dataclass(frozen=True, slots=True)
class Address:
    """A public address: scheme, host (with its port, if it is not the scheme's own) and path prefix."""

    scheme: str
    host: str
    prefix: str = ""


def parse(url: str) -> Address | None:
    """Return the address that `--public-url` states; none for an empty text.

    >>> parse("https://data.example.org/corale/")
    Address(scheme='https', host='data.example.org', prefix='/corale')

    Raises:
        UsageError: it is no http(s) address, or has a query, a user or a fragment.
    """
    if not url:
        return None
    parts = urlsplit(url)
    prefix = parts.path.rstrip("/")
    good = parts.scheme in ("http", "https") and _HOST.fullmatch(parts.netloc) and _PREFIX.fullmatch(prefix)
    if not good or parts.query or parts.fragment:
        raise UsageError(
            f"{url} is no public address: give one like https://data.example.org or with a path behind it"
        )
    return Address(parts.scheme, parts.netloc.lower(), prefix)


def forwarded(environ: dict[str, Any]) -> dict[str, str]:
    """Return what a trusted proxy says: `for`, `proto`, `host`, `prefix`, as far as they can be read.

    The last hop of a list counts: the one that the proxy added itself (RFC 7239; X-Forwarded-*).

    >>> hops = 'for=192.0.2.9, for="[2001:db8::1]:443";proto=https;host=data.example.org'
    >>> forwarded({"HTTP_FORWARDED": hops})
    {'for': '[2001:db8::1]:443', 'proto': 'https', 'host': 'data.example.org'}
    """
    found = {}
    for part in environ.get("HTTP_FORWARDED", "")[-LONGEST:].rpartition(",")[2].split(";"):
        name, _, value = part.strip().partition("=")
        if value:
            found[name.lower()] = value.strip('"')
    for name in ("proto", "host", "prefix"):
        if text := environ.get(f"HTTP_X_FORWARDED_{name.upper()}", "")[-LONGEST:].rpartition(",")[2].strip():
            found[name] = text
    return found


def stated(environ: dict[str, Any]) -> Address:
    """Return the address of a request as a trusted proxy states it; what it does not state is the request's
    own."""
    told = forwarded(environ)
    scheme, host, prefix = (
        told.get("proto", "").lower(),
        told.get("host", ""),
        told.get("prefix", "").rstrip("/"),
    )
    return Address(
        scheme if scheme in ("http", "https") else environ.get("wsgi.url_scheme", "http"),
        host if _HOST.fullmatch(host) else environ.get("HTTP_HOST", ""),
        prefix if _PREFIX.fullmatch(prefix) else "",
    )


def rewrite(environ: dict[str, Any], address: Address) -> None:
    """Have a request reach the service under an address; a prefix that the proxy left in the path is taken
    off."""
    environ["wsgi.url_scheme"], environ["HTTP_HOST"], environ["SCRIPT_NAME"] = (
        address.scheme,
        address.host,
        address.prefix,
    )
    path = environ["PATH_INFO"]
    if address.prefix and (path == address.prefix or path.startswith(address.prefix + "/")):
        environ["PATH_INFO"] = path[len(address.prefix) :] or "/"
