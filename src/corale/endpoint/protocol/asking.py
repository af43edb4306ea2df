"""Our own fixed queries: `endpoint/queries/pages/<name>.rq` asked of the same workers, terms put in as
values.

Nothing is ever pasted into a query's text, but a number for the nought of `OFFSET 0` (a later page of a
list). Answers are kept like any other, keyed by release, query and terms."""

import hashlib
import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from typing import NamedTuple, TypeAlias, cast

from flask import g
from pyoxigraph import NamedNode

from corale import artefacts
from corale.data.rdf import formats
from corale.endpoint.engine import wire
from corale.endpoint.engine.pool import PoolClosedError, WorkerError
from corale.endpoint.http.limits import Limits
from corale.endpoint.http.negotiate import content_type
from corale.endpoint.http.problems import ProblemError
from corale.endpoint.protocol.answers import Answers, CachedAnswer
from corale.endpoint.protocol.current import Current, Serving
from corale.endpoint.protocol.other_releases import pinned
from corale.endpoint.protocol.sparql import refusal

ONCE = ("pages/record", "pages/proofs")
"""Queries whose answers are not kept: they are large, and the page that is made of them is kept instead."""


class Cell(NamedTuple):
    """A term in a result: `kind` is `uri`, `literal` or `bnode`."""

    kind: str
    value: str
    language: str = ""
    datatype: str = ""

    def __str__(self) -> str:
        return self.value


Row: TypeAlias = dict[str, Cell]
_made = cast("Callable[[tuple[str, str, str, str]], Cell]", partial(tuple.__new__, Cell))
"""Cells without the named tuple's own constructor: a page makes thousands."""


def binding(row: Row) -> str:
    """Return a row as SPARQL's JSON has it: the other way round than :func:`rows`.

    >>> binding({"x": Cell("literal", "ciao", "it")})
    '{"x":{"type":"literal","value":"ciao","xml:lang":"it"}}'
    """
    cells: dict[str, dict[str, str]] = {}
    for name, cell in row.items():
        cells[name] = {"type": cell.kind, "value": cell.value}
        if cell.language:
            cells[name]["xml:lang"] = cell.language
        elif cell.datatype:
            cells[name]["datatype"] = cell.datatype
    return json.dumps(cells, ensure_ascii=False, separators=(",", ":"))


def iri(value: str) -> wire.Term:
    """Return an IRI to be put in for a variable."""
    return ("iri", value, "", "")


@cache
def text(name: str) -> str:
    """Return the text of a fixed query."""
    return artefacts.text("endpoint", "queries", f"{name}.rq")


@dataclass(slots=True)
class Ask:
    """Asks fixed queries of the release that serves this request (`g.serving`)."""

    current: Current
    limits: Limits
    answers: Answers

    @property
    def serving(self) -> Serving:
        """The release that serves the request at hand, the same from its first query to its last."""
        if "serving" not in g:
            g.serving = self.current.get()
        found: Serving = g.serving
        return found

    def pin(self, name: str) -> None:
        """Have a release answer all of this request (`""`: the one that serves).

        Raises:
            ProblemError: it does not answer (:func:`corale.endpoint.protocol.other_releases.pinned`).
        """
        g.serving = pinned(self.current, self.serving, name)

    def __call__(self, name: str, terms: Mapping[str, wire.Term] | None = None, offset: int = 0) -> list[Row]:
        """Return the rows of the SELECT query `endpoint/queries/<name>.rq`, `terms` put in for variables.

        `offset` takes the place of the nought of its `OFFSET 0`.

        Raises:
            ProblemError: the workers do not answer.
        """
        return rows(self._cached(name, terms or {}, "json", "json", False, offset).body)

    def table(self, name: str) -> tuple[list[str], list[Row]]:
        """Return the columns and rows of a SELECT query.

        Raises:
            ProblemError: the workers do not answer.
        """
        body = self._cached(name, {}, "json", "json", False).body
        return [str(column) for column in json.loads(body)["head"]["vars"]], rows(body)

    def graph(self, name: str, terms: Mapping[str, wire.Term], form: formats.Format) -> CachedAnswer:
        """Return the graph of a CONSTRUCT query in a format, sorted, with a strong entity tag.

        Raises:
            ProblemError: the workers do not answer.
        """
        return self._cached(name, terms, "", form.name, True)

    def constructed(self, query: str, form: formats.Format) -> CachedAnswer:
        """Return the graph of a CONSTRUCT query that the service itself wrote (see :func:`described`), in a
        format.

        Raises:
            ProblemError: the workers do not answer.
        """
        return self._cached(query, {}, "", form.name, True, asked=query)

    def answered(self, query: str) -> tuple[list[str], list[Row]]:
        """Return the columns and rows of a SELECT query that the service itself wrote.

        Raises:
            ProblemError: the workers do not answer.
        """
        body = self._cached(query, {}, "json", "json", False, asked=query).body
        return [str(column) for column in json.loads(body)["head"]["vars"]], rows(body)

    def _cached(
        self,
        name: str,
        terms: Mapping[str, wire.Term],
        results: str,
        form: str,
        ordered: bool,
        offset: int = 0,
        asked: str = "",
    ) -> CachedAnswer:
        put = tuple(sorted(terms.items()))
        began, serving = time.monotonic(), self.serving
        while True:
            key = (serving.id, "page", name, put, form, offset)
            if (kept := self.answers.get(key)) is not None:
                return kept
            asked = asked or text(name).replace("OFFSET 0", f"OFFSET {offset:d}")
            question = wire.Question(
                asked,
                results,
                results,
                "" if results else form,
                terms=put,
                ordered=ordered,
                seconds=self.limits.query_seconds,
                cpu=self.limits.query_cpu,
                own=True,
            )
            try:
                body = serving.pool.ask(question).body
            except WorkerError as error:
                raise refusal(error, self.limits) from None
            except PoolClosedError:
                serving = g.serving = self.current.after(began, serving)
                continue
            tag = f'"{hashlib.sha256(body).hexdigest()[:24]}-{form}"'
            kept = CachedAnswer(content_type(formats.named(form)), tag, body)
            if name not in ONCE:
                self.answers.put(key, kept)
            return kept


def described(iris: Sequence[str]) -> str:
    """Return a query for all that is said of some things; their IRIs are written by a serialiser.

    >>> described(["https://e/a"])
    'CONSTRUCT { ?s ?p ?o } WHERE { VALUES ?s { <https://e/a> } ?s ?p ?o }'
    """
    named = " ".join(str(NamedNode(one)) for one in iris)
    return f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ VALUES ?s {{ {named} }} ?s ?p ?o }}"


def rows(body: bytes) -> list[Row]:
    """Return the rows of SPARQL JSON results.

    >>> rows(b'{"head":{"vars":["x"]},"results":{"bindings":[{"x":{"type":"uri","value":"http://e/"}}]}}')
    [{'x': Cell(kind='uri', value='http://e/', language='', datatype='')}]
    """
    return [
        {
            name: _made((cell["type"], cell["value"], cell.get("xml:lang", ""), cell.get("datatype", "")))
            for name, cell in binding.items()
            if cell["type"] != "triple"
        }
        for binding in json.loads(body)["results"]["bindings"]
    ]


__all__ = ["Ask", "Cell", "ProblemError", "Row", "binding", "described", "iri", "rows", "text"]
