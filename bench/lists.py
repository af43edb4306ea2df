"""How long a list takes: pages with two facets, with words, with none, asked over four connections.

    python bench/lists.py RELEASE [--pages 400] [--connections 4]

serves the release (or a publisher's folder) with its budgets off, asks pages whose facets are drawn from
those that the list itself offers, seeded, and prints the median, the 95th percentile and the worst, in
milliseconds."""

import argparse
import os
import random
import re
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from html import unescape
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

KINDS = ("process", "notice", "organisation", "place", "output")
WORDS = ("parco", "piano di zona", "giovani", "regolamento welfare", "biblioteca", "servizi sociali")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("release", nargs="?", type=Path)
    parser.add_argument("--pages", type=int, default=400)
    parser.add_argument("--connections", type=int, default=4)
    parser.add_argument("--quick", action="store_true", help="40 pages")
    asked = parser.parse_args()
    if asked.release is None:
        print("a release is needed: bench/lists.py RELEASE")
        return
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    environment = os.environ | {"CORALE_CLIENT_CPU": "0", "CORALE_CLIENT_PARALLEL": "0"}
    command = [sys.executable, "-m", "corale", "serve", str(asked.release), "--port", str(port)]
    service = subprocess.Popen(command, env=environment)
    try:
        wait(port)
        measure(port, 40 if asked.quick else asked.pages, asked.connections)
    finally:
        service.terminate()
        service.wait(30)


def wait(port: int) -> None:
    """Wait until the service answers."""
    for _ in range(1200):
        try:
            if get(port, "/health")[0] == 200:
                return
        except OSError:
            pass
        time.sleep(0.5)
    raise SystemExit("the service does not answer")


def get(port: int, path: str) -> tuple[int, str, float]:
    """Return the status, text and milliseconds of a request."""
    connection = HTTPConnection("127.0.0.1", port, timeout=120)
    began = time.perf_counter()
    connection.request("GET", path, headers={"Accept": "text/html"})
    answer = connection.getresponse()
    text = answer.read().decode()
    took = (time.perf_counter() - began) * 1000
    connection.close()
    return answer.status, text, took


def measure(port: int, pages: int, connections: int) -> None:
    """Print what each sort of page takes."""
    draw = random.Random(0)
    offered = {kind: choices(get(port, f"/browse/{kind}")[1], kind) for kind in KINDS}

    def two() -> str:
        kind = draw.choice([kind for kind in KINDS if len({name for name, _ in offered[kind]}) > 1])
        names = draw.sample(sorted({name for name, _ in offered[kind]}), 2)
        return f"/browse/{kind}?" + urlencode(
            [draw.choice([one for one in offered[kind] if one[0] == n]) for n in names]
        )

    sorts: Sequence[tuple[str, Callable[[], str]]] = (
        ("no facet", lambda: f"/browse/{draw.choice(KINDS)}"),
        ("two facets", two),
        ("words", lambda: f"/browse/process?q={quote(draw.choice(WORDS))}"),
        ("all as CSV", lambda: f"/browse/{draw.choice(KINDS)}.csv"),
    )
    print(f"{connections} connections, {pages} pages of each sort; milliseconds")
    for name, make in sorts:
        paths = [make() for _ in range(pages if name != "all as CSV" else pages // 10)]
        with ThreadPoolExecutor(connections) as pool:
            found = list(pool.map(lambda path: get(port, path), paths))
        if bad := [path for path, (status, _, _) in zip(paths, found, strict=True) if status != 200]:
            raise SystemExit(f"not answered: {bad[:3]}")
        took = sorted(ms for _, _, ms in found)
        p95 = took[int(len(took) * 0.95)]
        print(f"{name:12} median {statistics.median(took):6.1f}   p95 {p95:6.1f}   worst {took[-1]:6.1f}")


def choices(text: str, kind: str) -> list[tuple[str, str]]:
    """Return the facets and values that a page offers."""
    found = {unescape(href) for href in re.findall(rf'href="(/browse/{kind}\?[^"]+)" rel="nofollow"', text)}
    return [pair for href in sorted(found) for pair in parse_qsl(urlsplit(href).query) if pair[0] != "all"]


if __name__ == "__main__":
    main()
