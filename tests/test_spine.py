"""The main job end to end: five documents become a release, the service answers for them through SPARQLWrapper.

Runs on the bundled sample, and on the five real documents where they are at hand.
"""

import os
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from SPARQLWrapper import JSON, SPARQLWrapper
from tests.five import FIVE

ROOT = Path(__file__).resolve().parents[1]
PREFIXES = """
PREFIX corale: <https://w3id.org/corale/onto/>
PREFIX scheme: <https://w3id.org/corale/scheme/>
PREFIX dct: <http://purl.org/dc/terms/>
PREFIX foaf: <http://xmlns.com/foaf/0.1/>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX CLV: <https://w3id.org/italia/onto/CLV/>
PREFIX COV: <https://w3id.org/italia/onto/COV/>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Service:
    """A running service, asked through SPARQLWrapper."""

    def __init__(self, address: str) -> None:
        self.address = address

    def rows(self, query: str) -> list[dict[str, str]]:
        wrapper = SPARQLWrapper(f"{self.address}/sparql")
        wrapper.setReturnFormat(JSON)
        wrapper.setMethod("POST")
        wrapper.setQuery(PREFIXES + query)
        answer = wrapper.queryAndConvert()
        return [{name: cell["value"] for name, cell in row.items()} for row in answer["results"]["bindings"]]

    def column(self, query: str) -> list[str]:
        return sorted(next(iter(row.values())) for row in self.rows(query))

    def status(self, query: str) -> int:
        request = urllib.request.Request(
            f"{self.address}/sparql?timeout=6", query.encode(), {"Content-Type": "application/sparql-query"}
        )
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                answer.read()
                return int(answer.status)
        except urllib.error.HTTPError as error:
            return error.code


@pytest.fixture(scope="module", params=["sample", "real"])
def service(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    source = request.getfixturevalue("real") / "seeds" if request.param == "real" else FIVE
    out, port = tmp_path_factory.mktemp("publisher"), free_port()
    corale = [sys.executable, "-m", "corale"]
    subprocess.run(
        [*corale, "build", str(source), "--out", str(out)], check=True, capture_output=True, text=True
    )
    environment = os.environ | {"CORALE_QUERY_SECONDS": "60", "CORALE_CLIENT_CPU": "0"}
    command = [*corale, "serve", str(out), "--port", str(port)]
    process = subprocess.Popen(
        command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    )
    address = f"http://127.0.0.1:{port}"
    for _ in range(600):
        try:
            urllib.request.urlopen(f"{address}/health", timeout=1).close()
            break
        except OSError:
            assert process.poll() is None, process.stderr and process.stderr.read()
            time.sleep(0.2)
    yield Service(address)
    process.terminate()
    process.wait(10)


def test_the_process_with_27_of_30(service: Service) -> None:
    (row,) = service.rows(
        """SELECT ?process ?start ?end ?grant ?cost ?level ?certified ?funded WHERE {
             ?process corale:score [ corale:scoreValue 27 ; corale:scoreMaximum 30 ] ;
               corale:startDate ?start ; corale:endDate ?end ; corale:participationLevel ?level ;
               corale:funding [ corale:grantAmount ?grant ; corale:totalCost ?cost ; corale:fundingYear ?funded ] ;
               corale:certification [ corale:certificationYear ?certified ] }"""
    )
    assert row | {"process": ""} == {
        "process": "",
        "start": "2015-12-01",
        "end": "2016-05-14",
        "grant": "10000",
        "cost": "40000",
        "level": "https://w3id.org/corale/scheme/livello/empowerment",
        "certified": "2015",
        "funded": "2015",
    }
    process = f"<{row['process']}>"
    holders = service.column(f"SELECT DISTINCT ?h WHERE {{ {process} corale:decisionHolder ?h }}")
    beneficiaries = service.column(f"SELECT DISTINCT ?b WHERE {{ {process} corale:grantBeneficiary ?b }}")
    assert len(holders) == len(beneficiaries) == 1
    assert holders != beneficiaries
    assert "unione" in holders[0]
    assert "insieme" in beneficiaries[0]
    structures = service.column(
        f"SELECT ?s WHERE {{ {process} corale:responsibleStructure/corale:partOfBody? ?s }}"
    )
    assert holders[0] in structures, (
        "the Unione, spelt in another way, is the same body (its giunta a part of it)"
    )
    assert service.column(f"SELECT ?code WHERE {{ {process} dct:spatial [ corale:istatCode ?code ] }}") == [
        "037011",
        "037042",
        "037057",
        "037060",
        "037061",
    ]
    (counts,) = service.rows(
        f"""SELECT (COUNT(DISTINCT ?a) AS ?attachments) (COUNT(DISTINCT ?k) AS ?kinds) WHERE {{
              {process} corale:attachment ?a . ?a corale:attachmentKind ?k }}"""
    )
    assert counts == {"attachments": "8", "kinds": "5"}


def test_processes_outside_emilia_romagna(service: Service) -> None:
    rows = service.rows(
        """SELECT DISTINCT ?process ?region WHERE { ?process a corale:ParticipatoryProcess ; dct:spatial ?place .
             ?place CLV:situatedWithin+ ?r . ?r a CLV:Region ; rdfs:label ?region ; corale:istatCode ?code .
             FILTER(?code != "08") }"""
    )
    assert sorted(row["region"] for row in rows) == ["Marche", "Umbria", "Umbria"]


def test_the_temporary_grouping_belongs_to_the_earlier_procedure(service: Service) -> None:
    rows = service.rows(
        """SELECT ?process ?grouping ?unnamed ?name WHERE { ?process corale:selectedPartner ?grouping .
             ?grouping a corale:TemporaryGrouping ; corale:hasUnnamedMembers ?unnamed ; corale:groupMember ?m .
             ?m rdfs:label ?name }"""
    )
    assert {row["unnamed"] for row in rows} == {"true"}
    assert len(rows) == 3
    assert [
        next(n for n in ("ASAD", "Sicomoro", "Dis e Dintorni") if n in name)
        for name in sorted(r["name"] for r in rows)
    ]
    (earlier,) = {row["process"] for row in rows}
    notices = service.rows(
        """SELECT ?deadline ?opened ?previous WHERE { ?n a corale:PublicNotice ; corale:deadline ?deadline ;
             corale:opensProcedure ?opened . ?opened a corale:CoDesign ; corale:previousEdition ?previous }"""
    )
    assert [(row["deadline"], row["previous"]) for row in notices] == [("2022-01-27T12:00:00+01:00", earlier)]
    assert notices[0]["opened"] != earlier
    assert not service.rows(
        f"SELECT ?x WHERE {{ <{notices[0]['opened']}> corale:involves|corale:selectedPartner ?x ."
        " ?x a corale:TemporaryGrouping }"
    )


def test_missing_is_not_no(service: Service) -> None:
    (row,) = service.rows(
        """SELECT ?process ?digital WHERE { ?process dct:title ?title ; corale:digitalTools ?digital .
             FILTER(STRSTARTS(?title, "Patto per il welfare")) }"""
    )
    assert row["digital"] == "false"
    gaps = service.rows(
        f"""SELECT ?field ?reason WHERE {{ ?record foaf:primaryTopic <{row["process"]}> ; corale:dataGap ?gap .
              ?gap corale:gapField ?field ; corale:gapReason ?reason }}"""
    )
    reasons = {gap["field"].rsplit("/", 1)[1]: gap["reason"].rsplit("/", 1)[1] for gap in gaps}
    assert reasons["startYear"] == "value-not-printed"
    assert reasons["femalePresence"] == "not-stated-in-sources"
    assert "digitalTools" not in reasons
    assert not service.rows(f"SELECT ?y WHERE {{ <{row['process']}> corale:startYear ?y }}")


def test_contradictions_have_their_line(service: Service) -> None:
    rows = service.rows(
        """SELECT ?title ?field ?line WHERE { ?record corale:hasContradiction ?c ; foaf:primaryTopic/dct:title ?title .
             ?c a corale:Contradiction ; corale:contradicts ?field ; corale:sourceLine ?line }"""
    )
    found = {(row["title"].split(" ")[0], row["field"].rsplit("/", 1)[1]) for row in rows}
    assert found == {("Co-programmazione", "durationMonths"), ("Co-programmazione", "participantCategory")}
    assert all(int(row["line"]) > 0 for row in rows)


def test_outputs_of_the_five(service: Service) -> None:
    rows = service.rows(
        """SELECT ?output ?class ?title WHERE { ?p corale:output ?output . ?output a ?class ; dct:title ?title .
             FILTER(?class != corale:Output && STRSTARTS(STR(?class), STR(corale:))) }"""
    )
    kinds = {row["class"].rsplit("/", 1)[1] for row in rows}
    assert kinds == {"Regulation", "Pact", "PlanningInstrument", "ProposalDocument", "CollaborationAgreement"}
    plans = service.rows(
        """SELECT ?date WHERE { ?process a corale:CoProgramming ; corale:output ?plan ; corale:decisionAct ?act .
             ?plan a corale:PlanningInstrument . ?act corale:adoptedByOrgan ?organ ; dct:date ?date }"""
    )
    assert [row["date"] for row in plans] == ["2023-07"]
    acts = service.rows(
        """SELECT ?act ?date WHERE { ?process corale:score/corale:scoreValue 27 ; corale:decisionAct ?act ;
             corale:output ?document . ?document a corale:ProposalDocument .
             ?act corale:documentedBy ?file ; dct:date ?date }"""
    )
    assert [row["date"] for row in acts] == ["2016-06", "2016-06"]
    agreements = service.column(
        """SELECT DISTINCT ?p WHERE { ?p corale:output ?o . ?o a corale:CollaborationAgreement }"""
    )
    assert len(agreements) == 1
    assert agreements[0].endswith("-2018")


def test_hostile_queries_leave_the_service_answering(service: Service) -> None:
    nested = "SELECT * WHERE " + "{" * 2200 + "}" * 2200
    assert 400 <= service.status(nested) < 600
    cross = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
    assert service.status(cross) == 503
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        listener.settimeout(1)
        port = listener.getsockname()[1]
        assert (
            service.status(f"SELECT * WHERE {{ SERVICE <http://127.0.0.1:{port}/> {{ ?s ?p ?o }} }}") == 403
        )
        with pytest.raises(TimeoutError):
            listener.accept()
    assert service.rows("SELECT (COUNT(*) AS ?n) WHERE { ?s a corale:ParticipatoryProcess }")[0]["n"] == "6"


def test_one_triple_stands_in_one_graph(service: Service) -> None:
    (both,) = service.rows(
        """SELECT (COUNT(*) AS ?all) (COUNT(DISTINCT ?t) AS ?once) WHERE { GRAPH ?g { ?s ?p ?o }
             BIND(COALESCE(CONCAT(LANG(?o), STR(DATATYPE(?o))), "") AS ?kind)
             BIND(CONCAT(STR(?s), " ", STR(?p), " ", STR(?o), " ", ?kind) AS ?t) }"""
    )
    assert int(both["all"]) > 1000
    assert both["all"] == both["once"]


@pytest.mark.parametrize("accept", ["text/turtle", "application/ld+json", "application/rdf+xml", "text/html"])
def test_things_terms_and_concepts_have_a_page_and_rdf(service: Service, accept: str) -> None:
    (thing,) = service.column("SELECT ?p WHERE { ?p corale:score/corale:scoreValue 27 }")
    for iri in (
        thing,
        "https://w3id.org/corale/onto/decisionHolder",
        "https://w3id.org/corale/scheme/livello/empowerment",
    ):
        local = iri.replace("https://w3id.org/corale", service.address)
        request = urllib.request.Request(local, headers={"Accept": accept})
        with urllib.request.urlopen(request, timeout=60) as answer:
            assert answer.headers["Content-Type"].startswith(accept)
            assert iri.rsplit("/", 1)[1] in answer.read().decode()


def test_dumps_are_listed_and_whole(service: Service) -> None:
    with urllib.request.urlopen(f"{service.address}/dumps/", timeout=60) as answer:
        listing = answer.read().decode()
    for name in ("corale.ttl.gz", "corale.nq.gz"):
        assert name in listing
        with urllib.request.urlopen(f"{service.address}/dumps/{name}", timeout=60) as answer:
            etag, body = answer.headers["ETag"], answer.read()
        assert etag
        part = urllib.request.Request(f"{service.address}/dumps/{name}", headers={"Range": "bytes=0-9"})
        with urllib.request.urlopen(part, timeout=60) as answer:
            assert answer.status == 206
            assert answer.read() == body[:10]
    assert re.search(r"[0-9a-f]{64}", listing)


def test_the_home_page_answers_questions(service: Service) -> None:
    for language, word in (("it", "processi"), ("en", "processes")):
        request = urllib.request.Request(f"{service.address}/", headers={"Accept-Language": language})
        with urllib.request.urlopen(request, timeout=60) as answer:
            page = answer.read().decode()
        assert word in page
        assert 3 <= page.count('<article class="card">') <= 6
        assert "<rect" in page
