"""Cutting a connection that a broken stream runs on, so that no client can take what it got for the whole.

The web server ends every response body politely, also one whose source failed, and its WSGI does not tell which
socket a request came by. So the sockets of this process that lead to the client's address, were there when the stream
began and have taken about as much as it, are shut down before the failure is raised. Only unspooled streams need it.
"""

import os
import socket
import struct
from contextlib import suppress
from pathlib import Path

SLACK = 4_000_000
"""Bytes of a stream that may still lie in the web server's buffers."""
_NOT_SENT, _BYTES_SENT = 144, 200
"""Where Linux's `tcp_info` has the number of bytes that wait to be sent, and that were sent."""


def sockets(address: str) -> dict[int, int]:
    """Return the descriptors of this process's TCP sockets to an address, each with the bytes written to it."""
    found = {}
    for entry in os.listdir("/proc/self/fd"):  # noqa: PTH208 - names, not paths
        with suppress(OSError):
            if not str(Path("/proc/self/fd", entry).readlink()).startswith("socket:"):
                continue
            with socket.socket(fileno=os.dup(int(entry))) as other:
                if other.family == socket.AF_UNIX or other.getpeername()[0] != address:
                    continue
                found[int(entry)] = _written(other)
    return found


def _written(connection: socket.socket) -> int:
    told = connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, _BYTES_SENT + 8)
    if len(told) < _BYTES_SENT + 8:
        return 1 << 62  # a kernel that does not tell: any of the client's connections may be the one
    waiting = int(struct.unpack_from("I", told, _NOT_SENT)[0])
    return waiting + int(struct.unpack_from("Q", told, _BYTES_SENT)[0])


def sever(address: str, sent: int, there: frozenset[int]) -> int:
    """Shut down the sockets to an address, among those of `there`, that took about `sent` bytes or more; count them."""
    cut = 0
    for descriptor, written in sockets(address).items():
        if descriptor in there and written + SLACK >= sent:
            with suppress(OSError), socket.socket(fileno=os.dup(descriptor)) as other:
                other.shutdown(socket.SHUT_RDWR)
                cut += 1
    return cut
