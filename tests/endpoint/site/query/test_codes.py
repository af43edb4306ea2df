"""Codes are called by the names of their concepts, in the list that the query asks of."""

import pytest

from corale.endpoint.site.gallery import questions
from corale.endpoint.site.query.codes import called


def test_a_code_is_called_as_in_the_list_that_the_property_is_of():
    asked = "{ ?x corale:%s/skos:notation ?code }"
    assert called(asked % "actKind", "it")["resolution"] == "Deliberazione di contenuto non detto"
    assert called(asked % "normKind", "it")["resolution"] == "Deliberazione"
    assert called(asked % "normKind", "en")["law"] == "Law"


def test_without_a_list_only_what_means_one_thing_has_a_name():
    every = called("{ ?concept skos:notation ?code }", "it")
    assert "resolution" not in every and "soggetti-privati" not in every and "1" not in every
    assert every["decision-holder"] == "Titolare della decisione"
    assert every["budget"] == "Dotazione", "a list goes before the rules"


def test_a_query_that_selects_no_notation_has_no_codes():
    assert called('SELECT * { ?x skos:notation "met" }', "it") == {}


@pytest.mark.parametrize("name", ["35-reward-criteria", "51-universities", "60-what-is-missing-and-why"])
def test_the_questions_that_select_codes_have_names_for_them(name):
    assert called(questions()[name].text, "it")
