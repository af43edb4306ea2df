"""Every format of the dumps says the same, to two parsers."""

import gzip
from pathlib import Path
from tempfile import TemporaryDirectory

import pyoxigraph as ox
import rdflib
from hypothesis import given, settings
from hypothesis import strategies as st

from corale.data.rdf import formats
from corale.data.rdf.canonical import blocks
from corale.data.rdf.rdfxml import FORBIDDEN
from corale.data.release import dumps
from corale.data.release.chunks import cut

BASE = "https://example.org/"
XSD = "http://www.w3.org/2001/XMLSchema#"
N = ox.NamedNode
TEXT = st.text(st.characters(exclude_categories=["Cs"]) | st.sampled_from("\"\\\n\r\t<>&'"), max_size=8).filter(
    lambda text: not FORBIDDEN.search(text)
)
OBJECT = st.one_of(
    TEXT.map(ox.Literal),
    TEXT.map(lambda text: ox.Literal(text, language="it")),
    st.sampled_from([("5", "integer"), ("10000", "decimal"), ("2.5", "decimal"), ("true", "boolean"),
                     ("2015-12-01", "date"), ("2023-07", "gYearMonth"),
                     ("2022-01-27T12:00:00+01:00", "dateTime")]).map(
        lambda pair: ox.Literal(pair[0], datatype=N(XSD + pair[1]))),
    st.sampled_from(["id/place/037011", "id/process/osservatorio-2205", "a?b=c&d", "x.", "è", "graph/s/1"]).map(
        lambda tail: N(BASE + tail)),
)  # fmt: skip
SUBJECT = st.sampled_from(["id/process/s-1", "id/process/s-1-2", "id/place/037011", "graph/s/1"]).map(
    lambda tail: N(BASE + tail)
)
PREDICATE = st.sampled_from([
    "https://w3id.org/corale/onto/startDate", "http://purl.org/dc/terms/title", "https://elsewhere.example/x#p",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#value",
]).map(N)  # fmt: skip
QUAD = st.builds(ox.Quad, SUBJECT, PREDICATE, OBJECT, st.just(N(BASE + "graph/s/1")))
TYPED = st.builds(
    ox.Quad, SUBJECT, st.just(N("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")),
    st.sampled_from([N("https://w3id.org/corale/onto/Municipality"), N(BASE + "T")]), st.just(N(BASE + "graph/s/1")),
)  # fmt: skip


@settings(max_examples=80, deadline=None)
@given(st.lists(QUAD | TYPED, min_size=1, max_size=15))
def test_all_formats_say_the_same_to_two_parsers(quads: list[ox.Quad]) -> None:
    lines = formats.serialise(quads, formats.named("nquads"))
    expected = {quad.triple for quad in quads}
    with TemporaryDirectory() as name:
        folder = Path(name)
        index = dumps.write(folder, (dumps.render(some, BASE) for some in cut(blocks(lines))), BASE)
        assert index.terms[""] == lines.count(b"\n")
        for format_name, file in dumps.names().items():
            form = formats.named(format_name)
            data = gzip.decompress((folder / file).read_bytes())
            assert {quad.triple for quad in formats.parse(data, form)} == expected, file
            graph = rdflib.Dataset(default_union=True)
            graph.parse(data=data, format={"jsonld": "json-ld", "rdfxml": "xml"}.get(format_name, format_name))
            assert len(set(graph.triples((None, None, None)))) == len(expected), file
        assert {path.name for path in folder.iterdir()} == {*dumps.names().values(), "iris.txt"}
        iris = (folder / "iris.txt").read_text().splitlines()
        assert iris == sorted({q.subject.value for q in quads if "/id/" in str(q.subject)}, key=lambda iri: f"<{iri}>")
