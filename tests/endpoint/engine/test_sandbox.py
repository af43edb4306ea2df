"""The worker's closed room: with the doors closed nothing goes out; with them open it does, or the test proves nothing."""

import os
import socket
import subprocess
import sys

import pytest

from corale.endpoint.engine import sandbox

ATTEMPTS = {
    "socket": "import socket; socket.socket()",
    "file": "open('/etc/hostname').read()",
    "write": "open('/tmp/corale-should-not-be', 'w').close()",
    "process": "import os; os.fork() or os._exit(0)",
    "program": "import os; os.execv('/bin/true', ['true'])",
    "remove": "import os; os.unlink('/tmp/corale-is-not-there')",
    "signal": "import os; os.kill(os.getppid(), 0)",
}
READING = """
import os
from corale.endpoint.engine import sandbox
assert sandbox.close_doors(files=True)
open('/etc/hostname').read()
try: {}
except PermissionError: os._exit(7)
os._exit(0)
"""
SERVICE = """
import sys, os, socket, pyoxigraph as ox
from corale.endpoint.engine import sandbox
if sys.argv[2] == "closed": assert sandbox.close_doors()
try: list(ox.Store().query("SELECT * { SERVICE <http://127.0.0.1:%s/> { ?s ?p ?o } }" % sys.argv[1]))
except (OSError, RuntimeError): pass
os.write(1, b"alive")
os._exit(0)
"""


@pytest.mark.parametrize("attempt", ATTEMPTS)
def test_doors(attempt):
    code = (
        "import os, socket\nfrom corale.endpoint.engine import sandbox\n{}\ntry:\n    {}\nexcept PermissionError: os._exit(7)\n"
        "except OSError: os._exit(8)\nos._exit(0)"
    )
    closed = code.format("assert sandbox.close_doors()", ATTEMPTS[attempt])
    assert subprocess.run([sys.executable, "-c", closed]).returncode == 7
    open_ = code.format("", ATTEMPTS[attempt].replace("-should-not-be", f"-{os.getpid()}"))
    assert subprocess.run([sys.executable, "-c", open_]).returncode in (0, 8)


@pytest.mark.parametrize("attempt", [name for name in ATTEMPTS if name != "file"])
def test_where_files_may_be_read_the_other_doors_stay_closed(attempt):
    run = subprocess.run([sys.executable, "-c", READING.format(ATTEMPTS[attempt])])
    assert run.returncode == 7


@pytest.mark.parametrize("flags", ["O_RDWR", "O_WRONLY | os.O_TRUNC", "O_RDONLY | os.O_CREAT"])
def test_a_file_that_may_be_read_may_not_be_written(flags, tmp_path):
    (tmp_path / "file").touch()
    attempt = f"os.open('{tmp_path}/file', os.{flags})"
    assert subprocess.run([sys.executable, "-c", READING.format(attempt)]).returncode == 7
    assert subprocess.run([sys.executable, "-c", f"import os; {attempt}"]).returncode == 0


@pytest.mark.parametrize(("doors", "connects"), [("closed", False), ("open", True)])
def test_service_from_inside_the_worker(doors, connects, tmp_path):
    """Even past the lexer the engine's SERVICE connects nowhere; without the filter it does."""
    with socket.socket() as listener:
        for port in range(28080, 28200):
            try:
                listener.bind(("127.0.0.1", port))
                break
            except OSError:
                continue
        listener.listen()
        listener.settimeout(3 if connects else 0.5)
        run = subprocess.Popen([sys.executable, "-c", SERVICE, str(port), doors], stdout=subprocess.PIPE)
        try:
            connection, _ = listener.accept()
            connection.close()
            connected = True
        except TimeoutError:
            connected = False
        assert run.communicate(timeout=10)[0] == b"alive"
    assert connected is connects


def test_memory_is_bounded_and_without_the_bound_is_not():
    code = "from corale.endpoint.engine import sandbox\nsandbox.bound({})\nx = bytearray(400_000_000)"
    assert (
        subprocess.run([sys.executable, "-c", code.format(100_000_000)], capture_output=True).returncode == 1
    )
    assert subprocess.run([sys.executable, "-c", code.format(0)], capture_output=True).returncode == 0


@pytest.mark.parametrize("machine", ["x86_64", "aarch64"])
def test_the_filter_is_well_formed(machine):
    """Every jump of the program stays inside it, and the last two steps are to allow and to refuse."""
    code = sandbox.program(machine)
    steps = [code[start : start + 8] for start in range(0, len(code), 8)]
    assert len(code) % 8 == 0
    for place, step in enumerate(steps):
        kind = int.from_bytes(step[:2], sys.byteorder)
        if kind == 0x15:
            assert place + 1 + step[2] < len(steps) and place + 1 + step[3] < len(steps)
    assert [int.from_bytes(step[:2], sys.byteorder) for step in steps[-2:]] == [0x06, 0x06]
