"""The join step: the files of a release from members, and its manifest."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import astuple, dataclass, replace
from functools import partial
from itertools import chain
from pathlib import Path

from corale.data.gazetteer import borders
from corale.data.gazetteer.publisher import Publisher
from corale.data.lists.sources import origins_of
from corale.data.published import signing
from corale.data.release import assemble, report, totals
from corale.data.release.catalogue import Summary
from corale.data.release.manifest import COUNTS, Manifest, digest
from corale.data.release.members import COUNTED, Member, read, summed
from corale.data.release.questions import questions
from corale.data.release.withdrawn import FILE, Withdrawn, iris_of
from corale.data.release.withdrawn import text as withdrawn_csv
from corale.findings import Finding
from corale.pipeline import gate
from corale.pipeline.documents import Documents
from corale.pipeline.inputs import versions
from corale.pipeline.means import Means
from corale.pipeline.reduce import Shared


@dataclass(frozen=True, slots=True)
class Candidate:
    """A release that is not published yet: its folder and manifest, findings about it as a whole, and the
    keys of what was kept of it for the next build."""

    folder: Path
    manifest: Manifest
    findings: Sequence[Finding]
    keys: frozenset[str]


def write(
    folder: Path,
    found: Documents,
    shared: Shared,
    gone: Sequence[Withdrawn],
    day: str,
    owner: Publisher,
    means: Means,
) -> Candidate:
    """Return the release of these documents, with what they share and what was withdrawn, written into a new
    folder; `day` (yyyy-mm-dd) is its date.

    Raises:
        ReleaseError: something follows for a thing of a record from another record.
    """
    means.progress("dumps", 0, 1)
    folder.mkdir()
    keys, tables_written = _tables(folder, found, shared, means)
    members, common = found.members, shared.members
    gate.apart(read(members, means.blobs), read(common, means.blobs))
    answers = gate.answers(read(members, means.blobs), [*read(common, means.blobs)])
    findings = [*found.findings, *shared.common.findings, *gate.unanswered(answers)]
    last_member = of_findings(findings, means.base)
    sums = summed([shared.sums, *read(common, means.blobs), last_member])
    counts = dict.fromkeys(COUNTS, 0) | sums.counts | answers
    counts |= {"documents": len(found.heads), "repeated": found.repeated}
    counts |= {"withdrawn": len(gone), "graphs": sums.counts["graphs"] + shared.common.graphs}
    drawn = borders.files(means.out / "authorities")
    hashes = _origins(found, shared, owner, means)
    hashes |= {"geography": digest(drawn.values())} if drawn else {}
    manifest = Manifest("", day, means.base, versions(), hashes, counts)
    manifest = replace(manifest, id=manifest.name())

    first = next(iter(found.published), None)
    example = iris_of(first.slug, first.kind, means.base)[1] if first else ""
    links, origins = shared.common.links, origins_of(head.slug for head in found.published)
    apart = {name: counts[f"quads.{name}"] for name in COUNTED}
    described = Summary(means.base, manifest.id, day, {}, sums.terms, links, owner, example, origins, apart)
    processes = [head for head in found.published if head.kind == "process"]
    texts = {**shared.common.texts, **drawn, FILE: withdrawn_csv(gone)}
    texts[totals.FILE] = totals.text(sums.terms, sums.graphs)
    texts |= assemble.starting([*processes, *found.published], common, means.blobs, means.base, manifest.id)
    joined = chain(read(members, means.blobs), read(common, means.blobs), [last_member])
    assemble.write(folder, manifest, joined, texts, described)
    tables_written()
    assemble.write_sums(folder)
    signing.sign(means.out, folder)
    return Candidate(folder, manifest, findings, keys)


def _tables(
    folder: Path, found: Documents, shared: Shared, means: Means
) -> tuple[frozenset[str], Callable[[], None]]:
    """Begin to write the index of names and the lists beside other work; return what they are kept under, and
    what waits for them."""
    blobs, base, toolchain = means.blobs, means.base, means.toolchain
    members, common = found.members, shared.members
    names = assemble.names_key(toolchain, [*common, *members], blobs)
    write_names = partial(assemble.write_names, folder=folder, blobs=blobs, base=base, toolchain=toolchain)
    names_written = means.workers.start(write_names, (names, common, members))
    lists = assemble.lists_key(toolchain, common, members, blobs)
    write_lists = partial(assemble.write_lists, folder=folder, blobs=blobs, base=base)
    lists_written = means.workers.start(write_lists, (lists, common, members))

    def wait() -> None:
        names_written()
        lists_written()

    return frozenset({names, lists}), wait


def _origins(found: Documents, shared: Shared, owner: Publisher, means: Means) -> dict[str, str]:
    """Return the hashes of all that a release is made of."""
    inputs = (text for head in found.heads for text in (head.file, head.digest, head.slug))
    return {
        **means.hashes,
        "queries": digest(question.text for question in questions()),
        "entities": shared.common.key,
        "inputs": digest(inputs),
        "decisions": digest([repr([*found.decided.items(), found.about_shared])]),
        "publisher": digest([repr(astuple(owner))]),
    }


def of_findings(findings: Sequence[Finding], base: str) -> Member:
    """Return the findings about the release as a whole, as its last member."""
    texts = dict(zip(report.NAMES, report.fragments(findings, base), strict=True))
    counts = Counter(f"findings.{one.severity}" for one in findings)
    return Member("release", {name: text.encode() for name, text in texts.items()}, counts)
