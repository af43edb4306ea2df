"""Engines for the tests: an Oxigraph server, a Virtuoso, and a server that answers what a test says."""

import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from tests.endpoint.conftest import free_port

VIRTUOSO = """
[Database]
DatabaseFile = {folder}/virtuoso.db
ErrorLogFile = {folder}/virtuoso.log
LockFile = {folder}/virtuoso.lck
TransactionFile = {folder}/virtuoso.trx
xa_persistent_file = {folder}/virtuoso.pxa
FileExtend = 200
[TempDatabase]
DatabaseFile = {folder}/temporary.db
TransactionFile = {folder}/temporary.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
DisableUnixSocket = 1
CaseMode = 2
NumberOfBuffers = 20000
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerRoot = {folder}
ServerThreads = 10
[SPARQL]
ResultSetMaxRows = 10000
MaxQueryExecutionTime = 60
"""


def started(command: list[str], port: int) -> "subprocess.Popen[bytes]":
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    patience = time.monotonic() + 120
    while time.monotonic() < patience and process.poll() is None:
        try:
            connection = HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/")
            connection.getresponse()
            return process
        except OSError:
            time.sleep(0.1)
    process.kill()
    raise AssertionError(f"{command[0]} does not answer")


@pytest.fixture
def oxigraph() -> Iterator[str]:
    """The address of an empty Oxigraph server, in memory."""
    program = shutil.which("oxigraph") or str(Path(sys.executable).parent / "oxigraph")
    if not Path(program).exists():
        pytest.skip("no Oxigraph server: pip install oxigraph")
    port = free_port()
    process = started([program, "serve", "--bind", f"127.0.0.1:{port}"], port)
    yield f"http://127.0.0.1:{port}"
    process.kill()
    process.wait()


@pytest.fixture
def virtuoso(tmp_path: Path) -> Iterator[str]:
    """The address of a Virtuoso with a fresh database; its user dba has the password dba."""
    program = shutil.which("virtuoso-t")
    if program is None:
        pytest.skip("no Virtuoso: apt install virtuoso-opensource")
    folder, sql, http = tmp_path / "virtuoso", free_port(), free_port()
    folder.mkdir()
    (folder / "virtuoso.ini").write_text(VIRTUOSO.format(folder=folder, sql=sql, http=http))
    command = [program, "+configfile", str(folder / "virtuoso.ini"), "+foreground", "+wait"]
    process = started(command, http)
    yield f"http://127.0.0.1:{http}"
    process.kill()
    process.wait()


@pytest.fixture
def engine() -> Iterator[Callable[..., str]]:
    """Start a server that answers every query with a status, headers and bytes; give its address.

    With `length`, it promises so many bytes and closes; with `wait`, it answers after so many seconds. What it
    was asked lies in `asked`."""
    servers = []

    def begin(body: bytes = b"", status: int = 200, length: int = 0, wait: float = 0, **headers: str) -> str:
        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                begin.asked.append(self.rfile.read(int(self.headers["Content-Length"])).decode())
                time.sleep(wait)
                self.send_response(status)
                self.send_header("Content-Length", str(length or len(body)))
                for name, value in headers.items():
                    self.send_header(name.replace("_", "-"), value)
                self.end_headers()
                with suppress(ConnectionError):  # who asked may have had enough
                    self.wfile.write(body)
                self.close_connection = bool(length)

            def log_message(self, *_: object) -> None:
                pass

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        server.daemon_threads = True
        Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        return f"http://127.0.0.1:{server.server_address[1]}/sparql"

    begin.asked = []
    yield begin
    for server in servers:
        server.shutdown()
        server.server_close()
