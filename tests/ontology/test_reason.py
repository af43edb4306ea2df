"""Profiles and models, by owlready2's Java archive; skipped, with the reason, where Java is not there."""

from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest

from corale.errors import SetupError
from corale.ontology import explain, reason, vocabulary

CORE = vocabulary.triples("corale.ttl")
ALIGNED = (*CORE, *vocabulary.triples("alignments.ttl"))
PREFIXES = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in vocabulary.PREFIXES.items())


@pytest.fixture(autouse=True)
def java() -> Iterator[None]:
    try:
        reason._jar()
    except SetupError as fault:
        pytest.skip(str(fault))
    yield


def said(turtle: str) -> list[ox.Triple]:
    return [quad.triple for quad in ox.parse(PREFIXES + turtle, format=ox.RdfFormat.TURTLE)]


@pytest.mark.parametrize("triples", [CORE, ALIGNED], ids=["core", "with alignments"])
def test_inside_owl_2_dl_and_rl(triples: tuple[ox.Triple, ...]) -> None:
    assert reason.profile_violations(triples) == []


def test_profile_violation_is_found() -> None:
    bad = said("corale:Phase rdfs:subClassOf [ a owl:Class ; owl:unionOf (corale:Pact corale:Output) ] .")
    assert any(line.startswith("OWL 2 RL") for line in reason.profile_violations([*CORE, *bad]))


def test_core_is_consistent_without_the_alignments() -> None:
    assert reason.verdict(CORE) == reason.Verdict(True)


def test_ontology_alignments_and_sample_are_consistent(quads: list[ox.Quad]) -> None:
    skipped = ("/graph/ontology", "/graph/schemes")
    data = [quad.triple for quad in quads if not str(quad.graph_name).strip("<>").endswith(skipped)]
    assert len(data) > 1000
    assert reason.verdict([*ALIGNED, *data]) == reason.Verdict(True)


def test_inconsistency_is_found_and_explained() -> None:
    bad = said('<x:p> corale:decisionHolder <x:o> ; a COV:PublicOrganization ; rdfs:label "Comune di X"@it .')
    assert not reason.verdict([*ALIGNED, *bad]).consistent
    [finding] = explain.explain([*ALIGNED, *bad])
    assert finding.message_en == (
        "“Comune di X” cannot be both “Initiative” and “Organization”, disjoint classes: "
        "it is “Initiative” because it has “decision holder”, which holds only for that class; "
        "it is “Organization” because it is declared “Public organization”."
    )


def test_unsatisfiable_class_is_found_and_explained() -> None:
    bad = said("corale:Odd a owl:Class ; rdfs:subClassOf corale:Record, corale:Output .")
    assert reason.verdict([*ALIGNED, *bad]).unsatisfiable == (f"{vocabulary.ONTOLOGY}Odd",)
    [finding] = explain.explain([*ALIGNED, *bad])
    assert "corale:Odd" in finding.message_en and "Output" in finding.message_en


def test_wrong_datatype_is_found_and_explained() -> None:
    bad = said('<x:s> corale:scoreValue "molti" .')
    assert not reason.verdict([*ALIGNED, *bad]).consistent
    [finding] = explain.explain([*ALIGNED, *bad])
    assert "xsd:integer" in finding.message_en


def test_sound_ontology_has_nothing_to_explain() -> None:
    assert explain.explain(ALIGNED) == []


NATIONAL = ("l0", "COV", "CLV", "RO", "TI")  # ontologies of the national stack, test data
XSD = vocabulary.PREFIXES["xsd"]
OUTSIDE = {
    f"{XSD}{name}"
    for name in ["date", "gYear", "gYearMonth", "gMonth", "gMonthDay", "gDay", "time", "duration"]
}


def national(folder: Path) -> list[ox.Triple]:
    """The national ontologies without imports, datatypes that OWL 2 has not as rdfs:Literal."""
    literal = ox.NamedNode(vocabulary.expand("rdfs:Literal"))
    found = []
    for name in NATIONAL:
        for quad in ox.parse(path=folder / f"{name}.ttl"):
            if quad.predicate.value != vocabulary.expand("owl:imports"):
                outside = getattr(quad.object, "value", "") in OUTSIDE
                found.append(ox.Triple(quad.subject, quad.predicate, literal if outside else quad.object))
    return found


@pytest.mark.real
def test_no_class_is_unsatisfiable_beside_the_national_ontologies(real: Path) -> None:
    beside = national(real / "ontologies")
    assert reason.verdict([*ALIGNED, *beside]) == reason.Verdict(True)
    bad = said("corale:Odd a owl:Class ; rdfs:subClassOf corale:TemporaryGrouping, COV:SupportUnit .")
    assert f"{vocabulary.ONTOLOGY}Odd" in reason.verdict([*ALIGNED, *beside, *bad]).unsatisfiable
