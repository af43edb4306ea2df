"""What the tools for assistants answer: plain data, each with the release it comes from and whole IRIs.

What a release quotes from its sources stands in values alone, never among our own words: whatever a page says
to an assistant, it says as data.
"""

import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from math import log

import pyoxigraph as ox

from corale.data.lists.stems import stems
from corale.data.rdf.grades import grade, line_of
from corale.endpoint.site.gallery import questions
from corale.errors import UsageError
from corale.mcp.service import Json, Service
from corale.ontology.vocabulary import ONTOLOGY, PREFIXES, compact, expand

ROWS = 100
"""Rows of an answer that are handed on."""
FOUND = 12
"""Terms, examples or things that are offered."""
_TERMS = f"""
SELECT ?term ?kind ?it ?en ?says ?domain ?range {{
  VALUES ?kind {{ owl:Class owl:ObjectProperty owl:DatatypeProperty }}
  GRAPH ?ontology {{
    ?term a ?kind . FILTER (STRSTARTS(STR(?term), "{ONTOLOGY}"))
    FILTER NOT EXISTS {{ ?term owl:deprecated true }}
    OPTIONAL {{ ?term rdfs:label ?it FILTER (LANG(?it) = "it") }}
    OPTIONAL {{ ?term rdfs:label ?en FILTER (LANG(?en) = "en") }}
    OPTIONAL {{ ?term skos:definition ?says FILTER (LANG(?says) = "en") }}
    OPTIONAL {{ ?term rdfs:domain ?domain FILTER isIRI(?domain) }}
    OPTIONAL {{ ?term rdfs:range ?range FILTER isIRI(?range) }}
  }}
}}"""
_PROOFS = """
SELECT ?predicate ?object ?grade ?passage ?words ?rule ?confidence ?file {{
  GRAPH ?proving {{
    ?evidence rdf:subject {subject} ; rdf:predicate ?predicate ; rdf:object ?object ;
      corale:quotedFrom ?passage .
    {predicate}
    OPTIONAL {{ ?evidence corale:statedAs ?words }}
    OPTIONAL {{ ?evidence corale:rule ?rule }}
    OPTIONAL {{ ?evidence corale:confidence ?confidence }}
  }}
  OPTIONAL {{ GRAPH ?grade {{ {subject} ?predicate ?object }} }}
  BIND (IRI(STRBEFORE(STR(?passage), "#")) AS ?record)
  OPTIONAL {{ ?record dct:source ?file }}
}}"""


def describe(service: Service, need: str) -> Json:
    """Return the classes and properties that fit a need told in words, Italian or English.

    Each has its IRI, short name, kind, labels, what it says, domain and range. A need without words is
    answered with the classes.
    """
    release = service.release()
    terms = _terms(service, release)
    if need.strip():
        picked = _ranked(
            need, [(f"{one['name']} {one['it']} {one['en']} {one['says']}", one) for one in terms]
        )
    else:
        picked = [one for one in terms if one["kind"] == "class"]
    used = {name for one in picked for name in re.findall(r"\b([\w-]+):", f"{one['name']} {one['range']}")}
    prefixes = {name: iri for name, iri in PREFIXES.items() if name in used | {"corale"}}
    return {"release": release, "prefixes": prefixes, "terms": picked}


@lru_cache(maxsize=2)
def _terms(service: Service, release: str) -> tuple[Json, ...]:
    rows = _rows(service, f"{_prologue('owl', 'rdfs', 'skos')}{_TERMS}", release)
    found: dict[str, Json] = {}
    for row in rows:
        kind = row["kind"].rpartition("#")[2]
        found.setdefault(
            row["term"],
            {
                "iri": row["term"],
                "name": compact(row["term"]),
                "kind": "class" if kind == "Class" else "property",
                "it": row.get("it", ""),
                "en": row.get("en", ""),
                "says": row.get("says", ""),
                "domain": compact(row.get("domain", "")),
                "range": compact(row.get("range", "")),
            },
        )
    return tuple(found[iri] for iri in sorted(found))


def find(service: Service, name: str) -> Json:
    """Return the things that a name may mean; `sure` marks the one that is meant.

    Raises:
        UsageError: there is no name.
    """
    if not name.strip():
        raise UsageError("there is no name to look for")
    release, base = service.release(), service.base()
    found = [
        {
            "iri": one["id"] if "://" in one["id"] else f"{base}{one['id']}",
            "name": one["name"],
            "about": one.get("description", ""),
            "types": [kind["name"] for kind in one.get("type", ())],
            "score": one["score"],
            "sure": one["match"],
        }
        for one in service.entities(name, FOUND)
    ]
    return {"release": release, "found": found}


def examples(need: str) -> Json:
    """Return the example queries nearest to a question in words: name, titles, text to run or to change."""
    told = [
        (f"{one.it} {one.en}", {"name": one.name, "it": one.it, "en": one.en, "query": one.text})
        for one in questions().values()
    ]
    return {"examples": _ranked(need, told)[:5]}


def run(service: Service, sparql: str) -> Json:
    """Return the answer to a SPARQL query, under the service's limits: rows, a boolean, or a graph.

    At most :data:`ROWS` rows are handed on; `rows_in_all` tells how many the answer has.

    Raises:
        UsageError: the query is refused or not valid.
    """
    release = service.release()
    asked = sparql if re.search(r"\bPREFIX\b", sparql, re.IGNORECASE) else _prologue(*PREFIXES) + sparql
    told = service.query(asked, release)
    common: Json = {"release": release}
    if isinstance(told, str):
        return common | {"graph": told}
    if "boolean" in told:
        return common | {"answer": told["boolean"]}
    rows = [{name: cell["value"] for name, cell in row.items()} for row in told["results"]["bindings"]]
    return common | {"columns": told["head"]["vars"], "rows_in_all": len(rows), "rows": rows[:ROWS]}


def explain(service: Service, subject: str, predicate: str = "", value: str = "") -> Json:
    """Return what proves the statements of a thing: grade, file, line, words of the source, rule, confidence.

    `predicate` (an IRI or a short name) and `value` keep to one property or value.

    Raises:
        UsageError: the subject or the predicate is no IRI.
    """
    release = service.release()
    kept = f"FILTER (?predicate = {_iri(predicate)})" if predicate else ""
    query = _prologue("rdf", "dct", "corale") + _PROOFS.format(subject=_iri(subject), predicate=kept)
    proofs = [
        {
            "property": compact(row["predicate"]),
            "value": row["object"],
            "grade": grade(row["grade"]) if "grade" in row else "",
            "file": row.get("file", ""),
            "line": line_of(row["passage"]),
            "words": row.get("words", row["object"]),
            "rule": row.get("rule", "").rpartition("/")[2],
            "confidence": row.get("confidence", ""),
        }
        for row in _rows(service, query, release)
        if not value or row["object"] == value
    ]
    return {
        "release": release,
        "subject": subject,
        "proofs": sorted(proofs, key=lambda one: tuple(map(str, one.values()))),
    }


def _iri(text: str) -> str:
    try:
        return str(ox.NamedNode(text if "://" in text else expand(text)))
    except (ValueError, KeyError):
        raise UsageError(f"{text!r} is no IRI, nor a short name of the vocabulary") from None


def _prologue(*names: str) -> str:
    return "".join(f"PREFIX {name}: <{PREFIXES[name]}> " for name in names)  # lines are the visitor's own


def _rows(service: Service, query: str, release: str) -> list[dict[str, str]]:
    told = service.query(query, release)
    if isinstance(told, str):
        raise TypeError("the query is a SELECT")
    return [{name: cell["value"] for name, cell in row.items()} for row in told["results"]["bindings"]]


def _ranked(need: str, told: Sequence[tuple[str, Json]]) -> list[Json]:
    """Return what shares most words with a need, rare ones and short texts weighing more;
    what shares none is left out."""
    words = [(set(stems(re.sub(r"(?<=[a-z])(?=[A-Z])", " ", text))), one) for text, one in told]
    often = Counter(word for held, _ in words for word in held)
    sought = set(stems(need))
    scored = [
        (sum(log(1 + len(words) / often[word]) for word in sought & held) / (1 + len(held)) ** 0.5, one)
        for held, one in words
    ]
    return [one for score, one in sorted(scored, key=lambda pair: -pair[0]) if score][:FOUND]
