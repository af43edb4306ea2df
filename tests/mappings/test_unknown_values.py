"""No stated value is lost or turned into a gap: an unknown value under every coded label of every template."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from corale.data.gazetteer import provisional
from corale.data.rdf.canonical import Terms, value
from corale.data.rdf.grades import grade
from corale.fields import fields
from corale.mappings.extract import extract
from corale.mappings.graph import statements as graph
from corale.mappings.graph.nodes import linked
from corale.mappings.linking import coded
from corale.mappings.linking.link import link
from corale.mappings.reading.template import load
from corale.ontology.vocabulary import BASE, SCHEME, expand
from corale.record import Record

NEVER = "Valore mai visto"
TABLE = fields("process")
CODED = sorted(
    {
        (label.field, label.name, TABLE[label.field].scheme)
        for label in load("osservatorio").labels.values()
        if label.field in TABLE and TABLE[label.field].value == "concept"
    }
)
HEADS = {
    "A": ["Regione Emilia-Romagna", "", "Processo di prova", "", "Processo", ""],
    "B": [
        "Regione Emilia-Romagna",
        "",
        "Processo di prova",
        "",
        "Processo",
        "",
        "Caratteristiche",
        "",
        "Struttura responsabile del processo",
        "",
        "Comune di Ferrara",
        "",
    ],
    "C": ["Processo di prova", "Processo"],
}


def page(template: str, label: str, stated: str) -> str:
    """A page of the template that states one unknown value behind a label, between known labels."""
    gap = [] if template == "C" else [""]
    lines = [*HEADS[template]]
    for name, said in (("Durata (mesi)", "12"), (label, stated), ("Anno di chiusura", "2015")):
        lines += [name, *gap, said, *gap]
    return "\n".join(lines) + "\n"


def read(folder: Path, text: str) -> Record:
    folder.mkdir()
    (folder / "7.txt").write_text(text, encoding="utf-8")
    [extraction] = extract([folder])
    return extraction.record


def said(record: Record) -> Iterator[Terms]:
    yield from next(graph.each([linked(record, link(record))[0]]))


@pytest.mark.parametrize("template", sorted(HEADS))
@pytest.mark.parametrize(
    ("field", "label", "scheme"), CODED, ids=[f"{one[0]}-{one[1][:20]}" for one in CODED]
)
def test_an_unknown_value_is_a_provisional_entry(
    tmp_path: Path, template: str, field: str, label: str, scheme: str
) -> None:
    record = read(tmp_path / "in", page(template, label, NEVER))
    assert field not in {gap.field for gap in record.gaps if gap.reason != "label-missing"}
    entry = f"<{provisional.iri(scheme, 'valore-mai-visto', BASE)}>"
    statements = [one for one in said(record) if one[2] == entry]
    stated = [one for one in statements if grade(one[3]) == "stated"]
    assert [one[1] for one in stated] == [f"<{expand(TABLE[field].curie)}>"] or field == "guaranteeFunction"
    assert [one for one in statements if one[1] == f"<{expand('rdf:object')}>"], "its evidence joins"
    assert (scheme, NEVER) in link(record).values


@pytest.mark.parametrize("template", sorted(HEADS))
def test_a_stated_field_of_action_is_never_a_gap(tmp_path: Path, template: str) -> None:
    for number, words in enumerate(("Welfare", "Sanità di comunità", "Cultura / Sport")):
        record = read(tmp_path / f"{number}", page(template, "Ambito di intervento", words))
        assert record.fields["interventionArea"] == words
        assert "interventionArea" not in {gap.field for gap in record.gaps}


def test_an_unknown_label_is_no_value_of_the_empty_label_before_it(tmp_path: Path) -> None:
    text = page("A", "Ambito di intervento", "Nuova voce del registro\n\nquel che ne dice")
    record = read(tmp_path / "in", text)
    assert "interventionArea" not in record.fields
    assert "Nuova voce del registro" in {one.value for one in record.candidates}
    assert "interventionArea" not in {gap.field for gap in record.gaps}, (
        "something stood there: it waits for a person"
    )


def test_a_provisional_entry_has_its_words_and_its_list() -> None:
    spelt = [
        ("ambito", "Sanità di comunità"),
        ("ambito", "SANITA' DI COMUNITÀ"),
        ("tecnica", "Sanità di comunità"),
    ]
    found = {(value(str(s)), value(str(p)), value(str(o))) for s, p, o in provisional.described(spelt, BASE)}
    one = provisional.iri("ambito", "sanita-di-comunita", BASE)
    assert (one, expand("skos:inScheme"), f"{SCHEME}ambito") in found
    assert (one, expand("corale:provisional"), "true") in found
    assert len({s for s, _, _ in found}) == 2
    labels = sorted(
        o for s, p, o in found if s == one and p in (expand("skos:prefLabel"), expand("skos:altLabel"))
    )
    assert labels == ["SANITA' DI COMUNITÀ", "Sanità di comunità"]


def test_coded_values_are_those_that_the_graph_resolves(tmp_path: Path) -> None:
    record = read(tmp_path / "in", page("A", "Ambito di intervento", NEVER))
    assert ("ambito", NEVER) in list(coded.coded(record))
    assert coded.unknown(record) == link(record).values


def test_named_participants_are_bodies_never_entries(tmp_path: Path) -> None:
    text = page(
        "A", "Partecipanti", "Singoli cittadini / Associazione Noi del Campanone / Giovani in cerca di casa"
    )
    record = read(tmp_path / "in", text)
    assert record.fields["participant"] == ["Associazione Noi del Campanone"]
    assert link(record).values == (("partecipanti", "Giovani in cerca di casa"),)
