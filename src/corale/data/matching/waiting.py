"""The provisional entries of a release: the values that wait for a decision, with how often they are used."""

import gzip
import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from corale.data.gazetteer import provisional
from corale.data.rdf.canonical import terms, value
from corale.ontology import schemes
from corale.ontology.vocabulary import SCHEME, expand

DUMP = "corale.nq.gz"
_VALUE = re.compile(r"/id/value/")


@dataclass(frozen=True, slots=True, order=True)
class Waiting:
    """A value that no list knows: its list and key, its words, how many statements use it, the nearest known
    label."""

    scheme: str
    key: str
    words: str
    used: int
    near: str = ""


def values(release: Path, base: str) -> list[Waiting]:
    """Return the values of a release that wait for a decision, the most used ones of each list first."""
    from rapidfuzz import fuzz, process  # here: only a review compares words

    used, said = _read(release / DUMP, base, (release / DUMP).stat().st_mtime_ns)
    found = []
    for node, about in said.items():
        if about.get(expand("corale:provisional")) != "true":
            continue
        scheme = about[expand("skos:inScheme")].removeprefix(SCHEME)
        key, words = about[expand("skos:notation")], about[expand("skos:prefLabel")]
        if (scheme, key) in provisional.decisions():
            continue
        labels = [label for iri in schemes.concepts(scheme) if (label := schemes.label(iri))]
        near = process.extractOne(words, labels, scorer=fuzz.token_set_ratio, score_cutoff=60)
        found.append(Waiting(scheme, key, words, used[node], near[0] if near else ""))
    return sorted(found, key=lambda one: (one.scheme, -one.used, one.key))


@lru_cache(maxsize=2)
def _read(dump: Path, base: str, stamp: int) -> tuple[Counter[str], dict[str, dict[str, str]]]:
    """Return how often the values of a dump are used, and what is said of each; a dump is read once."""
    used: Counter[str] = Counter()
    said: dict[str, dict[str, str]] = {}
    with gzip.open(dump, "rt", encoding="utf-8") as lines:
        for line in lines:
            if not _VALUE.search(line):
                continue
            subject, predicate, stated, _ = terms(line.rstrip("\n"))
            if _VALUE.search(stated):
                used[stated] += 1
            if subject.startswith(f"<{base}id/value/"):
                said.setdefault(subject, {})[value(predicate)] = value(stated)
    return used, said
