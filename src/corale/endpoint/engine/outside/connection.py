"""HTTP to an engine: one connection, kept from question to question, and the engine's own limits read.

Through `http.client`: SPARQLWrapper opens a connection for every query, keeps no headers of what it refuses,
and converts what is passed on here as bytes; it asks other endpoints for `corale query`."""

import ssl
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from socket import gethostbyname
from urllib.parse import urlencode, urlsplit

JSON = "application/sparql-results+json"
FORM = "application/x-www-form-urlencoded"
MOST = 1 << 30
"""Bytes of an answer above which it is not read, where the question has no bound of its own."""
PIECE = 1 << 16


class EngineError(Exception):
    """An engine did not answer: `code` is one of :mod:`corale.endpoint.http.problems`."""

    def __init__(self, code: str, message: str = "") -> None:
        super().__init__(message)
        self.code, self.message = code, message


@dataclass(slots=True)
class Connection:
    """A connection to the engine at an address; its host is looked up once, before a worker closes its
    doors."""

    url: str
    seconds: float = 60
    _http: HTTPConnection | None = None
    _address: str = ""
    _tls: ssl.SSLContext | None = None
    _headers: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        parts = urlsplit(self.url)
        host = parts.hostname or ""
        self._headers = {"Host": parts.netloc.rpartition("@")[2], "User-Agent": "corale"}
        if parts.scheme == "https":
            self._address, self._tls = host, ssl.create_default_context()
        else:
            self._address = gethostbyname(host)

    def _open(self) -> HTTPConnection:
        if self._http is None:
            port = urlsplit(self.url).port
            if self._tls is not None:
                self._http = HTTPSConnection(self._address, port, timeout=self.seconds, context=self._tls)
            else:
                self._http = HTTPConnection(self._address, port, timeout=self.seconds)
        self._http.timeout = self.seconds
        if self._http.sock is not None:
            self._http.sock.settimeout(self.seconds)
        return self._http

    def close(self) -> None:
        """Give the connection back."""
        if self._http is not None:
            self._http.close()
        self._http = None

    def send(self, fields: list[tuple[str, str]], accept: str) -> HTTPResponse:
        """Return the response to a query; a kept connection that the engine has closed is opened once more.

        Raises:
            OSError: the engine cannot be reached.
            HTTPException: it answers no HTTP.
        """
        body = urlencode(fields).encode()
        headers = self._headers | {"Accept": accept, "Content-Type": FORM}
        path = urlsplit(self.url)._replace(scheme="", netloc="", fragment="").geturl() or "/"
        kept = self._http is not None
        try:
            connection = self._open()
            connection.request("POST", path, body, headers)
            return connection.getresponse()
        except TimeoutError:
            self.close()
            raise
        except (OSError, HTTPException):
            self.close()
            if not kept:
                raise
            connection = self._open()
            connection.request("POST", path, body, headers)
            return connection.getresponse()

    def select(self, fields: list[tuple[str, str]], size: int = 0) -> tuple[bytes, int]:
        """Return the body of an answer in SPARQL JSON, whole, and the rows at which the engine cuts (0:
        none).

        `size` bounds the body, in bytes (0: a gigabyte).

        Raises:
            EngineError: there is no whole answer, and why.
        """
        try:
            answer = self.send(fields, JSON)
            parts, total = [], 0
            while piece := answer.read(PIECE):
                parts.append(piece)
                total += len(piece)
                if total > (size or MOST):
                    self.close()
                    raise EngineError("result-too-large", "bytes")
            if answer.length:
                self.close()
                raise EngineError("worker-lost", "the engine broke off")
        except TimeoutError:
            self.close()
            raise EngineError("query-time") from None
        except (OSError, HTTPException) as fault:
            self.close()
            raise EngineError("worker-lost", type(fault).__name__) from None
        state = answer.headers.get("X-SQL-State", "")
        body = b"".join(parts)
        if state or answer.status in (408, 504):
            raise EngineError("query-time" if state.startswith("S1T") or not state else "evaluation", state)
        if answer.status in (429, 503):
            raise EngineError("busy")
        if answer.status >= 500:
            raise EngineError("query-fault", f"{answer.status} {first_line(body)}")
        if answer.status != 200:
            raise EngineError("evaluation", f"{answer.status} {first_line(body)}")
        cut = answer.headers.get("X-SPARQL-MaxRows", "")
        return body, int(cut) if cut.isdigit() else 0

    def presents(self) -> str:
        """Return the name of the adapter that a server's own words lead to.

        Raises:
            OSError: nothing answers.
            HTTPException: what answers is no web server.
        """
        connection = self._open()
        connection.request("GET", "/", headers=self._headers)
        answer = connection.getresponse()
        body = answer.read(PIECE)
        self.close()
        if "virtuoso" in answer.headers.get("Server", "").lower():
            return "virtuoso"
        return "oxigraph" if b"Oxigraph server" in body else "sparql"


def first_line(body: bytes) -> str:
    """Return the first line of what an engine says, without what it repeats of the query."""
    return body[:300].decode(errors="replace").partition("\n")[0].partition("SPARQL query:")[0].strip()
