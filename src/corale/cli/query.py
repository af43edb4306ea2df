"""`corale query`: a SPARQL query on a release or an endpoint; a table for people, any result format for
programs."""

import json
import sys
from pathlib import Path

import click
import pyoxigraph as ox
from rich.console import Console
from rich.table import Table

from corale.data.published import store
from corale.data.rdf import formats, xml
from corale.data.rdf.formats import Format
from corale.endpoint.protocol.local import evaluate
from corale.errors import UsageError
from corale.ontology.vocabulary import PREFIXES, compact

NAMES = [form.name for form in formats.of_kind("results", "graph")]


@click.command("query")
@click.argument("query", required=False)
@click.option(
    "--release", type=click.Path(exists=True, file_okay=False, path_type=Path), help="Folder to query."
)
@click.option("--endpoint", help="Address of a SPARQL endpoint to query instead.")
@click.option(
    "--format", "form", type=click.Choice(["table", *NAMES]), default=None, help="Format of the answer."
)
@click.option("--json", "as_json", is_flag=True, help="The same as --format json.")
@click.option(
    "--seconds", default=60, show_default=True, type=click.IntRange(1), help="Time the endpoint gets."
)
def command(
    query: str | None,
    release: Path | None,
    endpoint: str | None,
    form: str | None,
    as_json: bool,
    seconds: int,
) -> None:
    """Ask a SPARQL QUERY: its text, a file that holds it, standard input, or line by line on a terminal."""
    if (release is None) == (endpoint is None):
        raise UsageError("give --release DIR or --endpoint URL, one of the two")
    chosen = "json" if as_json else form or ("table" if sys.stdout.isatty() else "json")
    local = store.load(release) if release else None
    if query is None and sys.stdin.isatty():
        _converse(local, endpoint, chosen, seconds)
        return
    _ask(_text(query), local, endpoint, chosen, seconds)


def _text(query: str | None) -> str:
    if query is None or query == "-":
        return sys.stdin.read()
    if "{" not in query and Path(query).is_file():
        return Path(query).read_text(encoding="utf-8")
    return query


def _converse(local: ox.Store | None, endpoint: str | None, chosen: str, seconds: int) -> None:
    click.echo(
        "SPARQL; riga vuota per inviare, Ctrl-D per uscire · empty line to send, Ctrl-D to leave", err=True
    )
    lines: list[str] = []
    while True:
        try:
            line = input("… " if lines else "? ")
        except EOFError:
            return
        if line.strip():
            lines.append(line)
        elif lines:
            try:
                _ask("\n".join(lines), local, endpoint, chosen, seconds)
            except UsageError as fault:
                click.echo(str(fault), err=True)
            lines.clear()


def _ask(text: str, local: ox.Store | None, endpoint: str | None, chosen: str, seconds: int) -> None:
    results, graph = _formats(chosen)
    if endpoint:
        from corale.data.rdf import remote

        body, media = remote.query(endpoint, text, results, graph, seconds)
        tabular = media.endswith("sparql-results+json")
    else:
        assert local is not None  # noqa: S101 - one of the two is given
        body, tabular = run(local, text, results, graph)
    if chosen == "table" and tabular:
        _table(body)
    else:
        sys.stdout.buffer.write(body if body.endswith(b"\n") else body + b"\n")
        sys.stdout.flush()


def _formats(chosen: str) -> tuple[Format, Format]:
    form = formats.named("json" if chosen == "table" else chosen)
    if form.kind == "results":
        return form, formats.named("turtle")
    return formats.named("json"), form


def run(local: ox.Store, text: str, results: Format, graph: Format) -> tuple[bytes, bool]:
    """Return the answer of a store to a query, and whether it is rows (or a boolean).

    Raises:
        UsageError: the query is refused, not valid, or cannot be evaluated.
    """
    answer = evaluate(local, text)
    try:
        if isinstance(answer, ox.QueryTriples):
            return formats.serialise(answer, graph, PREFIXES), False
        if isinstance(answer, ox.QueryBoolean) and not results.boolean:
            results = formats.named("json")
        written = answer.serialize(format=results.results) or b""
        return xml.checked(written) if results.name == "xml" else written, results.name == "json"
    except (ValueError, RuntimeError, OSError) as fault:
        raise UsageError(f"the query cannot be evaluated: {fault}") from fault


def _table(body: bytes) -> None:
    told = json.loads(body)
    console = Console(highlight=False)
    if "boolean" in told:
        console.print("sì · yes" if told["boolean"] else "no")
        return
    table = Table(*told["head"]["vars"])
    for row in told["results"]["bindings"]:
        cells = (row.get(name, {"type": "literal", "value": ""}) for name in told["head"]["vars"])
        table.add_row(*(compact(cell["value"]) if cell["type"] == "uri" else cell["value"] for cell in cells))
    console.print(table)
