"""The dumps of a release: its pieces joined. A full build and one after a change are this one function.

Every member is looked up by the hash of what it is made of; what is missing is made; all are written in order between
the head and the tail of each format. `pieces.csv` says where each member lies, so that two releases can be compared
member by member.
"""

import csv
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import ExitStack
from functools import partial
from itertools import chain
from pathlib import Path

from corale.data.release.blobs import Blobs, key_of
from corale.data.release.members import EVIDENCE, FILES, Member, head, member_key, packed, render, tail
from corale.data.release.pieces import Piece, grouped

NAME = "pieces.csv"
COLUMNS = ("key", "hash", "file", "grade", "offset", "length")
Load = Callable[[str], Piece]
Run = Callable[[Callable[[tuple[str, tuple[str, ...]]], None], Iterable[tuple[str, tuple[str, ...]]]], Iterable[None]]


def make(task: tuple[str, tuple[str, ...]], load: Load, blobs: Blobs, prefixes: Mapping[str, str]) -> None:
    """Make one member, whose key and slugs are `task`, and keep it; any process may do this."""
    key, slugs = task
    blobs.put(key, render([load(slug) for slug in slugs], prefixes).stored())


def join(
    folder: Path,
    digests: Mapping[str, str],
    load: Load,
    blobs: Blobs,
    made_of: str,
    prefixes: Mapping[str, str],
    common: Sequence[Member] = (),
    run: Run = map,
) -> Counter[str]:
    """Write the dumps and `pieces.csv` into a folder; return the number of quads (or triples) of each file.

    Args:
        folder: where the files go.
        digests: the hash of the piece of every record, by slug.
        load: gives the piece of a slug; asked only for members that are missing.
        blobs: where members are kept.
        made_of: the hash of what members depend on besides pieces: code, base, prefixes.
        prefixes: those that the formats write once.
        common: members of what belongs to no record; written after the others.
        run: maps a function over tasks: `map`, or that of a pool of processes.
    """
    tasks = [
        (f"{number:x}", member_key(made_of, (digests[slug] for slug in slugs)), slugs)
        for number, slugs in grouped(digests)
    ]
    missing = [(key, slugs) for _, key, slugs in tasks if blobs.get(key) is None]
    for _ in run(partial(make, load=load, blobs=blobs, prefixes=prefixes), missing):
        pass
    members = ((name, key, _stored(blobs, key)) for name, key, _ in tasks)
    others = ((f"common-{n}", key_of([one.stored()]), one) for n, one in enumerate(common))
    return _write(folder, chain(members, others), prefixes)


def _stored(blobs: Blobs, key: str) -> Member:
    blob = blobs.get(key)
    if blob is None:
        raise FileNotFoundError(f"member {key} was made and is missing: another process removed it; build again")
    return Member.read(blob)


def _write(folder: Path, members: Iterable[tuple[str, str, Member]], prefixes: Mapping[str, str]) -> Counter[str]:
    quads = Counter[str]()
    with ExitStack() as stack:
        outs = {name: stack.enter_context((folder / name).open("wb")) for name in FILES}
        rows = csv.writer(stack.enter_context((folder / NAME).open("w", newline="")), lineterminator="\n")
        rows.writerow(COLUMNS)
        for name, out in outs.items():
            out.write(packed(head(name, prefixes)))
        for key, digest, member in members:
            quads.update(member.quads)
            for name, out in outs.items():
                part = member.parts[name]
                if part:
                    grade = "evidence" if name == EVIDENCE else ""
                    rows.writerow((key, digest, name, grade, out.tell(), len(part)))
                out.write(part)
        for name, out in outs.items():
            end = tail(name)
            out.write(packed(end) if end or out.tell() else packed(b"\n"))
    return quads
