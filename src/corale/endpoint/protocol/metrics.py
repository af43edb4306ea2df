"""What the service counts (Prometheus text format) and what it logs: never a query's text, never a full address."""

import json
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from hashlib import blake2b
from threading import Lock

from corale.endpoint.protocol.answers import Answers

BOUNDS = (0.005, 0.02, 0.1, 0.5, 1.0, 2.0, 5.0, 10.0)
LEVELS = ("none", "errors", "all")


@dataclass(slots=True)
class Metrics:
    """Counters of this front process, and its log at a level of :data:`LEVELS`."""

    level: str = "errors"
    began: float = field(default_factory=time.monotonic)
    requests: "Counter[tuple[str, int]]" = field(default_factory=Counter)
    problems: "Counter[str]" = field(default_factory=Counter)
    seconds: "Counter[float]" = field(default_factory=Counter)
    total: float = 0
    lock: Lock = field(default_factory=Lock)

    def note(self, route: str, status: int, seconds: float) -> None:
        """Count a request: its route (no free text), status and duration."""
        bound = next((bound for bound in BOUNDS if seconds <= bound), float("inf"))
        with self.lock:
            self.requests[(route, status)] += 1
            self.seconds[bound] += 1
            self.total += seconds

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
        told = {
            "client": shortened(client), "method": method, "route": route, "status": status,
            "ms": round(seconds * 1000, 1),
        }  # fmt: skip
        told |= {"code": code} if code else {}
        told |= {"query": blake2b(query.encode(), digest_size=6).hexdigest()} if query else {}
        told |= {"number": number} if number else {}
        print(json.dumps(told), file=sys.stderr, flush=True)

    def text(self, answers: Answers, release: str, busy: int, workers: int) -> str:
        """Return the counters in Prometheus' text format."""
        with self.lock:
            requests, problems, seconds = Counter(self.requests), Counter(self.problems), Counter(self.seconds)
        lines = ["# TYPE corale_requests_total counter"]
        lines += [
            f'corale_requests_total{{route="{route}",status="{status}"}} {count}'
            for (route, status), count in sorted(requests.items())
        ]
        lines += ["# TYPE corale_problems_total counter"]
        lines += [f'corale_problems_total{{code="{code}"}} {count}' for code, count in sorted(problems.items())]
        lines += ["# TYPE corale_request_seconds histogram"]
        below = 0
        for bound in (*BOUNDS, float("inf")):
            below += seconds[bound]
            lines.append(f'corale_request_seconds_bucket{{le="{f"{bound:g}".replace("inf", "+Inf")}"}} {below}')
        lines += [f"corale_request_seconds_sum {self.total:.6f}", f"corale_request_seconds_count {below}"]
        gauges = {
            "corale_workers": workers, "corale_workers_busy": busy, "corale_answers_kept": len(answers.entries),
            "corale_answers_bytes": answers.used, "corale_uptime_seconds": round(time.monotonic() - self.began),
        }  # fmt: skip
        for name, value in gauges.items():
            lines += [f"# TYPE {name} gauge", f"{name} {value}"]
        lines += ["# TYPE corale_answers_hits_total counter", f"corale_answers_hits_total {answers.hits}"]
        lines += ["# TYPE corale_release_info gauge", f'corale_release_info{{release="{release}"}} 1']
        return "\n".join(lines) + "\n"


def shortened(client: str) -> str:
    """Return an address without its last part.

    >>> shortened("192.0.2.17"), shortened("2001:db8:1:2::/64")
    ('192.0.2.0', '2001:db8:1::')
    """
    if ":" in client:
        return ":".join(client.split(":")[:3]) + "::"
    return client.rpartition(".")[0] + ".0" if "." in client else ""
