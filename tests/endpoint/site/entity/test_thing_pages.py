"""Small parts of the pages of things: the bar of a score, where places lie, what machines are told."""

import re

import pytest

from corale.endpoint.protocol.asking import Cell
from corale.endpoint.site import structured
from corale.endpoint.site.entity import thing_pages
from corale.endpoint.site.entity.record_facts import Fact, Record

B = "https://w3id.org/corale/"


def fact(value: str, predicate: str = "corale:x", label: str = "", subject: str = "s") -> Fact:
    kind = "uri" if value.startswith("http") else "literal"
    return Fact(subject, predicate, Cell(kind, value), "stated", label)


@pytest.mark.parametrize(
    ("score", "most", "width"),
    [("27", "30", 90), ("40", "30", 100), ("-1", "30", 0), ("x", "30", None), ("3", "0", 0)],
)
def test_a_score_is_drawn_out_of_its_maximum(score, most, width):
    drawn = thing_pages.scored(fact(score), fact(most))
    assert drawn is None if width is None else f'x="0" y="0" width="{width}"' in drawn


def test_a_score_without_a_maximum_is_not_drawn():
    assert thing_pages.scored(fact("3"), None) == thing_pages.scored(None, fact("3")) is None


def test_places_lie_in_their_province_first():
    within = [fact(f"{B}id/place/08", label="Emilia-Romagna"), fact(f"{B}id/place/037", label="Bologna")]
    record = Record("r", (), {}, {"a": within, "b": within, "c": [fact(f"{B}id/place/09")]})
    assert thing_pages.regions(record) == ["Bologna, Emilia-Romagna"]


class View:
    def text(self, one: Fact) -> tuple[str, str]:
        return one.label, ""


def test_a_summary_is_cut_at_a_word_or_says_who_decides():
    long = fact("parola " * 100, "corale:objectives", subject="p")
    cut = structured.summary(Record("r", ("p",), {"p": [long]}, {}), View())
    assert len(cut) <= structured.LONGEST + 1 and cut.endswith("parola…")
    who = fact(f"{B}id/organisation/x", "corale:decisionHolder", "Comune X", subject="p")
    assert structured.summary(Record("r", ("p",), {"p": [who]}, {}), View()) == "Comune X"


def test_a_public_body_is_a_government_organisation():
    kind = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
    rows = [{"p": Cell("uri", kind), "o": Cell("uri", "https://w3id.org/italia/onto/COV/PublicOrganization")}]
    assert structured.organisation(rows, "i", "Comune X")["@type"] == "GovernmentOrganization"
    assert structured.organisation([], "i", "Coop X")["@type"] == "Organization"


def test_a_page_once_made_is_kept_by_release_language_and_host(sample):
    path = "/page/id/process/osservatorio-xcb7ae2eb49"
    first = sample.get(f"{path}?lang=it", Accept="text/html")
    again = sample.get(path, Accept="text/html", Accept_Language="it")
    assert again.body == first.body and again.headers["ETag"] == first.headers["ETag"]
    assert "Set-Cookie" in first.headers and "Set-Cookie" not in again.headers and "Link" in again.headers
    english = sample.get(path, Accept="text/html", Accept_Language="en")
    assert english.body != first.body and english.headers["Content-Language"] == "en"
    same = sample.get(path, Accept="text/html", Accept_Language="it", If_None_Match=first.headers["ETag"])
    assert (same.status, same.body) == (304, b"")
    other = sample.get(path, Accept="text/html", Accept_Language="it", Host=f"localhost:{sample.port}")
    assert f"http://localhost:{sample.port}{path}" in other.text and "127.0.0.1" not in other.text
    asked = sample.get(f"{path}?x=1&lang=it", Accept="text/html")
    assert (
        "?x=1" in asked.text and "?x=1" not in sample.get(path, Accept="text/html", Accept_Language="it").text
    )
    short = path.replace("/id/", "/")
    shown = sample.get(f"{short}?lang=it", Accept="text/html").text
    assert f"{short}?lang=en" in shown and f"{path}?lang=en" not in shown, "each address leads to itself"


def test_what_a_page_is_made_of_is_not_kept_beside_it(sample):
    def kept() -> int:
        found = re.search(r"^corale_answers_kept (\d+)(?:\.0)?$", sample.get("/metrics").text, re.MULTILINE)
        return int(found[1])

    path = "/page/id/process/osservatorio-xcb7ae2eb49?lang=it"
    sample.get(
        path.replace("process/osservatorio-xcb7ae2eb49", "organisation/asc-insieme"), Accept="text/html"
    )
    before = kept()
    assert (
        sample.get(path + "&x=2", Accept="text/html").status == 200
    )  # an address of its own: the page is not kept
    assert sample.get(path + "&x=3", Accept="text/html").status == 200
    assert kept() <= before + 1  # what points at the process, if it was not known
