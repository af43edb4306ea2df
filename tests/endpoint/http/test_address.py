"""Behind a proxy every link leads to where the reader is: a public URL that is told, or what a trusted proxy states."""

import re
from urllib.parse import quote, urljoin, urlsplit

import pytest

from corale.endpoint import front
from corale.endpoint.http.address import Address, forwarded, parse, rewrite, stated
from corale.errors import UsageError

PUBLIC = "https://data.example.org/corale"
PAGES = [
    "/",
    "/browse/",
    "/browse/process",
    "/limits",
    "/dumps/",
    "/sparql",
    "/page/process/osservatorio-1",
    "/page/onto",
    "/scheme/",
    "/page/scheme/livello",
    "/sparql?query=" + quote("SELECT * { ?s ?p ?o } LIMIT 5"),
    "/nothing",
    "/reconcile/help",
]


@pytest.fixture(scope="module")
def told(serve_on):
    return serve_on(CORALE_PUBLIC_URL=PUBLIC + "/", CORALE_CLIENT_CPU="0", CORALE_CLIENT_PARALLEL="0")


@pytest.fixture(scope="module")
def trusting(serve_on):
    return serve_on(
        CORALE_PROXY_HEADER="X-Forwarded-For",
        CORALE_HOSTS="data.example.org",
        CORALE_CLIENT_CPU="0",
        CORALE_CLIENT_PARALLEL="0",
    )


def ways(trusting, told):
    """Return how a request reaches us in each way, with and without the prefix left in the path."""
    headers = {"Host": "data.example.org", "X_Forwarded_Proto": "https", "X_Forwarded_Prefix": "/corale"}
    backend = {"Host": "127.0.0.1:1", "X_Forwarded_Host": "data.example.org"} | {
        k: v for k, v in headers.items() if k != "Host"
    }
    rfc = {
        "Host": "x",
        "Forwarded": 'for=192.0.2.1;proto=https;host="data.example.org"',
        "X_Forwarded_Prefix": "/corale",
    }
    return [
        (told, "", {}),
        (told, "/corale", {"Host": "data.example.org"}),
        (trusting, "", headers),
        (trusting, "/corale", backend),
        (trusting, "", rfc),
    ]


@pytest.mark.parametrize("path", PAGES)
def test_no_link_of_a_page_leaves_the_prefix_and_all_answer(told, trusting, live, path):
    for service, before, headers in ways(trusting, told):
        page = service.get(before + path, Accept="text/html", **headers)
        found = set(re.findall(r'(?:href|src|action|data-endpoint)="(/[^"]*)"', page.text))
        assert found
        assert all(link.startswith("/corale/") for link in found), sorted(found)[:3]
    for link in sorted(found)[:12]:
        place, accept = link.replace("&amp;", "&").partition("#")[0], "text/html, */*;q=0.1"
        there = told.get(place, Accept=accept).status
        assert there == live.get(place.removeprefix("/corale"), Accept=accept).status, link
        assert there in (200, 303, 400, 404)


def test_locations_links_descriptions_and_manifests_are_public(told, trusting):
    for service, before, headers in ways(trusting, told):
        thing = service.get(before + "/id/process/osservatorio-1", Accept="text/turtle", **headers)
        assert urljoin(PUBLIC, thing.headers["Location"]) == PUBLIC + "/data/id/process/osservatorio-1.ttl"
        data = service.get(before + "/data/id/process/osservatorio-1.ttl", **headers)
        links = re.findall(r"<(/[^>]*)>", ", ".join(data.headers.get_all("Link")))
        assert links
        assert all(link.startswith("/corale/") for link in links)
        answer = service.get(before + "/sparql?query=ASK%7B%7D", **headers)
        assert "</corale/sparql>" in answer.headers["Link"]
        described = service.get(before + "/sparql", Accept="text/turtle", **headers).text
        assert PUBLIC + "/sparql" in described
        assert "127.0.0.1" not in described
        manifest = service.get(before + "/reconcile", **headers).json
        assert manifest["view"]["url"].startswith(PUBLIC + "/reconcile/view")
        problem = service.get(before + "/nothing", Accept="application/json", **headers)
        assert problem.json["type"] == "/corale/limits#not-found"


def test_a_stranger_states_nothing(live):
    answer = live.get(
        "/sparql",
        Accept="text/turtle",
        X_Forwarded_Host="evil.example",
        X_Forwarded_Prefix="/x",
        Forwarded="host=evil.example",
    )
    assert "evil.example" not in answer.text
    assert "/x/sparql" not in answer.headers["Link"]


def test_a_trusted_proxy_states_no_host_that_is_not_allowed(trusting):
    assert trusting.get("/limits", X_Forwarded_Host="evil.example").status == 403
    assert (
        trusting.get(
            "/limits", X_Forwarded_Host="data.example.org", X_Forwarded_Prefix="//evil.example"
        ).status
        == 200
    )
    page = trusting.get(
        "/", Accept="text/html", X_Forwarded_Host="data.example.org", X_Forwarded_Prefix='"><script>'
    ).text
    assert "<script>" not in page
    assert trusting.get("/health", X_Forwarded_Host="evil.example").status == 200


def test_a_public_url_keeps_strangers_hosts_out(told):
    assert told.get("/limits", Host="evil.example").status == 403
    assert told.get("/limits", Host="DATA.example.org").status == 200
    assert told.get("/corale/health", Host="evil.example").status == 200


@pytest.mark.parametrize(
    "url",
    [
        "data.example.org",
        "ftp://x/",
        "https://x/?a",
        "https://x/#a",
        "https://u@x/",
        "https:///x",
        "https://x//y",
    ],
)
def test_what_is_no_public_url_is_refused(url):
    with pytest.raises(UsageError):
        parse(url)


def test_addresses_as_proxies_state_them():
    environ = {"HTTP_HOST": "a", "wsgi.url_scheme": "http", "PATH_INFO": "/corale", "SCRIPT_NAME": ""}
    assert stated(environ) == Address("http", "a", "")
    assert stated(environ | {"HTTP_X_FORWARDED_PROTO": "http, https"}).scheme == "https"
    assert stated(environ | {"HTTP_X_FORWARDED_PROTO": "javascript"}).scheme == "http"
    assert stated(environ | {"HTTP_X_FORWARDED_HOST": "b c"}).host == "a"
    assert forwarded({"HTTP_FORWARDED": "x;y=;;" + "," * 100_000}) == {}
    rewrite(environ, Address("https", "b", "/corale"))
    assert (environ["PATH_INFO"], environ["SCRIPT_NAME"], environ["HTTP_HOST"]) == ("/", "/corale", "b")
    other = environ | {"PATH_INFO": "/coralex"}
    rewrite(other, Address("https", "b", "/corale"))
    assert other["PATH_INFO"] == "/coralex"


def test_the_client_of_a_forwarded_header():
    environ = {
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_FORWARDED": 'for=192.0.2.9, for="[2001:db8::1]:443";proto=https',
    }
    assert front.client(environ, "HTTP_FORWARDED") == "2001:db8::/64"
    assert front.client({"REMOTE_ADDR": "127.0.0.1"}, "HTTP_FORWARDED") == "127.0.0.1"
    assert (
        front.client(environ | {"HTTP_X_FORWARDED_FOR": "1.1.1.1, 192.0.2.17:5555"}, "HTTP_X_FORWARDED_FOR")
        == "192.0.2.17"
    )
    assert urlsplit(PUBLIC).hostname == "data.example.org"
