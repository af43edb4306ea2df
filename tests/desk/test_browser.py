"""The whole way in Chromium: a note on a page, review, publishing, the statement with its provenance, the receipt."""

import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from urllib.request import urlopen

import pytest
from tests.endpoint.conftest import free_port

from corale import artefacts
from corale.data.published import folder as releases
from corale.data.published import last_build
from corale.data.rdf.grades import KNOWN
from corale.data.release.join import dumped
from corale.data.release.withdrawn import RECORDS, table
from corale.data.review import statements
from corale.desk import accounts
from corale.endpoint.site.contribute import desk_client
from corale.endpoint.site.contribute.desk_client import DeskDownError
from corale.ontology.vocabulary import BASE
from corale.pipeline import build

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


@pytest.fixture
def sample(tmp_path: Path) -> Path:
    """A publisher's folder with the bundled documents, among them Ferrara's."""
    documents = artefacts.path("data", "records")
    build([documents], tmp_path / "out", accept=True)
    last_build.remember(tmp_path / "out", [documents], BASE)
    return tmp_path / "out"


def test_from_a_note_to_a_published_statement_by_keyboard(sample: Path, tmp_path: Path) -> None:
    accounts.add(sample, "vera", "publisher", PASSWORD)
    rows = table(releases.active(sample).folder / RECORDS)
    key = next(row["record"] for row in rows if row["file"].endswith("ferrara-piano-di-zona.txt"))
    site, desk = free_port(), free_port()
    command = [sys.executable, "-m", "corale"]
    processes = [
        subprocess.Popen([*command, "desk", str(sample), "--port", str(desk)], stderr=subprocess.DEVNULL),
        subprocess.Popen([*command, "serve", str(sample), "--port", str(site)], stderr=subprocess.DEVNULL),
    ]
    try:
        up(lambda: desk_client.call(sample, "GET", "/ping"))
        up(lambda: urlopen(f"http://127.0.0.1:{site}/health").read())
        script = CLIENTS / "desk.mjs"
        shutil.copy(Path(__file__).resolve().parents[1] / "clients" / "desk.mjs", script)
        addresses = [f"http://127.0.0.1:{port}" for port in (site, desk)]
        ended = subprocess.run(
            ["node", str(script), *addresses, "vera", PASSWORD, key, str(tmp_path)],
            capture_output=True,
            text=True,
            timeout=3000,
            check=False,
            cwd=CLIENTS,
        )
        assert ended.returncode == 0, ended.stderr
    finally:
        for one in processes:
            one.terminate()
            one.wait(60)
    found = json.loads(ended.stdout)
    (tmp_path / "found.json").write_text(json.dumps(found, ensure_ascii=False, indent=1), encoding="utf-8")
    assert len(found["seen"]) == 4 * (12 + 1 + 10), "pages of the site, signing in, pages of the desk"
    assert {one["what"]: one["axe"] for one in found["seen"] if one["axe"]} == {}
    assert found["ran"] == [], "markup that was published runs nowhere"
    assert "numero intero" in found["amiss"]
    assert found["unpublished"], "what is accepted is not public before it is published"
    assert "12" in found["contradicted"] and "6" in found["contradicted"]
    assert (found["before"], found["after"], found["scriptless"]) == ("waiting", "published", "waiting")
    assert "redazione" in found["said"] and "semestre" in found["said"]
    assert key in found["changes"]
    assert (found["decided"], found["seconds"] < 600) == (60, True)
    decided = statements.read(sample).values()
    assert len(decided) == 62, "two of readers, sixty candidates"
    made = build([artefacts.path("data", "records")], sample, accept=True)
    known = {line.rpartition(" <")[0] for line in dumped(made.folder, [KNOWN]) if "/reviewed>" in line}
    holding = [one.holds(BASE) for one in decided]
    assert {" ".join(one) for one in holding if one} <= known
