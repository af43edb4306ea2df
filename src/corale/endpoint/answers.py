"""Kept answers: a release is immutable, so an answer to the same question on it is the same for ever.

Bounded in memory; the answers not used for longest go first. Keys begin with the release's id.
"""

from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass, field
from threading import Lock

OVERHEAD = 500
"""Bytes an entry costs beside its body, roughly."""


@dataclass(slots=True)
class Kept:
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
    entries: "OrderedDict[Hashable, Kept]" = field(default_factory=OrderedDict)
    lock: Lock = field(default_factory=Lock)

    def get(self, key: Hashable) -> Kept | None:
        """Return the answer kept under a key, if there is one."""
        found = self.entries.get(key)
        if found is not None:
            with self.lock:
                if key in self.entries:
                    self.entries.move_to_end(key)
                self.hits += 1
        return found

    def put(self, key: Hashable, answer: Kept) -> None:
        """Keep an answer, if it is not too large."""
        cost = len(answer.body) + OVERHEAD
        if cost > self.size // 4:
            return
        with self.lock:
            if (former := self.entries.pop(key, None)) is not None:
                self.used -= len(former.body) + OVERHEAD
            self.entries[key] = answer
            self.used += cost
            while self.used > self.size:
                _, gone = self.entries.popitem(last=False)
                self.used -= len(gone.body) + OVERHEAD
