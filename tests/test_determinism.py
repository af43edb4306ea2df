"""The same inputs give the same bytes: over hash seeds, locales, time zones, input orders and numbers of processes."""

import hashlib
import itertools
import os
import random
import subprocess
import sys
from pathlib import Path

import pytest
from tests.five import FIVE

from corale.data.published import folder
from corale.data.release import manifest

MATRIX = list(
    itertools.product(range(5), ("C", "C.UTF-8"), ("Pacific/Apia", "Europe/Rome"), (False, True), (1, 2))
)
CHOSEN = MATRIX if os.environ.get("CORALE_SOAK") else random.Random(6).sample(MATRIX, len(MATRIX) // 10)


def built(out: Path, seed: int, locale: str, zone: str, backwards: bool, jobs: int) -> str:
    """Build the sample in a process of its own; return one hash over all files of the release."""
    paths = [str(FIVE.joinpath(name)) for name in ("avviso", "osservatorio")]
    command = [sys.executable, "-m", "corale", "build", *(reversed(paths) if backwards else paths)]
    environment = {"PYTHONHASHSEED": str(seed), "LC_ALL": locale, "TZ": zone}
    subprocess.run(
        [*command, "--out", str(out), "--jobs", str(jobs)],
        env=os.environ | environment,
        check=True,
        capture_output=True,
    )
    made = folder.active(out)
    total = hashlib.sha256()
    for name in sorted([*made.manifest.files, manifest.NAME]):
        total.update(name.encode() + (made.folder / name).read_bytes())
    return total.hexdigest()


@pytest.mark.heavy
def test_one_hash_over_the_whole_matrix(tmp_path: Path) -> None:
    found = {built(tmp_path / str(number), *case) for number, case in enumerate(CHOSEN)}
    assert len(found) == 1
