"""The class diagram of the ontology as SVG: boxes in columns, hierarchy by indentation, properties as lines.

The columns come from the ontology alone: what is about the record; initiatives; their parts; organisations
and places (classes below one of others). No style sheet and no script: presentation attributes only, so that
it can stand inside a page under a strict content security policy."""

from functools import cache
from html import escape

from corale.ontology.index import Index
from corale.ontology.vocabulary import ONTOLOGY, classes, properties, terms

WIDTH, HEIGHT, GAP, COLUMN, INDENT, TOP = 264, 26, 10, 340, 14, 44
TITLES = {
    "it": ("Documento", "Iniziativa", "Parti dell'iniziativa", "Organizzazioni e luoghi"),
    "en": ("Record", "Initiative", "Parts of the initiative", "Organisations and places"),
}


@cache
def index() -> Index:
    """Return the index of the core alone, without alignments."""
    return Index(("corale.ttl",))


def parents(iri: str) -> list[str]:
    """Return the IRIs of a class's super-classes, foreign ones too."""
    return index().iris(iri, "rdfs:subClassOf")


def family(root: str) -> list[tuple[str, int]]:
    """Return a class and those below it, depth first, each with its depth."""
    found = [(root, 0)]
    for child in sorted(index().back.get((root, "rdfs:subClassOf"), [])):
        found += [(iri, depth + 1) for iri, depth in family(child)]
    return found


def edges(shown: set[str]) -> list[tuple[str, str, str]]:
    """Return the object properties between classes shown: from, to, property; no inverse and no
    sub-property."""
    found = []
    for term in properties().values():
        if term.kind == "object property" and term.domain and term.range:
            above = index().iris(term.iri, "rdfs:subPropertyOf", "owl:inverseOf")
            if not above and {term.domain[0], term.range[0]} <= shown:
                found.append((term.domain[0], term.range[0], term.iri))
    return sorted(found)


def columns() -> list[list[tuple[str, int]]]:
    """Return the classes of each column with their depth in the hierarchy, each class once."""
    record, initiative = f"{ONTOLOGY}Record", f"{ONTOLOGY}Initiative"
    placed: list[list[tuple[str, int]]] = [family(record), family(initiative), [], []]
    own = {term.iri for term in classes().values()}
    hosts = {iri for iri, _ in placed[0]}
    about = {to for start, to, _ in edges(own) if start in hosts} | _describing()
    tops = sorted(iri for iri in own - hosts - {iri for iri, _ in placed[1]} if not parents(iri))
    for top in tops:
        placed[0 if top in about else 2] += family(top)
    done = {iri for column in placed for iri, _ in column}
    foreign = {one for iri in own for one in parents(iri)} - own
    roots = [family(iri) for iri in sorted(foreign) if not parents(iri)]
    for held in sorted(roots, key=lambda held: (-len(held), held)):
        if {iri for iri, _ in held} & own - done:
            placed[3] += held
            done |= {iri for iri, _ in held}
    return placed


def _describing() -> set[str]:
    """Return the classes that an annotation property ties to the record's own remarks, as evidence."""
    back = index().back
    named = [iri for iri in terms() if back.get((iri, "dcam:domainIncludes"))]
    shared = {p for iri in named for p in back[iri, "dcam:domainIncludes"]}
    gap = f"{ONTOLOGY}DataGap"
    ties = {p for p in shared if p in back.get((gap, "dcam:domainIncludes"), [])}
    return {iri for iri in named if ties & set(back[iri, "dcam:domainIncludes"])}


@cache
def diagram(language: str = "it") -> str:
    """Return the diagram as an SVG element with a title and a description for those who do not see it.

    >>> diagram("en").startswith("<svg ")
    True
    """
    placed, boxes, parts = columns(), {}, []
    for number, column in enumerate(placed):
        x = 10 + number * COLUMN
        parts.append(_text(x, 24, TITLES[language][number], 'font-weight="bold"'))
        for row, (iri, depth) in enumerate(column):
            boxes[iri] = (x + depth * INDENT, TOP + row * (HEIGHT + GAP), WIDTH - depth * INDENT)
    lines = [
        _line(boxes[start], boxes[end], iri, language)
        for start, end, iri in edges(set(boxes))
        if start != end
    ]
    parts += lines + [_box(iri, box, language) for iri, box in boxes.items()]
    width, height = 10 + COLUMN * len(placed), TOP + max(map(len, placed)) * (HEIGHT + GAP) + 10
    title = {"it": "Diagramma delle classi di Corale", "en": "Class diagram of Corale"}[language]
    said = ", ".join(index().text(iri, "rdfs:label", language) for iri in boxes)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="group" '
        f'aria-label="{title}" font-family="sans-serif" font-size="13" fill="currentColor">'
        f"<title>{title}</title><desc>{escape(said)}</desc>{''.join(parts)}</svg>"
    )


def _box(iri: str, box: tuple[int, int, int], language: str) -> str:
    x, y, width = box
    name = index().text(iri, "rdfs:label", language)
    definition = index().text(iri, "skos:definition", language)
    words = _text(x + 8, y + 17, name, 'fill="#12263f"')
    target, fill = (f"#{iri.removeprefix(ONTOLOGY)}", "#eef3fb") if iri in terms() else (iri, "#f4f4f0")
    return (
        f'<a href="{escape(target)}"><title>{escape(definition)}</title>'
        f'<rect x="{x}" y="{y}" width="{width}" height="{HEIGHT}" rx="4" fill="{fill}" stroke="#0b4f9e"/>'
        f"{words}</a>"
    )


def _line(start: tuple[int, int, int], end: tuple[int, int, int], iri: str, language: str) -> str:
    (x1, y1, w1), (x2, y2, w2) = start, end
    right = x2 > x1 + w1
    a, b = (x1 + w1, x2) if right else ((x1, x2 + w2) if x1 > x2 + w2 else (x1 + w1, x2 + w2))
    bend = (a + b) // 2 if abs(a - b) > 40 else max(a, b) + 28
    y1, y2 = y1 + HEIGHT // 2, y2 + HEIGHT // 2
    name = index().text(iri, "rdfs:label", language)
    return (
        f'<path d="M{a} {y1} C{bend} {y1} {bend} {y2} {b} {y2}" fill="none" stroke="#7a8aa0"'
        f' stroke-width="1.2"><title>{escape(name)}</title></path>'
    )


def _text(x: int, y: int, text: str, attributes: str = "") -> str:
    return f'<text x="{x}" y="{y}" {attributes}>{escape(text)}</text>'
