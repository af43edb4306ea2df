"""How a term is used: the shapes that hold it (value, how often, on what) and the questions that ask for it.

Read from `shapes/*.ttl` and `ontology/questions/*.rq`: nothing about a term stands here.
"""

import re
from collections import defaultdict
from functools import cache

import pyoxigraph as ox

from corale import artefacts
from corale.ontology.vocabulary import ONTOLOGY, expand

SHAPES = ("process", "organisation", "output", "document", "record")
_HEAD = re.compile(r"^# (it|en|terms): (.+)$", re.MULTILINE)
_IN = re.compile(r"/shape/in-([a-z-]+)$")


@cache
def questions() -> dict[str, tuple[tuple[str, str, str], ...]]:
    """Return the questions that ask for a term, by its IRI: name, Italian and English title.

    >>> [name for name, _, _ in questions()[ONTOLOGY + "membersComplete"]]
    ['45-zones-members-and-lead']
    """
    found: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
    for path in artefacts.files("ontology", "questions", suffix=".rq"):
        said = dict(_HEAD.findall(path.read_text(encoding="utf-8")))
        for term in said["terms"].split():
            found[ONTOLOGY + term].append((path.stem, said["it"], said["en"]))
    return {iri: tuple(held) for iri, held in found.items()}


@cache
def constraints() -> dict[str, tuple[tuple[str, str, str], ...]]:
    """Return what shapes ask of a property, by its IRI: on which class (IRI), what value, how often (`1`,
    `0..1`, …).

    >>> constraints()[ONTOLOGY + "outputStatus"]
    (('https://w3id.org/corale/onto/Output', 'scheme/output-status', '0..1'),)
    """
    store = ox.Store()
    for name in (*SHAPES, "lists"):
        store.bulk_load(path=str(artefacts.path("shapes", f"{name}.ttl")), format=ox.RdfFormat.TURTLE)
    asked = store.query(f"""PREFIX sh: <{expand("sh:")}>
        SELECT ?path ?class ?datatype ?node ?kind ?least ?most {{
          ?shape sh:targetClass ?class ; sh:property ?property . ?property sh:path ?path .
          FILTER isIRI(?path)
          OPTIONAL {{ ?property sh:datatype ?datatype }} OPTIONAL {{ ?property sh:class ?kind }}
          OPTIONAL {{ ?property sh:node ?node }}
          OPTIONAL {{ ?property sh:minCount ?least }} OPTIONAL {{ ?property sh:maxCount ?most }}
        }}""")
    if not isinstance(asked, ox.QuerySolutions):
        raise TypeError("the query is a SELECT")
    found: dict[str, set[tuple[str, str, str]]] = defaultdict(set)
    for row in asked:
        listed = _IN.search(row["node"].value) if row["node"] else None
        kind = row["datatype"] or row["kind"]
        value = f"scheme/{listed[1]}" if listed else kind.value if kind else ""
        least, most = (row[name].value if row[name] else "" for name in ("least", "most"))
        often = f"{least or '0'}..{most or '*'}" if least != most else least
        if value or least or most:
            found[row["path"].value].add((row["class"].value, value, often))
    return {iri: tuple(sorted(held)) for iri, held in found.items()}
