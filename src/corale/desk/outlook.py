"""What stands beside what waits: the graph now and after each decision, and the lines of the source."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path

from corale.data.matching import items
from corale.data.published import excerpt
from corale.data.published.folder import Release
from corale.data.rdf.canonical import terms, value
from corale.data.rdf.grades import EVIDENCE, KNOWN, line_of
from corale.data.review import nodes, survey
from corale.data.review.applied import shown
from corale.data.review.terms import read
from corale.desk import document, proposed
from corale.desk.queue import Item
from corale.desk.words import word
from corale.errors import UsageError
from corale.ontology.vocabulary import expand

NEAR, LONGEST = 3, 400  # lines on each side of the one that is meant; of a document
MOST = 12  # passages of what is named in many records
_WANTED = {
    f"<{expand(name)}>": name
    for name in ("corale:quotedFrom", "corale:statedAs", "rdf:subject", "rdf:predicate", "rdf:object")
}


@dataclass(frozen=True, slots=True)
class Passage:
    """A line of a record's source: its number, its text in parts, each with whether it is what is meant."""

    record: str
    line: int
    parts: tuple[tuple[str, bool], ...]


def states(release: Release, one: Item, language: str) -> tuple[list[str], dict[str, list[str]]]:
    """Return the values that the graph has now of what an item is about, and those after each decision.

    Nothing is said of a decision that changes no statement, nor of an amendment: its value is not known yet.
    """
    base = release.manifest.base
    if one.kind == "value":
        now = [f"{one.words} ({word('desk-provisional', language)})"]
        return now, {"accept": [one.words], "refuse": now}
    if one.kind == "duplicate":
        index = items.opened(release.folder, base)
        both = [found.label if (found := index.get(id_)) else id_ for id_ in (one.subject, one.object)]
        return both, {"accept": both[:1], "refuse": both}
    if one.kind in ("masked", "decision") or not one.property:
        return [], {}
    if one.kind == "contradiction":
        now = [one.text(language)]
        return now, {"accept": now, "refuse": []}
    now = values(release, one.subject, one.property)
    value = _shown(one, base)
    without = [held for held in now if held != value]
    if one.kind == "link":
        return now, {
            "accept": sorted({*now, one.object}),
            "refuse": [held for held in now if held != one.object],
        }
    contested = one.kind == "contribution" and value in now
    after = sorted({*without, *filter(None, [one.proposed])}) if contested else sorted({*now, value} - {""})
    return now, ({"accept": after} if "accept" in one.verbs else {}) | {"refuse": now}


def values(release: Release, subject: str, curie: str) -> list[str]:
    """Return the values that a release has of a subject's property, as sentences name them, sorted."""
    base, about = release.manifest.base, f"{release.manifest.base}{subject}"
    found = [terms(line) for line in excerpt.about(release, about, [KNOWN])]
    held = {one[2] for one in found if one[1] == f"<{expand(curie)}>"}
    return sorted(_called(release, one) or shown(one, base) for one in held)


def _called(release: Release, term: str) -> str:
    """Return what a thing of the publisher is called in a release; empty where it is none, or has no name."""
    base = release.manifest.base
    if not term.startswith(f"<{base}id/"):
        return ""
    said = map(terms, excerpt.about(release, term[1:-1], [KNOWN]))
    return next((value(one[2]) for one in said if one[1] in nodes.NAMES), "")


def _shown(one: Item, base: str) -> str:
    try:
        if nodes.is_node(one.object):
            return proposed.name_of(one.subject, one.property, one.object, base, "it")
        return shown(read(one.object, base), base)
    except UsageError:
        return one.object


def passages(publisher: Path, release: Release, one: Item) -> list[Passage]:
    """Return the lines of the source beside an item, with what is meant marked.

    Of a statement they are those around it; of a body, a link or a value of a list those that name it.
    """
    base = release.manifest.base
    if one.record:
        return _near(publisher, release, one, _proofs(release, one.record))
    iris = [one.subject, one.object] if one.kind == "duplicate" else [one.subject]
    if one.kind == "value":
        iris = [f"id/value/{one.subject}-{one.object}"]
    named = {f"<{base}{iri}>" for iri in iris}
    naming = survey.of(release).naming
    found = {
        (record, number, words)
        for record in sorted({slug for iri in named for slug in naming.get(iri, ())})
        for proof in _proofs(release, record, named)
        if (number := _line(proof)) and (words := _words(proof, base))
    }
    return [Passage(record, number, ((words, True),)) for record, number, words in sorted(found)[:MOST]]


def _proofs(release: Release, record: str, of: Collection[str] = ()) -> Collection[dict[str, str]]:
    """Return the pieces of evidence of a record, those of statements that lead to some things where such are
    given: what each says by property."""
    found: dict[str, dict[str, str]] = {}
    for line in excerpt.of_record(release, record, [EVIDENCE]):
        subject, predicate, stated, _ = terms(line)
        if predicate in _WANTED:
            found.setdefault(subject, {})[_WANTED[predicate]] = stated
    return [one for one in found.values() if not of or one.get("rdf:object") in of]


def _near(publisher: Path, release: Release, one: Item, proofs: Collection[dict[str, str]]) -> list[Passage]:
    base = release.manifest.base
    about = (f"<{base}{one.subject}>", f"<{expand(one.property)}>") if one.property else ("", "")
    own = [proof for proof in proofs if (proof.get("rdf:subject"), proof.get("rdf:predicate")) == about]
    meant = {one.line: {one.words} - {""}} if one.line else _by_line(own, base)
    texts = document.lines(publisher, release, one.record)
    if not texts:  # the words that the release quotes from it
        quoted = _by_line(proofs, base)
        texts = {
            at: " … ".join(sorted(quoted.get(at, set()) | meant.get(at, set()))) for at in {*quoted, *meant}
        }
    near = [at for at in sorted(texts) if not meant or any(abs(at - line) <= NEAR for line in meant)]
    return [
        Passage(one.record, at, marked(texts[at], meant[at]) if at in meant else ((texts[at], False),))
        for at in near[:LONGEST]
        if texts[at].strip()
    ]


def _by_line(proofs: Iterable[dict[str, str]], base: str) -> dict[int, set[str]]:
    found: dict[int, set[str]] = {}
    for proof in proofs:
        if (number := _line(proof)) and (words := _words(proof, base)):
            found.setdefault(number, set()).add(words)
    return found


def _line(proof: dict[str, str]) -> int:
    return line_of(proof.get("corale:quotedFrom", "")) or 0


def _words(proof: dict[str, str], base: str) -> str:
    return shown(proof.get("corale:statedAs") or proof.get("rdf:object", '""'), base)


def marked(text: str, words: Iterable[str]) -> tuple[tuple[str, bool], ...]:
    """Return a text in parts, those marked that are one of some words; the whole where it has none of them.

    >>> marked("Costo: 40 euro", ["40"])
    (('Costo: ', False), ('40', True), (' euro', False))
    """
    some = sorted((one for one in words if one and one in text), key=len, reverse=True) or [text]
    parts = re.split(f"({'|'.join(map(re.escape, some))})", text)
    return tuple((part, at % 2 == 1) for at, part in enumerate(parts) if part)
