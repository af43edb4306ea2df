"""`decisions/statements.csv`: what people decided about statements, a row a decision; the last one holds.

`accept`: the statement holds by review, whether a source makes it or not. `amend`: the source's statement
does not hold, and the one with `replacement` as its value does. `refuse`: it does not hold. A row is keyed by
the statement (subject, property, object), never by a line of a source, so that it survives every rebuild;
`previous` marks what the source said of subject and property when it was decided, so that a change of the
source is told.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import astuple, dataclass, fields
from functools import cache
from pathlib import Path

from corale.data.gazetteer import columns
from corale.data.rdf.canonical import Terms
from corale.data.review import nodes, terms
from corale.data.review.nodes import Triple
from corale.errors import UsageError

FILE = "decisions/statements.csv"
DECISIONS = ("accept", "amend", "refuse")


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision: the statement, what was decided, by whom (a role or a body, no person), when (yyyy-mm-dd),
    why, after which document (an http(s) address), and the mark of what the source said.

    The subject is relative to the base, the property a CURIE, the object written as
    :mod:`corale.data.review.terms` does, or, a thing of several values, :mod:`corale.data.review.nodes`."""

    subject: str
    property: str
    object: str
    decision: str
    replacement: str = ""
    reviewer_label: str = ""
    date: str = ""
    comment: str = ""
    source: str = ""
    previous: str = ""

    def stated(self, base: str) -> Triple:
        """Return the statement as N-Quads terms.

        Raises:
            UsageError: it is none.
        """
        return self._with(self.object, base)

    def holds(self, base: str) -> Triple | None:
        """Return the statement that holds by the decision as N-Quads terms; none where it refuses one."""
        self.stated(base)
        return None if self.decision == "refuse" else self._with(self.replacement or self.object, base)

    def thing(self, base: str, new: bool = False) -> tuple[Triple, ...]:
        """Return what is said of the thing that the statement leads to (`new`: the one that holds); nothing
        of a value of one term."""
        text = self.replacement or self.object if new else self.object
        return nodes.read(self.subject, self.property, text, base)[1] if nodes.is_node(text) else ()

    def _with(self, text: str, base: str) -> Triple:
        node = nodes.read(self.subject, self.property, text, base)[0] if nodes.is_node(text) else ""
        return (
            terms.subject(self.subject, base),
            terms.predicate(self.property),
            node or terms.read(text, base),
        )


COLUMNS = tuple(field.name for field in fields(Decision))


def read(folder: Path | None) -> dict[tuple[str, str, str], Decision]:
    """Return the decisions of a publisher's folder by statement, in the order in which each was first made.

    Raises:
        UsageError: the table is broken, or a row is no decision; the text names its line.
    """
    if folder is None or not (folder / FILE).is_file():
        return {}
    found: dict[tuple[str, str, str], Decision] = {}
    for number, row in enumerate(columns.rows(folder / FILE, COLUMNS[:4]), 2):
        made = Decision(*((row.get(column) or "").strip() for column in COLUMNS))
        try:
            checked(made)
        except UsageError as fault:
            raise UsageError(
                f"{folder / FILE}, riga {number}: {fault.text('it')}",
                f"{folder / FILE}, row {number}: {fault.text('en')}",
            ) from fault
        found[made.subject, made.property, made.object] = made
    return found


@cache
def checked(made: Decision) -> Decision:
    """Return a decision that can be applied under any base.

    Raises:
        UsageError: it cannot; the text says why.
    """
    if made.decision not in DECISIONS:
        raise UsageError(
            f"{made.decision!r} non è {', '.join(DECISIONS)}",
            f"{made.decision!r} is not {', '.join(DECISIONS)}",
        )
    if (made.decision == "amend") != bool(made.replacement):
        raise UsageError(
            "`amend`, e solo esso, ha un valore nuovo", "`amend`, and nothing else, has a replacement"
        )
    if made.replacement and made.replacement == made.object:
        raise UsageError("il valore nuovo è quello che c'era", "the replacement is the value itself")
    if made.source and not made.source.startswith(("http://", "https://")):
        raise UsageError(f"{made.source!r}: un indirizzo http(s)", f"{made.source!r}: an http(s) address")
    made.holds("https://base.example/")
    return made


def add(folder: Path, made: Decision) -> None:
    """Write one more decision at the end of the publisher's table, to the disk.

    Raises:
        UsageError: it is no decision, or says not by which role and when.
    """
    if not made.reviewer_label or not made.date:
        raise UsageError(
            "una decisione dice chi (un ruolo) e quando", "a decision says who (a role) and when"
        )
    columns.add(folder / FILE, COLUMNS, astuple(checked(made)))


def mark(said: Iterable[Terms], subject: str, predicate: str, whole: bool = False) -> str:
    """Return the mark of what some statements say of a subject by a property, whatever their order; `whole`:
    with what they say of the things that it leads to.

    >>> mark([], "<x:a>", "<x:b>") == mark([("<x:a>", "<x:c>", '"d"', "<x:g>")], "<x:a>", "<x:b>")
    True
    """
    said = [*said]
    values = {one[2] for one in said if one[:2] == (subject, predicate)}
    more = sorted(" ".join(one[1:3]) for one in said if one[0] in values) if whole else []
    return hashlib.sha256("\n".join([*sorted(values), *more]).encode()).hexdigest()[:12]
