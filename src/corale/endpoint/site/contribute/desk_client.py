"""The desk, asked over the Unix socket in the publisher's folder: a few small requests, each bounded in time.

The desk is another process, of which nothing is imported: only the two paths and the JSON are shared.
"""

import json
import os
import socket
from http.client import HTTPConnection, HTTPException
from pathlib import Path

SOCKET, STORE = ".desk.sock", "queue.sqlite"
SECONDS = 10
MOST = 64_000  # bytes of an answer


class DeskDownError(Exception):
    """The desk does not answer."""


class _Unix(HTTPConnection):
    def __init__(self, folder: Path) -> None:
        super().__init__("desk", timeout=SECONDS)
        self._folder = folder

    def connect(self) -> None:
        """Connect by way of the folder: its own path may be longer than a socket's may be."""
        held = os.open(self._folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            self.sock.settimeout(SECONDS)
            self.sock.connect(f"/proc/self/fd/{held}/{SOCKET}")
        finally:
            os.close(held)


def there(publisher: Path) -> bool:
    """Tell whether a publisher's folder has a desk at all, up or down."""
    return (publisher / STORE).is_file()


def call(
    publisher: Path, method: str, path: str, sent: dict[str, str] | None = None
) -> tuple[int, dict[str, str]]:
    """Return status and JSON of the desk's answer.

    Raises:
        DeskDownError: it is down, too slow, or says what is no answer.
    """
    connection = _Unix(publisher)
    try:
        body = json.dumps(sent).encode() if sent is not None else None
        connection.request(method, path, body, {"Content-Type": "application/json"})
        answer = connection.getresponse()
        told = json.loads(answer.read(MOST))
    except (OSError, HTTPException, ValueError) as fault:
        raise DeskDownError from fault
    finally:
        connection.close()
    if not isinstance(told, dict):
        raise DeskDownError
    return answer.status, {str(name): str(value) for name, value in told.items()}
