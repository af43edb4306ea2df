"""A release loaded into an engine: interrupted anywhere it does no harm, and goes on when it is called again."""

from dataclasses import replace

import pytest

from corale.data.published import folder, store
from corale.endpoint.engine.outside import adapters, assignments, loading, publishing
from corale.endpoint.engine.outside.loading import Database
from corale.errors import ReleaseError, SetupError, UsageError


class Killed(BaseException):
    """What stands for the end of the process."""


class Mortal(Database):
    """A database whose user ends before call number `last` of it."""

    last = 0

    def step(self) -> None:
        self.last -= 1
        if not self.last:
            raise Killed

    def rows(self, query):
        self.step()
        return super().rows(query)

    def update(self, text):
        self.step()
        super().update(text)


@pytest.fixture
def publisher(tmp_path, endpoint):
    """A publisher's folder with one small release."""
    endpoint.write_release(tmp_path, "aaaaaaaaaaaa", endpoint.expand(endpoint.QUADS).strip() + "\n")
    endpoint.activate(tmp_path, "aaaaaaaaaaaa")
    return tmp_path


def database(url: str, batch: int = 6) -> Database:
    found = adapters.of(url)
    return Database(replace(found, adapter=replace(found.adapter, batch=batch)))


def test_the_server_says_what_it_is(oxigraph):
    found = adapters.of(oxigraph)
    assert (found.adapter.name, found.url) == ("oxigraph", f"{oxigraph}/query")


def test_interrupted_at_any_step_no_harm_is_done(publisher, oxigraph, monkeypatch):
    release, found = folder.active(publisher), store.load(publisher)
    monkeypatch.setattr(publishing, "judged", lambda *_: [])
    steps = 0
    whole = {name.value for name in found.named_graphs()} | {""}
    while True:
        steps += 1
        target = Mortal(database(oxigraph).engine)
        target.last = steps
        try:
            counts = publishing.publish(release, found, target).counts
            break
        except Killed:
            assert assignments.read(publisher) == {}
            assert database(oxigraph).holds() in ("", "aaaaaaaaaaaa?", "aaaaaaaaaaaa")
            with pytest.raises(ReleaseError):
                assignments.outside(release.folder, oxigraph)
        if steps % 4:  # else it goes on where it was
            database(oxigraph).update("DROP ALL")
    assert steps > 12
    assert set(counts) == whole and sum(counts.values()) == len(found)
    assert assignments.outside(release.folder, oxigraph).engine.url == f"{oxigraph}/query"


def test_what_is_in_place_is_passed_over(publisher, oxigraph, monkeypatch):
    found = store.load(publisher)
    loading.load(database(oxigraph), found, "aaaaaaaaaaaa")
    put = []
    monkeypatch.setattr(Database, "put", lambda self, batch: put.append(batch))
    loading.load(database(oxigraph), found, "aaaaaaaaaaaa")
    assert put == []


def test_a_statement_too_few_or_too_many_is_seen(publisher, oxigraph, monkeypatch):
    found = store.load(publisher)
    put = Database.put
    monkeypatch.setattr(Database, "put", lambda self, batch: put(self, batch[1:]))
    with pytest.raises(ReleaseError):
        loading.load(database(oxigraph), found, "aaaaaaaaaaaa")
    monkeypatch.setattr(Database, "put", put)
    target = database(oxigraph)
    target.update("INSERT DATA { GRAPH <https://w3id.org/corale/graph/entities> { <x:new> <x:p> 1 } }")
    with pytest.raises(ReleaseError):
        loading.load(target, found, "aaaaaaaaaaaa")
    assert target.holds() == "aaaaaaaaaaaa?"


def test_a_database_that_holds_another_release_is_left_alone(publisher, oxigraph):
    found = store.load(publisher)
    loading.load(database(oxigraph), found, "aaaaaaaaaaaa")
    before = database(oxigraph).counts()
    with pytest.raises(UsageError):
        loading.load(database(oxigraph), found, "bbbbbbbbbbbb")
    assert database(oxigraph).counts() == before


def test_a_service_refuses_an_engine_that_fails_or_holds_nothing(publisher, oxigraph):
    release = folder.active(publisher).folder
    engine = database(oxigraph).engine
    assignments.note(publisher, "aaaaaaaaaaaa", assignments.Assignment(engine, failing=("thing",)))
    with pytest.raises(ReleaseError, match="thing"):
        assignments.outside(release, oxigraph)
    assignments.note(publisher, "aaaaaaaaaaaa", assignments.Assignment(engine))
    with pytest.raises(ReleaseError, match="whole"):
        assignments.outside(release, oxigraph)


def test_who_may_not_write_is_told_so():
    target = Database(adapters.Engine(adapters.ADAPTERS["sparql"], "http://127.0.0.1:9/sparql"))
    with pytest.raises(SetupError):
        target.update("DROP ALL")
