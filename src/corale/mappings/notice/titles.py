"""What a notice is called and what it is about: its title among the first rows, its subject."""

from collections.abc import Sequence
from functools import partial

from corale.mappings.notice.rows import Row, rows
from corale.mappings.reading.lines import Passage, ReadValue
from corale.mappings.text import classify
from corale.mappings.text.mentions import Mention
from corale.mappings.text.patterns import pattern

cue = partial(pattern, "titles")

SHORTEST, HEADLINE, LONGEST = 25, 170, 320


def title(passage: Passage, found: Sequence[Mention]) -> ReadValue | None:
    """Return the heading that calls the notice, else the first row that is more than a letterhead."""
    head = rows(passage, found)
    if not head:
        return None
    text, calls = passage.text, [row for row in head if not row.letterhead]
    if _is_form(text, head):
        first = head[0]
        return ReadValue(
            passage.quote(first.start, first.end)[:LONGEST], first.start, first.end, "title", 0.7
        )
    if not calls:
        return None
    mail = bool(cue("mail").match(text))
    scores = [_calls(text[row.start : row.end].strip(), at, mail) for at, row in enumerate(calls)]
    at = max(range(len(calls)), key=lambda place: (scores[place], -place))
    if (
        cue("bare").fullmatch(text[calls[at].start : calls[at].end].strip())
        and at + 1 < len(calls)
        and scores[at + 1] >= 0
    ):
        at += 1
    start, end = calls[at].start, calls[at].end
    told = at > 0 and text[:end].rstrip().endswith(".") and bool(cue("already").match(text, start))
    sure = 0.7 if (at == 0 or scores[at] >= 0) and not told else 0.5  # nothing calls it: only a candidate
    if own := cue("headed").match(text, start, end):
        start = own.end()
    if stamp := cue("stamp").match(text[start:end]):
        start += stamp.end()
    if (
        end - start > HEADLINE
        and not text[start:end].isupper()
        and (text[end - 1] in ".!?" or end - start > LONGEST)
    ):
        stop = passage.sentence(start)[1]
        end = min(end, stop if stop - start > SHORTEST else passage.sentence(stop)[1])
    name = passage.quote(start, end)[:LONGEST]
    return ReadValue(
        name[:-1] if name.endswith(".") and name[-3:-2] not in (".", " ") else name, start, end, "title", sure
    )


def _is_form(text: str, head: Sequence[Row]) -> bool:
    """Say whether the head is a title with labelled lines below: an object among them is then no title."""
    if len(head) < 3 or not all(cue("labelled").match(text, row.start) for row in head[1:3]):
        return False
    start, end, letterhead = head[0].start, head[0].end, head[0].letterhead
    if cue("headed").match(text, start) or end - start > LONGEST:
        return False
    row = text[start:end]
    if len(row) > SHORTEST and (
        classify.names(row) or (cue("notice").search(row) and not cue("label").match(row))
    ):
        return True
    return not (letterhead or cue("labelled").match(row))


def subject(passage: Passage) -> ReadValue | None:
    """Return what is to be done together, in the words of the object or of the call itself."""
    text = passage.text
    for row in rows(passage, ()) if cue("headed").search(text) else ():
        if own := cue("headed").match(text, row.start, row.end):
            value = passage.quote(own.end(), row.end)
            value = value if ". " in value else value.removesuffix(".")
            return ReadValue(value, own.end(), row.end, "object-line", 0.9)
    if not (match := cue("subject").search(text) or cue("object").search(text)):
        return None
    start, end = match.span("subject")
    end = start + len(cue("trailing").sub("", text[start:end]).rstrip(" ,\n"))
    return ReadValue(passage.quote(start, end), start, end, "subject", 0.8)


def _calls(row: str, place: int, mail: bool = False) -> float:
    """Return how much a row looks like the title: it names the procedure, calls itself a notice, stands
    first."""
    if cue("headed").match(row):
        return 3.2 - 2 * mail
    named, notice = classify.names(row), cue("notice").search(row)
    score = 2.0 * (place == 0) + 0.8 * (place == 1) - 0.35 * place
    score += 2 * named * (place < 4 or bool(notice) or row.isupper()) + (
        1 if place < 4 or named else 0.3
    ) * bool(notice)
    score += bool(notice and notice.start() < 4) + 0.5 * row.isupper()
    score -= (
        (1.5 + 1.5 * (len(row) > 110)) * (row.endswith(".") and not row.isupper())
        + 3 * row.endswith(":")
        + 2.5 * bool(cue("bare").fullmatch(row)) * (place > 0)
    )
    score -= 2 * (len(row) > HEADLINE and not row.isupper())
    score -= (
        1.5 * bool(cue("sentence").match(row) and len(row) > 110) + row.startswith(("-", "•", "|", "*")) * 3
    )
    return score - 6 * bool(cue("label").match(row.lstrip("(-– ")))
