"""The build: from documents to a release that is whole, checked and active.

A full build and one after a change are this one function: every piece is looked up by the hash of what it is
made of, those that are missing are made, all are joined."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import astuple, replace
from functools import partial
from itertools import chain
from pathlib import Path

from corale.data.gazetteer import authorities, publisher
from corale.data.published import folder as releases
from corale.data.published import series, undecided
from corale.data.published.folder import Release
from corale.data.release import assemble, report
from corale.data.release.blobs import Blobs
from corale.data.release.catalogue import Summary
from corale.data.release.manifest import COUNTS, Manifest, digest
from corale.data.release.members import Member, make_missing, read, summed
from corale.data.release.pieces import MEMBER, Head, cut
from corale.data.release.questions import questions
from corale.data.release.withdrawn import FILE, iris_of, withdrawn
from corale.data.release.withdrawn import text as withdrawn_csv
from corale.data.release.workers import Workers
from corale.errors import UsageError
from corale.findings import Finding
from corale.mappings.extract import list_documents
from corale.mappings.reading.ledger import Keys
from corale.mappings.reading.messages import finding
from corale.ontology.vocabulary import BASE
from corale.pipeline import gate
from corale.pipeline.decided import revised, sorted_out
from corale.pipeline.inputs import digests, engine_of, keyed, possible, versions
from corale.pipeline.keys import near_matches, under_given_keys
from corale.pipeline.last import active, last
from corale.pipeline.purged import without
from corale.pipeline.records import pieces
from corale.pipeline.reduce import Setting, common

Progress = Callable[[str, int, int], None]
PIECES = "pieces"  # where pieces are kept between builds, in the publisher's folder


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

    `base` ends in `/`; `date` (yyyy-mm-dd) defaults to the latest date of modification in the records; `jobs`
    is the number of processes (0: one a core); `accept` lets a release through that is much smaller than the
    one before, has many records in quarantine, or no longer answers an example query (see :mod:`gate`);
    `since` is the id or folder of the release to take as the one before, for what was withdrawn and the
    bounds of the gate (default: the active one); `progress` is told the stage, what is done and what there is
    to do. With `dry_run` nothing is published: it is called with the release as it would be, whose files are
    gone afterwards, and the active one.

    Raises:
        UsageError: `base`, `date` or `jobs` cannot be, `base` is not the publisher's own, `since` names no
        whole release, or there is nothing to read.
        ReleaseError: the release does not pass the gate; the one that was active stays active.
    """
    possible(base, date, jobs)
    with releases.workshop(out) as workshop, Workers(jobs) as workers:
        previous = last(out, since)
        authorities.use(out / "authorities")
        blobs, ledger, owner = Blobs(out / PIECES), Keys(out / "ledger.csv"), publisher.read(out)
        owner.names_under(base)
        hashes = digests(base, out)
        engine = engine_of(hashes)

        # map: the piece of every document, and members of some pieces in a row
        make = partial(pieces, blobs=blobs, workers=workers, base=base, progress=partial(progress, "records"))
        own = sorted(make(keyed(list_documents(paths), engine)), key=by_file)
        heads = under_given_keys(own, ledger, lambda: keyed(list_documents(paths), engine), make)
        if not heads and not (accept and previous.counts):
            listed = ", ".join(map(str, paths))
            raise UsageError(
                f"nulla da leggere · nothing to read in {listed}: give files or folders of records"
            )
        documents, repeated = first_of_each(without(heads, out))
        alike = near_matches(documents, ledger)
        by_record, about_shared, unknown = sorted_out(documents, out)
        documents = revised(documents, by_record, blobs, base)
        published = [head for head in documents if head.state == "published"]
        groups = cut(((head.name, head.key) for head in documents), MEMBER)
        members = make_missing(groups, blobs, workers, base)

        # reduce: what records say of the things that they share, and what belongs to no record
        progress("entities", 0, 1)
        day = date or max((head.date for head in published), default="")
        withdrawals = withdrawn(previous.folder, published, out, base, day)
        sums = summed(read(members, blobs))
        shared = common(sums.shared, Setting(engine, base, out, day, withdrawals, about_shared), blobs)
        common_members = make_missing(([key] for key in shared.pieces), blobs, workers, base)

        # join: the files of the release
        progress("dumps", 0, 1)
        folder = workshop / "release"
        folder.mkdir()
        names = assemble.names_key(engine, [*common_members, *members], blobs)
        write_names = partial(assemble.write_names, folder=folder, blobs=blobs, base=base, engine=engine)
        names_written = workers.start(write_names, (names, common_members, members))
        lists = assemble.lists_key(engine, common_members, members, blobs)
        write_lists = partial(assemble.write_lists, folder=folder, blobs=blobs, base=base)
        lists_written = workers.start(write_lists, (lists, common_members, members))
        gate.apart(read(members, blobs), read(common_members, blobs))
        answers = gate.answers(read(members, blobs), [*read(common_members, blobs)])
        findings = [*repeated, *alike, *unknown, *shared.findings, *gate.unanswered(answers)]
        last_member = of_findings(findings, base)
        sums = summed([sums, *read(common_members, blobs), last_member])
        counts = dict.fromkeys(COUNTS, 0) | sums.counts | answers
        counts |= {"documents": len(heads), "repeated": len(repeated), "withdrawn": len(withdrawals)}
        counts |= {"graphs": sums.counts["graphs"] + shared.graphs}
        hashes |= {"queries": digest(question.text for question in questions()), "entities": shared.key}
        hashes |= {"inputs": digest(text for head in heads for text in (head.file, head.digest, head.slug))}
        hashes |= {"decisions": digest([repr([*by_record.items(), about_shared])])}
        hashes |= {"publisher": digest([repr(astuple(owner))])}
        manifest = Manifest("", day, base, versions(), hashes, counts)
        manifest = replace(manifest, id=manifest.name())
        example = iris_of(published[0].slug, published[0].kind, base)[1] if published else ""
        description = Summary(base, manifest.id, day, {}, sums.terms, shared.links, owner, example)
        joined = chain(read(members, blobs), read(common_members, blobs), [last_member])
        first = [*(head for head in published if head.kind == "process"), *published]
        texts = {**shared.texts, FILE: withdrawn_csv(withdrawals)}
        texts |= assemble.starting(first, common_members, blobs, base, manifest.id)
        assemble.write(folder, manifest, joined, texts, description)
        names_written()
        lists_written()
        assemble.write_sums(folder)

        # gate, and only then the switch
        progress("check", 0, 1)
        if not accept:
            gate.bounds(counts, previous.counts)
            gate.lost(counts, previous.counts)
        gate.whole(counts, findings, "" if published else gate.why(read(members, blobs)))
        if dry_run is not None:
            made = Release(folder, manifest)
            dry_run(made, active(out))
            return made
        ledger.save()
        release = releases.publish(folder, out)
        undecided.write(out, release)
        pieces_used = {head.key for head in (*without((*own, *heads), out), *documents)}
        blobs.keep({*pieces_used, *members, *shared.pieces, *common_members, shared.key, names, lists})
        # first: an active release that the series lacks has no way back
        series.enter(out, release, active(out))
        return releases.activate(out, release.id)


def by_file(head: Head) -> tuple[str, str, str]:
    """Return what documents are sorted by, whatever the order of the paths that they were given by."""
    return head.file, head.digest, head.key


def first_of_each(heads: Iterable[Head]) -> tuple[list[Head], list[Finding]]:
    """Return the documents by name, without those whose record was met before, and a finding for each of
    these."""
    first: dict[str, str] = {}
    documents, repeated = [], []
    for head in heads:
        if head.slug and head.slug in first:
            repeated.append(finding("F012", head.file, key=head.slug, other=first[head.slug]))
            continue
        first[head.slug] = head.file
        documents.append(head)
    return sorted(documents, key=lambda head: (head.name, *by_file(head))), repeated


def of_findings(findings: Sequence[Finding], base: str) -> Member:
    """Return the findings about the release as a whole, as its last member."""
    texts = dict(zip(report.NAMES, report.fragments(findings, base), strict=True))
    counts = Counter(f"findings.{one.severity}" for one in findings)
    return Member("release", {name: text.encode() for name, text in texts.items()}, counts)
