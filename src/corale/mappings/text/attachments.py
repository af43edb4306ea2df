"""The files that a notice lists: lines made of nothing but the name of a file of documents."""

import re
from collections.abc import Iterator

from corale.mappings.reading.lines import Passage, ReadValue

MOST = 100  # files of one page
_FILE = re.compile(
    r"\s*(?:[-–•*·]|\d{1,2}[.)])?\s*(?P<name>[^/\\:?]{2,140}?\.(?:pdf|docx?|odt|rtf|xlsx?|ods|zip)(?:\.p7m)?)"
    r"(?:\s*[(\[–-].{1,40})?\s*",
    re.IGNORECASE,
)


def files(passage: Passage) -> Iterator[ReadValue]:
    """Return the names of the files, each once, in the order of the text."""
    seen: set[str] = set()
    at = 0
    for line in passage.lines:
        match = _FILE.fullmatch(line.raw)
        start = passage.text.find(match["name"], at) if match else -1
        if match and start >= 0 and match["name"] not in seen and len(seen) < MOST:
            at = start + len(match["name"])
            seen.add(match["name"])
            yield ReadValue(passage.quote(start, at), start, at, "file-line", 1.0)
