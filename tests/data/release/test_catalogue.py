"""VoID and DCAT-AP_IT: true against the graph, and by the public shapes."""

import gzip
from collections import Counter
from pathlib import Path

import pyoxigraph as ox
import pyshacl
import pytest
import rdflib
from tests.five import FIVE

from corale.data.gazetteer import publisher
from corale.data.published import store
from corale.data.published.folder import Release
from corale.data.release.manifest import measure
from corale.errors import UsageError
from corale.pipeline import build

DCATAPIT = rdflib.Namespace("http://dati.gov.it/onto/dcatapit#")
DCAT = rdflib.Namespace("http://www.w3.org/ns/dcat#")
VOID = rdflib.Namespace("http://rdfs.org/ns/void#")
DCT = rdflib.Namespace("http://purl.org/dc/terms/")
SPDX = rdflib.Namespace("http://spdx.org/rdf/terms#")
FOAF = rdflib.Namespace("http://xmlns.com/foaf/0.1/")


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Release:
    return build([FIVE], tmp_path_factory.mktemp("out"))


def read(release: Release, name: str) -> rdflib.Graph:
    return rdflib.Graph().parse(release.folder / name, format="turtle")


def test_void_counts_are_those_of_the_store(sample: Release) -> None:
    graph, held = read(sample, "void.ttl"), store.load(sample.folder)
    loaded = list(held.quads_for_pattern(None, None, None, ox.DefaultGraph()))
    dataset = next(graph.subjects(VOID.uriSpace, rdflib.Literal(f"{sample.manifest.base}id/")))
    assert int(graph.value(dataset, VOID.triples)) == len({quad.triple for quad in loaded})
    assert int(graph.value(dataset, VOID.distinctSubjects)) == len({quad.subject for quad in loaded})
    things = {q.subject for q in loaded if q.subject.value.startswith(f"{sample.manifest.base}id/")}
    assert int(graph.value(dataset, VOID.entities)) == len(things)
    properties = Counter(quad.predicate.value for quad in loaded)
    stated = {
        str(graph.value(part, VOID.property)): int(graph.value(part, VOID.triples))
        for part in graph.objects(dataset, VOID.propertyPartition)
    }
    assert stated == properties
    kind = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
    classes = Counter(quad.object.value for quad in loaded if quad.predicate == kind)
    assert {
        str(graph.value(part, VOID["class"])): int(graph.value(part, VOID.entities))
        for part in graph.objects(dataset, VOID.classPartition)
    } == classes
    assert len(list(graph.objects(dataset, VOID.subset))) > 2
    base, names = f"{sample.manifest.base}dumps/", ("corale-evidence.nq.gz", "corale-about.nq.gz")
    for name, dump in zip(("evidence", "about"), names, strict=True):
        part = rdflib.URIRef(f"{dataset}#{name}")
        assert (dataset, VOID.subset, part) in graph
        assert list(graph.objects(part, VOID.dataDump)) == [rdflib.URIRef(base + dump)]
        lines = gzip.decompress((sample.folder / dump).read_bytes()).count(b"\n")
        assert int(graph.value(part, VOID.triples)) == lines > 0
    dumps = {str(one).removeprefix(base) for one in graph.objects(dataset, VOID.dataDump)}
    assert "corale.ttl.gz" in dumps and not dumps & set(names)


def test_the_catalogue_meets_the_shapes_of_dcat_ap(sample: Release, real: Path) -> None:
    graph = read(sample, "dcat.ttl")
    for kind in (DCAT.Catalog, DCAT.Dataset, DCAT.Distribution, DCAT.DataService):
        assert (None, rdflib.RDF.type, kind) in graph, "the shapes pass in vain on a graph without this class"
    shapes = rdflib.Graph().parse(real / "suites" / "shapes" / "dcat-ap-3.0.1.ttl")
    shapes.remove((None, rdflib.OWL.imports, None))
    for part in set(shapes.objects(None, rdflib.SH.property)):
        if (
            part,
            rdflib.SH.path,
            None,
        ) not in shapes:  # a few published shapes have no path: no processor reads them
            shapes.remove((None, rdflib.SH.property, part))
    conforms, _, text = pyshacl.validate(graph, shacl_graph=shapes, inference="none")
    assert conforms, text


def test_the_catalogue_meets_the_national_obligations(sample: Release) -> None:
    graph = read(sample, "dcat.ttl")
    duties = {
        DCATAPIT.Catalog: (
            DCT.title,
            DCT.description,
            DCT.publisher,
            DCT.modified,
            DCAT.dataset,
            DCAT.themeTaxonomy,
        ),
        DCATAPIT.Dataset: (
            DCT.identifier,
            DCT.title,
            DCT.description,
            DCT.modified,
            DCAT.theme,
            DCT.rightsHolder,
            DCT.accrualPeriodicity,
            DCAT.distribution,
        ),
        DCATAPIT.Distribution: (DCT["format"], DCAT.accessURL, DCT.license),
        DCATAPIT.Agent: (FOAF.name, DCT.identifier),
    }
    for kind, properties in duties.items():
        things = list(graph.subjects(rdflib.RDF.type, kind))
        assert things
        for thing in things:
            assert not [p for p in properties if graph.value(thing, p, any=True) is None], thing
    assert not [term for triple in graph for term in triple if isinstance(term, rdflib.BNode)]


def test_evidence_and_ontology_are_datasets_beside_what_is_known(sample: Release) -> None:
    graph, base = read(sample, "dcat.ttl"), sample.manifest.base
    dataset = rdflib.URIRef(f"{base}dataset")
    for name, dump in (("evidence", "corale-evidence.nq.gz"), ("about", "corale-about.nq.gz")):
        part, there = rdflib.URIRef(f"{dataset}#{name}"), rdflib.URIRef(f"{base}dumps/{dump}#distribution")
        assert (part, DCT.isPartOf, dataset) in graph and (dataset, DCT.hasPart, part) in graph
        assert list(graph.objects(part, DCAT.distribution)) == [there]
        assert (dataset, DCAT.distribution, there) not in graph


def test_sizes_and_checksums_are_those_of_the_files(sample: Release) -> None:
    graph = read(sample, "dcat.ttl")
    distributions = list(graph.subjects(rdflib.RDF.type, DCAT.Distribution))
    assert len(distributions) >= 4
    for node in distributions:
        name = str(graph.value(node, DCAT.downloadURL)).removeprefix(f"{sample.manifest.base}dumps/")
        found = measure(sample.folder / name)
        assert int(graph.value(node, DCAT.byteSize)) == found.bytes
        assert str(graph.value(graph.value(node, SPDX.checksum), SPDX.checksumValue)) == found.sha256


def test_a_publisher_names_itself(tmp_path: Path) -> None:
    assert publisher.read(tmp_path).name == "Corale"
    (tmp_path / "publisher.json").write_text('{"name": "Ente", "identifier": "c_x000"}')
    assert publisher.read(tmp_path) == publisher.Publisher("Ente", "c_x000")
    with pytest.raises(UsageError, match="none"):
        publisher.read(tmp_path).names_under("https://w3id.org/corale/")
    (tmp_path / "publisher.json").write_text('{"name": "Ente", "base": "https://dati.ente.it/"}')
    publisher.read(tmp_path).names_under("https://dati.ente.it/")
    with pytest.raises(UsageError, match="somebody else"):
        build([tmp_path], tmp_path, base="https://dati.ente.it/altro/", jobs=1)
    publisher.Publisher().names_under("https://example.org/")  # who does not name itself tries things out
    (tmp_path / "publisher.json").write_text('{"nome": "Ente"}')
    with pytest.raises(UsageError, match="identifier"):
        publisher.read(tmp_path)
