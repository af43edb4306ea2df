"""The parts of a list that need no service: states, addresses, what a facet shows of many values."""

import pytest
from tests.dumps import write_lists
from werkzeug.datastructures import MultiDict

from corale.data.lists import database
from corale.data.lists.chosen import Lists
from corale.data.rdf import canonical
from corale.endpoint.http.problems import ProblemError
from corale.endpoint.site import render
from corale.endpoint.site.lists import list_files, list_map, list_page, list_query, list_state
from corale.endpoint.site.lists.list_state import State, parse
from corale.ontology.vocabulary import BASE


def state(kind: str = "process", *pairs: tuple[str, str]) -> State:
    return parse(kind, MultiDict(pairs))


def test_an_address_is_the_whole_state():
    asked = [
        ("region", "08"),
        ("region", "11"),
        ("level", "livello/empowerment"),
        ("q", "parchi"),
        ("sort", "new"),
    ]
    found = state("process", *asked, ("page", "3"))
    assert found.chosen["region"] == ("id/place/08", "id/place/11")
    assert found.query() == "?region=08&region=11&level=livello%2Fempowerment&q=parchi&sort=new&page=3"
    assert state("process", ("lang", "en"), ("utm", "x"), ("region", " ")).query() == ""


def test_a_value_toggled_twice_is_as_before_on_the_first_page():
    found = state("process", ("region", "08"), ("page", "3"))
    there = found.toggled("year", "2015")
    assert there.query() == "?region=08&year=2015" and there.toggled("year", "2015").query() == "?region=08"


def test_the_order_is_the_likeliest_for_words_only():
    assert (state().order, state("notice").order, state("process", ("q", "a")).order) == (
        "title",
        "deadline",
        "best",
    )
    assert state("process", ("sort", "best")).order == "title"


def test_every_list_names_its_facets_once():
    for kind, facets in database.FACETS.items():
        names = [facet.name for facet in facets]
        assert len(set(names)) == len(names) and not {"q", "sort", "page", "all", "lang"} & set(names), kind


def test_the_query_of_hostile_values_is_a_query_of_nothing():
    for kind, name in (
        ("process", "region"),
        ("process", "level"),
        ("organisation", "kind"),
        ("process", "year"),
    ):
        text = list_query.query_of(state(kind, (name, '08> . ?s ?p "x" } #')), BASE, render.today())
        assert "?s ?p" not in text or '"08> . ?s ?p' in text


@pytest.fixture
def many(tmp_path):
    """Lists with a process in each of twelve towns, one of them in ten."""
    towns = [f"0370{n:02}" for n in range(1, 13)]
    label = "<http://www.w3.org/2000/01/rdf-schema#label>"
    common = [
        f'<{BASE}id/place/{code}> {label} "Comune {code}"@it <{BASE}graph/entities> .' for code in towns
    ]
    records = []
    for n, code in enumerate([*towns, *[towns[-1]] * 9]):
        thing, graph = f"<{BASE}id/process/x-{n}>", f"<{BASE}graph/x/{n}>"
        records.append(
            [
                (thing, canonical.RDF_TYPE, f"<{BASE}onto/ParticipatoryProcess>", graph),
                (thing, "<http://purl.org/dc/terms/spatial>", f"<{BASE}id/place/{code}>", graph),
            ]
        )
    found = Lists.open(write_lists(tmp_path, common, records, BASE))
    yield found
    found.close()


def test_the_most_frequent_values_come_first_and_a_chosen_one_always(many, monkeypatch):
    monkeypatch.setattr(list_page, "address", lambda state, extension="": state.query())
    asked = state("process", ("place", "037010"))
    found = many.find("process", asked.chosen, "", "title", render.today())
    choices, more = next(
        (some, more)
        for facet, _, some, more in list_page.facets(many, asked, found, "it")
        if facet.name == "place"
    )
    assert (choices[0].label, choices[0].number, choices[0].on) == ("Comune 037010", 1, True)
    assert (choices[1].label, choices[1].number) == ("Comune 037012", 10)
    assert len(choices) == list_page.SHOWN + 1 and more == "?place=037010&all=place"
    whole = state("process", ("place", "037010"), ("all", "place"))
    choices, more = next(
        (some, more)
        for facet, _, some, more in list_page.facets(many, whole, found, "it")
        if facet.name == "place"
    )
    assert len(choices) == 12 and more == ""


def test_many_towns_are_drawn_as_their_provinces(many, monkeypatch):
    monkeypatch.setattr(list_map, "address", lambda state, extension="": state.query())
    found = many.find("process", {}, "", "title", render.today())
    assert str(list_map.mapped(many, state(), found, "it").picture).count("<circle") >= 10
    monkeypatch.setattr(list_map, "MARKS", 3)
    assert str(list_map.mapped(many, state(), found, "it").picture).count("<circle") == 1


def test_a_list_too_long_for_a_file_is_refused_not_cut(many, monkeypatch):
    found = many.find("process", {}, "", "title", render.today())
    monkeypatch.setattr(list_files, "ROWS", 20)
    monkeypatch.setattr(list_files, "MOST", 20)
    for extension in list_files.FORMATS:
        with pytest.raises(ProblemError) as refused:
            list_files.send(many, state(), found, extension)
        assert refused.value.code == "result-too-large"


def test_pages():
    assert list_state.page_number("") == 1 and list_state.page_number("12") == 12
