"""OpenRefine itself, headless, reconciles a column against the running service and extends it (docs/reconciliation.md).

Needs the Debian package `openrefine`; without it the test says so and skips.
"""

import csv
import io
import json
import os
import shutil
import signal
import socket
import subprocess
import threading
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask
from werkzeug.serving import make_server

from corale import artefacts
from corale.data.gazetteer.bodies import municipality
from corale.data.gazetteer.entities import NamedThings, entities
from corale.data.gazetteer.places import places
from corale.data.matching.items import items, write_items
from corale.endpoint.http.problems import ProblemError
from corale.endpoint.reconcile.service import reconcile
from corale.endpoint.site import render
from corale.ontology.vocabulary import quads as ontology

pytestmark = pytest.mark.heavy
BASE = "https://w3id.org/corale/"
GOLD = Path(__file__).resolve().parents[1] / "cases" / "linking" / "held-back.csv"


def free() -> int:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return int(held.getsockname()[1])


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The reconciliation service over all municipalities, as territory and as body."""
    folder = tmp_path_factory.mktemp("release")
    towns = [place for place in places().by_istat.values() if not place.until]
    quads = entities(
        NamedThings([municipality(place) for place in towns], [(place.name, place) for place in towns]), BASE
    )
    write_items(items([*quads, *ontology(BASE)], BASE), BASE, folder)
    app = Flask("corale", template_folder=str(artefacts.path("endpoint", "templates")))
    release = SimpleNamespace(id="0123456789ab", base=BASE)
    app.extensions["ask"] = SimpleNamespace(
        serving=SimpleNamespace(folder=folder, manifest=release, id=release.id)
    )
    render.prepare(app)
    app.register_blueprint(reconcile)
    app.register_error_handler(ProblemError, lambda error: (error.body("en", release.id), error.kind.status))
    app.after_request(lambda answer: answer.headers.setdefault("Access-Control-Allow-Origin", "*") and answer)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/reconcile"
    server.shutdown()
    thread.join()


class Refine:
    """The HTTP commands of an OpenRefine server."""

    def __init__(self, port: int) -> None:
        self.address = f"http://127.0.0.1:{port}/command/core"

    def get(self, command: str, **query: str) -> Any:
        with urllib.request.urlopen(
            f"{self.address}/{command}?{urllib.parse.urlencode(query)}", timeout=60
        ) as answer:
            return json.load(answer)

    def post(self, command: str, body: bytes, kind: str = "", **query: str) -> tuple[str, bytes]:
        query["csrf_token"] = self.get("get-csrf-token")["token"]
        headers = {"Content-Type": kind or "application/x-www-form-urlencoded"}
        request = urllib.request.Request(
            f"{self.address}/{command}?{urllib.parse.urlencode(query)}", body, headers
        )
        with urllib.request.urlopen(request, timeout=120) as answer:
            return answer.geturl(), answer.read()

    def project(self, text: str) -> str:
        """Make a project of a CSV text and return its number."""
        edge = "corale-test-boundary"
        parts = [
            f'--{edge}\r\nContent-Disposition: form-data; name="project-name"\r\n\r\ncorale\r\n',
            f'--{edge}\r\nContent-Disposition: form-data; name="project-file"; filename="t.csv"\r\n'
            f"Content-Type: text/csv\r\n\r\n{text}\r\n--{edge}--\r\n",
        ]
        kind = f"multipart/form-data; boundary={edge}"
        address, _ = self.post(
            "create-project-from-upload", "".join(parts).encode(), kind, format="text/line-based/*sv"
        )
        return urllib.parse.parse_qs(urllib.parse.urlsplit(address).query)["project"][0]

    def apply(self, project: str, *operations: dict[str, Any]) -> None:
        """Apply operations and wait until they are done."""
        body = urllib.parse.urlencode({"operations": json.dumps(operations)}).encode()
        told = json.loads(self.post("apply-operations", body, project=project)[1])
        assert told["code"] in ("ok", "pending"), told
        for _ in range(600):
            if not self.get("get-processes", project=project)["processes"]:
                return
            time.sleep(0.2)
        raise AssertionError("OpenRefine did not finish")

    def recons(self, project: str) -> list[dict[str, Any]]:
        """Return the reconciliation of the first cell of each row: candidates under `c`, the match under `m`."""
        body = urllib.parse.urlencode({"engine": json.dumps({"facets": [], "mode": "row-based"})}).encode()
        told = json.loads(self.post("get-rows", body, project=project, start="0", limit="1000")[1])
        pool = told.get("pool", {}).get("recons", {})
        held = [row["cells"][0].get("r") or {} for row in told["rows"]]
        return [pool[one] if isinstance(one, str) else one for one in held]

    def export(self, project: str) -> list[dict[str, str]]:
        body = urllib.parse.urlencode({"engine": json.dumps({"facets": [], "mode": "row-based"})}).encode()
        text = self.post("export-rows", body, project=project, format="csv")[1].decode()
        return list(csv.DictReader(io.StringIO(text)))


@pytest.fixture(scope="module")
def refine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Refine]:
    program = shutil.which("openrefine")
    if program is None:
        pytest.skip("OpenRefine is not here: apt-get install openrefine")
    home, port = tmp_path_factory.mktemp("openrefine"), free()
    command = [
        program,
        "-i",
        "127.0.0.1",
        "-p",
        str(port),
        "-d",
        str(home),
        "-m",
        "512M",
        "-x",
        "refine.headless=true",
    ]
    environment = {**os.environ, "HOME": str(home)}
    process = subprocess.Popen(
        command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    server = Refine(port)
    for _ in range(300):
        try:
            server.get("get-version")
            break
        except OSError:
            time.sleep(0.2)
    yield server
    os.killpg(process.pid, signal.SIGTERM)
    process.wait(timeout=30)


def recipe(service: str) -> list[dict[str, Any]]:
    """The operations that docs/reconciliation.md tells, against this service."""
    text = (Path(__file__).resolve().parents[2] / "docs" / "reconciliation.md").read_text(encoding="utf-8")
    block = text.split("```json\n")[1].split("```")[0]
    return list(json.loads(block.replace("http://127.0.0.1:8080/reconcile", service)))


def test_openrefine_reconciles_and_extends(service: str, refine: Refine) -> None:
    with GOLD.open(encoding="utf-8") as lines:
        gold = [row for row in csv.DictReader(lines) if row["expected"].startswith("id/place/")]
    gold = [
        row
        for row in gold
        if row["category"] in ("place-noise", "abbreviation", "typo", "homonym-with-province")
    ]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["nome", "provincia"])
    writer.writerows((row["name"], row["province"]) for row in gold)
    project = refine.project(out.getvalue().rstrip("\n"))
    reconcile_, match, extend = recipe(service)
    refine.apply(project, reconcile_)
    recons = refine.recons(project)
    assert len(recons) == len(gold)
    matched = [found["m"]["id"] if found.get("m") else "" for found in recons]
    first = [
        id_ or next((one["id"] for one in found.get("c", [])), "")
        for id_, found in zip(matched, recons, strict=True)
    ]
    right = sum(id_ == row["expected"] for id_, row in zip(first, gold, strict=True))
    assert right >= 0.9 * len(gold), f"{right} of {len(gold)}"
    wrong = [(id_, row) for id_, row in zip(matched, gold, strict=True) if id_ and id_ != row["expected"]]
    assert wrong == []
    refine.apply(project, match, extend)
    told = refine.export(project)
    codes = sum(
        told_row["Codice ISTAT"] == row["expected"].rpartition("/")[2]
        for told_row, row in zip(told, gold, strict=True)
    )
    assert codes == right
    print(
        f"OpenRefine: {right} of {len(gold)} first candidates right, {sum(map(bool, matched))} matched by itself"
    )


def test_openrefine_finds_iris_and_codes(service: str, refine: Refine) -> None:
    """A column that another registry keeps of ours, and national codes, also where a spreadsheet took a zero."""
    cells = (f"{BASE}id/place/037006", "id/place/037006", "037006", "37006", "A944", "Bologna")
    project = refine.project("nome,provincia\n" + "".join(f"{cell},BO\n" for cell in cells).rstrip("\n"))
    refine.apply(project, recipe(service)[0])
    matched = [found["m"]["id"] if found.get("m") else "" for found in refine.recons(project)]
    assert matched == ["id/place/037006"] * len(cells)
