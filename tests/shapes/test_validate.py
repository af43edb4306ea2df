"""Shapes are proved by cases: `valid-<shape>.ttl` has no findings, `invalid-<shape>.ttl` exactly those it expects."""

from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from rdflib.namespace import RDF, SH

from corale.errors import UsageError
from corale.findings import Severity
from corale.shapes.graphs import NAMES, back, term, with_sparql
from corale.shapes.report import SHAPE
from corale.shapes.validate import validate

CASES = Path(__file__).parents[1] / "cases" / "shapes"
VALID = sorted(CASES.glob("valid-*.ttl"))
INVALID = sorted(CASES.glob("invalid-*.ttl"))
ALL_SHAPES = with_sparql(NAMES)
OWNERS = {
    str(shape).removeprefix(SHAPE)
    for shape in ALL_SHAPES.subjects(RDF.type, SH.NodeShape)
    if any(
        (shape, target, None) in ALL_SHAPES
        for target in (SH.targetClass, SH.targetSubjectsOf, SH.targetObjectsOf)
    )
}


def expected(path: Path) -> set[str]:
    first = path.read_text(encoding="utf-8").splitlines()[0]
    return set(first.removeprefix("# expect: ").split()) if first.startswith("# expect: ") else set()


def codes(path: Path) -> set[str]:
    """The findings of the case's own shape: the one named by the file."""
    shape = rdflib.URIRef(SHAPE + path.stem.partition("-")[2])
    own = {
        str(part).removeprefix(SHAPE) for part in (shape, *ALL_SHAPES.objects(shape, SH.property | SH.sparql))
    }
    return {finding.code for finding in validate(ox.parse(path=path))[0]} & own


@pytest.mark.parametrize("path", [*VALID, *INVALID], ids=lambda path: path.stem)
def test_case_has_exactly_the_findings_it_expects(path: Path) -> None:
    assert codes(path) == expected(path)
    assert path in VALID or expected(path), "an invalid case that expects nothing proves nothing"


def test_every_shape_has_both_cases() -> None:
    assert {path.stem.removeprefix("valid-") for path in VALID} >= OWNERS
    assert {path.stem.removeprefix("invalid-") for path in INVALID} >= OWNERS


def test_every_property_shape_fails_somewhere() -> None:
    failing = set().union(*(expected(path) for path in INVALID))
    own = {
        str(shape).removeprefix(SHAPE)
        for shape in [*ALL_SHAPES.objects(None, SH.property), *ALL_SHAPES.objects(None, SH.sparql)]
        if not str(shape).removeprefix(SHAPE).startswith("in-")
    }
    assert own - failing == set()


@pytest.mark.parametrize("name", sorted(OWNERS))
def test_shape_speaks_two_languages(name: str) -> None:
    node = rdflib.URIRef(SHAPE + name)
    speaking = [*ALL_SHAPES.objects(node, SH.property | SH.sparql)]
    for shape in speaking if (node, SH.sparql, None) in ALL_SHAPES else (node, *speaking):
        assert {m.language for m in ALL_SHAPES.objects(shape, SH.message)} == {"it", "en"}, shape


def test_contradiction_is_a_warning_with_its_line() -> None:
    text = """
    @prefix corale: <https://w3id.org/corale/onto/> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
    <https://x.org/graph/osservatorio/1> { <https://x.org/id/contradiction/osservatorio-1-durationMonths>
      a corale:Contradiction ; corale:contradicts corale:durationMonths ; corale:certainty <https://w3id.org/corale/scheme/certainty/possible> ; corale:sourceLine 25 ; <http://purl.org/dc/terms/identifier> "D013" ;
      rdfs:comment "Durata dubbia."@it, "Doubtful duration."@en . }
    """
    [finding] = validate(ox.parse(text, format=ox.RdfFormat.TRIG))[0]
    assert (
        finding.severity,
        finding.code,
        finding.line,
        finding.field,
        finding.record,
        finding.message_en,
    ) == (Severity.WARNING, "D013", 25, "durationMonths", "osservatorio-1", "Doubtful duration.")


def test_report_is_the_same_in_any_order() -> None:
    quads = list(ox.parse(path=CASES / "invalid-funding.ttl"))
    assert validate(quads) == validate(quads[::-1])


def test_unknown_shapes_are_refused() -> None:
    with pytest.raises(UsageError, match="there are process"):
        validate([], ("nonsense",))


@pytest.mark.parametrize("literal", ['"007"^^<http://www.w3.org/2001/XMLSchema#integer>', '"x"@it', '"1,5"'])
def test_terms_cross_untouched(literal: str) -> None:
    quad = next(iter(ox.parse(f"<x:s> <x:p> {literal} .", format=ox.RdfFormat.N_TRIPLES)))
    assert back(term(str(quad.object))) == quad.object


DOUBTFUL = """
@prefix corale: <https://w3id.org/corale/onto/> . @prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> . @prefix : <https://x.org/id/> .
<https://x.org/graph/osservatorio/1> {
  :p a corale:ParticipatoryProcess ; corale:score :s ; corale:durationMonths 12 ;
    corale:startDate "2015-12-01"^^xsd:date ; corale:endDate "2016-05-14"^^xsd:date .
  :s a corale:ParticipationScore ; corale:scoreValue 31 ; corale:scoreMaximum 30 .
  CONTRADICTION
}
"""


def test_a_conflict_in_the_source_is_a_warning_and_holds_nothing_back() -> None:
    findings, _ = validate(ox.parse(DOUBTFUL.replace("CONTRADICTION", ""), format=ox.RdfFormat.TRIG))
    assert {(f.code, f.severity, f.field) for f in findings} == {
        ("score-within-maximum", Severity.WARNING, "scoreValue"),
        ("duration-differs", Severity.WARNING, "durationMonths"),
    }


def test_a_conflict_that_the_record_tells_is_told_once() -> None:
    told = """:c a corale:Contradiction ; corale:contradicts corale:score ; corale:certainty <https://w3id.org/corale/scheme/certainty/possible> ; corale:sourceLine 3 ; <http://purl.org/dc/terms/identifier> "D010" ;
      <http://www.w3.org/2000/01/rdf-schema#comment> "Oltre."@it, "Above."@en .
    :d a corale:Contradiction ; corale:contradicts corale:durationMonths ; corale:certainty <https://w3id.org/corale/scheme/certainty/possible> ; corale:sourceLine 4 ; <http://purl.org/dc/terms/identifier> "D005" ;
      <http://www.w3.org/2000/01/rdf-schema#comment> "Dubbia."@it, "Doubtful."@en ."""
    findings, report = validate(ox.parse(DOUBTFUL.replace("CONTRADICTION", told), format=ox.RdfFormat.TRIG))
    assert sorted((f.code, f.line) for f in findings) == [("D005", 4), ("D010", 3)]
    shapes = {str(quad.object) for quad in report if quad.predicate.value.endswith("#sourceShape")}
    assert f"<{SHAPE}score-within-maximum>" in shapes, "the SHACL report stays whole"
