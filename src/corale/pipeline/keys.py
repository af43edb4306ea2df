"""Which key each record of a build has: the one that it was given before, where the ledger knows it.

A piece is made under the key that a record has by itself, so that it depends on nothing else; the few that
the ledger knows under another are made again under that.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from hashlib import sha256

from corale.data.release.pieces import Head
from corale.errors import SetupError
from corale.findings import Finding
from corale.mappings.extract import near_match
from corale.mappings.reading.ledger import Keys, Sighting
from corale.pipeline.inputs import Task


def under_given_keys(
    heads: Sequence[Head],
    ledger: Keys,
    listed: Callable[[], Iterator[Task]],
    make: Callable[[Iterable[Task]], list[Head]],
) -> list[Head]:
    """Return the heads of the documents under the keys that the ledger gives, and enter them in it.

    `heads`, in their order, are those under the documents' own keys; `listed` lists the documents once more,
    `make` makes their pieces.

    Raises:
        SetupError: a document is no longer what it was when it was read.
    """
    known = [head for head in heads if head.slug]
    settled = ledger.assign([sighting(head) for head in known])
    given = {head.key: key for head, key in zip(known, settled, strict=True) if key != sighting(head).key}
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


def sighting(head: Head) -> Sighting:
    """Return a document's record as the ledger knows it."""
    source, _, key = head.slug.partition("-")
    return Sighting(source, key, head.url, head.digest, head.title, head.body, head.start, head.file)


def near_matches(heads: Iterable[Head], ledger: Keys) -> list[Finding]:
    """Return a finding for each record that agrees in part with another which the ledger knows."""
    found = [(head, ledger.near(sighting(head))) for head in heads if head.slug]
    return [near_match(head.file, head.slug, match) for head, match in found if match]
