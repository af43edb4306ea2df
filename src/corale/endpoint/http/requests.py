"""What every request must be before anything reads it: headers of a bounded size, text that is text.

Percent signs with two hexadecimal digits, UTF-8, no NUL: whatever is echoed later can be written in any
format."""

import re
from typing import Any
from urllib.parse import unquote_to_bytes

from corale.endpoint.http.problems import ProblemError

HEADERS = 32_000
"""Bytes that the headers of a request may have together."""
_BROKEN = re.compile(rb"%(?![0-9A-Fa-f]{2})")


def check(environ: dict[str, Any]) -> None:
    """Make sure that the headers and the address of a request are readable.

    Raises:
        ProblemError: they are too long, or badly encoded.
    """
    if sum(len(name) + len(text) for name, text in environ.items() if name.startswith("HTTP_")) > HEADERS:
        raise ProblemError("headers-too-long")
    if (query := environ["QUERY_STRING"]) and not environ["PATH_INFO"].startswith("/sparql"):
        readable(query.encode("latin-1", "replace"))  # that of a query is checked as it is read


def encoded(text: bytes) -> None:
    """Make sure that a query string or a form is percent-encoded UTF-8 without NUL.

    >>> encoded(b"q=citt%C3%A0+%25")

    Raises:
        ProblemError: it is not.
    """
    if _BROKEN.search(text):
        it, en = "Dopo un % ci vogliono due cifre esadecimali.", "A % is followed by two hexadecimal digits."
        raise ProblemError("bad-request", it, en)
    if b"%00" in text or b"\0" in text:
        raise ProblemError("bad-request", "La richiesta contiene un NUL.", "There is a NUL in the request.")


def readable(text: bytes) -> None:
    """Make sure that a query string or a form is text.

    Raises:
        ProblemError: it is not.
    """
    encoded(text)
    try:
        unquote_to_bytes(text).decode()
    except UnicodeDecodeError:
        raise ProblemError(
            "bad-request", "La richiesta non è in UTF-8.", "The request is not UTF-8."
        ) from None
