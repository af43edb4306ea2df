"""The functions that queries may call beyond those of SPARQL 1.1: `corale:textMatch`.

They run in the worker, inside the limits of the query that calls them.
"""

from collections.abc import Callable
from typing import TypeAlias

import pyoxigraph as ox

from corale.data.lists.stems import wanted
from corale.ontology.vocabulary import expand

Term: TypeAlias = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
TRUE = ox.Literal("true", datatype=ox.NamedNode(expand("xsd:boolean")))
FALSE = ox.Literal("false", datatype=ox.NamedNode(expand("xsd:boolean")))


def text_match(*terms: Term) -> ox.Literal | None:
    """Return whether a literal has all words of another one, as the search of the lists understands words.

    Case, accents, elision, plural and gender do not count; a word that ends in `*` stands for all that begin
    so. Anything but two literals is an error, as in the functions of SPARQL 1.1 (section 17.2).

    >>> text_match(ox.Literal("Percorsi per l’acqua pubblica"), ox.Literal("percorso acqua"))
    <Literal value=true datatype=<NamedNode value=http://www.w3.org/2001/XMLSchema#boolean>>
    """
    match terms:
        case (ox.Literal() as text, ox.Literal() as words):
            return TRUE if wanted(words.value)(text.value) else FALSE
    return None


FUNCTIONS: dict[ox.NamedNode, Callable[..., Term | None]] = {
    ox.NamedNode(expand("corale:textMatch")): text_match
}
"""What the engine is given with every query."""
