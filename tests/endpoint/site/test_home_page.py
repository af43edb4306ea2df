"""The home page: questions that the release answers, drawn; what is new; suggestions of the search."""

import json
import re
from datetime import date

import pytest

from corale.endpoint.protocol.asking import Cell
from corale.endpoint.site import home_page


def cell(value: str, kind: str = "literal", tongue: str = "") -> Cell:
    return Cell(kind, value, tongue)


@pytest.fixture(scope="module")
def page(sample) -> str:
    return sample.get("/?lang=it", Accept="text/html").text


def test_six_questions_have_drawn_answers(page):
    assert page.count('<article class="card">') == 6 and page.count('class="bars') == 6
    assert re.search(r'>Emilia-Romagna</a></th><td class="number">\d</td>', page)
    assert re.search(r'<th scope="row"[^>]*><a [^>]*>Empowerment</a>', page)
    assert re.search(r'<td class="number">27</td>.*?width="90"', page, re.S)


def test_things_are_counted_and_the_vocabulary_apart(page):
    assert re.search(r"<strong>5</strong> schede<", page)
    assert re.search(r'href="/browse/process"><strong>\d+</strong> processi', page)
    assert re.search(r'class="apart">Vocabolario: <a href="/onto/">\d+ classi e proprietà</a>', page)


def test_what_is_new_stands_with_its_day(page):
    news = page[page.index("Novità") :]
    assert re.search(r'<time datetime="(\d{4}-\d\d-\d\d)">\d+ \w+ \d{4}</time>', news)
    assert news.count("<time") <= home_page.LATEST + 1


def test_machines_are_told_of_the_dataset(sample, page):
    told = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.S)[1])
    assert told["@type"] == "Dataset" and told["dateModified"] == "2026-01-01"
    for file in told["distribution"]:
        path = "/" + file["contentUrl"].removeprefix(sample.url)
        assert sample.request("HEAD", path).status == 200
    assert len(told["distribution"]) == 4
    link = sample.get("/", Accept="text/html").headers["Link"]
    for relation in ("describedby", "license", "type", "cite-as"):
        assert f'rel="{relation}"' in link


@pytest.mark.parametrize(
    ("path", "people", "programs"),
    [("/dataset", "/", "/.well-known/void"), ("/publisher", "/about#contact", "/catalogue")],
)
def test_the_iris_of_our_own_descriptions_answer(live, path, people, programs):
    for accept, target in (("text/html", people), ("text/turtle", programs)):
        answer = live.get(path, Accept=accept)
        assert (answer.status, answer.headers["Location"]) == (303, target) and "Accept" in answer.headers[
            "Vary"
        ]


def test_questions_without_an_answer_are_left_out(live):
    page = live.get("/?lang=it", Accept="text/html").text
    assert 1 <= page.count('<article class="card">') < 6 and "In quali anni" in page


def test_bars_are_of_the_maximum_where_there_is_one(monkeypatch):
    monkeypatch.setattr(home_page, "language", lambda: "it")
    row = {"p": cell("http://x.example/", "uri"), "pLabel": cell("Parco", tongue="it"), "score": cell("15")}
    (line,) = home_page.lines(["p", "pLabel", "score", "maximum"], [row | {"maximum": cell("30")}])
    assert (line.label, line.language, line.number) == (
        "Parco",
        "it",
        15.0,
    ) and 'y="0" width="50"' in line.bar
    counted = home_page.lines(
        ["year", "n"], [{"year": cell("2015"), "n": cell("2")}, {"year": cell("2014"), "n": cell("1")}]
    )
    assert [line.label for line in counted] == ["2015", "2014"]
    assert ['y="0" width="100"' in line.bar for line in counted] == [True, False]


def test_new_things_stand_once_and_say_how_long_they_are_open():
    row = {
        "thing": cell("http://x.example/1", "uri"),
        "date": cell("2026-01-01"),
        "title": cell("Avviso", tongue="it"),
    }
    twice = [row | {"deadline": cell("2026-01-12")}, row | {"deadline": cell("2026-01-20")}]
    (new,) = home_page.latest(twice, date(2026, 1, 10))
    assert (new.title, new.days_remaining) == ("Avviso", 2)


def test_names_are_suggested(sample):
    told = sample.get("/suggest?q=ferrar").json
    assert any(name["label"] == "Ferrara" and name["path"].startswith("/id/place/") for name in told)
    assert len(told) <= 8 and sample.get("/suggest?q=f").json == [] and sample.get("/suggest").json == []
    assert sample.get("/suggest?q=" + "x" * 201).status == 400
    assert 'data-suggest="/suggest"' in sample.get("/", Accept="text/html").text
