"""Copies of a shared store: given back when they are equal to their originals, kept when they are not."""

import ctypes
import mmap
import platform
import subprocess
import sys
from pathlib import Path

import pytest

from corale.endpoint.engine import copies

SCAN = """
import gc, hashlib, os, sys
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
import pyoxigraph as ox
from corale.endpoint.engine import copies, memory
copies.OFTEN = 500

def load():
    store = ox.Store()
    lines = "".join(f'<http://e/s{n}> <http://e/p{n % 9}> "value {n} of many" <http://e/g{n % 7}> .\\n' for n in range(120000))
    store.bulk_load(BytesIO(lines.encode()), ox.RdfFormat.N_QUADS)
    return store

class Sink:
    def __init__(self, each): self.hash, self.each = hashlib.sha256(), each
    def write(self, data): self.hash.update(data); self.each(); return len(data)
    def flush(self): pass

with ThreadPoolExecutor(1) as apart: store = apart.submit(load).result()
gc.collect(); gc.freeze()
regions = copies.move() if sys.argv[1] == "moved" else []
assert bool(regions) == (sys.argv[1] == "moved")
if not (child := os.fork()):
    held, answers, most, number = copies.Copies(regions), set(), 0, 0
    def each():
        global most, number
        held.tidy()
        if (number := number + 1) % 20 == 0: most = max(most, memory.own(os.getpid()))
    before = memory.own(os.getpid())
    for _ in range(3):
        sink = Sink(each)
        store.query("SELECT * { ?s ?p ?o }", use_default_graph_as_union=True).serialize(sink, format=ox.QueryResultsFormat.CSV)
        answers.add(sink.hash.hexdigest())
    n = len(list(store.query("SELECT * { ?s <http://e/p3> ?o ; ?p ?o }", use_default_graph_as_union=True)))
    print(most - before, len(answers), n, flush=True)
    os._exit(0)
assert os.waitpid(child, 0)[1] == 0
assert len(list(store.query("SELECT * { ?s ?p ?o }", use_default_graph_as_union=True))) == 120000
"""


def scanned(how: str) -> list[int]:
    run = subprocess.run([sys.executable, "-c", SCAN, how], capture_output=True, text=True, check=True)
    return [int(each) for each in run.stdout.split()]


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="the heaps of another allocator are left where they are")
def test_a_scan_gives_back_what_it_copies_and_answers_the_same():
    most, answers, joined = scanned("moved")
    assert (answers, joined) == (1, 13333)
    copied, answers, joined = scanned("not moved")
    assert (answers, joined) == (1, 13333)
    assert most < 8e6 < 16e6 < copied, (most, copied)


def test_only_equal_pages_are_given_back(monkeypatch):
    """What a worker wrote stays written; a page that is as it was is the shared one again."""
    monkeypatch.setattr(copies, "OFTEN", 0)
    with mmap.mmap(-1, 16 * copies.PAGE) as store:
        store.write(b"original" * (2 * copies.PAGE))
        start = ctypes.addressof(ctypes.c_char.from_buffer(store))
        region = copies._moved(copies._libc(), start, len(store))
        here = copies.Copies([region])

        def copied() -> list[int]:
            with Path("/proc/self/pagemap").open("rb") as pages:
                pages.seek(start // copies.PAGE * 8)
                top = pages.read(16 * 8)[7::8]
            return [found.start() for found in copies._COPIED.finditer(top)]

        assert store[:16] == b"originaloriginal" and copied() == []
        for page in (1, 2, 5):
            store[page * copies.PAGE] = ord("O")
        store[2 * copies.PAGE] = ord("o")  # as it was
        assert copied() == [1, 2, 5]
        here.tidy()
        assert copied() == [1, 5] and here.held() >= 2 * copies.PAGE
        assert [store[page * copies.PAGE] for page in (1, 2, 5)] == list(b"OoO")
        assert ctypes.string_at(region.original + copies.PAGE, 8) == b"original"


def test_without_regions_nothing_is_looked_at(monkeypatch):
    here = copies.Copies([])
    monkeypatch.setattr(copies, "OFTEN", 0)
    before = here.held()
    with mmap.mmap(-1, 20_000_000) as taken:
        taken.write(b"x" * len(taken))
    here.tidy()
    assert here.held() - before > 10_000_000
