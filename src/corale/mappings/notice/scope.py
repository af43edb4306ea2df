"""Which lines belong to the notice: those of the page around it, of other notices and of forms to fill in do
not."""

from functools import partial

from corale.mappings.reading.lines import Line
from corale.mappings.text.patterns import pattern

cue = partial(pattern, "scope")

LONGEST = 240  # characters of a line of page chrome
SHORTEST = 6  # lines of a notice before a form that is part of its file
ENOUGH = 60  # characters of what must stand before the tail of a page


def own_lines(lines: list[Line]) -> list[Line]:
    """Return the lines that belong to the notice, without the site's name behind a title or the date before
    it."""
    lines = _without_tail(_without_form(lines))
    own = [line for line in lines if len(line.raw) > LONGEST or not cue("chrome").fullmatch(line.raw)]
    return [part for line in own or lines if (part := _trimmed(line)).raw]


def _trimmed(line: Line) -> Line:
    start, end = 0, len(line.raw)
    if prefix := cue("prefix").match(line.raw):
        start = prefix.end()
    if end < LONGEST and (site := cue("site").search(line.raw, start)):
        end = site.start()
    return line if (start, end) == (0, len(line.raw)) else line.part(start, end)


def _without_tail(lines: list[Line]) -> list[Line]:
    """Return the lines before the part of a page that tells of other things."""
    length = 0
    for place, line in enumerate(lines):
        if length > ENOUGH and len(line.raw) < ENOUGH and cue("tail").fullmatch(line.raw):
            return lines[:place]
        length += len(line.raw)
    return lines


def _without_form(lines: list[Line]) -> list[Line]:
    """Return the lines before a form for bidders to fill in, which tells nothing of the procedure."""
    for place, line in enumerate(lines):
        if cue("signer").search(line.text) and place > SHORTEST:
            heads = (
                at for at in range(place, max(place - 8, SHORTEST), -1) if cue("form").match(lines[at].text)
            )
            return lines[: next(heads, place)]
    return lines
