"""What a statement that holds by review brings with it: the involvement behind a role, the part it is of."""

from collections.abc import Iterable, Iterator, Sequence

import pyoxigraph as ox

from corale.data.gazetteer.bodies import by_key
from corale.data.rdf.canonical import RDF_TYPE, Terms
from corale.data.review.nodes import Triple
from corale.fields import kinds, paths, rows
from corale.ontology import schemes
from corale.ontology.index import index
from corale.ontology.vocabulary import compact, expand


def frames(triple: Triple, name: str, base: str) -> Iterator[Triple]:
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
    if curie == "corale:socialArea":
        yield subject, _p("dct:spatial"), stated
    if kind in ("funding", "certification") and kind in paths():
        cls = next(name for name, one in kinds().items() if one.path == kind)
        yield subject, RDF_TYPE, _p(cls)
        yield f"<{base}id/process/{key}>", _p(paths()[kind].link), subject


def shortcuts(said: Iterable[Triple]) -> Iterator[Triple]:
    """Yield the statements in one step that the involvements among some statements say.

    >>> role, name = schemes.concept("role", "signatory"), "https://w3id.org/corale/onto/"
    >>> told = ("inProcess", "<x:p>"), ("involvementRole", f"<{role}>"), ("involvedAgent", "<x:b>")
    >>> [one[1].rpartition("/")[2] for one in shortcuts(("<x:i>", f"<{name}{p}>", o) for p, o in told)]
    ['signatory>']
    """
    of: dict[str, dict[str, str]] = {}
    for subject, predicate, stated in said:
        of.setdefault(subject, {})[predicate] = stated
    for one in of.values():
        parts = [
            one.get(_p(name))
            for name in ("corale:inProcess", "corale:involvementRole", "corale:involvedAgent")
        ]
        if all(parts):
            where, role, agent = (str(part) for part in parts)
            yield from ((where, f"<{iri}>", agent) for iri in index().iris(role[1:-1], "rdfs:seeAlso"))


def role_of(curie: str) -> str:
    """Return the role that a property is the shortcut of; empty where it is none.

    >>> role_of("corale:decisionHolder"), role_of("dct:title")
    ('decision-holder', '')
    """
    return next((one.scheme for one in rows() if one.curie == curie and one.value == "party"), "")


def hanging(triple: Triple, said: Sequence[Terms]) -> set[Triple]:
    """Return the statements of the involvement that a role's statement is the shortcut of: without it they
    do not hold either."""
    subject, predicate, stated = triple
    role = role_of(compact(predicate[1:-1]))
    if predicate == _p("corale:involvement"):
        own = {one[:3] for one in said if stated in (one[0], one[2])}
        return own | {*shortcuts(own)}
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
