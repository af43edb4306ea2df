"""What the things of an answer are called: by label, title or concept's name; what has none, by its IRI."""

import re
from urllib.parse import urlencode

import pytest

B = "https://w3id.org/corale/"


@pytest.mark.parametrize(
    ("iri", "named"),
    [
        (f"{B}id/place/037006", "Bologna"),
        (f"{B}id/process/osservatorio-2", "La piazza"),
        (f"{B}scheme/livello/empowerment", "Empowerment"),
        (f"{B}onto/ParticipatoryProcess", "processo partecipativo"),
        (f"{B}id/place/000000", "place/000000"),
        ("https://example.org/scheda/1", "https://example.org/scheda/1"),
        ("javascript:alert(1)", "<code>javascript:alert(1)</code>"),
    ],
)
def test_a_thing_is_called_by_its_name(live, iri, named):
    query = f"SELECT ?x {{ VALUES ?x {{ <{iri}> }} }}"
    page = live.get("/sparql?" + urlencode({"query": query, "lang": "it"}), Accept="text/html").text
    cell = re.search(r"<tbody>\s*<tr><td>(.*?)</td>", page, re.S)[1]
    assert named in cell and 'href="javascript' not in page
