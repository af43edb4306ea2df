"""Lists: rows of records, the file they make, and that a list and its query find the same things."""

import gzip
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pyoxigraph as ox
import pytest
from tests.dumps import write_lists

from corale import artefacts
from corale.data.lists import database
from corale.data.lists import rows as listing
from corale.data.lists.chosen import BEST, CLOSED, OPEN, SORTS, UNKNOWN, Lists
from corale.data.lists.rows import FACETS, KINDS
from corale.data.lists.stems import stems
from corale.data.rdf import canonical, grades
from corale.endpoint.site.lists.list_query import query_of
from corale.endpoint.site.lists.list_state import State
from corale.ontology.vocabulary import BASE

DAY = date(2022, 1, 1)
RECORD = re.compile(rf"<{BASE}id/[a-z]+/((?:osservatorio|avviso)-[a-z0-9]+)")


def golden() -> Iterator[ox.Quad]:
    """Yield the triples of the golden dump."""
    yield from ox.parse(artefacts.text("data", "dumps", "sample.ttl").encode(), ox.RdfFormat.TURTLE)


def sample() -> Iterator[ox.Quad]:
    """Yield the triples of the golden dump, those of a record in its graph, evidence beside it."""
    for triple in golden():
        record = RECORD.match(str(triple.subject))
        graph = record[1] + "/evidence" * ("/id/evidence/" in record[0]) if record else "entities"
        yield ox.Quad(triple.subject, triple.predicate, triple.object, ox.NamedNode(f"{BASE}graph/{graph}"))


@pytest.fixture(scope="module")
def store() -> ox.Store:
    held = ox.Store()
    held.extend(golden())
    return held


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lists]:
    records: dict[str, list[canonical.Terms]] = {}
    common = []
    for quad in sample():
        if RECORD.match(str(quad.subject)):
            records.setdefault(grades.home(str(quad.graph_name)), []).append(canonical.parted(quad))
        else:
            common.append(canonical.nquad(quad))
    folder = tmp_path_factory.mktemp("lists")
    found = Lists.open(write_lists(folder, common, records.values(), BASE))
    yield found
    found.close()


def ids(
    held: Lists, kind: str, text: str = "", sort: str = "title", facet: str = "", key: str = ""
) -> list[str]:
    some = {facet: (key,)} if facet else {}
    return [one.id for one in held.entries(kind, held.find(kind, some, text, sort, DAY).numbers)]


def test_every_list_has_something(held: Lists) -> None:
    assert held.totals() == {"process": 6, "notice": 1, "organisation": 40, "place": 24, "output": 5} or all(
        held.totals()[kind] for kind in KINDS
    )


@pytest.mark.parametrize("kind", KINDS)
def test_a_list_and_its_query_find_the_same(held: Lists, store: ox.Store, kind: str) -> None:
    states = [State(kind)]
    counts = held.find(kind, {}, "", "title", DAY)
    for facet in FACETS[kind]:
        keys = (
            [OPEN, CLOSED, UNKNOWN]
            if facet.holds == "deadline"
            else [one.key for one in held.values(counts.counts[facet.name])]
        )
        states += [State(kind, {facet.name: (key,)}) for key in keys]
        states += [State(kind, {facet.name: tuple(keys[:2])})] if len(keys) > 1 else []
    for state in states:
        listed = {
            one.id for one in held.entries(kind, held.find(kind, state.chosen, "", "title", DAY).numbers)
        }
        rows = store.query(query_of(state, BASE, DAY))
        assert {row["thing"].value.removeprefix(BASE) for row in rows} == listed, state


@pytest.mark.parametrize("kind", KINDS)
def test_a_count_is_what_its_choice_finds(held: Lists, kind: str) -> None:
    found = held.find(kind, {}, "", "title", DAY)
    for facet in FACETS[kind]:
        for one in held.values(found.counts.get(facet.name, {})):
            assert one.number == len(ids(held, kind, facet=facet.name, key=one.key)) > 0, (facet.name, one)


def test_the_query_of_words_names_what_they_found(held: Lists, store: ox.Store) -> None:
    found = ids(held, "process", "welfare")
    assert found
    rows = store.query(query_of(State("process", text="welfare"), BASE, DAY, found))
    assert {row["thing"].value.removeprefix(BASE) for row in rows} == set(found)
    assert query_of(State("process", text="welfare"), BASE, DAY, []) == ""
    assert query_of(State("process", text="welfare"), BASE, DAY, ["id/process/x"] * 301) == ""


def test_orders(held: Lists) -> None:
    for kind in KINDS:
        every = set(ids(held, kind))
        for sort in (*SORTS[kind], BEST):
            assert set(ids(held, kind, sort=sort)) == every
    first, last = held.numbers("process", "date"), held.find("process", {}, "", "new", DAY).numbers
    dated = [first[n] for n in last if first[n]]
    assert dated == sorted(dated, reverse=True) and not any(first[n] for n in last[len(dated) :])
    old = [first[n] for n in held.find("process", {}, "", "old", DAY).numbers]
    assert [day for day in old if day] == sorted(dated) and old[-1] == 0


def test_words_weigh_more_in_a_title(held: Lists) -> None:
    title = held.entries("process", held.find("process", {}, "regolamento welfare", BEST, DAY).numbers)[
        0
    ].title
    assert set(stems("regolamento welfare")) <= set(stems(title))


def test_no_evidence_and_no_keys_of_records_in_the_words(held: Lists) -> None:
    assert ids(held, "process", "osservatorio") == []


def test_the_file_is_the_same_whatever_order_the_records_come_in(tmp_path: Path) -> None:
    records: dict[str, list[canonical.Terms]] = {}
    for quad in sample():
        if RECORD.match(str(quad.subject)):
            records.setdefault(str(quad.graph_name), []).append(canonical.parted(quad))
    rows = [listing.entries(said, BASE) for said in records.values()]
    files = []
    for n, some in enumerate((rows, rows[::-1])):
        shared = database.Shared([], BASE)
        (tmp_path / str(n)).mkdir()
        files.append(gzip.compress(database.write(shared, some, tmp_path / str(n)).read_bytes(), mtime=0))
    assert files[0] == files[1]
