"""The reconciliation service: answers as the specification 0.2 writes them, candidates in order, bad inputs refused."""

import json
import random
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jsonschema import Draft7Validator
from referencing import Registry, Resource
from werkzeug.serving import make_server

from corale import artefacts
from corale.data.gazetteer.areas import areas
from corale.data.gazetteer.bodies import Body, Context, municipality
from corale.data.gazetteer.entities import NamedThings, entities
from corale.data.gazetteer.naming import local, resolve
from corale.data.gazetteer.places import Place, places
from corale.data.matching.items import items, write_items
from corale.endpoint.http.budget import Budget
from corale.endpoint.http.problems import ProblemError
from corale.endpoint.reconcile.service import reconcile
from corale.endpoint.site import render
from corale.ontology.vocabulary import quads as ontology

BASE = "https://w3id.org/corale/"
SICOMORO = "id/organisation/il-sicomoro-cooperativa-sociale-perugia"
UNION = "id/organisation/unione-dei-comuni-valli-del-reno-lavino-e-samoggia"


@dataclass
class Fake:
    """Stands in for what asks queries of the release that serves."""

    serving: SimpleNamespace


def at(code: str) -> Place:
    place = places().get(code)
    assert place is not None
    return place


def known() -> tuple[list[Body], list[tuple[str, Place]]]:
    towns = ("037061", "037011", "001235", "022165", "054024", "080063", "035033", "037004", "038008")
    bodies = [municipality(at(code)) for code in towns]
    bodies += [
        body
        for name in ("Unione dei Comuni Valle del Reno, Lavino e Samoggia", "ASC InSieme")
        if (body := resolve(name))
    ]
    bodies += [
        local("Il Sicomoro Soc. Coop. Sociale", Context((at(code),)), True) for code in ("054024", "077014")
    ]
    bodies += [local("Associazione Dis e Dintorni", Context((at("054024"),)), True)]
    return bodies, [(at(code).name, at(code)) for code in towns]


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    folder = tmp_path_factory.mktemp("release")
    bodies, named = known()
    zones = [areas()["zona-sociale-7-umbria"], areas()["zona-sociale-8-umbria"]]
    quads = [*entities(NamedThings(bodies, named, zones), BASE), *ontology(BASE)]
    write_items(items(quads, BASE), BASE, folder)
    app = Flask("corale", template_folder=str(artefacts.path("endpoint", "templates")))
    release = SimpleNamespace(id="0123456789ab", base=BASE)
    app.extensions["ask"] = Fake(SimpleNamespace(folder=folder, manifest=release, id=release.id))
    render.prepare(app)
    app.register_blueprint(reconcile)
    app.register_error_handler(ProblemError, lambda error: (error.body("en", release.id), error.kind.status))
    with app.test_client() as client:
        yield client


def ask(client: FlaskClient, **queries: Any) -> dict[str, Any]:
    answer = client.post("/reconcile", data={"queries": json.dumps(queries)})
    assert answer.status_code == 200, answer.text
    return answer.get_json()  # type: ignore[no-any-return]


def first(client: FlaskClient, name: str, **more: Any) -> dict[str, Any]:
    found = ask(client, q={"query": name, **more})["q"]["result"]
    return found[0] if found else {}  # type: ignore[no-any-return]


@pytest.mark.parametrize(
    ("name", "more", "id_", "match"),
    [
        ("Valsamoggia", {}, "id/place/037061", True),
        ("VALSAMOGGIA", {"type": "corale:Municipality"}, "id/place/037061", True),
        ("Comune di Valsamoggia", {}, "id/organisation/comune-037061", True),
        ("Com. di Valsamoggia", {"type": "COV:Organization"}, "id/organisation/comune-037061", True),
        ("Comune di Valsamoggia", {"type": "corale:Municipality"}, "id/place/037061", True),
        ("Reggio Emilia", {"type": "corale:Municipality"}, "id/place/035033", True),
        ("Unione Comuni Valle del Reno, Lavino e Samoggia", {}, UNION, True),
        ("Unione Valli Reno Lavino Samoggia", {}, UNION, True),
        ("il sicomoro coop. soc.", {"properties": [{"pid": "province", "v": "PG"}]}, SICOMORO, True),
        ("Samone (TN)", {"type": "corale:Municipality"}, "id/place/022165", True),
        ("Samone", {"properties": [{"pid": "province", "v": "Trento"}]}, "id/place/022165", True),
        ("Samone", {"properties": [{"pid": "istatCode", "v": "001235"}]}, "id/place/001235", True),
        (
            "Samone",
            {"properties": [{"pid": "province", "v": {"id": "id/place/022"}}]},
            "id/place/022165",
            True,
        ),
        ("EMPOWERMENT", {"type": "skos:Concept"}, "scheme/livello/empowerment", True),
        ("Zona Sociale 7", {"type": "corale:SocialArea"}, None, False),
        ("id/place/037061", {}, "id/place/037061", True),
        (f"{BASE}id/place/037061", {}, "id/place/037061", True),
        ("Ferrara", {"type": "CLV:Province"}, "id/place/038", True),
        ("Valsamoja", {"type": "corale:Municipality"}, "id/place/037061", False),
        ("Casalecchio di Rneo", {"type": "corale:Municipality"}, "id/place/037011", False),
    ],
)
def test_the_first_candidate(
    client: FlaskClient, name: str, more: dict[str, Any], id_: str | None, match: bool
) -> None:
    found = first(client, name, **more)
    if id_ is not None:
        assert found["id"] == id_
    assert found["match"] is match
    assert all(set(type_) == {"id", "name"} for type_ in found["type"])


def test_at_most_one_match_and_homonyms_none(client: FlaskClient) -> None:
    found = ask(
        client, a={"query": "Samone"}, b={"query": "Il Sicomoro cooperativa sociale"}, c={"query": "Reggio"}
    )
    for result in found.values():
        assert sum(one["match"] for one in result["result"]) == 0
    scores = [one["score"] for one in found["a"]["result"]]
    assert scores == sorted(scores, reverse=True) and scores[0] == scores[1]


def test_types_that_should_hold_give_way_but_make_no_match(client: FlaskClient) -> None:
    asked = {"query": "EMPOWERMENT", "type": "corale:Municipality"}
    found = ask(client, a={**asked, "type_strict": "should"}, b={**asked, "type_strict": "any"})
    assert [(one["id"], one["match"]) for one in found["a"]["result"]][:1] == [
        ("scheme/livello/empowerment", False)
    ]
    assert found["b"]["result"] == []
    both = {"query": "Valsamoggia", "type": ["corale:Municipality", "COV:Organization"], "type_strict": "all"}
    assert ask(client, q=both)["q"]["result"] == []


def test_values_alone_find_what_has_them(client: FlaskClient) -> None:
    found = ask(client, q={"properties": [{"pid": "istatCode", "v": "037061"}]})["q"]["result"]
    assert [(one["id"], one["match"]) for one in found] == [("id/place/037061", True)]


def test_a_merged_municipality_is_offered_with_its_successor(client: FlaskClient) -> None:
    found = ask(client, q={"query": "Bazzano", "type": "corale:Municipality"})["q"]["result"]
    assert [one["id"] for one in found][:2] == ["id/place/037004", "id/place/037061"]


def test_extension_gives_names_numbers_and_empty_cells(client: FlaskClient) -> None:
    asked = {
        "ids": ["id/place/037061", "id/nothing"],
        "properties": [{"id": "province"}, {"id": "istatCode"}, {"id": "x"}],
    }
    told = client.get("/reconcile", query_string={"extend": json.dumps(asked)}).get_json()
    assert told["rows"]["id/place/037061"] == {
        "province": [{"id": "id/place/037", "name": "Bologna"}],
        "istatCode": [{"str": "037061"}],
        "x": [{}],
    }
    assert told["rows"]["id/nothing"] == {"province": [{}], "istatCode": [{}], "x": [{}]}


def test_suggestions_flyouts_preview_and_view(client: FlaskClient) -> None:
    found = client.get("/reconcile/suggest/entity?prefix=valsa").get_json()["result"]
    assert "id/place/037061" in [one["id"] for one in found]
    assert client.get("/reconcile/suggest/type?prefix=comun").get_json()["result"]
    assert client.get("/reconcile/suggest/property?prefix=provin").get_json()["result"]
    assert client.get("/reconcile/properties?type=corale:Municipality&limit=2").get_json()["limit"] == 2
    for kind, id_ in (
        ("entity", "id/place/037061"),
        ("type", "corale:Municipality"),
        ("property", "istatCode"),
    ):
        told = client.get(f"/reconcile/flyout/{kind}", query_string={"id": id_}).get_json()
        assert told["id"] == id_ and told["html"].startswith("<p>")
    card = client.get("/reconcile/preview?id=id/place/037061")
    assert "Valsamoggia" in card.text and "frame-ancestors *" in card.headers["Content-Security-Policy"]
    view = client.get("/reconcile/view?id=id%2Fplace%2F037061")
    assert (view.status_code, view.headers["Location"]) == (303, "/id/place/037061")
    for path in ("flyout/entity?id=x", "preview?id=x", "view?id=x", "suggest/other?prefix=a"):
        assert client.get(f"/reconcile/{path}").status_code == 404


@pytest.mark.parametrize(
    "queries",
    [
        "{",
        "[]",
        '"x"',
        '{"q": "x"}',
        '{"q": {}}',
        '{"q": {"limit": 1}}',
        '{"q": {"properties": []}}',
        '{"q": {"query": 3}}',
        '{"q": {"query": "x", "props": []}}',
        '{"q": {"query": "x", "limit": "many"}}',
        '{"q": {"query": "x", "type_strict": "perhaps"}}',
        '{"q": {"query": "x", "properties": [{"pid": "a"}]}}',
        '{"q": {"query": "x", "properties": [{"pid": "a", "v": {}}]}}',
        "[" * 5000,
        json.dumps({f"q{n}": {"query": "x"} for n in range(51)}),
    ],
)
def test_bad_queries_are_refused(client: FlaskClient, queries: str) -> None:
    assert client.post("/reconcile", data={"queries": queries}).status_code == 400


def test_bad_requests_are_refused(client: FlaskClient) -> None:
    assert client.get("/reconcile?extend={").status_code == 400
    assert client.get("/reconcile?extend={}").status_code == 400
    assert client.get('/reconcile?extend={"ids":[1],"properties":[]}').status_code == 400
    assert client.get("/reconcile?queries={}&extend={}").status_code == 400
    assert client.post("/reconcile", data={}).status_code == 400
    assert client.post("/reconcile", data={"queries": "x" * 70_000}).status_code == 413
    assert client.delete("/reconcile").status_code == 405
    assert client.get("/reconcile?callback=alert(1)").status_code == 400
    assert client.get("/reconcile/suggest/entity?prefix=a&cursor=-1").status_code == 400


def test_jsonp_wraps_in_an_identifier_only(client: FlaskClient) -> None:
    answer = client.get("/reconcile?callback=jQuery_1")
    assert answer.text.startswith("/**/jQuery_1({") and answer.text.endswith(");")
    assert answer.content_type.startswith("application/javascript")


def test_the_manifest_is_json_for_every_accept(client: FlaskClient) -> None:
    for accept in ("text/html", "application/xml", "*/*", ""):
        answer = client.get("/reconcile", headers={"Accept": accept})
        assert answer.content_type.startswith("application/json")
        assert "0.2" in answer.get_json()["versions"]


def test_help_tells_every_feature(client: FlaskClient) -> None:
    for language in ("it", "en"):
        text = client.get(f"/reconcile/help?lang={language}")
        assert text.status_code == 200
        for feature in ("name", "spelling", "place", "form", "number", "facts", "margin"):
            assert f'id="{feature}"' in text.text


def _schema(folder: Path, name: str) -> Draft7Validator:
    schema = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
    type_ = json.loads((folder / "type.json").read_text(encoding="utf-8"))
    uri = type_["$id"]
    swagger: dict[str, Any] = {"definitions": {"securityDefinitions": {"additionalProperties": {}}}}
    registry: Registry[Any] = Registry().with_resources(
        [(uri, Resource.opaque(type_)), ("http://swagger.io/v2/schema.json", Resource.opaque(swagger))]
    )
    return Draft7Validator(schema, registry=registry)


@pytest.mark.real
def test_every_answer_holds_to_the_schemas_of_the_specification(client: FlaskClient, real: Path) -> None:
    folder = real / "suites" / "reconciliation" / "0.2" / "schemas"
    batch = {
        "a": {"query": "Samone"},
        "b": {"query": ""},
        "c": {"query": "Unione", "limit": 3, "type": ["COV:Organization"]},
        "d": {"properties": [{"pid": "istatCode", "v": ["037061", 3, True]}]},
        "e": {"query": "x y z", "type": "corale:Municipality", "type_strict": "should"},
    }
    _schema(folder, "reconciliation-query-batch").validate(batch)
    _schema(folder, "reconciliation-result-batch").validate(ask(client, **batch))
    _schema(folder, "manifest").validate(client.get("/reconcile").get_json())
    for kind, name in (("entity", "entities"), ("type", "types"), ("property", "properties")):
        for prefix in ("", "a", "comune", "zzz"):
            told = client.get(f"/reconcile/suggest/{kind}", query_string={"prefix": prefix}).get_json()
            _schema(folder, f"suggest-{name}-response").validate(told)
    _schema(folder, "data-extension-property-proposal").validate(
        client.get("/reconcile/properties").get_json()
    )
    asked = {
        "ids": ["id/place/037061", "id/organisation/asc-insieme"],
        "properties": [{"id": "iri"}, {"id": "province"}],
    }
    _schema(folder, "data-extension-query").validate(asked)
    told = client.post("/reconcile", data={"extend": json.dumps(asked)}).get_json()
    _schema(folder, "data-extension-response").validate(told)


@pytest.mark.real
def test_the_invalid_examples_of_the_specification_are_refused(client: FlaskClient, real: Path) -> None:
    folder = real / "suites" / "reconciliation" / "0.2" / "examples" / "reconciliation-query-batch"
    for file in sorted((folder / "invalid").glob("*.json")):
        assert client.post("/reconcile", data={"queries": file.read_text()}).status_code == 400, file.name
    for file in sorted((folder / "valid").glob("*.json")):
        asked = json.loads(file.read_text())
        for one in asked.values():  # the types of other services are unknown here
            one |= {"type": "corale:Municipality"} if "type" in one else {}
        assert client.post("/reconcile", data={"queries": json.dumps(asked)}).status_code == 200, file.name


def test_the_python_recipe_of_the_docs_runs(client: FlaskClient) -> None:
    text = (Path(__file__).resolve().parents[3] / "docs" / "reconciliation.md").read_text(encoding="utf-8")
    code = text.split("```python\n")[1].split("```")[0]
    server = make_server("127.0.0.1", 0, client.application, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    told: dict[str, Any] = {}
    try:
        exec(code.replace("127.0.0.1:8080", f"127.0.0.1:{server.server_port}"), told)
    finally:
        server.shutdown()
        thread.join()
    assert told["links"] == {
        "a": "id/organisation/comune-035033",
        "b": "id/place/054024",
        "c": "id/place/022165",
    }
    assert told["rows"]["id/place/054024"]["province"] == [{"id": "id/place/054", "name": "Perugia"}]


def test_the_docs_tell_every_feature_and_band() -> None:
    text = (Path(__file__).resolve().parents[3] / "docs" / "reconciliation.md").read_text(encoding="utf-8")
    for feature in ("name", "spelling", "place", "form", "number", "facts", "margin", "identifier"):
        assert f"| `{feature}` |" in text


def test_a_client_has_so_many_places_at_once(client: FlaskClient) -> None:
    held = SimpleNamespace(budget=Budget(0, 1), client=lambda environ: "one")
    client.application.extensions["sparql"] = held
    try:
        assert client.get("/reconcile?query=Gubbio").status_code == 200
        assert held.budget.enter("one") == 0
        refused = client.get("/reconcile?query=Gubbio")
        assert refused.status_code == 429
        assert client.get("/reconcile").status_code == 200
    finally:
        del client.application.extensions["sparql"]


STRANGE = [
    '{"query": "\\ud800"}',
    '{"query": "a\\u0000b"}',
    '{"query": "a", "limit": NaN}',
    '{"query": "a", "limit": Infinity}',
    '{"query": "a", "limit": "²"}',
    '{"\\udfff": 1}',
    '{"query": ' + "[" * 50_000,
    "{" * 2000,
    '{"query": ' + "9" * 5000 + "}",
    '{"query": "a", "type": "\\u0000"}',
    '{"query": "a", "type": "corale:Nothing"}',
    '{"query": "a", "type": ["x"]}',
    "{]",
]


@pytest.mark.parametrize("text", STRANGE)
def test_strange_json_is_a_400(client, text):
    assert client.get("/reconcile", query_string={"query": text}).status_code == 400
    assert client.get("/reconcile", query_string={"queries": '{"q": ' + text + "}"}).status_code == 400
    assert client.get("/reconcile", query_string={"extend": text}).status_code == 400


def test_an_unknown_type_is_a_400_and_an_iri_is_a_known_one(client):
    assert client.get("/reconcile/properties?type=corale:Nothing").status_code == 400
    assert client.get("/reconcile/properties?type=COV:Organization").status_code == 200
    iri = "https://w3id.org/corale/onto/Municipality"
    by_iri = ask(client, q={"query": "Valsamoggia", "type": iri})
    assert by_iri == ask(client, q={"query": "Valsamoggia", "type": "corale:Municipality"})


def test_no_request_to_reconciliation_is_a_fault(client):
    chance = random.Random(7)
    odd = [
        '"²"',
        '"１"',
        "1e400",
        "-1",
        "0",
        "null",
        "[]",
        "{}",
        "true",
        "1.5",
        '"x"',
        '"id/place/037061"',
        '"iri"',
        '"\\u2028"',
        '"' + "é" * 300 + '"',
        "[{}]",
        '{"id": "iri"}',
        '{"id": 3}',
        '["²"]',
        "1" + "0" * 400,
    ]
    names = [
        "query",
        "queries",
        "extend",
        "ids",
        "properties",
        "id",
        "pid",
        "v",
        "settings",
        "limit",
        "type",
        "type_strict",
        "q",
    ]

    def value(depth: int) -> str:
        kind = chance.random()
        if depth == 0 or kind < 0.3:
            return chance.choice(odd)
        if kind < 0.5:
            return "[" + ", ".join(value(depth - 1) for _ in range(chance.randint(0, 3))) + "]"
        return (
            "{"
            + ", ".join(f'"{chance.choice(names)}": {value(depth - 1)}' for _ in range(chance.randint(0, 4)))
            + "}"
        )

    for _ in range(600):
        for name in ("query", "queries", "extend"):
            text = value(4)
            assert client.post("/reconcile", data={name: text}).status_code < 500, text
    paths = [
        "suggest/entity",
        "suggest/type",
        "suggest/property",
        "suggest/x",
        "flyout/entity",
        "flyout/type",
        "flyout/property",
        "preview",
        "view",
        "properties",
        "help",
        "",
    ]
    texts = [
        "",
        "²",
        "１",
        "-1",
        "9" * 400,
        "x" * 5000,
        "\u2028",
        "id/place/037061",
        "%",
        "_",
        "*",
        '"',
        "'",
        "a OR b",
        "(",
        "\\",
    ]
    for path in paths:
        for text in texts:
            for key in ("prefix", "id", "cursor", "limit", "type", "callback", "lang"):
                got = client.get(
                    f"/reconcile/{path}",
                    query_string={key: text, "prefix" if key != "prefix" else "x": "val"},
                )
                assert got.status_code < 500, (path, key, text)


def test_a_limit_that_is_a_strange_number_counts_as_none(client):
    for limit in ('"²"', '"１"', "-1", '"x"'):
        extend = {
            "ids": ["id/place/037061"],
            "properties": [{"id": "istatCode", "settings": {"limit": json.loads(limit)}}],
        }
        got = client.get("/reconcile", query_string={"extend": json.dumps(extend)})
        assert got.status_code == 200
        assert got.json["rows"]["id/place/037061"]["istatCode"] == [{"str": "037061"}]
