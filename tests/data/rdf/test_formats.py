"""The table of formats, and writing that does not depend on order."""

import random
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corale.data.rdf import formats
from corale.errors import UsageError

N = ox.NamedNode
EX = "https://example.org/"
PREFIXES = {"ex": EX, "xsd": "http://www.w3.org/2001/XMLSchema#"}
XSD = PREFIXES["xsd"]

TEXT = st.text(
    st.characters(exclude_categories=["Cs", "Cc", "Cn"]) | st.sampled_from('"\\\n\t \r'), max_size=12
)
LITERAL = st.one_of(
    TEXT.map(ox.Literal),
    TEXT.map(lambda text: ox.Literal(text, language="it")),
    st.integers(-50, 50).map(lambda number: ox.Literal(str(number), datatype=N(XSD + "integer"))),
    st.decimals(-5, 5, places=1).map(lambda number: ox.Literal(str(number), datatype=N(XSD + "decimal"))),
    st.booleans().map(lambda value: ox.Literal(str(value).lower(), datatype=N(XSD + "boolean"))),
    st.sampled_from(["2015-12-01", "2016"]).map(lambda day: ox.Literal(day, datatype=N(XSD + "date"))),
)
LOCAL = st.sampled_from(["a", "b", "a-1", "2205", "x.y", "a.", "id/a", "#c", "è", "-", "_"])
IRI = LOCAL.map(lambda local: N(EX + local))
QUAD = st.builds(ox.Quad, IRI, LOCAL.map(lambda local: N(EX + "p" + local.strip("#/-"))), IRI | LITERAL, IRI)


@pytest.mark.parametrize("form", formats.FORMATS, ids=lambda form: form.name)
def test_every_format_is_found_by_name_and_media_type(form: formats.Format) -> None:
    assert formats.named(form.name) is form
    assert formats.named(form.media_type) is form
    assert bool(form.rdf) != bool(form.results)


def test_names_extensions_and_media_types_are_unique() -> None:
    for names in ([f.name for f in formats.FORMATS], [f.extension for f in formats.FORMATS]):
        assert len(names) == len(set(names))


def test_an_unknown_format_is_a_usage_error() -> None:
    with pytest.raises(UsageError, match="turtle"):
        formats.named("xlsx")


def test_a_path_tells_its_format() -> None:
    assert formats.of_path(Path("release/corale.rdf.gz")).name == "rdfxml"


@pytest.mark.parametrize("form", formats.of_kind("graph", "dataset"), ids=lambda form: form.name)
@given(quads=st.lists(QUAD, max_size=12), seed=st.integers(0, 9))
def test_writing_forgets_the_order_and_reading_gives_the_graph_back(
    form: formats.Format, quads: list[ox.Quad], seed: int
) -> None:
    written = formats.serialise(quads, form, PREFIXES)
    shuffled = quads * 2
    random.Random(seed).shuffle(shuffled)
    assert formats.serialise(shuffled, form, PREFIXES) == written
    again = set(formats.parse(written, form))
    if form.kind == "dataset":
        assert again == set(quads)
    else:
        assert {quad.triple for quad in again} == {quad.triple for quad in quads}


def test_broken_rdf_is_a_usage_error() -> None:
    with pytest.raises(UsageError, match="Turtle"):
        list(formats.parse(b"<a> <b", formats.named("turtle")))
