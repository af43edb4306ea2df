"""The gate before activation: bounds of the counts, example queries, violations among bodies and places.

The example queries (`endpoint/queries/*.rq`) are asked before the dumps are written. A store of the whole release would
not fit the memory that a build may take, so they are asked of some hundred records at a time, with the lines that
belong to no record and of all these only the lines whose predicate a query names. That is exact for queries whose
predicates are all named, that deny nothing, and whose every answer comes from one record and what all records share; a
test holds the answers against the whole store.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import pyoxigraph as ox

from corale import artefacts
from corale.data.cache import Cache, Facts, unpack
from corale.data.past import Common, Past
from corale.errors import ReleaseError
from corale.findings import Finding, Severity

BOUNDS = {"kept": 0.5, "quarantined": 0.5}  # least share of the records before, greatest share in quarantine
COUNT = "queries."
FIRST, GROUP = 20, 200  # records asked at once: most queries are answered by the first few
_TITLE = re.compile(r"^# (it|en): (.+)$", re.MULTILINE)
_PREFIX = re.compile(r"^PREFIX (\w*): ?<([^>]+)>$", re.MULTILINE)
_NAME = re.compile(r"\b(\w*):(\w+)")
_TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"


@dataclass(frozen=True, slots=True)
class Question:
    """An example query: its name, titles, text, and the IRIs that it names, as N-Quads writes them."""

    name: str
    it: str
    en: str
    text: str
    names: frozenset[str]


@cache
def questions() -> tuple[Question, ...]:
    """Return the example queries, by name.

    >>> "<https://w3id.org/corale/onto/groupMember>" in {q.name: q for q in questions()}["grouping-members"].names
    True
    """
    found = []
    for file in sorted(artefacts.path("endpoint", "queries").glob("*.rq")):
        text = file.read_text(encoding="utf-8")
        titles, spaces = dict(_TITLE.findall(text)), dict(_PREFIX.findall(text))
        names = {f"<{spaces[space]}{local}>" for space, local in _NAME.findall(text) if space in spaces}
        found.append(Question(file.stem, titles["it"], titles["en"], text, frozenset({*names, _TYPE})))
    return tuple(found)


def ask(
    kept: Cache, order: Sequence[int], common: Common, before: Past | None, counts: Mapping[str, int]
) -> tuple[dict[str, int], dict[str, list[int]]]:
    """Return for every example query whether it has an answer (1) or none (0), as counts, and which records gave it.

    `order` are the published records, `common` what belongs to none of them. Where nothing but records has changed
    since the release before, that is given with its counts: what its records answered is answered as long as they
    stay, and a query that they did not answer is asked of the other records only.
    """
    now = frozenset(order)
    then = frozenset(before.tables.keys) if before else frozenset()
    fresh, rest = [key for key in order if key not in then], [key for key in order if key in then]
    sure = {name: keys for name, keys in before.witnesses.items() if now.issuperset(keys)} if before else {}
    open_ = [one for one in questions() if one.name not in sure]
    left, by_fresh = _left(open_, kept, fresh, common)
    empty = [one for one in left if before and counts.get(COUNT + one.name) == 0]
    left, by_rest = _left([one for one in left if one not in empty], kept, rest, common)
    witnesses = sure | by_fresh | by_rest
    return {COUNT + one.name: int(one.name in witnesses) for one in questions()}, witnesses


def _left(
    asked: Sequence[Question], kept: Cache, keys: Sequence[int], common: Common
) -> tuple[list[Question], dict[str, list[int]]]:
    """Return the queries that no group of these records answers, and the groups that answer the others."""
    left, witnesses = list(asked), dict[str, list[int]]()
    starts = [0, *range(FIRST, len(keys), GROUP)]
    for start, end in zip(starts, [*starts[1:], len(keys)], strict=True):
        if not left or start == end:
            break
        names = frozenset[str]().union(*(one.names for one in left))
        store = ox.Store()
        for lines in (common.lines, _lines(kept, keys[start:end])):
            text = "".join(f"{line}\n" for line in lines if line.split(" ", 2)[1] in names)
            store.bulk_load(text, ox.RdfFormat.N_QUADS)
        found = [one for one in left if answered(store, one)]
        witnesses |= {one.name: list(keys[start:end]) for one in found}
        left = [one for one in left if one not in found]
    return left, witnesses


def _lines(kept: Cache, keys: Iterable[int]) -> Iterator[str]:
    for data in kept.lines(keys):
        yield from unpack(data)


def answered(store: ox.Store, one: Question) -> bool:
    """Tell whether a query has an answer in the union of all graphs of a store."""
    results = store.query(one.text, use_default_graph_as_union=True)
    return bool(results) if isinstance(results, ox.QueryBoolean) else next(iter(results), None) is not None


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
