"""`/deadlines.ics`: the deadlines of open notices as a calendar to subscribe to (RFC 5545), by the filters of
a list.

"Open" is by the day of the request, so the calendar changes while the release does not.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from flask import Blueprint, Response, request

from corale.data.lists.chosen import OPEN, Thing
from corale.endpoint.site import texts
from corale.endpoint.site.lists.list_state import State, parse
from corale.endpoint.site.lists.lists_file import opened
from corale.endpoint.site.render import ask, language, root, today

calendar = Blueprint("calendar", __name__)
MOST = 1000
"""Events of a calendar, the next deadlines first."""
OCTETS = 75
"""Bytes of a line (RFC 5545 3.1); a longer one is folded."""
_TIME = re.compile(r"\d{4}-\d\d-\d\dT(\d\d:\d\d)", re.ASCII)


@calendar.get("/deadlines.ics")
def deadlines() -> Response:
    """Send the deadlines of the open notices that the filters choose (`region=`, `province=`, `kind=`, `q=`
    …).

    Raises:
        ProblemError: the release has no lists, or a parameter cannot be.
    """
    held, asked = opened(), parse("notice", request.args)
    state = State("notice", {**asked.chosen, "deadline": (OPEN,)}, asked.text)
    numbers = held.find("notice", state.chosen, state.text, "deadline", today(), counted=False).numbers
    body = text(held.entries("notice", numbers[:MOST]), named(state), language())
    answer = Response(body, content_type="text/calendar; charset=utf-8")
    answer.headers["Content-Language"] = language()
    answer.headers["Content-Disposition"] = 'inline; filename="deadlines.ics"'
    answer.vary.update(("Accept-Language", "Cookie"))
    return answer


def named(state: State) -> str:
    """Return what a calendar is called: what it holds, and the territories that it keeps to."""
    keys = [key for name in ("region", "province", "place") for key in state.chosen.get(name, ())]
    labels = opened().labels(keys)
    title = texts.word("deadlines-calendar", language())
    return " · ".join([title, *(labels[key].it for key in keys if key in labels)])


def text(things: Iterable[Thing], name: str, tongue: str) -> str:
    """Return a calendar with a whole-day event for each notice whose deadline is a day."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Corale//deadlines//IT",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{escaped(name)}",
        "REFRESH-INTERVAL;VALUE=DURATION:P1D",
    ]
    for one in things:
        lines += event(one, tongue)
    return "".join(f"{part}\r\n" for line in [*lines, "END:VCALENDAR"] for part in folded(line))


def event(one: Thing, tongue: str) -> list[str]:
    """Return the lines of a notice's event; none where its deadline is less exact than a day."""
    until = one.about.get("until", "")
    if len(until) < 10:
        return []
    day, hour = date.fromisoformat(until[:10]), _TIME.match(until)
    said = texts.word("deadline", tongue) + (f" ({hour[1]})" if hour else "")
    url = f"{request.host_url.rstrip('/')}{root()}/{one.id}"
    who = [who for _, who in one.about.get("who", []) if who]
    stamp = (ask().serving.manifest.date or "1970-01-01").replace("-", "")
    return [
        "BEGIN:VEVENT",
        f"UID:{one.id.replace('/', '-')}@{request.host.partition(':')[0]}",
        f"DTSTAMP:{stamp}T000000Z",
        f"DTSTART;VALUE=DATE:{day:%Y%m%d}",
        f"DTEND;VALUE=DATE:{day + timedelta(days=1):%Y%m%d}",
        f"SUMMARY:{escaped(f'{said}: {one.title}')}",
        f"DESCRIPTION:{escaped(' · '.join([*who, url]))}",
        f"URL:{url}",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
    ]


def escaped(said: str) -> str:
    """Return a text as a calendar writes it (RFC 5545 3.3.11), without what controls.

    >>> escaped("a;b,c d")
    'a\\\\;b\\\\,c d'
    """
    plain = "".join(sign if sign >= " " else " " for sign in said)
    for sign in "\\;,":
        plain = plain.replace(sign, f"\\{sign}")
    return plain


def folded(line: str) -> Iterator[str]:
    """Yield the lines that a long one is folded into, no letter broken.

    >>> [len(part.encode()) for part in folded("è" * 50)]
    [74, 27]
    """
    part, start = "", ""
    for sign in line:
        if len((start + part + sign).encode()) > OCTETS:
            yield start + part
            part, start = "", " "
        part += sign
    yield start + part
