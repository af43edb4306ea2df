"""Bodies and groups in a passage, and the lists that they stand in: what is said of a list is said of
each."""

from collections.abc import Iterator
from dataclasses import dataclass

from corale.data.gazetteer.names import fold
from corale.mappings.reading.lines import Passage
from corale.mappings.sheet.facts.telling import pattern, spans
from corale.mappings.text.mentions import mentions

KINDS = {"entity": "ets", "municipality": "public", "body": "public", "area": "public", "office": "other"}


@dataclass(frozen=True, slots=True)
class Who:
    """A body by its name, or a group by its words (`group`), with the span and the sort of the name."""

    name: str
    start: int
    end: int
    sort: str

    @property
    def group(self) -> bool:
        """Whether these are words for people or bodies without a name of their own."""
        return self.sort == "group"

    @property
    def organ(self) -> bool:
        """Whether this is an organ or office of a body, and no body of its own."""
        return pattern("who", "organ").search(self.name) is not None


def names(passage: Passage) -> list[Who]:
    """Return who is told of in a passage, in order, without overlaps; names go before words for groups."""
    text = passage.text
    found = [Who(one.name, one.start, one.end, one.sort) for one in mentions(text)]
    for match in spans(pattern("who", "office"), text):
        if any(one.start <= match.start() and match.end() <= one.end for one in found):
            continue
        found = [one for one in found if one.end <= match.start() or one.start >= match.end()]
        found.append(Who(passage.quote(*match.span()), *match.span(), "office"))
    for match in spans(pattern("who", "group"), text):
        start, end = match.start(), match.start() + len(match[0].rstrip())
        found = [one for one in found if not (start < one.start and one.end <= end)]
        if all(one.end <= start or one.start >= end for one in found):
            found.append(Who(passage.quote(start, end), start, end, "group"))
    return sorted(found, key=lambda one: one.start)


def lists(passage: Passage, found: list[Who]) -> Iterator[list[Who]]:
    """Yield the lists that stand in a passage: who is parted by nothing but commas, «e» and the like."""
    chain: list[Who] = []
    for one in found:
        if chain:
            between = passage.text[chain[-1].end : one.start]
            if len(between) > 60 or not pattern("who", "joint").fullmatch(between):
                yield chain
                chain = []
        chain.append(one)
    if chain:
        yield chain


def distinct(found: list[Who]) -> list[Who]:
    """Return each body once, under its longest name: «ATS n. 1 di Pesaro» and «ATS 1» are one."""
    kept: list[Who] = []
    for one in found:
        same = next((place for place, other in enumerate(kept) if same_body(one, other)), None)
        if same is None:
            kept.append(one)
        elif len(one.name) > len(kept[same].name):
            kept[same] = one
    return kept


def same_body(one: Who, other: Who) -> bool:
    """Say whether two names are of one body: all words of the shorter stand in the longer, in order."""
    short, long = sorted((fold(one.name).split(), fold(other.name).split()), key=len)
    rest = iter(long)
    return all(word in rest for word in short if word not in ("n", "di", "del", "ats"))
