"""The services that a notice is about: listed behind a heading or in brackets, named in quotes, or its very
object."""

import re
from collections.abc import Iterator
from functools import partial
from itertools import islice

from corale.mappings.reading.lines import Passage, ReadValue
from corale.mappings.text.patterns import pattern

cue = partial(pattern, "services")

MOST, LONGEST = 30, 130

_QUOTE = r"[“\"«](?P<{}>[^”\"»\n]{{3,70}})[”\"»]"


def services(passage: Passage) -> list[ReadValue]:
    """Return the services in the words of the notice, each once; the bare object only where nothing lists
    them."""
    seen: dict[str, ReadValue] = {}
    for rule in (_bracketed, _listed, _lots, _named, _united):
        for start, end in rule(passage):
            _add(passage, seen, start, end, 0.8)
    if not seen and (match := cue("object").search(passage.text)):
        start, end = match.span("item")
        end = start + len(cue("stop").sub("", passage.text[start:end]))
        if len(passage.text[start:end].split()) > 1:
            _add(passage, seen, start, end, 0.7)
    return sorted(seen.values(), key=lambda one: one.start)[:MOST]


def _add(passage: Passage, seen: dict[str, ReadValue], start: int, end: int, confidence: float) -> None:
    text = passage.text
    start += len(text[start:end]) - len(text[start:end].lstrip())
    if article := cue("article").match(text, start, end):
        start = article.end()
    end = start + len(text[start:end].rstrip(" \n;.,:–-"))
    name = passage.quote(start, end)
    if 3 < len(name) <= LONGEST:
        seen.setdefault(name.casefold(), ReadValue(name, start, end, "service", confidence))


def _bracketed(passage: Passage) -> Iterator[tuple[int, int]]:
    for match in cue("bracket").finditer(passage.text):
        at = match.start("list")
        for part in cue("next").split(match["list"]):
            start = passage.text.find(part, at)
            at = start + len(part)
            yield start, at


def _listed(passage: Passage) -> Iterator[tuple[int, int]]:
    """Yield the items of lists that a heading of services opens: one a line, or parted by commas."""
    text = passage.text
    for match in (*islice(cue("headed").finditer(text), MOST), *islice(cue("row").finditer(text), MOST)):
        more = match["more"] if match.re is cue("headed") else match[0]
        if cue("not-services").search(more):
            continue
        at = match.end()
        items: list[tuple[int, int]] = []
        while len(items) < MOST and (bullet := cue("bullet").match(text, at)):
            items.append(bullet.span("item"))
            at = bullet.end()
        if not items:
            begin = match.end() + len(text[match.end() :]) - len(text[match.end() :].lstrip("\n"))
            below = begin > match.end()
            items = _parts(text, begin, passage.sentence(begin)[1])
            if below and any(b - a > 40 for a, b in items):
                continue
        if match.re is cue("row") and any(b - a > 60 for a, b in items):
            continue
        if len(items) > 1 and not any(cue("no-service").search(text[a:b]) for a, b in items):
            yield from items


def _parts(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return the members of a list parted by commas (or semicolons), the last one behind «e»."""
    end = min(end, start + 500)
    sign = ";" if ";" in text[start:end] else ","
    spans, at = [], start
    for part in text[start:end].rstrip().rstrip(".").split(sign):
        spans.append((at, at + len(part)))
        at += len(part) + 1
    low, high = spans[-1]
    if len(spans) > 1 and (joint := text.rfind(" e ", low, high)) > low + 1:
        spans[-1:] = [(low, joint), (joint + 3, high)]
    elif len(spans) > 1 and text[low:high].lstrip().startswith("e "):
        spans[-1] = (text.index("e ", low) + 2, high)
    return [] if any(b - a > 90 for a, b in spans) else spans


def _lots(passage: Passage) -> Iterator[tuple[int, int]]:
    yield from (match.span("item") for match in cue("lot").finditer(passage.text))
    if head := cue("lot-table").search(passage.text):
        yield from (match.span("item") for match in cue("lot-row").finditer(passage.text, head.end()))


def _named(passage: Passage) -> Iterator[tuple[int, int]]:
    yield from (match.span("item") for match in cue("named").finditer(passage.text))


def _united(passage: Passage) -> Iterator[tuple[int, int]]:
    for match in islice(cue("unites").finditer(passage.text), MOST):
        start, _ = passage.sentence(match.start())
        if cue("theirs").search(passage.text, start, match.start()):
            items = _parts(passage.text, match.start("list"), match.end("list"))
            if len(items) > 2 and all(
                re.match(r"\s*(?:[a-zà-ù]|l[’'])", passage.text[a:b]) and b - a < 60 for a, b in items
            ):
                yield from items
