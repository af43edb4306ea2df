"""What a candidate of several values would say in the graph: what the extraction would have published.

The candidate's value goes through the builders of the mapping as if it had been stated; what it adds to a
record that says nothing is the statement that waits for a person.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from corale.data.published.folder import Release
from corale.data.rdf.canonical import Terms, value
from corale.data.rdf.grades import grade
from corale.data.review import nodes, terms
from corale.data.review.frames import shortcuts
from corale.data.review.nodes import Triple
from corale.desk import typed
from corale.errors import UsageError
from corale.fields import fields, rows
from corale.mappings.graph import statements
from corale.mappings.graph.nodes import linked
from corale.mappings.linking.link import link
from corale.mappings.reading.identity import NOTICES
from corale.ontology import schemes
from corale.ontology.vocabulary import compact, expand
from corale.record import Kind, LineAccount, Record

AGENT, CALLED = f"<{expand('corale:involvedAgent')}>", f"<{expand('corale:statedAs')}>"
OWN = (CALLED, f"<{expand('dct:title')}>")  # where a thing holds the words of its source


@dataclass(frozen=True, slots=True)
class Proposed:
    """What a candidate would say: subject, property and object, as a decision has them.

    `able` is `sure` where it may be accepted; `unsure` or `area` where it names a body or area that nobody
    knows; `nothing` where the graph has no place for it. `also` are statements that say the same in one step.
    """

    subject: str
    property: str
    object: str
    able: str = "sure"
    also: tuple[tuple[str, str, str], ...] = ()


def statement(slug: str, whole: str, release: Release) -> Proposed:
    """Return what a candidate's value (`whole`: under its field, as JSON) would say of a record."""
    base = release.manifest.base
    root, parts = _added(slug, whole, base)
    if not root:
        [(name, held)] = json.loads(whole).items()
        told = terms.literal(json.dumps(held, ensure_ascii=False, sort_keys=True))
        return Proposed(f"id/record/{slug}", f"corale:{name}", told, "nothing")
    subject, curie = _plain(root[0], base), compact(root[1][1:-1])
    if not parts:
        return Proposed(subject, curie, terms.write(root[2], base))
    able = "sure"
    try:
        parts = tuple(_known(parts, release))
    except UsageError:
        able = "unsure"
    also = tuple((_plain(s, base), compact(p[1:-1]), terms.write(o, base)) for s, p, o in shortcuts(parts))
    return Proposed(subject, curie, nodes.write(root[2], parts, base), able, also)


def _plain(term: str, base: str) -> str:
    return term[1:-1].removeprefix(base)


@lru_cache(maxsize=8192)
def _added(slug: str, whole: str, base: str) -> tuple[Triple | None, tuple[Triple, ...]]:
    """Return the statement that a value adds to a record that says nothing, and what it says of the thing
    that this leads to."""
    [(name, held)] = json.loads(whole).items()
    record = _record(slug)
    value = [held] if fields(record.section)[name].many else held
    nothing, with_it = (_statements(replace(record, fields=told), base) for told in ({}, {name: value}))
    there = {one[0] for one in nothing}
    added = sorted(set(with_it) - set(nothing))
    parts = tuple(one[:3] for one in added if one[0] not in there)
    roots = [one[:3] for one in added if one[0] in there and grade(one[3]) != "inferred"]
    own = {one[0] for one in parts}
    return next((one for one in roots if one[2] in own), roots[0] if roots else None), parts


def _record(slug: str) -> Record:
    """Return a record under a slug that says nothing."""
    source, _, key = slug.partition("-")
    kind: Kind = "notice" if source == NOTICES else "registry-record"
    return Record(kind, source, key, "", None, False, {}, {}, (), (), (), LineAccount(0, 0, 0, 0))


def _statements(record: Record, base: str) -> list[Terms]:
    """Return what a record says, without what is said of the record itself and of graphs."""
    document, _ = linked(record, link(record), base=base)
    [said] = statements.each([document])
    start, own = f"<{base}id/", f"<{base}id/record/"
    about = [one for one in said if one[0].startswith(start) and not one[0].startswith(own)]
    return [one for one in about if grade(one[3]) != "evidence"]


def _known(parts: Sequence[Triple], release: Release) -> list[Triple]:
    """Return the parts of a thing with its body as the desk knows it: of the tables, of the release, or new.

    Raises:
        UsageError: nobody knows the body, and it cannot be a new one.
    """
    base = release.manifest.base
    called = next((value(one[2]) for one in parts if one[1] == CALLED), "")
    return [
        (s, p, terms.read(_body(called, release), base)) if p == AGENT else (s, p, o) for s, p, o in parts
    ]


def _body(name: str, release: Release) -> str:
    return typed.term(next(row for row in rows() if row.value == "party"), name, release)


def renamed(subject: str, curie: str, text: str, words: str, new: str, release: Release) -> str:
    """Return a thing with other words in the place of those of the source, and the body that they name.

    Raises:
        UsageError: its words are no value of it, or name no body.
    """
    base = release.manifest.base
    node, said = nodes.read(subject, curie, text, base)
    new = " ".join(new.split())
    if not new or not any(one[1] in OWN and value(one[2]) == words for one in said):
        raise UsageError(
            "scrivi la cosa intera, fra [ e ]: le parole lette non sono un suo valore",
            "write the thing whole, between [ and ]: the words that were read are no value of it",
        )
    parts = [(s, p, _with(o, words, new) if p in (CALLED, *nodes.NAMES) else o) for s, p, o in said]
    return nodes.write(node, _known(parts, release), base)


def _with(term: str, words: str, new: str) -> str:
    old, made = (terms.literal(text)[1:-1] for text in (words, new))
    return term.replace(old, made)


def bodies(subject: str, curie: str, text: str, name: str, base: str) -> list[tuple[str, str]]:
    """Return the bodies that a value leads to, as terms, with the names by which they are meant: that of a
    thing stands in it, `name` is that of a value of one term."""
    if not nodes.is_node(text):
        return [(text, name)] if name else []
    said = nodes.read(subject, curie, text, base)[1]
    return [(terms.write(one[2], base), _called(said)) for one in said if one[1] == AGENT]


def name_of(subject: str, curie: str, text: str, base: str, language: str) -> str:
    """Return what a thing is called; its name is made of Italian words, those of lists are told in
    English."""
    node, said = nodes.read(subject, curie, text, base)
    name = value(nodes.name_of(said, node) or '""')
    for *_, stated in said if language == "en" else ():
        it, en = (schemes.label(stated[1:-1], tongue) or "" for tongue in ("it", "en"))
        name = name.replace(it, en) if it else name
    return name


def _called(said: Iterable[Triple]) -> str:
    return next((value(one[2]) for one in said if one[1] == CALLED), "")
