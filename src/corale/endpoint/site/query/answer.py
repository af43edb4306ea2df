"""What the query page shows of an answer: rows with names, drawings, files, and how a program has it."""

import json
import shlex
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

from corale.endpoint.engine.lexed import read
from corale.endpoint.protocol.asking import Cell, Row, rows
from corale.endpoint.site import texts
from corale.endpoint.site.charts import Chart, charts
from corale.endpoint.site.gallery import label
from corale.endpoint.site.query import codes
from corale.endpoint.site.query.labels import labels
from corale.endpoint.site.render import base


@dataclass(slots=True)
class Answer:
    """An answer as the page shows it: `text` of a graph, a `boolean`, or rows with their labels and drawings.

    `total` counts all rows, `files` are names and addresses of the same answer for programs.
    """

    text: str = ""
    boolean: bool | None = None
    columns: list[str] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    total: int = 0
    labels: Mapping[str, str] = field(default_factory=dict)
    charts: list[Chart] = field(default_factory=list)
    files: list[tuple[str, str]] = field(default_factory=list)

    def head(self, variable: str) -> str:
        """Return what a column is called: as the query names it."""
        return f"?{variable}"


def of_graph(text: str, query: str, release: str) -> Answer:
    """Return the answer of a query that builds a graph."""
    made = [
        (name, address(query, release, form)) for name, form in (("Turtle", "ttl"), ("JSON-LD", "jsonld"))
    ]
    return Answer(text=text, files=[*made, ("N-Triples", address(query, release, "nt"))])


def of_rows(body: bytes, query: str, release: str, tongue: str) -> Answer:
    """Return the answer of a query that selects or asks, from the page form of its results."""
    told = json.loads(body)
    if (boolean := told.get("boolean")) is not None:
        return Answer(boolean=bool(boolean), files=[("JSON", address(query, release, "json"))])
    columns, shown = [str(name) for name in told["head"]["vars"]], rows(body)
    named = labels([c.value for row in shown for c in row.values() if c.kind == "uri"], tongue)
    named |= codes.called(query, tongue)
    files = [(name, address(query, release, form)) for name, form in FILES]
    if about := described(query, [name for name in columns if any(_own(row.get(name)) for row in shown)]):
        files.append(("Turtle", address(about, release, "ttl")))
    caption = texts.word("results", tongue)
    drawn = charts(caption, columns, shown, lambda cell: label(cell, named, tongue), tongue)
    return Answer("", None, columns, shown, int(told["total"]), named, drawn, files)


FILES = (("CSV", "csv"), ("Excel", "excel"), ("JSON", "json"))
"""The files of rows, beside the Turtle of the things in them."""


def _own(cell: Cell | None) -> bool:
    return cell is not None and cell.kind == "uri" and cell.value.startswith(base())


def address(query: str, release: str, form: str) -> str:
    """Return the query string that asks a query of a release in a format."""
    return urlencode({"query": query, "release": release, "format": form})


def described(query: str, columns: list[str]) -> str:
    """Return the query for all that is said of the things in some columns of a SELECT query; empty without.

    >>> described("PREFIX e: <http://e/> SELECT ?a { ?a e:p 1 } LIMIT 1", ["a"])
    'PREFIX e: <http://e/> DESCRIBE ?a WHERE { { SELECT ?a { ?a e:p 1 } LIMIT 1\\n} }'
    """
    select = next((token for token in read(query) if token.depth == 0 and token.keyword == "SELECT"), None)
    if not columns or select is None or any(token.keyword == "FROM" for token in read(query)):
        return ""  # a subquery has no dataset of its own
    asked = " ".join(f"?{name}" for name in columns)
    return f"{query[: select.start]}DESCRIBE {asked} WHERE {{ {{ {query[select.start :].rstrip()}\n}} }}"


def snippets(query: str, host: str, graph: bool) -> list[tuple[str, str]]:
    """Return how a program asks a query: names and texts of a shell command and of Python without libraries.

    `host` is the address of the service, with the slash at its end; `graph` says that the answer is one.
    """
    accept = "text/turtle" if graph else "application/sparql-results+json"
    curl = (
        f"curl -sS {shlex.quote(host + 'sparql')} \\\n"
        f"  -H 'Accept: {accept}' \\\n"
        f"  --data-urlencode {shlex.quote('query=' + query.strip())}\n"
    )
    rows = (
        "    found = json.load(answer)\n"
        'for row in found["results"]["bindings"] if "results" in found else [found["boolean"]]:\n'
        "    print(row)\n"
    )
    python = (
        ("" if graph else "import json\n") + "from urllib.parse import urlencode\n"
        "from urllib.request import Request, urlopen\n\n"
        f"query = {literal(query.strip())}\n"
        "request = Request(\n"
        f"    {host + 'sparql'!r},\n"
        '    data=urlencode({"query": query}).encode(),\n'
        f'    headers={{"Accept": "{accept}"}},\n'
        ")\n"
        "with urlopen(request) as answer:\n" + ("    print(answer.read().decode())\n" if graph else rows)
    )
    return [("curl", curl), ("Python", python)]


def literal(text: str) -> str:
    """Return a text as Python writes it, over several lines where it has some.

    >>> eval(literal('a "b"\\n\\\\c')) == 'a "b"\\n\\\\c'
    True
    """
    if "\n" not in text or '"""' in text or "\\" in text or text.endswith('"'):
        return repr(text)
    return f'"""{text}"""'
