"""Five documents of the bundled sample, of which tests know every figure: copies of just those, in a folder of their own.

The sample grows; tests that count, and the golden dump `data/dumps/sample.ttl`, stay with these five."""

import atexit
import shutil
from pathlib import Path
from tempfile import mkdtemp

from corale import artefacts

NAMES = (
    "avviso/zona-sociale-7-coprogettazione.txt",
    "osservatorio/casalecchio-patto-partecipazione.txt",
    "osservatorio/ferrara-piano-di-zona.txt",
    "osservatorio/pesaro-regolamento-welfare.txt",
    "osservatorio/reggio-patto-welfare.txt",
)


def copied() -> Path:
    """Copy the five into a folder that goes when the process ends; return the folder."""
    folder = Path(mkdtemp(prefix="corale-five-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    for name in NAMES:
        (folder / name).parent.mkdir(exist_ok=True)
        shutil.copy2(artefacts.path("data", "records", *name.split("/")), folder / name)
    return folder


FIVE = copied()
