"""What is wrong with a query's text, said with line, column and a hint."""

import re

from corale.endpoint.http.problems import ProblemError
from corale.endpoint.protocol.grammar import read
from corale.ontology.vocabulary import PREFIXES

_PLACE = re.compile(r"(?:error )?at (\d+):(\d+)(?:-\d+:\d+)?:?\s*", re.IGNORECASE)
_NAME = re.compile(r"(?<![\w.-])([A-Za-z][\w.-]*+):")
_DECLARED = re.compile(r"(?<![\w.-])prefix\s++([\w.-]*+):", re.IGNORECASE)
LONG = 240


def explain(query: str, told: str) -> ProblemError:
    """Return the refusal of a query that does not parse, from what the engine told.

    >>> explain("SELECT * { ?s ?p }", "error at 1:18: expected one of LATERAL").members
    {'line': 1, 'column': 18}
    """
    if read(query).update:
        return ProblemError("update-as-query")
    place = _PLACE.search(told)
    rest = " ".join(_PLACE.sub("", told, count=1).split())
    rest = rest.replace(" SERVICE,", "").replace(", SERVICE", "").replace(", [_]", "")
    rest = rest if len(rest) <= LONG else rest[:LONG].rsplit(" ", 1)[0] + " …"
    if place is None:
        return ProblemError("syntax", rest, rest)
    line, column = int(place[1]), int(place[2])
    hint_it, hint_en = _hint(query, told)
    return ProblemError(
        "syntax",
        f"Riga {line}, colonna {column}: {_italian(rest)}.{hint_it}",
        f"Line {line}, column {column}: {rest}.{hint_en}",
        members={"line": line, "column": column},
    )


def _italian(told: str) -> str:
    return told.replace("expected one of", "atteso uno di").replace("expected", "atteso")


def _hint(query: str, told: str) -> tuple[str, str]:
    if "refix not found" not in told:
        return "", ""
    declared = {name.lower() for name in _DECLARED.findall(query)}
    for name in _NAME.findall(query):
        if name.lower() not in declared and name in PREFIXES:
            line = f"PREFIX {name}: <{PREFIXES[name]}>"
            return f" Forse manca: {line}", f" Perhaps missing: {line}"
    return " Manca la dichiarazione di un prefisso (PREFIX).", " A PREFIX declaration is missing."
