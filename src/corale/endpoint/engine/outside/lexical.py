"""What an engine answers, in the forms in which the embedded store answers: SPARQL JSON in, terms out.

Engines write the same value in many ways (`1`, `"1"^^xsd:boolean`, `1.0e0`). What can be told apart is
brought into one form here; what an engine has lost is what the suite is for."""

import json
from functools import lru_cache

import pyoxigraph as ox

from corale.endpoint.engine.outside.adapters import OUR_WKT, WKT
from corale.ontology.vocabulary import expand

XSD = expand("xsd:")
ALIASES = {OUR_WKT: WKT}
"""Datatypes that stand for others in an engine."""
_BOOLEANS = {"1": "true", "0": "false"}
_REWRITTEN = frozenset(
    XSD + name for name in ("integer", "decimal", "double", "float", "date", "dateTime", "time", "boolean")
)


@lru_cache(10_000)
def canonical(value: str, datatype: str) -> str:
    """Return a lexical form as the embedded store writes it.

    >>> canonical("1", XSD + "boolean"), canonical("1.50", XSD + "decimal"), canonical("x", XSD + "integer")
    ('true', '1.5', 'x')
    """
    if datatype == XSD + "boolean":
        return _BOOLEANS.get(value, value)
    if datatype not in _REWRITTEN:
        return value
    literal = ox.Literal(value, datatype=ox.NamedNode(datatype))
    store = ox.Store()
    store.add(ox.Quad(ox.NamedNode("urn:s"), ox.NamedNode("urn:p"), literal))
    written = next(iter(store)).object
    return written.value if isinstance(written, ox.Literal) else value


def cell(told: dict[str, str]) -> dict[str, str]:
    """Return a cell of SPARQL JSON in its usual form.

    >>> cell({"type": "typed-literal", "value": "1", "datatype": XSD + "boolean"})["value"]
    'true'
    """
    if told["type"] in ("uri", "bnode"):
        return told | {"value": ALIASES.get(told["value"], told["value"])}
    if told.get("xml:lang"):
        return {"type": "literal", "value": told["value"], "xml:lang": told["xml:lang"].lower()}
    datatype = told.get("datatype", "")
    datatype = ALIASES.get(datatype, datatype)
    if datatype in ("", XSD + "string"):
        return {"type": "literal", "value": told["value"]}
    return {"type": "literal", "value": canonical(told["value"], datatype), "datatype": datatype}


def normal(body: bytes) -> tuple[bytes, int, list[str]]:
    """Return an answer in SPARQL JSON in usual forms, its number of rows and its variables.

    Raises:
        ValueError: it is not SPARQL JSON, or is cut.
    """
    try:
        told = json.loads(body)
        if "boolean" in told:
            return json.dumps({"head": {}, "boolean": told["boolean"] is True}).encode(), 0, []
        rows = [{name: cell(value) for name, value in row.items()} for row in told["results"]["bindings"]]
        head = {"vars": [str(name) for name in told["head"]["vars"]]}
    except (KeyError, TypeError, AttributeError) as fault:
        raise ValueError("the engine's answer is no SPARQL JSON") from fault
    return json.dumps({"head": head, "results": {"bindings": rows}}).encode(), len(rows), head["vars"]
