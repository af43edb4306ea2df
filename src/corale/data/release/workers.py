"""Worker processes for the parallel stages: work in order, a bounded amount of it in flight, no orphan left
behind."""

import gc
import multiprocessing
import os
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from types import TracebackType
from typing import TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")


class Workers:
    """A pool of processes, used as a context manager; with one job the work is done in this process.

    Start it before any thread and before any store is opened: the processes are forked where the system can
    fork."""

    def __init__(self, jobs: int = 0) -> None:
        self.jobs = jobs or os.cpu_count() or 1
        self._pool: ProcessPoolExecutor | None = None
        if self.jobs > 1:
            method = "fork" if "fork" in multiprocessing.get_all_start_methods() else "spawn"
            context = multiprocessing.get_context(method)
            self._pool = ProcessPoolExecutor(self.jobs, context, initializer=_watch, initargs=(os.getpid(),))

    def __enter__(self) -> "Workers":
        return self

    def __exit__(self, kind: type[BaseException] | None, fault: object, trace: TracebackType | None) -> None:
        if self._pool:
            self._pool.shutdown(cancel_futures=True)

    def start(self, function: Callable[[Item], Result], item: Item) -> Callable[[], Result]:
        """Have one piece of work done beside others; what is returned waits for its result."""
        if self._pool is None:
            done = function(item)
            return lambda: done
        return self._pool.submit(function, item).result

    def map(self, function: Callable[[Item], Result], items: Iterable[Item]) -> Iterator[Result]:
        """Yield the function's results in the order of the items, reading a few items ahead."""
        waiting: deque[Callable[[], Result]] = deque()
        for item in items:
            waiting.append(self.start(function, item))
            while len(waiting) > (2 * self.jobs if self._pool else 0):
                yield waiting.popleft()()
        while waiting:
            yield waiting.popleft()()


def _watch(parent: int) -> None:
    """Set a worker up: it ends when the process that started it is gone, however that went.

    Graphs are millions of small objects without cycles: the collector, at its usual pace, took half of the
    time."""
    gc.freeze()
    gc.set_threshold(200_000, 50, 50)

    def look() -> None:
        while os.getppid() == parent:
            time.sleep(0.5)
        os._exit(1)

    threading.Thread(target=look, daemon=True).start()
