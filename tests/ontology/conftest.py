"""The sample as a graph: the release built from `data/records`, once for all tests of the ontology."""

from pathlib import Path

import pyoxigraph as ox
import pytest
from tests.five import FIVE


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> ox.Store:
    """The store of a release built from the bundled records."""
    from corale.data import store
    from corale.pipeline import build

    folder: Path = tmp_path_factory.mktemp("release")
    return store.load(build([FIVE], folder, jobs=1).folder)
