"""A sample of the records, judged a second way before a release becomes active.

pySHACL judges the whole of a record in fifty, and of at least twenty: what it finds is what the screen found.
HermiT looks for a contradiction between ontology, alignments and the first of them, wherever Java is. The
sample is drawn by the hashes of what the records were made of: no choice of anybody's, and what is unchanged
was judged before. What was done stands in `DIR/checks/<release>.json`, beside the release: whether a machine
has Java must change no byte of it."""

import json
import os
from collections.abc import Iterable, Sequence
from functools import partial
from pathlib import Path

import pyoxigraph as ox

from corale.data.published.folder import Release
from corale.data.rdf.canonical import Terms, terms
from corale.data.rdf.grades import DUMPS, EVIDENCE
from corale.data.release.blobs import Blobs, key_of
from corale.data.release.pieces import Head, Piece, cut
from corale.errors import ReleaseError, SetupError
from corale.findings import Finding, finding
from corale.ontology import vocabulary
from corale.pipeline.decided import background_of
from corale.pipeline.means import Means

SHARE, LEAST = 50, 20
GROUP = 16  # records that one process judges at a time, on average
REASONED = 10  # records that HermiT sees: its time grows much faster than they do
FOLDER = "checks"
SWITCH = "CORALE_REASONER"  # in the environment: `none` leaves HermiT out


def drawn(heads: Iterable[Head]) -> list[str]:
    """Return the keys of the pieces drawn among the published records: those that come first."""
    keys = sorted({head.key for head in heads if head.state == "published"})
    return keys[: max(LEAST, -(-len(keys) // SHARE))]


def judged(keys: Sequence[str], means: Means) -> list[str]:
    """See that pySHACL, on the whole of these pieces, finds what the screen let it find; return the keys
    under which that is kept.

    Raises:
        ReleaseError: it finds something else; the text says of which record and shape.
    """
    groups = list(cut(((key, key) for key in keys), GROUP))
    blobs, names = means.blobs, [_verdict_key(means.toolchain, "shacl", group) for group in groups]
    waiting = [(name, group) for name, group in zip(names, groups, strict=True) if not blobs.has(name)]
    for name, odd in means.workers.map(partial(_differing, blobs=blobs, base=means.base), waiting):
        if odd:
            raise ReleaseError(
                f"pySHACL e il controllo veloce non concordano · pySHACL and the quick check disagree: {odd}."
                " È un difetto del programma · this is a defect of the program"
            )
        blobs.put(name, b"")
    return names


def consistent(keys: Sequence[str], means: Means) -> tuple[str, str]:
    """See that the first of these pieces contradict neither each other nor the ontology.

    Return why HermiT did not look (empty: it did), and the key under which its verdict is kept.

    Raises:
        ReleaseError: there is a contradiction.
    """
    some, blobs = keys[:REASONED], means.blobs
    name = _verdict_key(means.toolchain, "hermit", some)
    if blobs.has(name):
        return "", name
    if os.environ.get(SWITCH) == "none":
        return f"{SWITCH}=none", name
    from corale.ontology import reason  # here: only a gate with Java needs owlready2

    said = [one for key in some for one in _statements(Piece.read(blobs.take(key)), means.base, EVIDENCE)]
    quads = ox.parse("".join(f"{line}\n" for line in said), ox.RdfFormat.N_QUADS)
    ontology = [*vocabulary.triples("corale.ttl"), *vocabulary.triples("alignments.ttl")]
    try:
        found = reason.verdict([*ontology, *(quad.triple for quad in quads)])
    except SetupError as fault:
        return str(fault), name
    if not found.consistent or found.unsatisfiable:
        names = ", ".join(found.unsatisfiable)
        raise ReleaseError(
            "HermiT trova una contraddizione fra ontologia e schede · finds a contradiction between ontology"
            f" and records{names and f' ({names})'}: `corale check ontology/`"
        )
    blobs.put(name, b"")
    return "", name


def note(keys: Sequence[str]) -> Finding:
    """Return the note of the report about what pySHACL judged."""
    return finding("Q002", "", records=len(keys))


def write(directory: Path, release: Release, keys: Sequence[str], unseen: str) -> Path:
    """Write down what was judged of a release: by pySHACL, and by HermiT or why not; return the file."""
    path = directory / FOLDER / f"{release.id}.json"
    path.parent.mkdir(exist_ok=True)
    hermit = {"records": 0, "why": unseen} if unseen else {"records": len(keys[:REASONED])}
    text = json.dumps({"shacl": {"records": len(keys)}, "hermit": hermit}, ensure_ascii=False, indent=1)
    path.write_text(f"{text}\n", encoding="utf-8")
    return path


def spoken(directory: Path, release: Release, lang: str) -> str:
    """Return what was judged of a release as a sentence for people; empty where nobody wrote it down."""
    try:
        text = (directory / FOLDER / f"{release.id}.json").read_text(encoding="utf-8")
        shacl, hermit = (json.loads(text)[name] for name in ("shacl", "hermit"))
    except (OSError, ValueError, KeyError):
        return ""
    it, en = f"pySHACL: {shacl['records']} schede intere", f"pySHACL: {shacl['records']} whole records"
    if "why" in hermit:
        it += f"; coerenza logica non controllata ({hermit['why']})"
        en += f"; logical consistency not checked ({hermit['why']})"
    else:
        it += f"; HermiT: ontologia e {hermit['records']} schede senza contraddizioni"
        en += f"; HermiT: ontology and {hermit['records']} records without contradiction"
    return en if lang == "en" else it


def _verdict_key(toolchain: str, by: str, keys: Iterable[str]) -> str:
    return key_of([toolchain.encode(), by.encode(), *(key.encode() for key in keys)])


def _statements(piece: Piece, base: str, *without: str) -> list[str]:
    """Return what a record says, but for what was inferred, as lines."""
    inferred = f" <{base}graph/inferred> ."
    dumps = [name for name in DUMPS if name not in without]
    return [line for name in dumps for line in piece.lines[name] if not line.endswith(inferred)]


def _differing(task: tuple[str, Sequence[str]], blobs: Blobs, base: str) -> tuple[str, str]:
    """Return the name of a group and the first result that only one way of judging finds, empty where there
    is none."""
    from corale.shapes.validate import examine  # here: only a process that checks loads pySHACL

    name, keys = task
    said: list[Terms] = []
    background: list[Terms] = []
    for piece in (Piece.read(blobs.take(key)) for key in keys):
        said += map(terms, _statements(piece, base))
        background += background_of(piece, base)
    quick, whole = (
        set(examine(said, background=background, screened=screened)[1]) for screened in (True, False)
    )
    odd = min(quick ^ whole, default=None)
    return name, f"{odd.focus} · {odd.shape} ({odd.component})" if odd else ""
