"""What stands beside what waits: the graph now and after each decision, and the lines of the source."""

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from corale.data.matching import items
from corale.data.published.diff import record_of
from corale.data.published.folder import Release
from corale.data.rdf.canonical import terms
from corale.data.rdf.grades import EVIDENCE, KNOWN, line_of
from corale.data.release.join import dumped
from corale.data.review.applied import shown
from corale.data.review.terms import read
from corale.desk import document
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
    value = _shown(one.object, base)
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
    base = release.manifest.base
    start = f"<{base}{subject}> <{expand(curie)}> "
    found = {terms(line)[2] for line in dumped(release.folder, [KNOWN]) if line.startswith(start)}
    return sorted(shown(one, base) for one in found)


def _shown(text: str, base: str) -> str:
    try:
        return shown(read(text, base), base)
    except UsageError:
        return text


def passages(publisher: Path, release: Release, one: Item) -> list[Passage]:
    """Return the lines of the source beside an item, with what is meant marked.

    Of a statement they are those around it; of a body, a link or a value of a list those that name it.
    """
    base = release.manifest.base
    if one.record:
        return _near(publisher, release, one, [*_proofs(release, lambda line: record_of(line) == one.record)])
    iris = [one.subject, one.object] if one.kind == "duplicate" else [one.subject]
    if one.kind == "value":
        iris = [f"id/value/{one.subject}-{one.object}"]
    named = {f"<{base}{iri}>" for iri in iris}
    nodes = set(_naming(release, named))
    proofs = _proofs(release, lambda line: line.partition(" ")[0] in nodes)
    found = {
        (proof["record"], number, words)
        for proof in proofs
        if (number := _line(proof)) and (words := _words(proof, base))
    }
    return [Passage(record, number, ((words, True),)) for record, number, words in sorted(found)[:MOST]]


def _naming(release: Release, iris: Collection[str]) -> Iterator[str]:
    """Yield the pieces of evidence of statements that lead to some things."""
    middle = f"<{expand('rdf:object')}>"
    for line in dumped(release.folder, [EVIDENCE]):
        if middle in line and (parts := terms(line))[1] == middle and parts[2] in iris:
            yield parts[0]


def _proofs(release: Release, wanted: Callable[[str], bool]) -> Iterable[dict[str, str]]:
    """Return the pieces of evidence whose lines are wanted: what each says by property, and its record."""
    found: dict[str, dict[str, str]] = {}
    for line in dumped(release.folder, [EVIDENCE]):
        if wanted(line):
            subject, predicate, stated, _ = terms(line)
            if predicate in _WANTED:
                found.setdefault(subject, {"record": record_of(line)})[_WANTED[predicate]] = stated
    return found.values()


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
