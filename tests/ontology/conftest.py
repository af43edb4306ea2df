"""Five documents of the sample as a graph: their release, built once for all tests of the ontology."""

from pathlib import Path

import pyoxigraph as ox
import pytest
from tests.five import FIVE


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> ox.Store:
    """The store of a release built from the five documents that tests know by heart."""
    from corale.data.published import store
    from corale.pipeline import build

    folder: Path = tmp_path_factory.mktemp("release")
    return store.load(build([FIVE], folder, jobs=1).folder)


@pytest.fixture(scope="session")
def quads(sample: ox.Store) -> list[ox.Quad]:
    """The statements of that release in their named graphs."""
    return [quad for quad in sample if not isinstance(quad.graph_name, ox.DefaultGraph)]
