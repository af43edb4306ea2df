"""Temporary groupings of entities that a text names with their members: kind, members, lead."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice

from corale.mappings.reading.lines import Passage
from corale.mappings.text.mentions import Mention
from corale.mappings.text.patterns import pattern
from corale.record import Fields, Json

cue = partial(pattern, "groupings")

MANY = 100  # groupings looked at in one text


@dataclass(frozen=True, slots=True)
class Grouping:
    """A temporary grouping: kind as written, members, whether some have no name or all are listed, lead."""

    kind: str
    start: int
    end: int
    members: tuple[Mention, ...]
    unnamed: bool
    listed: bool
    lead: Mention | None


def _reach(passage: Passage, offset: int) -> tuple[int, int]:
    """Return the span of the sentence that holds the offset, with the list of items that it opens."""
    start, end = passage.sentence(offset)
    if passage.text[offset:end].rstrip().endswith(":"):
        end = _items(passage.text, end)
    return start, end


def _items(text: str, end: int) -> int:
    """Return where the list of items ends that begins at an offset."""
    while item := cue("item").match(text, end):
        end = item.end()
    return end


def groupings(passage: Passage, found: Sequence[Mention]) -> Iterator[Grouping]:
    """Return the temporary groupings that the text names with members; a mere possibility to group is
    none."""
    text = passage.text
    for match in islice(cue("group").finditer(text), MANY):
        if cue("ats").match(match[0]) and (
            cue("area-after").match(text, match.end())
            or (
                not cue("made").match(text, match.end())
                and cue("area-before").search(text, max(0, match.start() - 40), match.start())
            )
        ):
            continue
        start, end = _reach(passage, match.start())
        named = [one for one in found if one.sort == "entity" and start <= one.start < end]
        behind = [one for one in named if one.start >= match.end()]
        inside = tuple(
            behind if behind and cue("formed").search(text, match.end(), behind[0].start + 1) else named
        )
        if cue("with").match(text, match.end()):
            inside = tuple(named[max(0, len(named) - len(behind) - 1) :])
        if not inside and end - match.start() < 150 and _items(text, end) > end:
            start, end = end, _items(text, end)
            inside = tuple(one for one in found if one.sort == "entity" and start <= one.start < end)
        if not inside and cue("told-next").search(text, end, passage.sentence(end)[1]):
            start, end = end, passage.sentence(end)[1]
            inside = tuple(one for one in found if one.sort == "entity" and start <= one.start < end)
        if not inside:
            continue
        heads = [
            one
            for one in inside
            if cue("heads").search(text[one.end : one.end + 25])
            or cue("headed").search(text[max(0, one.start - 30) : one.start])
        ]
        kind = passage.quote(*match.span())
        yield Grouping(
            kind,
            *match.span(),
            inside,
            bool(cue("unnamed").search(text, start, min(len(text), end + 90))),
            len(inside) > 1
            and (
                any(cue("role").search(text[one.end : one.end + 30]) for one in inside)
                or bool(cue("formed").search(text, match.end(), inside[0].start + 1))
            ),
            heads[0] if heads else None,
        )


def stated(group: Grouping) -> Fields:
    """Return a grouping as the contract's object."""
    seen: dict[str, None] = dict.fromkeys(one.name for one in group.members)
    value: Fields = {"kind": group.kind, "groupMember": list[Json](seen)}
    if group.lead:
        value["groupLead"] = group.lead.name
    return value | ({"hasUnnamedMembers": group.unnamed} if group.unnamed or group.listed else {})
