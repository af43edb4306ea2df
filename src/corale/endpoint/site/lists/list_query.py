"""The SPARQL query that finds what a list shows: shown to whoever wants to go on from there, and runs as it
stands.

Values are written by a serialiser of terms, never pasted.
"""

from collections.abc import Sequence
from datetime import date

from pyoxigraph import Literal, NamedNode

from corale.data.lists.chosen import CLOSED, OPEN, UNKNOWN
from corale.data.lists.rows import CLASSES, FACETS, OUTPUT, Facet
from corale.endpoint.site.lists.list_state import State
from corale.ontology.vocabulary import PREFIXES, expand

MOST = 300
"""Things that a query names one by one, where words found them."""
LEADS = (
    "corale:hasJurisdictionOver",
    "corale:knownIn",
    "corale:partOfBody",
    "^corale:areaAuthority",
    "corale:memberMunicipality",
    "CLV:situatedWithin",
)
"""What leads from a body or place to the territories that it governs, lies in or is known in."""


def query_of(state: State, base: str, today: date, things: Sequence[str] = ()) -> str:
    """Return the query of a list; nothing where words found more things than a query names.

    `things` are the identifiers of what was found, needed only where the state has words; `base` ends in `/`.
    """
    if state.text and not 0 < len(things) <= MOST:
        return ""
    lines = [_of_kind(state.kind, base)]
    if state.text:
        lines.append(f"VALUES ?thing {{ {' '.join(_term(one, base) for one in things)} }}")
    for facet in FACETS[state.kind]:
        if keys := state.chosen.get(facet.name, ()):
            lines += _of_facet(facet, keys, base, today)
    body = "\n  ".join([*lines, "OPTIONAL { ?thing dct:title|rdfs:label ?name }"])
    used = [name for name in PREFIXES if f"{name}:" in body.replace("https:", "").replace("http:", "")]
    head = "".join(f"PREFIX {name}: <{PREFIXES[name]}>\n" for name in used)
    select = "SELECT ?thing (MIN(?name) AS ?label) WHERE"
    return f"{head}{select} {{\n  {body}\n}}\nGROUP BY ?thing\nORDER BY ?label ?thing\n"


def _of_kind(kind: str, base: str) -> str:
    if kind in CLASSES:
        return f"?thing a {CLASSES[kind]} ."
    if kind == "output":
        return f"?process {OUTPUT} ?thing ."
    start = Literal(f"{base}id/{kind}/")
    named = f"?thing rdfs:label ?own . FILTER(STRSTARTS(STR(?thing), {start}))"
    return (
        f"{named}\n  FILTER NOT EXISTS {{ ?thing a corale:TemporaryGrouping }}"
        if kind == "organisation"
        else named
    )


def _of_facet(facet: Facet, keys: Sequence[str], base: str, today: date) -> list[str]:
    """The lines that keep to some values of a facet."""
    path = "|".join(facet.paths)
    held = f"VALUES ?{facet.name} {{ {' '.join(_term(key, base) for key in keys)} }}"
    if facet.holds in ("region", "province", "place"):
        start = "?thing" if path == "" else f"?{facet.name}Of"
        leads = f"{start} ({'|'.join(LEADS)})* ?{facet.name} ."
        return [held, *([f"?thing {path} {start} ."] if path else []), leads]
    if facet.holds == "year":
        years = ", ".join(str(Literal(key)) for key in keys)
        return [f"?thing {path} ?{facet.name} . FILTER(SUBSTR(STR(?{facet.name}), 1, 4) IN ({years}))"]
    if facet.holds == "deadline":
        return _of_deadline(path, keys, today)
    return [held, f"?thing {path} ?{facet.name} ."]


def _of_deadline(path: str, keys: Sequence[str], today: date) -> list[str]:
    day = str(Literal(today.isoformat()))
    tests = {
        OPEN: f"SUBSTR(STR(?until), 1, 10) >= {day}",
        CLOSED: f"SUBSTR(STR(?until), 1, 10) < {day}",
        UNKNOWN: "!BOUND(?until)",
    }
    said = " || ".join(tests[key] for key in keys)
    return [f"OPTIONAL {{ ?thing {path} ?until }}", f"FILTER({said})"]


def _term(key: str, base: str) -> str:
    """Return an identifier or CURIE as an IRI of a query; a text that is none gives the IRI of nothing."""
    if key.startswith("scheme/"):
        iri = expand("corale:").removesuffix("onto/") + key
    elif key.partition(":")[0] in PREFIXES:
        iri = expand(key)
    else:
        iri = base + key
    try:
        return str(NamedNode(iri))
    except ValueError:
        return "<urn:corale:nothing>"
