"""Contributions from many clients while the desk is killed again and again: none lost, none doubled, receipts true."""

import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from tests.desk.conftest import PAGE
from tests.endpoint.conftest import free_port

from corale.data.published.folder import Release
from corale.desk import inbox, store
from corale.endpoint.site.contribute import desk_client
from corale.endpoint.site.contribute.desk_client import DeskDownError

FULL = bool(os.environ.get("CORALE_SOAK"))
NUMBER, CLIENTS, KILLS = (1000, 20, 20) if FULL else (100, 20, 4)


def desk(publisher: Path, port: int) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        [sys.executable, "-m", "corale", "desk", str(publisher), "--port", str(port)],
        stderr=subprocess.DEVNULL,
    )


@pytest.mark.heavy
@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs a system with fork")
def test_no_contribution_is_lost_or_doubled_while_the_desk_is_killed(
    publisher: Path, release: Release, monkeypatch: pytest.MonkeyPatch
) -> None:
    chance, port, told = random.Random(7), free_port(), dict[str, str]()
    lock, ended = threading.Lock(), threading.Event()

    def client(number: int) -> None:
        for one in range(NUMBER // CLIENTS):
            note = {
                "token": f"{number:04}-{one:04}-aaaaaaaaaaaa",
                "client": f"192.0.2.{number}-{one // 8}",
                "page": PAGE,
                "reason": f"nota {number} {one}",
                "value": "",
            }
            while True:
                try:
                    status, answer = desk_client.call(publisher, "POST", "/contribute", note)
                except DeskDownError:
                    time.sleep(0.05)
                    continue
                assert status == 201, answer
                with lock:
                    told[note["token"]] = answer["code"]
                break

    process = desk(publisher, port)
    threads = [threading.Thread(target=client, args=(number,)) for number in range(CLIENTS)]
    try:
        for one in threads:
            one.start()
        for kill in range(KILLS):
            wanted = (kill + 1) * NUMBER // (KILLS + 1)
            limit = time.monotonic() + 300
            while len(told) < wanted and time.monotonic() < limit:
                ended.wait(chance.random() / 50)
            process.send_signal(signal.SIGKILL)
            process.wait()
            process = desk(publisher, port)
        for one in threads:
            one.join(300)
        assert len(told) == NUMBER
        for code in told.values():
            status, answer = desk_client.call(publisher, "GET", f"/receipt/{code}")
            assert (status, answer["state"]) == (200, "waiting")
    finally:
        process.kill()
        process.wait()
    with store.opened(publisher) as held:
        rows = held.execute("SELECT token, code, reason FROM contribution").fetchall()
    assert {row["token"]: row["code"] for row in rows} == told
    assert len(rows) == len({row["reason"] for row in rows}) == NUMBER
    assert json.dumps(sorted(told)) == json.dumps(sorted(row["token"] for row in rows))
    assert len(inbox.contributions(publisher)) == NUMBER
