"""A value that somebody gives a property, held to the shapes before it is kept: what a build would refuse."""

from corale.data.rdf.canonical import RDF_TYPE
from corale.data.review import terms
from corale.errors import UsageError
from corale.fields import paths
from corale.findings import Severity
from corale.ontology.vocabulary import expand


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
