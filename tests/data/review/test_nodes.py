"""Things of several values: read as Turtle, known by what they say, whatever their spaces and order."""

import pytest

from corale.data.review import nodes
from corale.errors import UsageError

BASE = "https://x.example/"
ABOUT = ("id/notice/avviso-7", "corale:period")
PERIOD = '[ a corale:Period ; rdfs:label "durata"@it ; corale:periodMonths "3"^^xsd:integer ]'
ACT = '[ a corale:DecisionAct ; corale:adoptedByOrgan [ a corale:Organ ; rdfs:label "Giunta"@it ] ]'


def test_a_thing_is_the_same_whatever_its_spaces_and_order() -> None:
    other = '[corale:periodMonths 3;rdfs:label "durata"@it;\n a corale:Period]'
    node, said = nodes.read(*ABOUT, PERIOD, BASE)
    assert (node, said) == nodes.read(*ABOUT, other, BASE)
    assert nodes.write(node, said, BASE) == PERIOD
    assert node.startswith(f"<{BASE}id/period/avviso-7-review-") and {one[0] for one in said} == {node}
    assert node != nodes.read("id/notice/avviso-8", ABOUT[1], PERIOD, BASE)[0]


def test_a_thing_may_hold_another() -> None:
    node, said = nodes.read("id/process/avviso-7", "corale:decisionAct", ACT, BASE)
    inner = {one[0] for one in said} - {node}
    assert len(inner) == 1 and inner <= {one[2] for one in said} and len(said) == 4
    assert nodes.write(node, said, BASE) == ACT


@pytest.mark.parametrize(
    "text",
    [
        "[",
        "[ ]",
        '[ rdfs:label "a"@it ]',
        "[ a corale:Nothing ]",
        "[ a corale:Period ] , [ a corale:Period ]",
        "[ a corale:Period ] ; dct:title 1",
        "[ a corale:Period ] . <https://y.example/a> a corale:Period",
        "[ a corale:Period ; <https://y.example/p> 1 ]",
        "[ a corale:Period ; corale:phase <javascript:1> ]",
        "[ a corale:Period ; corale:phase _:b ]",
        "[ a corale:Period ; corale:phase _:b ] . _:b a corale:Phase ; corale:phase _:b",
        '[ a corale:Period ; corale:periodMonths "x"^^xsd:integer ]',
        '[ a corale:Period ; rdfs:label "\\u0007" ]',
        f"[ a corale:Period ; rdfs:label '{'a' * nodes.LONGEST}' ]",
    ],
)
def test_what_is_no_one_thing_is_refused(text: str) -> None:
    with pytest.raises(UsageError):
        nodes.read(*ABOUT, text, BASE)
