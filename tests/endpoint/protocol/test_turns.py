"""A client's places: as many at once as the limit says, given back whatever happens, none kept where nothing computes."""

from types import SimpleNamespace

import pytest
from flask import Flask

from corale.endpoint.http.problems import ProblemError
from corale.endpoint.protocol.turns import turn


class Budget:
    """As many places as are left."""

    def __init__(self, places: int) -> None:
        self.places = places

    def enter(self, client: str) -> float:
        if not self.places:
            return 0.4
        self.places -= 1
        return 0

    def leave(self, client: str, seconds: float) -> None:
        self.places += 1


@pytest.fixture
def application():
    application = Flask(__name__)
    application.extensions["sparql"] = SimpleNamespace(client=lambda environ: "a", budget=Budget(1))
    return application


def test_a_second_turn_at_once_is_refused_and_told_when_to_come_again(application):
    with application.test_request_context(), turn(), pytest.raises(ProblemError) as refused, turn():
        raise AssertionError("there was no place")
    assert refused.value.code == "budget"
    assert refused.value.headers == {"Retry-After": "1"}


def test_a_place_is_given_back_where_the_work_fails(application):
    with application.test_request_context():
        with pytest.raises(ValueError, match="failed"), turn():
            raise ValueError("failed")
        with turn():
            pass


def test_without_queries_there_are_no_places():
    with Flask(__name__).test_request_context(), turn():
        pass
