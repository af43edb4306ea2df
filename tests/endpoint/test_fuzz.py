"""Fuzzed queries: whatever the text, the service lives, nothing connects out, and every answer is whole or an error."""

import json
import os
import random
import socket
import string
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

import pyoxigraph as ox
import pytest

SEEDS = [
    "SELECT * { ?s ?p ?o } LIMIT 5",
    "ASK { ?s a ?c }",
    "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o } LIMIT 3",
    "DESCRIBE <https://w3id.org/corale/id/place/037006>",
    "SELECT (COUNT(*) AS ?n) { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } } GROUP BY ?g HAVING (?n > 1)",
    "PREFIX dct: <http://purl.org/dc/terms/> SELECT ?t { ?s dct:title ?t FILTER(REGEX(?t, 'p.+', 'i')) } ORDER BY ?t",
    "SELECT ?s { ?s ?p ?o OPTIONAL { ?o ?q ?r } FILTER NOT EXISTS { ?r ?x ?y } } OFFSET 3 LIMIT 4",
    "SELECT * { VALUES (?a ?b) { (1 'x'@it) (UNDEF <http://e/>) } BIND(CONCAT(STR(?a), STR(?b)) AS ?c) }",
    "SELECT ?x { ?x (<http://e/a>/^<http://e/b>|!<http://e/c>)* ?y } LIMIT 2",
    "SELECT * FROM <https://w3id.org/corale/graph/entities> FROM NAMED <file:///etc/passwd> { ?s ?p ?o }",
    "SELECT * { SERVICE SILENT <http://127.0.0.1:{port}/> { ?s ?p ?o } }",
    "LOAD <http://127.0.0.1:{port}/> INTO GRAPH <http://e/>",
    "INSERT DATA { <http://e/> <http://e/> '1' }",
    "SELECT (SUBSTR('\\u00e8', 1) AS ?x) (IRI('a') AS ?y) (UUID() AS ?z) {}",
]
PARTS = [
    "{",
    "}",
    "(",
    ")",
    "[",
    "]",
    "<",
    ">",
    '"',
    "'",
    "'''",
    "\\u0053ERVICE",
    "SERVICE",
    "LOAD",
    "FROM",
    "#",
    "\n",
    "\0",
    "?x",
    "$y",
    "*",
    "|",
    "^",
    "!",
    "||",
    "&&",
    "LATERAL",
    "MINUS",
    "UNION",
    "OPTIONAL",
    "EXISTS",
    "<http://127.0.0.1:{port}/>",
    "REPLACE(?o, '.', '$0$0')",
    "REPEAT",
    "1e400",
    "-0",
    "'9999-99-99'^^<http://www.w3.org/2001/XMLSchema#date>",
    "_:b",
    "è",
    "\U0001f600",
    "\ufeff",
    "\u202e",
    "@it",
    "^^",
    ";",
    ",",
    ".",
    "a",
    "GROUP_CONCAT(?o)",
    "ORDER BY",
    "LIMIT 0",
    "BIND(?o AS ?o2)",
    "?s ?p ?o .",
    "<< ?s ?p ?o >>",
    "{{{{{{{{",
    "((((((((",
    "true",
    "undef",
    "BASE <x>",
    "PREFIX : <y>",
]
STATUSES = {200, 400, 403, 406, 413, 503}


def fuzzed(random_: random.Random, port: int) -> str:
    """Return a query made from a seed by a few random changes."""
    text = random_.choice(SEEDS)
    for _ in range(random_.randint(1, 6)):
        place = random_.randint(0, len(text))
        change = random_.random()
        if change < 0.45:
            text = (
                text[:place]
                + random_.choice(["", " "])
                + random_.choice(PARTS)
                + random_.choice(["", " "])
                + text[place:]
            )
        elif change < 0.6:
            text = text[:place] + text[place + random_.randint(1, 8) :]
        elif change < 0.7:
            text = text[:place] + random_.choice(SEEDS)[random_.randint(0, 30) :] + text[place:]
        elif change < 0.8:
            text = text[:place] + "".join(random_.choices(string.printable, k=5)) + text[place:]
        elif change < 0.9:
            text = text[:place] + random_.choice(PARTS) * random_.randint(2, 300) + text[place:]
        else:
            text = text.replace(random_.choice(text.split() or ["x"]), random_.choice(PARTS))
    return text.replace("{port}", str(port))


def whole(media: str, body: bytes) -> bool:
    """Tell whether an answer is well-formed to its end."""
    if "json" in media:
        json.loads(body)
    elif "turtle" in media:
        list(ox.parse(body, format=ox.RdfFormat.TURTLE))
    elif "csv" in media:
        return body.endswith(b"\r\n")
    return True


@pytest.mark.heavy
def test_fuzzed_queries(serve, endpoint):
    count = 100_000 if os.environ.get("CORALE_SOAK") else 10_000
    live = serve(
        CORALE_CLIENT_CPU="0",
        CORALE_CLIENT_PARALLEL="0",
        CORALE_QUERY_SECONDS="0.5",
        CORALE_QUERY_MEMORY="64",
    )
    found: Counter[int] = Counter()
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        listener.settimeout(0.1)
        port = listener.getsockname()[1]

        def run(seed: int) -> None:
            random_ = random.Random(seed)
            connection = HTTPConnection("127.0.0.1", live.port, timeout=20)
            for _ in range(count // 4):
                query = fuzzed(random_, port)
                accept = random_.choice(
                    ["application/sparql-results+json, text/turtle", "*/*", "text/csv", "application/ld+json"]
                )
                connection.request(
                    "GET", "/sparql?" + urlencode({"query": query}), headers={"Accept": accept}
                )
                answer = connection.getresponse()
                body = answer.read()
                assert answer.status in STATUSES, (answer.status, query, body)
                if answer.status >= 400:
                    assert json.loads(body)["code"] != "internal", query
                assert whole(answer.headers["Content-Type"], body), query
                found[answer.status] += 1
            connection.close()

        before = front(live)
        with ThreadPoolExecutor(4) as pool:
            for job in [pool.submit(run, seed) for seed in range(4)]:
                job.result()
        with pytest.raises(TimeoutError):
            listener.accept()
    assert live.process.poll() is None and front(live) == before, "a serving process died"
    assert sum(found.values()) == count // 4 * 4 and found[200] > count // 100, found
    assert live.query("ASK {}").status == 200


def front(live) -> list[str]:
    """The processes of the front, by id: the same before and after if none died."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            text = (entry / "cmdline").read_bytes()
        except OSError:
            continue
        if b"granian" in text and str(live.port).encode() in text:
            found.append(entry.name)
    return sorted(found)
