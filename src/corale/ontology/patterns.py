"""The patterns of the model: how a process, a role, a deadline, an act, a gap and evidence look in Turtle.

Each is a file of `ontology/patterns/`: a head that says what it shows and which question asks for it, and
statements as they stand in the release of the sample; tests hold them to it."""

import re
from dataclasses import dataclass
from functools import cache

import pyoxigraph as ox

from corale import artefacts
from corale.ontology import vocabulary
from corale.ontology.vocabulary import ONTOLOGY

_HEAD = re.compile(r"^# (it|en|text-it|text-en|question): (.+)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Pattern:
    """A pattern: its name, titles and texts by language, its Turtle, the name of the question that asks for
    it."""

    name: str
    labels: dict[str, str]
    turtle: str
    question: str

    def title(self, language: str) -> str:
        """Return what the pattern is called."""
        return self.labels[language]

    def text(self, language: str) -> str:
        """Return what the pattern shows, and what to mind."""
        return self.labels[f"text-{language}"]

    def triples(self) -> list[ox.Triple]:
        """Return the statements that it shows."""
        parsed = ox.parse(self.turtle, format=ox.RdfFormat.TURTLE)
        return [quad.triple for quad in parsed]

    def terms(self) -> list[str]:
        """Return the terms of ours that it uses, as IRIs, sorted."""
        used = {
            value
            for triple in self.triples()
            for value in (triple.predicate.value, getattr(triple.object, "value", ""))
        }
        return sorted(one for one in used if one.startswith(ONTOLOGY) and one in vocabulary.terms())


@cache
def patterns() -> dict[str, Pattern]:
    """Return the patterns by name, in the order of their files.

    >>> list(patterns())[:2]
    ['process-and-record', 'involvement-and-shortcut']
    """
    found = {}
    for path in artefacts.files("ontology", "patterns", suffix=".ttl"):
        text = path.read_text(encoding="utf-8")
        said = dict(_HEAD.findall(text))
        turtle = text[text.index("@prefix") :]
        name = path.stem.partition("-")[2]
        found[name] = Pattern(name, said, turtle, said["question"])
    return found
