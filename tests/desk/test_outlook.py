"""Each thing that waits stands beside its source, with what the graph says now and after each decision."""

from dataclasses import replace
from pathlib import Path

import pytest
from tests.desk.test_inbox import NOTE, WRONG

from corale.data.published import last_build
from corale.data.published.folder import Release
from corale.desk import document, inbox, outlook
from corale.desk.queue import Item
from corale.ontology.vocabulary import BASE

PAIR = Item(
    "", "duplicate", "", "", ("accept", "refuse"), "id/organisation/comune-038008", "owl:sameAs", "id/b"
)


def only(publisher: Path, release: Release, kind: str) -> Item:
    [one] = inbox.items(publisher, release, [kind])
    return one


def text(passages: list[outlook.Passage]) -> list[str]:
    return ["".join(words for words, _ in one.parts) for one in passages]


def meant(passages: list[outlook.Passage]) -> list[tuple[int, str]]:
    return [(one.line, words) for one in passages for words, on in one.parts if on]


def test_an_addition_is_added_and_a_refusal_leaves_all_as_it_is(publisher: Path, release: Release) -> None:
    inbox.receive(publisher, release, NOTE)
    one = only(publisher, release, "contribution")
    assert outlook.states(release, one, "it") == ([], {"accept": ["120"], "refuse": []})
    assert "Comune di Ferrara" in text(outlook.passages(publisher, release, one))


@pytest.mark.parametrize(("value", "after"), [("6", ["6"]), ("", [])])
def test_a_contested_value_goes_and_its_line_is_marked(
    publisher: Path, release: Release, value: str, after: list[str]
) -> None:
    inbox.receive(publisher, release, replace(WRONG, value=value))
    one = only(publisher, release, "contribution")
    assert outlook.states(release, one, "it") == (["12"], {"accept": after, "refuse": ["12"]})
    passages = outlook.passages(publisher, release, one)
    assert meant(passages) == [(4, "12")] and {one.line for one in passages} == set(range(1, 8))


def test_a_value_that_no_list_knows_is_told_to_be_provisional(publisher: Path, release: Release) -> None:
    one = only(publisher, release, "value")
    now, after = outlook.states(release, one, "it")
    assert now == after["refuse"] == ["Sanità di comunità (provvisorio, in nessun elenco)"]
    assert after["accept"] == ["Sanità di comunità"]
    assert meant(outlook.passages(publisher, release, one)) == [(10, "Sanità di comunità")]


def test_a_link_stands_beside_the_lines_that_name_the_body(publisher: Path, release: Release) -> None:
    one = inbox.items(publisher, release, ["link"])[0]
    now, after = outlook.states(release, one, "it")
    assert after == {"accept": sorted([*now, one.object]), "refuse": now} and one.object not in now
    passages = outlook.passages(publisher, release, one)
    assert [(one.record, one.line) for one in passages] == [("osservatorio-7", 8), ("osservatorio-8", 8)]


def test_of_two_bodies_that_are_one_the_first_is_left(publisher: Path, release: Release) -> None:
    now, after = outlook.states(release, PAIR, "it")
    assert now == ["Comune di Ferrara", "id/b"] and after == {"accept": ["Comune di Ferrara"], "refuse": now}
    assert len(outlook.passages(publisher, release, PAIR)) == 2


def test_a_source_that_may_not_be_shown_whole_is_read_anew_for_who_reviews(
    publisher: Path, release: Release
) -> None:
    last_build.remember(publisher, [publisher.parent / "in"], BASE)
    whole = document.lines(publisher, release, "osservatorio-7")
    (release.folder / "sources.jsonl").unlink()
    assert document.lines(publisher, release, "osservatorio-7") == whole and whole[8] == "Comune di Ferrara"
    path = publisher.parent / "in" / "7.txt"
    text = path.read_text(encoding="utf-8")
    path.unlink()  # a link to the file of other tests
    path.write_text(f"{text}Un'altra riga\n", encoding="utf-8")
    assert document.lines(publisher, release, "osservatorio-7") == {}
    assert document.lines(publisher, release, "osservatorio-none") == {}
