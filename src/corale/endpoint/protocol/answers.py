"""Kept answers: a release is immutable, so an answer to the same question on it is the same for ever.

Bounded in memory: an entry is kept under the digest of its key, whatever the length of the query in it, and
its body, headers and what Python needs for it are counted. The answers not used for longest go first."""

import hashlib
from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass, field
from threading import Lock

OVERHEAD = 500
"""Bytes an entry costs beside its body, roughly."""


@dataclass(slots=True)
class CachedAnswer:
    """An answer ready to be sent: its content type, entity tag and bytes."""

    content_type: str
    etag: str
    body: bytes


@dataclass(slots=True)
class Answers:
    """A cache of at most `size` bytes; one answer takes a quarter of it at most."""

    size: int
    used: int = 0
    hits: int = 0
    entries: "OrderedDict[bytes, CachedAnswer]" = field(default_factory=OrderedDict)
    lock: Lock = field(default_factory=Lock)

    def get(self, key: Hashable) -> CachedAnswer | None:
        """Return the answer kept under a key, if there is one."""
        name = _digest(key)
        found = self.entries.get(name)
        if found is not None:
            with self.lock:
                if name in self.entries:
                    self.entries.move_to_end(name)
                self.hits += 1
        return found

    def put(self, key: Hashable, answer: CachedAnswer) -> None:
        """Keep an answer, if it is not too large."""
        cost = len(answer.body) + OVERHEAD
        if cost > self.size // 4:
            return
        name = _digest(key)
        with self.lock:
            if (former := self.entries.pop(name, None)) is not None:
                self.used -= len(former.body) + OVERHEAD
            self.entries[name] = answer
            self.used += cost
            while self.used > self.size:
                _, gone = self.entries.popitem(last=False)
                self.used -= len(gone.body) + OVERHEAD


def _digest(key: Hashable) -> bytes:
    return hashlib.blake2b(repr(key).encode("utf-8", "backslashreplace"), digest_size=16).digest()
