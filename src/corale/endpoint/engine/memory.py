"""The memory of the query workers: the store they share, in large pages, and what each has of its own.

A worker shares the store with its supervisor only until it writes to a page, and the engine counts references
inside the store's nodes: whoever reads copies. A worker that reads a whole release ends with four fifths of
it for itself. No bound on address space sees that, so the supervisor looks at what the machine has left, and
workers that grew are replaced."""

import ctypes
import re
import resource
from pathlib import Path

_COLLAPSE = 25
_LARGE = 1 << 21
_PRIVATE = re.compile(r"([0-9a-f]+)-([0-9a-f]+) rw-p \S+ 00:00 0 +(?:\[heap\])?\n")
_OWN = re.compile(r"Private_\w+: +(\d+) kB")


def collapse(maps: Path = Path("/proc/self/maps")) -> int:
    """Put what this process has on its heap into large pages, where Linux (6.1) has them; return how many
    bytes.

    A fork copies the table of pages, an exit gives it back: with large pages both take a tenth of the time.
    """
    advise = ctypes.CDLL(None, use_errno=True).madvise
    done = 0
    try:
        text = maps.read_text()
    except OSError:
        return 0
    for first, last in _PRIVATE.findall(text):
        start, end = -(-int(first, 16) // _LARGE) * _LARGE, int(last, 16) // _LARGE * _LARGE
        if end > start and not advise(ctypes.c_void_p(start), ctypes.c_size_t(end - start), _COLLAPSE):
            done += end - start
    return done


def available(told: Path = Path("/proc/meminfo")) -> int:
    """Return how many bytes the machine could still give out; more than any machine has where it does not
    say."""
    try:
        found = re.search(r"MemAvailable: +(\d+) kB", told.read_text())
    except OSError:
        found = None
    return int(found[1]) * 1024 if found else 1 << 60


def own(pid: int) -> int:
    """Return how many bytes a process shares with no other; 0 if it is gone."""
    try:
        told = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError:
        return 0
    return sum(map(int, _OWN.findall(told))) * 1024


def taken() -> int:
    """Return how many bytes this process was given so far, what it copied and what it gave back included."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt * resource.getpagesize()


def offer() -> None:
    """Have the kernel take this process before others when memory runs out."""
    place = Path("/proc/self/oom_score_adj")
    if place.exists():
        place.write_text("1000")
