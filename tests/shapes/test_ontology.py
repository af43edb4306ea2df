"""The meta-shapes: clean on our files, and each finds the fault it is there for."""

import shutil
from pathlib import Path

import pyoxigraph as ox
import pytest

from corale import artefacts
from corale.errors import SetupError
from corale.ontology import changes, reason, vocabulary
from corale.shapes.ontology import check, meta

OURS = vocabulary.ONTOLOGY
PREFIXES = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in vocabulary.PREFIXES.items()) + (
    "@prefix vs: <http://www.w3.org/2003/06/sw-vocab-status/ns#> .\n"
    "@prefix dcam: <http://purl.org/dc/dcam/> .\n@prefix stato: <https://w3id.org/corale/scheme/stato/> .\n"
    "@prefix spectrum: <https://w3id.org/corale/scheme/spectrum/> .\n"
)
SOUND = [
    t
    for name in ("corale.ttl", "alignments.ttl", *vocabulary.scheme_files())
    for t in vocabulary.triples(name)
]
TERM = """ rdfs:isDefinedBy <https://w3id.org/corale/onto/> ; rdfs:label "Prova"@it, "Trial"@en ;
  skos:definition "Cosa che serve alla verifica."@it, "Thing that serves the check."@en ;
  skos:example "Uno."@it, "One."@en ; vs:term_status "testing" """
FRAME = "rdfs:domain corale:Phase ; rdfs:range xsd:string ;"
CONCEPT = """ a skos:Concept ; skos:inScheme <https://w3id.org/corale/scheme/stato> ;
  skos:definition "Stato di prova."@it, "Trial state."@en ; dct:source "prova"@it ; skos:notation "x" """


def said(turtle: str) -> list[ox.Triple]:
    return [quad.triple for quad in ox.parse(PREFIXES + turtle, format=ox.RdfFormat.TURTLE)]


def without(subject: str, predicate: str) -> list[ox.Triple]:
    gone = (vocabulary.expand(subject), vocabulary.expand(predicate))
    return [t for t in SOUND if (getattr(t.subject, "value", ""), t.predicate.value) != gone]


def codes(triples: list[ox.Triple]) -> set[str]:
    return {finding.code for finding in meta(triples)}


def test_ours_are_clean() -> None:
    assert [finding.text("en") for finding in meta(SOUND)] == []


def test_a_sound_new_term_is_clean() -> None:
    assert codes([*SOUND, *said(f"corale:trial a owl:DatatypeProperty ; {FRAME} {TERM} .")]) == set()


@pytest.mark.parametrize(
    ("subject", "predicate", "code"),
    [
        ("corale:Phase", "rdfs:label", "meta-label"),
        ("corale:Phase", "skos:definition", "meta-definition"),
        ("corale:Phase", "skos:example", "meta-example"),
        ("corale:Phase", "rdfs:isDefinedBy", "meta-origin"),
        ("corale:phaseOrder", "rdfs:range", "meta-frame"),
        ("corale:phaseOrder", "rdfs:domain", "meta-frame"),
        ("corale:", "owl:versionIRI", "header-versionIRI"),
        ("corale:", "owl:versionInfo", "header-versionInfo"),
        ("corale:", "dct:title", "header-title"),
        ("corale:", "dct:description", "header-description"),
        ("corale:", "dct:created", "header-created"),
        ("corale:", "dct:issued", "header-issued"),
        ("corale:", "dct:modified", "header-modified"),
        ("corale:", "dct:creator", "header-creator"),
        ("corale:", "dct:publisher", "header-publisher"),
        ("corale:", "dct:rightsHolder", "header-rightsHolder"),
        ("corale:", "dct:license", "header-license"),
        ("corale:", "dct:bibliographicCitation", "header-citation"),
        ("corale:", "dcat:theme", "header-theme"),
        ("corale:", "dcat:keyword", "header-keyword"),
    ],
)
def test_what_is_missing_is_found(subject: str, predicate: str, code: str) -> None:
    assert code in codes(without(subject, predicate))


@pytest.mark.parametrize(
    ("turtle", "code"),
    [
        (f"corale:Trial a owl:Class ; {TERM} .", "meta-unconnected"),
        (f"corale:trial a owl:Class ; rdfs:subClassOf corale:Phase ; {TERM} .", "meta-class"),
        (f"corale:Trial a owl:DatatypeProperty ; {FRAME} {TERM} .", "meta-property"),
        (f"corale:trial a owl:AnnotationProperty ; {TERM} .", "meta-annotation"),
        ("corale:Trial a owl:Class ; rdfs:subClassOf corale:Phase .", "meta-term"),
        (
            f"corale:trial a owl:DatatypeProperty ; {FRAME} {TERM.replace('testing', 'draft')} .",
            "meta-status",
        ),
        (
            f"corale:trial a owl:DatatypeProperty ; {FRAME} {TERM.replace('Cosa che serve alla verifica', 'Prova')} .",
            "meta-circular",
        ),
        (
            f"corale:Trial a owl:Class ; rdfs:subClassOf corale:Phase ; {TERM.replace('Prova', 'Fase')} .",
            "meta-same-label",
        ),
        (f"corale:trial a owl:DatatypeProperty ; {FRAME} {TERM} ; owl:deprecated true .", "meta-deprecated"),
        (
            f"corale:trial a owl:DatatypeProperty ; {FRAME} {TERM.replace('testing', 'deprecated')} .",
            "meta-deprecated",
        ),
        (
            f"corale:trial a owl:DatatypeProperty ; {FRAME} {TERM.replace('Thing that serves the check', 'Points obtained')} .",
            "meta-same-definition",
        ),
        ("corale:Output rdfs:subClassOf corale:Pact .", "meta-cycle"),
        ("corale:Output owl:equivalentClass <http://data.europa.eu/m8g/Output> .", "meta-equivalence"),
        (
            "<https://w3id.org/corale/onto/> owl:imports <https://w3id.org/italia/onto/COV> .",
            "header-imports",
        ),
        (
            "<https://w3id.org/corale/onto/#align-x> a owl:Axiom ; owl:annotatedSource corale:Pact ; "
            "owl:annotatedProperty owl:equivalentClass ; owl:annotatedTarget prov:Entity .",
            "alignment-property",
        ),
        (
            "<https://w3id.org/corale/onto/#align-x> a owl:Axiom ; owl:annotatedSource corale:Pact ; "
            "owl:annotatedProperty skos:closeMatch ; owl:annotatedTarget prov:Entity .",
            "alignment-why",
        ),
        (f'stato:prova {CONCEPT} ; skos:prefLabel "Prova"@it .', "concept-label"),
        (f'stato:prova {CONCEPT} ; skos:prefLabel "concluso"@it, "Over"@en .', "concept-spelling"),
        (
            f'stato:prova {CONCEPT.replace("x", "concluso", 1)} ; skos:prefLabel "Prova"@it, "Trial"@en .',
            "concept-notation-twice",
        ),
        (
            "<https://w3id.org/corale/scheme/prova> a skos:ConceptScheme ; corale:completeList true .",
            "scheme-top",
        ),
        ("<https://w3id.org/corale/scheme/prova> a skos:ConceptScheme .", "scheme-title"),
        ("<https://example.org/prova> a skos:ConceptScheme .", "meta-scheme"),
        ("<https://example.org/prova> a skos:Concept .", "meta-concept"),
    ],
)
def test_what_is_wrong_is_found(turtle: str, code: str) -> None:
    added = said(
        turtle.replace('notation "x"', 'notation "concluso"') if code == "concept-notation-twice" else turtle
    )
    assert code in codes([*SOUND, *added])


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(artefacts.path("ontology"), tmp_path / "ontology"))


def test_the_folder_is_clean(copy: Path) -> None:
    assert [finding.text("en") for finding in check(copy) if finding.code != "O000"] == []


def test_a_fault_is_told_with_file_and_line(copy: Path) -> None:
    file = copy / "corale.ttl"
    lines = file.read_text(encoding="utf-8").splitlines()
    file.write_text(
        "\n".join([*lines, "corale:badName a owl:Class ; rdfs:subClassOf corale:Phase ."]), encoding="utf-8"
    )
    found = {finding.code: finding for finding in check(copy)}
    assert (found["meta-class"].file, found["meta-class"].line) == ("corale.ttl", len(lines) + 1)
    assert found["meta-class"].message_en.startswith("corale:badName: ")


def test_a_broken_file_is_told_with_its_line(copy: Path) -> None:
    (copy / "schemes" / "stato.ttl").write_text("@prefix : <x:> .\n:a :b\n", encoding="utf-8")
    [finding] = check(copy)
    assert (finding.code, finding.file) == ("O008", "schemes/stato.ttl")
    assert finding.line >= 2


def test_an_inconsistency_is_told_in_words(copy: Path) -> None:
    with (copy / "corale.ttl").open("a", encoding="utf-8") as file:
        file.write('<https://x.org/a> a corale:Phase, corale:Pact ; rdfs:label "Uno"@it .\n')
    found = [finding.message_it for finding in check(copy) if finding.code == "O003"]
    assert found and "«Uno» non può essere insieme" in found[0]


def test_without_java_a_note_says_so(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing() -> Path:
        raise SetupError("no Java")

    monkeypatch.setattr(reason, "_jar", missing)
    assert [finding.code for finding in check(copy)] == ["O000"]


def test_a_change_that_the_changelog_does_not_tell_is_found(copy: Path) -> None:
    """Against a version released as it now is, a new term needs a version and a line of the changelog."""
    version, terms = changes.current()
    (copy / "versions").mkdir(exist_ok=True)
    (copy / "versions" / f"{version}.csv").write_text(changes.snapshot(terms), encoding="utf-8")
    with (copy / "corale.ttl").open("a", encoding="utf-8") as file:
        file.write(f"corale:trial a owl:DatatypeProperty ; {FRAME} {TERM} .\n")
    found = [finding.message_en for finding in check(copy) if finding.code == "O007"]
    assert found == [f"trial: added in {version}; version {version} is already released."]
