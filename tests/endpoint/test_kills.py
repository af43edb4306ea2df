"""Kills and switches at random, under load: an answer that says 200 is whole and of one release, and the next one comes soon.

The supervisor is left out: its death ends the service (`test_drills.py`), and whoever minds processes starts it again.
"""

import json
import os
import random
import signal
import time
from collections import Counter
from contextlib import suppress
from http.client import HTTPException
from threading import Event, Thread

import pytest
from tests.endpoint.test_drills import X, busy, processes, supervisors

EVENTS = 1_000 if os.environ.get("CORALE_SOAK") else 20
TRIPLES = 3_000
QUERY = f"SELECT ?s ?o {{ ?s <{X}p> ?o FILTER(?o != '%d') }}"
VICTIMS = "worker", "front", "front's worker"


def victims(live, which: str) -> list[int]:
    """Return the processes of one kind that a drill may kill."""
    found = processes(live)
    fronts = {
        pid for pid, (parent, line) in found.items() if parent == live.process.pid and "granian" in line
    }
    parents = {"worker": supervisors(live), "front": {live.process.pid}, "front's worker": fronts}[which]
    return [
        pid
        for pid, (parent, line) in found.items()
        if parent in parents and line and pid not in supervisors(live)
    ]


def fault(answer) -> str | None:
    """Say what is wrong with an answer that says 200: it must have every triple, all of one release."""
    try:
        rows = json.loads(answer.text)["results"]["bindings"]
    except ValueError:
        return "cut"
    if len(rows) != TRIPLES:
        return f"{len(rows)} rows"
    return None if len({row["o"]["value"] for row in rows}) == 1 else "of two releases"


@pytest.mark.heavy
def test_no_kill_and_no_switch_mixes_or_cuts_an_answer(serve, endpoint, tmp_path, capsys) -> None:
    for number in range(2):
        quads = "".join(f'<{X}s{i}> <{X}p> "{number}" <{X}g{i % 7}> .\n' for i in range(TRIPLES))
        endpoint.write_release(tmp_path, f"{number}" * 12, quads)
    endpoint.activate(tmp_path, "0" * 12)
    live = serve(tmp_path, CORALE_CLIENT_CPU="0", CORALE_CLIENT_PARALLEL="0")
    done, faults, told = Event(), [], Counter()

    def ask(seed: int) -> None:
        count = seed * 10**9
        while not done.is_set():
            count += 1
            try:
                answer = live.query(QUERY % count)
            except (OSError, HTTPException):  # the connection broke, and the client knows
                told["broken"] += 1
                time.sleep(0.02)
                continue
            told[answer.status] += 1
            if answer.status == 200 and (wrong := fault(answer)):
                faults.append(wrong)

    def back() -> bool:
        try:
            return live.query("ASK {}").status == 200
        except (OSError, HTTPException):
            return False

    threads = [Thread(target=ask, args=(seed,), daemon=True) for seed in range(1, 5)]
    for thread in threads:
        thread.start()
    random_, events, waits, slowness = random.Random(16), Counter(), [], 1.0
    try:
        for number in range(EVENTS):
            what = random_.choice([*VICTIMS, "switch"])
            began = time.monotonic()
            if what == "switch":
                endpoint.activate(tmp_path, f"{number % 2}" * 12)
            elif there := victims(live, what):
                with suppress(ProcessLookupError):  # it has ended by itself
                    os.kill(random_.choice(there), signal.SIGKILL)
            events[what] += 1
            time.sleep(0.05)
            while not back():
                assert live.process.poll() is None and time.monotonic() < began + 120, f"not back: {what}"
                time.sleep(0.02)
            waits.append(time.monotonic() - began)
            slowness = max(slowness, busy())
            time.sleep(random_.random() / 3)
    finally:
        done.set()
        for thread in threads:
            thread.join(60)
    late = sorted(waits)[EVENTS * 99 // 100]
    with capsys.disabled():
        print(
            f"\n{dict(events)}: answers {dict(told)}; back after {late:.2f} s (99 of 100), load {slowness:.1f}"
        )
    assert not faults and told[200] > EVENTS
    assert set(told) <= {200, 429, 500, 503, "broken"}
    assert late <= 5 * slowness
