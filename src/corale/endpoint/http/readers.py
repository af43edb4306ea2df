"""Readers who take nothing: the kernel ends their connection, and with it the thread and the spool that wait
for them.

`TCP_USER_TIMEOUT` on the listening socket holds for every connection that it accepts: bytes that wait longer
than that for their reader, its window closed or its machine gone, end the connection (RFC 5482, tcp(7))."""

import os
import socket
from contextlib import suppress
from pathlib import Path

TCP_USER_TIMEOUT = getattr(socket, "TCP_USER_TIMEOUT", 18)


def cut_after(seconds: float) -> bool:
    """Set the time on every TCP socket of this process (all are the web server's); tell whether one of them
    listens."""
    listening = False
    for entry in os.listdir("/proc/self/fd"):  # noqa: PTH208 - names, not paths
        with suppress(OSError):
            if not str(Path("/proc/self/fd", entry).readlink()).startswith("socket:"):
                continue
            with socket.socket(fileno=os.dup(int(entry))) as each:
                if each.family not in (socket.AF_INET, socket.AF_INET6):
                    continue
                each.setsockopt(socket.IPPROTO_TCP, TCP_USER_TIMEOUT, int(seconds * 1000))
                listening = listening or bool(each.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN))
    return listening
