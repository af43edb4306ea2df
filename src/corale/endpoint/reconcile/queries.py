"""Reconciliation queries read from JSON and answered from the index of names (Reconciliation Service API 0.2,
4).

A query that is not as the specification says is refused whole; nothing is guessed.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TypeAlias, cast

from corale.data.matching import codes
from corale.data.matching.candidates import Scored, Sought, codes_of, match
from corale.data.matching.facets import FOREIGN, LOCATED, PROPERTIES, type_name
from corale.data.matching.index import Index, Item
from corale.endpoint.http.problems import ProblemError
from corale.ontology.vocabulary import classes, compact

BATCH = 50
LIMIT = 10
MOST = 100
LONGEST = 1000
COMPUTED = 98
"""The score of a municipality by a code that is computed: right for 617 of 625."""
MEMBERS = frozenset({"query", "type", "limit", "properties", "type_strict"})
STRICTNESS = ("any", "should", "all")
OTHER_NAMES = {"municipality": "territory"}  # how askers call the place of a record
KNOWN = frozenset(property_.id for property_ in (*PROPERTIES, *LOCATED)) | {"iri", *OTHER_NAMES}
PLACED = {
    "province": "province",
    "region": "region",
    **dict.fromkeys(("municipality", "territory", "jurisdiction", "istatCode"), "municipality"),
}
Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"
Object: TypeAlias = "dict[str, Json]"


def bad(it: str, en: str) -> ProblemError:
    """Return the refusal of a malformed request."""
    return ProblemError("bad-request", it, en)


def read(text: str) -> Json:
    """Return the JSON value of a parameter.

    Raises:
        ProblemError: it is no JSON, or nests too deeply.
    """
    try:
        value: Json = json.loads(text, parse_constant=_no_number)
        json.dumps(value, ensure_ascii=False).encode()
    except (ValueError, RecursionError):  # half of a surrogate pair has no UTF-8
        raise bad("Il parametro non è JSON valido.", "The parameter is no valid JSON.") from None
    if "\\u0000" in text and "\0" in "".join(_texts(value)):
        raise bad("Un testo contiene un NUL.", "There is a NUL in a text.")
    return value


def _no_number(name: str) -> Json:
    raise ValueError(name)


def _texts(value: Json) -> Iterator[str]:
    """Yield the keys and texts of a JSON value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, one in value.items():
            yield key
            yield from _texts(one)
    elif isinstance(value, list):
        for one in value:
            yield from _texts(one)


@dataclass(frozen=True, slots=True)
class Query:
    """One query: the name asked for (or none), types to keep to, how strictly, how many candidates, wanted
    values."""

    name: str
    types: tuple[str, ...]
    strict: str
    limit: int
    facts: "dict[str, list[str]]"


def batch(text: str) -> dict[str, Query]:
    """Return the queries of a batch by their keys.

    Raises:
        ProblemError: the batch is malformed, empty of meaning, or larger than 50.
    """
    value = read(text)
    if not isinstance(value, dict):
        raise bad("`queries` deve essere un oggetto JSON.", "`queries` must be a JSON object.")
    if len(value) > BATCH:
        raise bad(f"Al massimo {BATCH} interrogazioni per volta.", f"At most {BATCH} queries in one batch.")
    return {key: query(one) for key, one in value.items()}


def query(value: Json) -> Query:
    """Return one query.

    >>> query({"query": "Gubbio", "type": "corale:Municipality"}).types
    ('corale:Municipality',)

    Raises:
        ProblemError: it is not as the specification says.
    """
    if not isinstance(value, dict):
        raise bad("Un'interrogazione è un oggetto JSON.", "A query is a JSON object.")
    if unknown := sorted(set(value) - MEMBERS):
        raise bad(f"Membro sconosciuto: {unknown[0][:40]}.", f"Unknown member: {unknown[0][:40]}.")
    name, limit, strict = value.get("query", ""), value.get("limit", LIMIT), value.get("type_strict", "any")
    types = value.get("type", [])
    types = [types] if isinstance(types, str) else types
    properties = value.get("properties", [])
    good = (
        isinstance(name, str)
        and len(name) <= LONGEST
        and isinstance(limit, int | float)
        and not isinstance(limit, bool)
        and limit > 0
        and isinstance(types, list)
        and all(isinstance(type_, str) for type_ in types)
        and strict in STRICTNESS
        and isinstance(properties, list)
    )
    if not good:
        raise bad(
            "Un membro dell'interrogazione ha un valore non ammesso.",
            "A member of the query has a wrong value.",
        )
    facts = _properties(cast("list[Json]", properties))
    if "query" not in value and not facts:
        raise bad("Serve `query` o `properties`.", "It needs `query` or `properties`.")
    number = min(int(cast(float, limit)) or 1, MOST) if cast(float, limit) < MOST else MOST
    known = tuple(known_type(type_) for type_ in cast("list[str]", types) if type_)
    return Query(cast(str, name), known, cast(str, strict), number, facts)


def known_type(type_: str) -> str:
    """Return a type, given as a CURIE or an IRI, as a CURIE.

    >>> known_type("https://w3id.org/corale/onto/Municipality")
    'corale:Municipality'

    Raises:
        ProblemError: there is no such type.
    """
    name = compact(type_)
    if name in FOREIGN or (name.startswith("corale:") and name.partition(":")[2] in classes()):
        return name
    shown = type_[:40]
    raise bad(f"Tipo sconosciuto: {shown}. Vedi /reconcile.", f"Unknown type: {shown}. See /reconcile.")


def _properties(given: "list[Json]") -> "dict[str, list[str]]":
    facts: dict[str, list[str]] = {}
    for one in given:
        if not isinstance(one, dict) or not isinstance(one.get("pid"), str) or "v" not in one:
            raise bad("Una proprietà ha `pid` e `v`.", "A property has `pid` and `v`.")
        values = one["v"] if isinstance(one["v"], list) else [one["v"]]
        facts.setdefault(cast(str, one["pid"]), []).extend(_value(value) for value in values)
    return facts


def _value(value: Json) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str | int | float):
        return str(value)
    if isinstance(value, dict) and isinstance(value.get("id"), str):
        return cast(str, value["id"])
    raise bad("Il valore di una proprietà non è ammesso.", "The value of a property is not allowed.")


def answer(index: Index, asked: Mapping[str, Query]) -> Object:
    """Return the answer to a batch: for each key, its candidates, the best first, at most one of them a
    match."""
    return {
        key: {"result": cast(Json, [candidate(one) for one in candidates(index, one)])}
        for key, one in asked.items()
    }


def candidates(index: Index, asked: Query) -> list[Scored]:
    """Return the candidates for a query; values of unknown properties do not count."""
    around = [
        code
        for name, level in PLACED.items()
        for value in asked.facts.get(name, ())
        for code in codes_of(_tail(value), level)
    ]
    facts = {name: values for name, values in asked.facts.items() if name in KNOWN and name not in PLACED}
    if not asked.name.strip():
        return _by_values(index, asked)
    if (item := index.get(_tail_of_iri(asked.name, index))) is not None:
        return [Scored(item, item.label, "exact", 100, {"identifier": 1.0}, True)]
    if coded := by_code(index, asked.name, asked.types):
        return coded[: asked.limit]
    found = match(index, Sought(asked.name, asked.types, tuple(around), facts), MOST)
    if asked.strict == "all":
        found = [one for one in found if set(asked.types) <= set(one.item.types)]
    if asked.strict == "should" and asked.types and not found:
        others = match(index, Sought(asked.name, (), tuple(around), facts), MOST)
        found = [replace(one, match=False) for one in others]
    # the floor: of a score of 0 none was ever right
    return [one for one in found if one.score][: asked.limit]


def by_code(index: Index, name: str, types: tuple[str, ...]) -> list[Scored]:
    """Return what a national code names; a match where the code is sure and names nothing else."""
    return [
        Scored(item, item.label, "exact", 100 if sure else COMPUTED, {"identifier": 1.0}, sure)
        for item, sure in codes.by_code(index, name, types)
    ]


def _by_values(index: Index, asked: Query) -> list[Scored]:
    """The entities that have all the wanted values, where no name is asked for; a match where it is the only
    one."""
    sets = [
        {item.id: item for item in index.having(OTHER_NAMES.get(name, name), [*values, *map(_tail, values)])}
        for name, values in asked.facts.items()
        if name in KNOWN
    ]
    if not sets:
        return []
    common = set.intersection(*(set(found) for found in sets))
    items = [
        sets[0][id_]
        for id_ in sorted(common)
        if not asked.types or set(asked.types) & set(sets[0][id_].types)
    ]
    score = round(100 / len(items)) if items else 0
    only = len(items) == 1
    return [Scored(item, item.label, "exact", score, {"facts": 1.0}, only) for item in items[: asked.limit]]


def _tail(value: str) -> str:
    return value.removeprefix("id/place/")


def _tail_of_iri(name: str, index: Index) -> str:
    base = index.about().get("base", "")
    return name.strip().removeprefix(base) if base and "://" in name else name.strip()


def typed(item: Item) -> "list[Json]":
    """Return the types of an item as the specification writes them."""
    return [{"id": type_, "name": type_name(type_)} for type_ in item.types]


def candidate(one: Scored) -> Object:
    """Return a candidate as the specification writes it, with the features its score came from."""
    features: list[Json] = [{"id": name, "value": value} for name, value in sorted(one.features.items())]
    features.append({"id": f"band:{one.band}", "value": True})
    return {
        "id": one.item.id,
        "name": one.item.label,
        "description": one.item.detail,
        "score": one.score,
        "match": one.match,
        "type": typed(one.item),
        "features": features,
    }
