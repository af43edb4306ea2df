"""`/api/…`: lists as JSON, with the filters of the site; what a stranger's tool finds against its description."""

import os
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings
from tests.endpoint.site.lists.test_list_page import MANY, lines

from corale.data.lists.rows import FACETS, KINDS
from corale.endpoint.site.api import contexts, openapi

B = "https://w3id.org/corale/"


@pytest.fixture(scope="module")
def get(app: Flask) -> Any:
    client = app.test_client()
    return lambda path, **headers: client.get(path, headers=headers)


def test_a_list_is_paged_whole_and_once(get: Any) -> None:
    seen: list[str] = []
    path = "/api/process?size=50"
    while path:
        told = get(path).json
        assert (told["total"], told["pages"], told["list"], told["release"]) == (
            MANY,
            3,
            "process",
            "bbbbbbbbbbbb",
        )
        seen += [one["iri"] for one in told["items"]]
        path = told.get("next", "").removeprefix("http://localhost")
    assert len(seen) == len(set(seen)) == MANY
    assert "previous" in told and get("/api/process?page=4").status_code == 404


def test_the_filters_are_those_of_the_site(get: Any) -> None:
    for query in ("region=11", "region=08&year=2012", "q=parco&sort=new", "level=livello/empowerment"):
        told = get(f"/api/process?{query}&size=200").json
        page = get(f"/browse/process.json?{query}").json
        assert told["items"] == page["things"] and told["total"] == page["total"] > 0, query
    told = get("/api/process/facets?region=11").json
    assert told["total"] == 40 and {one["number"] for one in told["facets"]["year"]["values"]} == {8}
    assert [one["code"] for one in told["facets"]["region"]["values"]] == ["08", "11"]
    assert {one["code"] for one in get("/api/notice/facets").json["facets"]["deadline"]["values"]} == {
        "open",
        "closed",
    }


@pytest.mark.parametrize(
    "path",
    [
        "/api/process?regione=11",
        "/api/process?page=0",
        "/api/process?page=",
        "/api/process?size=201",
        "/api/process?size=5&size=6",
        "/api/process?sort=size",
        "/api/process?region=",
        "/api/notice?deadline=soon",
        "/api/process/facets?page=1",
        f"/api/process?{'&'.join(f'year={n}' for n in range(21))}",
        f"/api/process?q={'a' * 201}",
    ],
)
def test_what_cannot_be_is_refused_with_what_can(get: Any, path: str) -> None:
    answer = get(path)
    assert answer.status_code == 400 and answer.content_type == "application/problem+json"
    assert answer.json["detail"]


def test_json_ld_says_only_what_the_graph_says(get: Any) -> None:
    from pyld import jsonld

    store = ox.Store()
    store.load(lines().encode(), format=ox.RdfFormat.N_QUADS)
    known = {str(quad.triple) for quad in store}
    for kind in KINDS:
        told = get(f"/api/{kind}?size=200", Accept="application/ld+json")
        assert told.content_type == "application/ld+json"
        made = jsonld.to_rdf(told.json, {"format": "application/n-quads"})
        triples = {str(quad.triple) for quad in ox.parse(made.encode(), ox.RdfFormat.N_QUADS)}
        labels = {
            one for one in triples if "prefLabel" in one or ("rdf-schema#label" in one and "/onto/" in one)
        }
        assert triples - labels <= known, kind
        assert triples or kind == "output"
        assert (
            get(f"/api/{kind}/context.jsonld").json["@context"]
            == told.json["@context"]
            == contexts.context(kind)
        )
    assert get("/api/nothing").status_code == get("/api/nothing/context.jsonld").status_code == 404


def test_the_description_is_made_of_the_lists_own_tables(get: Any) -> None:
    told = get("/api/openapi.json").json
    assert told == get("/api/").json == openapi.document("http://localhost", "bbbbbbbbbbbb")
    for kind in KINDS:
        named = [one["name"] for one in told["paths"][f"/api/{kind}"]["get"]["parameters"]]
        assert named == [*(facet.name for facet in FACETS[kind]), "q", "page", "size", "sort"]
    page = get("/api/", Accept="text/html")
    assert page.status_code == 200 and all(f"/api/{kind}" in page.text for kind in KINDS)


EXAMPLES = int(os.environ.get("CORALE_API_EXAMPLES") or 8)


def test_schemathesis_finds_nothing(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Requests made from the description, right and wrong ones; `make soak` sends some hundred an operation."""
    schemathesis = pytest.importorskip("schemathesis", reason="pip install schemathesis")
    monkeypatch.chdir(tmp_path)
    schema = schemathesis.openapi.from_wsgi("/api/openapi.json", app)
    sent = 0

    def probe(case: Any) -> None:
        nonlocal sent
        sent += 1
        case.call_and_validate(
            headers={"Accept-Encoding": "identity"}
        )  # its client in one process unpacks nothing

    quiet = settings(
        max_examples=EXAMPLES,
        deadline=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
        database=None,
    )
    modes = (schemathesis.GenerationMode.POSITIVE, schemathesis.GenerationMode.NEGATIVE)
    for result in schema.get_all_operations():
        operation = result.ok()
        for mode in modes:
            quiet(given(case=operation.as_strategy(generation_mode=mode))(probe))()
    assert sent > EXAMPLES * len(KINDS)


@pytest.mark.heavy
def test_schemathesis_finds_nothing_in_many(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "tests.endpoint.site.api.test_routes.EXAMPLES", 200 if os.environ.get("CORALE_SOAK") else 20
    )
    test_schemathesis_finds_nothing(app, tmp_path, monkeypatch)
