"""The web server of the front: granian, in a process of its own that `corale serve` starts."""

import os
import socket
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from corale.endpoint.engine import sandbox
from corale.errors import SetupError

THREADS = 320
"""Front threads: slow clients hold one each, so there are more of them than anybody's slow connections."""
NEEDED = ("PATH", "LANG", "LC_ALL", "TZ", "TMPDIR", "VIRTUAL_ENV", "HOME", "RUST_BACKTRACE")
"""What the front needs of an environment, beside its own settings."""


def start(host: str, port: int, room: Path, settings: dict[str, str]) -> "subprocess.Popen[bytes]":
    """Start the front over the service's private folder; `settings` are further environment variables.

    It ends when the process that starts it ends.
    """
    command = [
        sys.executable,
        "-m",
        "granian",
        "corale.endpoint.front:application",
        "--interface",
        "wsgi",
        "--host",
        host,
        "--port",
        str(port),
        "--http",
        "1",
        "--workers",
        "1",
        "--no-ws",
        "--blocking-threads",
        str(THREADS),
        "--respawn-failed-workers",
        "--respawn-interval",
        "0.2",
        "--workers-kill-timeout",
        "3",
        "--log-level",
        "error",
        "--backlog",
        "2048",
        "--http1-header-read-timeout",
        "10000",
    ]
    own = {"CORALE_ROOM": str(room), "CORALE_HOST": host, "CORALE_PORT": str(port)}
    parent = os.getpid()
    return subprocess.Popen(  # noqa: S603 - our own command; no thread runs here, so a call after fork is safe
        command,
        env=plain(os.environ) | settings | own,
        stdin=subprocess.DEVNULL,
        preexec_fn=lambda: sandbox.follow_parent(parent),
    )


def plain(environment: Mapping[str, str]) -> dict[str, str]:
    """Return what of an environment the front needs: nothing of it but its own settings and where programs
    lie.

    >>> plain({"PATH": "/bin", "AWS_SECRET": "x", "CORALE_LOG": "all"})
    {'PATH': '/bin', 'CORALE_LOG': 'all'}
    """
    return {
        name: text
        for name, text in environment.items()
        if name in NEEDED or name.startswith(("CORALE_", "PYTHON"))
    }


def check_port(host: str, port: int) -> None:
    """Make sure that nobody listens on an address: the web server shares ports, so it would not notice.

    Raises:
        SetupError: it is taken, or not ours to take.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise SetupError(
                f"port {port} of {host} is taken ({error.strerror}): choose another, --port N"
            ) from error
