"""Things of several values in a decision: an involvement, a period, an output, written as Turtle writes them.

`[ a corale:Involvement ; corale:involvementRole <…/role/addressee> ; corale:statedAs "ETS"@it ]` is the
object of the statement that hangs the thing on its subject. Its IRI follows from that statement, never from
a place in a list.
"""

import hashlib
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import TypeAlias

import pyoxigraph as ox

from corale.data.rdf.canonical import RDF_TYPE
from corale.data.review import terms
from corale.errors import UsageError
from corale.fields import kinds
from corale.ontology.vocabulary import PREFIXES, compact, expand

Triple: TypeAlias = tuple[str, str, str]
LONGEST = 4000  # characters of a thing
NAMES = frozenset({f"<{expand('rdfs:label')}>", f"<{expand('dct:title')}>"})


def is_node(text: str) -> bool:
    """Tell whether the object of a decision is a thing of several values.

    >>> is_node("[ a corale:Period ]"), is_node('"[ ]"')
    (True, False)
    """
    return text.startswith("[")


@lru_cache(maxsize=4096)
def read(subject: str, curie: str, text: str, base: str) -> tuple[str, tuple[Triple, ...]]:
    """Return the N-Quads term of the thing that a statement leads to, and what is said of it.

    >>> node, said = read("id/notice/avviso-7", "corale:period", "[ a corale:Period ]", "https://x.example/")
    >>> node.startswith("<https://x.example/id/period/avviso-7-review-"), len(said)
    (True, 1)

    Raises:
        UsageError: it is no thing, or of no kind whose things have IRIs.
    """
    if len(text) > LONGEST:
        raise UsageError(
            f"una cosa ha al più {LONGEST} caratteri", f"a thing has at most {LONGEST} characters"
        )
    held, root = terms.subject(subject, base), terms.predicate(curie)
    prefixes = {name: iri for name, iri in PREFIXES.items() if f"{name}:" in text}
    head = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in sorted(prefixes.items()))
    try:
        said = [*ox.parse(f"{head}{held} {root} {text} .", ox.RdfFormat.TURTLE, base_iri=base)]
    except (SyntaxError, ValueError) as fault:
        raise UsageError(f"{text}: non è una cosa ({fault})", f"{text}: is no thing ({fault})") from fault
    plain = [*map(_plain, (one.triple for one in said))]
    blank = {one[0] for one in plain if one[0] != held}
    roots = [one[2] for one in plain if one[0] == held]
    if len(roots) != 1 or roots[0] not in blank or any(not one.startswith("_:") for one in blank):
        raise UsageError(f"{text}: è una cosa sola, fra [ e ]", f"{text}: is one thing, between [ and ]")
    own = [one for one in plain if one[0] != held]
    if (canonical := write(roots[0], own, base)) != text:  # the same, with other spaces, in another order
        return read(subject, curie, canonical, base)
    key = hashlib.sha256(f"{held} {root} {text}".encode()).hexdigest()[:10]
    named = _named(plain, f"{held[1:-1].rpartition('/')[2]}-review-{key}", base)
    told = sorted((named[s], p, named.get(o, o)) for s, p, o in plain if s != held)
    return named[roots[0]], tuple((s, p, terms.read(terms.write(o, base), base)) for s, p, o in told)


def _plain(triple: ox.Triple) -> Triple:
    return str(triple.subject), str(triple.predicate), str(triple.object)


def _named(said: Iterable[Triple], tail: str, base: str) -> dict[str, str]:
    """Return the terms that blank nodes get, by the path of their class."""
    classes: dict[str, list[str]] = {}
    for subject, predicate, stated in said:
        if subject.startswith("_:"):
            classes.setdefault(subject, []).extend([stated] if predicate == RDF_TYPE else [])
    found: dict[str, str] = {}
    for blank, some in classes.items():
        path = next((kinds()[name].path for one in some if (name := compact(one[1:-1])) in kinds()), "")
        if not path:
            raise UsageError("una cosa ha una classe: a corale:…", "a thing has a class: a corale:…")
        found[blank] = f"<{base}id/{path}/{tail}{f'-{len(found)}' if found else ''}>"
    return found


def write(node: str, said: Iterable[Triple], base: str) -> str:
    """Return a thing as people write it in a table; :func:`read` gives it back under its own IRI.

    >>> onto = "https://w3id.org/corale/onto/"
    >>> said = [("<x:n>", f"<{onto}periodMonths>", '"3"'), ("<x:n>", RDF_TYPE, f"<{onto}Period>")]
    >>> write("<x:n>", said, "x:")
    '[ a corale:Period ; corale:periodMonths "3" ]'
    """
    of: dict[str, list[tuple[str, str]]] = {}
    for subject, predicate, stated in said:
        of.setdefault(subject, []).append((predicate, stated))
    return _written(node, of, base)


def _written(node: str, of: Mapping[str, list[tuple[str, str]]], base: str) -> str:
    parts, inner = [], {name: said for name, said in of.items() if name != node}
    for predicate, stated in sorted(of[node], key=lambda one: (one[0] != RDF_TYPE, one)):
        name = "a" if predicate == RDF_TYPE else compact(predicate[1:-1])
        known = compact(stated[1:-1]) if predicate == RDF_TYPE else ""
        value = _written(stated, inner, base) if stated in inner else known or terms.write(stated, base)
        parts.append(f"{name} {value}")
    return f"[ {' ; '.join(parts)} ]"


def name_of(said: Iterable[Triple], node: str) -> str:
    """Return what a thing is called, as an N-Quads term; empty where it is called nothing."""
    return next((one[2] for one in said if one[0] == node and one[1] in NAMES), "")
