"""What the codes of an answer are called: pages write the names of concepts where a query selects notations.

The answer itself keeps its codes, and so do its files."""

import re
from functools import cache

from corale.fields import rows
from corale.ontology.index import index
from corale.ontology.vocabulary import SCHEME

RULES = "rule"
"""The scheme of reading rules, whose notations give way to those of the lists."""
_ASKED = re.compile(r"(?:(corale:\w+)/)?skos:notation\s+\?\w+")


def called(query: str, tongue: str) -> dict[str, str]:
    """Return what the codes that a query selects are called, by code; nothing where it selects none.

    >>> called("SELECT ?o { ?x corale:outcome/skos:notation ?o }", "it")["not-met"]
    'Non soddisfatto'
    """
    found: dict[str, str] = {}
    for name in _ASKED.findall(query):
        found |= _names(_scheme(name), tongue)
    return found


@cache
def _scheme(name: str) -> str:
    """Return the list that the values of a property are of; empty where the fields name none."""
    return next((row.scheme for row in rows() if row.scheme and row.curie.rpartition("/")[2] == name), "")


@cache
def _names(scheme: str, tongue: str) -> dict[str, str]:
    """Return the names of the notations of a list, or (none given) of those that mean one thing in all."""
    held: dict[str, set[str]] = {}
    rules: dict[str, set[str]] = {}
    for iri in index().values:
        own = iri.removeprefix(SCHEME).partition("/")[0] if iri.startswith(SCHEME) else ""
        code = index().text(iri, "skos:notation")
        if code and not code.isdigit() and scheme in ("", own):
            into = rules if own == RULES and not scheme else held
            into.setdefault(code, set()).add(index().text(iri, "skos:prefLabel", tongue))
    return {code: next(iter(names)) for code, names in (rules | held).items() if len(names) == 1}
