"""The same names through our service, datasette-reconcile and csv-reconcile: right first candidates and
latency.

    python -m venv d && d/bin/pip install datasette datasette-reconcile
    python -m venv c && c/bin/pip install csv-reconcile setuptools
    python bench/linking_peers.py --datasette d/bin/datasette --csv-reconcile c/bin/csv-reconcile

Each holds the same names (own and reviewed ones, one row each) and gets the same queries, names and provinces
of the gold set, in batches of 10 over HTTP, from its own development server on the loopback. A peer that does
not read properties (datasette-reconcile answers 500 to them) gets the name alone. Times are by the wall and
of the server's processor; ours has the client's in it, which runs in the same process."""

import argparse
import csv
import importlib.util
import json
import logging
import os
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace

from flask import Flask
from werkzeug.serving import make_server

from corale import artefacts
from corale.data.matching.index import Index, Item
from corale.data.matching.items import FILE
from corale.endpoint.reconcile.service import reconcile
from corale.endpoint.site import render

spec = importlib.util.spec_from_file_location("linking", Path(__file__).with_name("linking.py"))
assert spec is not None and spec.loader is not None
linking = importlib.util.module_from_spec(spec)
sys.modules["linking"] = linking
spec.loader.exec_module(linking)

PORT = 18431
logging.getLogger("werkzeug").setLevel(logging.ERROR)


def named(items: list[Item]) -> Iterator[tuple[str, str]]:
    for item in items:
        for name in dict.fromkeys(name for name, _ in item.names if name):
            yield item.id, name


@contextmanager
def ours(items: list[Item], folder: Path) -> Iterator[tuple[str, int]]:
    (folder / FILE).parent.mkdir()
    Index.build(items, folder / FILE, {"base": "https://example.org/"}).close()
    app = Flask("corale", template_folder=str(artefacts.path("endpoint", "templates")))
    release = SimpleNamespace(id="bench", base="https://example.org/")
    app.extensions["ask"] = SimpleNamespace(
        serving=SimpleNamespace(folder=folder, manifest=release, id="bench")
    )
    render.prepare(app)
    app.register_blueprint(reconcile)
    server = make_server("127.0.0.1", PORT, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{PORT}/reconcile", os.getpid()
    finally:
        server.shutdown()
        thread.join()


@contextmanager
def datasette(program: str, items: list[Item], folder: Path) -> Iterator[tuple[str, int]]:
    db = sqlite3.connect(folder / "names.sqlite")
    db.execute("CREATE TABLE names (n INTEGER PRIMARY KEY, id TEXT, name TEXT)")
    db.executemany("INSERT INTO names (id, name) VALUES (?, ?)", named(items))
    db.execute("CREATE VIRTUAL TABLE names_fts USING fts5(name, content='names', content_rowid='n')")
    db.execute("INSERT INTO names_fts (rowid, name) SELECT n, name FROM names")
    db.commit()
    db.close()
    config = {"id_field": "id", "name_field": "name", "fts_table": "names_fts"}
    told = {"databases": {"names": {"tables": {"names": {"plugins": {"datasette-reconcile": config}}}}}}
    (folder / "metadata.json").write_text(json.dumps(told))
    command = [program, "serve", "names.sqlite", "-m", "metadata.json", "-p", str(PORT + 1)]
    with running(command, folder, f"http://127.0.0.1:{PORT + 1}/names/names/-/reconcile") as served:
        yield served


@contextmanager
def csv_reconcile(program: str, items: list[Item], folder: Path) -> Iterator[tuple[str, int]]:
    with (folder / "names.tsv").open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, delimiter="\t", lineterminator="\n")
        writer.writerow(["key", "id", "name"])
        writer.writerows((f"{n}|{id_}", id_, name) for n, (id_, name) in enumerate(named(items)))
    subprocess.run([program, "init", "names.tsv", "key", "name"], cwd=folder, check=True, capture_output=True)
    with running([program, "serve"], folder, "http://127.0.0.1:5000/reconcile") as served:
        yield served


@contextmanager
def running(command: list[str], folder: Path, address: str) -> Iterator[tuple[str, int]]:
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(100):
            try:
                urllib.request.urlopen(address, timeout=5).read()
                break
            except OSError:
                time.sleep(0.2)
        yield address, process.pid
    finally:
        process.terminate()
        process.wait()


def used(pid: int) -> float:
    """Milliseconds of processor time that a process has used."""
    user, system = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) * 1000 / os.sysconf("SC_CLK_TCK")


def ask(address: str, rows: list[dict[str, str]], properties: bool) -> list[str]:
    """The first candidates for the names, one request."""
    queries: dict[str, dict[str, object]] = {}
    for n, row in enumerate(rows):
        queries[f"q{n}"] = {"query": row["name"], "limit": 5}
        if row["province"] and properties:
            queries[f"q{n}"]["properties"] = [{"pid": "province", "v": row["province"]}]
    body = urllib.parse.urlencode({"queries": json.dumps(queries)}).encode()
    with urllib.request.urlopen(address, data=body, timeout=600) as answer:
        told = json.load(answer)
    results = [told[f"q{n}"]["result"] for n in range(len(rows))]
    return [str(found[0]["id"]).rpartition("|")[2] if found else "" for found in results]


def measure(served: tuple[str, int], asked: list[dict[str, str]], properties: bool) -> dict[str, object]:
    address, pid = served
    ask(address, asked[:1], properties)
    before = used(pid)
    right: dict[str, list[bool]] = {}
    batches = []
    for at in range(0, len(asked), 10):
        part = asked[at : at + 10]
        began = time.perf_counter()
        found = ask(address, part, properties)
        batches.append((time.perf_counter() - began) * 1000 * 10 / len(part))
        for row, first in zip(part, found, strict=True):
            right.setdefault(row["category"], []).append(first == row["expected"])
    every = [one for held in right.values() for one in held]
    return {
        "names": len(every),
        "first candidate right": round(statistics.mean(every), 4),
        "batch of 10 ms": round(statistics.median(batches), 1),
        "worst": round(max(batches), 1),
        "processor ms": round((used(pid) - before) * 10 / len(asked), 1),
        "by category": {name: f"{sum(held)}/{len(held)}" for name, held in sorted(right.items())},
    }


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--datasette", default="")
    parser.add_argument("--csv-reconcile", default="")
    parser.add_argument(
        "--size", type=int, default=0, help="Fill up to so many entities (default: the universe)."
    )
    options = parser.parse_args()
    items = list(linking.crowd(options.size) if options.size else linking.universe())
    asked = [row for half in ("tuning", "held-back") for row in linking.rows(half)]
    asked = [row for row in asked if row["expected"]]
    makers: dict[str, Callable[[Path], object]] = {"corale": lambda folder: ours(items, folder)}
    if options.datasette:
        program = str(Path(options.datasette).resolve())
        makers["datasette-reconcile"] = lambda folder: datasette(program, items, folder)
    if options.csv_reconcile:
        other = str(Path(options.csv_reconcile).absolute())
        makers["csv-reconcile"] = lambda folder: csv_reconcile(other, items, folder)
    for name, maker in makers.items():
        with tempfile.TemporaryDirectory() as folder, maker(Path(folder)) as served:  # type: ignore[attr-defined]
            print(
                json.dumps(
                    {name: measure(served, asked, name != "datasette-reconcile"), "entities": len(items)},
                    ensure_ascii=False,
                ),
                flush=True,
            )


if __name__ == "__main__":
    main()
