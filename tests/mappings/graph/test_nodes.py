"""Linked records: what hangs where, what stays out, and that two JSON-LD processors read the same graph."""

import json

import pyoxigraph as ox
import pytest
from pyld import jsonld
from tests.dumps import quads

from corale import artefacts
from corale.findings import Finding, Severity
from corale.mappings.graph import nodes
from corale.mappings.linking.link import link
from corale.record import Evidence, Gap, Inferred, LineAccount, Record

ONTO = "https://w3id.org/corale/onto/"
ID = "https://w3id.org/corale/id"


def record(kind: str = "registry-record", **given) -> Record:
    source, template = ("osservatorio", "A") if kind == "registry-record" else ("avviso", None)
    whole = {
        "kind": kind,
        "source": source,
        "key": "7",
        "file": "7.txt",
        "template": template,
        "truncated": False,
        "fields": {},
        "inferred": {},
        "candidates": (),
        "evidence": (),
        "gaps": (),
        "account": LineAccount(1, 1, 0, 0),
    }
    return Record(**whole | given)


PROCESS = record(
    fields={
        "title": 'Il "Patto": prova',
        "badge": ["Certificato", "Finanziato"],
        "progressStatus": "Concluso",
        "processNature": "Processo mai visto",
        "fundingYear": 2015,
        "grantAmount": "10000",
        "coFunded": True,
        "startDate": "2015-12-01",
        "decisionHolder": ["Comune di Pesaro (PU)"],
        "responsibleStructure": "sindaco - servizi sociali",
        "territory": ["Pesaro", "Luogo che non esiste"],
        "score": {"scoreValue": 27, "scoreMaximum": 30},
        "guaranteeFunction": ["Monitoraggio degli esiti del processo"],
        "attachment": [{"attachmentKind": "01 - Scheda progetto", "sourceFileName": "delibera giunta.pdf"}],
        "output": [{"kind": "pact", "title": "Patto", "date": "2016-06"}],
        "decisionAct": [
            {"kind": "takes-note", "date": "2016-06", "sourceFileName": "delibera giunta.pdf"},
            {
                "kind": "approval",
                "organ": "Giunta comunale",
                "body": "Comune di Pesaro (PU)",
                "respondsTo": "pact",
            },
        ],
        "procedureKind": ["co-programmazione"],
    },
    inferred={"startYear": Inferred(2015, "year-of-start-date")},
    gaps=(Gap("endYear", "value-not-rendered", 9),),
    evidence=(
        Evidence("/process/grantAmount", 4, 0, 11, "10.000,00 €", "money"),
        Evidence("/process/score/scoreValue", 6, 0, 7, "27 / 30", "score"),
        Evidence("/process/decisionHolder/0", 7, 0, 21, "Comune di Pesaro (PU)", "list", 0.85),
    ),
)
NOTICE = record(
    "notice",
    fields={
        "inScope": True,
        "procedureKind": ["co-progettazione"],
        "territorialScope": "Zona Sociale n. 7",
        "memberMunicipality": ["Gubbio"],
        "thirdSectorEntity": ["Alfa Soc. Coop. Sociale", "Associazione Beta"],
        "service": ["servizi nuovi", "servizi vecchi"],
        "deadlineDate": "2022-01-27",
        "deadlineTime": "12:00",
        "periodStart": "2022",
        "earlier": [
            {
                "year": 2018,
                "procedureKind": "co-progettazione",
                "thirdSectorEntity": ["Alfa Soc. Coop. Sociale"],
                "service": ["servizi vecchi"],
                "grouping": {
                    "kind": "RTI",
                    "groupMember": ["Alfa Soc. Coop. Sociale"],
                    "hasUnnamedMembers": True,
                },
            }
        ],
    },
)
CLASH = Finding("7.txt", 25, "D013", Severity.WARNING, "non torna", "does not agree", field="durationMonths")


def store(given: Record, *findings: Finding) -> ox.Store:
    document, _ = nodes.linked(given, link(given), findings)
    made = ox.Store()
    made.extend(quads([document]))
    return made


def values(made: ox.Store, query: str) -> list[str]:
    prefixes = {
        "c": ONTO,
        "dct": "http://purl.org/dc/terms/",
        "id": f"{ID}/",
        "foaf": "http://xmlns.com/foaf/0.1/",
        "scheme": "https://w3id.org/corale/scheme/",
        "CLV": "https://w3id.org/italia/onto/CLV/",
    }
    return sorted(
        row[0].value for row in made.query(query, prefixes=prefixes, use_default_graph_as_union=True)
    )


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("dct:title", ['Il "Patto": prova']),
        ("c:progressStatus", ["https://w3id.org/corale/scheme/stato/concluso"]),
        ("c:processNature", [f"{ID}/value/natura-processo-mai-visto"]),
        ("c:funding/c:grantAmount", ["10000"]),
        ("c:score/c:scoreMaximum", ["30"]),
        ("c:decisionHolder", [f"{ID}/organisation/comune-041044"]),
        ("c:responsibleStructure", []),
        ("c:startYear", ["2015"]),
        ("dct:spatial", [f"{ID}/place/041044"]),
        ("c:governanceBody/c:organKind", ["https://w3id.org/corale/scheme/organ/guarantee-committee"]),
        ("c:decisionAct/c:respondsTo", [f"{ID}/output/osservatorio-7-1"]),
        ("c:decisionAct/c:documentedBy", [f"{ID}/attachment/osservatorio-7-1"]),
        ("^foaf:primaryTopic/c:badge", ["Certificato", "Finanziato"]),
        ("^foaf:primaryTopic/c:dataGap/c:gapField", [f"{ONTO}endYear"]),
        ("^foaf:primaryTopic/c:hasContradiction/c:sourceLine", ["25"]),
    ],
)
def test_process(path: str, expected: list[str]) -> None:
    assert values(store(PROCESS, CLASH), f"SELECT ?v {{ id:process\\/osservatorio-7 {path} ?v }}") == expected


def test_a_structure_that_is_no_body_keeps_only_its_words() -> None:
    query = """SELECT ?s { ?i c:involvementRole <https://w3id.org/corale/scheme/role/responsible-structure> ;
                 c:statedAs ?s FILTER NOT EXISTS { ?i c:involvedAgent ?a } }"""
    assert values(store(PROCESS), query) == ["sindaco - servizi sociali"]


def test_a_value_that_no_list_knows_is_provisional_and_reported_with_its_words() -> None:
    _, findings = nodes.linked(PROCESS, link(PROCESS))
    assert [(f.code, f.field) for f in findings] == [("M001", "processNature")]
    assert "Processo mai visto" in findings[0].message_it


def test_evidence_stands_in_its_own_graph_and_proves_a_statement() -> None:
    made = store(PROCESS)
    evidence = ox.NamedNode("https://w3id.org/corale/graph/osservatorio/7/evidence")
    rdf = "PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> "
    assert len(list(made.quads_for_pattern(None, ox.NamedNode(f"{ONTO}quotedFrom"), None, evidence))) == 9
    found = f"{rdf} SELECT ?t {{ ?e rdf:predicate c:grantAmount ; rdf:object 10000.0 ; c:statedAs ?t }}"
    assert values(made, found) == ["10.000,00 €"]
    found = f"{rdf} SELECT ?q {{ ?e rdf:predicate c:scoreMaximum ; c:quotedFrom ?q }}"
    assert values(made, found) == [f"{ID}/record/osservatorio-7#L6C1-L6C8"]
    for name, subject in (("decisionHolder", "process/osservatorio-7"), ("involvedAgent", "involvement/")):
        [about] = values(made, f"{rdf} SELECT ?s {{ ?e rdf:predicate c:{name} ; rdf:subject ?s }}")
        assert about.startswith(f"{ID}/{subject}")


def test_what_was_read_or_inferred_stands_in_a_graph_of_its_own() -> None:
    read = record(
        fields={"title": "Un patto", "phase": [{"order": 1, "title": "Ascolto"}], "startDate": "2015-12-01"},
        inferred={"startYear": Inferred(2015, "year-of-start-date")},
        evidence=(
            Evidence("/process/title", 1, 0, 8, "Un patto", "title"),
            Evidence("/process/phase/0", 5, 0, 7, "Ascolto", "phase", 0.8),
            Evidence("/process/startDate", 6, 0, 10, "01/12/2015", "date"),
        ),
    )
    made = store(read)
    asked = "SELECT ?g {{ GRAPH ?g {{ ?s {0} ?o }} }}"
    home = "https://w3id.org/corale/graph/osservatorio/7"
    for predicate, graphs in {
        "dct:title": [home, f"{home}/read"],
        "c:phase": [f"{home}/read"],
        "c:startYear": [f"{home}/inferred"],
        "c:startDate": [home],
    }.items():
        assert values(made, asked.format(predicate)) == graphs
    grades = values(made, "SELECT ?o { GRAPH ?g { ?s c:grade ?o } }")
    assert [one.rpartition("/")[2] for one in grades] == ["inferred", "read", "stated"]


def test_each_party_belongs_to_the_procedure_it_is_told_of() -> None:
    made = store(NOTICE)
    new, old = f"{ID}/process/avviso-7", f"{ID}/process/avviso-7-2018"
    assert values(made, f"SELECT ?n {{ <{new}> c:previousEdition ?n }}") == [old]
    assert values(made, f"SELECT ?s {{ <{new}> c:service ?s }}") == ["servizi nuovi"]
    assert values(made, f"SELECT ?s {{ <{old}> c:service ?s }}") == ["servizi vecchi"]
    assert values(made, f"SELECT ?p {{ <{new}> c:selectedPartner ?p }}") == []
    assert values(made, f"SELECT ?p {{ <{old}> c:selectedPartner ?p }}") == [
        f"{ID}/organisation/avviso-7-2018-grouping"
    ]
    assert len(values(made, f"SELECT ?p {{ <{old}> c:namedEntity ?p }}")) == 1
    assert "beta" in values(made, f"SELECT ?p {{ <{new}> c:namedEntity ?p }}")[0]
    assert values(made, f"SELECT ?p {{ <{old}> dct:spatial ?p }}") == [
        f"{ID}/place/054024",
        f"{ID}/place/zona-sociale-7-umbria",
    ]


@pytest.mark.parametrize(
    ("day", "hour", "expected"),
    [
        ("2022-01-27", "12:00", "2022-01-27T12:00:00+01:00"),
        ("2025-05-23", "13:00", "2025-05-23T13:00:00+02:00"),
    ],
)
def test_a_deadline_is_an_instant_in_italian_time(day: str, hour: str, expected: str) -> None:
    made = store(record("notice", fields={"inScope": True, "deadlineDate": day, "deadlineTime": hour}))
    assert values(made, "SELECT ?d { ?n c:deadline ?d }") == [expected]


def test_a_deadline_without_hour_stays_a_day() -> None:
    made = store(record("notice", fields={"inScope": True, "deadlineDate": "2024-03-29"}))
    assert values(made, "SELECT ?d { ?n c:deadline ?d }") == ["2024-03-29"]


def test_only_sheets_and_notices_of_a_sure_procedure_are_published() -> None:
    assert nodes.publishable(PROCESS)
    assert nodes.publishable(NOTICE)
    accredited = {"inScope": False, "publishable": True, "procedureKind": ["accreditamento"]}
    assert nodes.publishable(record("notice", fields=accredited))
    assert not nodes.publishable(record("notice", fields=accredited | {"publishable": False}))
    assert not nodes.publishable(record("notice", fields={"inScope": False, "publishable": True}))
    assert not nodes.publishable(record("notice"))
    assert not nodes.publishable(record("unknown"))


@pytest.mark.parametrize("given", [PROCESS, NOTICE], ids=["process", "notice"])
def test_two_processors_read_the_same_graph(given: Record) -> None:
    document, _ = nodes.linked(given, link(given), [CLASH])
    context = json.loads(artefacts.text("mappings", "context.jsonld"))["@context"]
    other = jsonld.to_rdf(document | {"@context": context}, {"format": "application/n-quads"})
    ours = ox.serialize(quads([document]), format=ox.RdfFormat.N_QUADS).decode()
    assert sorted(set(other.splitlines())) == sorted(set(ours.splitlines()))


def test_nothing_published_is_a_blank_node_and_no_triple_stands_twice() -> None:
    for given in (PROCESS, NOTICE):
        made = list(quads([nodes.linked(given, link(given), [CLASH])[0]]))
        assert not [
            quad
            for quad in made
            if isinstance(quad.subject, ox.BlankNode) or isinstance(quad.object, ox.BlankNode)
        ]
        assert len({quad.triple for quad in made}) == len(made)


def test_a_publisher_has_its_own_base() -> None:
    document, _ = nodes.linked(PROCESS, link(PROCESS), base="https://dati.example.it/")
    subjects = {quad.subject.value for quad in quads([document])}
    assert all(subject.startswith("https://dati.example.it/") for subject in subjects)
