"""Twenty questions of people, answered by a scripted client of the protocol that knows nothing but the tools.

A script looks for an example and runs it, or finds the thing that is named, or asks for the schema; it then runs a
query of the words that it was given. The IRIs were found in the five documents by hand."""

import asyncio
from dataclasses import dataclass
from typing import Any

import pytest

mcp = pytest.importorskip("mcp")

from tests.endpoint.conftest import Live  # noqa: E402

from corale.mcp.server import server  # noqa: E402
from corale.mcp.service import Service  # noqa: E402

ID = "https://w3id.org/corale/id/"
PACT, RULES, PLAN, WELFARE = (
    f"process/osservatorio-{key}" for key in ("xcb7ae2eb49", "x4bcf59f596", "x1e9dc57c0d", "x06d17c34d2")
)
NOTICE = "notice/avviso-x6fc5ebeb3a"
THEN = "process/avviso-x6fc5ebeb3a-2018"


@dataclass(frozen=True, slots=True)
class Script:
    """What a client does about a question: finds `named` (its IRI goes into the query as `{iri}`), or the terms
    for `need` (which must be among those offered), or else the example `example`, of which it looks up the names
    in `column`, where that has no IRIs; and the IRIs it must get."""

    wanted: tuple[str, ...]
    named: str = ""
    need: str = ""
    terms: tuple[str, ...] = ()
    example: str = ""
    column: str = ""
    query: str = ""


QUESTIONS = {
    "Chi decide nel processo di Ferrara?": Script(
        ("organisation/comune-038008",),
        named="Ferrara",
        query="SELECT ?holder { ?p dct:spatial <{iri}> ; corale:decisionHolder ?holder }",
    ),
    "Quali processi riguardano Pesaro?": Script(
        (RULES,), named="Pesaro", query="SELECT ?p { ?p dct:spatial <{iri}> ; a corale:ParticipatoryProcess }"
    ),
    "In quali processi entra il Comune di Reggio nell'Emilia?": Script(
        (WELFARE,),
        named="comune di Reggio nell'Emilia",
        query="SELECT ?p { ?i corale:involvedAgent <{iri}> ; corale:inProcess ?p }",
    ),
    "Who leads the Zona sociale 7?": Script(
        ("organisation/comune-054024",),
        named="Zona sociale 7",
        query="SELECT ?lead { ?area corale:areaAuthority <{iri}> ; corale:areaLead ?lead }",
    ),
    "Quali comuni formano la Zona sociale 7?": Script(
        tuple(f"place/0540{code}" for code in (16, 19, 23, 24, 46, 49)),
        named="Zona sociale 7",
        query="SELECT ?m { ?area corale:areaAuthority <{iri}> ; corale:memberMunicipality ?m }",
    ),
    "In quale procedimento è nominata la cooperativa Il Sicomoro?": Script(
        (THEN,), named="Il Sicomoro Soc. Coop. Sociale", query="SELECT ?p { ?p corale:namedEntity <{iri}> }"
    ),
    "What came out of the pact for welfare?": Script(
        ("output/osservatorio-x06d17c34d2-1",),
        named="Patto per il welfare",
        query="SELECT ?o { <{iri}> corale:output ?o }",
    ),
    "Quali luoghi riguarda il regolamento del welfare di comunità?": Script(
        ("place/041044", "place/ambito-territoriale-sociale-1-pesaro"),
        named="Confronto sul Regolamento del welfare di comunità",
        query="SELECT ?where { <{iri}> dct:spatial ?where }",
    ),
    "quali enti del terzo settore sono stati ammessi?": Script(
        (
            "organisation/asad-cooperativa-sociale-perugia",
            "organisation/il-sicomoro-cooperativa-sociale-perugia",
        ),
        example="11-third-sector-entities",
        column="name",
    ),
    "membri e capofila di una zona sociale": Script(
        ("organisation/comune-054024",), example="45-zones-members-and-lead", column="lead"
    ),
    "unioni di comuni titolari della decisione": Script(
        ("organisation/unione-dei-comuni-valli-del-reno-lavino-e-samoggia",),
        example="06-unions-as-holders",
        column="holder",
    ),
    "who decides in how many processes?": Script(
        ("organisation/comune-041044", "organisation/comune-035033"), example="decision-holders"
    ),
    "i punteggi più alti": Script((PACT,), example="highest-scores"),
    "which outputs are there?": Script(("output/osservatorio-x1e9dc57c0d-1",), example="outputs"),
    "Quale processo è arrivato all'empowerment?": Script(
        (PACT,),
        need="livello di partecipazione",
        terms=("corale:participationLevel",),
        query="SELECT ?p { ?p corale:participationLevel ?l . ?l skos:prefLabel 'Empowerment'@it }",
    ),
    "Which notice had its deadline in January 2022?": Script(
        (NOTICE,),
        need="deadline of a notice",
        terms=("corale:deadline",),
        query="SELECT ?n { ?n corale:deadline ?d FILTER STRSTARTS(STR(?d), '2022-01') }",
    ),
    "Quali procedimenti sono co-programmazioni?": Script(
        (PLAN,),
        need="co-programmazione",
        terms=("corale:CoProgramming",),
        query="SELECT ?p { ?p a corale:CoProgramming }",
    ),
    "Chi ha dato sostegno metodologico a Pesaro?": Script(
        ("organisation/dipartimento-di-economia-societa-politica-universita-di-urbino",),
        need="sostegno metodologico",
        terms=("corale:methodologicalSupport",),
        query="SELECT ?who { ?p corale:methodologicalSupport ?who }",
    ),
    "Which process got a grant of 10,000 euro?": Script(
        (PACT,),
        need="grant amount",
        terms=("corale:grantAmount",),
        query="SELECT ?p { ?p corale:funding/corale:grantAmount ?g FILTER (?g = 10000) }",
    ),
    "Quale processo è del 2012?": Script(
        (WELFARE,), need="anno", terms=("corale:year",), query="SELECT ?p { ?p corale:year 2012 }"
    ),
}


async def answer(client: Any, question: str, script: Script) -> list[str]:
    """Return the IRIs of the answer to a question, by the tools alone."""

    async def call(tool: str, **given: str) -> dict[str, Any]:
        told = await client.call_tool(tool, given)
        assert not told.is_error, told.content
        found: dict[str, Any] = told.structured_content
        return found

    query = script.query
    if script.example:
        offered = (await call("find_example", question=question))["examples"]
        query = next(one["query"] for one in offered if one["name"] == script.example)
    if script.named:
        found = (await call("find_entity", name=script.named))["found"]
        query = query.replace("{iri}", found[0]["iri"])
    if script.need:
        terms = {one["name"] for one in (await call("describe_schema", need=script.need))["terms"]}
        assert set(script.terms) <= terms, question
    told = await call("run_query", sparql=query)
    assert told["release"] and told["rows_in_all"] == len(told["rows"])
    if script.column:
        names = dict.fromkeys(row[script.column] for row in told["rows"] if script.column in row)
        return [(await call("find_entity", name=name))["found"][0]["iri"] for name in names]
    return [value for row in told["rows"] for value in row.values() if value.startswith(ID)]


def test_twenty_questions_get_the_right_iris(sample: Live) -> None:
    async def main() -> dict[str, list[str]]:
        async with mcp.Client(server(Service(sample.url)), read_timeout_seconds=120) as client:
            return {text: await answer(client, text, script) for text, script in QUESTIONS.items()}

    told = asyncio.run(main())
    wrong = {
        text: told[text]
        for text, script in QUESTIONS.items()
        if not {ID + tail for tail in script.wanted} <= set(told[text])
    }
    assert wrong == {} and len(QUESTIONS) == 20
    exact = [text for text, script in QUESTIONS.items() if not script.example]
    assert [text for text in exact if set(told[text]) != {ID + one for one in QUESTIONS[text].wanted}] == []


def test_an_answer_leads_down_to_its_line(sample: Live) -> None:
    """The answer to a question, then its proof: file, line and words, by the same client."""

    async def main() -> Any:
        async with mcp.Client(server(Service(sample.url)), read_timeout_seconds=120) as client:
            (best,) = await answer(
                client, "punteggio", Script((), query="SELECT ?s { ?s corale:scoreValue 27 }")
            )
            told = await client.call_tool(
                "explain_statement", {"subject": best, "predicate": "corale:scoreValue"}
            )
            return told.structured_content["proofs"]

    (proof,) = asyncio.run(main())
    assert proof["file"].endswith("casalecchio-patto-partecipazione.txt")
    assert proof["words"] == "27 / 30" and proof["line"] > 1
