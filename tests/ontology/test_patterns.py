"""The patterns say what the sample says, and the question that each names asks for it."""

import pyoxigraph as ox
import pytest

from corale import artefacts
from corale.fields import kinds
from corale.ontology import vocabulary
from corale.ontology.patterns import Pattern, patterns
from corale.ontology.vocabulary import expand

NAMES = ("dct:title", "rdfs:label")


@pytest.mark.parametrize("pattern", patterns().values(), ids=list(patterns()))
def test_every_statement_stands_in_the_sample(pattern: Pattern, sample: ox.Store) -> None:
    assert pattern.triples()
    for triple in pattern.triples():
        if "/id/evidence/" not in triple.subject.value:
            assert any(sample.quads_for_pattern(*triple, None)), str(triple)


@pytest.mark.parametrize("pattern", patterns().values(), ids=list(patterns()))
def test_a_pattern_has_titles_terms_and_a_question(pattern: Pattern) -> None:
    assert all(pattern.title(language) and pattern.text(language) for language in ("it", "en"))
    assert pattern.terms() and set(pattern.terms()).isdisjoint(vocabulary.deprecated())
    assert artefacts.text("ontology", "questions", f"{pattern.question}.rq")


def test_no_thing_of_the_release_is_without_a_name(sample: ox.Store) -> None:
    titles = "|".join(f"<{expand(name)}>" for name in NAMES)
    ours = [expand(name) for name in kinds() if name.startswith("corale:")]
    for one in ours:
        query = f"SELECT ?s {{ ?s a <{one}> FILTER NOT EXISTS {{ ?s {titles} ?name }} }}"
        nameless = [row[0].value for row in sample.query(query)]
        assert nameless == [], one
