"""Virtuoso as a peer of `serving.py`: a database of its own in a temporary folder, on loopback ports, loaded
in bulk.

It is looked for on the path (Debian: `apt install virtuoso-opensource`). Its settings are those its manual
gives for a machine with 2 GB to spare; results, times and estimated costs are without limits, as those of the
other peers."""

import os
import shutil
import signal
import subprocess
import time
from pathlib import Path

SETTINGS = """
[Database]
DatabaseFile = {folder}/virtuoso.db
ErrorLogFile = {folder}/virtuoso.log
LockFile = {folder}/virtuoso.lck
TransactionFile = {folder}/virtuoso.trx
xa_persistent_file = {folder}/virtuoso.pxa
FileExtend = 200
MaxCheckpointRemap = 2000

[TempDatabase]
DatabaseFile = {folder}/temporary.db
TransactionFile = {folder}/temporary.trx

[Parameters]
ServerPort = 127.0.0.1:{sql}
DisableUnixSocket = 1
DirsAllowed = {folder}, {data}
CheckpointInterval = 0
CaseMode = 2
NumberOfBuffers = 170000
MaxDirtyBuffers = 130000
MaxQueryMem = 2G
ThreadsPerQuery = {cores}

[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerRoot = {folder}
ServerThreads = 20
MaxClientConnections = 20
MaxKeepAlives = 20
KeepAliveTimeout = 30
"""


def ask(client: str, port: int, statement: str) -> str | None:
    """Return what a statement tells, None where the server does not answer."""
    command = [client, f"127.0.0.1:{port}", "dba", "dba", "VERBOSE=OFF", f"EXEC={statement}"]
    told = subprocess.run(command, capture_output=True, text=True, check=False)
    return told.stdout if told.returncode == 0 and "Error" not in told.stderr else None


def load(server: list[str], client: str, port: int, dump: Path) -> None:
    """Start the server, load the quads, write them down, stop it."""
    process = subprocess.Popen(
        server, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    try:
        end = time.monotonic() + 120
        while ask(client, port, "status()") is None:
            if time.monotonic() > end or process.poll() is not None:
                raise SystemExit("virtuoso does not answer")
            time.sleep(0.5)
        statements = f"ld_dir('{dump.parent}', '{dump.name}', 'urn:none'); rdf_loader_run(); checkpoint;"
        if ask(client, port, statements) is None:
            raise SystemExit("virtuoso does not load the quads")
        told = ask(
            client, port, "select ll_file from DB.DBA.load_list where ll_state = 2 and ll_error is null"
        )
        if told is None or str(dump) not in told:
            raise SystemExit("virtuoso did not load all quads")
    finally:
        stop(process, 60)


def stop(process: subprocess.Popen[bytes], seconds: float) -> None:
    """End a server: asked, and after so many seconds forced."""
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        process.kill()


def prepare(work: Path, dump: Path, http: int, sql: int) -> list[str] | None:
    """Return the command of a server that holds the quads; None, with a line saying so, where it is not
    installed."""
    server, client = shutil.which("virtuoso-t"), shutil.which("isql-vt")
    if server is None or client is None:
        print("virtuoso is not installed (apt install virtuoso-opensource): left out")
        return None
    folder = work / "virtuoso"
    folder.mkdir()
    settings = SETTINGS.format(folder=folder, data=dump.parent, sql=sql, http=http, cores=os.cpu_count())
    (folder / "virtuoso.ini").write_text(settings)
    command = [server, "+configfile", str(folder / "virtuoso.ini"), "+foreground", "+wait"]
    began = time.monotonic()
    load(command, client, sql, dump)
    print(f"virtuoso loaded the quads in {time.monotonic() - began:.0f} s")
    return command
