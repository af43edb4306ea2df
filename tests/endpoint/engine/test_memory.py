"""Memory of the workers: large pages, what the machine has left, what a process has of its own."""

import mmap
import os
import subprocess
import sys

from corale.endpoint.engine import memory


def test_the_heap_goes_into_large_pages_and_stays_what_it_was():
    code = """
from corale.endpoint.engine import memory
kept = [bytes([number % 251]) * 1000 for number in range(40_000)]
done = memory.collapse()
assert all(part == bytes([number % 251]) * 1000 for number, part in enumerate(kept))
print(done)
"""
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert int(run.stdout) in range(1 << 40)  # nought where the kernel has none to give


def test_what_the_machine_has_left(tmp_path):
    told = tmp_path / "meminfo"
    told.write_text("MemTotal: 9 kB\nMemAvailable:       7 kB\n")
    assert memory.available(told) == 7 * 1024
    assert memory.available(tmp_path / "missing") > 1 << 50 and memory.collapse(tmp_path / "missing") == 0


def test_what_a_process_has_of_its_own_grows_as_it_writes():
    before = memory.own(os.getpid())
    with mmap.mmap(-1, 20_000_000) as held:  # not from a heap, which may have room from before
        held.write(b"x" * len(held))
        assert memory.own(os.getpid()) - before > 15_000_000
    assert memory.own(1 << 30) == 0


def test_a_worker_is_taken_first_where_memory_runs_out():
    code = "from corale.endpoint.engine import memory\nmemory.offer()\nprint(open('/proc/self/oom_score_adj').read())"
    assert int(subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout) == 1000
