"""Two JSON-LD processors, pyoxigraph and PyLD, expand a linked record to the same graph."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyoxigraph as ox
from pyld import jsonld
from tests.five import FIVE

from corale import artefacts


def linked_records() -> Iterator[tuple[str, dict[str, Any]]]:
    from corale.mappings.extract import extract
    from corale.mappings.graph.nodes import linked, publishable
    from corale.mappings.linking.link import link

    for one in extract([FIVE]):
        if publishable(one.record):
            yield one.record.slug, linked(one.record, link(one.record), one.findings)[0]


def context() -> Any:
    return json.loads(artefacts.text("mappings", "context.jsonld"))["@context"]


def by_pyld(document: dict[str, Any]) -> list[str]:
    text = jsonld.to_rdf(document, {"format": "application/n-quads"})
    return sorted(str(quad) for quad in ox.parse(text, format=ox.RdfFormat.N_QUADS))


def by_pyoxigraph(document: dict[str, Any]) -> list[str]:
    return sorted({str(quad) for quad in ox.parse(json.dumps(document), format=ox.RdfFormat.JSON_LD)})


def test_two_processors_agree_on_every_record_of_the_sample() -> None:
    records = dict(linked_records())
    assert len(records) == 5
    for slug, linked in records.items():
        document = {**linked, "@context": context()}
        ours = by_pyoxigraph(document)
        assert len(ours) > 50
        assert ours == by_pyld(document), slug


def test_every_field_of_the_contract_is_in_the_context() -> None:
    import csv
    import io

    known = {
        value["@id"] if isinstance(value, dict) else value for value in context().values() if value != 1.1
    }
    for row in csv.DictReader(io.StringIO(artefacts.text("mappings", "fields.csv"))):
        path = row["property"]
        own = (
            path
            and not path.startswith(("^", "rdf:"))
            and row["section"] not in ("organisation", "place", "call")
        )
        assert not own or path in known, row["field"]


def test_context_is_json_ld_1_1() -> None:
    assert context()["@version"] == 1.1
    assert Path(artefacts.path("mappings", "context.jsonld")).suffix == ".jsonld"
