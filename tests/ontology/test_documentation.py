"""The documentation holds every term and concept, in both languages, from the Turtle alone."""

import json

import pytest

from corale import artefacts
from corale.ontology import documentation, schemes
from corale.ontology.documentation import SECTIONS
from corale.ontology.vocabulary import ONTOLOGY, SCHEME, terms


@pytest.mark.parametrize("language", ["it", "en"])
def test_model_holds_every_term_and_scheme(language: str) -> None:
    model = documentation.model(language)
    shown = {term["iri"] for section in SECTIONS.values() for term in model[section]}
    assert shown == set(terms())
    assert [scheme["slug"] for scheme in model["schemes"]] == list(schemes.names())
    for section in SECTIONS.values():
        for term in model[section]:
            assert all(
                term[text] for text in ("label", "definition", "example", "status", "anchor", "path")
            ), term["iri"]
    json.dumps(model)


def test_languages_differ() -> None:
    italian, english = (
        documentation.term(f"{ONTOLOGY}decisionHolder", language) for language in ("it", "en")
    )
    assert (italian["label"], english["label"]) == ("titolare della decisione", "decision holder")
    assert italian["definition"] != english["definition"]


def test_term_shows_frame_hierarchy_and_alignments() -> None:
    shown = documentation.term(f"{ONTOLOGY}decisionHolder", "en")
    assert [one["curie"] for one in shown["domain"]] == ["corale:ParticipatoryProcess"]
    assert [one["curie"] for one in shown["parents"]] == ["corale:involves"]
    assert [one["relation"] for one in shown["alignments"]] == ["rdfs:seeAlso"]
    assert all(one["why"] for one in shown["alignments"])
    process = documentation.term(f"{ONTOLOGY}ParticipatoryProcess", "en")
    assert {one["anchor"] for one in process["children"]} == {"CoDesign", "CoProgramming"}
    assert "startDate" in {one["anchor"] for one in process["properties"]}
    assert "PublicNotice" in {one["anchor"] for one in process["disjoint"]}


def test_scheme_shows_concepts_spellings_and_fields() -> None:
    shown = documentation.scheme("livello", "en")
    assert shown["complete"] and [one["curie"] for one in shown["fields"]] == ["corale:participationLevel"]
    assert [one["notation"] for one in shown["concepts"]] == ["1", "2", "3", "4"]
    assert shown["concepts"][3]["spellings"] == ["EMPOWERMENT"]
    assert shown["concepts"][3]["alignments"][0]["target"]["iri"] == f"{SCHEME}spectrum/empower"
    assert documentation.scheme("tematica", "it")["concepts"] == []


def test_anchors_are_unique() -> None:
    model = documentation.model("it")
    anchors = [term["anchor"] for section in SECTIONS.values() for term in model[section]]
    assert len(set(anchors)) == len(anchors)


@pytest.mark.parametrize("language", ["it", "en"])
def test_every_term_stands_under_one_theme(language: str) -> None:
    themes = documentation.themes(language)
    shown = [term["iri"] for theme in themes for term in theme["terms"]]
    assert sorted(shown) == sorted(terms())
    assert all(theme["label"] and theme["terms"] for theme in themes)
    placed = {name for row in artefacts.text("ontology", "themes.csv").splitlines() for name in row.split()}
    named = {f"corale:{name}" for name in (term.name for term in terms().values() if term.kind == "class")}
    assert named <= {name.rpartition(",")[2] for name in placed}


@pytest.mark.parametrize(
    ("name", "theme"),
    [
        ("decisionHolder", "who"),
        ("budget", "notice"),
        ("grantAmount", "money"),
        ("hasOutput", "outputs"),
        ("startDate", "process"),
        ("gapReason", "record"),
        ("legalBasis", "law"),
        ("adoptedBy", "outputs"),
        ("opensProcedure", "notice"),
    ],
)
def test_a_property_stands_where_it_leads_to_or_begins(name: str, theme: str) -> None:
    held = {term["anchor"]: one["anchor"] for one in documentation.themes("it") for term in one["terms"]}
    assert held[name] == theme
