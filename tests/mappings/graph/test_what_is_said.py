"""What the graph says of parts, plans and places in a procedure: no more than the source does."""

import pyoxigraph as ox
import pytest
from tests.mappings.graph.test_nodes import ID, NOTICE, PROCESS, record, store, values

from corale.fields import kinds
from corale.ontology.vocabulary import expand

TITLE, LABEL = (f"<{expand(name)}>" for name in ("dct:title", "rdfs:label"))
ABOUT = f"<{ID}/notice/avviso-7>"
SCHEME = "https://w3id.org/corale/scheme"


def notice(**fields) -> ox.Store:
    return store(record("notice", fields={"inScope": True, "procedureKind": ["co-progettazione"], **fields}))


@pytest.mark.parametrize(
    ("fields", "opens", "concludes"),
    [
        ({"documentKind": "avviso"}, 1, 0),
        ({"documentKind": "manifestazione-di-interesse"}, 1, 0),
        ({"deadlineDate": "2024-03-29"}, 1, 0),
        ({"documentKind": "esito", "deadlineDate": "2024-03-29"}, 0, 1),
        ({"documentKind": "patto"}, 0, 1),
        ({"documentKind": "convenzione"}, 0, 1),
        ({"documentKind": "notizia", "deadlineDate": "2024-03-29"}, 0, 0),
        ({"documentKind": "determina"}, 0, 0),
        ({}, 0, 0),
    ],
)
def test_only_a_call_opens_and_only_an_outcome_concludes(fields, opens: int, concludes: int) -> None:
    made = notice(**fields)
    assert values(made, f"SELECT ?p {{ {ABOUT} c:aboutProcedure ?p }}") == [f"{ID}/process/avviso-7"]
    assert len(values(made, f"SELECT ?p {{ {ABOUT} c:opensProcedure ?p }}")) == opens
    assert len(values(made, f"SELECT ?p {{ {ABOUT} c:concludesProcedure ?p }}")) == concludes


def test_the_year_of_a_notice_is_not_that_of_the_period_it_covers() -> None:
    fields = {"periodStart": "2019-12-01", "periodEnd": "2020-12-31"}
    assert values(notice(**fields), "SELECT ?y { ?n c:year ?y }") == []
    assert values(notice(**fields, published="2020-05-21"), "SELECT ?y { ?n c:year ?y }") == ["2020"]


@pytest.mark.parametrize(
    ("act", "number", "date"),
    [
        ({"type": "determinazione", "number": "406/2026"}, "406", "2026"),
        ({"type": "determinazione", "number": "406/2026", "date": "2026-02-03"}, "406", "2026-02-03"),
        ({"type": "protocollo", "number": "12/345"}, "12/345", None),
    ],
)
def test_the_year_behind_the_number_of_an_act_is_its_date(act, number: str, date: str | None) -> None:
    made = notice(act=[act])
    assert values(made, "SELECT ?x { ?a <http://data.europa.eu/eli/ontology#number> ?x }") == [number]
    found = values(made, "SELECT ?x { ?n c:citedAct/<http://purl.org/dc/terms/date> ?x }")
    assert found == ([date] if date else [])


def test_who_is_only_foreseen_has_no_role_and_no_property_in_one_step() -> None:
    party = {"name": "Comune di Ferrara", "role": "participant", "kind": "public", "status": "foreseen"}
    made = store(record(fields={"title": "Un patto", "party": [party]}))
    found = values(made, "SELECT ?r { ?i a c:Involvement ; c:foreseenRole ?r }")
    assert found == [f"{SCHEME}/role/participant"]
    assert values(made, "SELECT ?r { ?i c:involvementRole ?r }") == []
    assert values(made, "SELECT ?o { ?p c:participant ?o }") == []


def test_a_meeting_that_is_planned_is_expected_and_not_held() -> None:
    meetings = [
        {"title": "assemblea pubblica", "kind": "assembly", "status": "foreseen"},
        {"date": "2023-06-12", "kind": "table", "status": "held"},
        {"count": 3, "status": "foreseen"},
    ]
    made = store(record(fields={"title": "Un patto", "meeting": meetings}))
    assert values(made, f"SELECT ?t {{ ?p c:expectedMeeting/{TITLE} ?t }}") == ["assemblea pubblica"]
    assert values(made, f"SELECT ?t {{ ?p c:meeting/{TITLE} ?t }}") == ["Tavolo · 2023-06-12"]


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"fundingYear": 2015, "grantAmount": "10000"}, [f"{ID}/call/regione-08-2015"]),
        ({"fundingYear": 2015}, []),
        ({"grantAmount": "10000"}, []),
    ],
)
def test_a_grant_of_a_year_comes_from_the_call_of_that_year(fields, expected: list[str]) -> None:
    made = store(record(fields={"title": "Un patto", **fields}))
    assert values(made, "SELECT ?c { ?f c:underCall ?c }") == expected


@pytest.mark.parametrize(
    ("bound", "name"), [({"bound": "at-least"}, "Almeno 60 organizzazioni"), ({}, "60 organizzazioni")]
)
def test_a_number_that_is_not_exact_says_so(bound: dict[str, str], name: str) -> None:
    count = {"of": "organisations", "value": 60, "basis": "actual"} | bound
    made = store(record(fields={"title": "Un patto", "count": [count]}))
    assert values(made, f"SELECT ?l {{ ?p c:count/{LABEL} ?l }}") == [name]
    bounds = values(made, "SELECT ?b { ?p c:count/c:bound ?b }")
    assert bounds == [f"{SCHEME}/bound/{one}" for one in bound.values()]


def test_the_certifier_of_the_region_is_one_office_wherever_a_sheet_names_it() -> None:
    party = {"name": "Tecnico di Garanzia", "role": "certifier", "kind": "other"}
    for town in ("Comune di Ravenna", "Comune di Bologna"):
        made = store(record(fields={"title": "Un patto", "decisionHolder": [town], "party": [party]}))
        found = values(made, "SELECT ?o { ?p c:certifier ?o }")
        assert found == [f"{ID}/organisation/tecnico-di-garanzia-emilia-romagna"]


@pytest.mark.parametrize("one", [PROCESS, NOTICE], ids=["sheet", "notice"])
def test_every_thing_has_a_name_and_a_made_up_one_is_inferred(one) -> None:
    made = store(one)
    classes = " ".join(
        f"<{expand(name)}>" for name in kinds() if name not in ("rdf:Statement", "prov:Entity")
    )
    nameless = f"""SELECT DISTINCT ?s {{ VALUES ?class {{ {classes} }} ?s a ?class
        FILTER NOT EXISTS {{ ?s {TITLE}|{LABEL} ?name }} }}"""
    assert values(made, nameless) == []
    graphs = values(made, f"SELECT DISTINCT ?g {{ GRAPH ?g {{ ?i {LABEL} ?l }} ?i a c:Involvement }}")
    assert [one.rpartition("/")[2] for one in graphs] == ["inferred"]
