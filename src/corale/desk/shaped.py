"""A value that somebody gives a property, held to the shapes before it is kept: what a build would refuse."""

from collections.abc import Sequence
from pathlib import Path

from corale.data.gazetteer.bodies import Body, by_key
from corale.data.gazetteer.entities import described
from corale.data.published import excerpt
from corale.data.published.folder import Release
from corale.data.rdf.canonical import RDF_TYPE, Terms
from corale.data.rdf.canonical import terms as parted
from corale.data.rdf.grades import KNOWN
from corale.data.review import statements, terms
from corale.data.review.applied import Home, applied
from corale.data.review.statements import Decision
from corale.errors import UsageError
from corale.fields import paths
from corale.findings import Severity
from corale.ontology.vocabulary import expand
from corale.pipeline.decided import named_by, record_of, territories, violation


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


def hold_record(publisher: Path, release: Release, made: Decision, new: Sequence[Body] = ()) -> None:
    """See that the shapes take the record of a decision under it, and under all others about the record;
    `new` are bodies that it leads to and no table has yet.

    Decisions about what records share are not looked at.

    Raises:
        UsageError: they do not, and took it before; the text says what they want.
    """
    slugs = excerpt.slugs(release)
    slug = record_of(made, slugs)
    if not slug or made.decision == "refuse":
        return
    base = release.manifest.base
    known = [one for one in statements.read(publisher).values() if record_of(one, slugs) == slug]
    others = [one for one in known if one.stated(base) != made.stated(base)]
    said = [*map(parted, excerpt.of_record(release, slug))]
    home, background = Home.of_record(slug, base), _types(release, said, [*others, made], new)
    why = violation(applied(said, [*others, made], home).statements, background)
    if why and why != violation(applied(said, others, home).statements, background):
        it, _, en = why.partition(" · ")
        raise UsageError(it, en)


def _types(
    release: Release, said: list[Terms], decisions: list[Decision], new: Sequence[Body]
) -> list[Terms]:
    """Return the types of what a record and decisions about it name."""
    base = release.manifest.base
    bodies = [*new, *(body for body in map(by_key, sorted(named_by(decisions))) if body)]
    named = {one[2] for one in said} | {one[2] for made in decisions if (one := made.holds(base))}
    named |= {one[2] for made in decisions for one in made.thing(base, new=True)}
    named -= {one[0] for one in said}
    found = [
        (*parted(line)[:3], "")
        for iri in sorted(named)
        if iri.startswith(f"<{base}id/")
        for line in excerpt.about(release, iri[1:-1], [KNOWN])
        if f" {RDF_TYPE} " in line
    ]
    led = territories(decisions)._replace(bodies=bodies)
    return [*found, *((str(s), str(p), str(o), "") for s, p, o in described(led, base))]
