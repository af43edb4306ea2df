"""What changed between two releases as a page for people of an office: record by record, in plain words."""

from collections.abc import Iterator, Sequence
from html import escape

from corale.data.published.diff import Change, Diff, labels
from corale.data.release import tables
from corale.data.release.report_page import TAIL, top
from corale.ontology import vocabulary

WORDS = {
    "it": {
        "title": "Che cosa è cambiato dalla pubblicazione {} alla {}",
        "what": "Il dato di prima e quello di adesso, con la riga del documento da cui viene.",
        "added": "Schede aggiunte: {}",
        "withdrawn": "Schede ritirate: {}",
        "changed": "Schede cambiate: {}",
        "field": "Dato",
        "before": "Prima",
        "after": "Adesso",
        "line": "riga {}",
        "none": "Nessuna.",
        "quads": "Per i programmi: {} quadruple in più, {} in meno, {} delle quali fuori dalle schede.",
    },
    "en": {
        "title": "What changed from release {} to {}",
        "what": "The value as it was and as it is, with the line of the document it comes from.",
        "added": "Records added: {}",
        "withdrawn": "Records withdrawn: {}",
        "changed": "Records changed: {}",
        "field": "Field",
        "before": "Before",
        "after": "Now",
        "line": "line {}",
        "none": "None.",
        "quads": "For programs: {} quads more, {} fewer, {} of them outside records.",
    },
}


def html(found: Diff, tongue: str) -> Iterator[str]:
    """Yield the page of a difference, in a language."""
    words = WORDS[tongue]
    title = words["title"].format(found.previous, found.after)
    yield f'{top(title, tongue)}<h1>{escape(title)}</h1><p class="prose">{words["what"]}</p>\n'
    for name, slugs in (("added", found.added), ("withdrawn", found.withdrawn)):
        items = "".join(f"<li>{escape(slug)}</li>" for slug in slugs)
        yield f"<h2>{words[name].format(len(slugs))}</h2>{f'<ul>{items}</ul>' if items else ''}\n"
    yield f"<h2>{words['changed'].format(len(found.changed))}</h2>\n"
    heads = "".join(f'<th scope="col">{words[name]}</th>' for name in ("field", "before", "after"))
    for slug, changes in found.changed.items():
        rows = "".join(_row(one, tongue) for one in changes)
        yield f"<h3>{escape(slug)}</h3><table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>\n"
    quads = words["quads"].format(found.quads_added, found.quads_removed, found.other)
    yield f'<p class="quiet">{quads}</p>{TAIL}'


def _row(one: Change, tongue: str) -> str:
    before = _cell("del", one.previous, one.previous_lines, tongue)
    after = _cell("ins", one.after, one.lines_after, tongue)
    return (
        f'<tr><th scope="row">{escape(named(one.field, tongue))}</th><td>{before}</td><td>{after}</td></tr>'
    )


def _cell(tag: str, values: Sequence[str], lines: Sequence[int], tongue: str) -> str:
    said = "<br>".join(f"<{tag}>{escape(called(value))}</{tag}>" for value in values)
    where = WORDS[tongue]["line"].format(", ".join(map(str, lines)))
    return f"{said} <small>{where}</small>" if values and lines else said


def named(field: str, tongue: str) -> str:
    """Return what a changed field is called: its label, else the property's, else its CURIE."""
    curie = field.partition(" ")[2]
    own = labels().get(curie, ("", ""))[tongue == "en"]
    return own or vocabulary.label(vocabulary.expand(curie), tongue) or curie


def called(value: str) -> str:
    """Return a value as people read it: a concept or place by its name, anything else as it is.

    >>> called("https://w3id.org/corale/scheme/livello/empowerment"), called("2015")
    ('Empowerment', '2015')
    """
    return tables.known(value) or value if "://" in value else value
