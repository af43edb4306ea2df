"""What a stranger sends meets linear scans only: four times the text costs about four times the work, never sixteen."""

import gc
import json
import os
import random
import time
from collections.abc import Callable
from contextlib import suppress
from itertools import count

import pytest
from werkzeug.datastructures import MultiDict

from corale.data.gazetteer.names import fold, suffix
from corale.data.gazetteer.similarity import words
from corale.data.lists.stems import stems, wanted
from corale.endpoint.engine import lexed
from corale.endpoint.engine.grammar import read, scan
from corale.endpoint.http import address, compression, negotiate, requests
from corale.endpoint.http.budget import client_of
from corale.endpoint.http.limits import Limits
from corale.endpoint.http.problems import ProblemError
from corale.endpoint.protocol import operation, syntax
from corale.endpoint.reconcile import queries
from corale.endpoint.site.lists import list_state
from corale.endpoint.site.query import answer, hints, tokens
from corale.endpoint.site.query.widened import widened

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


def _refusing(scanned: Callable[[], object]) -> None:
    with suppress(ProblemError, ValueError):
        scanned()


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
    "encoded": lambda text: _refusing(lambda: requests.encoded(text.encode())),
    "readable": lambda text: _refusing(lambda: requests.readable(text.encode())),
    "gzip": compression.wanted,
    "forwarded": lambda text: _refusing(lambda: address.forwarded({"HTTP_FORWARDED": text})),
    "public": lambda text: _refusing(
        lambda: address.stated({"HTTP_X_FORWARDED_HOST": text, "HTTP_X_FORWARDED_PREFIX": text, **REQUEST})
    ),
    "hints": hints.of_syntax,
    "named": lambda text: hints.of_names(text, ()),
    "tokens": tokens.names,
    "prefixes": lexed.prefixes,
    "hides": tokens.hides,
    "widened": lambda text: widened(f"SELECT * {{ {text} }}", {"a": "<e>"}),
    "literal": answer.literal,
    "stems": stems,
    "wanted": wanted,
    "reconcile": lambda text: _refusing(lambda: queries.batch(text)),
    "reconciled": lambda text: _refusing(lambda: queries.batch('{"q": {"query": ' + json.dumps(text) + "}}")),
    "filters": lambda text: _refusing(
        lambda: list_state.parse("process", MultiDict({"q": text, "year": text}))
    ),
}
REQUEST = {"wsgi.url_scheme": "http", "HTTP_HOST": "localhost", "SCRIPT_NAME": ""}


CHOSEN = SEEDS if os.environ.get("CORALE_SOAK") else random.Random(6).sample(SEEDS, len(SEEDS) // 10)
"""What is doubled: a seeded tenth, all of them in `make soak`."""
_NUMBERS = count(1_000_000)


def cost(scanned: Callable[[str], object], text: str) -> float:
    """Return the least processor time of three runs; each text is a new one, so that no memory of it helps.

    Without the collector: its cost is that of all that the other tests keep, not of the scan."""
    best = 9.9
    gc.disable()
    try:
        for _ in range(3):
            fresh = f"{text}{next(_NUMBERS)}"
            began = time.process_time()
            scanned(fresh)
            best = min(best, time.process_time() - began)
    finally:
        gc.enable()
    return best


@pytest.mark.parametrize("name", SCANS)
def test_scans_are_linear(name: str) -> None:
    for seed in SEEDS:
        small, large = ((seed * size)[:size] for size in (SMALL, LARGE))
        first = cost(SCANS[name], small)
        assert first < 2, (name, seed)
        limit = max(9 * first, 0.02)  # below 20 ms a clock tells nothing
        assert min(cost(SCANS[name], large) for _ in range(2 if first else 1)) < limit, (name, seed)


@pytest.mark.heavy
@pytest.mark.parametrize("name", SCANS)
def test_each_doubling_costs_at_most_two_and_a_half_times(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """From 1 to 64 kB; a step below two milliseconds tells nothing, and one that a busy machine spoils is tried again."""
    worst = 0.0
    for seed in CHOSEN:
        for size in (1_000, 2_000, 4_000, 8_000, 16_000, 32_000):
            for _ in range(4):
                small, large = (cost(SCANS[name], (seed * much)[:much]) for much in (size, 2 * size))
                if (ratio := large / small if large > 0.002 else 1) <= 2.5:
                    break
            assert ratio <= 2.5, (name, seed, size, ratio)
            worst = max(worst, ratio)
    with capsys.disabled():
        print(f"\n{name}: {worst:.2f}")
