"""The words of the pages: one catalogue, whole in both languages, used, and no word outside it."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from corale import artefacts
from corale.endpoint.site import texts

TEMPLATES = artefacts.path("endpoint", "templates")

NAMES = re.compile(
    r"Corale|SPARQL|TriG|VoID|DCAT-AP_IT|OpenRefine|SHA-256|Turtle|N-Quads|JSON-LD|RDF/XML|CSV|LDES|curl|IRI|URL|HTTP|[a-z]"
)
"""What a page may say outside the catalogue: names of ours and of formats, single letters."""


def pages() -> list[Path]:
    return sorted(path for path in TEMPLATES.glob("*.html") if not re.search(r"\.(it|en)\.html$", path.name))


def used() -> str:
    sources = Path(texts.__file__).parent.glob("*.py")
    return "\n".join(path.read_text(encoding="utf-8") for path in [*TEMPLATES.glob("*.html"), *sources])


def test_every_word_stands_in_both_languages():
    words = texts.catalogue()
    assert len(words) > 90
    assert {
        name for name, pair in words.items() if not all(pair) or any(text != text.strip() for text in pair)
    } == set()
    assert {name for name, (it, en) in words.items() if it == en and " " in it} == set()


def test_the_catalogue_is_sorted_and_names_nothing_twice():
    lines = artefacts.text("endpoint", "words.csv").splitlines()[1:]
    names = [line.partition(",")[0] for line in lines]
    assert names == sorted(set(names))


def test_templates_name_only_words_that_are_there():
    named = set(re.findall(r"""\bt\(["']([\w-]+)["']\)""", used()))
    assert len(named) > 60 and named - set(texts.catalogue()) == set()


class Words(HTMLParser):
    """Collects what a template shows of its own: texts and attributes that are read aloud."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.quiet = 0

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.quiet += tag in ("code", "script", "style")
        self.found += [
            value or "" for name, value in attributes if name in ("alt", "title", "aria-label", "placeholder")
        ]

    def handle_endtag(self, tag: str) -> None:
        self.quiet -= tag in ("code", "script", "style")

    def handle_data(self, data: str) -> None:
        if not self.quiet:
            self.found.append(data)


@pytest.mark.parametrize("template", pages(), ids=lambda path: path.name)
def test_no_template_has_words_of_its_own(template):
    reader = Words()
    text = re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", "", template.read_text(encoding="utf-8"), flags=re.S)
    reader.feed(text)
    own = {word for shown in reader.found for word in re.findall(r"[^\W\d_][\w/-]*", shown)}
    assert {word for word in own if not NAMES.fullmatch(word)} == set()


@pytest.mark.parametrize("name", ["about", "privacy", "accessibility"])
def test_prose_says_the_same_in_both_languages(name):
    both = [(TEMPLATES / f"{name}.{language}.html").read_text(encoding="utf-8") for language in ("it", "en")]
    italian, english = (re.findall(r"<(\w+)|href=\"([^\"]*)", text) for text in both)
    assert [pair[0] for pair in italian] == [pair[0] for pair in english]
    addresses = [
        [pair[1].replace("/deed.it", "/") for pair in found if pair[1]] for found in (italian, english)
    ]
    assert addresses[0] == addresses[1]
