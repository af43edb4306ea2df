"""Shared fixtures: the real documents, which lie outside the repository."""

import atexit
import os
import shutil
from pathlib import Path
from tempfile import mkdtemp

import pytest
from hypothesis import settings

REAL = Path(os.environ.get("CORALE_REAL") or Path(__file__).resolve().parents[2] / "shared")

# What a command notes in the user's folder (where the last release was made) stays in a folder of the tests.
os.environ["XDG_DATA_HOME"] = mkdtemp(prefix="corale-home-")
atexit.register(shutil.rmtree, os.environ["XDG_DATA_HOME"], ignore_errors=True)

# HermiT takes seconds a build: the tests that are about it switch it on.
os.environ["CORALE_REASONER"] = "none"

# No timed assertions, and the same examples at every run; `make soak` draws new ones, and more of them.
settings.register_profile("corale", deadline=None, derandomize=True)
settings.register_profile("soak", deadline=None, max_examples=2000)
settings.load_profile("soak" if os.environ.get("CORALE_SOAK") else "corale")


@pytest.fixture(scope="session")
def real() -> Path:
    """The folder of real documents (`seeds`, `samples`, `expected`, …); skips, and says so, where it is not there."""
    if not (REAL / "seeds").is_dir():
        pytest.skip(
            f"no real documents at {REAL}: set CORALE_REAL to the folder that holds seeds/ and expected/"
        )
    return REAL
