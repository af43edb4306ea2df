"""How and where a bid is to be sent."""

from functools import partial
from itertools import islice

from corale.mappings.reading.lines import Passage, ReadValue
from corale.mappings.text.patterns import pattern

cue = partial(pattern, "channel")

MANY = 400  # means of sending looked at in one text


def pec(passage: Passage) -> ReadValue | None:
    """Return the certified e-mail address to write to; an ordinary address is none."""
    for match in cue("mail").finditer(passage.text):
        before = passage.text[max(0, match.start() - 70) : match.start()]
        certified = cue("certified").search(match[0])
        if certified or cue("certified-before").search(before):
            sure = 0.95 if certified else 0.8
            return ReadValue(match[0].rstrip("."), match.start(), match.end(), "pec", sure)
    return None


def channel(passage: Passage) -> ReadValue | None:
    """Return how a bid is to be sent, in the words of the notice: where it tells of sending, not of
    questions."""
    for match in islice(cue("means").finditer(passage.text), MANY):
        start, end = match.span("channel" if match["channel"] else "row")
        before = passage.preceding(match.start(), 260)
        near = before[-60:]
        if cue("asked").search(near) and not cue("sent").search(near):
            continue
        if not (
            cue("sent").search(before)
            or cue("sent").search(match[0])
            or cue("sent").search(passage.behind(match.end(), 80))
        ):
            continue
        return ReadValue(passage.quote(start, end), start, end, "channel", 0.8)
    return None
