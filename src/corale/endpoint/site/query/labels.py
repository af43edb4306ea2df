"""What the things of an answer are called: asked at once, for those of a page."""

from collections import defaultdict
from collections.abc import Iterable

from pyoxigraph import NamedNode

from corale.endpoint.http.problems import ProblemError
from corale.endpoint.site import texts
from corale.endpoint.site.render import ask, base
from corale.endpoint.site.resources import names
from corale.ontology.vocabulary import SCHEME

MOST = 1_000
"""Things whose names are asked for at once."""
QUERY = """PREFIX dct: <http://purl.org/dc/terms/>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT ?thing ?label WHERE {
  VALUES ?thing { %s }
  VALUES ?by { rdfs:label skos:prefLabel dct:title }
  ?thing ?by ?label
}
"""


def labels(iris: Iterable[str], tongue: str) -> dict[str, str]:
    """Return what terms and things are called in a language, by IRI; those without a name are left out.

    Where the workers are busy, the terms of the ontology only: an answer is shown without names, too.
    """
    own = (base() + "id/", SCHEME)
    asked = sorted({iri for iri in iris if iri.startswith(own)})[:MOST]
    found = dict(names(tongue))
    if not asked:
        return found
    told: dict[str, list[tuple[str, str]]] = defaultdict(list)
    try:
        rows = ask().answered(QUERY % " ".join(str(NamedNode(iri)) for iri in asked))[1]
    except ProblemError:
        return found
    for row in rows:
        told[row["thing"].value].append((row["label"].value, row["label"].language))
    return found | {iri: texts.best(some, tongue) for iri, some in told.items()}
