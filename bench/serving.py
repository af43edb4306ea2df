"""Serving, side by side in one run: ours, the native Oxigraph server, rdflib-endpoint, Virtuoso, on the same
quads.

    python bench/serving.py [RELEASE] [--peers DIR] [--before DIR] [--rounds N] [--seconds S] [--quick]

RELEASE is a release or publisher's folder (default: the bundled sample, built on the spot). Peers are looked
for in `--peers DIR`, an environment of its own made with `python -m venv DIR && DIR/bin/pip install oxigraph
rdflib-endpoint uvicorn`, Virtuoso on the path (apt install virtuoso-opensource); those not there are left
out, and said so. Load comes from `wrk` (apt install wrk), one request a connection at a time, rounds
interleaved so that a busy machine disturbs all alike; peers whose turn it is not are stopped, as they go on
computing answers nobody waits for any more. The aggregate is asked once a round, and comes last. `--before
DIR` is another checkout of ours, served beside this one. All limits are on; the budget of a client is kept
but set so high that one address can ask all (the bookkeeping runs)."""

import argparse
import gzip
import json
import os
import platform
import random
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from threading import Event, Thread
from urllib.parse import quote, urlencode

import serving_virtuoso

from corale.data.published import folder as releases
from corale.data.published import store
from corale.data.rdf.canonical import triple
from corale.data.rdf.grades import DUMPS, KNOWN
from corale.data.release.join import dumped

JSON = "application/sparql-results+json"
AGGREGATE = "SELECT ?p (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?p ORDER BY DESC(?n)"
LUA = """
local paths = {}
for line in io.lines("%s") do paths[#paths + 1] = line end
local n = math.random(#paths)
request = function() n = n %% #paths + 1; return wrk.format("GET", paths[n]) end
done = function(s, l, r)
  io.write(string.format("RESULT %%d %%d %%d %%d\\n",
    s.requests, s.duration, l:percentile(50), l:percentile(99)))
  io.write(string.format("ERRORS %%d\\n", s.errors.status + s.errors.read + s.errors.timeout))
end
"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def tree(pid: int) -> list[int]:
    children = Path(f"/proc/{pid}/task/{pid}/children")
    return [pid] + [
        p for c in (children.read_text().split() if children.exists() else []) for p in tree(int(c))
    ]


def memory(pid: int) -> int:
    """Memory of a process and those below it, shared pages counted once (PSS), in MB."""
    total = 0
    for each in tree(pid):
        try:
            total += int(Path(f"/proc/{each}/smaps_rollup").read_text().partition("Pss:")[2].split()[0])
        except OSError:
            continue
    return total // 1000


@contextmanager
def running(
    command: list[str], port: int, path: str, wait: float, apart: bool = True, **environment: str
) -> Iterator[int]:
    """Start a server, in a session of its own or not; give its process once it answers; stop it in the
    end."""
    process = subprocess.Popen(
        command,
        env=os.environ | environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=apart,
    )
    try:
        end = time.monotonic() + wait
        while True:
            try:
                address = f"http://127.0.0.1:{port}{path}{'&' if '?' in path else '?'}query=ASK%7B%7D"
                urllib.request.urlopen(address, timeout=2).close()
                break
            except OSError:
                if time.monotonic() > end or process.poll() is not None:
                    raise SystemExit(f"{command[0]} does not answer") from None
                time.sleep(0.2)
        yield process.pid
    finally:
        serving_virtuoso.stop(process, 10)


@contextmanager
def alone(name: str, pids: dict[str, int]) -> Iterator[None]:
    """Stop the peers whose turn it is not."""
    others = [pid for other, pid in pids.items() if other not in (name, "corale")]
    for pid in others:
        os.killpg(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for pid in others:
            os.killpg(pid, signal.SIGCONT)


def load(
    port: int, paths: list[str], seconds: float, connections: int, accept: str = JSON
) -> tuple[float, float, float]:
    """Return requests a second, p50 and p99 in milliseconds."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "paths").write_text("\n".join(paths) + "\n")
        Path(folder, "load.lua").write_text(LUA % Path(folder, "paths"))
        command = [
            "wrk",
            "-t1",
            f"-c{connections}",
            f"-d{seconds:g}s",
            "--timeout",
            "30s",
            "-H",
            f"Accept: {accept}",
            "-s",
            f"{folder}/load.lua",
            f"http://127.0.0.1:{port}",
        ]
        told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    requests, micros, p50, p99 = map(int, told.partition("RESULT ")[2].split("\n")[0].split())
    errors = int(told.partition("ERRORS ")[2].split()[0])
    if errors:
        print(f"  ! {errors} of {requests} requests were refused or failed", file=sys.stderr)
    return requests / (micros / 1e6), p50 / 1000, p99 / 1000


def one(port: int, path: str, longest: float = 45) -> tuple[float, float, float]:
    """Return what `load` does for one heavy query asked once; no requests a second where it has no answer in
    time."""
    began = time.monotonic()
    asked = urllib.request.Request(f"http://127.0.0.1:{port}{path}", headers={"Accept": JSON})
    try:
        with urllib.request.urlopen(asked, timeout=longest) as answer:
            answer.read()
    except OSError as error:
        print(f"  ! no answer after {time.monotonic() - began:.0f} s: {error}", file=sys.stderr)
        return 0, float("nan"), float("nan")
    took = time.monotonic() - began
    return 1 / took, took * 1000, took * 1000


def large(port: int, path: str, query: str, pid: int, every: float) -> tuple[float, int, int]:
    """Return seconds, rows and growth of memory (MB, looked at again and again until the last byte) of one
    answer."""
    before, peak, done = memory(pid), 0, Event()

    def watch() -> None:
        nonlocal peak
        while not done.wait(every):
            peak = max(peak, memory(pid))

    watcher = Thread(target=watch)
    watcher.start()
    began, rows = time.monotonic(), -1
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}{path}?" + urlencode({"query": query}), headers={"Accept": "text/csv"}
    )
    with urllib.request.urlopen(request, timeout=300) as answer:
        while data := answer.read(1 << 16):
            rows += data.count(b"\n")
    took = time.monotonic() - began
    done.set()
    watcher.join()
    return took, rows, peak - before


def queries(quads: Path) -> dict[str, list[str]]:
    """Return the queries of each kind, made from the data with a fixed seed; no two point queries are
    alike."""
    loaded = store.load(quads)
    asked = (
        "SELECT DISTINCT ?s { ?s a <https://w3id.org/corale/onto/ParticipatoryProcess> } ORDER BY ?s LIMIT"
        " 3000"
    )
    things = [row["s"].value for row in loaded.query(asked)]
    rows = releases.active(quads).manifest.known
    seeded = random.Random(7)
    point = [f"SELECT ?p ?o {{ <{thing}> ?p ?o }} # {n}" for n in range(8) for thing in things] or [
        "SELECT * {} # 0"
    ]
    seeded.shuffle(point)
    wide = [
        f"SELECT ?s ?p ?o {{ ?s ?p ?o }} OFFSET {seeded.randrange(max(1, rows // 50))} LIMIT 1000"
        for _ in range(300)
    ]
    pages = ["/page/" + thing.partition("/id/")[2] for thing in things] or ["/"]
    return {"point": point, "rows": wide, "aggregate": [AGGREGATE], "page": pages}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("release", nargs="?", type=Path)
    parser.add_argument("--peers", type=Path, default=Path(tempfile.gettempdir()) / "corale-peers")
    parser.add_argument("--before", type=Path)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=4)
    parser.add_argument("--connections", type=int, default=4)
    parser.add_argument("--quick", action="store_true", help="one short round")
    options = parser.parse_args()
    if options.quick:
        options.rounds, options.seconds = 1, 1
    if shutil.which("wrk") is None:
        print("wrk is not installed (apt install wrk): nothing measured")
        return
    work = Path(tempfile.mkdtemp(prefix="corale-bench-"))
    folder = options.release
    if folder is None:
        folder = work / "out"
        build = [sys.executable, "-m", "corale", "demo", "--no-serve", "--out", str(folder)]
        subprocess.run(build, check=True, stdout=subprocess.DEVNULL)
    try:
        measure(releases.active(folder).folder, options, work)
    finally:
        shutil.rmtree(work, ignore_errors=True)


Servers = dict[str, tuple[list[str], int, str, dict[str, str]]]


def servers(release: Path, peers: Path, before: Path | None, work: Path, plain: dict[str, str]) -> Servers:
    """Return the servers there are: command, port, path of the queries, environment."""
    dump = work / "data.nq"
    with dump.open("wb") as target:
        for name in DUMPS:
            with gzip.open(release / name) as source:
                shutil.copyfileobj(source, target)
        target.writelines(f"{triple(line)}\n".encode() for line in dumped(release, [KNOWN]))
    port = free_port()
    serve = [sys.executable, "-m", "corale", "serve", str(release), "--port", str(port)]
    found: Servers = {"corale": (serve, port, "/sparql", plain | {"CORALE_CACHE_BYTES": "0"})}
    if before is not None:
        source = os.pathsep.join([str(before / "src"), os.environ.get("PYTHONPATH", "")])
        port = free_port()
        serve = [*serve[:-1], str(port)]
        found["before"] = (serve, port, "/sparql", found["corale"][3] | {"PYTHONPATH": source})
    oxigraph, rdflib = peers / "bin" / "oxigraph", peers / "bin" / "rdflib-endpoint"
    if oxigraph.exists():
        place, port = ["--location", str(work / "store")], free_port()
        for command in (["load", *place, "--file", str(dump)], ["optimize", *place]):
            subprocess.run([str(oxigraph), *command], check=True, capture_output=True)
        native = [
            str(oxigraph),
            "serve-read-only",
            *place,
            "--bind",
            f"127.0.0.1:{port}",
        ]
        found["oxigraph"] = (native, port, "/query", {})
    else:
        print(f"oxigraph is not in {peers}: left out")
    if rdflib.exists():
        port = free_port()
        found["rdflib"] = (
            [str(rdflib), "serve", "--host", "127.0.0.1", "--port", str(port), str(dump)],
            port,
            "/",
            {},
        )
    else:
        print(f"rdflib-endpoint is not in {peers}: left out")
    port = free_port()
    virtuoso = serving_virtuoso.prepare(work, dump, port, free_port())
    if virtuoso is not None:
        found["virtuoso"] = (virtuoso, port, "/sparql?default-graph-uri=urn:none", {})
    return found


def ask(
    kind: str, port: int, path: str, asked: list[str], options: argparse.Namespace
) -> tuple[float, float, float]:
    if kind == "page":
        return load(port, asked, options.seconds, options.connections, "text/html")
    paths = [f"{path}{'&' if '?' in path else '?'}query={quote(query, safe='')}" for query in asked]
    if kind == "aggregate":
        return one(port, paths[0])
    return load(port, paths, options.seconds, options.connections)


def measure(release: Path, options: argparse.Namespace, work: Path) -> None:
    kinds = queries(release)
    plain = {"CORALE_CLIENT_PARALLEL": "100000", "CORALE_CLIENT_CPU": "1000000", "CORALE_LOG": "none"}
    there = servers(release, options.peers, options.before, work, plain)
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True
    ).stdout.strip()
    print(
        json.dumps(
            {
                "machine": platform.machine(),
                "cores": os.cpu_count(),
                "python": platform.python_version(),
                "commit": commit,
                "quads": releases.active(release).manifest.counts.get("quads"),
                "connections": options.connections,
                "rounds": options.rounds,
                "load": round(os.getloadavg()[0], 1),
            }
        )
    )
    found: dict[tuple[str, str], list[tuple[float, float, float]]] = {}
    with ExitStack() as stack:
        pids = {
            name: stack.enter_context(running(command, port, path, 900, **environment))
            for name, (command, port, path, environment) in there.items()
        }
        for kind in ("point", "rows", "page", "aggregate"):
            for _ in range(options.rounds):
                for name, (_, port, path, _) in there.items():
                    if kind == "page" and name not in ("corale", "before"):
                        continue
                    told = found.setdefault((kind, name), [])
                    if kind == "aggregate" and told and not told[-1][0]:
                        told.append(told[-1])
                        continue
                    with alone(name, pids):
                        told.append(ask(kind, port, path, kinds[kind], options))
        for name, pid in pids.items():
            print(f"memory {name}: {memory(pid)} MB")
    report(found)
    cached(release, kinds, options, plain, found)
    spooled(release, plain)


def cached(release: Path, kinds: dict, options: argparse.Namespace, plain: dict, found: dict) -> None:
    """The same aggregate again and again, from the kept answers."""
    port = free_port()
    command = [sys.executable, "-m", "corale", "serve", str(release), "--port", str(port)]
    # for the first answer, which is kept
    unhurried = plain | {
        "CORALE_QUERY_SECONDS": "120",
        "CORALE_QUERY_CPU": "0",
    }
    with running(command, port, "/sparql", 900, **unhurried):
        paths = [f"/sparql?query={quote(kinds['aggregate'][0], safe='')}"]
        one(port, paths[0], 120)
        kept = [load(port, paths, options.seconds, options.connections) for _ in range(options.rounds)]
    rate = statistics.median(each[0] for each in kept)
    line = f"aggregate again (kept answer): {rate:,.0f}/s p99 {statistics.median(e[2] for e in kept):.2f} ms"
    if ("aggregate", "oxigraph") in found:
        native = statistics.median(each[0] for each in found[("aggregate", "oxigraph")])
        line += (
            f"; {rate / native:,.0f} x the native server"
            if native
            else "; the native server answered none in time"
        )
    print(line)


def spooled(release: Path, plain: dict) -> None:
    """A million rows with the limits on results lifted, first and again: spooled all the same."""
    port = free_port()
    command = [sys.executable, "-m", "corale", "serve", str(release), "--port", str(port)]
    lifted = plain | {"CORALE_RESULT_ROWS": "0", "CORALE_RESULT_BYTES": "0", "CORALE_QUERY_SECONDS": "120"}
    lifted |= {"CORALE_QUERY_CPU": "0", "CORALE_CACHE_BYTES": "0"}
    values = " ".join(map(str, range(200)))  # so that also the small sample gives a million rows
    rows = f"SELECT ?x ?s ?p ?o {{ VALUES ?x {{ {values} }} ?s ?p ?o }} LIMIT 1000000"
    with running(command, port, "/sparql", 900, **lifted) as pid:
        time.sleep(5)  # what it asks itself at the start is not measured
        for name in ("first", "again"):
            took, count, growth = large(port, "/sparql", rows, pid, 0.5)
            print(
                f"million rows, {name}: {count:,} rows in {took:.1f} s, {count / took:,.0f} rows/s,"
                f" +{growth} MB"
            )


def report(found: dict[tuple[str, str], list[tuple[float, float, float]]]) -> None:
    heads = (
        ("req/s", 9),
        ("spread", 15),
        ("p50 ms", 8),
        ("p99 ms", 8),
        ("of native", 9),
        ("x rdflib", 8),
        ("x virtuoso", 10),
    )
    print(f"{'what':10} {'server':9} " + " ".join(f"{head:>{width}}" for head, width in heads))
    for (kind, name), rounds in found.items():
        rates = [each[0] for each in rounds]
        rate = statistics.median(rates)
        ratios = ""
        for peer, width in (("oxigraph", 9), ("rdflib", 8), ("virtuoso", 10)):
            other = found.get((kind, peer))
            each = [r[0] / o[0] for r, o in zip(rounds, other or [], strict=bool(other)) if o[0]]
            ratios += f" {statistics.median(each):{width}.2f}" if each else f" {'-':>{width}}"
        p50, p99 = (statistics.median(each[column] for each in rounds) for column in (1, 2))
        spread = f"{min(rates):,.0f}-{max(rates):,.0f}"
        print(f"{kind:10} {name:9} {rate:9,.0f} {spread:>15} {p50:8.2f} {p99:8.2f}{ratios}")


if __name__ == "__main__":
    main()
