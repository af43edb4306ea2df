"""A file of the release that serves, opened once a thread, and closed when another release has come."""

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Generic, Protocol, TypeVar


class Closable(Protocol):
    """What can be closed."""

    def close(self) -> None:
        """Give the file back."""


Held = TypeVar("Held", bound=Closable)


class Opened(Generic[Held]):
    """What `opener` makes of a file, one for each thread.

    >>> import io
    >>> held = Opened(lambda file: io.StringIO(file.name))
    >>> first = held.of(Path("a"))
    >>> held.of(Path("a")) is first, held.of(Path("b")).getvalue(), first.closed
    (True, 'b', True)
    """

    def __init__(self, opener: Callable[[Path], Held]) -> None:
        self._opener, self._local = opener, threading.local()

    def of(self, file: Path) -> Held:
        """Return what this thread holds of a file, opened now where it holds none; raises what opening
        does."""
        held: tuple[Path, Held] | None = getattr(self._local, "held", None)
        if held is None or held[0] != file:
            if held is not None:
                self._local.held = None
                held[1].close()
            held = self._local.held = (file, self._opener(file))
        return held[1]
