"""What a statement that holds by review brings with it: the involvement behind a role, the part it is of."""

from collections.abc import Iterator, Sequence

import pyoxigraph as ox

from corale.data.gazetteer.bodies import by_key
from corale.data.rdf.canonical import RDF_TYPE, Terms
from corale.fields import kinds, paths, rows
from corale.ontology import schemes
from corale.ontology.vocabulary import compact, expand


def frames(triple: tuple[str, str, str], name: str, base: str) -> Iterator[tuple[str, str, str]]:
    """Yield the statements without which one would hang in the air; `name` is the tail of the IRI of a new
    involvement.

    >>> said = ("<x:id/funding/a-7>", "<https://w3id.org/corale/onto/totalCost>", '"5"')
    >>> [one[1].rpartition("/")[2] for one in frames(said, "", "x:")]
    ['22-rdf-syntax-ns#type>', 'funding>']
    """
    subject, predicate, stated = triple
    curie = compact(predicate[1:-1])
    kind, _, key = subject[1:-1].removeprefix(f"{base}id/").partition("/")
    role = role_of(curie)
    if role and kind in ("process", "notice"):
        node = f"<{base}id/involvement/{name}>"
        yield node, RDF_TYPE, _p("corale:Involvement")
        yield node, _p("corale:inProcess"), subject
        yield node, _p("corale:involvementRole"), f"<{schemes.concept('role', role)}>"
        yield node, _p("corale:involvedAgent"), stated
        tail = stated[1:-1].rpartition("/")[2]
        body = by_key(tail)
        called = ox.Literal(body.name if body else tail.replace("-", " "), language="it")
        yield node, _p("corale:statedAs"), str(called)
        yield subject, _p("corale:involvement"), node
    if kind in ("funding", "certification") and kind in paths():
        cls = next(name for name, one in kinds().items() if one.path == kind)
        yield subject, RDF_TYPE, _p(cls)
        yield f"<{base}id/process/{key}>", _p(paths()[kind].link), subject


def role_of(curie: str) -> str:
    """Return the role that a property is the shortcut of; empty where it is none.

    >>> role_of("corale:decisionHolder"), role_of("dct:title")
    ('decision-holder', '')
    """
    return next((one.scheme for one in rows() if one.curie == curie and one.value == "party"), "")


def hanging(triple: tuple[str, str, str], said: Sequence[Terms]) -> set[tuple[str, str, str]]:
    """Return the statements of the involvement that a role's statement is the shortcut of: without it they
    do not hold either."""
    subject, predicate, stated = triple
    role = role_of(compact(predicate[1:-1]))
    if not role:
        return set()
    wanted = {
        (_p("corale:inProcess"), subject),
        (_p("corale:involvedAgent"), stated),
        (_p("corale:involvementRole"), f"<{schemes.concept('role', role)}>"),
    }
    told: dict[str, set[tuple[str, str]]] = {}
    for one in said:
        told.setdefault(one[0], set()).add(one[1:3])
    nodes = {node for node, some in told.items() if wanted <= some}
    return {one[:3] for one in said if one[0] in nodes or one[2] in nodes}


def _p(curie: str) -> str:
    return f"<{expand(curie)}>"
