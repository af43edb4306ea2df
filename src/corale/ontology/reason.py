"""Reasoning with HermiT and the checker of profiles, both in owlready2's Java archive: for CI and
the gate of a build, never for serving.

Dates and years stand outside the OWL 2 datatype map (HermiT refuses them), so their literals go in as plain
strings: the properties range over `rdfs:Literal` and nothing is lost."""

import importlib.util
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from corale.errors import SetupError
from corale.ontology.vocabulary import PREFIXES, expand

UNMAPPED = frozenset(
    PREFIXES["xsd"] + name for name in ("date", "gYear", "gYearMonth", "gMonthDay", "duration")
)
SECONDS = 300


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the reasoner found: whether there is a model, and the classes that can have no member (IRIs,
    sorted)."""

    consistent: bool
    unsatisfiable: tuple[str, ...] = ()


def plain(triple: ox.Triple) -> ox.Triple:
    """Return the triple with a date or year as a plain string."""
    value = triple.object
    if isinstance(value, ox.Literal) and value.datatype.value in UNMAPPED:
        return ox.Triple(triple.subject, triple.predicate, ox.Literal(value.value))
    return triple


def verdict(triples: Iterable[ox.Triple]) -> Verdict:
    """Return whether the triples (ontology, alignments, data) are consistent, and which classes are
    unsatisfiable.

    Raises:
        SetupError: owlready2 or Java is missing, or Java failed.
    """
    _jar()
    import owlready2

    world = owlready2.World()
    with _file(triples, ox.RdfFormat.N_TRIPLES) as path:
        ontology = world.get_ontology(path.as_uri()).load()
        try:
            with ontology:
                owlready2.sync_reasoner_hermit(world, debug=0)
        except owlready2.OwlReadyInconsistentOntologyError:
            return Verdict(False)
        except owlready2.base.OwlReadyJavaError as fault:
            raise SetupError(f"HermiT failed: {fault}") from fault
    nothing = expand("owl:Nothing")
    return Verdict(True, tuple(sorted({c.iri for c in world.inconsistent_classes()} - {nothing})))


def profile_violations(triples: Iterable[ox.Triple]) -> list[str]:
    """Return the breaches of the profiles OWL 2 DL and OWL 2 RL, each as `profile TAB violation`, sorted.

    Raises:
        SetupError: owlready2 or a Java development kit is missing, or Java failed.
    """
    checker = Path(__file__).with_name("Profiles.java")
    with _file(triples, ox.RdfFormat.RDF_XML) as path:
        command = ["java", "-cp", str(_jar()), str(checker), str(path)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=False)  # noqa: S603
    if done.returncode:
        raise SetupError(
            f"the profile check failed (a Java development kit, 11 or later, is needed): {done.stderr}"
        )
    return sorted(done.stdout.splitlines())


@contextmanager
def _file(triples: Iterable[ox.Triple], form: ox.RdfFormat) -> Iterator[Path]:
    """Write the triples to a file that is gone afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"ontology.{form.file_extension}"
        ox.serialize([plain(triple) for triple in triples], str(path), format=form)
        yield path


def _jar() -> Path:
    """Return the path of HermiT's jar.

    Raises:
        SetupError: owlready2 or Java is not there.
    """
    spec = importlib.util.find_spec("owlready2")
    if spec is None or spec.origin is None:
        raise SetupError("reasoning needs owlready2: pip install corale")
    if shutil.which("java") is None:
        raise SetupError("reasoning needs Java 11 or later: apt-get install default-jdk-headless")
    return Path(spec.origin).parent / "hermit" / "HermiT.jar"
