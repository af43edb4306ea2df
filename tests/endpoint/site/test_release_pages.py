"""Dumps, limits and descriptions; pages that need nobody else."""

import base64
import hashlib
import re

import pytest

from corale import artefacts


@pytest.mark.parametrize(
    "path", ["/", "/sparql", "/dumps/", "/limits", "/page/onto", "/page/process/osservatorio-1"]
)
def test_pages_need_nobody_else(live, path):
    answer = live.get(path, Accept="text/html")
    assert answer.status == 200
    scripts = re.findall(r"<script([^>]*)>", answer.text)  # a data block (JSON-LD) is no script to a browser
    assert all(re.search(r' src="/static/|type="application/ld\+json"', script) for script in scripts)
    assert "style=" not in answer.text and "onclick" not in answer.text
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'self'")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_the_report_may_use_its_own_style_and_no_other(sample):
    answer = sample.get("/dumps/report.html", Accept="text/html")
    style = re.search(r"<style>(.*?)</style>", answer.text, re.DOTALL)[1]
    allowed = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = answer.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'self'") and f"style-src 'self' 'sha256-{allowed}'" in policy
    assert "unsafe" not in policy and "sha256" not in sample.get("/").headers["Content-Security-Policy"]


def test_dumps_are_listed_with_size_and_digest(live):
    listing = live.get("/dumps/").json["files"]
    dump = next(file for file in listing if file["file"] == "corale.nq.gz")
    answer = live.get("/dumps/corale.nq.gz")
    assert (len(answer.body), hashlib.sha256(answer.body).hexdigest()) == (dump["bytes"], dump["sha256"])
    page = live.get("/dumps/", Accept="text/html").text
    assert dump["sha256"] in page and "corale.nq.gz" in page


def test_dumps_take_ranges_and_tags(live):
    whole = live.get("/dumps/corale.nq.gz")
    part = live.get("/dumps/corale.nq.gz", Range="bytes=10-19")
    assert (part.status, part.body) == (206, whole.body[10:20])
    assert part.headers["Content-Range"] == f"bytes 10-19/{len(whole.body)}"
    assert live.get("/dumps/corale.nq.gz", If_None_Match=whole.headers["ETag"]).status == 304
    assert live.get("/dumps/corale.nq.gz", Range="bytes=99999999-").status == 416
    for ignored in ("bytes=x", "rows=0-1", "bytes=9-1", "bytes=0-1,5-6", "bytes"):
        answer = live.get("/dumps/corale.nq.gz", Range=ignored)
        assert (answer.status, answer.body) == (200, whole.body)


@pytest.mark.parametrize(
    "name", ["../manifest.json", "%2e%2e/%2e%2e/etc/passwd", "none.ttl", "/etc/passwd", "store/x"]
)
def test_only_files_of_the_manifest_are_sent(live, name):
    assert live.get(f"/dumps/{name}").status == 404


@pytest.mark.parametrize("path", ["/.well-known/void", "/catalogue"])
@pytest.mark.parametrize(
    "media", ["text/turtle", "application/ld+json", "application/rdf+xml", "application/n-triples"]
)
def test_descriptions_in_every_format(live, path, media):
    answer = live.get(path, Accept=media)
    assert answer.status == 200 and answer.headers["Content-Type"].startswith(media) and answer.body


def test_limits_are_told(hasty):
    told = hasty.get("/limits").json
    assert told["query_seconds"] == {"value": 2, "unit": "s"} and told["result_rows"]["value"] == 100_000


def test_every_file_that_a_page_brings_is_there_and_small(live):
    page = live.get("/", Accept="text/html").text
    files = re.findall(r'(?:href|src)="(/static/[^"]+)"', page)
    assert "/static/corale.css" in files
    assert ("/static/vendor/italia.css" in files) == (
        artefacts.path("endpoint", "static") / "vendor" / "italia.css"
    ).is_file()
    weight = len(page.encode())
    for file in dict.fromkeys(files):
        answer = live.get(file, Accept_Encoding="gzip")
        assert answer.status == 200, file
        weight += len(answer.body)
    assert weight < 100_000  # with two fonts of 18 kB it stays under 200 kB


def test_the_style_asks_for_nothing_that_the_policy_refuses(live):
    for name in ("corale.css", "vendor/italia.css"):
        if (artefacts.path("endpoint", "static") / name).is_file():
            style = live.get(f"/static/{name}").text
            assert "data:" not in style and "http" not in re.sub(r"/\*.*?\*/", "", style, flags=re.S)
            for file in re.findall(r"url\(([^)]+)\)", style):
                assert live.get(f"/static/vendor/{file}").status == 200, file
