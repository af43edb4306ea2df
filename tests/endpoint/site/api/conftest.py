"""The front over a release with lists, in one process: nothing of `/api/` asks a worker."""

import json
from pathlib import Path

import pytest
from flask import Flask
from tests.endpoint import conftest as service
from tests.endpoint.site.lists.test_list_page import lines

from corale.data.release import manifest
from corale.endpoint import front
from corale.endpoint.engine import wire
from corale.endpoint.engine.shared_table import SharedTable
from corale.endpoint.engine.state import State
from corale.endpoint.http.limits import read


@pytest.fixture(scope="session")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release of many processes and two notices, one of them hostile."""
    folder = tmp_path_factory.mktemp("api")
    quads = lines()
    made = service.write_release(folder, "bbbbbbbbbbbb", quads)
    service.write_lists(made, quads)
    return made


@pytest.fixture(scope="session")
def app(release: Path, tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """The web application over it."""
    room = tmp_path_factory.mktemp("room")
    SharedTable(room / wire.TABLE, rows=1)
    text = json.dumps(manifest.read(release).to_json())
    State(room, create=True).publish(
        1, {"release": str(release), "manifest": text, "place": str(room), "store": "memory"}
    )
    return front.create(room, read())
