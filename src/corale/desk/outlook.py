"""What the graph says of a thing now, and the lines of its source: what stands beside a decision."""

from corale.data.published.folder import Release
from corale.data.rdf.canonical import terms
from corale.data.rdf.grades import EVIDENCE, KNOWN, line_of
from corale.data.release.join import dumped
from corale.data.review.applied import shown
from corale.data.review.terms import read
from corale.desk.queue import Item
from corale.errors import UsageError
from corale.ontology.vocabulary import expand


def now(release: Release, subject: str, curie: str) -> list[str]:
    """Return the values that a release has of a subject's property, as sentences name them, sorted."""
    base = release.manifest.base
    start = f"<{base}{subject}> <{expand(curie)}> "
    found = {terms(line)[2] for line in dumped(release.folder, [KNOWN]) if line.startswith(start)}
    return sorted(shown(one, base) for one in found)


def passages(release: Release, record: str) -> dict[int, list[str]]:
    """Return the words that the release quotes from a record, by line."""
    base = release.manifest.base
    own = f"<{base}id/evidence/{record}"
    told: dict[str, dict[str, str]] = {}
    wanted = {f"<{expand(name)}>": name for name in ("corale:quotedFrom", "corale:statedAs", "rdf:object")}
    for line in dumped(release.folder, [EVIDENCE]):
        if line.startswith(own):
            subject, predicate, stated, _ = terms(line)
            if predicate in wanted:
                told.setdefault(subject, {})[wanted[predicate]] = stated
    found: dict[int, list[str]] = {}
    for one in told.values():
        number = line_of(one.get("corale:quotedFrom", ""))
        words = shown(one.get("corale:statedAs") or one.get("rdf:object", '""'), base)
        if number and words not in found.setdefault(number, []):
            found[number].append(words)
    return dict(sorted(found.items()))


def after(one: Item, now: list[str], base: str) -> list[str]:
    """Return what the graph would say of subject and property if what waits were accepted.

    >>> after(Item("", "candidate", "", "", ("accept",), "id/process/a", "dct:title", '"B"@it'), ["A"], "x:")
    ['A', 'B']
    """
    if "accept" not in one.verbs or one.kind not in ("candidate", "contribution") or not one.object:
        return now
    try:
        new = shown(read(one.object, base), base)
    except UsageError:
        new = one.object
    if one.kind == "contribution" and new in now:  # it contests what the graph says
        return sorted({value for value in now if value != new} | ({one.proposed} - {""}))
    return sorted({*now, new})
