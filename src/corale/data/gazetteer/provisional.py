"""Provisional concepts: a stated value that no list knows becomes an entry of its list, made of its own
words.

Nothing stated is lost and nothing is made up: the entry is marked `corale:provisional true` and waits for a
person. `decisions/values.csv` in the publisher's folder holds what was decided: `merge` leads the value, and
the entry's IRI, to a known concept; `promote` keeps the entry as one of the list, under its own label; `keep`
leaves it as it is."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import astuple, dataclass, fields
from pathlib import Path
from typing import TypeAlias

from pyoxigraph import Literal, NamedNode

from corale.data.gazetteer import columns
from corale.data.gazetteer.authorities import decided_in, parse, remembered
from corale.data.gazetteer.names import slug
from corale.errors import UsageError
from corale.ontology import schemes
from corale.ontology.vocabulary import SCHEME, expand

FILE = "values.csv"
DECISIONS = ("merge", "promote", "keep")
LONGEST = 60  # characters of a key
Value: TypeAlias = "tuple[str, str]"  # the list, and the words of the value
Triple: TypeAlias = "tuple[NamedNode, NamedNode, NamedNode | Literal]"


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision about a value: its list and key, `merge`, `promote` or `keep`, the concept that it is merged
    with (its
    notation) or the labels of the promoted entry, by whom (a role or a body) and when (yyyy-mm-dd)."""

    scheme: str
    key: str
    decision: str
    concept: str = ""
    label_it: str = ""
    label_en: str = ""
    reviewer_label: str = ""
    date: str = ""
    comment: str = ""


COLUMNS = tuple(field.name for field in fields(Decision))


def key_of(words: str) -> str:
    """Return the key of a value in its list: spellings that differ in case, accents or signs alone have the
    same.

    >>> key_of("Sanità  e welfare"), key_of("SANITA’ E WELFARE")
    ('sanita-e-welfare', 'sanita-e-welfare')
    >>> key_of("???").startswith("u")
    True
    """
    whole = slug(words)
    if whole and len(whole) <= LONGEST:
        return whole
    mark = hashlib.sha256(schemes.normal(words).encode()).hexdigest()[:8]
    return f"{whole[:LONGEST].rstrip('-')}-{mark}" if whole else f"u{mark}"


def iri(scheme: str, key: str, base: str) -> str:
    """Return the IRI of a provisional entry: a thing of the publisher, in a list of the ontology."""
    return f"{base}id/value/{scheme}-{key}"


def concept(scheme: str, words: str, base: str) -> str:
    """Return the concept of a stated value: one of its list, the one that it was merged with, or a
    provisional one."""
    if known := schemes.resolve(scheme, words):
        return known
    key = key_of(words)
    made = decisions().get((scheme, key))
    if made and made.decision == "merge":
        return schemes.concept(scheme, made.concept)
    return iri(scheme, key, base)


@remembered
def decisions() -> dict[Value, Decision]:
    """Return what was decided about values, by list and key: the last decision holds.

    Raises:
        UsageError: a row holds no decision, or merges with a concept that its list has not.
    """
    found: dict[Value, Decision] = {}
    for folder in decided_in():
        file = folder / FILE
        for number, row in enumerate(
            parse(file.read_text(encoding="utf-8-sig")) if file.is_file() else (), 2
        ):
            made = Decision(*(row.get(column, "") for column in COLUMNS))
            if made.decision not in DECISIONS:
                raise UsageError(
                    f"{FILE}, line {number}: decision is {made.decision!r}, not {', '.join(DECISIONS)}"
                )
            if made.decision == "merge":
                schemes.concept(made.scheme, made.concept)
            found[made.scheme, made.key] = made
    return found


def add(folder: Path, decision: Decision) -> None:
    """Write one more decision at the end of `decisions/values.csv` in a publisher's folder.

    Raises:
        UsageError: it is no decision, or merges with a concept that its list has not.
    """
    if decision.decision not in DECISIONS:
        raise UsageError(f"a decision is one of {', '.join(DECISIONS)}, not {decision.decision!r}")
    if decision.decision == "merge":
        schemes.concept(decision.scheme, decision.concept)
    file = folder / "decisions" / FILE
    columns.add(file, COLUMNS, astuple(decision))


def described(values: Iterable[Value], base: str) -> Iterator[Triple]:
    """Yield what is said of the provisional entries that records use, and of those that a decision has
    replaced."""
    spelt: dict[Value, set[str]] = defaultdict(set)
    for scheme, words in values:
        spelt[scheme, key_of(words)].add(words)
    for (scheme, key), spellings in sorted(spelt.items()):
        made = decisions().get((scheme, key))
        node = NamedNode(iri(scheme, key, base))
        if made and made.decision == "merge":
            yield node, NamedNode(expand("owl:deprecated")), _yes(True)
            yield (
                node,
                NamedNode(expand("dct:isReplacedBy")),
                NamedNode(schemes.concept(scheme, made.concept)),
            )
            continue
        promoted = made is not None and made.decision == "promote"
        first, *others = sorted(spellings)
        label = made.label_it if made and made.label_it else first
        yield node, NamedNode(expand("rdf:type")), NamedNode(expand("skos:Concept"))
        yield node, NamedNode(expand("skos:inScheme")), NamedNode(f"{SCHEME}{scheme}")
        yield node, NamedNode(expand("skos:prefLabel")), Literal(label, language="it")
        if made and made.label_en:
            yield node, NamedNode(expand("skos:prefLabel")), Literal(made.label_en, language="en")
        for other in {first, *others} - {label}:
            yield node, NamedNode(expand("skos:altLabel")), Literal(other, language="it")
        yield node, NamedNode(expand("skos:notation")), Literal(key)
        yield node, NamedNode(expand("corale:provisional")), _yes(not promoted)


def names(values: Iterable[Value], base: str) -> dict[str, str]:
    """Return what the entries of some values are called in Italian, by IRI.

    >>> names([("tecnica", "Open Space")], "https://e/")
    {'https://e/id/value/tecnica-open-space': 'Open Space'}
    """
    preferred = expand("skos:prefLabel")
    return {
        node.value: stated.value
        for node, predicate, stated in described(values, base)
        if predicate.value == preferred and isinstance(stated, Literal) and stated.language == "it"
    }


def _yes(value: bool) -> Literal:
    return Literal(str(value).lower(), datatype=NamedNode(expand("xsd:boolean")))
