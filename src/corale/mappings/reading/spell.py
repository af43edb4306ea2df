"""How long a document may be read: processor time, after which the reading of it ends."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

SECONDS = 10.0


class TimeSpentError(Exception):
    """A document took more processor time than it may."""


@contextmanager
def within(seconds: float = SECONDS) -> Iterator[None]:
    """Run what is inside for so many seconds of processor time at most; a pattern that tries on ends too.

    It rests on a signal, which only the main thread of a process gets (builds and `corale extract` read in
    it), and only where the system has such timers: elsewhere nothing bounds it but the length of the text.

    Raises:
        TimeSpentError: the time is over.
    """
    if threading.current_thread() is not threading.main_thread() or not hasattr(signal, "setitimer"):
        yield
        return

    def over(_number: int, _frame: FrameType | None) -> None:
        raise TimeSpentError

    before = signal.signal(signal.SIGVTALRM, over)
    try:
        signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
