"""Hostile queries while polite clients are served: when each ends, what polite clients notice, what memory
does.

Before that, on the quiet service: how soon a killed query worker is replaced.

    python bench/attack.py [RELEASE] [--seconds S] [--quick]

RELEASE is a release or publisher's folder (default: the bundled sample, built on the spot). Every client has
an address of its own in 127.0.0.0/8, so that budgets are on as they are in the world. The hostile shapes are
those of the tests. Memory is what the machine gives out meanwhile: to look at every process's own takes the
kernel a core and disturbs what is measured. Clients stand in one scheduling group with the service (no
session of its own): on a machine where each session gets an equal share, clients would otherwise wait for the
service as a whole, which on another machine they cannot."""

import argparse
import importlib.util
import json
import os
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from http.client import HTTPConnection
from pathlib import Path
from threading import Event, Thread
from urllib.parse import urlencode

from serving import free_port, memory, running

from corale.data.published import folder as releases

ROOT = Path(__file__).resolve().parents[1]


def shapes() -> dict[str, str]:
    """Return the hostile shapes of `tests/endpoint/test_drills.py`."""
    found = importlib.util.spec_from_file_location("drills", ROOT / "tests" / "endpoint" / "test_drills.py")
    assert found is not None and found.loader is not None
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    return dict(module.SHAPES)


def ask(port: int, client: str, query: str, timeout: float = 60) -> tuple[int, float]:
    """Return status and seconds of one query from a client's address."""
    began = time.monotonic()
    connection = HTTPConnection("127.0.0.1", port, timeout=timeout, source_address=(client, 0))
    try:
        connection.request("GET", "/sparql?" + urlencode({"query": query}), headers={"Accept": "text/csv"})
        answer = connection.getresponse()
        answer.read()
        return answer.status, time.monotonic() - began
    finally:
        connection.close()


def polite(port: int, client: str, stop: Event, times: list[float], faults: list[int]) -> None:
    """Ask small queries, ten a second, each another."""
    number = 0
    while not stop.is_set():
        number += 1
        status, seconds = ask(
            port, client, f"SELECT ?s {{ ?s a ?c }} LIMIT 10 OFFSET {number % 500} # {client} {number}"
        )
        times.append(seconds)
        if status != 200:
            faults.append(status)
        time.sleep(max(0.0, 0.1 - seconds))


def crowd(port: int, seconds: float, clients: int = 4) -> tuple[list[float], list[int]]:
    """Return the times and failures of polite clients over some seconds."""
    stop, times, faults = Event(), [], []  # type: ignore[var-annotated]
    threads = [
        Thread(target=polite, args=(port, f"127.0.1.{n + 1}", stop, times, faults)) for n in range(clients)
    ]
    for thread in threads:
        thread.start()
    time.sleep(seconds)
    stop.set()
    for thread in threads:
        thread.join()
    return times, faults


def p95(times: list[float]) -> float:
    return statistics.quantiles(times, n=20)[18] * 1000 if len(times) > 20 else float("nan")


def hostile(port: int, client: str, query: str, stop: Event, ends: list[tuple[int, float]]) -> None:
    while not stop.is_set():
        try:
            ends.append(ask(port, client, query))
        except OSError:
            ends.append((0, 0))
        if ends[-1][0] == 429:
            time.sleep(0.5)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("release", nargs="?", type=Path)
    parser.add_argument("--seconds", type=float, default=30)
    parser.add_argument("--quick", action="store_true", help="short, with a limit of 2 s")
    options = parser.parse_args()
    work = Path(tempfile.mkdtemp(prefix="corale-attack-"))
    try:
        folder = options.release or work / "out"
        if options.release is None:
            build = [sys.executable, "-m", "corale", "demo", "--no-serve", "--out", str(folder)]
            subprocess.run(build, check=True, stdout=subprocess.DEVNULL)
        measure(releases.active(folder).folder, options.quick, 6 if options.quick else options.seconds)
    finally:
        shutil.rmtree(work, ignore_errors=True)


def children(pid: int) -> set[int]:
    return {int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()}


def replaced(top: int, times: int = 15) -> list[float]:
    """Return the milliseconds from the killing of an idle worker to the next one's being there, each time."""
    supervisor = next(
        pid for pid in children(top) if "granian" not in Path(f"/proc/{pid}/cmdline").read_text()
    )
    took = []
    for _ in range(times):
        before = children(supervisor)
        began = time.monotonic()
        os.kill(min(before), signal.SIGKILL)
        while not children(supervisor) - before:
            time.sleep(0.001)
        took.append((time.monotonic() - began) * 1000)
        time.sleep(0.2)
    return took


def given() -> int:
    """Return how much memory the machine has given out, in MB."""
    told = Path("/proc/meminfo").read_text()
    total, left = (int(told.partition(f"{name}:")[2].split()[0]) for name in ("MemTotal", "MemAvailable"))
    return (total - left) // 1000


def measure(release: Path, quick: bool, seconds: float) -> None:
    port, limit = free_port(), 2.0 if quick else 10.0
    command = [sys.executable, "-m", "corale", "serve", str(release), "--port", str(port)]
    settings = {"CORALE_QUERY_SECONDS": f"{limit:g}", "CORALE_QUERY_CPU": "0", "CORALE_LOG": "none"}
    queries = shapes()
    with running(command, port, "/sparql", 900, apart=False, **settings) as pid:
        took = replaced(pid)
        crowd(port, 1)
        quiet, _ = crowd(port, seconds / 2)
        held, before, peak = memory(pid), given(), 0
        stop, ends = Event(), {name: [] for name in queries}  # type: ignore[var-annotated]
        attackers = [
            Thread(target=hostile, args=(port, f"127.0.2.{number + 1}", query, stop, ends[name]))
            for number, (name, query) in enumerate(queries.items())
        ]
        for thread in attackers:
            thread.start()
        halt = Event()

        def watch() -> None:
            nonlocal peak
            while not halt.is_set():
                peak = max(peak, given())
                time.sleep(0.2)

        watcher = Thread(target=watch)
        watcher.start()
        times, faults = crowd(port, seconds)
        stop.set()
        for thread in attackers:
            thread.join()
        halt.set()
        watcher.join()
        time.sleep(1)
        after = given()
    print(
        json.dumps(
            {
                "limit_s": limit,
                "seconds": seconds,
                "quads": releases.active(release).manifest.counts.get("quads"),
                "load": round(os.getloadavg()[0], 1),
            }
        )
    )
    print(
        f"killed worker replaced: median {statistics.median(took):.0f} ms, longest {max(took):.0f} ms of"
        f" {len(took)}"
    )
    for name, found in ends.items():
        ran = [each for each in found if each[0] not in (0, 429)]
        worst = max((took for _, took in ran), default=0)
        print(
            f"{name:22} {len(ran):4} run, statuses {sorted({status for status, _ in found})}, longest"
            f" {worst:.2f} s"
        )
    worst = max(took for found in ends.values() for status, took in found if status != 429)
    print(f"longest of all: {worst:.2f} s = limit {'+' if worst > limit else '-'} {abs(worst - limit):.2f} s")
    print(
        f"polite p95: quiet {p95(quiet):.1f} ms, under attack {p95(times):.1f} ms ="
        f" {p95(times) / p95(quiet):.1f} x; {len(times)} asked, {len(faults)} refused {sorted(set(faults))}"
    )
    print(f"memory: {held} MB before, peak +{peak - before} MB, after +{after - before} MB")


if __name__ == "__main__":
    main()
