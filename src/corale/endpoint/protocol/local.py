"""A query on a store of this process, for `corale query` and the Python API; a visitor's query runs in a
worker."""

from typing import TypeAlias

import pyoxigraph as ox

from corale.endpoint.engine.functions import FUNCTIONS
from corale.endpoint.http.limits import Limits
from corale.endpoint.http.problems import ProblemError
from corale.endpoint.protocol import operation
from corale.errors import UsageError
from corale.ontology.vocabulary import PREFIXES

Answer: TypeAlias = ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples


def evaluate(store: ox.Store, text: str) -> Answer:
    """Return the answer of a store to a query.

    The prefixes of the vocabulary need not be declared. What the service refuses on the tokens (`SERVICE`,
    deep nesting that ends the process) is refused here too.

    Raises:
        UsageError: the query is refused, not valid, or cannot be evaluated.
    """
    try:
        operation.check(text, Limits(query_bytes=0))
    except ProblemError as refused:
        raise UsageError(f"{refused.kind.en}. {refused.en} {refused.kind.way_en}".strip()) from None
    try:
        return store.query(
            text,
            prefixes=PREFIXES,
            custom_functions=FUNCTIONS,
        )
    except (SyntaxError, ValueError, RuntimeError, OSError) as fault:
        raise UsageError(f"the query is not valid: {fault}") from fault
