"""What a release is made with, beside its inputs: artefacts, code, base; and their versions."""

from importlib import metadata
from pathlib import Path

from corale import artefacts
from corale.data.release.leaflet import ontology_version
from corale.data.release.manifest import digest, tree
from corale.mappings.graph.nodes import VERSION

ARTEFACTS = (("mappings",), ("shapes",), ("data", "authorities"))
CODE = ("ontology", "mappings", "shapes", "data", "pipeline")


def digests(base: str) -> dict[str, str]:
    """Return the SHA-256 of what a release is made with, beside its inputs: artefacts, the package's code, base."""
    here = Path(__file__).parents[1]
    return {
        "ontology": tree(artefacts.path("ontology")),
        "artefacts": digest(tree(artefacts.path(*folder)) for folder in ARTEFACTS),
        "code": digest([*(tree(here / name, suffixes=(".py",)) for name in CODE), (here / "record.py").read_bytes()]),
        "base": digest([base]),
    }


def versions() -> dict[str, str]:
    """Return the versions of software, mapping and ontology."""
    return {"corale": metadata.version("corale"), "mapping": VERSION, "ontology": ontology_version()}
