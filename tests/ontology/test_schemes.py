"""The schemes: what resolves, what does not, and that spellings are unambiguous."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal

from corale import artefacts
from corale.errors import UsageError
from corale.ontology import schemes, vocabulary
from corale.ontology.vocabulary import SCHEME


@pytest.mark.parametrize(
    ("scheme", "stated", "concept"),
    [
        ("livello", "EMPOWERMENT", "empowerment"),
        ("natura", "Processo certificato e finanziato", "certificato-e-finanziato"),
        ("procedure", "Coprogrammazione", "co-programmazione"),
        ("procedure", "co – progettazione", "co-progettazione"),
        ("allegato", "08 - Altra documentazione di processo", "altra-documentazione-di-processo"),
        (
            "funzione",
            "Supervisione sull’imparzialità del conduttore del processo",
            "supervisione-sull-imparzialita",
        ),
        ("figura", "Facilitatori (Esterni)", "facilitatori-esterni"),
        ("legal-form", "Soc. Coop. Sociale", "social-cooperative"),
        ("runts", "ODV", "volunteer-organisations"),
        ("criterio", "Beni confiscati e modalità di  gestione", "beni-confiscati"),
    ],
)
def test_stated_values_resolve(scheme: str, stated: str, concept: str) -> None:
    assert schemes.resolve(scheme, stated) == f"{SCHEME}{scheme}/{concept}"


@pytest.mark.parametrize(
    ("scheme", "stated"),
    [("ambito", "Sanità e welfare"), ("tematica", "x"), ("livello", ""), ("no", "x"), ("gap", "No")],
)
def test_what_is_unknown_stays_text(scheme: str, stated: str) -> None:
    assert schemes.resolve(scheme, stated) is None


def test_a_spelling_means_one_concept() -> None:
    for name in vocabulary.scheme_files():
        meant: dict[str, str] = {}
        for triple in vocabulary.triples(name):
            predicate = triple.predicate.value.removeprefix(vocabulary.PREFIXES["skos"])
            if (
                predicate in schemes.NAMING
                and isinstance(triple.object, Literal)
                and "/" in triple.subject.value[29:]
            ):
                subject = meant.setdefault(schemes.normal(triple.object.value), triple.subject.value)
                assert subject == triple.subject.value, (name, triple.object.value)


def test_every_concept_resolves_by_its_labels_and_notation() -> None:
    for scheme in schemes.names():
        for iri in schemes.concepts(scheme):
            for language in ("it", "en"):
                assert schemes.resolve(scheme, schemes.label(iri, language) or "") == iri
            assert schemes.concept(scheme, schemes.notation(iri)) == iri
            assert schemes.concept(scheme, iri.rpartition("/")[2]) == iri


def test_scheme_of_every_coded_field_exists() -> None:
    rows = csv.DictReader(io.StringIO(artefacts.text("mappings", "fields.csv")))
    coded = {
        row["scheme"] for row in rows if row["value"] in ("concept", "criterion", "attachment", "output")
    }
    assert coded - set(schemes.names()) == set()


def test_roles_of_the_field_table_exist() -> None:
    rows = csv.DictReader(io.StringIO(artefacts.text("mappings", "fields.csv")))
    for row in rows:
        if row["value"] == "party" and row["section"] in ("process", "notice"):
            assert schemes.concept("role", row["scheme"])


def test_unknown_concepts_are_refused() -> None:
    with pytest.raises(UsageError, match="no concept"):
        schemes.concept("role", "tenderer")
    with pytest.raises(UsageError):
        schemes.notation(f"{SCHEME}role/tenderer")


@given(st.text())
def test_normal_form_is_stable(text: str) -> None:
    assert schemes.normal(schemes.normal(text)) == schemes.normal(text)
