"""Earlier procedures told in a notice: each with its own year, kind, entities, grouping, services and output.

A text that opens a new selection often tells the one before; the parties stay with the procedure they belong
to."""

from collections.abc import Sequence
from functools import partial

from corale.mappings.notice import parties, services
from corale.mappings.reading.lines import Passage
from corale.mappings.text import classify, groupings
from corale.mappings.text.extraction import RecordBuilder
from corale.mappings.text.mentions import Mention
from corale.mappings.text.patterns import pattern
from corale.record import Fields, Json

cue = partial(pattern, "earlier")


def read(passage: Passage, builder: RecordBuilder, found: Sequence[Mention]) -> None:
    """Read services, and the earlier procedures with what is their own."""
    stated = _services(passage, builder)
    latest = max(
        (
            int(str(builder.fields[name])[:4])
            for name in ("deadlineDate", "periodStart", "published")
            if name in builder.fields
        ),
        default=0,
    )
    told: dict[
        int, tuple[int, str, int, int, int, int]
    ] = {}  # by the start of the sentence: one procedure a sentence
    for match in cue("year").finditer(passage.text):
        year = int(match["year"])
        start, end = passage.sentence(match.start())
        kind = next(
            (name for name, form in classify.kinds().items() if form.search(passage.text, start, end)), None
        )
        if kind and year < latest and start not in told and cue("past").search(passage.text, start, end):
            told[start] = (year, kind, match.start("year"), match.end("year"), start, _edge(passage, end))
    rows = sorted(told.values(), key=lambda row: row[4])
    for place, row in enumerate(rows):
        edge = min(row[5], rows[place + 1][4]) if place + 1 < len(rows) else row[5]
        _earlier(passage, builder, (*row[:5], edge), found, stated)
    own = [one for one in found if not any(row[4] <= one.start < row[5] for row in rows)]
    _present(passage, builder, own)


def _present(passage: Passage, builder: RecordBuilder, found: Sequence[Mention]) -> None:
    """State the grouping of the notice's own procedure, the one with most members."""
    group = max(groupings.groupings(passage, found), key=lambda one: len(one.members), default=None)
    if group:
        place = passage.at(group.start, group.end)
        builder.put("grouping", groupings.stated(group), place, "grouping", 0.8)
        builder.map(place)


def _edge(passage: Passage, end: int) -> int:
    """Return where the account of the earlier procedure ends: at the new one, else with its paragraph."""
    if new := cue("new").search(passage.text, end):
        return new.start()
    paragraph = passage.text.find("\n\n", end)
    return paragraph if paragraph >= 0 else len(passage.text)


def _services(passage: Passage, builder: RecordBuilder) -> list[tuple[str, int]]:
    """State the services of the notice; return each with its place."""
    found = services.services(passage)
    for one in found:
        line = passage.at(one.start, one.end)
        builder.append("service", one.value, line, one.rule, one.confidence)
        builder.map(line)
    return [(one.value, one.start) for one in found]


def _earlier(
    passage: Passage,
    builder: RecordBuilder,
    told: tuple[int, str, int, int, int, int],
    found: Sequence[Mention],
    stated: list[tuple[str, int]],
) -> None:
    """State an earlier procedure: year, kind, and the parties, services and agreement of its part of the
    text."""
    year, kind, at, end, start, edge = told
    inside = [one for one in found if start <= one.start < edge]
    value: Fields = {"year": year, "procedureKind": kind}
    names: list[Json] = [one.name for one in parties.entities(inside)]
    if names:
        value["thirdSectorEntity"] = names
    group = max(
        (one for one in groupings.groupings(passage, found) if start <= one.start < edge),
        key=lambda one: len(one.members),
        default=None,
    )
    if group:
        value["grouping"] = groupings.stated(group)
    own = [name for name, place in stated if start <= place < edge]
    managed = cue("managed").search(passage.text, start, edge)
    if not own and managed and not classify.names(managed["service"]):
        own = [passage.quote(*managed.span("service"))]
    if own:
        value["service"] = list[Json](own)
    agreement = cue("agreement").search(passage.text, start, edge)
    if agreement:
        value["output"] = [{"kind": "agreement", "title": passage.quote(*agreement.span())}]
    place = builder.append("earlier", value, passage.at(at, end), "earlier-procedure", 0.8)
    builder.map(passage.at(at, end))
    for one in parties.entities(inside):
        number = names.index(one.name)
        builder.prove(
            f"earlier/{place}/thirdSectorEntity/{number}", passage.at(one.start, one.end), "legal-form", 0.9
        )
    if group:
        builder.prove(f"earlier/{place}/grouping", passage.at(group.start, group.end), "grouping", 0.85)
        builder.map(passage.at(group.start, group.end))
    if agreement:
        builder.prove(f"earlier/{place}/output/0", passage.at(*agreement.span()), "agreement", 0.8)
