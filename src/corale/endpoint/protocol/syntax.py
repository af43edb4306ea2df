"""What is wrong with a query's text, said with line, column and a hint.

The engine tells the furthest place that its parser reached, which may lie behind the slip. So the tokens are
looked at first (`slips`); where nothing is found, the engine's word holds, at its token.
"""

import re

from corale.endpoint.engine.grammar import read, tokens
from corale.endpoint.http.problems import ProblemError
from corale.endpoint.protocol.slips import Slip, slips

_PLACE = re.compile(r"(?:error )?at (\d+):(\d+)(?:-\d+:\d+)?:?\s*", re.IGNORECASE)
_CLASS = re.compile(r"\[[^\[\]\n]*+\](?:, )?|\"[^\" \\]*+\\[^\" ]*+\"(?:, )?")
_OUR_OWN = re.compile(r",? ?(?:SERVICE|LATERAL|Prefix not found)(?:, )?")
LONG, READ = 240, 4000


def explain(query: str, told: str) -> ProblemError:
    """Return the refusal of a query that does not parse, from what the engine told.

    >>> explain("SELECT * WHER { ?s ?p ?o }", "error at 1:15: expected DISTINCT").members
    {'line': 1, 'column': 10}
    """
    if read(query).update:
        return ProblemError("update-as-query")
    place = _PLACE.search(told[:READ])
    slip = next(slips(query), None)
    if slip is None:
        rest = _plain(told[:READ])
        if place is None:
            return ProblemError("syntax", rest, rest)
        at = _token_at(query, _offset(query, int(place[1]), int(place[2])))
        slip = Slip(at, _italian(rest), rest)
    line, column = query.count("\n", 0, slip.at) + 1, slip.at - query.rfind("\n", 0, slip.at)
    return ProblemError(
        "syntax",
        f"Riga {line}, colonna {column}: {slip.it}",
        f"Line {line}, column {column}: {slip.en}",
        members={"line": line, "column": column},
    )


def _plain(told: str) -> str:
    rest = _OUR_OWN.sub("", _CLASS.sub("", " ".join(_PLACE.sub("", told, count=1).split()))).strip(" ,")
    rest = rest.removeprefix("expected one of ") if "SELECT contains" in rest else rest
    rest = rest if len(rest) <= LONG else rest[:LONG].rsplit(" ", 1)[0] + " …"
    return rest if rest not in ("", "expected", "expected one of") else "not SPARQL"


def _italian(told: str) -> str:
    words = {"expected one of": "atteso uno di", "expected": "atteso", "not SPARQL": "non è SPARQL"}
    for english, italian in words.items():
        told = told.replace(english, italian)
    return told


def _offset(query: str, line: int, column: int) -> int:
    start = 0
    for _ in range(line - 1):
        start = query.find("\n", start) + 1
    return start + column - 1


def _token_at(query: str, place: int) -> int:
    """Return where the token that holds a place, or ends there, begins."""
    return max(
        (
            match.start()
            for match in tokens(query)
            if match.start() < max(place, 1) and match.lastgroup != "space"
        ),
        default=0,
    )
