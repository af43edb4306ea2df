"""The rows that a page shows of a result, chosen in the worker, so that the web process reads a small text
only.

The form is SPARQL's JSON, with `total`, the number of all rows.
"""

import json
import re
from collections.abc import Callable

import pyoxigraph as ox

ROWS = 500
"""Rows that a page shows at most."""
CELL = 1_000
"""Characters that it shows of a value."""
BYTES = 400_000
"""Bytes of rows above which it shows no further one."""
NAME, SPREADSHEET = "page", "excel"
"""What a question calls the forms of this module."""
FORMS = {NAME: "json", SPREADSHEET: "csv"}
"""The formats that they are."""
MARK = "\ufeff"
NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?", re.ASCII)
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for the beginning of a formula."""


def page(results: ox.QuerySolutions, count: Callable[[int], None]) -> bytes:
    """Return the first rows of a result as JSON; `count` is told of every row, and may refuse it."""
    names = [variable.value for variable in results.variables]
    shown: list[str] = []
    size = total = 0
    for solution in results:
        count(1)
        total += 1
        if len(shown) < ROWS and size < BYTES:
            row = {name: cell(term) for name in names if (term := solution[name]) is not None}
            shown.append(json.dumps(row))
            size += len(shown[-1])
    head = json.dumps({"vars": names})
    return f'{{"head":{head},"total":{total},"results":{{"bindings":[{",".join(shown)}]}}}}'.encode()


def spreadsheet(
    results: ox.QuerySolutions, count: Callable[[int], None], write: Callable[[bytes], object]
) -> None:
    """Write a result as CSV for spreadsheets: a byte order mark first, and no text that is taken for a
    formula."""
    names = [variable.value for variable in results.variables]
    write((MARK + csv_row(names)).encode())
    for solution in results:
        count(1)
        write(csv_row(["" if solution[name] is None else safe(solution[name]) for name in names]).encode())


def csv_row(cells: list[str]) -> str:
    """Return a line of CSV (RFC 4180)."""
    return ",".join(f'"{text.replace(chr(34), chr(34) * 2)}"' for text in cells) + "\r\n"


def safe(term: "ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple") -> str:
    """Return a term as the text of a cell; numbers stay numbers.

    >>> safe(ox.Literal("=1+1")), safe(ox.Literal(-1))
    ("'=1+1", '-1')
    """
    text = str(term) if isinstance(term, ox.Triple | ox.BlankNode) else term.value
    number = isinstance(term, ox.Literal) and NUMBER.fullmatch(text) is not None
    return f"'{text}" if text.startswith(FORMULA) and not number else text


def cell(term: "ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple") -> dict[str, str]:
    """Return a term as a cell of SPARQL's JSON; what is too long for a page is cut, and is then a literal.

    >>> cell(ox.NamedNode("http://e/")), cell(ox.Literal("x" * 2000))["value"][-3:]
    ({'type': 'uri', 'value': 'http://e/'}, 'xx…')
    """
    if isinstance(term, ox.Triple):
        return {"type": "literal", "value": cut(str(term))}
    if len(term.value) > CELL:
        return {"type": "literal", "value": cut(term.value)}
    if isinstance(term, ox.NamedNode):
        return {"type": "uri", "value": term.value}
    if isinstance(term, ox.BlankNode):
        return {"type": "bnode", "value": term.value}
    if term.language:
        return {"type": "literal", "value": term.value, "xml:lang": term.language}
    return {"type": "literal", "value": term.value, "datatype": term.datatype.value}


def cut(text: str) -> str:
    """Return the beginning of a text."""
    return text if len(text) <= CELL else text[:CELL] + "…"
