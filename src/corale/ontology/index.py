"""The triples of ontology, alignments and schemes by subject and predicate, and the short names of their
terms."""

import re
from collections.abc import Iterable
from functools import cache

from pyoxigraph import Literal, NamedNode

from corale import artefacts
from corale.ontology import vocabulary
from corale.ontology.vocabulary import SCHEME, compact


class Index:
    """The triples of a few files of `ontology/`, by subject and predicate (CURIE)."""

    def __init__(self, names: Iterable[str]) -> None:
        self.values: dict[str, dict[str, list[NamedNode | Literal]]] = {}
        self.back: dict[tuple[str, str], list[str]] = {}
        for name in names:
            for triple in vocabulary.triples(name):
                if isinstance(triple.subject, NamedNode) and isinstance(triple.object, NamedNode | Literal):
                    predicate = curie(triple.predicate.value)
                    held = self.values.setdefault(triple.subject.value, {})
                    held.setdefault(predicate, []).append(triple.object)
                    self.back.setdefault((triple.object.value, predicate), []).append(triple.subject.value)

    def iris(self, subject: str, *predicates: str) -> list[str]:
        """Return the IRIs under some predicates of a subject, in their order."""
        held = self.values.get(subject, {})
        return [o.value for p in predicates for o in held.get(p, []) if isinstance(o, NamedNode)]

    def text(self, subject: str, predicate: str, language: str = "") -> str:
        """Return a literal: the one in the language, else one without, else the first; empty where there is
        none."""
        held = [o for o in self.values.get(subject, {}).get(predicate, []) if isinstance(o, Literal)]
        fitting = [o for o in held if o.language == language] or [o for o in held if not o.language] or held
        return fitting[0].value if fitting else ""


@cache
def prefixes() -> dict[str, str]:
    """Return the prefixes that ontology and alignments declare, longest namespace first."""
    text = artefacts.text("ontology", "corale.ttl") + artefacts.text("ontology", "alignments.ttl")
    found = dict(re.findall(r"^@prefix (\w+): <([^>]*)> \.$", text, re.MULTILINE))
    return dict(sorted(found.items(), key=lambda item: -len(item[1])))


def curie(iri: str) -> str:
    """Return an IRI short, by a prefix of ontology or alignments; a concept as `livello/empowerment`.

    >>> curie("http://www.w3.org/ns/org#role")
    'org:role'
    """
    if iri.startswith(SCHEME):
        return iri.removeprefix(SCHEME)
    for prefix, start in prefixes().items():
        if iri.startswith(start):
            return f"{prefix}:{iri.removeprefix(start)}"
    return compact(iri)


@cache
def index() -> Index:
    """Return the index of ontology, alignments and schemes."""
    return Index(("corale.ttl", "alignments.ttl", *vocabulary.scheme_files()))
