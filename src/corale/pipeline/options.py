"""What a build may be asked for: a base that names can hang under, a day that there is, a number of processes."""

import re
from datetime import date as day

from corale.errors import UsageError

_SIGN = r"[^\s<>\"{}|\\^`?#\x00-\x20]"
_BASE = re.compile(rf"https?://[^\s<>\"{{}}|\\^`?#/]+/({_SIGN}*/)?")


def possible(base: str, date: str, jobs: int) -> None:
    """See that a release can be made with this base, date (empty: from the data) and number of processes (0: cores).

    Raises:
        UsageError: it cannot; the text says what is expected.

    >>> possible("https://dati.example.it/corale/", "2024-02-29", 0)
    >>> possible("https://x.it/y", "", 0)
    Traceback (most recent call last):
    corale.errors.UsageError: --base 'https://x.it/y': un IRI http(s) che finisce con / · an IRI with / last
    """
    if not _BASE.fullmatch(base):
        raise UsageError(f"--base {base!r}: un IRI http(s) che finisce con / · an IRI with / last")
    if jobs < 0:
        raise UsageError(f"--jobs {jobs}: zero (uno per core) o più · zero (one a core) or more")
    try:
        there = not date or date == str(day.fromisoformat(date))
    except ValueError:
        there = False
    if not there:
        raise UsageError(f"--date {date}: una data aaaa-mm-gg · a date yyyy-mm-dd")
