"""The fields whose values a person may state of a thing that has a page."""

from functools import cache

from corale.fields import Field, rows, values

HOMES = {"procedure": "process"}  # a node of the field table whose thing has another kind
WHOLE = ("process", "notice", "organisation")  # things that have pages of their own
PARTS = ("funding", "certification")  # parts of which a process has one
KINDS = frozenset(name for name, kind in values().items() if kind.typed)
"""Kinds of values that one term holds: others are parts with terms of their own."""
TYPED = KINDS | {"area"}
"""Kinds of values that staff may type."""


@cache
def offered(kind: str) -> dict[str, Field]:
    """Return the fields whose values a person may state of a thing (`process`, `notice`, `organisation`), by
    name.

    >>> offered("process")["totalCost"].node, "phase" in offered("process")
    ('funding', False)
    """
    nodes = {kind, *PARTS} if kind == "process" else {kind}
    return {
        row.name: row
        for row in rows()
        if row.section == kind
        and (row.extracted or kind == "organisation")
        and row.curie
        and row.node in nodes
        and row.value in KINDS
        and single(row.curie)
    }


def field_of(subject: str, curie: str) -> Field | None:
    """Return the field that a value of a subject's property is typed into; none where no field has it.

    >>> field_of("id/funding/osservatorio-7", "corale:totalCost").value, field_of("id/process/a", "rdf:type")
    ('decimal', None)
    """
    kind = subject.split("/")[1]
    fits = [row for row in rows() if row.curie == curie and row.value in TYPED]
    return min(fits, key=lambda row: HOMES.get(row.node, row.node) != kind, default=None)


def single(curie: str) -> bool:
    """Tell whether a property is one step forwards."""
    return "^" not in curie and "/" not in curie


def subject_of(field: Field, key: str) -> str:
    """Return the subject of a field's statements about the thing with a key.

    >>> subject_of(offered("process")["totalCost"], "osservatorio-7")
    'id/funding/osservatorio-7'
    """
    return f"id/{HOMES.get(field.node, field.node)}/{key}"
