"""What the reconciliation service tells beside candidates: its manifest, suggestions, values to extend a
table with."""

import re
from typing import cast

from corale.data.matching.facets import LOCATED, PROPERTIES, Property, type_name
from corale.data.matching.index import Index, Item
from corale.endpoint.reconcile.queries import Json, Object, bad, known_type, typed
from corale.fields import kinds
from corale.ontology.vocabulary import ONTOLOGY

TYPES = tuple(name for name, kind in kinds().items() if kind.reconcile)
OF = {
    name: kind.path
    for name, kind in kinds().items()
    if kind.path in ("process", "notice", "organisation", "place")
}
IRI = Property("iri", "IRI", "IRI", "text", (), ("process", "notice", "organisation", "place", "concept"))
ALL = (IRI, *LOCATED, *PROPERTIES)
DATE = re.compile(r"\d{4}-\d\d-\d\d")


def manifest(host: str, base: str, version: str, language: str) -> Object:
    """Return the service manifest (0.2, 3) for a host (`http://127.0.0.1:8080`, without a closing slash)."""
    english = language == "en"
    suggest: Object = {
        name: {
            "service_url": host,
            "service_path": f"/reconcile/suggest/{name}",
            "flyout_service_url": host,
            "flyout_service_path": f"/reconcile/flyout/{name}?id=${{id}}",
        }
        for name in ("entity", "type", "property")
    }
    limit: Object = {
        "name": "limit",
        "label": "Limit",
        "type": "number",
        "default": 0,
        "help_text": "0: all values",
    }
    return {
        "versions": ["0.1", "0.2"],
        "name": (
            "Corale: public participation in Italy"
            if english
            else "Corale: partecipazione pubblica in Italia"
        ),
        "identifierSpace": base,
        "schemaSpace": ONTOLOGY,
        "documentation": f"{host}/reconcile/help",
        "serviceVersion": version,
        "defaultTypes": [{"id": type_, "name": type_name(type_, language)} for type_ in TYPES],
        "view": {"url": f"{host}/reconcile/view?id={{{{id}}}}"},
        "feature_view": {"url": f"{host}/reconcile/help#{{{{id}}}}"},
        "preview": {"url": f"{host}/reconcile/preview?id={{{{id}}}}", "width": 430, "height": 260},
        "suggest": suggest,
        "extend": {
            "propose_properties": {"service_url": host, "service_path": "/reconcile/properties"},
            "property_settings": [limit],
        },
        "batchSize": 50,
    }


def entities(index: Index, prefix: str, limit: int, cursor: int) -> Object:
    """Return the entities one of whose names starts with a prefix (0.2, 5.1)."""
    found = index.prefixed(prefix, limit, cursor) if prefix.strip() else []
    told: list[Json] = [
        {"id": item.id, "name": item.label, "description": item.detail, "notable": typed(item)}
        for item in found
    ]
    return {"result": told}


def types(prefix: str, language: str, limit: int, cursor: int) -> Object:
    """Return the types whose label or identifier holds a text.

    >>> [one["id"] for one in types("zona", "it", 5, 0)["result"]], len(types("", "it", 5, 0)["result"])
    ([], 5)
    """
    told = ((type_, type_name(type_, language)) for type_ in dict.fromkeys((*TYPES, *OF)))
    found: list[Json] = [{"id": type_, "name": name} for type_, name in told if _holds(prefix, type_, name)]
    return {"result": found[cursor : cursor + limit]}


def properties(prefix: str, language: str, limit: int, cursor: int) -> Object:
    """Return the properties whose label or identifier holds a text."""
    found: list[Json] = [
        _property(property_, language)
        for property_ in ALL
        if _holds(prefix, property_.id, property_.it, property_.en)
    ]
    return {"result": found[cursor : cursor + limit]}


def proposed(type_: str, language: str, limit: int) -> Object:
    """Return the properties to extend entities of a type with (0.2, 6.2); those of all types where none is
    asked for.

    Raises:
        ProblemError: there is no such type.
    """
    name = known_type(type_) if type_ else ""
    kind = OF.get(name, "concept" if name == "skos:Concept" else "")
    of = [property_ for property_ in ALL if not kind or kind in property_.of]
    told: list[Json] = [_property(property_, language) for property_ in of[: limit or None]]
    return {"type": type_, "properties": told, **({"limit": limit} if limit else {})}


def _holds(prefix: str, *texts: str) -> bool:
    return any(prefix.strip().casefold() in text.casefold() for text in texts)


def _property(property_: Property, language: str) -> Object:
    name, other = (property_.en, property_.it) if language == "en" else (property_.it, property_.en)
    return {"id": property_.id, "name": name, "description": other}


def extended(index: Index, asked: Json, language: str) -> Object:
    """Return the values of properties of entities (0.2, 6.1).

    Raises:
        ProblemError: the query is not as the specification says.
    """
    if not isinstance(asked, dict) or not isinstance(asked.get("ids"), list):
        raise bad("`extend` ha `ids` e `properties`.", "`extend` has `ids` and `properties`.")
    ids, wanted = cast("list[Json]", asked["ids"]), asked.get("properties")
    if not isinstance(wanted, list) or not all(isinstance(id_, str) for id_ in ids) or len(ids) > 1000:
        raise bad(
            "`ids` o `properties` non sono elenchi ammessi.", "`ids` or `properties` are no allowed lists."
        )
    known = {property_.id: property_ for property_ in ALL}
    columns: list[tuple[str, Property | None, int]] = []
    for one in wanted:
        if not isinstance(one, dict) or not isinstance(one.get("id"), str):
            raise bad("Una proprietà ha un `id`.", "A property has an `id`.")
        settings = one.get("settings")
        limit = settings.get("limit", 0) if isinstance(settings, dict) else 0
        text = str(limit)
        most = int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 0
        columns.append((cast(str, one["id"]), known.get(cast(str, one["id"])), most))
    meta = [_meta(id_, property_, language) for id_, property_, _ in columns]
    rows: Object = {}
    for id_ in cast("list[str]", ids):
        item = index.get(id_)
        rows[id_] = {name: _cells(item, name, property_, most) for name, property_, most in columns}
    return {"meta": cast(Json, meta), "rows": rows}


def _meta(id_: str, property_: Property | None, language: str) -> Object:
    name = id_ if property_ is None else property_.en if language == "en" else property_.it
    return {"id": id_, "name": name}


def _cells(item: Item | None, name: str, property_: Property | None, most: int) -> "list[Json]":
    """The values of a cell; an empty object where there is none."""
    values = item.facts.get(name, []) if item and property_ else []
    cells: list[Json] = [_cell(value, property_.value_kind if property_ else "text") for value in values]
    return cells[: most or None] or [{}]


def _cell(value: tuple[str, str], form: str) -> Object:
    text, id_ = value
    if id_:
        return {"id": id_, "name": text}
    if form == "integer" and text.lstrip("-").isdigit():
        return {"int": int(text)}
    if form == "decimal":
        return {"float": float(text)}
    if form == "date" and DATE.fullmatch(text):
        return {"date": f"{text}T00:00:00Z"}
    return {"str": text}
