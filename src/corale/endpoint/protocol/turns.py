"""A client's places at once, the same for `/sparql` and for what else computes on demand."""

from collections.abc import Iterator
from contextlib import contextmanager

from flask import current_app, request

from corale.endpoint.http.problems import ProblemError
from corale.endpoint.protocol.sparql import Sparql


@contextmanager
def turn() -> Iterator[None]:
    """Take one of the places that a client has at once, the same as for `/sparql`.

    Raises:
        ProblemError: all of them are taken.
    """
    sparql: Sparql | None = current_app.extensions.get("sparql")
    if sparql is None:
        yield
        return
    client = sparql.client(request.environ)
    if wait := sparql.budget.enter(client):
        raise ProblemError("budget", headers={"Retry-After": str(int(wait + 0.999))})
    try:
        yield
    finally:
        sparql.budget.leave(client, 0)
