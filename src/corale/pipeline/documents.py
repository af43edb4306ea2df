"""The map step: from paths to the documents of a release, each with the key of its piece, and to their
members."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path

from corale.data.release.members import make_missing
from corale.data.release.pieces import MEMBER, Head, cut
from corale.data.review.statements import Decision
from corale.findings import Finding
from corale.mappings.extract import list_documents
from corale.mappings.reading.ledger import Ledger, once
from corale.pipeline.decided import revised, sorted_out
from corale.pipeline.inputs import keyed
from corale.pipeline.keys import sighting, under_given_keys
from corale.pipeline.means import Means
from corale.pipeline.purged import without
from corale.pipeline.records import pieces


@dataclass(frozen=True)
class Documents:
    """The documents of a release.

    `heads` are all that were read; `current` those that the release is made of, by name: one a record,
    without those purged, and as people decided; `members` the keys of their members; `decided` the decisions
    by slug of the record, `about_shared` those about what records share; `repeated` the number of documents
    whose record was met before; `keys` what is kept for the next build."""

    heads: Sequence[Head]
    current: Sequence[Head]
    members: Sequence[str]
    decided: Mapping[str, Sequence[Decision]]
    about_shared: Sequence[Decision]
    findings: Sequence[Finding]
    repeated: int
    keys: frozenset[str]

    @cached_property
    def published(self) -> list[Head]:
        """Those whose record is published."""
        return [head for head in self.current if head.state == "published"]

    @property
    def latest(self) -> str:
        """The latest date of modification of a published record; empty where none is."""
        return max((head.date for head in self.published), default="")


def read(paths: Sequence[Path], ledger: Ledger, means: Means) -> Documents:
    """Return the documents below the paths, under the keys that the ledger gives; their records are entered
    in it."""
    blobs, base = means.blobs, means.base
    make = partial(
        pieces, blobs=blobs, workers=means.workers, base=base, progress=partial(means.progress, "records")
    )
    own = sorted(make(keyed(list_documents(paths), means.toolchain)), key=by_file)
    heads = under_given_keys(own, ledger, lambda: keyed(list_documents(paths), means.toolchain), make)
    first, repeated = first_of_each(without(heads, means.out))
    alike = [found for head in first if (met := sighting(head)) and (found := ledger.near(met))]
    decided, about_shared, unknown = sorted_out(first, means.out)
    kept = revised(first, decided, blobs, base)
    groups = cut(((head.name, head.key) for head in kept), MEMBER)
    members = make_missing(groups, blobs, means.workers, base)
    keys = {head.key for head in (*without((*own, *heads), means.out), *kept)}.union(members)
    findings = [*repeated, *alike, *unknown]
    return Documents(heads, kept, members, decided, about_shared, findings, len(repeated), frozenset(keys))


def by_file(head: Head) -> tuple[str, str, str]:
    """Return what documents are sorted by, whatever the order of the paths that they were given by."""
    return head.file, head.digest, head.key


def first_of_each(heads: Iterable[Head]) -> tuple[list[Head], list[Finding]]:
    """Return the documents by name, without those whose record was met before, and a finding for each of
    these."""
    met = [*once(heads, sighting)]
    documents = sorted(
        (head for head, again in met if not again), key=lambda head: (head.name, *by_file(head))
    )
    return documents, [again for _, again in met if again]
