"""One polite visit of an address: bounded, conditional, by our own hands from name to last byte.

A host that resolves to a private address is visited only where the publisher's list names it: a redirect, or
a name that changes its address, leads nowhere inside. The address that was judged is the one connected to."""

import http.client
import ipaddress
import socket
import ssl
import time
from collections.abc import Collection
from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit
from urllib.robotparser import RobotFileParser

LARGEST, SECONDS, REDIRECTS = 20_000_000, 20.0, 5
WHOLE = 120.0
AGENT = "Corale (+https://w3id.org/corale/)"


class RefusedError(Exception):
    """A visit that is not made, or that ends without an answer: its text says why, in a word."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer of a host: where it came from after redirects, status, headers (lower case), body."""

    url: str
    status: int
    headers: "dict[str, str]"
    body: bytes = b""


@dataclass(slots=True)
class Visitor:
    """Visits addresses one at a time: `named` are the hosts of the publisher's list.

    `pause` are the seconds between two visits of a host (its robots.txt may ask for more, up to a minute)."""

    named: Collection[str]
    pause: float = 1.0
    largest: int = LARGEST
    seconds: float = SECONDS
    _robots: "dict[str, RobotFileParser | None]" = field(default_factory=dict)
    _last: "dict[str, float]" = field(default_factory=dict)
    _closed: "set[str]" = field(default_factory=set)

    def get(self, url: str, etag: str = "", modified: str = "") -> Answer:
        """Return the answer of an address, redirects followed; 304 where what is known still holds.

        Raises:
            RefusedError: robots.txt, a private address, a limit, or no answer.
        """
        headers = {"If-None-Match": etag, "If-Modified-Since": modified}
        for _ in range(REDIRECTS + 1):
            self._permitted(url)
            answer = self._request(url, {name: value for name, value in headers.items() if value})
            if answer.status not in (301, 302, 303, 307, 308) or "location" not in answer.headers:
                return answer
            url = urljoin(url, answer.headers["location"])
        raise RefusedError("redirects")

    def _permitted(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.username:
            raise RefusedError("address")
        origin = f"{parts.scheme}://{parts.netloc}"
        if origin in self._closed:
            raise RefusedError("host-asks-to-wait")
        if origin not in self._robots:
            self._robots[origin] = self._rules(origin)
        rules = self._robots[origin]
        if rules is None:
            raise RefusedError("robots-unreachable")
        if not rules.can_fetch("Corale", url):
            raise RefusedError("robots")

    def _rules(self, origin: str) -> RobotFileParser | None:
        """The rules of a host: none where it fails to tell them (RFC 9309: then nothing is allowed)."""
        rules = RobotFileParser()
        try:
            answer = self._request(f"{origin}/robots.txt", {})
        except RefusedError:
            return None
        if answer.status >= 500:
            return None
        text = answer.body[:500_000].decode("utf-8", "replace") if answer.status == 200 else ""
        rules.parse(text.splitlines())
        return rules

    def _request(self, url: str, headers: "dict[str, str]") -> Answer:
        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc}"
        self._wait(origin)
        try:
            port = parts.port or (443 if parts.scheme == "https" else 80)
            place = address(parts.hostname or "", port, self.named)
            connection = _Connection(parts.hostname or "", port, place, parts.scheme == "https", self.seconds)
            path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
            connection.request(
                "GET", path, headers={"User-Agent": AGENT, "Accept-Encoding": "identity", **headers}
            )
            response = connection.getresponse()
            told = {name.lower(): value for name, value in response.getheaders()}
            body = self._body(response) if response.status == 200 else b""
            connection.close()
        except (OSError, http.client.HTTPException, ValueError, UnicodeError) as fault:
            raise RefusedError(type(fault).__name__) from fault
        finally:
            self._last[origin] = time.monotonic()
        if response.status in (429, 503):
            self._closed.add(origin)
        return Answer(url, response.status, told, body)

    def _body(self, response: http.client.HTTPResponse) -> bytes:
        began, held = time.monotonic(), bytearray()
        while chunk := response.read1(65_536):
            held += chunk
            if len(held) > self.largest:
                raise RefusedError("too-large")
            if time.monotonic() - began > WHOLE:
                raise RefusedError("too-slow")
        stated = response.getheader("Content-Length", "")
        if stated.isdigit() and len(held) < int(stated):
            raise RefusedError("cut")
        return bytes(held)

    def _wait(self, origin: str) -> None:
        rules = self._robots.get(origin)
        asked = float(str(rules.crawl_delay("Corale") or 0)) if rules else 0.0
        left = self._last.get(origin, 0.0) + max(self.pause, min(asked, 60.0)) - time.monotonic()
        if origin in self._last and left > 0:
            time.sleep(left)


def address(host: str, port: int, named: Collection[str]) -> str:
    """Return the network address of a host that may be visited: public, or named by the publisher.

    >>> address("127.0.0.1", 80, {"127.0.0.1"})
    '127.0.0.1'

    Raises:
        RefusedError: all its addresses are private.
        OSError: it has none.
    """
    found = [str(one[4][0]) for one in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    public = [one for one in found if host.lower() in named or _is_public(one)]
    if not public:
        raise RefusedError("private-address")
    return public[0]


def _is_public(text: str) -> bool:
    """Whether an address is of the open network; one of IPv4 in the dress of IPv6 is what it is underneath.

    >>> [_is_public(text) for text in ("93.184.216.34", "10.0.0.1", "::ffff:127.0.0.1", "fe80::1%eth0")]
    [True, False, False, False]
    """
    found = ipaddress.ip_address(text.partition("%")[0])
    mapped = getattr(found, "ipv4_mapped", None)
    found = mapped or found
    return found.is_global and not found.is_multicast


class _Connection(http.client.HTTPConnection):
    """A connection to a host at an address that was judged before."""

    def __init__(self, host: str, port: int, place: str, secure: bool, seconds: float) -> None:
        super().__init__(host, port, timeout=seconds)
        self._place, self._secure = place, secure
        self.default_port = 443 if secure else 80

    def connect(self) -> None:
        """Connect to the address, under the host's own name."""
        self.sock = socket.create_connection((self._place, self.port), self.timeout)
        if self._secure:
            self.sock = ssl.create_default_context().wrap_socket(self.sock, server_hostname=self.host)
