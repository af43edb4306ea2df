"""The documentation as HTML: an anchor a term, links that lead somewhere, well-formed, safe under a strict policy."""

from html.parser import HTMLParser

import pytest

from corale.ontology import documentation, page
from corale.ontology.vocabulary import ONTOLOGY, terms
from corale.ontology.words import WORDS

EMPTY = {"meta", "br", "link"}


class Reader(HTMLParser):
    """Collects anchors and links, and sees that elements close in order."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.anchors: list[str] = []
        self.links: list[str] = []
        self.unsafe: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        held = dict(attrs)
        if tag not in EMPTY:
            self.open.append(tag)
        if held.get("id"):
            self.anchors.append(str(held["id"]))
        if held.get("href"):
            self.links.append(str(held["href"]))
        if tag in ("script", "style") or any(name == "style" or name.startswith("on") for name in held):
            self.unsafe.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def read(text: str) -> Reader:
    reader = Reader()
    reader.feed(text)
    reader.close()
    assert reader.open == []
    return reader


@pytest.mark.parametrize("language", ["it", "en"])
def test_one_anchor_a_term_and_no_broken_link(language: str) -> None:
    found = read(page.fragment(language))
    assert {iri.removeprefix(ONTOLOGY) for iri in terms()} <= set(found.anchors)
    assert len(set(found.anchors)) == len(found.anchors)
    assert {one[1:] for one in found.links if one.startswith("#")} <= set(found.anchors)
    assert not [
        one
        for one in found.links
        if not one.startswith(("#", "/onto/", "/scheme/", "/questions/", "http://", "https://"))
    ]
    assert found.unsafe == []


def test_the_anchors_that_the_header_names_are_there() -> None:
    assert {"changes", "alignments"} <= set(read(page.fragment("it")).anchors)


@pytest.mark.parametrize("slug", ["livello", "tematica", "legal-form"])
def test_schemes_are_shown(slug: str) -> None:
    shown = page.scheme(documentation.scheme(slug, "en"), "en")
    read(shown)
    assert ("No entry read so far." in shown) == (slug == "tematica")


def test_words_are_the_same_in_both_languages() -> None:
    assert WORDS["it"].keys() == WORDS["en"].keys()
