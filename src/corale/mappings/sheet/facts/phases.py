"""Phases: of the process or of a part of it, in their order, with their time where it is stated."""

import re
from dataclasses import dataclass

from corale.mappings.reading.lines import Passage
from corale.mappings.sheet.facts.telling import Telling, pattern, spans
from corale.mappings.text.values import MONTHS
from corale.record import Fields

FAMILY = "course"
# no title holds these
_SENTENCE = re.compile(r"\b(?:è|sono|ha|hanno|sarà|saranno|viene|vengono)\b", re.IGNORECASE)
_ROMAN = {"I": 1, "II": 2, "III": 3, "IV": 4, "V": 5, "VI": 6, "O": 0}


@dataclass(frozen=True, slots=True)
class Phase:
    """A phase: its place in the order (none: it has none), the span of its title, what it is of, the span of
    its time.

    `open_` says that the time is only its beginning.
    """

    order: int | None
    start: int
    end: int
    of: str = ""
    time: tuple[int, int] | None = None
    open_: bool = False


def read(telling: Telling) -> None:
    """State the phases of the design: headed «Fase …», else a list that the text or its label calls
    phases."""
    passage = telling.passages.get("design")
    if passage is None:
        return
    variant = telling.builder.template == "B"
    listed = _listed(passage, variant) or _inline(passage)
    found = _numbered(passage) or _named(passage) or listed
    if listed is not found and any(one.of for one in listed):
        found += listed
    for one in (*_first(passage, found), *found, *_spans(passage)):
        _state(telling, passage, one)


def _state(telling: Telling, passage: Passage, one: Phase) -> None:
    value: Fields = {"order": one.order} if one.order is not None else {}
    value["title"] = passage.quote(one.start, one.end).strip(" ,-–:")
    times = _times(passage.text[slice(*one.time)]) if one.time else None
    times = times[:1] if times and one.open_ else times
    if times:
        value |= dict(zip(("start", "end"), times, strict=False))  # one of them where it goes on
    if one.of:
        value["of"] = one.of
    at = telling.tell(FAMILY, "phase", value, passage.at(one.start, one.end), "phase")
    if at is not None and times and one.time:
        for name in ("start", "end")[: len(times)]:
            telling.prove(FAMILY, f"phase/{at}/{name}", passage.at(*one.time), "phase")


def _times(text: str) -> list[str] | None:
    """Return the first and last month of a stretch, where its year is stated.

    >>> (_times("ottobre 2011 – aprile 2012"), _times("febbraio-aprile 2014"), _times("maggio 2014"),
    ...  _times("ottobre"))
    (['2011-10', '2012-04'], ['2014-02', '2014-04'], ['2014-05', '2014-05'], None)
    """
    match = pattern("course", "months").search(text)
    if not match or not (year := match["y2"] or match["y1"]):
        return None
    first = MONTHS[match["m1"].casefold()]
    last = MONTHS[(match["m2"] or match["m1"]).casefold()]
    began = match["y1"] or (year if first <= last else str(int(year) - 1))
    return [f"{began}-{first:02}", f"{year}-{last:02}"]


def _opens(text: str, start: int) -> bool:
    """Say whether a heading may begin at an offset."""
    return pattern("course", "boundary").search(text[max(0, start - 8) : start]) is not None


def _numbered(passage: Passage) -> list[Phase]:
    """Return the phases headed by numbers that follow on each other, from 0 or 1."""
    found: list[Phase] = []
    text = passage.text
    for match in spans(pattern("course", "phase"), text, 60):
        mark = match["number"].upper()
        order = _ROMAN[mark] if mark in _ROMAN else int(mark) if mark.isdigit() else None
        wanted = found[-1].order + 1 if found and found[-1].order is not None else None
        signed = match["sign"] or match["paren"] or _opens(text, match.start())
        if order is None or not signed or (order != wanted if wanted is not None else order > 1):
            continue
        name = "rest" if match["rest"] and not match["sign"] and len(match["first"].split()) < 2 else "first"
        start, end = match.span(name)
        if name == "rest" and match["first"]:
            start, end = _trim(text, *match.span("rest"))
        if text[start:end].strip(" ,-–:"):
            time = match.span("paren") if match["paren"] else None
            found.append(Phase(order, *_trim(text, start, end), time=time))
    return found if len(found) > 1 else []


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    """Return a span without the spaces and signs at its ends."""
    words = text[start:end]
    lead = len(words) - len(words.lstrip(" :–-"))
    return start + lead, start + len(words.rstrip(" ,:–-"))


def _named(passage: Passage) -> list[Phase]:
    """Return the phases that have names for numbers: «Fase preparatoria: …»; one alone where phases are
    announced or it has a time.
    """
    names: list[str] = []
    kept: list[Phase] = []
    alone = pattern("course", "announced").search(passage.text) is not None
    for match in spans(pattern("course", "named-phase"), passage.text, 60):
        name = passage.quote(*match.span("name")).casefold()
        if name not in names and _opens(passage.text, match.start()):
            names.append(name)
            time = match.span("paren") if match["paren"] else None
            alone = alone or (time is not None and _times(match["paren"]) is not None)
            kept.append(Phase(len(names), *match.span("name"), time=time))
    return kept if len(kept) > 1 or alone else []


def _first(passage: Passage, found: list[Phase]) -> list[Phase]:
    """Return the first phase that running text tells of, where the process has no list of its own."""
    if any(not one.of for one in found):
        return []
    match = pattern("course", "first-phase").search(passage.text)
    return [Phase(1, *match.span("name"))] if match else []


def _listed(passage: Passage, label: bool) -> list[Phase]:
    """Return the items of a numbered list behind «fasi:», or of the first one where the label itself says
    phases."""
    text = passage.text
    for opening in spans(pattern("course", "listed"), text, 10):
        if len(items := _items(text, opening.end())) > 1:
            of = passage.quote(*opening.span("of")) if opening["of"] else ""
            return [Phase(order, *span, of=of) for order, span in enumerate(items, start=1)]
    if (
        label
        and (first := re.search(r"(?<![\d.,\w])1\)", text))
        and len(items := _items(text, first.start())) > 2
    ):
        return [Phase(order, *span) for order, span in enumerate(items, start=1)]
    return []


def _inline(passage: Passage) -> list[Phase]:
    """Return phases told in one sentence, «in quattro momenti: ascolto (marzo), …», or in a list that opens
    the text and has a month behind its items."""
    text = passage.text
    for opening in spans(pattern("course", "listed-inline"), text, 3):
        items = _between(text, opening.end(), passage.sentence(opening.end())[1])
        if len(items) > 1:
            return items
    dated: list[Phase] = []
    for match in pattern("course", "dated-item").finditer(text) if text.startswith("1") else ():
        if int(match["number"]) == len(dated) + 1:
            dated.append(Phase(len(dated) + 1, *_trim(text, *match.span("title")), time=match.span("paren")))
    return dated if len(dated) > 2 else []


def _between(text: str, start: int, end: int) -> list[Phase]:
    """Return the items of a sentence's list, none where one of them is a clause or long."""
    found: list[Phase] = []
    for match in pattern("course", "inline-item").finditer(text, start, end):
        if _SENTENCE.search(match["title"]) or len(match["title"]) > 60:
            return []
        time = match.span("paren") if match["paren"] else None
        found.append(Phase(len(found) + 1, *_trim(text, *match.span("title")), time=time))
    return found


def _items(text: str, at: int) -> list[tuple[int, int]]:
    """Return the titles of the items 1, 2, 3 … from an offset on."""
    found: list[tuple[int, int]] = []
    for match in pattern("course", "item").finditer(text, at):
        if int(match["number"]) != len(found) + 1:
            break
        if _SENTENCE.search(match["title"]):
            return []
        found.append(_trim(text, *match.span("title")))
    return found


def _spans(passage: Passage) -> list[Phase]:
    """Return parts of the process that have a stated time: the work of groups, the drafting of a text."""
    found: list[Phase] = []
    for match in spans(pattern("course", "horizon"), passage.text, 3):
        name, months = ("name", "months") if match["name"] else ("name2", "months2")
        if _times(match[months]):
            found.append(Phase(None, *match.span(name), time=match.span(months)))
    for match in spans(pattern("course", "drafting"), passage.text, 3):
        found.append(Phase(None, *match.span("name"), time=match.span("months"), open_=True))
    return found
