"""The description of the API, OpenAPI 3.1, made of the tables that the lists themselves are made of."""

from corale.data.lists.chosen import BEST, SORTS
from corale.data.lists.rows import FACETS, KINDS, Facet
from corale.endpoint.site.lists.list_state import DEADLINES, LONGEST, VALUE, VALUES

SIZE, MOST, PAGES = 50, 200, 999_999
"""Things to a page, at most, and the last number that a page may have."""
Node = dict[str, object]
NO_NUL = r"^[^\u0000]*$"
JSON, PROBLEM = "application/json", "application/problem+json"


def document(server: str, release: str) -> Node:
    """Return the description of the API at an address."""
    paths: Node = {}
    for kind in KINDS:
        paths[f"/api/{kind}"] = {"get": _list(kind)}
        paths[f"/api/{kind}/facets"] = {"get": _facets(kind)}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Corale",
            "version": release,
            "summary": "The lists of the release that serves, read-only, with the filters of the site.",
            "license": {"name": "CC BY 4.0", "identifier": "CC-BY-4.0"},
        },
        "servers": [{"url": server}],
        "paths": paths,
        "components": {
            "schemas": {"Value": VALUE_SCHEMA, "Agent": AGENT, "Problem": PROBLEM_SCHEMA}
            | {kind: _thing(kind) for kind in KINDS}
        },
    }


VALUE_SCHEMA: Node = {
    "type": "object",
    "required": ["code"],
    "additionalProperties": False,
    "properties": {
        "code": {"type": "string", "description": "As the filter takes it."},
        "iri": {"type": "string", "format": "iri"},
        "it": {"type": "string"},
        "en": {"type": "string"},
        "number": {"type": "integer", "minimum": 0},
    },
}
AGENT: Node = {
    "type": "object",
    "required": ["iri", "name"],
    "additionalProperties": False,
    "properties": {"iri": {"type": "string", "format": "iri"}, "name": {"type": "string"}},
}
PROBLEM_SCHEMA: Node = {
    "type": "object",
    "required": ["type", "title", "status", "code"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string"},
        "detail": {"type": "string"},
        "suggestion": {"type": "string"},
        "release": {"type": "string"},
    },
}


def _ref(name: str) -> Node:
    return {"$ref": f"#/components/schemas/{name}"}


def _thing(kind: str) -> Node:
    fields: Node = {
        "iri": {"type": "string", "format": "iri"},
        "title": {"type": "string"},
        "who": {"type": "array", "items": _ref("Agent")},
        "date": {"type": "string", "description": "ISO 8601, as little as a year."},
        "until": {"type": "string", "description": "ISO 8601, as little as a year."},
        "size": {"type": "integer"},
    }
    for facet in _valued(kind):
        fields[facet.name] = {"type": "array", "items": _ref("Value"), "description": facet.en}
    needed = ["iri", "title", "who", *(facet.name for facet in _valued(kind))]
    return {"type": "object", "required": needed, "additionalProperties": False, "properties": fields}


def _valued(kind: str) -> list[Facet]:
    return [facet for facet in FACETS[kind] if facet.holds != "deadline"]


def _list(kind: str) -> Node:
    page: Node = {
        "type": "object",
        "required": ["@context", "list", "release", "total", "page", "pages", "items"],
        "additionalProperties": False,
        "properties": {
            "@context": {"type": "object"},
            "list": {"const": kind},
            "release": {"type": "string"},
            "total": {"type": "integer", "minimum": 0},
            "page": {"type": "integer", "minimum": 1},
            "pages": {"type": "integer", "minimum": 1},
            "next": {"type": "string", "format": "uri"},
            "previous": {"type": "string", "format": "uri"},
            "items": {"type": "array", "maxItems": MOST, "items": _ref(kind)},
        },
    }
    paging = [
        _parameter("page", {"type": "integer", "minimum": 1, "maximum": PAGES, "default": 1}, "Page."),
        _parameter(
            "size", {"type": "integer", "minimum": 1, "maximum": MOST, "default": SIZE}, "Things to a page."
        ),
        _parameter("sort", {"enum": [*SORTS[kind], BEST]}, "Order."),
    ]
    return {
        "operationId": f"list-{kind}",
        "summary": f"Things of the list {kind}, a page.",
        "parameters": [*_filters(kind), *paging],
        "responses": _responses(page),
    }


def _facets(kind: str) -> Node:
    values: Node = {
        "type": "object",
        "required": ["it", "en", "values"],
        "additionalProperties": False,
        "properties": {
            "it": {"type": "string"},
            "en": {"type": "string"},
            "values": {"type": "array", "items": _ref("Value")},
        },
    }
    whole: Node = {
        "type": "object",
        "required": ["list", "release", "total", "facets"],
        "properties": {
            "list": {"const": kind},
            "release": {"type": "string"},
            "total": {"type": "integer", "minimum": 0},
            "facets": {"type": "object", "additionalProperties": values},
        },
    }
    return {
        "operationId": f"facets-{kind}",
        "summary": f"The filters of the list {kind}: their values, with how many things have each.",
        "parameters": _filters(kind),
        "responses": _responses(whole),
    }


def _filters(kind: str) -> list[Node]:
    made = []
    for facet in FACETS[kind]:
        one: Node = {"type": "string", "minLength": 1, "maxLength": VALUE, "pattern": NO_NUL}
        if facet.holds == "deadline":
            one = {"enum": list(DEADLINES)}
        made.append(_parameter(facet.name, {"type": "array", "maxItems": VALUES, "items": one}, facet.en))
    words: Node = {"type": "string", "maxLength": LONGEST, "pattern": NO_NUL}
    return [*made, _parameter("q", words, "Words in titles and texts.")]


def _parameter(name: str, schema: Node, what: str) -> Node:
    return {"name": name, "in": "query", "required": False, "description": what, "schema": schema}


def _responses(schema: Node) -> Node:
    problem: Node = {
        "description": "Refused: why, and what to do.",
        "content": {PROBLEM: {"schema": _ref("Problem")}},
    }
    whole: Node = {"description": "The answer.", "content": {JSON: {"schema": schema}}}
    answers: Node = {"200": whole}
    return answers | dict.fromkeys(("400", "404", "429", "503"), problem)
