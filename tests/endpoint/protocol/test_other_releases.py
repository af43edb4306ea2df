"""Releases that are kept: their files, and queries pinned to one, which it answers and no other ever does."""

import hashlib
import re
import time
from urllib.parse import quote

import pytest

X = "https://w3id.org/corale/x/"
OLD, NEW = "0" * 11 + "a", "0" * 11 + "b"
QUERY = f"SELECT ?o {{ ?s <{X}p> ?o }}"


@pytest.fixture(scope="module")
def turned(serve_on, endpoint, tmp_path_factory):
    """A service that began with one release and now serves another, and the link that its first page offered."""
    folder = tmp_path_factory.mktemp("kept")
    for name in (OLD, NEW):
        endpoint.write_release(folder, name, f'<{X}s> <{X}p> "{name}" <{X}g> .\n')
    endpoint.activate(folder, OLD)
    live = serve_on(folder, CORALE_CLIENT_CPU="0")
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


def test_a_pinned_query_is_answered_by_its_release_and_never_by_another(turned):
    live, link, (_, before) = turned
    answer = live.get(link)
    assert answer.status == 200 and answer.rows[0]["o"]["value"] == OLD
    assert live.get(link, If_None_Match=before.headers["ETag"]).status == 304, "a release is immutable"
    assert live.get(link.replace(OLD, NEW)).rows[0]["o"]["value"] == NEW
    assert live.get("/sparql?query=" + quote(QUERY)).rows[0]["o"]["value"] == NEW
    assert live.get("/health").json["release"] == NEW


def test_a_pinned_page_is_the_earlier_release_as_a_whole(turned):
    live, link, _ = turned
    page = live.get(f"{link}&lang=en", Accept="text/html")
    assert (
        page.status == 200 and f"<span>{OLD}</span>" in page.text and f"<span>{NEW}</span>" not in page.text
    )
    assert re.search(rf'id="permalink"[^>]*release={OLD}"', page.text)
    question = live.get(f"/questions/01-concluded-processes?release={OLD}", Accept="text/html")
    assert question.status == 200 and f"<code>{OLD}</code>" in question.text


def test_an_earlier_release_that_cannot_be_loaded_says_where_its_files_are(turned, endpoint):
    live, link, _ = turned
    broken = "0" * 11 + "c"
    folder = endpoint.write_release(live.folder, broken, f'<{X}s> <{X}p> "x" <{X}g> .\n')
    (folder / "corale.nq.gz").write_bytes(b"broken")
    for language, words in (("it", "I file della pubblicazione"), ("en", "The files of release")):
        page = live.get(f"{link.replace(OLD, broken)}&lang={language}", Accept="text/html")
        assert page.status == 410 and words in page.text and f'href="/dumps/{broken}/"' in page.text
    answer = live.get(link.replace(OLD, broken))
    assert (answer.json["code"], answer.json["pinned"]) == ("release-gone", broken)


@pytest.mark.parametrize("name", ["0" * 12, "x", "../" + "0" * 9, "0" * 13, OLD.upper()])
def test_a_release_that_is_not_there_is_unknown(turned, name):
    answer = turned[0].get(f"/sparql?query={quote(QUERY)}&release={quote(name, safe='')}")
    assert (answer.status, answer.json["code"]) == (404, "release-unknown")
    assert turned[0].get(f"/dumps/{name}/").status == 404


def test_kept_releases_are_listed_and_their_files_sent(turned):
    live, _, _ = turned
    assert OLD in [each["release"] for each in live.get("/dumps/").json["kept"]]
    assert f'href="/dumps/{OLD}/"' in live.get("/dumps/", Accept="text/html").text
    listing = live.get(f"/dumps/{OLD}/").json
    assert listing["release"] == OLD and "kept" not in listing
    assert f'href="/dumps/{OLD}/corale.nq.gz"' in live.get(f"/dumps/{OLD}/", Accept="text/html").text
    (file,) = [each for each in listing["files"] if each["file"] == "corale.nq.gz"]
    body = live.get(f"/dumps/{OLD}/corale.nq.gz").body
    assert hashlib.sha256(body).hexdigest() == file["sha256"]
    assert body != live.get("/dumps/corale.nq.gz").body
    assert live.get(f"/dumps/{OLD}/manifest.json").json["id"] == OLD
    for name in ("../../active/manifest.json", "store/x", f"{NEW}/corale.nq.gz"):
        assert live.get(f"/dumps/{OLD}/{name}").status == 404


def test_a_release_served_alone_has_no_others(serve, publisher):
    alone = serve(publisher / "releases" / ("a" * 12))
    assert "kept" not in alone.get("/dumps/").json
    assert alone.get(f"/sparql?query=ASK%7B%7D&release={'a' * 12}").json["boolean"] is True
