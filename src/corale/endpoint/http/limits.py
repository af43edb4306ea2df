"""The limits of the service: one table that makes the flags, the environment variables, `/limits` and the
checks.

Every limit has a flag (`--query-seconds`) and an environment variable (`CORALE_QUERY_SECONDS`); 0 switches it
off. The values are those of a public service that strangers share: each bounds what one query or one client
can take."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, fields

from corale.errors import UsageError

KILO, MEGA = 1000, 1000 * 1000


@dataclass(frozen=True, slots=True)
class Limit:
    """One limit: its name in :class:`Limits`, its unit, and what it bounds, in Italian and English."""

    name: str
    unit: str
    it: str
    en: str

    @property
    def variable(self) -> str:
        """The environment variable that sets it.

        >>> Limit("query_seconds", "s", "", "").variable
        'CORALE_QUERY_SECONDS'
        """
        return f"CORALE_{self.name.upper()}"

    @property
    def flag(self) -> str:
        """The option of `corale serve` that sets it."""
        return f"--{self.name.replace('_', '-')}"


TABLE = (
    Limit("query_seconds", "s", "Durata di un'interrogazione", "Wall time of a query"),
    Limit("query_cpu", "s", "Tempo di calcolo di un'interrogazione", "Processor time of a query"),
    Limit("query_memory", "MB", "Memoria in più per interrogazione", "Additional memory of a query"),
    Limit(
        "memory_reserve",
        "MB",
        "Memoria da lasciare libera sulla macchina",
        "Memory to leave free on the machine",
    ),
    Limit("query_bytes", "kB", "Lunghezza dell'interrogazione", "Length of the query text"),
    Limit("query_depth", "", "Parentesi annidate", "Nested brackets in a query"),
    Limit("result_rows", "", "Righe o triple di un risultato", "Rows or triples of a result"),
    Limit("result_bytes", "MB", "Grandezza di un risultato", "Size of a result"),
    Limit("body_bytes", "kB", "Grandezza di una richiesta", "Size of a request body"),
    Limit("client_cpu", "s", "Tempo di calcolo per client in un minuto", "Processor time a client, a minute"),
    Limit("client_parallel", "", "Interrogazioni contemporanee per client", "Parallel queries a client"),
    Limit(
        "reader_seconds", "s", "Attesa di chi non legge la risposta", "Wait for a reader who takes nothing"
    ),
    Limit("workers", "", "Interrogazioni contemporanee in tutto", "Parallel queries in all"),
    Limit("cache_bytes", "MB", "Memoria delle risposte tenute", "Memory for kept answers"),
)


@dataclass(frozen=True, slots=True)
class Limits:
    """The values of :data:`TABLE`, in its units (seconds, kB of 1,000 bytes, MB of 1,000,000); 0 means no
    limit."""

    query_seconds: float = 10
    query_cpu: float = 8
    query_memory: float = 256
    memory_reserve: float = 512
    query_bytes: float = 32
    query_depth: float = 64
    result_rows: float = 100_000
    result_bytes: float = 50
    body_bytes: float = 64
    client_cpu: float = 20
    client_parallel: float = 2
    reader_seconds: float = 30
    workers: float = 16
    cache_bytes: float = 64

    @property
    def queries_at_once(self) -> int:
        """How many queries run at once."""
        return int(self.workers) or 64

    def environment(self) -> dict[str, str]:
        """Return the limits as environment variables, for a process to start."""
        return {limit.variable: f"{getattr(self, limit.name):g}" for limit in TABLE}


def read(environment: Mapping[str, str] = os.environ, **chosen: float | None) -> Limits:
    """Return the limits of an environment, with `chosen` values (of flags) before it.

    >>> read({"CORALE_QUERY_SECONDS": "3"}).query_seconds, read({}, query_seconds=2.0).query_seconds
    (3.0, 2.0)

    Raises:
        UsageError: a value is no number, or negative.
    """
    values: dict[str, float] = {}
    for limit in TABLE:
        stated = chosen.get(limit.name)
        text = environment.get(limit.variable, "") if stated is None else f"{stated}"
        if not text:
            continue
        try:
            values[limit.name] = float(text)
        except ValueError:
            raise UsageError(f"{limit.variable}={text} is no number: give one, or 0 for no limit") from None
        if not 0 <= values[limit.name] < float("inf"):
            raise UsageError(f"{limit.variable}={text} is out of range: give 0 (no limit) or more")
    return Limits(**values)


assert [limit.name for limit in TABLE] == [field.name for field in fields(Limits)]  # noqa: S101 - a slip of the table
