"""The first five minutes of somebody new, in a browser: by keyboard alone, and on a phone by touch; long, so marked
heavy."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from corale import artefacts

CLIENTS = Path(__file__).resolve().parents[2] / "build" / "clients"
DRIVER = CLIENTS / "node_modules" / "puppeteer-core"
BROWSERS = {"chromium": "chromium", "firefox": "firefox-esr"}


@pytest.fixture(scope="module")
def whole(serve_on, tmp_path_factory):
    """The service over the whole sample: its processes begin in several years."""
    out = tmp_path_factory.mktemp("whole")
    records = artefacts.path("data", "records")
    command = [
        sys.executable,
        "-m",
        "corale",
        "build",
        str(records),
        "--out",
        str(out),
        "--date",
        "2026-01-01",
    ]
    subprocess.run(command, check=True, capture_output=True)
    return serve_on(out, CORALE_CLIENT_CPU="0", CORALE_CLIENT_PARALLEL="0")


@pytest.mark.heavy
@pytest.mark.skipif(
    not DRIVER.is_dir(), reason="puppeteer-core is not installed (.ci/run does, in build/clients)"
)
@pytest.mark.skipif(
    not (artefacts.path("endpoint", "static") / "vendor" / "query.js").is_file(),
    reason="the editor is not installed: make assets (npm)",
)
@pytest.mark.parametrize("manner", ["keyboard", "touch"])
@pytest.mark.parametrize("browser", BROWSERS)
def test_the_first_five_minutes(whole, browser, manner):
    if shutil.which(BROWSERS[browser]) is None:
        pytest.skip(f"{browser} is not installed (apt install {BROWSERS[browser]})")
    if browser == "firefox" and not os.environ.get("CORALE_SOAK"):
        pytest.skip("Firefox takes minutes of keys: make soak")
    script = Path(__file__).parents[1] / "clients" / "newcomer.mjs"
    beside = CLIENTS / script.name  # beside its modules
    beside.write_text(script.read_text(encoding="utf-8"), encoding="utf-8")
    command = ["node", str(beside), whole.url, browser, manner]
    run = subprocess.run(command, capture_output=True, text=True, timeout=1200, check=False)
    assert run.returncode == 0, run.stderr
    seen = json.loads(run.stdout)
    assert "Piano di Zona" in seen["title"]
    attended = [one for one in seen["who"] if re.search(r"\br\. \d+$", one)]
    assert any("Comitato Ferrarese Area Disabili" in one for one in attended), "with the line"
    assert re.fullmatch(r"#l\d+", seen["line"]["hash"]) and "Comitato Ferrarese" in seen["line"]["words"]
    assert "line-drawn" in seen["drawn"]["kind"]
    assert 200 in seen["csv"] and len(seen["file"]) == seen["drawn"]["rows"] + 1 == seen["pinned"]["rows"] + 1
    assert "release=" in seen["pinned"]["address"]
    assert seen["hosts"] == [f"127.0.0.1:{whole.port}"]
    if manner == "keyboard":
        assert max(step["tabs"] for step in seen["steps"]) <= 300
    else:
        assert all(step["wide"] <= 0 for step in seen["steps"]), "nothing scrolls sideways"
