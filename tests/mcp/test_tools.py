"""What the tools answer: twenty questions of people, each with the IRI or the example that answers it."""

import pytest
from tests.endpoint.conftest import Live

from corale.errors import UsageError
from corale.mcp import tools
from corale.mcp.service import Service

ID = "https://w3id.org/corale/id/"
NAMED = {
    "Comune di Ferrara": "organisation/comune-038008",
    "Ferrara": "place/038008",
    "Casalecchio di Reno": "place/037011",
    "Pesaro": "place/041044",
    "comune di Reggio nell'Emilia": "organisation/comune-035033",
    "Zona sociale 7": "organisation/zona-sociale-7-umbria",
}
NEAR = {
    "chi ha certificato i processi?": "49-certifications",
    "quali enti del terzo settore sono stati ammessi?": "11-third-sector-entities",
    "which notices are still open?": "15-open-notices",
    "contributi per anno": "22-grants-by-year",
    "quali norme cita un processo?": "48-norms-that-are-cited",
    "membri e capofila di una zona sociale": "45-zones-members-and-lead",
    "riunioni e fasi nel tempo": "52-phases-in-time",
    "processes by region": "processes-by-region",
}
ASKED = {  # with terms that describe() gives: a query that a reader of the answer would write, and what it finds
    "Quale processo ha il punteggio più alto?": (
        "SELECT ?p { ?p corale:score/corale:scoreValue ?v } ORDER BY DESC(?v) LIMIT 1",
        "casalecchio",
    ),
    "Chi decide nel processo di Ferrara?": (
        "SELECT ?holder { ?p corale:decisionHolder ?holder ; dct:title ?t FILTER CONTAINS(?t, 'Piano di Zona') }",
        "organisation/comune-038008",
    ),
    "Chi decide nel patto per il welfare?": (
        "SELECT ?holder { ?p corale:decisionHolder ?holder ; dct:title ?t FILTER CONTAINS(?t, 'Patto per il w') }",
        "organisation/comune-035033",
    ),
}


@pytest.fixture(scope="module")
def service(sample: Live) -> Service:
    return Service(sample.url)


@pytest.mark.parametrize("name", NAMED)
def test_a_thing_is_found_by_its_name(service: Service, name: str) -> None:
    told = tools.find(service, name)
    assert told["release"] == service.release()
    assert told["found"][0]["iri"] == ID + NAMED[name]
    assert told["found"][0]["sure"]
    assert [one["sure"] for one in told["found"][1:]] == [False] * (len(told["found"]) - 1)


@pytest.mark.parametrize("question", NEAR)
def test_an_example_is_near_and_runs(service: Service, question: str) -> None:
    offered = {one["name"]: one["query"] for one in tools.examples(question)["examples"]}
    assert NEAR[question] in offered
    assert "columns" in tools.run(service, offered[NEAR[question]])


@pytest.mark.parametrize("question", ASKED)
def test_a_query_is_answered_with_iris(service: Service, question: str) -> None:
    query, wanted = ASKED[question]
    told = tools.run(service, query)
    values = [value for row in told["rows"] for value in row.values()]
    if wanted == "casalecchio":
        proofs = tools.explain(service, values[0], "dct:title")["proofs"]
        assert [proof["file"].rpartition("/")[2] for proof in proofs] == [
            "casalecchio-patto-partecipazione.txt"
        ]
    else:
        assert ID + wanted in values


def test_the_schema_is_told_by_need(service: Service) -> None:
    told = tools.describe(service, "punteggio")
    names = [term["name"] for term in told["terms"]]
    assert {"corale:scoreValue", "corale:scoreMaximum"} <= set(names)
    assert told["prefixes"]["corale"] == "https://w3id.org/corale/onto/"
    assert "corale:ParticipatoryProcess" in [term["name"] for term in tools.describe(service, "")["terms"]]


def test_a_statement_is_explained_down_to_its_line(service: Service) -> None:
    best = tools.run(service, ASKED["Quale processo ha il punteggio più alto?"][0])["rows"][0]["p"]
    (score,) = tools.run(service, f"SELECT ?s {{ <{best}> corale:score ?s }}")["rows"]
    (proof,) = tools.explain(service, score["s"], "corale:scoreValue", "27")["proofs"]
    assert (proof["grade"], proof["words"], proof["rule"]) == ("stated", "27 / 30", "score")
    assert proof["line"] > 1
    assert tools.explain(service, score["s"], "corale:scoreValue", "26")["proofs"] == []


@pytest.mark.parametrize("subject", ["x", "> } SELECT * { ?s ?p ?o", "https://x.example/a b"])
def test_what_is_no_iri_is_refused(service: Service, subject: str) -> None:
    with pytest.raises(UsageError, match="no IRI"):
        tools.explain(service, subject)
    with pytest.raises(UsageError, match="no IRI"):
        tools.explain(service, "https://x.example/a", subject)


def test_many_rows_are_counted_and_cut(service: Service) -> None:
    told = tools.run(service, "SELECT ?s { ?s ?p ?o } LIMIT 250")
    assert (told["rows_in_all"], len(told["rows"])) == (250, tools.ROWS)


def test_the_line_of_an_error_is_the_visitors_own(service: Service) -> None:
    with pytest.raises(UsageError, match='"line": 2'):
        tools.run(service, "SELECT ?s {\n ?s ?p }")
