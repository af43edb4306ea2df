"""Releases that are kept: their files, and queries pinned to one, which no other ever answers."""

import hashlib
import re
import time
from urllib.parse import quote

import pytest

X = "https://w3id.org/corale/x/"
OLD, NEW = "0" * 11 + "a", "0" * 11 + "b"
QUERY = f"SELECT ?o {{ ?s <{X}p> ?o }}"


@pytest.fixture(scope="module")
def turned(serve, endpoint, tmp_path_factory):
    """A service that began with one release and now serves another, and the link that its first page offered."""
    folder = tmp_path_factory.mktemp("kept")
    for name in (OLD, NEW):
        endpoint.write_release(folder, name, f'<{X}s> <{X}p> "{name}" <{X}g> .\n')
    endpoint.activate(folder, OLD)
    live = serve(folder, CORALE_CLIENT_CPU="0")
    page = live.get("/sparql?query=" + quote(QUERY), Accept="text/html").text
    link = re.search(r'id="permalink"[^>]* href="([^"]+)"', page)[1].replace("&amp;", "&")
    before = [live.get(link, Accept="text/html"), live.get(link)]
    endpoint.activate(folder, NEW)
    end = time.monotonic() + 10
    while live.get("/health").json["release"] != NEW:
        assert time.monotonic() < end
        time.sleep(0.05)
    return live, link, before


def test_the_page_of_an_answer_offers_a_link_pinned_to_its_release(turned):
    _, link, (page, answer) = turned
    assert link.endswith(f"&release={OLD}")
    assert page.status == answer.status == 200 and OLD in page.text
    assert answer.rows[0]["o"]["value"] == OLD


def test_another_release_never_answers_a_pinned_query(turned):
    live, link, (_, before) = turned
    answer = live.get(link, If_None_Match=before.headers["ETag"])
    assert (answer.status, answer.json["code"], answer.json["release"]) == (410, "release-gone", NEW)
    assert (answer.json["pinned"], answer.json["download"]) == (OLD, f"/dumps/{OLD}/")
    assert live.get(link.replace(OLD, NEW)).rows[0]["o"]["value"] == NEW
    assert live.get("/sparql?query=" + quote(QUERY)).rows[0]["o"]["value"] == NEW


def test_the_page_says_so_in_both_languages_and_links_the_files(turned):
    live, link, _ = turned
    for language, words in (("it", "non risponde più"), ("en", "does not answer any more")):
        page = live.get(f"{link}&lang={language}", Accept="text/html")
        assert page.status == 410 and words in page.text and f'href="/dumps/{OLD}/"' in page.text
        assert QUERY.replace("<", "&lt;").replace(">", "&gt;") in page.text


@pytest.mark.parametrize("name", ["0" * 12, "x", "../" + "0" * 9, "0" * 13, OLD.upper()])
def test_a_release_that_is_not_there_is_unknown(turned, name):
    answer = turned[0].get(f"/sparql?query={quote(QUERY)}&release={quote(name, safe='')}")
    assert (answer.status, answer.json["code"]) == (404, "release-unknown")
    assert turned[0].get(f"/dumps/{name}/").status == 404


def test_kept_releases_are_listed_and_their_files_sent(turned):
    live, _, _ = turned
    assert [each["release"] for each in live.get("/dumps/").json["kept"]] == [OLD]
    assert f'href="/dumps/{OLD}/"' in live.get("/dumps/", Accept="text/html").text
    listing = live.get(f"/dumps/{OLD}/").json
    assert listing["release"] == OLD and "kept" not in listing
    assert f'href="/dumps/{OLD}/corale.nq.gz"' in live.get(f"/dumps/{OLD}/", Accept="text/html").text
    (file,) = [each for each in listing["files"] if each["file"] == "corale.nq.gz"]
    body = live.get(f"/dumps/{OLD}/corale.nq.gz").body
    assert hashlib.sha256(body).hexdigest() == file["sha256"]
    assert body != live.get("/dumps/corale.nq.gz").body
    for name in ("manifest.json", "../../active/manifest.json", "store/x", f"{NEW}/corale.nq.gz"):
        assert live.get(f"/dumps/{OLD}/{name}").status == 404


def test_a_release_served_alone_has_no_others(serve, publisher):
    alone = serve(publisher / "releases" / ("a" * 12))
    assert "kept" not in alone.get("/dumps/").json
    assert alone.get(f"/sparql?query=ASK%7B%7D&release={'a' * 12}").json["boolean"] is True
