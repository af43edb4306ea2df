"""What the service counts, for Prometheus, and what it logs: never a query's text, never a full address."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import blake2b

import prometheus_client as prometheus
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, InfoMetricFamily, Metric
from prometheus_client.registry import Collector

from corale.endpoint.http import log
from corale.endpoint.protocol.answers import Answers
from corale.endpoint.protocol.current import Current

BOUNDS = (0.005, 0.02, 0.1, 0.5, 1.0, 2.0, 5.0, 10.0)
LEVELS = ("none", "errors", "all")
MEDIA_TYPE = prometheus.exposition.CONTENT_TYPE_PLAIN_0_0_4
prometheus.disable_created_metrics()  # type: ignore[no-untyped-call]  # when each counter began: the process tells


@dataclass(frozen=True, eq=False, slots=True)
class State(Collector):
    """What is looked up when somebody asks: the workers, the cache of answers, the release that serves."""

    current: Current
    answers: Answers

    def collect(self) -> Iterator[Metric]:
        """Return the figures of this moment."""
        serving, answers = self.current.get(), self.answers
        yield GaugeMetricFamily("corale_workers", "Query workers", serving.pool.table.rows)
        yield GaugeMetricFamily("corale_workers_busy", "Query workers in a query", serving.pool.table.busy())
        yield GaugeMetricFamily("corale_answers_kept", "Answers in the cache", len(answers.entries))
        yield GaugeMetricFamily("corale_answers_bytes", "Bytes of the cache of answers", answers.used)
        yield CounterMetricFamily("corale_answers_hits", "Answers given from the cache", answers.hits)
        yield InfoMetricFamily("corale_release", "The release that serves", {"release": serving.id})


class Metrics:
    """The counters of the front, with other `collectors`, and its log at a level of :data:`LEVELS`."""

    def __init__(self, level: str, *collectors: Collector) -> None:
        self.level = level
        self.registry = registry = prometheus.CollectorRegistry()
        prometheus.ProcessCollector(registry=registry)
        for collector in collectors:
            registry.register(collector)
        self.requests = prometheus.Counter(
            "corale_requests", "Requests answered", ("route", "status"), registry=registry
        )
        self.problems = prometheus.Counter(
            "corale_problems", "Refusals, by their code at /limits", ("code",), registry=registry
        )
        self.seconds = prometheus.Histogram(
            "corale_request_seconds", "Seconds to an answer", buckets=BOUNDS, registry=registry
        )

    def note(self, route: str, status: int, seconds: float) -> None:
        """Count a request: its route (no free text), status and duration."""
        self.requests.labels(route, status).inc()
        self.seconds.observe(seconds)

    def log(
        self,
        client: str,
        method: str,
        route: str,
        status: int,
        seconds: float,
        code: str,
        query: str = "",
        number: str = "",
    ) -> None:
        """Write one line of JSON about a request: the client shortened, the query as a digest."""
        line = {
            "client": shortened(client),
            "method": method,
            "route": route,
            "status": status,
            "ms": round(seconds * 1000, 1),
        }
        line |= {"code": code} if code else {}
        line |= {"query": blake2b(query.encode(), digest_size=6).hexdigest()} if query else {}
        line |= {"number": number} if number else {}
        log.write(json.dumps(line))

    def text(self) -> bytes:
        """Return all figures in the text format of Prometheus (:data:`MEDIA_TYPE`)."""
        return prometheus.generate_latest(self.registry)


def shortened(client: str) -> str:
    """Return an address without its last part.

    >>> shortened("192.0.2.17"), shortened("2001:db8:1:2::/64")
    ('192.0.2.0', '2001:db8:1::')
    """
    if ":" in client:
        return ":".join(client.split(":")[:3]) + "::"
    return client.rpartition(".")[0] + ".0" if "." in client else ""
