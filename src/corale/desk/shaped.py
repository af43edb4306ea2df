"""A value that somebody gives a property, held to the shapes before it is kept: what a build would refuse."""

from pathlib import Path

from corale.data.gazetteer.bodies import by_key
from corale.data.gazetteer.entities import NamedThings, described
from corale.data.published.diff import record_of as record_of_line
from corale.data.published.folder import Release
from corale.data.rdf.canonical import RDF_TYPE, Terms
from corale.data.rdf.canonical import terms as parted
from corale.data.rdf.grades import DUMPS, KNOWN
from corale.data.release.join import dumped
from corale.data.release.withdrawn import RECORDS, table
from corale.data.review import statements, terms
from corale.data.review.applied import Home, applied
from corale.data.review.statements import Decision
from corale.errors import UsageError
from corale.fields import paths
from corale.findings import Severity
from corale.ontology.vocabulary import expand
from corale.pipeline.decided import named_by, record_of, violation


def hold(subject: str, curie: str, value: str, base: str) -> None:
    """See that the shapes take a literal (a term as people write it) as the value of a subject's property.

    What the subject says beside it is not looked at, nor are things: lists and tables know these.

    Raises:
        UsageError: they do not; the text says what they want.
    """
    kind = paths().get(subject.split("/")[1])
    if value.startswith("<") or kind is None:
        return
    from corale.shapes.validate import examine  # here: only who checks a value loads pySHACL

    node, graph = terms.subject(subject, base), f"<{base}graph/entities>"
    said = [
        (node, RDF_TYPE, f"<{expand(kind.curie)}>", graph),
        (node, terms.predicate(curie), terms.read(value, base), graph),
    ]
    for one in examine(said)[0]:
        if one.severity is Severity.VIOLATION and one.field == curie.partition(":")[2]:
            raise UsageError(one.message_it, one.message_en)


def hold_record(publisher: Path, release: Release, made: Decision) -> None:
    """See that the shapes take the record of a decision under it, and under all others about the record.

    Decisions about what records share are not looked at.

    Raises:
        UsageError: they do not, and took it before; the text says what they want.
    """
    slugs = {row["record"] for row in table(release.folder / RECORDS)}
    slug = record_of(made, slugs)
    if not slug or made.decision == "refuse":
        return
    base = release.manifest.base
    known = [one for one in statements.read(publisher).values() if record_of(one, slugs) == slug]
    others = [one for one in known if one.stated(base) != made.stated(base)]
    lines = (line for line in dumped(release.folder, DUMPS) if record_of_line(line) == slug)
    inferred = f"<{base}graph/inferred>"
    said = [one for one in map(parted, lines) if one[3] != inferred]
    home, background = Home.of_record(slug, base), _types(release, said, [*others, made])
    why = violation(applied(said, [*others, made], home).statements, background)
    if why and why != violation(applied(said, others, home).statements, background):
        it, _, en = why.partition(" · ")
        raise UsageError(it, en)


def _types(release: Release, said: list[Terms], decisions: list[Decision]) -> list[Terms]:
    """Return the types of what a record and decisions about it name."""
    base = release.manifest.base
    bodies = [body for body in map(by_key, sorted(named_by(decisions))) if body]
    named = {one[2] for one in said} | {one[2] for made in decisions if (one := made.holds(base))}
    types = [(*parted(line)[:3], "") for line in dumped(release.folder, [KNOWN]) if f" {RDF_TYPE} " in line]
    found = [one for one in types if one[0] in named]
    return [*found, *((str(s), str(p), str(o), "") for s, p, o in described(NamedThings(bodies), base))]
