"""What changed between two releases, as lines for people: of a record, its fields by their names.

What a decision brings with it (who decided, what it rests on) is told by its sentence alone.
"""

from collections.abc import Iterator

from corale.data.published.diff import Change, Diff
from corale.data.published.diff_page import called, named

_WORDS = {
    "it": {
        "added": "aggiunte",
        "withdrawn": "ritirate",
        "changed": "cambiate",
        "line": "riga",
        "records": "Schede",
        "quads": "quadruple: {} in più, {} in meno ({} fuori dalle schede)",
        "title": "Da {} a {}",
    },
    "en": {
        "added": "added",
        "withdrawn": "withdrawn",
        "changed": "changed",
        "line": "line",
        "records": "Records",
        "quads": "quads: {} more, {} fewer ({} outside records)",
        "title": "From {} to {}",
    },
}
TOLD = " rdfs:comment"  # of a contradiction, its sentence


def text(found: Diff, lang: str) -> Iterator[str]:
    """Yield the difference as lines for people."""
    words = _WORDS[lang]
    yield words["title"].format(found.previous, found.after)
    for sign, name, slugs in (("+", "added", found.added), ("-", "withdrawn", found.withdrawn)):
        yield f"{words['records']} {words[name]}: {len(slugs)}"
        yield from (f"  {sign} {slug}" for slug in slugs)
    yield f"{words['records']} {words['changed']}: {len(found.changed)}"
    for slug, changes in found.changed.items():
        yield f"  ~ {slug}"
        for one in changes:
            if _aside(one):
                continue
            for sign, values, lines in (
                ("-", one.previous, one.previous_lines),
                ("+", one.after, one.lines_after),
            ):
                where = f" ({words['line']} {', '.join(map(str, lines))})" if lines and values else ""
                yield from (
                    f"      {sign} {_label(one.field, lang)}: {called(value)}{where}" for value in values
                )
    yield words["quads"].format(found.quads_added, found.quads_removed, found.other)


def _aside(one: Change) -> bool:
    """Tell whether a change is how a decision is kept, and not what it says."""
    subject = one.field.partition(" ")[0]
    own = subject.startswith("contradiction/") and not one.field.endswith(TOLD)
    return own or "/graph/" in subject or one.field.endswith(" corale:hasContradiction")


def _label(field: str, lang: str) -> str:
    """Return what a field is called, with the part of the record that it is of."""
    kind = field.partition("/")[0]
    part = "" if kind in ("process", "notice", "record", "contradiction") else f" [{field.partition(' ')[0]}]"
    return f"{named(field, lang)}{part}"
