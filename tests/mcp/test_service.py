"""The served release, asked over HTTP: pinned, bounded, and plain about what fails."""

import pytest
from tests.endpoint.conftest import Live, free_port

from corale.errors import SetupError, UsageError
from corale.mcp import service as module
from corale.mcp.service import Service


def test_an_answer_is_of_the_release_that_was_asked(sample: Live) -> None:
    service = Service(sample.url)
    release = service.release()
    assert service.query("ASK {}", release) == {"head": {}, "boolean": True}
    with pytest.raises(UsageError, match=r"pubblicazione|release"):
        service.query("ASK {}", "000000000000")


def test_a_graph_comes_as_turtle_and_only_so_long(sample: Live, monkeypatch: pytest.MonkeyPatch) -> None:
    service = Service(sample.url)
    query = "CONSTRUCT { ?s a ?c } WHERE { ?s a ?c } LIMIT 5"
    assert " a " in service.query(query, service.release())
    monkeypatch.setattr(module, "TEXT", 10)
    with pytest.raises(UsageError, match="more than 10"):
        service.query(query, service.release())


def test_a_refusal_is_told_in_the_words_of_the_service(sample: Live) -> None:
    service = Service(sample.url)
    with pytest.raises(UsageError, match=r"service-refused|SERVICE"):
        service.query("SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }", service.release())


@pytest.mark.parametrize("address", ["file:///etc/passwd", "ftp://x.example/", "http://", "data.example.org"])
def test_an_address_is_of_http(address: str) -> None:
    with pytest.raises(UsageError):
        Service(address)


def test_a_service_that_is_not_there() -> None:
    with pytest.raises(SetupError, match="corale serve"):
        Service(f"http://127.0.0.1:{free_port()}/").release()
