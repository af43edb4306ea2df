"""What a worker copied of the shared store by reading it, given back while it reads on.

The engine counts references and takes locks inside the nodes it reads, and leaves them as they were. So a copied page
soon is equal to the one it was copied from, and an equal page can be given back at any moment: nobody can tell. For
that the keeper moves the store into files in memory, mapped for private writing.
"""

import ctypes
import mmap
import os
import re
import resource
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

PAGE = resource.getpagesize()
HEAP = 1 << 26
"""Size and alignment of what glibc's allocator takes at once for a thread other than the first."""
OFTEN = (16 << 20) // PAGE
"""Pages taken after which a worker looks what it can give back."""
_FIXED, _POPULATE, _DONTNEED = 0x10, 0x8000, 4
_FAILED = ctypes.c_void_p(-1).value
_COPIED = re.compile(rb"[\x80-\x9f]")
"""The last byte of a page's entry in `/proc/self/pagemap`: present, and of no file."""
_PRIVATE = re.compile(r"([0-9a-f]+)-([0-9a-f]+) rw-p \S+ 00:00 0 *\n")


def _libc() -> ctypes.CDLL:
    libc = ctypes.CDLL(None, use_errno=True)
    pointer, size = ctypes.c_void_p, ctypes.c_size_t
    libc.mmap.restype = pointer
    libc.mmap.argtypes = [pointer, size, ctypes.c_int, ctypes.c_int, ctypes.c_int, ctypes.c_long]
    libc.munmap.argtypes = [pointer, size]
    libc.memcmp.argtypes = [pointer, pointer, size]
    libc.madvise.argtypes = [pointer, size, ctypes.c_int]
    return libc


@dataclass(frozen=True, slots=True)
class Region:
    """A part of the store: where it lies, its size, and where it can be read as it was."""

    start: int
    size: int
    original: int


def move(maps: Path = Path("/proc/self/maps")) -> list[Region]:
    """Move what threads that have ended left on their heaps into files in memory, at the same addresses."""
    libc, found = _libc(), []
    for first, last in _PRIVATE.findall(maps.read_text()) if maps.exists() and hasattr(os, "memfd_create") else ():
        end = int(last, 16)
        for start in range(-(-int(first, 16) // HEAP) * HEAP, end, HEAP):
            size = min(HEAP, end - start)
            _, _, used, usable = (ctypes.c_size_t * 4).from_address(start)  # the head of a heap: glibc's heap_info
            if used <= usable == size:
                with suppress(OSError):  # no such files here, or no room: this one is copied as before
                    found.append(_moved(libc, start, size))
    return found


def _moved(libc: ctypes.CDLL, start: int, size: int) -> Region:
    """Move one region; what cannot be had is known before anything is changed."""

    def mapped(place: int | None, protection: int, kind: int) -> int:
        found: int = libc.mmap(place, size, protection, kind, file, 0)
        if found == _FAILED:
            raise OSError(ctypes.get_errno(), "mmap")
        return found

    both, file = mmap.PROT_READ | mmap.PROT_WRITE, os.memfd_create("store")
    try:
        os.ftruncate(file, size)
        target = mapped(None, both, mmap.MAP_SHARED)
        ctypes.memmove(target, start, size)
        libc.munmap(target, size)
        original = mapped(None, mmap.PROT_READ, mmap.MAP_SHARED | _POPULATE)  # populated: it counts as the keeper's
        mapped(start, both, mmap.MAP_PRIVATE | _FIXED)
        return Region(start, size, original)
    finally:
        os.close(file)


class Copies:
    """The pages that this process has copied of some regions (none: nothing is given back), and what else it took."""

    def __init__(self, regions: Sequence[Region]) -> None:
        """Begin to count: in the process that copies, while it may open files."""
        self._regions, self._libc = regions, _libc()
        self._pages = os.open("/proc/self/pagemap", os.O_RDONLY) if regions else -1
        self._looked, self._left = _taken(), 0

    def held(self) -> int:
        """Return how many bytes this process has taken and not given back, at most."""
        return (_taken() - self._looked + self._left) * PAGE

    def tidy(self) -> None:
        """Give back the copies that are equal to their originals, if there may be many."""
        if not self._regions or _taken() - self._looked < OFTEN:
            return
        self._left = 0
        for region in self._regions:
            entries = os.pread(self._pages, region.size // PAGE * 8, region.start // PAGE * 8)
            for found in _COPIED.finditer(entries[7::8]):
                start, original = (place + found.start() * PAGE for place in (region.start, region.original))
                if self._libc.memcmp(start, original, PAGE):
                    self._left += 1
                else:
                    self._libc.madvise(start, PAGE, _DONTNEED)
        self._looked = _taken()


def _taken() -> int:
    """Return how many pages this process was given so far, those it gave back included."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt
