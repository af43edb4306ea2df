"""A connection to an engine: kept from question to question, opened again where the engine closed it."""

import pytest

from corale.endpoint.engine.outside.connection import Connection, EngineError

ANSWER = b'{"head":{"vars":[]},"results":{"bindings":[]}}'


def test_a_connection_is_kept_and_one_that_was_closed_is_opened_again(engine):
    connection = Connection(engine(ANSWER), 30)
    connection.select([("query", "ASK {}")])
    first = connection._http
    connection.select([("query", "ASK {}")])
    assert first is connection._http
    assert first is not None and first.sock is not None
    first.sock.close()
    assert connection.select([("query", "ASK {}")]) == (ANSWER, 0)


def test_an_answer_over_its_bound_is_not_read(engine):
    with pytest.raises(EngineError) as error:
        Connection(engine(b" " * 200_000), 30).select([("query", "ASK {}")], size=1000)
    assert error.value.code == "result-too-large"


def test_nobody_at_an_address_is_an_error():
    with pytest.raises(EngineError) as error:
        Connection("http://127.0.0.1:9/sparql", 5).select([("query", "ASK {}")])
    assert error.value.code == "worker-lost"
