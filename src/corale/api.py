"""The Python API: read and check documents, build a release, query it. `import corale` gives all of it.

    import corale

    corale.read("scheda.txt")[0].fields["title"]
    release = corale.build("documents/", "out/")
    release.query("SELECT ?title { ?process a corale:ParticipatoryProcess ; dct:title ?title }").to_frame()

Errors are those of :mod:`corale.errors`; problems of the data are findings, never errors.
"""

import html
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias, overload

from corale.errors import SetupError, UsageError
from corale.findings import Finding
from corale.record import Record

if TYPE_CHECKING:
    import pandas
    import pyoxigraph as ox

Where: TypeAlias = str | PathLike[str]
Value: TypeAlias = str | bool | int | float | Decimal | date | datetime | None
Row: TypeAlias = dict[str, Value]
XSD = "http://www.w3.org/2001/XMLSchema#"
WHOLE = ("integer", "int", "long", "short", "byte", "nonNegativeInteger", "positiveInteger", "gYear")
SHOWN = 20
"""Rows that a notebook shows of an answer."""


def read(path: Where | Iterable[Where]) -> list[Record]:
    """Return the records of documents (pages, notices, exports): a file, a folder, or several of these.

    A value that the text does not give is not in a record's `fields`; `evidence` says where each was read.

    Raises:
        NotFoundError: a path is not there.
    """
    from corale.mappings.extract import extract

    return [one.record for one in extract(_paths(path))]


def check(path: Where | Iterable[Where]) -> list[Finding]:
    """Return the findings about documents, RDF files or an ontology folder, as `corale check` tells them.

    Documents go through the stages of a build; a finding whose severity is `violation` keeps one out of a
    release.

    Raises:
        NotFoundError: a path is not there.
        UsageError: an RDF file cannot be parsed.
    """
    from corale.pipeline.checking import verdicts

    return [finding for one in _paths(path) for verdict in verdicts(one) for finding in verdict.findings]


def build(
    path: Where | Iterable[Where],
    out: Where,
    *,
    base: str = "",
    date: str = "",
    jobs: int = 0,
    accept: bool = False,
) -> "OpenRelease":
    """Return the release built from documents, whole, checked, active in the folder `out`, and open for
    queries.

    `base` (ends in `/`) is the IRI under which things are named (default: Corale's own); `date` (yyyy-mm-dd)
    that of the release (default: the latest in the data); `jobs` the number of processes (0: one a core);
    `accept` lets a release through that lost much or has many records in quarantine.

    Raises:
        UsageError: an option cannot be, or there is nothing to read.
        ReleaseError: the release does not pass the gate; the one that was active stays active.
    """
    from corale.ontology.vocabulary import BASE
    from corale.pipeline import build as built

    built(_paths(path), Path(out), base=base or BASE, date=date, jobs=jobs, accept=accept)
    return open_release(out)


def open_release(path: Where) -> "OpenRelease":
    """Return a release, read into memory: its folder, or a publisher's folder, whose active release is meant.

    Raises:
        NotFoundError: there is no release.
        ReleaseError: it is broken.
    """
    from corale.data.published import folder as release
    from corale.data.published import store

    found = release.active(Path(path))
    return OpenRelease(found.id, found.folder, dict(found.manifest.counts), store.load(found.folder))


@dataclass(frozen=True, slots=True, eq=False)
class OpenRelease:
    """A release in memory: its id, its folder, its counts (`records`, `quads`, `findings.warning`), and its
    store."""

    id: str
    folder: Path
    counts: dict[str, int] = field(repr=False)
    store: "ox.Store" = field(repr=False)

    def query(self, sparql: str) -> "Rows":
        """Return the rows of a SPARQL query; those of a graph (CONSTRUCT, DESCRIBE) are its triples.

        The prefixes of the vocabulary (`corale:`, `dct:`, `rdfs:`, …) need not be declared.

        Raises:
            UsageError: the query is refused or not valid, or asks yes or no.
        """
        import pyoxigraph as ox

        from corale.endpoint.protocol.local import evaluate

        answer = evaluate(self.store, sparql)
        if isinstance(answer, ox.QueryBoolean):
            raise UsageError("an ASK query has no rows: call ask() for its answer")
        if isinstance(answer, ox.QueryTriples):
            names: tuple[str, ...] = ("subject", "predicate", "object")
            return Rows(names, [tuple(map(python, triple)) for triple in answer])
        names = tuple(variable.value for variable in answer.variables)
        return Rows(names, [tuple(map(python, row)) for row in answer])

    def ask(self, sparql: str) -> bool:
        """Return the answer to a SPARQL ASK query.

        Raises:
            UsageError: the query is refused, not valid, or no ASK query.
        """
        import pyoxigraph as ox

        from corale.endpoint.protocol.local import evaluate

        answer = evaluate(self.store, sparql)
        if not isinstance(answer, ox.QueryBoolean):
            raise UsageError("the query asks for rows or a graph: call query() for its answer")
        return bool(answer)


class Rows(Sequence[Row]):
    """The rows of an answer, in its order, each a dictionary from variable to Python value (`None` where
    unbound)."""

    def __init__(self, variables: tuple[str, ...], values: list[tuple[Value, ...]]) -> None:
        """Take the names of the variables, and for each row their values in that order."""
        self.variables = variables
        self._values = values

    @overload
    def __getitem__(self, index: int) -> Row: ...
    @overload
    def __getitem__(self, index: slice) -> "Rows": ...
    def __getitem__(self, index: int | slice) -> "Row | Rows":
        """Return a row, or some of them."""
        if isinstance(index, slice):
            return Rows(self.variables, self._values[index])
        return dict(zip(self.variables, self._values[index], strict=True))

    def __len__(self) -> int:
        """Return how many rows there are."""
        return len(self._values)

    def column(self, variable: str) -> list[Value]:
        """Return the values of one variable.

        Raises:
            UsageError: the query has no such variable.
        """
        if variable not in self.variables:
            raise UsageError(
                f"no variable {variable!r} in this answer; there are: {', '.join(self.variables)}"
            )
        place = self.variables.index(variable)
        return [row[place] for row in self._values]

    def to_frame(self) -> "pandas.DataFrame":
        """Return the rows as a pandas data frame, a column for each variable.

        Raises:
            SetupError: pandas is not installed.
        """
        try:
            import pandas
        except ImportError:
            raise SetupError("a data frame needs pandas: pip install 'corale[notebook]'") from None
        return pandas.DataFrame(self._values, columns=list(self.variables))

    def __repr__(self) -> str:
        """Return how many rows and which variables there are, with the first row."""
        first = f", first {self[0]}" if self._values else ""
        return f"<{len(self)} rows of {', '.join(self.variables)}{first}>"

    def _repr_html_(self) -> str:
        """Return the first rows as a table, for notebooks."""
        return "".join(self._html())

    def _html(self) -> Iterator[str]:
        yield "<table><tr>" + "".join(f"<th>{html.escape(name)}</th>" for name in self.variables) + "</tr>"
        for row in self._values[:SHOWN]:
            cells = ("" if value is None else html.escape(str(value)) for value in row)
            yield "<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"
        yield "</table>"
        if len(self) > SHOWN:
            yield f"<p>{SHOWN} of {len(self)} rows</p>"


def python(term: object) -> Value:
    """Return the Python value of an RDF term: IRIs as text, dates as precise as stated (`2023-07` stays
    text).

    A literal that is not of its datatype stays text, as it is written.

    >>> import pyoxigraph as ox
    >>> python(ox.NamedNode("https://x.example/a")), python(ox.Literal("Patto", language="it")), python(None)
    ('https://x.example/a', 'Patto', None)
    >>> python(ox.Literal("40000.50", datatype=ox.NamedNode(XSD + "decimal"))), python(ox.Literal(True))
    (Decimal('40000.50'), True)
    """
    import pyoxigraph as ox

    if term is None:
        return None
    if not isinstance(term, ox.Literal):
        return str(getattr(term, "value", term))
    text, kind = term.value, term.datatype.value.removeprefix(XSD)
    try:
        if kind in WHOLE:
            return int(text)
        if kind == "decimal":
            return Decimal(text)
        if kind in ("double", "float"):
            return float(text)
        if kind == "boolean":
            return {"true": True, "1": True, "false": False, "0": False}[text]
        if kind == "date":
            return date.fromisoformat(text)
        if kind == "dateTime":
            return datetime.fromisoformat(text)
    except (ValueError, ArithmeticError, KeyError):
        return text
    return text


def _paths(path: Where | Iterable[Where]) -> list[Path]:
    given = [path] if isinstance(path, str | PathLike) else path
    return [Path(one) for one in given]
