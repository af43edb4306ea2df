"""Shared fixtures: the real documents, which lie outside the repository."""

import os
from pathlib import Path

import pytest

REAL = Path(os.environ.get("CORALE_REAL") or Path(__file__).resolve().parents[2] / "shared")


@pytest.fixture(scope="session")
def real() -> Path:
    """The folder of real documents (`seeds`, `samples`, `expected`, …); skips, and says so, where it is not there."""
    if not (REAL / "seeds").is_dir():
        pytest.skip(f"no real documents at {REAL}: set CORALE_REAL to the folder that holds seeds/ and expected/")
    return REAL
