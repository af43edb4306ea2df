"""What the fields of a list mean: a JSON-LD context for each kind, made of the paths of its facets.

A field whose value is worked out over several steps (a region, a year, who) means nothing in RDF: the context
drops it, so that whoever reads JSON-LD gets statements that stand in the graph, and no others."""

from functools import cache

from corale.data.lists.rows import FACETS, Facet
from corale.ontology.vocabulary import PREFIXES

TITLES = {"process": "dct:title", "notice": "dct:title", "output": "dct:title"}
LABEL = "rdfs:label"
Context = dict[str, object]


@cache
def context(kind: str) -> Context:
    """Return the context of the things of a list, without the key `@context`."""
    labels = {"concept": "skos:prefLabel", "class": LABEL}
    fields: Context = {
        "items": "@graph",
        "iri": "@id",
        "title": {"@id": TITLES.get(kind, LABEL), "@language": "it"},
    }
    for facet in FACETS[kind]:
        if name := direct(facet):
            label = labels[facet.holds]
            values: Context = {language: {"@id": label, "@language": language} for language in ("it", "en")}
            fields[facet.name] = {"@id": name, "@type": "@id", "@context": values | {"code": None}}
    used = {prefix: PREFIXES[prefix] for prefix in sorted(PREFIXES) if f"{prefix}:" in repr(fields)}
    return {"@version": 1.1, **used, **fields}


def direct(facet: Facet) -> str:
    """Return the property that a facet's values are objects of, where it is one step; else nothing.

    >>> [direct(facet) for facet in FACETS["process"][3:6]]
    ['', 'corale:procedureKind', 'corale:participationLevel']
    """
    one_step = len(facet.paths) == 1 and facet.paths[0] and not set(facet.paths[0]) & set("^/")
    return facet.paths[0] if one_step and facet.holds in ("concept", "class") else ""
