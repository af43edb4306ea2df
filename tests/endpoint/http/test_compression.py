"""Answers are compressed for who takes gzip, each with a tag of its own; what is compressed or ranged already is not."""

import gzip
from urllib.parse import quote

import pytest

PATHS = [
    "/sparql?query=" + quote("SELECT * { ?s ?p ?o } ORDER BY ?s ?p ?o LIMIT 500"),
    "/data/id/process/osservatorio-1.ttl",
    "/",
    "/limits",
    "/sparql?query=" + quote("SELECT * { ?s ?p ?o } ORDER BY ?s ?p ?o LIMIT 5000"),
    "/static/corale.css",
    "/nothing",
    "/page/process/osservatorio-1",
    "/sparql",
    "/sparql?query=SELECT",
]


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("accept", ["*/*", "text/html"])
def test_the_same_answer_compressed_and_plain(live, path, accept):
    plain = live.get(path, Accept=accept)
    small = live.get(path, Accept=accept, Accept_Encoding="br, gzip;q=0.9")
    assert small.status == plain.status
    assert small.headers["Content-Type"] == plain.headers["Content-Type"]
    length = plain.headers["Content-Length"]
    if length is not None and int(length) < 1000:
        assert small.headers["Content-Encoding"] is None
        return
    assert small.headers["Content-Encoding"] == "gzip"
    for answer in (plain, small):
        assert "accept-encoding" in ", ".join(answer.headers.get_all("Vary")).lower()
    assert len(small.body) < len(plain.body)
    assert gzip.decompress(small.body) == plain.body
    if plain.headers["ETag"]:
        assert small.headers["ETag"] == plain.headers["ETag"][:-1] + '-gzip"'
    head = live.request("HEAD", path, Accept=accept, Accept_Encoding="gzip")
    assert (head.headers["ETag"], head.headers["Content-Encoding"]) == (small.headers["ETag"], "gzip")


@pytest.mark.parametrize("path", [PATHS[0], PATHS[1], PATHS[4]])
@pytest.mark.parametrize("encoding", ["gzip", "identity"])
def test_each_tag_gives_a_304(live, path, encoding):
    etag = live.get(path, Accept_Encoding=encoding).headers["ETag"]
    again = live.get(path, Accept_Encoding=encoding, If_None_Match=etag)
    assert (again.status, again.headers["ETag"], again.body) == (304, etag, b"")


@pytest.mark.parametrize("encoding", ["", "br", "gzip;q=0", "identity", "*;q=0", "x" * 5000])
def test_who_does_not_take_gzip_gets_none(live, encoding):
    assert live.get(PATHS[0], Accept_Encoding=encoding).headers["Content-Encoding"] is None


def test_dumps_and_ranges_are_sent_as_they_lie(live):
    for path in ("/dumps/corale.nq.gz", "/dumps/void.ttl"):
        answer = live.get(path, Accept_Encoding="gzip")
        assert answer.headers["Content-Encoding"] is None
        assert answer.headers["Repr-Digest"]
    assert live.get("/dumps/void.ttl", Accept_Encoding="gzip", Range="bytes=0-9").status == 206
