"""The documentation of terms and schemes as it stands in pages: markup made, and escaped, by the ontology."""

from markupsafe import Markup

from corale.endpoint.site.render import root
from corale.ontology import documentation, schemes
from corale.ontology import page as pages
from corale.ontology.index import index
from corale.ontology.vocabulary import ONTOLOGY, SCHEME


def whole(language: str) -> Markup:
    """Return the documentation of the whole ontology, for the main element of a page."""
    return Markup(_here(pages.fragment(language)))  # noqa: S704 - escaped where it is made


def part(iri: str, language: str) -> Markup:
    """Return the documentation of one term, scheme or concept; nothing for what is none of these."""
    text = ""
    if iri not in index().values:
        return Markup("")
    if iri.startswith(ONTOLOGY) and iri != ONTOLOGY:
        text = pages.term(documentation.term(iri, language), language)
    elif iri.startswith(SCHEME):
        slug, _, concept = iri.removeprefix(SCHEME).partition("/")
        if concept:
            text = pages.concept(documentation.concept(iri, language), language)
        elif slug in schemes.names():
            text = pages.scheme(documentation.scheme(slug, language), language)
    return Markup(_here(_raised(text)))  # noqa: S704 - escaped where it is made


def _raised(markup: str) -> str:
    """Return the documentation of one thing with its first heading right under that of its page.

    >>> _raised("<h3>Livelli</h3><h4>Empowerment</h4>"), _raised("<h4>Empowerment</h4>")
    ('<h2>Livelli</h2><h3>Empowerment</h3>', '<h2>Empowerment</h2>')
    """
    levels = (("h3", "h2"), ("h4", "h3")) if "<h3>" in markup else (("h4", "h2"),)
    for old, new in levels:
        markup = markup.replace(f"<{old}>", f"<{new}>").replace(f"</{old}>", f"</{new}>")
    return markup


def _here(markup: str) -> str:
    """Return markup of ours with its paths under the prefix of this service."""
    return markup.replace('href="/', f'href="{root()}/') if root() else markup
