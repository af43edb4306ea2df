"""The whole way in Chromium: a note on a page, review, publishing, the statement with its provenance, the receipt."""

import json
import os
import shutil
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from urllib.request import urlopen

import pytest
from tests.desk.test_inbox import NOTE
from tests.endpoint.conftest import free_port

from corale.data.published import last_build
from corale.data.published.folder import Release
from corale.desk import accounts, inbox
from corale.endpoint.site.contribute import desk_client
from corale.endpoint.site.contribute.desk_client import DeskDownError
from corale.ontology.vocabulary import BASE

CLIENTS = Path(__file__).resolve().parents[2] / "build" / "clients"
PASSWORD = "una-lunga-password"
pytestmark = [
    pytest.mark.heavy,
    pytest.mark.skipif(not os.environ.get("CORALE_SOAK"), reason="minutes of a browser: make soak"),
    pytest.mark.skipif(
        shutil.which("chromium") is None, reason="chromium is not installed (apt install chromium)"
    ),
    pytest.mark.skipif(
        not (CLIENTS / "node_modules" / "axe-core").is_dir(),
        reason="axe-core is not installed (.ci/run does, in build/clients)",
    ),
]


def up(ready) -> None:
    limit = time.monotonic() + 120
    while time.monotonic() < limit:
        try:
            return ready()
        except (OSError, DeskDownError):
            time.sleep(0.2)
    raise TimeoutError


def test_from_a_note_to_a_published_statement_by_keyboard(
    publisher: Path, release: Release, tmp_path: Path
) -> None:
    accounts.add(publisher, "vera", "publisher", PASSWORD)
    last_build.remember(publisher, [publisher.parent / "in"], BASE)
    site, desk = free_port(), free_port()
    command = [sys.executable, "-m", "corale"]
    processes = [
        subprocess.Popen([*command, "desk", str(publisher), "--port", str(desk)], stderr=subprocess.DEVNULL),
        subprocess.Popen([*command, "serve", str(publisher), "--port", str(site)], stderr=subprocess.DEVNULL),
    ]
    try:
        up(lambda: desk_client.call(publisher, "GET", "/ping"))
        up(lambda: urlopen(f"http://127.0.0.1:{site}/health").read())
        script = CLIENTS / "desk.mjs"
        shutil.copy(Path(__file__).resolve().parents[1] / "clients" / "desk.mjs", script)
        for number in range(60):  # beside the one that the browser sends, which is the last of the queue
            inbox.receive(
                publisher,
                release,
                replace(NOTE, token=f"{number:020}", value=str(100 + number), client=f"c{number}"),
            )
        addresses = [f"http://127.0.0.1:{port}" for port in (site, desk)]
        told = subprocess.run(
            ["node", str(script), *addresses, "vera", PASSWORD, "osservatorio-7", str(tmp_path)],
            capture_output=True,
            text=True,
            timeout=3000,
            check=False,
            cwd=CLIENTS,
        )
        assert told.returncode == 0, told.stderr
    finally:
        for one in processes:
            one.terminate()
            one.wait(60)
    found = json.loads(told.stdout)
    (tmp_path / "found.json").write_text(json.dumps(found, ensure_ascii=False, indent=1), encoding="utf-8")
    assert len(found["seen"]) == 80
    assert {one["what"]: one["axe"] for one in found["seen"] if one["axe"]} == {}
    assert "numero intero" in found["amiss"]
    assert found["unpublished"], "what is accepted is not public before it is published"
    assert "12" in found["contradicted"] and "6" in found["contradicted"]
    assert (found["before"], found["after"]) == ("waiting", "published")
    assert "redazione" in found["said"] and "semestre" in found["said"]
    assert "osservatorio-7" in found["changes"]
    assert (found["decided"], found["seconds"] < 600) == (60, True)
