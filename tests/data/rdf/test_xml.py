"""XML only where XML can say it: each character that XML 1.0 has none for is refused, each other comes back."""

import xml.etree.ElementTree as ET

import pyoxigraph as ox
import pytest

from corale.data.rdf import formats
from corale.data.rdf.xml import LONGEST, UnsayableError, checked

UNSAYABLE = [*map(chr, {*range(32)} - {9, 10, 13}), "\ufffe", "\uffff"]
SAYABLE = "\t\n\r\x7f\x85\u2028\ufffd\ud7ff\ue000\U0001fffe\U0010ffff<>&\"']]>"


def graph(text: str, predicate: str = "http://e/p") -> bytes:
    triple = ox.Triple(ox.NamedNode("http://e/s"), ox.NamedNode(predicate), ox.Literal(text))
    return formats.serialise([triple], formats.named("rdfxml"))


def results(text: str) -> bytes:
    put = {ox.Variable("x"): ox.Literal(text)}
    found = ox.Store().query("SELECT ?x { BIND(?x AS ?y) }", substitutions=put)
    return found.serialize(format=ox.QueryResultsFormat.XML)


@pytest.mark.parametrize("sign", UNSAYABLE, ids=lambda sign: f"{ord(sign):04x}")
def test_what_xml_has_no_character_for_is_refused(sign: str) -> None:
    with pytest.raises(UnsayableError, match=f"U\\+{ord(sign):04X}"):
        graph(f"a{sign}b")
    with pytest.raises(ET.ParseError):  # the writer left it raw
        ET.fromstring(results(f"a{sign}b"))
    with pytest.raises(UnsayableError):
        checked(results(f"a{sign}b"))


@pytest.mark.parametrize("sign", SAYABLE, ids=lambda sign: f"{ord(sign):04x}")
def test_every_other_character_comes_back(sign: str) -> None:
    text = f"a{sign}b"
    assert ET.fromstring(checked(results(text))).find(".//{*}literal").text == text
    (quad,) = formats.parse(graph(text), formats.named("rdfxml"))
    assert quad.object.value == text


@pytest.mark.parametrize("end", ["", "1", "p()", "a%20", "#", "\u037e"])
def test_a_predicate_without_an_xml_name_is_refused(end: str) -> None:
    with pytest.raises(UnsayableError, match="predicate"):
        graph("x", f"http://e/{end}")


def test_what_is_cut_between_two_parts_is_seen() -> None:
    for whole in (b"<literal>\xef\xbf\xbe</literal>", b'<oxprefix: xmlns:oxprefix="http://e/">'):
        for at in range(1, len(whole)):
            with pytest.raises(UnsayableError):
                checked(whole[at:], checked(whole[:at])[-LONGEST:])
                # refused in the first part where that holds it whole
