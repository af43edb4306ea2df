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


ONTO = "https://w3id.org/corale/onto/"
ROLE = "<https://w3id.org/corale/scheme/role/signatory>"
PARTY = (
    "[ a corale:Involvement ; corale:inProcess <id/process/osservatorio-7> ; corale:involvedAgent"
    " <id/organisation/a> ; corale:involvementRole <https://w3id.org/corale/scheme/role/signatory> ;"
    ' corale:rank "2"^^xsd:integer ; corale:statedAs "A"@it ]'
)


def party(verb: str, before: str = "") -> Decision:
    about = ("id/process/osservatorio-7", "corale:involvement", PARTY)
    return Decision(*about, verb, "", "redazione", "2026-11-29", previous=before)


def told_by_source() -> list[Terms]:
    """The same party, under the name that the extraction gives it, with its shortcut and a label."""
    node = f"<{B}id/involvement/osservatorio-7-party-3>"
    said = [(node, *one[1:]) for one in party("accept").thing(B)]
    said += [(S, f"<{ONTO}involvement>", node), (S, f"<{ONTO}signatory>", f"<{B}id/organisation/a>")]
    said.append((node, "<http://www.w3.org/2000/01/rdf-schema#label>", '"Firmatario: A"@it'))
    return [(*one, G) for one in said]


def test_an_accepted_thing_is_all_that_it_says_with_evidence_and_its_shortcut() -> None:
    made = party("accept")
    found = applied([], [made], HOME).statements
    reviewed = {one[:3] for one in found if one[3] == f"{G[:-1]}/reviewed>" and one[0] != G[:-1]}
    assert reviewed >= {*made.thing(B), made.holds(B), (S, f"<{ONTO}signatory>", f"<{B}id/organisation/a>")}
    proved = {proved_by(one) for one in proofs(found).values()}
    assert proved == {made.holds(B), *(one for one in made.thing(B) if not one[1].endswith("#type>"))}


def test_a_thing_that_the_source_tells_alike_is_the_sources() -> None:
    said = told_by_source()
    found = applied(said, [party("accept")], HOME).statements
    assert [one for one in found if one in said] == said
    assert not any("/involvement/osservatorio-7-review-" in one[0] for one in found)
    assert {proved_by(one) for one in proofs(found).values()} == {(S, f"<{ONTO}involvement>", said[-3][2])}


def test_a_refused_thing_goes_with_all_that_is_said_of_it() -> None:
    said = told_by_source()
    found = applied([*said, *source()], [party("refuse")], HOME)
    assert {one[:3] for one in said} == found.refused
    assert [one for one in found.statements if one in (*said, *source())] == source()


def test_a_change_inside_a_thing_of_the_source_is_told() -> None:
    said = told_by_source()
    before = mark(said, S, f"<{ONTO}involvement>", whole=True)
    assert applied(said, [party("accept", before)], HOME).notes == []
    other = [(*one[:2], one[2].replace('"2"', '"3"'), one[3]) for one in said]
    assert [one.kind for one in applied(other, [party("accept", before)], HOME).notes] == ["changed"]
