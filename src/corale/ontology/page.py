"""The documentation as HTML, in Italian or English, for the site's layout.

The whole: a line with an anchor a term (`#startDate`) that leads to its own page, the class diagram, value
lists, alignments, changes. The part: all that is known of one term, scheme or concept. No script, no style
attribute, nothing from elsewhere."""

from collections.abc import Iterable
from functools import cache
from html import escape

from corale.ontology import documentation
from corale.ontology.diagram import diagram
from corale.ontology.documentation import Node
from corale.ontology.words import WORDS

SECTIONS = ("classes", "object_properties", "datatype_properties", "annotation_properties")
FRAME = ("parents", "children", "domain", "range", "inverse", "properties", "values_of", "replaced_by")
OF_A_CONCEPT = ("broader", "narrower", "matches", "see_also")


def link(node: Node) -> str:
    """Return a link to the page of a term or concept."""
    return f'<a href="{escape(node["path"])}" title="{escape(node["curie"])}">{escape(node["label"])}</a>'


def row(name: str, value: str) -> str:
    """Return a row of a description list, or nothing where there is no value."""
    return f"<dt>{escape(name)}</dt><dd>{value}</dd>" if value else ""


def links(nodes: Iterable[Node]) -> str:
    """Return links in a row, divided by commas."""
    return ", ".join(map(link, nodes))


def line(node: Node) -> str:
    """Return the row of a term in the table of all: its name, which leads to its page, and its definition."""
    return (
        f'<tr id="{escape(node["anchor"])}"><th scope="row">{link(node)}'
        f" <code>{escape(node['curie'])}</code></th>"
        f"<td>{escape(node['definition'])}</td></tr>"
    )


def term(node: Node, language: str) -> str:
    """Return the section of one term (`documentation.term`)."""
    words = WORDS[language]
    rows = [row(words["example"], escape(node["example"]))]
    rows += [row(words[name], links(node[name])) for name in FRAME]
    rows += [row(words["disjoint"], folded(links(node["disjoint"]), len(node["disjoint"])))]
    rows += [row(words["shapes"], constraints_list(node)), row(words["questions"], asked(node))]
    rows += [row(words["alignments"], aligned(node))]
    rows += [row(words["status"], escape(node["status"]))]
    rows += [
        row(
            words["changes"], "; ".join(f"{one['version']}: {escape(one['text'])}" for one in node["history"])
        )
    ]
    return (
        f'<section class="term" id="{escape(node["anchor"])}"><h3>{escape(node["label"])} '
        f'<a href="{escape(node["path"])}"><code>{escape(node["curie"])}</code></a></h3>'
        f"<p>{escape(node['definition'])}</p><dl>{''.join(rows)}</dl></section>"
    )


def constraints_list(node: Node) -> str:
    """Return what shapes ask of a property: on which class, what value, how often."""
    shown = [
        f"<li>{link(one['on'])}: <code>{escape(one['value'] or 'IRI')}</code>,"
        f" <code>{escape(one['often'])}</code></li>"
        for one in node["shapes"]
    ]
    return f"<ul>{''.join(shown)}</ul>" if shown else ""


def asked(node: Node) -> str:
    """Return the questions that ask for a term."""
    shown = "".join(
        f'<li>{name[:2]}. <a href="/questions/{name}">{escape(one["title"])}</a></li>'
        for one in node["questions"]
        for name in (escape(one["name"]),)
    )
    return folded(f"<ul>{shown}</ul>" if shown else "", len(node["questions"]))


def folded(text: str, count: int) -> str:
    """Return a long value behind its count, for the reader to open; nothing where there is none."""
    return f"<details><summary>{count}</summary>{text}</details>" if text else ""


def aligned(node: Node) -> str:
    """Return the alignments of a term or concept, each with its reason."""
    shown = [
        f"<li><code>{escape(one['relation'])}</code> "
        f'<a href="{escape(one["target"]["path"])}">{target(one["target"])}</a>: '
        f"{escape(one['why'])}</li>"
        for one in node["alignments"]
    ]
    return f"<ul>{''.join(shown)}</ul>" if shown else ""


def target(node: Node) -> str:
    """Return how the end of an alignment is shown: an own concept by its label, a foreign term by its short
    name."""
    own = node["path"].startswith("/")
    return escape(node["label"]) if own else f"<code>{escape(node['curie'])}</code>"


def scheme(node: Node, language: str) -> str:
    """Return the section of one scheme with its concepts (`documentation.scheme`)."""
    words = WORDS[language]
    kind = words["complete"] if node["complete"] else words["open"]
    body = "".join(concept(one, language) for one in node["concepts"]) or f"<p>{words['none']}</p>"
    return (
        f'<section class="scheme" id="scheme-{escape(node["slug"])}"><h3>{escape(node["label"])} '
        f'<a href="{escape(node["path"])}"><code>{escape(node["slug"])}</code></a></h3>'
        f"<p>{escape(node['definition'])} ({kind})</p>"
        f"<dl>{row(words['fields'], links(node['fields']))}"
        f"{row(words['source'], ', '.join(map(escape, node['sources'])))}</dl>{body}</section>"
    )


def concept(node: Node, language: str) -> str:
    """Return the section of one concept (`documentation.concept`)."""
    words = WORDS[language]
    rows = [row(words["notation"], f"<code>{escape(node['notation'])}</code>")]
    rows += [row(words["spellings"], ", ".join(f"«{escape(one)}»" for one in node["spellings"]))]
    rows += [row(words[name], links(node[name])) for name in OF_A_CONCEPT]
    rows += [
        row(words["alignments"], aligned(node)),
        row(words["source"], ", ".join(map(escape, node["sources"]))),
    ]
    return (
        f'<section class="concept"><h4><a href="{escape(node["path"])}">{escape(node["label"])}</a></h4>'
        f"<p>{escape(node['definition'])}</p><dl>{''.join(rows)}</dl></section>"
    )


@cache
def fragment(language: str) -> str:
    """Return the whole documentation of the ontology as the inside of a page's main element.

    >>> 'id="startDate"' in fragment("en")
    True
    """
    words, model = WORDS[language], documentation.model(language)
    terms = "".join(
        f'<h2 id="{name.replace("_", "-")}">{words[name]}</h2>'
        f'<div class="scroll"><table><tbody>{"".join(map(line, model[name]))}</tbody></table></div>'
        for name in SECTIONS
    )
    lists = "".join(
        f'<li><a href="{escape(one["path"])}">{escape(one["label"])}</a>: {escape(one["definition"])}</li>'
        for one in model["schemes"]
    )
    return (
        f"{head(model, words)}"
        f'<h2 id="themes">{words["themes"]}</h2>{by_theme(language)}'
        f'<h2 id="diagram">{words["diagram"]}</h2><figure class="diagram">{diagram(language)}</figure>{terms}'
        f'<h2 id="schemes">{words["schemes"]}</h2><ul>{lists}</ul>'
        f'<h2 id="alignments">{words["alignments"]}</h2>{alignments(model)}'
        f'<h2 id="changes">{words["changes"]}</h2>{history(model)}'
        f'<h2 id="prefixes">{words["prefixes"]}</h2>{prefixes(model)}'
    )


def head(model: Node, words: dict[str, str]) -> str:
    """Return title, description, version, licence, citation and the table of contents."""
    names = ("themes", "diagram", *SECTIONS, "schemes", "alignments", "changes", "prefixes")
    contents = "".join(f'<li><a href="#{name.replace("_", "-")}">{words[name]}</a></li>' for name in names)
    rows = [
        row("IRI", f"<code>{escape(model['iri'])}</code>"),
        row(words["version"], f"{escape(model['version'])} ({escape(model['dates']['modified'])})"),
        row(words["licence"], f'<a href="{escape(model["licence"])}">{escape(model["licence"])}</a>'),
        row(words["citation"], escape(model["citation"])),
    ]
    return (
        f"<h1>{escape(model['title'])}</h1><p>{escape(model['description'])}</p><p>{escape(model['comment'])}</p>"
        f'<dl>{"".join(rows)}</dl><nav aria-label="{words["contents"]}"><ul>{contents}</ul></nav>'
    )


def by_theme(language: str) -> str:
    """Return the index of the terms by theme: links to their pages."""
    return "".join(
        f'<h3 id="theme-{escape(theme["anchor"])}">{escape(theme["label"])}</h3>'
        f"<p>{links(theme['terms'])}</p>"
        for theme in documentation.themes(language)
    )


def alignments(model: Node) -> str:
    """Return the table of all alignments of terms."""
    rows = [
        f"<tr><td>{link(node)}</td><td><code>{escape(one['relation'])}</code></td>"
        f"<td>{target(one['target'])}</td><td>{escape(one['why'])}</td></tr>"
        for name in SECTIONS
        for node in model[name]
        for one in node["alignments"]
    ]
    return folded(f'<div class="scroll"><table><tbody>{"".join(rows)}</tbody></table></div>', len(rows))


def history(model: Node) -> str:
    """Return the changelog as a list."""
    lines = [
        f"<li>{escape(one['version'])} ({escape(one['date'])}): {escape(one['text'])}</li>"
        for one in model["changes"]
    ]
    return f"<ul>{''.join(lines)}</ul>"


def prefixes(model: Node) -> str:
    """Return the prefixes as they stand in Turtle."""
    lines = "\n".join(f"@prefix {name}: <{iri}> ." for name, iri in model["prefixes"].items())
    return f'<pre tabindex="0"><code>{escape(lines)}</code></pre>'
