"""What became of each IRI of a list: merged, withdrawn, newly confirmed, changed, or as it was."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from pyoxigraph import NamedNode

from corale.data.lists.rows import identifier
from corale.data.lists.slices import slug
from corale.data.published.changes import FOLLOWED, MERGED, WITHDRAWN, Change
from corale.endpoint.http.problems import ProblemError
from corale.endpoint.protocol.asking import Row
from corale.endpoint.site import names_index
from corale.endpoint.site.render import ask, base
from corale.ontology.vocabulary import SCHEME, expand

MOST, AT_ONCE, LONGEST = 1000, 250, 300
"""IRIs of a list, those that one query asks for, and characters of one."""
UNCHANGED, UNKNOWN = "unchanged", "unknown"
STATES = (MERGED, WITHDRAWN, "confirmed", "changed", "new", UNCHANGED, UNKNOWN)
_IRI = re.compile(r"https?://[^\s<>\"{}|\\^`,;]+")
_QUERY = """SELECT ?s ?p ?o {{ VALUES ?s {{ {0} }} ?s ?p ?o
  FILTER(?p IN (<{1}>, <{2}>, <{3}>)) }}"""


@dataclass(frozen=True, slots=True)
class Answer:
    """What is said of one IRI: its state, the IRI of its successor, its name, the release that changed it,
    its date."""

    iri: str
    state: str
    successor: str = ""
    label: str = ""
    release: str = ""
    date: str = ""


def read(text: str) -> list[str]:
    """Return the IRIs of a list: JSON (texts, or `iris`), lines, or any column of a CSV; each once, in their
    order.

    >>> read('["https://e.org/id/a", "https://e.org/id/b"]')
    ['https://e.org/id/a', 'https://e.org/id/b']
    >>> read("mine;yours\\n1;https://e.org/id/a\\n2;https://e.org/id/a\\n")
    ['https://e.org/id/a']

    Raises:
        ProblemError: it holds none, or too many.
    """
    if text.lstrip()[:1] in ("[", "{"):
        try:
            held = json.loads(text)
        except (ValueError, RecursionError):
            raise ProblemError("bad-request", "Non è JSON.", "It is no JSON.") from None
        listed = held.get("iris") if isinstance(held, dict) else held
        texts = [one for one in listed if isinstance(one, str)] if isinstance(listed, list) else []
    else:
        texts = [text]
    found = list(dict.fromkeys(iri for one in texts for iri in _IRI.findall(one)))
    if not 0 < len(found) <= MOST or any(len(iri) > LONGEST for iri in found):
        it, en = (
            f"Da 1 a {MOST} IRI, di {LONGEST} caratteri al massimo: qui sono {len(found)}.",
            f"1 to {MOST} IRIs of at most {LONGEST} characters: here are {len(found)}.",
        )
        raise ProblemError("bad-request", it, en)
    return found


def answers(iris: Sequence[str], changed: Iterable[Change]) -> list[Answer]:
    """Return what became of some IRIs, in their order; `changed` is what changed since the release asked
    for."""
    by_thing = {one.thing: one for one in changed}
    now = _now(iris)
    return [_answer(iri, by_thing, now) for iri in iris]


def _answer(iri: str, changed: Mapping[str, Change], now: Mapping[str, list[Row]]) -> Answer:
    thing = identifier(iri, base())
    change = changed.get(thing) or changed.get(_whole(thing))
    said = {row["p"].value: row["o"].value for row in now.get(iri, ())}
    successor = said.get(expand("dct:isReplacedBy"), "") or (full(change.successor) if change else "")
    found = Answer(iri, UNCHANGED)
    if change:
        found = Answer(iri, change.change, "", change.label, change.release, change.date)
    if successor:
        return replace(found, state=MERGED, successor=successor)
    if said.get(expand("owl:deprecated")) == "true":
        return replace(found, state=WITHDRAWN)
    if not said and found.state != WITHDRAWN:
        listed = iri.startswith(base()) and names_index.listed(thing)
        return found if listed else Answer(iri, UNKNOWN)
    return found


def _whole(thing: str) -> str:
    """The record that a part (a sum, a phase) belongs to: it is followed with it."""
    kind = thing.removeprefix("id/").partition("/")[0]
    return thing if kind in FOLLOWED or not thing.startswith("id/") else f"id/record/{slug(thing)}"


def _now(iris: Sequence[str]) -> dict[str, list[Row]]:
    """Return what the release that serves says of some IRIs: type, successor, that it is withdrawn."""
    ours = [iri for iri in iris if iri.startswith((base(), SCHEME))]
    found: dict[str, list[Row]] = {}
    names = [expand(name) for name in ("rdf:type", "dct:isReplacedBy", "owl:deprecated")]
    for at in range(0, len(ours), AT_ONCE):
        values = " ".join(map(_term, ours[at : at + AT_ONCE]))
        for row in ask().answered(_QUERY.format(values, *names))[1]:
            found.setdefault(row["s"].value, []).append(row)
    return found


def _term(iri: str) -> str:
    try:
        return str(NamedNode(iri))
    except ValueError:  # no IRI, so nothing of ours
        return "<urn:corale:nothing>"


def full(thing: str) -> str:
    """Return the IRI of an identifier; an IRI stays as it is."""
    if not thing or "://" in thing:
        return thing
    return (SCHEME.removesuffix("scheme/") if thing.startswith("scheme/") else base()) + thing


def table(rows: Iterable[Answer | Change]) -> Iterable[list[str]]:
    """Yield header and rows of answers, or of changes, as a table."""
    yield ["iri", "state", "successor", "label", "release", "date"]
    for one in rows:
        if isinstance(one, Answer):
            yield [one.iri, one.state, one.successor, one.label, one.release, one.date]
        else:
            yield [full(one.thing), one.change, full(one.successor), one.label, one.release, one.date]
