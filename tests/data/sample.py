"""Write `data/dumps/sample.ttl` anew from five of the bundled records: `make sample`."""

import gzip
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.five import FIVE

from corale import artefacts
from corale.pipeline import build

GOLDEN = ("data", "dumps", "sample.ttl")


def sample() -> bytes:
    """Return the Turtle dump of the five records that tests know by heart."""
    with TemporaryDirectory() as folder:
        release = build([FIVE], Path(folder))
        return gzip.decompress((release.folder / "corale.ttl.gz").read_bytes())


if __name__ == "__main__":
    target = artefacts.root().joinpath(*GOLDEN)
    before = target.read_bytes() if target.exists() else b""
    after = sample()
    target.parent.mkdir(exist_ok=True)
    target.write_bytes(after)
    print(f"{target}: {len(after)} bytes, {'unchanged' if after == before else 'changed'}")
