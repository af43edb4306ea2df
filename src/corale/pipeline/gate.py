"""The gate before activation: bounds of the counts, example queries, violations among bodies and places.

The example queries (`endpoint/queries/*.rq`) are asked before the dumps are written. A store of the whole release would
not fit the memory that a build may take, so they are asked of some hundred records at a time, with the lines that
belong to no record and of all these only the lines whose predicate a query names. That is exact for queries whose
predicates are all named, that deny nothing, and whose every answer comes from one record and what all records share; a
test holds the answers against the whole store. A record that lacks what a query needs is not even looked at.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from corale.data.release.cache import Cache
from corale.data.release.facts import Facts, unpack
from corale.data.release.past import Common, Past
from corale.data.release.questions import COUNT, Question, answered, asks_for, questions
from corale.errors import ReleaseError
from corale.findings import Finding, Severity

BOUNDS = {"kept": 0.5, "quarantined": 0.5}  # least share of the records before, greatest share in quarantine
FIRST, GROUP = 20, 200  # records asked at once: most queries are answered by the first few


@dataclass(frozen=True, slots=True)
class Asking:
    """What is to be asked of whom: a task that any process can do which reads the cache of the publisher's folder.

    `sure` are the records that answer queries and stayed; of the others, `empty` (names) are asked of the `fresh`
    records only, the rest of the `rest` too. `past` is the release whose common lines hold still, or nothing: then
    `common` gives them.
    """

    out: Path
    sure: Mapping[str, list[int]]
    empty: frozenset[str]
    fresh: Sequence[int]
    rest: Sequence[int]
    past: str = ""
    common: Sequence[str] = ()


def asking(
    out: Path, order: Sequence[int], common: Common, before: Past | None, counts: Mapping[str, int]
) -> Asking:  # fmt: skip
    """Return what is to be asked of the published records `order` and of what belongs to none of them.

    Where nothing but records has changed since the release before, that is given with its counts: what its records
    answered is answered as long as they stay, and a query that they did not answer is asked of the other records only.
    """
    if before is None:
        names = frozenset[str]().union(*(one.names for one in questions()))
        return Asking(out, {}, frozenset(), order, (), common=[line for line in common.lines if asks_for(line, names)])
    now, then = frozenset(order), frozenset(before.tables.keys)
    sure = {name: keys for name, keys in before.witnesses.items() if now.issuperset(keys)}
    empty = frozenset(one.name for one in questions() if counts.get(COUNT + one.name) == 0)
    fresh, rest = [key for key in order if key not in then], [key for key in order if key in then]
    return Asking(out, sure, empty, fresh, rest, before.id)


def ask(task: Asking) -> dict[str, list[int]]:
    """Return for each example query that has an answer the records that give it."""
    left = [one for one in questions() if one.name not in task.sure]
    if not left:
        return {**task.sure}
    with Cache(task.out) as kept:
        common = kept.common(task.past) if task.past else task.common
        left, by_fresh = _left(left, kept, task.fresh, common)
        left = [one for one in left if one.name not in task.empty]
        _, by_rest = _left(left, kept, task.rest, common)
    return {**task.sure, **by_fresh, **by_rest}


def answers(witnesses: Mapping[str, object]) -> dict[str, int]:
    """Return for every example query whether it has an answer (1) or none (0), as counts of the release."""
    return {COUNT + one.name: int(one.name in witnesses) for one in questions()}


def _left(
    asked: Sequence[Question], kept: Cache, keys: Sequence[int], common: Iterable[str]
) -> tuple[list[Question], dict[str, list[int]]]:
    """Return the queries that no group of these records answers, and the groups that answer the others."""
    left, witnesses, shared = list(asked), dict[str, list[int]](), "".join(f"{line}\n" for line in common).encode()
    starts = [0, *range(FIRST, len(keys), GROUP)]
    for start, end in zip(starts, [*starts[1:], len(keys)], strict=True):
        if not left or start == end:
            break
        names = frozenset[str]().union(*(one.names for one in left))
        lacking = [[sign for name in one.needed if (sign := f" {name} ".encode()) not in shared] for one in left]
        texts = [
            text
            for text in map(unpack, kept.lines(keys[start:end]))
            if any(all(sign in text for sign in signs) for signs in lacking)
        ]
        if not texts:
            continue
        store = ox.Store()
        for text in (shared, *texts):
            asked_for = "".join([f"{line}\n" for line in text.decode().split("\n")[:-1] if asks_for(line, names)])
            store.bulk_load(asked_for, ox.RdfFormat.N_QUADS)
        found = [one for one in left if answered(store, one)]
        witnesses |= {one.name: list(keys[start:end]) for one in found}
        left = [one for one in left if one not in found]
    return left, witnesses


def unanswered(counts: Mapping[str, int]) -> list[Finding]:
    """Return a note for every example query without an answer."""
    return [
        Finding(
            f"endpoint/queries/{one.name}.rq", 0, "Q001", Severity.INFO,
            f"L'interrogazione d'esempio «{one.it}» non trova nulla in questa pubblicazione.",
            f"The example query “{one.en}” finds nothing in this release.",
            "Nulla da fare se le schede non ne parlano.", "Nothing to do if the records do not speak of it.",
        )
        for one in questions()
        if not counts[COUNT + one.name]
    ]  # fmt: skip


def lost(counts: Mapping[str, int], before: Mapping[str, int]) -> None:
    """See that every example query that had an answer in the release before has one still.

    Raises:
        ReleaseError: one has none; the text says how to accept it.
    """
    gone = [one for one in questions() if before.get(COUNT + one.name) and not counts[COUNT + one.name]]
    if gone:
        raise ReleaseError(
            f"«{gone[0].it}» non ha più risposta · “{gone[0].en}” ({gone[0].name}.rq) has no answer any more, "
            f"{len(gone)} in all: --accept if it is right"
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
        raise ReleaseError(f"{held} schede su {now + held} in quarantena · in quarantine: --accept if it is right")


def reason(cache: Cache, kept: Sequence[tuple[Facts, int]]) -> str:
    """Return the first finding of the first document, in both languages: why it is not published."""
    for text in cache.column("report", [key for _, key in kept]):
        if lines := json.loads(text)[0]:
            one = json.loads(lines.split("\n")[1].removesuffix(","))
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
            f"nessuno dei {counts['documents']} documenti è pubblicabile · no document can be published. {why}"
        )
