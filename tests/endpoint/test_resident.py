"""What each process holds in memory stays within what is stated, whatever many distinct, largest requests come."""

import os
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest
from tests.endpoint.conftest import Live

from corale.endpoint.engine.worker import GROWTH

NUMBER = 10_000 if os.environ.get("CORALE_SOAK") else 400
CACHE = 8
"""Megabytes of kept answers that the service is told to hold at most."""
SLACK = 24
"""Megabytes by which a process may grow besides: arenas of its allocator, stacks of threads."""


def processes(pid: int) -> dict[int, str]:
    """Return the processes of a service with their command lines."""
    found, waiting = {}, [pid]
    while waiting:
        one = waiting.pop()
        try:
            found[one] = Path(f"/proc/{one}/cmdline").read_text()
            for task in Path(f"/proc/{one}/task").iterdir():
                waiting += map(int, (task / "children").read_text().split())
        except OSError:
            found.pop(one, None)
    return found


def resident(pid: int) -> float:
    """Return the memory that a process has of its own, in MB (shared pages of the store do not count)."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Private_")) / 1024


def largest(number: int, live: Live) -> Iterator[int]:
    """Send distinct requests as long as they may be, of every kind that keeps something; yield their status."""
    long = f"{number} " + "x" * 28_000
    body = urlencode({"query": f"SELECT * {{ ?s ?p ?o }} LIMIT 3 #{long}"}).encode()
    yield live.request("POST", "/sparql", body, Content_Type="application/x-www-form-urlencoded").status
    text = f"SELECT * {{ ?s ?p '{number}' }} #" + "y" * 20_000
    yield live.get("/sparql?" + urlencode({"query": text}), Accept="text/csv").status
    yield live.get(
        "/sparql?" + urlencode({"query": "ASK {}"}), Accept=f"text/x-{number}-" + "z" * 20_000
    ).status
    yield live.get("/search?q=" + quote(f"parola{number} " * 10)).status
    yield live.get(f"/id/process/{number}-" + "k" * 8_000).status
    asked = '{"q0":{"query":"' + f"Comune {number} " + "w" * 4_000 + '"}}'
    yield live.request(
        "POST",
        "/reconcile",
        urlencode({"queries": asked}).encode(),
        Content_Type="application/x-www-form-urlencoded",
    ).status
    yield live.get("/limits", Accept_Language=f"x{number}-" + "q" * 20_000).status
    yield live.get("/graph-store?graph=" + quote(f"https://example.org/{number}" + "g" * 8_000)).status


def test_no_process_grows_beyond_what_is_stated(serve, capsys: pytest.CaptureFixture[str]) -> None:
    live = serve(
        CORALE_CLIENT_CPU="0", CORALE_CLIENT_PARALLEL="0", CORALE_CACHE_BYTES=str(CACHE), CORALE_WORKERS="2"
    )
    codes: dict[int, int] = {}
    for number in range(100):
        for status in largest(-1 - number, live):
            codes[status] = codes.get(status, 0) + 1
    assert not [code for code in codes if code >= 500] and 200 in codes, codes
    before = {pid: resident(pid) for pid in processes(live.process.pid)}
    sent = 0
    while sent < NUMBER:
        for status in largest(sent, live):
            assert status < 500, status
            sent += 1
    allowed = {True: GROWTH / 1_000_000, False: CACHE}
    grown = {}
    for pid, command in processes(live.process.pid).items():
        if pid in before:  # one that was replaced has begun anew
            grown[pid] = resident(pid) - before[pid]
            assert grown[pid] <= 1.2 * allowed["granian" not in command] + SLACK, (command, grown)
    with capsys.disabled():
        print(f"\n{sent} requests: {len(grown)} processes, the most grew by {max(grown.values()):.1f} MB")
