"""Decisions brought to statements: what holds, what does not, what stays where it is."""

import pytest

from corale.data.rdf.canonical import Terms
from corale.data.review.applied import Home, applied, proofs, proved_by
from corale.data.review.statements import Decision, mark

B = "https://x.example/"
G = f"<{B}graph/osservatorio/7>"
S, P = f"<{B}id/process/osservatorio-7>", "<https://w3id.org/corale/onto/durationMonths>"
TWELVE, SIX = (f'"{n}"^^<http://www.w3.org/2001/XMLSchema#integer>' for n in (12, 6))
HOME = Home.of_record("osservatorio-7", B)


def source(grade: str = "") -> list[Terms]:
    return [(S, P, TWELVE, f"{G[:-1]}{grade}>")]


def decision(verb: str, new: str = "", before: str = "") -> Decision:
    return Decision(
        "id/process/osservatorio-7",
        "corale:durationMonths",
        '"12"^^xsd:integer',
        verb,
        new,
        "redazione",
        "2026-11-29",
        previous=before,
    )


def graph_of(said: list[Terms], value: str) -> list[str]:
    return [one[3].removeprefix(G[:-1]) for one in said if one[:3] == (S, P, value)]


@pytest.mark.parametrize(
    ("grade", "after"), [("", ">"), ("/read", "/reviewed>"), ("/inferred", "/reviewed>")]
)
def test_an_accepted_statement_stands_in_its_strongest_graph_once(grade: str, after: str) -> None:
    found = applied(source(grade), [decision("accept")], HOME)
    assert graph_of(found.statements, TWELVE) == [after]
    assert found.refused == frozenset()


def evidence(value: str, line: int) -> list[Terms]:
    node, rdf = f"<{B}id/evidence/osservatorio-7-1>", "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
    told = {f"{rdf}subject": S, f"{rdf}predicate": P, f"{rdf}object": value}
    told["https://w3id.org/corale/onto/quotedFrom"] = f"<{B}id/record/osservatorio-7#L{line}C1-L{line}C3>"
    return [(node, f"<{name}>", term, f"{G[:-1]}/evidence>") for name, term in told.items()]


def test_an_amended_one_is_told_and_not_asserted() -> None:
    said = source() + evidence(TWELVE, 4)
    found = applied(said, [decision("amend", '"6"^^xsd:integer')], HOME)
    assert (graph_of(found.statements, TWELVE), graph_of(found.statements, SIX)) == ([], ["/reviewed>"])
    assert found.refused == {(S, P, TWELVE)}
    assert [one for one in found.statements if one in said] == evidence(TWELVE, 4)
    [node] = {one[0] for one in found.statements if "/id/contradiction/" in one[0]}
    told = {
        one[1].rpartition("#")[2].rpartition("/")[2][:-1]: one[2]
        for one in found.statements
        if one[0] == node
    }
    assert told["wasDerivedFrom"] == evidence(TWELVE, 4)[0][0]
    assert told["sourceLine"].startswith('"4"')


def test_one_without_evidence_is_named_by_one_that_is_made() -> None:
    found = applied(source(), [decision("refuse")], HOME)
    assert graph_of(found.statements, TWELVE) == []
    [named] = [
        one[2]
        for one in found.statements
        if one[1].endswith("#wasDerivedFrom>") and "contradiction" in one[0]
    ]
    assert proved_by(proofs(found.statements)[named]) == (S, P, TWELVE)
    assert not any("wasAttributedTo" in one[1] for one in found.statements if one[0] == named)
    assert found.reviewers == {"redazione"}


def test_a_refused_candidate_leaves_no_trace() -> None:
    found = applied([], [decision("refuse")], HOME)
    assert found.statements == [] and found.refused == frozenset()


def test_an_amendment_of_what_is_said_no_more_is_told_and_not_applied() -> None:
    before = mark(source(), S, P)
    found = applied([(S, P, '"9"', G)], [decision("amend", '"6"^^xsd:integer', before)], HOME)
    assert [note.kind for note in found.notes] == ["changed"]
    assert graph_of(found.statements, SIX) == []


def test_a_source_that_says_the_same_is_not_told() -> None:
    assert applied(source(), [decision("refuse", before=mark(source(), S, P))], HOME).notes == []
