"""The build: from documents to a release that is whole, checked and active."""

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import astuple, replace
from functools import partial
from itertools import islice
from pathlib import Path

from corale.data.gazetteer import authorities, publisher
from corale.data.release import dumps, held_back, report, series
from corale.data.release import folder as releases
from corale.data.release.assemble import (
    patch_dumps,
    start_runs,
    tables_written,
    write_descriptions,
    write_dumps,
    write_names,
    write_report,
    write_tables,
    write_texts,
)
from corale.data.release.cache import NAME, Cache, forget
from corale.data.release.catalogue import Told
from corale.data.release.facts import Facts
from corale.data.release.folder import Release
from corale.data.release.manifest import Manifest, digest
from corale.data.release.past import Before, Past, known
from corale.data.release.questions import questions
from corale.data.release.settle import Settling
from corale.data.release.withdrawn import FILE, RECORDS, things, withdrawn
from corale.data.release.withdrawn import records as listed
from corale.data.release.withdrawn import text as text_of
from corale.data.release.workers import Workers
from corale.errors import BrokenReleaseError, SetupError, UsageError
from corale.findings import Finding, Severity
from corale.mappings.extract import list_documents
from corale.mappings.reading.documents import TABLES
from corale.mappings.reading.identity import Keys
from corale.mappings.reading.messages import finding
from corale.ontology.vocabulary import BASE
from corale.pipeline import gate
from corale.pipeline.background import Setting, background, faults, named
from corale.pipeline.before import last_release, left_behind, predecessor
from corale.pipeline.engine import digests, versions
from corale.pipeline.inputs import Task, keyed
from corale.pipeline.options import possible
from corale.pipeline.records import warm, work

Progress = Callable[[str, int, int], None]
Found = tuple[Facts, int]
BATCH = 64
MANY = 500  # documents: while more are listed, processes have the time to load what the work needs


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
) -> Release:
    """Return the release built from the documents below `paths`, whole, checked and active in the folder `out`.

    `base` ends in `/`; `date` (yyyy-mm-dd) defaults to the latest date of modification in the records; `jobs` is the
    number of processes (0: one a core); `accept` lets a release through that is much smaller than the one before, has
    many records in quarantine, or no longer answers an example query (see :mod:`gate`); `since` is the id or folder of
    the release to take as the one before, for what is used again, compared and withdrawn (default: the active one);
    `progress` is told the stage, what is done and what there is to do.

    Raises:
        UsageError: `base`, `date` or `jobs` cannot be, `since` names no whole release, or there is nothing to read.
        ReleaseError: the release does not pass the gate; the one that was active stays active.
    """
    possible(base, date, jobs)
    with releases.workshop(out) as workshop:
        try:
            made = attempt(paths, out, workshop / "first", base, date, jobs, accept, since, progress)
        except sqlite3.DatabaseError:  # a broken cache only costs time
            try:
                forget(out)
                made = attempt(paths, out, workshop / "second", base, date, jobs, accept, since, progress)
            except sqlite3.DatabaseError as fault:
                raise SetupError(f"cannot keep {out / NAME} ({fault}): is the disk full?") from fault
        before = last_release(out)
        series.enter(out, made, before)  # first: an active release that the series does not know has no way back
        held_back.write(out, made)
        return releases.activate(out, made.id)


def attempt(
    paths: Sequence[Path], out: Path, workshop: Path, base: str, date: str, jobs: int, accept: bool,
    since: str, progress: Progress,
) -> Release:  # fmt: skip
    """Return the release, published but not yet active."""
    last = predecessor(out, since)
    trace, past_counts = (last.folder, last.manifest.counts) if last else left_behind(out)
    authorities.use(out / "authorities")
    made_of = digests(base) | {"tables": authorities.digest(out / "authorities")}
    engine = digest(made_of[name] for name in sorted(made_of))
    made_of["queries"] = digest(one.text for one in questions())
    keys = Keys(out / "ledger.csv")
    folder = workshop / "release"
    folder.mkdir(parents=True)
    with Workers(jobs) as workers, Cache(out) as cache, Settling(folder) as settling:
        held = {last.folder / name: file.sha256 for name, file in last.manifest.files.items()} if last else {}
        altered = workers.start(releases.unsound, held)
        documents = records(keyed(list_documents(paths, keys), cache, engine), cache, workers, base, progress)
        found = cache.found(documents)
        if not found and not (accept and past_counts):
            named_paths = ", ".join(map(str, paths))
            raise UsageError(f"nulla da leggere · nothing to read in {named_paths}: give files or folders of records")
        kept, again = first_of_each(found)
        published = sorted((one for one in kept if one[0].state == "published"), key=lambda one: one[0].slug)
        order = [key for _, key in published]
        day = date or max((facts.date for facts, _ in published), default="")
        progress("entities", 0, 1)
        cache.commit()  # from here on worker processes read it
        harmed = [path.name for path in altered()]
        if {RECORDS, FILE} & {*harmed}:
            raise BrokenReleaseError(
                f"{trace}: {', '.join(harmed)} non è più com'era · is no longer as published, and says what has been "
                "withdrawn: put it back, or name another release with --since"
            )
        past = known(cache, last.id, engine) if last and not harmed else None
        before = Before(last.folder, past) if last and past else None
        runs = [] if before else start_runs(workshop / "runs", out, order, workers)
        gone = withdrawn(trace, [facts for facts, _ in published], out, base, day)
        setting = Setting(base, out, day, gone)
        unchanged = past is not None and past.common.named == named(published, setting)
        if past and unchanged:
            common, more = past.common, [*again]
        else:
            common = background(cache, published, setting)
            more = [*again, *faults(common, base)]
        same = unchanged and last is not None and last.manifest.digests.get("queries") == made_of["queries"]
        progress("dumps", 0, 1)
        asked = workers.start(gate.ask, gate.asking(out, order, common, past if same else None, past_counts))
        named_things = write_names(folder, out, cache, order, common, before, base, workers)
        tabled = write_tables(folder, out, order, common, before, base, workers)
        if before:
            chunks = patch_dumps(folder, cache, order, common, before, base, workers)
        else:
            chunks = write_dumps(folder, workshop / "runs", runs, common, base, workers)
        witnesses, tables = asked(), tabled()
        names = named_things()
        settling.add([*dumps.names().values(), "iris.txt", *tables_written()])
        answers = gate.answers(witnesses)
        more += gate.unanswered(answers)
        counts = answers | numbers(kept, again, more, chunks.terms[""])
        counts |= {"graphs": sum(facts.graphs for facts, _ in published) + common.graphs, "withdrawn": len(gone)}
        made_of["inputs"] = digest(text for facts, _ in found for text in (facts.file, facts.digest))
        made_of |= {"entities": common.named, "publisher": digest([repr(astuple(publisher.read(out)))])}
        stated = Manifest("", day, base, versions(), made_of, counts)
        name = stated.name()
        files = write_texts(folder, {RECORDS: listed(facts for facts, _ in published), FILE: text_of(gone)})
        told = report.fragments(more, base)
        reported = write_report(folder, cache, [key for _, key in kept], told, counts, base, name, before)
        settling.add(report.NAMES)
        files |= settling.measured()
        stated = replace(stated, id=name, files=files)
        example = things(published[0][0].slug, published[0][0].kind, base)[1] if published else ""
        said = Told(base, name, day, files, chunks.terms, common.links, publisher.read(out), example)
        files |= write_descriptions(folder, stated, said, before)
        replace(stated, files=files).write(folder)
        progress("check", 0, 1)
        if not accept:
            gate.bounds(counts, past_counts)
            gate.lost(counts, past_counts)
        gate.whole(counts, more, gate.reason(cache, kept) if kept and not published else "")
        remember(keys, kept)
        made = releases.publish(folder, out)
        left = Past(name, engine, common, chunks, tables, reported, witnesses, names)
        cache.close_release(left.stored(), None if unchanged else common.lines, documents, past.id if past else "")
        return made


def records(documents: Iterable[Task], cache: Cache, workers: Workers, base: str, progress: Progress) -> list[str]:
    """Return the keys of all documents, when the cache holds what becomes of each; what it lacks is worked out."""
    there = cache.documents()
    seen: dict[str, str] = {}
    waiting = [0]

    def missing() -> Iterator[Task]:
        """Yield the documents that the cache lacks, while they are being listed."""
        for task in documents:
            new = task.key not in seen and task.key not in there
            seen.setdefault(task.key, task.key)
            if len(seen) == MANY and workers.jobs > 1:
                for _ in range(workers.jobs):
                    workers.start(warm, base)
            if new:
                waiting[0] += 1
                yield task

    for results in workers.map(partial(work, base=base), growing(missing())):
        for asked, key, made in results:
            seen[asked] = key
            if key not in there:
                there.add(key)
                cache.put(key, made)
        cache.commit()
        waiting[0] -= len(results)
        progress("records", len(seen) - waiting[0], len(seen))
    progress("records", len(seen), len(seen))
    return list(seen.values())


def growing(documents: Iterable[Task]) -> Iterator[list[Task]]:
    """Yield documents in groups, at first of one, so that work begins at once, then of more and more, up to BATCH."""
    left, many = iter(documents), 1
    while group := list(islice(left, many)):
        yield group
        many = min(2 * many, BATCH)


def first_of_each(found: Sequence[Found]) -> tuple[list[Found], list[Finding]]:
    """Return the records without those that were met before, and a finding for each of these."""
    first: dict[str, str] = {}
    kept, again = [], []
    for facts, key in found:
        if facts.slug and facts.slug in first:
            again.append(finding("F012", facts.file, key=facts.slug, other=first[facts.slug]))
            continue
        first[facts.slug] = facts.file
        kept.append((facts, key))
    return kept, again


def numbers(
    kept: Sequence[Found], again: Sequence[Finding], more: Sequence[Finding], quads: int
) -> dict[str, int]:  # fmt: skip
    """Return the counts of the release, by dotted name."""
    states = [facts.state for facts, _ in kept]
    found = [sum(facts.findings[n] for facts, _ in kept) for n in range(3)]
    lines = [sum(facts.ledger[n] for facts, _ in kept) for n in range(4)]
    counts = {
        "documents": len(kept) + len(again),
        "records": states.count("published"),
        "quarantined": states.count("quarantined"),
        "unpublished": states.count("unpublished"),
        "repeated": len(again),
        "triples": quads,
        "quads": quads,
    }
    counts |= {f"lines.{name}": n for name, n in zip(("read", "mapped", "ignored", "reported"), lines, strict=True)}
    for severity, number in zip(Severity, found, strict=True):
        counts[f"findings.{severity}"] = number + sum(one.severity is severity for one in more)
    return counts


def remember(keys: Keys, kept: Iterable[Found]) -> None:
    """Enter the records without a number into the ledger of keys."""
    for facts, _ in kept:
        if facts.slug and not facts.file.lower().endswith(TABLES):  # rows have no file of their own
            source, _, key = facts.slug.partition("-")
            keys.remember(source, facts.file, key)
    keys.save()
