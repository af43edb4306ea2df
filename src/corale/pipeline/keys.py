"""Which key each record of a build has: the one that it was given before, where the ledger knows it.

A piece is made under the key that a record has by itself, so that it depends on nothing else; the few that
the ledger knows under another are made again under that.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from hashlib import sha256

from corale.data.release.pieces import Head
from corale.errors import SetupError
from corale.mappings.reading.ledger import Ledger, Sighting
from corale.pipeline.inputs import Task


def under_given_keys(
    heads: Sequence[Head],
    ledger: Ledger,
    listed: Callable[[], Iterator[Task]],
    make: Callable[[Iterable[Task]], list[Head]],
) -> list[Head]:
    """Return the heads of the documents under the keys that the ledger gives, and enter them in it.

    `heads`, in their order, are those under the documents' own keys; `listed` lists the documents once more,
    `make` makes their pieces.

    Raises:
        SetupError: a document is no longer what it was when it was read.
    """
    known = [(head, met) for head in heads if (met := sighting(head))]
    settled = ledger.assign([met for _, met in known])
    given = {head.key: key for (head, met), key in zip(known, settled, strict=True) if key != met.key}
    if not given:
        return list(heads)
    again = [
        replace(task, key=sha256(f"{task.key} {given[task.key]}".encode()).hexdigest(), given=given[task.key])
        for task in listed()
        if task.key in given
    ]
    if len(again) != len(given):
        raise SetupError("a document changed while it was read: build again")
    return [*(head for head in heads if head.key not in given), *make(again)]


def sighting(head: Head) -> Sighting | None:
    """Return the record of a document as the ledger knows it; none where it has none."""
    source, _, key = head.slug.partition("-")
    who = (head.title, head.body, head.start)
    return Sighting(source, key, head.url, head.digest, *who, head.file) if head.slug else None
