"""The build: from documents to a release that is whole, checked and active.

A full build and one after a change are this one function: every piece is looked up by the hash of what it is
made of, those that are missing are made, all are joined."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from corale.data.gazetteer import authorities, publisher
from corale.data.published import changes, series, undecided
from corale.data.published import folder as releases
from corale.data.published.folder import Release
from corale.data.release import members
from corale.data.release.blobs import Blobs
from corale.data.release.withdrawn import withdrawn
from corale.data.release.workers import Workers
from corale.errors import UsageError
from corale.mappings.reading.ledger import Ledger
from corale.ontology.vocabulary import BASE
from corale.pipeline import documents, gate, joined, reduce, sample
from corale.pipeline.inputs import digests, possible
from corale.pipeline.last import active, last
from corale.pipeline.means import PIECES, Means, Progress


def build(
    paths: Sequence[Path],
    out: Path,
    *,
    base: str = BASE,
    date: str = "",
    jobs: int = 0,
    accept: bool = False,
    since: str = "",
    progress: Progress = lambda stage, done, total: None,
    dry_run: Callable[[Release, Release | None], None] | None = None,
) -> Release:
    """Return the release built from the documents below `paths`, whole, checked and active in the folder
    `out`.

    `base` ends in `/`; `date` (yyyy-mm-dd) defaults to the latest date of modification in the records, or to
    that of the release before where this is later; `jobs` is the number of processes (0: one a core);
    `accept` lets a release through that is much smaller than the one before, has many records in quarantine,
    no longer answers an example query (see :mod:`gate`), or is dated before the one before; `since` is the id
    or folder of the release to take as the one before, for what was withdrawn and the bounds of the gate
    (default: the active one); `progress` is told the stage, what is done and what there is to do. With
    `dry_run` nothing is published: it is called with the release as it would be, whose files are gone
    afterwards, and the active one.

    Raises:
        UsageError: `base`, `date` or `jobs` cannot be, `base` is not the publisher's own, `since` names no
        whole release, or there is nothing to read.
        ReleaseError: the release does not pass the gate; the one that was active stays active.
    """
    possible(base, date, jobs)
    with releases.workshop(out) as workshop, Workers(jobs) as workers:
        before = last(out, since)
        authorities.use(out / "authorities")
        owner = publisher.read(out)
        owner.names_under(base)
        blobs, ledger = Blobs(out / PIECES), Ledger(out / "ledger.csv")
        means = Means(out, base, digests(base, out), blobs, workers, progress)

        docs = documents.read(paths, ledger, means)
        if not docs.heads and not (accept and before.counts):
            listed = ", ".join(map(str, paths))
            raise UsageError(
                f"nulla da leggere · nothing to read in {listed}: give files or folders of records"
            )
        day = date or max(docs.latest, before.date)
        gate.dated(day, before.date, accept)
        removed = withdrawn(before.folder, docs.published, out, base, day)
        shared = reduce.shared(docs, removed, day, means)
        sampled = sample.drawn(docs.published)
        judged = sample.judged(sampled, means)
        docs = replace(docs, findings=[*docs.findings, sample.note(sampled)])
        candidate = joined.write(workshop / "release", docs, shared, removed, day, owner, means)

        progress("check", 0, 1)
        if not accept:
            gate.bounds(candidate.manifest.counts, before.counts)
            gate.lost(candidate.manifest.counts, before.counts)
        why_empty = "" if docs.published else gate.why(members.read(docs.members, blobs))
        gate.whole(candidate.manifest.counts, candidate.findings, why_empty)
        no_hermit, hermit_key = sample.consistent(sampled, means)
        if dry_run is not None:
            release = Release(candidate.folder, candidate.manifest)
            dry_run(release, active(out))
            return release
        ledger.save()
        release = releases.publish(candidate.folder, out)
        undecided.write(out, release)
        sample.write(out, release, sampled, no_hermit)
        blobs.keep({*docs.keys, *shared.keys, *candidate.keys, *judged, hermit_key})
        # first: an active release that the series lacks has no way back
        step = series.enter(out, release, active(out))
        changes.write(out, release, step.previous)
        return releases.activate(out, release.id)
