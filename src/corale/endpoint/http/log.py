"""The log: lines on standard error. A log that cannot be written is no reason to stop answering."""

import sys
from contextlib import suppress


def write(line: str) -> None:
    """Write a line to the log, where it can be written: its disk may be full, its reader gone."""
    with suppress(OSError, ValueError):
        print(line, file=sys.stderr, flush=True)
