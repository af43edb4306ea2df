"""Where words, or a record, stand in the files of a publisher's folder, whatever packs or spells them.

Words are compared without case, accents and the signs between them; escapes of HTML and JSON are undone. A
record is known by its slug, and by what begins with it and belongs to no record of a longer one.
"""

import gzip
import html
import io
import re
import zipfile
import zlib
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from corale.data.gazetteer.names import fold
from corale.mappings.reading.documents import READ, Document, content
from corale.mappings.reading.personal import MASK

DEEPEST = 4  # packages in packages
_STREAM = re.compile(rb"stream\r?\n")  # of a PDF
_ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})")


class Trace(Protocol):
    """What is looked for."""

    def stands_in(self, text: str) -> bool:
        """Tell whether a text holds it."""


@dataclass(frozen=True, slots=True)
class Words:
    """Words in a row.

    >>> words = Words("Niccolò dell'Aurora")
    >>> words.stands_in("id/organisation/niccolo-dell-aurora"), words.stands_in("NICCOLÒ\\ndell&#39;Aurora,")
    (True, True)
    >>> words.stands_in("dell'Aurora")
    False
    """

    text: str

    def stands_in(self, text: str) -> bool:
        """Tell whether a text holds the words."""
        return f" {fold(self.text)} " in f" {fold(_plain(text))} "

    def masked(self, text: str) -> str:
        """Return a text in which the words are masked, sign for sign.

        >>> Words("Aurora Boreale").masked("il circolo AURORA\\n boreale")
        'il circolo ██████\\n ███████'
        """
        parts = r"[\W_]+".join(map(re.escape, re.findall(r"[^\W_]+", self.text)))
        pattern = re.compile(rf"(?<![^\W_]){parts}(?![^\W_])", re.IGNORECASE)
        return pattern.sub(lambda found: re.sub(r"[^\W_]", MASK, found[0]), text)


@dataclass(frozen=True, slots=True)
class Slug:
    """A record by its slug; `others` are the slugs of all records.

    >>> record = Slug("a-7", ("a-7", "a-7-1"))
    >>> [record.stands_in(text) for text in ("id/funding/a-7", "a-7-cost", "id/process/a-70", "a-7-1-cost")]
    [True, True, False, False]
    """

    slug: str
    others: Collection[str] = ()
    _pattern: re.Pattern[str] = field(init=False)

    def __post_init__(self) -> None:
        pattern = re.compile(rf"(?<![\w.~-]){re.escape(self.slug)}(?![^\W_])[\w.~-]*")
        object.__setattr__(self, "_pattern", pattern)

    def stands_in(self, text: str) -> bool:
        """Tell whether a text names the record, or a part of it."""
        longer = [one for one in self.others if one.startswith(f"{self.slug}-")]
        tails = (found[0] for found in self._pattern.finditer(text))
        return any(not any(f"{tail}-".startswith(f"{one}-") for one in longer) for tail in tails)


def _plain(text: str) -> str:
    if "\\u" in text:
        text = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
    return html.unescape(text) if "&" in text else text


def holds(path: Path, trace: Trace) -> bool:
    """Tell whether a file holds what is looked for: its bytes, what they pack, the lines it is read as."""
    if any(trace.stands_in(text) for text in texts(path.read_bytes())):
        return True
    if path.suffix.lower() not in READ:
        return False
    return trace.stands_in(content(Document(path, path.name)).text)


def texts(data: bytes, depth: int = 0) -> Iterator[str]:
    """Yield what bytes say as text: in UTF-8 and, where they may be, in UTF-16; what they pack, unpacked."""
    yield data.decode("utf-8", "replace")
    if b"\0" in data:
        yield from (data.decode(name, "replace") for name in ("utf-16-le", "utf-16-be"))
    if depth < DEEPEST:
        for inner in _unpacked(data):
            yield from texts(inner, depth + 1)


def _unpacked(data: bytes) -> Iterator[bytes]:
    if data.startswith(b"\x1f\x8b"):
        try:
            yield gzip.decompress(data)
        except (OSError, EOFError, zlib.error):
            return
    elif data.startswith(b"PK\x03\x04"):
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as package:
                for one in package.infolist():
                    yield one.filename.encode()
                    yield package.read(one)
        except (zipfile.BadZipFile, NotImplementedError, RuntimeError, zlib.error, EOFError):
            return
    else:
        for found in _STREAM.finditer(data) if b"%PDF-" in data[:1024] else ():
            try:
                yield zlib.decompressobj().decompress(data[found.end() :])
            except zlib.error:
                continue
