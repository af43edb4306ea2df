"""Things, terms and concepts: 303, page and data; unknown, withdrawn, not acceptable."""

import pytest

THINGS = [
    "id/process/osservatorio-1",
    "id/place/037006",
    "onto/ParticipatoryProcess",
    "scheme/livello/empowerment",
    "scheme/livello",
    "graph/osservatorio/1",
    "onto/",
]
MEDIA = {
    "ttl": "text/turtle",
    "nt": "application/n-triples",
    "jsonld": "application/ld+json",
    "rdf": "application/rdf+xml",
}


@pytest.mark.parametrize("path", THINGS)
def test_a_thing_sends_browsers_to_its_page_and_programs_to_its_data(live, path):
    answer = live.get(f"/{path}", Accept="text/html")
    assert (answer.status, answer.headers["Location"]) == (303, f"/page/{path.strip('/')}")
    assert "Accept" in answer.headers["Vary"]
    shown = live.get(answer.headers["Location"])
    assert shown.status == 200 and "text/html" in shown.headers["Content-Type"]
    for extension, media in MEDIA.items():
        answer = live.get(f"/{path}", Accept=media)
        assert (answer.status, answer.headers["Location"]) == (303, f"/data/{path.strip('/')}.{extension}")
        data = live.get(answer.headers["Location"])
        assert data.status == 200 and data.headers["Content-Type"].startswith(media) and data.body


@pytest.mark.parametrize("accept", ["text/html", "text/turtle", "application/ld+json"])
@pytest.mark.parametrize(
    "path", ["/id/process/none", "/page/process/none", "/data/id/process/none.ttl", "/onto/None", "/none"]
)
def test_unknown_is_404_in_every_format(live, path, accept):
    answer = live.get(path, Accept=accept)
    assert answer.status == 404
    assert ("text/html" if accept == "text/html" else "application/problem+json") in answer.headers[
        "Content-Type"
    ]


def test_withdrawn_is_410_with_the_successor(live):
    answer = live.get("/id/process/osservatorio-9")
    assert (answer.status, answer.json["successor"]) == (
        410,
        "https://w3id.org/corale/id/process/osservatorio-2",
    )


def test_406_lists_what_there_is(live):
    answer = live.get("/id/process/osservatorio-1", Accept="image/png")
    assert answer.status == 406 and "text/turtle" in answer.json["offered"]


def test_the_page_escapes_and_links_only_to_http(live):
    text = live.get("/page/record/osservatorio-1").text
    assert "<script>alert" not in text and "&lt;script&gt;" in text
    assert 'href="javascript' not in text and "javascript:alert(1)" in text
    assert 'href="https://example.org/scheda/1"' in text


def test_data_has_a_strong_tag_and_304(live):
    first = live.get("/data/id/process/osservatorio-1.ttl")
    again = live.get("/data/id/process/osservatorio-1.ttl", If_None_Match=first.headers["ETag"])
    assert (again.status, again.body) == (304, b"")
    assert not first.headers["ETag"].startswith("W/")


def test_both_languages(live):
    assert '<html lang="it">' in live.get("/").text
    assert '<html lang="en">' in live.get("/", Accept_Language="en").text
    assert '<html lang="en">' in live.get("/?lang=en", Accept_Language="it").text
    assert "participatory process" in live.get("/page/process/osservatorio-1?lang=en").text


@pytest.mark.parametrize(("language", "name"), [("it", "ente pubblico"), ("en", "public organisation")])
def test_types_of_others_have_a_name(live, language, name):
    shown = live.get(f"/page/id/organisation/comune-037006?lang={language}", Accept="text/html").text
    assert f">{name}<" in shown and ">COV:PublicOrganization<" not in shown
