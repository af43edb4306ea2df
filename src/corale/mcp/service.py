"""A served release, asked over HTTP. Nothing is evaluated here: limits, refusals and pinning are its own."""

import json
from dataclasses import dataclass
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode, urlsplit
from urllib.request import Request, urlopen

from corale.data.rdf import formats, remote
from corale.errors import SetupError, UsageError

Json = dict[str, Any]
TEXT = 50_000
"""Characters of a graph that are handed on."""


@dataclass(frozen=True, slots=True)
class Service:
    """The service at an address (`https://data.example.org/`); each request gets `seconds`."""

    address: str
    seconds: int = 60

    def __post_init__(self) -> None:
        """Refuse an address that is none.

        Raises:
            UsageError: it is not of HTTP, or names no host.
        """
        parts = urlsplit(self.address)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise UsageError(
                f"{self.address} is no address of a service: give one like http://127.0.0.1:8080/"
            )

    def at(self, path: str) -> str:
        """Return the address of a path below the service."""
        return f"{self.address.rstrip('/')}/{path}"

    def release(self) -> str:
        """Return the id of the release that serves now.

        Raises:
            SetupError: the service cannot be reached.
        """
        return str(self._json("health")["release"])

    def base(self) -> str:
        """Return what the IRIs of the things begin with, as the reconciliation service tells it.

        Raises:
            SetupError: the service cannot be reached.
        """
        return str(self._json("reconcile")["identifierSpace"])

    def query(self, sparql: str, release: str) -> Json | str:
        """Return the answer of one release to a query: SPARQL JSON results, or the Turtle of a graph.

        Raises:
            UsageError: the query is refused, by what the service says; or the graph is too long to hand on.
            SetupError: the service cannot be reached.
        """
        body, media = remote.query(
            self.at("sparql"),
            sparql,
            formats.named("json"),
            formats.named("turtle"),
            self.seconds,
            release=release,
        )
        text = body.decode()
        if "json" in media:
            told: Json = json.loads(text)
            return told
        if len(text) > TEXT:
            raise UsageError(f"the graph has {len(text)} characters, more than {TEXT}: ask for a smaller one")
        return text

    def entities(self, name: str, limit: int) -> list[Json]:
        """Return the things that a name may mean, best first, as the reconciliation service tells them.

        Raises:
            UsageError: the service refuses the name.
            SetupError: it cannot be reached.
        """
        queries = json.dumps({"q": {"query": name, "limit": limit}})
        found: list[Json] = self._json("reconcile", urlencode({"queries": queries}).encode())["q"]["result"]
        return found

    def _json(self, path: str, body: bytes | None = None) -> Json:
        request = Request(self.at(path), body, {"User-Agent": "corale", "Accept": "application/json"})  # noqa: S310
        try:
            with urlopen(request, timeout=self.seconds) as answer:  # noqa: S310 - HTTP alone, as checked
                told: Json = json.load(answer)
                return told
        except HTTPError as fault:
            said = fault.read(2000).decode(errors="replace")
            raise UsageError(f"{self.at(path)} answers {fault.code}: {said or fault.reason}") from fault
        except (URLError, OSError, ValueError) as fault:
            raise SetupError(
                f"{self.address} does not answer ({fault}): is it served? `corale serve DIR`"
            ) from fault
