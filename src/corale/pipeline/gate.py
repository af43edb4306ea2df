"""The gate before activation: bounds of the counts, example queries, violations among bodies and places.

The example queries (`endpoint/queries/*.rq`) are asked before the dumps are joined. A store of the whole
release would not fit the memory that a build may take, so they are asked of a member at a time, with the
lines that belong to no record and of all these only the lines whose predicate a query names. That is exact
for queries whose predicates are all named, that deny nothing, and whose every answer comes from one record
and what all records share; a test holds the answers against the whole store. A member that lacks a property
or class that a query needs is not even looked at."""

import json
from collections.abc import Iterable, Mapping, Sequence

import pyoxigraph as ox

from corale.data.rdf.canonical import triple
from corale.data.rdf.grades import DUMPS, KNOWN
from corale.data.release.members import THINGS, Member
from corale.data.release.questions import COUNT, Question, answered, asks_for, questions
from corale.errors import ReleaseError, UsageError
from corale.findings import Finding, Severity, finding
from corale.ontology.vocabulary import SCHEME

BOUNDS = {"kept": 0.5, "quarantined": 0.5}  # least share of the records before, greatest share in quarantine


def apart(members: Iterable[Member], common: Iterable[Member]) -> None:
    """See that no thing of a record is also spoken of as shared: each statement is joined from one member
    only.

    Raises:
        ReleaseError: one is.
    """
    shared = {thing for member in common for thing in member.text(THINGS).splitlines()}
    for member in members:
        if both := shared.intersection(member.text(THINGS).splitlines()):
            raise ReleaseError(
                f"{min(both)} belongs to a record (near {member.name}), and something follows for it from"
                " another one: the rule in ontology/rules/ must not reach things of other records"
            )


def answers(members: Iterable[Member], common: Sequence[Member]) -> dict[str, int]:
    """Return for every example query whether it has an answer (1) or none (0), as counts of the release."""
    left = list(questions())
    names = frozenset[str]().union(*(one.names for one in left))
    shared = [line for line in _lines(common) if asks_for(line, names)]
    there = {term for member in common for term in member.terms}
    for member in members:
        terms = there | member.terms.keys()
        asked = [one for one in left if _may_answer(one, terms)]
        if not asked:
            continue
        names = frozenset[str]().union(*(one.names for one in asked))
        store = ox.Store()
        own = [line for line in _lines([member]) if asks_for(line, names)]
        store.bulk_load("".join(f"{line}\n" for line in (*shared, *own)), ox.RdfFormat.N_QUADS)
        found = [one for one in asked if answered(store, one)]
        left = [one for one in left if one not in found]
        if not left:
            break
    return {COUNT + one.name: int(one not in left) for one in questions()}


def _may_answer(one: Question, terms: set[str]) -> bool:
    """Tell whether all properties and classes that a query needs are there."""
    return all(
        name in terms or f"a {name}" in terms for name in one.needed if not name.startswith(f"<{SCHEME}")
    )


def _lines(members: Iterable[Member]) -> list[str]:
    """Return the statements of members as a store holds them: in their graphs, and what is known in the
    default graph, too."""
    found = []
    for one in members:
        found += [line for dump in DUMPS for line in one.text(dump).split("\n") if line]
        found += [triple(line) for line in one.text(KNOWN).split("\n") if line]
    return found


def unanswered(counts: Mapping[str, int]) -> list[Finding]:
    """Return a note for every example query without an answer."""
    return [
        finding("Q001", f"endpoint/queries/{one.name}.rq", title=(one.it, one.en))
        for one in questions()
        if not counts[COUNT + one.name]
    ]


def lost(counts: Mapping[str, int], before: Mapping[str, int]) -> None:
    """See that every example query that had an answer in the release before has one still.

    Raises:
        ReleaseError: one has none; the text says how to accept it.
    """
    gone = [one for one in questions() if before.get(COUNT + one.name) and not counts[COUNT + one.name]]
    if gone:
        raise ReleaseError(
            f"«{gone[0].it}» non ha più risposta · “{gone[0].en}” ({gone[0].name}.rq) has no answer any more,"
            f" {len(gone)} in all: --accept if it is right"
        )


def dated(day: str, before: str, accept: bool) -> None:
    """See that a release is not dated before the one that it follows.

    Raises:
        UsageError: it is; the text says how to accept it.
    """
    if day < before and not accept:
        raise UsageError(
            f"--date {day}: la pubblicazione di prima è del {before} · the release before is of {before}:"
            " --accept if it is right"
        )


def bounds(counts: Mapping[str, int], before: Mapping[str, int]) -> None:
    """See that the counts lie within the declared bounds.

    Raises:
        ReleaseError: they do not; the text says how to accept them.
    """
    known, now, held = before.get("records", 0), counts["records"], counts["quarantined"]
    if now < known * BOUNDS["kept"]:
        raise ReleaseError(
            f"{now} schede invece di {known} · {now} records instead of {known}: --accept if it is right"
        )
    if held > (now + held) * BOUNDS["quarantined"] and now:
        raise ReleaseError(
            f"{held} schede su {now + held} in quarantena · in quarantine: --accept if it is right"
        )


def why(members: Iterable[Member]) -> str:
    """Return the first finding there is, in both languages: why nothing is published."""
    for member in members:
        if text := member.text("report.json"):
            one = json.loads(text.split("\n")[1].removesuffix(","))
            return f"{one['file']}: {one['message_it']} · {one['message_en']}"
    return ""


def whole(counts: Mapping[str, int], more: Iterable[Finding], why: str = "") -> None:
    """See that the release may be published.

    Raises:
        ReleaseError: a body or place violates a shape, or nothing is left to publish.
    """
    if bad := [one for one in more if one.severity is Severity.VIOLATION]:
        raise ReleaseError(f"{len(bad)} violations among bodies and places, the first: {bad[0].text('en')}")
    if counts["documents"] and not counts["records"]:
        raise ReleaseError(
            f"nessuno dei {counts['documents']} documenti è pubblicabile · no document can be published."
            f" {why}"
        )
