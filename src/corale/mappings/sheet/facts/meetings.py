"""Meetings that the prose tells apart: kind, whether held or planned, how many of a kind, day and place."""

import re

from corale.data.gazetteer.names import fold
from corale.mappings.reading.lines import Passage
from corale.mappings.sheet.facts.telling import DESIGN, Telling, done, number, pattern, spans, table
from corale.mappings.text.dates import days, months
from corale.record import Fields

FAMILY = "course"
_JOINT = re.compile(r",|;|\s(?=e\s)")
NEAR = 60  # characters behind a meeting within which its date stands


def read(telling: Telling) -> None:
    """State the meetings: those of a sentence that tells what was done as held, all others as foreseen."""
    seen: set[str] = set()
    for _, passage in telling.each(DESIGN):
        for match in spans(pattern("course", "meetings-of"), passage.text, 10):
            if done(passage, match.start()):
                title = f"incontri di {passage.quote(*match.span('of'))}"
                seen.add(fold(title))
                value: Fields = {"title": title, "count": number(match["n"]), "status": "held"}
                telling.tell(FAMILY, "meeting", value, passage.at(*match.span()), "meeting")
        for match in spans(pattern("course", "meeting"), passage.text):
            start, end = match.span(str(match.lastgroup))
            title = _title(passage, start, end)
            if fold(title) not in seen and _takes_place(telling, passage, title, start):
                seen.add(fold(title))
                _state(telling, passage, title, start, end)


def _takes_place(telling: Telling, passage: Passage, title: str, start: int) -> bool:
    """Say whether meetings of a kind are told as held or planned; one meeting that is told apart is."""
    if not pattern("course", "several").match(title):
        return True
    low, high = passage.sentence(start)
    return (
        telling.planned
        or done(passage, start)
        or any(pattern("course", name).search(passage.text, low, high) for name in ("plan", "takes-place"))
    )


def _title(passage: Passage, start: int, end: int) -> str:
    """Return the words of a meeting without what stands in brackets."""
    words = passage.quote(start, end)
    before, _, rest = words.partition("(")
    return " ".join((before + rest.partition(")")[2]).split()) if rest else words


def _state(telling: Telling, passage: Passage, title: str, start: int, end: int) -> None:
    held = done(passage, start) and not telling.planned
    value: Fields = {"title": title, "status": "held" if held else "foreseen"}
    kinds = (name.removeprefix("kind-") for name in table("course") if name.startswith("kind-"))
    if kind := next((one for one in kinds if pattern("course", f"kind-{one}").search(title)), ""):
        value["kind"] = kind
    behind = passage.text[end : min(end + NEAR, passage.sentence(start)[1])]
    behind = _JOINT.split(behind)[0]
    moment = next((one for one in (*days(behind), *months(behind)) if one.dated), None)
    if moment:
        value["date"] = moment.value
    at = telling.tell(FAMILY, "meeting", value, passage.at(start, end), "meeting")
    if at is not None and moment:
        telling.prove(
            FAMILY, f"meeting/{at}/date", passage.at(end + moment.start, end + moment.end), "meeting"
        )
