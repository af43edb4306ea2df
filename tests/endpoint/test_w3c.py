"""The W3C's tests of the SPARQL 1.1 Protocol and of the Service Description, against the running service."""

import re
from pathlib import Path
from typing import Any

import pytest
from rdflib import RDF, Graph, Namespace, URIRef
from rdflib.collection import Collection

MF = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
HT = Namespace("http://www.w3.org/2011/http#")
CNT = Namespace("http://www.w3.org/2011/content#")
SD = Namespace("http://www.w3.org/ns/sparql-service-description#")
KASEI = "http://kasei.us/2009/09/sparql/data/"
READ_ONLY = {  # what succeeds on a store that takes updates is refused by ours, and must be
    "update_dataset_default_graph",
    "update_dataset_default_graphs",
    "update_dataset_named_graphs",
    "update_dataset_full",
    "update_post_form",
    "update_post_direct",
    "update_base_uri",
}
NAMES = [
    "query_post_form",
    "query_dataset_default_graphs_get",
    "query_dataset_default_graphs_post",
    "query_dataset_named_graphs_post",
    "query_dataset_named_graphs_get",
    "query_dataset_full",
    "query_multiple_dataset",
    "query_get",
    "query_content_type_select",
    "query_content_type_ask",
    "query_content_type_describe",
    "query_content_type_construct",
    "query_post_direct",
    "bad_query_method",
    "bad_multiple_queries",
    "bad_query_wrong_media_type",
    "bad_query_missing_form_type",
    "bad_query_missing_direct_type",
    "bad_query_non_utf8",
    "bad_query_syntax",
    "bad_update_get",
    "bad_multiple_updates",
    "bad_update_wrong_media_type",
    "bad_update_missing_form_type",
    "bad_update_non_utf8",
    "bad_update_syntax",
    "bad_update_dataset_conflict",
    *sorted(READ_ONLY),
]
MEDIA = {
    "boolean": ("application/sparql-results+json", "application/sparql-results+xml"),
    "tabular": ("application/sparql-results+json", "application/sparql-results+xml", "text/csv"),
    "RDF": ("text/turtle", "application/rdf+xml", "application/n-triples", "application/ld+json"),
}


@pytest.fixture(scope="module")
def suite(real: Path) -> Path:
    return real / "suites" / "sparql" / "sparql11"


@pytest.fixture(scope="module")
def manifest(suite: Path) -> Graph:
    return Graph().parse(suite / "protocol" / "manifest.ttl")


@pytest.fixture(scope="module")
def service(suite: Path, tmp_path_factory: pytest.TempPathFactory, serve_on: Any, endpoint: Any) -> Any:
    """A service whose release is the suite's data, each file a named graph."""
    folder = tmp_path_factory.mktemp("w3c")
    quads = "".join(
        (suite / "protocol" / f"data{n}.nt").read_text().strip()[:-1] + f"<{KASEI}data{n}.rdf> .\n"
        for n in (1, 2, 3)
    )
    endpoint.write_release(folder, "bbbbbbbbbbbb", quads)
    endpoint.activate(folder, "bbbbbbbbbbbb")
    return serve_on(folder, CORALE_CLIENT_PARALLEL="0", CORALE_CLIENT_CPU="0")


def test_every_test_of_the_manifest_is_run(manifest):
    entries = Collection(manifest, next(manifest.objects(None, MF.entries)))
    assert {str(entry).rpartition("#")[2] for entry in entries} == set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_protocol(manifest, service, name):
    test = next(
        subject
        for subject in manifest.subjects(RDF.type, MF.ProtocolTest)
        if str(subject).endswith(f"#{name}")
    )
    requests = Collection(manifest, manifest.value(manifest.value(test, MF.action), HT.requests))
    for request in requests:
        path = str(manifest.value(request, HT.absolutePath))
        node = manifest.value(request, HT.headers)
        headers = {
            str(manifest.value(header, HT.fieldName)): str(manifest.value(header, HT.fieldValue))
            for header in (Collection(manifest, node) if node else [])
        }
        body = manifest.value(request, HT.body)
        content = None
        if body:
            encoding = str(manifest.value(body, CNT.characterEncoding))
            content = str(manifest.value(body, CNT.chars)).encode(encoding)
        headers = {header.replace("-", "_"): value for header, value in headers.items()}
        answer = service.request(str(manifest.value(request, HT.methodName)), path, content, **headers)
        expected = manifest.value(request, HT.resp)
        if name in READ_ONLY:
            if "update" in path or (content and b"query=" not in content and b"ASK" not in content[:60]):
                assert 400 <= answer.status < 500
            continue
        classes = {
            re.sub(r"\D", "", str(status))[-1] for status in manifest.objects(expected, MF.expectedStatus)
        }
        assert str(answer.status)[0] in classes, (answer.status, answer.body)
        if form := manifest.value(expected, MF.expectedFormat):
            assert answer.headers.get_content_type() in MEDIA[str(form)]
        if (truth := manifest.value(expected, MF.expectedBoolean)) is not None:
            assert answer.json["boolean"] is truth.toPython()


@pytest.fixture(scope="module")
def description(live) -> Graph:
    answer = live.get("/sparql")
    return Graph().parse(data=answer.text, format="turtle")


def test_description_returns_rdf(live):
    for media in MEDIA["RDF"]:
        answer = live.get("/sparql", Accept=media)
        assert answer.status == 200 and answer.headers.get_content_type() == media


def test_description_has_the_endpoint(live, description):
    assert (None, SD.endpoint, URIRef(live.url + "sparql")) in description


def test_description_conforms_to_the_schema(description):
    """The vocabulary's own domains and ranges: one Service, endpoints are IRIs, a dataset with one default graph."""
    services = list(description.subjects(RDF.type, SD.Service))
    assert len(services) == 1
    assert list(description.objects(services[0], SD.supportedLanguage)) == [SD.SPARQL11Query]
    assert set(description.objects(services[0], SD.feature)) <= {
        SD.EmptyGraphs,
        SD.BasicFederatedQuery,
        SD.DereferencesURIs,
        SD.RequiresDataset,
    }
    dataset = description.value(services[0], SD.defaultDataset)
    assert (dataset, RDF.type, SD.Dataset) in description
    assert len(list(description.objects(dataset, SD.defaultGraph))) == 1
    for form in description.objects(services[0], SD.resultFormat):
        assert str(form).startswith("http://www.w3.org/ns/formats/")


def test_description_is_true(live, description):
    service = next(description.subjects(RDF.type, SD.Service))
    results = "application/sparql-results+"
    media = {
        "SPARQL_Results_JSON": results + "json",
        "SPARQL_Results_XML": results + "xml",
        "SPARQL_Results_CSV": "text/csv",
        "SPARQL_Results_TSV": "text/tab-separated-values",
        "Turtle": "text/turtle",
        "N-Triples": "application/n-triples",
        "JSON-LD": "application/ld+json",
        "RDF_XML": "application/rdf+xml",
    }
    claimed = {str(form).rpartition("/")[2] for form in description.objects(service, SD.resultFormat)}
    assert claimed == set(media)
    for name in claimed:
        query = (
            "SELECT * { ?s ?p ?o } LIMIT 1" if "Results" in name else "CONSTRUCT WHERE { ?s ?p ?o } LIMIT 1"
        )
        assert live.query(query, media[name]).headers.get_content_type() == media[name]
    triples = next(description.objects(None, URIRef("http://rdfs.org/ns/void#triples")))
    assert int(live.query("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }").rows[0]["n"]["value"]) == int(triples)
    assert live.query("ASK { GRAPH <http://example.org/none> { } }").status == 200
