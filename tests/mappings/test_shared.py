"""What notices and prose tell in one form: parties with roles, meetings, counts, sums, periods, codes, outputs, acts."""

import json

import pyoxigraph as ox
import pytest
from tests.dumps import quads

from corale.mappings.graph import nodes
from corale.mappings.linking.link import link
from corale.record import Evidence, Json, LineAccount, Record

ONTO = "https://w3id.org/corale/onto/"
ID = "https://w3id.org/corale/id"
SCHEME = "https://w3id.org/corale/scheme/"
PREFIXES = {"c": ONTO, "dct": "http://purl.org/dc/terms/", "id": f"{ID}/", "s": SCHEME}


def made(kind: str, **fields: Json) -> ox.Store:
    section = "process" if kind == "registry-record" else "notice"
    evidence = tuple(Evidence(f"/{section}/{name}", 3, 0, 9, "le parole", "named-entity") for name in fields)
    record = Record(
        kind, "avviso", "7", "7.txt", None, False, fields, {}, (), evidence, (), LineAccount(9, 9, 0, 0)
    )
    store = ox.Store()
    store.extend(quads([nodes.linked(record, link(record))[0]]))
    return store


def asked(store: ox.Store, pattern: str) -> list[str]:
    found = store.query(f"SELECT ?v {{ {pattern} }}", prefixes=PREFIXES, use_default_graph_as_union=True)
    return sorted(
        row["v"].value.removeprefix(SCHEME).removeprefix(f"{ID}/").removeprefix(ONTO) for row in found
    )


PARTIES: list[Json] = [
    {"name": "Comune di Ferrara", "role": "issuer", "kind": "public"},
    {"name": "Alfa ODV", "role": "admitted", "kind": "ets", "outcome": "ammessa", "score": "78.5", "rank": 1},
    {"name": "Beta APS", "role": "excluded", "kind": "ets", "outcome": "excluded"},
    {"name": "associazioni", "role": "represented", "count": 55, "representedBy": "Alfa ODV"},
    {"name": "Enti del Terzo Settore", "role": "addressee", "kind": "ets"},
    {"name": "Gamma ETS", "role": "mentioned", "kind": "ets"},
]
NOTICE = {"issuingBody": "Comune di Ferrara", "procedureKind": ["co-programmazione"], "inScope": True}


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("?i c:involvementRole s:role\\/admitted ; c:points ?v", ["78.5"]),
        ("?i c:involvementRole s:role\\/admitted ; c:rank ?v", ["1"]),
        ("?i c:involvementRole s:role\\/admitted ; c:involvementOutcome ?v", ["selection/admitted"]),
        ("?i c:involvementRole s:role\\/represented ; c:partySize ?v", ["55"]),
        ("?i c:involvementRole s:role\\/addressee ; c:statedAs ?v", ["Enti del Terzo Settore"]),
        ("?i c:involvementRole s:role\\/addressee ; c:involvedAgent ?v", []),
        ("id:notice\\/avviso-7 c:issuingBody ?v", ["organisation/comune-038008"]),
        (
            "?i c:involvementRole s:role\\/issuing-body . BIND (?i AS ?v)",
            ["involvement/avviso-7-issuingBody"],
        ),
    ],
)
def test_parties(pattern: str, expected: list[str]) -> None:
    assert asked(made("notice", party=PARTIES, **NOTICE), pattern) == expected


def test_an_excluded_body_never_looks_like_an_admitted_one() -> None:
    store = made("notice", party=PARTIES, **NOTICE)
    [admitted] = asked(store, "id:process\\/avviso-7 c:admittedParty ?v")
    [excluded] = asked(store, "?i c:involvementRole s:role\\/excluded ; c:involvedAgent ?v")
    assert "alfa" in admitted and "beta" in excluded
    assert asked(store, f"?p ?v <{ID}/{excluded}> FILTER (?p = id:process\\/avviso-7)") == []


def test_named_is_what_is_left() -> None:
    """A body whose role was read is not also said to be only named, and no shortcut or evidence of that is left."""
    store = made("notice", party=PARTIES, thirdSectorEntity=["Alfa ODV", "Delta ODV"], **NOTICE)
    named = asked(store, "id:process\\/avviso-7 c:namedEntity ?v")
    assert len(named) == 2 and any("delta" in one for one in named) and any("gamma" in one for one in named)
    assert len(asked(store, "?v c:involvementRole s:role\\/named")) == 2
    assert not [
        one for one in asked(store, "?e c:statedAs ?v . ?e a ?x") if one == "Alfa ODV" and one in named
    ]


SHEET = {
    "meeting": [{"date": "2023-06-21", "kind": "tavolo", "place": "Sala"}, {"count": 5}, {"date": "--03-07"}],
    "count": [{"of": "associazioni", "value": 40, "basis": "actual"}],
    "amount": [
        {"what": "budget", "value": "300000", "bound": "at-most", "fund": "Pnrr", "year": "2025"},
        {"what": "other", "value": "1"},
    ],
    "period": [{"what": "service", "start": "2022", "end": "2025-06", "durationMonths": 36}],
    "identifier": [{"scheme": "CUP", "value": "E49B 2500 0370 004"}, {"scheme": "CIG", "value": "breve"}],
    "phase": [
        {"order": 1, "title": "Analisi", "of": "Gruppi di lavoro", "start": "2011-10", "kind": "istruttoria"}
    ],
    "subject": "Regole della co-progettazione",
    "participant": ["Alfa ODV"],
}


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("?e a c:ParticipationEvent ; c:eventKind ?v", ["meeting/table"]),
        ("?e a c:ParticipationEvent ; dct:date ?v", ["--03-07", "2023-06-21"]),
        ("?e a c:ParticipationEvent ; c:eventPlace ?v", ["Sala"]),
        ("?n c:countOf s:count-of\\/meetings ; c:countValue ?v", ["5"]),
        ("?n c:countOf s:count-of\\/organisations ; c:countBasis ?v", ["count-basis/actual"]),
        ("?p c:amount/c:amountValue ?v", ["300000"]),
        ("?p c:amount/c:bound ?v", ["bound/at-most"]),
        ("?p c:amount/c:amountYear ?v", ["2025"]),
        ("?p c:period/c:periodOf ?v", ["period/service"]),
        ("?p c:period/c:periodTo ?v", ["2025-06"]),
        ("?p c:cup ?v", ["E49B25000370004"]),
        ("?p c:cig ?v", []),
        ("?p c:phase/c:phaseScope ?v", ["Gruppi di lavoro"]),
        ("?p c:phase/c:phaseKind ?v", ["phase/assessment"]),
        ("?p a c:ParticipatoryProcess ; c:subject ?v", ["Regole della co-progettazione"]),
        ("?i c:involvementRole s:role\\/participant ; c:statedAs ?v", ["Alfa ODV"]),
    ],
)
def test_details(pattern: str, expected: list[str]) -> None:
    assert asked(made("registry-record", **SHEET), pattern) == expected


def test_a_code_without_its_form_is_reported() -> None:
    record = Record(
        "registry-record",
        "avviso",
        "7",
        "7.txt",
        None,
        False,
        {"identifier": SHEET["identifier"]},
        {},
        (),
        (),
        (),
        LineAccount(9, 9, 0, 0),
    )
    assert [finding.code for finding in nodes.linked(record, link(record))[1]] == ["M002"]


@pytest.mark.parametrize(
    ("status", "existing", "foreseen"),
    [
        ("foreseen", [], ["output/avviso-7-1"]),
        ("put-to-vote", ["output/avviso-7-1"], []),
        ("approved", ["output/avviso-7-1"], []),
        (None, [], []),
    ],
)
def test_a_plan_is_no_result(status: str | None, existing: list[str], foreseen: list[str]) -> None:
    """Only what the source says exists is an output; what it does not say either way is neither."""
    output: dict[str, Json] = {"kind": "pact", "title": "Patto", **({"status": status} if status else {})}
    store = made("registry-record", output=[output])
    assert asked(store, "?p c:hasOutput ?v") == existing
    assert asked(store, "?p c:expectedOutput ?v") == foreseen
    assert asked(store, "?p c:output ?v") == ["output/avviso-7-1"]
    assert asked(store, "?o c:outputStatus ?v") == ([f"output-status/{status}"] if status else [])


@pytest.mark.parametrize(("answers", "expected"), [({}, []), ({"respondsTo": "pact"}, ["output/avviso-7-1"])])
def test_an_act_responds_only_where_that_is_said(answers: dict[str, Json], expected: list[str]) -> None:
    act: dict[str, Json] = {
        "kind": "approval",
        "organ": "Comitato di Distretto",
        "date": "2023-07",
        **answers,
    }
    act |= {"sourceFileName": "delibera.pdf"}
    store = made(
        "registry-record",
        decisionAct=[act],
        attachment=[{"sourceFileName": "delibera.pdf"}],
        output=[{"kind": "pact", "title": "Patto", "sourceFileName": "delibera.pdf"}],
    )
    assert asked(store, "?a c:respondsTo ?v") == expected
    assert asked(store, "?a c:adoptedByOrgan/c:organKind ?v") == ["organ/district-committee"]
    assert asked(store, "?v c:documentedBy id:attachment\\/avviso-7-1") == [
        "act/avviso-7-1",
        "output/avviso-7-1",
    ]
    assert asked(store, "?a c:adoptedBy ?v") == []


@pytest.mark.parametrize(
    ("deadline", "expected"),
    [
        ({"what": "submission", "date": "2022-01-27", "time": "12:00"}, ["2022-01-27T12:00:00+01:00"]),
        ({"what": "submission", "date": "2022-01-27"}, ["2022-01-27"]),
        ({"what": "submission", "date": "--09-20", "time": "12:00"}, ["--09-20"]),
        ({"what": "other", "date": "2022-01-27"}, []),
    ],
)
def test_one_property_for_a_deadline(deadline: dict[str, Json], expected: list[str]) -> None:
    assert asked(made("notice", deadline=[deadline], **NOTICE), "?n c:deadline ?v") == expected


def test_every_shortcut_of_a_role_is_a_term_of_the_context() -> None:
    from corale.mappings.generated import context
    from corale.mappings.graph.involvements import shortcut
    from corale.ontology import schemes

    shortcuts = {shortcut(role) for role in schemes.concepts("role")} - {""}
    assert len(shortcuts) > 15
    assert shortcuts <= json.loads(context())["@context"].keys()


def test_every_contract_role_is_a_role() -> None:
    """records.md section 1 lists the roles; each has a concept, by its own name or by another that the mapping knows."""
    from corale.mappings.graph.involvements import ROLES
    from corale.ontology import schemes

    roles = (
        "issuer lead member proposer promoter addressee admitted selected excluded reserve represented participant "
        "signatory funder certifier facilitator methodological-support partner named mentioned"
    )
    for role in roles.split():
        assert schemes.concept("role", ROLES.get(role, role))


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("id:notice\\/avviso-7 c:legalBasis/c:refersTo ?v", ["norm/dlgs-2017-117", "norm/lr-08-2018-15"]),
        ('?n c:statedAs "art. 55 del D.Lgs. 117/2017"@it ; c:article ?v', ["55"]),
        ('?n c:statedAs "Regole di casa"@it ; c:normKind ?v', []),
        ('?n c:statedAs "L.R. 15/2018"@it ; c:normKind ?v', ["norm/regional-law"]),
    ],
)
def test_citations_lead_to_shared_norms(pattern: str, expected: list[str]) -> None:
    basis: list[Json] = ["art. 55 del D.Lgs. 117/2017", "L.R. 15/2018", "Regole di casa"]
    assert asked(made("notice", legalBasis=basis, **NOTICE), pattern) == expected


@pytest.mark.parametrize(
    ("fields", "pattern", "expected"),
    [
        (
            {"party": [{"name": "scuole", "role": "participant", "generic": True, "status": "foreseen"}]},
            "?i c:involvementRole ?v",
            [],
        ),
        (
            {"party": [{"name": "scuole", "role": "participant", "generic": True}]},
            "?i c:statedAs ?v ; c:involvementRole ?r",
            ["scuole"],
        ),
        (
            {"party": [{"name": "scuole", "role": "participant", "generic": True}]},
            "?i c:involvedAgent ?v",
            [],
        ),
        ({"meeting": [{"title": "serata pubblica", "status": "foreseen"}]}, "?p c:meeting ?v", []),
        (
            {"meeting": [{"title": "serata pubblica", "kind": "assembly", "status": "held"}]},
            "?m c:eventKind ?v",
            ["meeting/assembly"],
        ),
        (
            {"meeting": [{"title": "incontri di ascolto", "count": 3, "status": "held"}]},
            "?c c:countBasis ?v",
            ["count-basis/actual"],
        ),
        (
            {"amount": [{"what": "fund", "fund": "Fondo Sociale Locale"}]},
            "?a c:fundName ?v",
            ["Fondo Sociale Locale"],
        ),
        ({"phase": [{"title": "stesura", "start": "2023-11"}]}, "?f c:periodFrom ?v", ["2023-11"]),
        ({"phase": [{"title": "stesura", "start": "2023-11"}]}, "?f c:phaseOrder ?v", []),
        (
            {"subject": ["co-programmazione", "co-progettazione"]},
            "?p c:subject ?v",
            ["co-progettazione", "co-programmazione"],
        ),
        (
            {"legalBasis": ["art. 8 della LR n. 3/2010"]},
            "?p c:legalBasis/c:statedAs ?v",
            ["art. 8 della LR n. 3/2010"],
        ),
        ({"act": [{"type": "avviso", "date": "2023-06"}]}, "?p c:citedAct/c:statedAs ?v", ["avviso"]),
    ],
)
def test_what_the_prose_of_a_sheet_tells(fields: dict[str, Json], pattern: str, expected: list[str]) -> None:
    assert asked(made("registry-record", **fields), pattern) == expected
