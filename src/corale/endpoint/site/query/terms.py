"""The terms that a query may name: what they are called, how often they occur, and what fits where.

Labels and definitions are asked of the release, numbers are its VoID description's, and what fits is what the
shapes say: a property of a class, a list of a property, a class of what a property leads to.
"""

import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import pyoxigraph as ox

from corale import artefacts
from corale.endpoint.protocol.asking import Row
from corale.endpoint.site import texts
from corale.endpoint.site.render import ask
from corale.ontology.vocabulary import PREFIXES, SCHEME, compact, expand

_KEPT: dict[tuple[str, str], "Terms"] = {}
_SOME = 8
"""Releases and languages of which the terms are remembered."""


@dataclass(slots=True)
class Term:
    """A class, property or concept: `count` is how many things or statements the release has of it.

    `fits` are the properties of a class, the classes that a property leads to, the scheme of a concept;
    `lists` the schemes whose concepts are a property's values.
    """

    iri: str
    kind: str
    label: str = ""
    definition: str = ""
    count: int = 0
    fits: list[str] = field(default_factory=list)
    lists: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        """How a query writes it: a prefixed name, or the IRI in angle brackets."""
        short = compact(self.iri)
        return f"<{self.iri}>" if short == self.iri or "/" in short or "#" in short else short


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms of a release in a language, by IRI."""

    by_iri: dict[str, Term]
    body: bytes = b""

    def of(self, kind: str) -> list[Term]:
        """Return the terms of a kind (`class`, `property`, `concept`), those that occur most first."""
        some = (term for term in self.by_iri.values() if term.kind == kind)
        return sorted(some, key=lambda term: (-term.count, term.name))


@dataclass(slots=True)
class Fits:
    """What the shapes say: properties by class; classes and lists by property; superclasses by class."""

    properties: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    classes: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    lists: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    above: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def of_class(self, iri: str) -> list[str]:
        """Return the properties that shapes give to a class, its own before those of its superclasses."""
        found: dict[str, None] = {}
        waiting, seen = [iri], set[str]()
        while waiting:
            one = waiting.pop(0)
            if one not in seen:
                seen.add(one)
                found |= dict.fromkeys(self.properties.get(one, ()))
                waiting += self.above.get(one, ())
        return list(found)


def terms(tongue: str) -> Terms:
    """Return the terms of the release that serves, in a language (worked out once a release).

    Raises:
        ProblemError: the workers do not answer.
    """
    serving = ask().serving
    if (kept := _KEPT.get((serving.id, tongue))) is not None:
        return kept
    found = _named(ask()("pages/terms"), tongue)
    for iri, kind, number in counted(serving.folder / "void.ttl"):
        term = found.setdefault(iri, Term(iri, kind, texts.known(tongue).get(iri, "")))
        term.count = number
    for term in found.values():
        if term.kind == "class":
            term.fits = [compact(one) for one in fits().of_class(term.iri)]
        elif term.kind == "property":
            term.fits = [compact(one) for one in fits().classes.get(term.iri, ())]
            term.lists = fits().lists.get(term.iri, [])
    made = Terms(found)
    if len(_KEPT) >= _SOME:
        _KEPT.clear()
    return _KEPT.setdefault((serving.id, tongue), Terms(found, written(made)))


def _named(rows: list[Row], tongue: str) -> dict[str, Term]:
    labels: dict[str, list[tuple[str, str]]] = defaultdict(list)
    told: dict[str, list[tuple[str, str]]] = defaultdict(list)
    found: dict[str, Term] = {}
    for row in rows:
        iri = row["term"].value
        term = found.setdefault(iri, Term(iri, row["kind"].value))
        if "scheme" in row and row["scheme"].value not in term.fits:
            term.fits.append(row["scheme"].value)
        for name, into in (("label", labels), ("definition", told)):
            if name in row:
                into[iri].append((row[name].value, row[name].language))
    for iri, term in found.items():
        term.label = texts.best(labels[iri], tongue) if labels[iri] else texts.known(tongue).get(iri, "")
        term.definition = texts.best(told[iri], tongue) if told[iri] else ""
    return found


def counted(file: Path) -> Iterator[tuple[str, str, int]]:
    """Yield the classes and properties of a VoID description with their numbers."""
    if not file.is_file():
        return
    parts: dict[str, dict[str, str]] = defaultdict(dict)
    for triple in ox.parse(path=str(file), format=ox.RdfFormat.TURTLE):
        parts[str(triple.subject)][compact(triple.predicate.value)] = getattr(triple.object, "value", "")
    for part in parts.values():
        for name, kind, number in (
            ("void:class", "class", "void:entities"),
            ("void:property", "property", "void:triples"),
        ):
            if name in part:
                yield part[name], kind, int(part.get(number, 0))


@cache
def fits() -> Fits:
    """Return what the shapes say fits where.

    >>> "tecnica" in fits().lists[expand("corale:technique")][0]
    True
    >>> expand("corale:technique") in fits().of_class(expand("corale:ParticipatoryProcess"))
    True
    """
    found, said = Fits(), defaultdict[str, dict[str, list[str]]](lambda: defaultdict(list))
    for file in sorted(artefacts.path("shapes").glob("*.ttl")):
        for triple in ox.parse(path=str(file), format=ox.RdfFormat.TURTLE):
            said[str(triple.subject)][compact(triple.predicate.value)].append(str(triple.object))
    schemes = {
        shape: [one[1:-1] for prop in told["sh:property"] for one in said[prop]["sh:hasValue"]]
        for shape, told in list(said.items())
    }
    for told in list(said.values()):
        for property_ in told["sh:property"]:
            for path in said[property_]["sh:path"]:
                if not path.startswith("<"):
                    continue
                for target in told["sh:targetClass"]:
                    found.properties[target[1:-1]].append(path[1:-1])
                nodes = said[property_]["sh:node"]
                classes = said[property_]["sh:class"] + [
                    one for node in nodes for one in said[node]["sh:class"]
                ]
                found.classes[path[1:-1]] += [one[1:-1] for one in classes]
                found.lists[path[1:-1]] += [one for node in nodes for one in schemes.get(node, ())]
    for triple in ox.parse(artefacts.text("ontology", "corale.ttl").encode(), ox.RdfFormat.TURTLE):
        if compact(triple.predicate.value) == "rdfs:subClassOf" and isinstance(triple.object, ox.NamedNode):
            found.above[str(triple.subject)[1:-1]].append(triple.object.value)
        if compact(triple.predicate.value) == "rdfs:range" and isinstance(triple.object, ox.NamedNode):
            name = str(triple.subject)[1:-1]
            if triple.object.value != expand("skos:Concept") and not found.classes.get(name):
                found.classes[name].append(triple.object.value)
    return found


def written(found: Terms) -> bytes:
    """Return terms as the page's script reads them: JSON, `null` for nothing."""
    made = {
        "prefixes": PREFIXES,
        "scheme": SCHEME,
        "classes": [[t.name, t.label, t.definition, t.count, t.fits] for t in found.of("class")],
        "properties": [
            [t.name, t.label, t.definition, t.count, t.fits, t.lists] for t in found.of("property")
        ],
        "concepts": [[t.name, t.label, t.definition, t.fits] for t in found.of("concept")],
    }
    return json.dumps(made, ensure_ascii=False, separators=(",", ":")).encode()
