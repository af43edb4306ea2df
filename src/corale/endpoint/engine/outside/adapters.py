"""What an engine needs to be asked truthfully: one adapter an engine, one row a deviation.

To add an engine: an entry in :data:`ADAPTERS`, with what :mod:`corale.endpoint.engine.outside.suite` shows
that it lacks; `corale engine check URL` says when nothing is missing any more."""

from dataclasses import dataclass
from http.client import HTTPException
from urllib.parse import urlsplit

from corale.errors import SetupError, UsageError

NONE = "urn:corale:none"
"""A graph that is empty everywhere: the named graphs of a dataset that has none."""
DEFAULT = "urn:corale:default"
"""The named graph that holds a release's default graph, in engines whose own holds more than ours."""
WKT, OUR_WKT = "http://www.opengis.net/ont/geosparql#wktLiteral", "urn:corale:wktLiteral"
"""The datatype of geometries, and what it is called where an engine would round their coordinates."""
STATE = "urn:corale:state"
"""The named graph that says which release a database holds."""


@dataclass(frozen=True, slots=True)
class Adapter:
    """How an engine is asked.

    `default` is the named graph that stands for the default graph (`""`: the engine has one that is
    ours), `strict` whether a dataset without named graphs has none, `division` whether integers divide
    to decimals, `booleans` whether comparisons are booleans, `geometries` whether points keep their
    digits, `empty` whether an empty group finds the graphs. `query`, `update` are the paths of the
    addresses, below the one that is given, where it names the server only. `batch` statements go into
    one update."""

    name: str
    default: str = ""
    strict: bool = True
    division: bool = True
    booleans: bool = True
    geometries: bool = True
    empty: bool = True
    query: str = ""
    update: str = ""
    batch: int = 1000
    rows: int = 0


ADAPTERS = {
    "sparql": Adapter("sparql"),
    "oxigraph": Adapter("oxigraph", query="/query", update="/update", batch=10_000),
    "virtuoso": Adapter(
        "virtuoso",
        DEFAULT,
        strict=False,
        division=False,
        booleans=False,
        geometries=False,
        empty=False,
        query="/sparql",
        update="/sparql-auth",
        rows=9_999,
    ),
}


@dataclass(frozen=True, slots=True)
class Engine:
    """An engine: its adapter and the address of its queries; `foreign` are its graphs that are not ours."""

    adapter: Adapter
    url: str
    foreign: tuple[str, ...] = ()

    @property
    def hidden(self) -> frozenset[str]:
        """The graphs that no query sees."""
        return frozenset({*self.foreign, STATE, *filter(None, [self.adapter.default])})

    @property
    def update(self) -> str:
        """The address of updates."""
        parts = urlsplit(self.url)
        return parts._replace(path=self.adapter.update or parts.path).geturl()


def of(url: str, name: str = "") -> Engine:
    """Return the engine at an address; its adapter is `name`, or found by how the server presents itself.

    >>> of("http://127.0.0.1:7878", "oxigraph").url
    'http://127.0.0.1:7878/query'

    Raises:
        UsageError: it is no address, or there is no such adapter.
        SetupError: nothing answers there.
    """
    from corale.endpoint.engine.outside.connection import Connection

    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise UsageError(f"{url} is no address of an engine: give http://HOST:PORT/PATH")
    if not name:
        try:
            name = Connection(url, 10).presents()
        except (OSError, HTTPException) as fault:
            raise SetupError(f"{url} cannot be reached ({fault}): is the engine running?") from fault
    if name not in ADAPTERS:
        raise UsageError(f"there is no adapter {name}: {', '.join(ADAPTERS)}")
    adapter = ADAPTERS[name]
    path = parts.path if parts.path.strip("/") else adapter.query
    return Engine(adapter, parts._replace(path=path).geturl())
