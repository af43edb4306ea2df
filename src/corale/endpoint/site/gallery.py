"""`/questions/`: the questions that the graph is made to answer, each with its answer as a table and a
drawing.

A question's parameters are columns of its answer whose values repeat: a chosen value is one of those found
there, put behind the query as VALUES by a serialiser of terms. What is shown is the answer of the query that
is shown."""

import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from urllib.parse import urlencode

from flask import Blueprint, Response, request
from pyoxigraph import Literal, NamedNode

from corale import artefacts
from corale.endpoint.http.problems import ProblemError
from corale.endpoint.protocol.asking import Cell, Row
from corale.endpoint.site.charts import chart, sorted_out
from corale.endpoint.site.query import codes
from corale.endpoint.site.query.labels import MOST, labels
from corale.endpoint.site.render import ask, language, page, root, short, shown

gallery = Blueprint("gallery", __name__)
FOLDERS = (("ontology", "questions"), ("endpoint", "queries"))
SHORT = 6_000
"""Characters of a query up to which a link or form carries it in an address."""
ROWS = 500
"""Rows that a page shows; the CSV has all."""
CHOICES, PARAMETERS = 60, 3
"""Values that a parameter may have, and parameters of a question."""
_MARK = re.compile(r"^# ([\w.]+): (.+)\n", re.MULTILINE)
_WORKED_OUT = re.compile(r"\bAS\s+\?(\w+)\s*\)", re.IGNORECASE)
_JOINED = re.compile(r"\bGROUP_CONCAT\s*\(.*?\bAS\s+\?(\w+)\s*\)", re.IGNORECASE)
_CAPITAL = re.compile(r"(?<=[a-z])(?=[A-Z])")


@dataclass(frozen=True, slots=True)
class Question:
    """A question: its name in addresses, titles and query; what the query works out, and what it writes
    together."""

    name: str
    it: str
    en: str
    text: str
    worked_out: frozenset[str]
    joined: frozenset[str]
    heads: tuple[tuple[str, str], ...] = ()

    def head(self, variable: str, tongue: str) -> str:
        """Return what a column is called: as the question itself says (`# it.process: …`), else as
        everywhere."""
        return dict(self.heads).get(f"{tongue}.{variable}") or head(variable, tongue)

    def title(self, tongue: str) -> str:
        """Return the title in a language."""
        return self.en if tongue == "en" else self.it


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of a question: its column, its choices as terms with their labels, and the one chosen."""

    name: str
    choices: list[tuple[Cell, str]]
    chosen: str

    def term(self) -> str:
        """Return the chosen value as SPARQL writes it.

        Raises:
            ProblemError: it is none of the choices.
        """
        for cell, _ in self.choices:
            if cell.value == self.chosen:
                return written(cell)
        it = f"`{self.name}` non ha questo valore fra le risposte di questa pubblicazione."
        raise ProblemError(
            "bad-request", it, f"`{self.name}` has no such value among the answers of this release."
        )


@cache
def questions() -> dict[str, Question]:
    """Return the questions by name.

    >>> sorted(questions()["22-grants-by-year"].worked_out)
    ['sum', 'year']
    """
    found = {}
    for folder in FOLDERS:
        for file in artefacts.below(artefacts.path(*folder), ".rq", deep=False):
            text = file.read_text(encoding="utf-8")
            marks = dict(_MARK.findall(text))
            query = _MARK.sub("", text).strip() + "\n"
            found[file.stem] = Question(
                file.stem,
                marks["it"],
                marks["en"],
                query,
                frozenset(_WORKED_OUT.findall(query)),
                frozenset(_JOINED.findall(query)),
                tuple(mark for mark in marks.items() if "." in mark[0]),
            )
    return found


@cache
def _heads() -> dict[str, tuple[str, str]]:
    rows = csv.DictReader(io.StringIO(artefacts.text("endpoint", "columns.csv")))
    return {row["variable"]: (row["it"], row["en"]) for row in rows}


def head(variable: str, tongue: str) -> str:
    """Return what a column is called: as `endpoint/columns.csv` says, else by its variable\'s own words.

    >>> head("holder", "it"), head("sumOfGrants", "en")
    ('Titolare della decisione', 'Sum of grants')
    """
    if variable in _heads():
        return _heads()[variable][tongue == "en"]
    return _CAPITAL.sub(" ", variable).lower().capitalize()


@cache
def themes() -> dict[str, list[str]]:
    """Return the questions by theme, both in the order in which they are shown (`endpoint/gallery.csv`).

    Those under `same` ask what another asks, and are shown on the query page alone.
    """
    found: dict[str, list[str]] = {}
    for row in csv.DictReader(io.StringIO(artefacts.text("endpoint", "gallery.csv"))):
        found.setdefault(row["theme"], []).append(row["question"])
    return {theme: names for theme, names in found.items() if theme != "same"}


@gallery.get("/questions/", strict_slashes=False)
def index() -> Response:
    """Show all questions."""
    tongue = language()
    shown = [
        (f"theme-{theme}", [(name, questions()[name].title(tongue)) for name in names])
        for theme, names in themes().items()
    ]
    return page("questions.html", themes=shown)


@gallery.get("/questions/<name>")
def question(name: str) -> Response:
    """Show a question with its answer; `release=` pins it, a column\'s name as parameter keeps to one value
    of it.

    Raises:
        ProblemError: there is no such question, another release serves, or a value is none of the answer\'s.
    """
    one = questions().get(name)
    if one is None:
        raise ProblemError("not-found")
    ask().pin(request.args.get("release", ""))
    serving, tongue = ask().serving, language()
    columns, everything = ask().answered(one.text)
    things = {cell.value for row in everything[:MOST] for cell in row.values() if cell.kind == "uri"}
    called = labels(things, tongue) | codes.called(one.text, tongue)
    parameters = parameters_of(one, columns, everything, tongue, called)
    chosen = [parameter for parameter in parameters if parameter.chosen]
    query = one.text + "".join(f"VALUES ?{each.name} {{ {each.term()} }}\n" for each in chosen[:1])
    if len(chosen) > 1:
        named, terms = " ".join(f"?{each.name}" for each in chosen), " ".join(each.term() for each in chosen)
        query = f"{one.text}VALUES ({named}) {{ ({terms}) }}\n"
    rows = ask().answered(query)[1] if chosen else everything
    pinned = [*((each.name, each.chosen) for each in chosen), ("release", serving.id)]
    title = one.title(tongue)
    return page(
        "question.html",
        question=one,
        title=title,
        columns=columns,
        rows=rows[:ROWS],
        total=len(rows),
        query=query,
        heads={column: one.head(column, tongue) for column in columns},
        parameters=parameters,
        labels=called,
        short_query=SHORT,
        chart=chart(title, columns, rows, lambda cell: label(cell, called, tongue), tongue, one.joined),
        pinned=f"{root()}/questions/{name}?{urlencode(pinned)}",
        csv=f"{root()}/sparql?{download(query, serving.id)}",
        column=lambda variable: one.head(variable, tongue),
    )


def download(query: str, release: str) -> str:
    """Return the query string that asks a query of a release as CSV."""
    return urlencode({"query": query, "release": release, "format": "csv"})


def label(cell: Cell, called: Mapping[str, str], tongue: str) -> str:
    """Return how a drawing names a term."""
    if name := called.get(cell.value):
        return name
    return short(cell.value) if cell.kind == "uri" else shown(cell, tongue)


def parameters_of(
    one: Question, columns: Sequence[str], rows: Sequence[Row], tongue: str, called: Mapping[str, str]
) -> list[Parameter]:
    """Return the parameters of a question: columns that it does not work out, whole, whose values repeat."""
    kinds = sorted_out(columns, rows)
    found = []
    for name in (*kinds.years, *kinds.names):
        # VALUES joins what has no value, too
        if name in one.worked_out or any(name not in row for row in rows):
            continue
        cells = {row[name].value: row[name] for row in rows}
        if not 2 <= len(cells) <= CHOICES or len(cells) == len(rows):
            continue
        choices = sorted(
            ((cell, label(cell, called, tongue)) for cell in cells.values()), key=lambda pair: pair[1]
        )
        found.append(Parameter(name, choices, request.args.get(name, "").strip()))
    return found[:PARAMETERS]


def written(cell: Cell) -> str:
    """Return a term as SPARQL writes it.

    >>> written(Cell("literal", 'a "b"', "it")), written(Cell("uri", "https://e/a"))
    ('"a \\\\"b\\\\""@it', '<https://e/a>')
    """
    if cell.kind == "uri":
        return str(NamedNode(cell.value))
    if cell.language:
        return str(Literal(cell.value, language=cell.language))
    return str(
        Literal(cell.value, datatype=NamedNode(cell.datatype)) if cell.datatype else Literal(cell.value)
    )
