"""What a stranger sends meets linear scans only: four times the text costs about four times the work, never sixteen."""

import time
from collections.abc import Callable
from contextlib import suppress

import pytest

from corale.data.gazetteer.names import fold, suffix
from corale.data.gazetteer.similarity import words
from corale.endpoint.http import negotiate
from corale.endpoint.http.budget import client_of
from corale.endpoint.http.limits import Limits
from corale.endpoint.http.problems import ProblemError
from corale.endpoint.protocol import operation, syntax
from corale.endpoint.protocol.grammar import read, scan

SMALL, LARGE = 4_000, 16_000
SEEDS = [
    "service:x ",
    "prefixfrom:x service:y ",
    "prefix",
    "PREFIX ",
    "prefix a",
    "a",
    "a.",
    "a-",
    "a:",
    "a::",
    "from",
    "<a",
    "<",
    "< ",
    '"',
    "'",
    '"""',
    "'''",
    '"\\',
    '"\\"',
    '"""\\"',
    "'''\\'",
    '\\"\\"\\"',
    "'\\",
    "\\",
    "\\u",
    "\\u0053",
    "\\U0010",
    "#",
    "# \n",
    "{",
    "(",
    "[",
    "}",
    "?",
    "?a ",
    "@a-",
    "_:",
    "_:a.",
    "1",
    "1.",
    "1e",
    "1e+",
    ".",
    "-",
    " ",
    "\t\n",
    "truefalse",
    "now(",
    "<now(",
    "è",
    "\u00a0",
    "a%41:",
    ":%41",
    ":\\-",
    "%",
    ",",
    ";q=",
    "a/b;q=0.1,",
    "*/*,",
    "(a",
    "(a)",
    "[ (",
    "( ",
    "1:",
    "::",
    "s c s ",
]


def _syntax(text: str) -> None:
    syntax.explain(text, "error at 1:2: Prefix not found")


def _check(text: str) -> None:
    with suppress(ProblemError):
        operation.check(text, Limits(query_bytes=0))


SCANS: dict[str, Callable[[str], object]] = {
    "read": read,
    "scan": lambda text: scan(text + " service \\u0053"),
    "check": _check,
    "syntax": _syntax,
    "accept": negotiate.sparql,
    "languages": negotiate.languages,
    "suffix": suffix,
    "fold": fold,
    "words": words,
    "client": client_of,
}


def cost(scanned: Callable[[str], object], text: str) -> float:
    """Return the least processor time of three runs; each text is a new one, so that no memory of it helps."""
    best = 9.9
    for number in range(3):
        fresh = f"{text}{number}"
        began = time.process_time()
        scanned(fresh)
        best = min(best, time.process_time() - began)
    return best


@pytest.mark.parametrize("name", SCANS)
def test_scans_are_linear(name: str) -> None:
    for seed in SEEDS:
        small, large = ((seed * size)[:size] for size in (SMALL, LARGE))
        first = cost(SCANS[name], small)
        assert first < 2, (name, seed)
        limit = max(9 * first, 0.02)  # below 20 ms a clock tells nothing
        assert min(cost(SCANS[name], large) for _ in range(2 if first else 1)) < limit, (name, seed)
