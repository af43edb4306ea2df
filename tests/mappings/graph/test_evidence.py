"""Evidence joins: every value of a record has evidence of exactly its statement, and all evidence proves one."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from tests.five import FIVE

from corale import artefacts
from corale.data.rdf.canonical import Terms
from corale.data.rdf.grades import grade, line_of
from corale.mappings.extract import extract
from corale.mappings.graph import statements as graph
from corale.mappings.graph.graph_builder import FRAME
from corale.mappings.graph.nodes import linked, publishable
from corale.mappings.linking.link import link
from corale.ontology import reading_rules
from corale.ontology.vocabulary import compact

RECORD_ITSELF = {
    "foaf:primaryTopic",
    "dct:identifier",
    "dct:source",
    "dct:license",
    "corale:digest",
    "corale:mappingVersion",
    "corale:sourceUrl",
    "dct:valid",
    "corale:templateVariant",
    "corale:truncated",
    "prov:wasDerivedFrom",
    "corale:grade",
    "corale:dataGap",
    "corale:hasContradiction",
}
"""What is said of the record as a document, of its graphs, and of what it lacks."""
LINKS = {
    "corale:aboutProcedure",
    "corale:previousEdition",
    "corale:involvement",
    "corale:certification",
    "corale:funding",
    "corale:governanceBody",
    "corale:hasOutput",
    "corale:decisionAct",
    "corale:attachment",
    "corale:phase",
    "corale:score",
    "corale:criterionOutcome",
    "CLV:hasAddress",
    "corale:legalBasis",
    "corale:referenceNorm",
    "corale:citedAct",
    "corale:output",
    "corale:adoptedByOrgan",
    "corale:amount",
    "corale:meeting",
    "corale:expectedMeeting",
    "corale:count",
    "corale:period",
}
"""Links from a thing to a part of it: they stand with the value that made the part."""
MADE = {
    "rdf:type",
    "rdfs:label",
    "corale:inProcess",
    "corale:involvementRole",
    "corale:foreseenRole",
    "corale:organKind",
}
"""What makes a part: it follows from the field the value stands in."""
ABOUT_THE_RECORD = ("/id/gap/", "/id/contradiction/")


@dataclass
class Said:
    """What one record says: statements with the grade of their graph, and evidence by node."""

    statements: dict[tuple[str, str, str], str] = field(default_factory=dict)
    evidence: dict[str, dict[str, list[str]]] = field(default_factory=dict)

    def take(self, terms: Terms) -> None:
        subject, predicate, stated, home = terms
        if grade(home) == "evidence":
            self.evidence.setdefault(subject, {}).setdefault(compact(predicate[1:-1]), []).append(stated)
        else:
            assert (subject, predicate, stated) not in self.statements, "one triple stands in one graph"
            self.statements[subject, predicate, stated] = grade(home)

    def proved(self) -> dict[tuple[str, str, str], list[dict[str, list[str]]]]:
        found: dict[tuple[str, str, str], list[dict[str, list[str]]]] = {}
        for one in self.evidence.values():
            [subject], [predicate], [stated] = (
                one[f"rdf:{name}"] for name in ("subject", "predicate", "object")
            )
            found.setdefault((subject, predicate, stated), []).append(one)
        return found


def records(paths: list[Path]) -> Iterator[Said]:
    for extraction in extract(paths):
        if publishable(extraction.record):
            document, _ = linked(extraction.record, link(extraction.record), extraction.findings)
            said = Said()
            for terms in next(graph.each([document])):
                said.take(terms)
            yield said


def check(paths: list[Path]) -> int:
    """Return how many values were walked."""
    walked = 0
    for said in records(paths):
        proved = said.proved()
        assert proved.keys() <= said.statements.keys(), "all evidence joins"
        for statement, graded in said.statements.items():
            subject, predicate, stated = statement
            name = compact(predicate[1:-1])
            part = name in LINKS and any(subject_ == stated for subject_, _, _ in said.statements)
            if name in RECORD_ITSELF | MADE or part or any(kind in subject for kind in ABOUT_THE_RECORD):
                continue
            assert statement in proved, statement
            rules = {
                rule[1:-1].rpartition("/")[2] for one in proved[statement] for rule in one["corale:rule"]
            }
            assert rules <= reading_rules.known()
            assert graded in {reading_rules.rule(rule).grade for rule in rules}, statement
            walked += 1
        for one in said.evidence.values():
            assert {len(values) for name, values in one.items() if name != "prov:wasDerivedFrom"} == {1}
            for premise in one.get("prov:wasDerivedFrom", []):
                assert premise in said.evidence
    return walked


def test_every_value_of_the_sample_has_evidence_and_all_evidence_a_value() -> None:
    assert check([artefacts.path("data", "records")]) > 300


@pytest.mark.real
@pytest.mark.parametrize(("name", "least"), [("seeds", 300), ("samples", 150), ("corpus", 500)])
def test_every_value_of_the_real_documents_has_evidence(real: Path, name: str, least: int) -> None:
    assert check([real / name]) > least


def test_the_frame_of_parts_is_what_the_walk_leaves_out() -> None:
    assert {"@type" if name == "rdf:type" else name.partition(":")[2] for name in MADE} == FRAME


def test_day_and_hour_of_a_deadline_prove_the_one_instant() -> None:
    [notice] = records([FIVE / "avviso"])
    [instant] = [one for one in notice.statements if one[1].endswith("/deadline>")]
    rules = {one["corale:rule"][0].rpartition("/")[2] for one in notice.proved()[instant]}
    assert rules == {"deadline>", "deadline-time>"}
    assert not [one for one in notice.statements if one[1].endswith("/deadlineDate>")]


def test_an_inferred_year_names_the_date_it_follows_from() -> None:
    found = [
        (said, one)
        for said in records([FIVE / "osservatorio"])
        for one, graded in said.statements.items()
        if graded == "inferred" and one[1].endswith("/startYear>")
    ]
    assert found
    for said, statement in found:
        [evidence] = said.proved()[statement]
        [premise] = evidence["prov:wasDerivedFrom"]
        assert said.evidence[premise]["rdf:predicate"][0].endswith("/startDate>")
        assert (
            line_of(evidence["corale:quotedFrom"][0])
            == line_of(said.evidence[premise]["corale:quotedFrom"][0])
            > 0
        )


def test_what_is_inferred_names_its_premises_or_quotes_the_label_that_is_one() -> None:
    counted = 0
    for said in records([FIVE]):
        for evidence in said.evidence.values():
            name = evidence["corale:rule"][0][1:-1].rpartition("/")[2]
            if reading_rules.rule(name).grade == "inferred":
                counted += 1
                if name == "unprinted-yes":
                    assert line_of(evidence["corale:quotedFrom"][0]) > 0 and evidence["corale:statedAs"]
                else:
                    assert evidence["prov:wasDerivedFrom"], evidence
    assert counted > 20


def test_evidence_is_small() -> None:
    said = list(records([artefacts.path("data", "records")]))
    quads = sum(len(values) for one in said for node in one.evidence.values() for values in node.values())
    assert quads <= 6.1 * sum(len(one.proved()) for one in said)  # what is read bears its confidence, too
