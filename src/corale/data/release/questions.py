"""The example queries (`endpoint/queries/*.rq`): what a release must be able to answer, and what they ask
for."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import pyoxigraph as ox

from corale import artefacts
from corale.data.rdf.canonical import RDF_TYPE

COUNT = "queries."  # the counts of a release: 1 for a query with an answer, 0 for one without
_TITLE = re.compile(r"^# (it|en): (.+)$", re.MULTILINE)
_PREFIX = re.compile(r"^PREFIX (\w*): ?<([^>]+)>$", re.MULTILINE)
_NAME = re.compile(r"\b(\w*):(\w+)")
_INNER = re.compile(r"\{[^{}]*\}|\([^()]*\)")
_MAYBE = re.compile(r"!\s*\w*:\w+|\w*:\w+\s*(?:[*|]|\?(?!\w))|\|\s*\w*:\w+")
_ANY_CLASS = re.compile(r"(?:\ba|rdf:type)[*+]?\s+\?")
_ANY = "a class that is not named"


@dataclass(frozen=True, slots=True)
class Question:
    """An example query: its name, titles, text, and the IRIs that it names, as N-Quads writes them.

    `needed` are those without which there is no answer: they stand outside all inner groups, filters and
    choices."""

    name: str
    it: str
    en: str
    text: str
    names: frozenset[str]
    needed: frozenset[str]


@cache
def questions() -> tuple[Question, ...]:
    """Return the example queries, by name.

    >>> by_name = {question.name: question for question in questions()}
    >>> "<https://w3id.org/corale/onto/groupMember>" in by_name["grouping-members"].names
    True
    """
    found = []
    for file in artefacts.below(artefacts.path("endpoint", "queries"), ".rq", deep=False):
        text = file.read_text(encoding="utf-8")
        titles, spaces = dict(_TITLE.findall(text)), dict(_PREFIX.findall(text))
        names, needed = _names(text, spaces), _names(_outermost(text), spaces)
        if _ANY_CLASS.search(text):
            names |= {_ANY}
        found.append(Question(file.stem, titles["it"], titles["en"], text, names, needed))
    return tuple(found)


def _names(text: str, spaces: Mapping[str, str]) -> frozenset[str]:
    return frozenset(f"<{spaces[space]}{local}>" for space, local in _NAME.findall(text) if space in spaces)


def _outermost(text: str) -> str:
    """Return what stands in the outermost group of a query, without names that a path may do without.

    >>> _outermost("SELECT ?a { ?a x:b/x:c ?d ; x:e* ?f OPTIONAL { ?d x:g ?h } FILTER(?d > x:i) }").split()
    ['?a', 'x:b/x:c', '?d', ';', '?f', 'OPTIONAL', 'FILTER']
    """
    group = text[text.index("{") + 1 : text.rindex("}")]
    while (outer := _INNER.sub(" ", group)) != group:
        group = outer
    return _MAYBE.sub(" ", group)


def answered(store: ox.Store, one: Question) -> bool:
    """Tell whether a query has an answer in a store."""
    results = store.query(one.text)
    return bool(results) if isinstance(results, ox.QueryBoolean) else next(iter(results), None) is not None


def asks_for(line: str, names: frozenset[str]) -> bool:
    """Tell whether queries that name these terms may ask for a line: its property, and its class if it tells
    one."""
    _, predicate, rest = line.split(" ", 2)
    if predicate == RDF_TYPE:
        return _ANY in names or rest[: rest.index(" ")] in names
    return predicate in names
