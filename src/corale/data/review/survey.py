"""What takes a pass over a whole release, done once for each: a release does not change while it is reviewed.

What was decided is not looked at: that is held against what was found, each time.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from corale.data.published import excerpt
from corale.data.published.diff import record_of
from corale.data.published.folder import Release
from corale.data.rdf.canonical import terms
from corale.data.rdf.grades import KNOWN
from corale.data.release.join import dumped
from corale.ontology.vocabulary import expand

TOLD = {
    f"<{expand(name)}>": name for name in ("corale:hasContradiction", "rdfs:comment", "corale:sourceLine")
}
NAMED = ("organisation", "place", "value")  # kinds of things that many records name
MOST = 12  # records kept of each


@dataclass(frozen=True, slots=True)
class Survey:
    """What was found: contradictions of sources, each with what is said of it by property (under
    `corale:hasContradiction` the records that have it), and the first records that name each shared thing."""

    contradictions: Mapping[str, Mapping[str, Sequence[str]]] = field(default_factory=dict)
    naming: Mapping[str, Sequence[str]] = field(default_factory=dict)


def of(release: Release) -> Survey:
    """Return what was found in a release."""
    return _surveyed(release.folder, release.manifest.base, excerpt.stamp(release))


@lru_cache(maxsize=2)
def _surveyed(folder: Path, base: str, stamp: int) -> Survey:
    told: dict[str, dict[str, list[str]]] = {}
    naming: dict[str, list[str]] = {}
    starts = tuple(f"<{base}id/{kind}/" for kind in NAMED)
    for line in dumped(folder, [KNOWN]):
        subject, predicate, stated, _ = terms(line)
        if stated.startswith(starts) and (slug := record_of(line)):
            some = naming.setdefault(stated, [])
            if slug not in some and len(some) < MOST:
                some.append(slug)
        if predicate in TOLD and "/id/contradiction/" in line and "-review-" not in line:
            above = TOLD[predicate] == "corale:hasContradiction"
            node, held = (stated, subject) if above else (subject, stated)
            told.setdefault(node, {}).setdefault(TOLD[predicate], []).append(held)
    return Survey(told, naming)
