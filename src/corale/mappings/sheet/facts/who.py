"""Who takes which part: roles that the words around a name or a list give; who is only named; how many they
are."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from corale.data.gazetteer.names import fold
from corale.mappings.reading.lines import Line, Passage
from corale.mappings.sheet.facts.names import KINDS, Who, distinct, lists, names, same_body
from corale.mappings.sheet.facts.telling import (
    PROSE,
    Telling,
    basis,
    clause,
    done,
    number,
    pattern,
    spans,
    table,
)
from corale.record import Fields

FAMILY = "who"
_BY = re.compile(r"\bda(?:l|i|gli|lle|lla|llo|ll[’'])?(?![\w])")
STATED = (
    "decisionHolder",
    "proposer",
    "grantBeneficiary",
    "externalParty",
    "responsibleStructure",
    "participant",
)


@dataclass(frozen=True, slots=True)
class Cue:
    """A wording beside a list: its name in the file, the role it gives, the side, and what it asks for."""

    name: str
    role: str
    behind: bool
    done_only: bool
    foreseen: bool
    takes: str


@cache
def cues() -> tuple[Cue, ...]:
    """Return the cues of `who.toml`, in the order of the file."""
    return tuple(
        Cue(
            name,
            row["role"],
            name.endswith("behind"),
            *(row.get(key, "") for key in ("held", "foreseen", "takes")),
        )
        for name, row in table("who").items()
        if "role" in row
    )


def read(telling: Telling) -> list[Who]:
    """State the roles that the prose gives; return the bodies that have none, each once, in the order of the
    text."""
    told: set[tuple[str, str]] = set()
    named: list[tuple[Passage, Who]] = []
    roled: list[Who] = []
    for _, passage in telling.each(PROSE):
        found = names(passage)
        for chain in lists(passage, found):
            for cue, first, members, place in _roles(passage, chain):
                for one in members:
                    if (fold(one.name), cue.role) not in told and _fits(cue, one):
                        told.add((fold(one.name), cue.role))
                        roled += [] if one.group else [one]
                        _state(telling, passage, one, cue, clause(passage, *place), first)
        for one in _dotted(passage):
            if (fold(one.name), "represented") not in told:
                told.add((fold(one.name), "represented"))
                cue = Cue(
                    "seats", "represented", behind=False, done_only=False, foreseen=True, takes="groups"
                )
                _state(telling, passage, one, cue, passage.at(one.start, one.end), one)
        named += [(passage, one) for one in found if _is_body(one)]
    _named(telling, named, roled)
    return roled


def _is_body(one: Who) -> bool:
    """Say whether a name is that of a body: no group or organ, nor the Union that offices are named for."""
    return not one.group and not one.organ and fold(one.name) != "unione europea"


def _roles(passage: Passage, chain: list[Who]) -> Iterator[tuple[Cue, Who, list[Who], tuple[int, int]]]:
    """Yield the cues that stand beside a list: with whom each begins, whom it takes, and the clause that
    proves it."""
    text = passage.text
    low, high = passage.sentence(chain[0].start)
    for cue in cues():
        form = pattern("who", cue.name)
        if cue.done_only and not done(passage, chain[0].start):
            continue
        if not cue.behind and (match := form.search(text[max(low, chain[0].start - 130) : chain[0].start])):
            start = max(low, chain[0].start - 130) + match.start()
            taken = chain if cue.takes != "bodies" else _each_by(text, chain)
            yield cue, chain[0], taken, (start, taken[0].end)
        elif cue.behind:
            for place, one in enumerate(chain):
                end = one.end + (
                    len(count[0]) if (count := pattern("who", "stands-for").match(text, one.end)) else 0
                )
                if match := form.match(text, end, high):
                    taken = chain[: place + 1] if cue.takes != "bodies" else [one]
                    yield cue, taken[0], taken, (taken[0].start, match.end())


def _each_by(text: str, chain: list[Who]) -> list[Who]:
    """Return the first of a list and those that «da» joins to it: «dalla Regione e dal Comune»."""
    taken = chain[:1]
    for one, other in pairwise(chain):
        if not _BY.search(text[one.end : other.start]):
            break
        taken.append(other)
    return taken


def _fits(cue: Cue, one: Who) -> bool:
    """Say whether a cue can be said of this one: an organ is no body, an area acts but does not sit at a
    table."""
    if fold(one.name) == "persone":
        return False
    if not one.group and (one.organ or (one.sort == "area" and cue.takes != "bodies")):
        return False
    return not cue.takes or one.group == (cue.takes == "groups")


def _state(telling: Telling, passage: Passage, one: Who, cue: Cue, place: Line, first: Who) -> None:
    """State one party in its role; the number before a group, and whom a body stands for, go with it."""
    value: Fields = {"name": one.name, "role": cue.role}
    value |= {"generic": True} if one.group else {"kind": _kind(one)}
    if cue.foreseen:
        value["status"] = "foreseen"
    many = _many(passage, one)
    if many:
        value["count"] = many
    at = telling.tell(FAMILY, "party", value, passage.at(one.start, one.end), "role")
    if at is not None:
        telling.prove(FAMILY, f"party/{at}/role", place, "role")
    if match := pattern("who", "stands-for").match(passage.text, one.end):
        whom = match["whom"] or (first.name if first.group else "")
        if whom:
            span = passage.at(match.start("n"), match.end("n"))
            stands: Fields = {"name": whom, "role": "represented", "generic": True}
            stands |= {"count": int(match["n"]), "representedBy": one.name}
            telling.tell(FAMILY, "party", stands, span, "role")


def _kind(one: Who) -> str:
    """Return the kind of a named body: public only where its name begins with a public form."""
    low = one.name.casefold()
    if "università" in low or low.startswith("politecnico"):
        return "university"
    return "other" if one.sort == "body" and not pattern("who", "public").match(one.name) else KINDS[one.sort]


def _many(passage: Passage, one: Who) -> int | None:
    """Return the number right before a group: «le 40 associazioni»."""
    before = passage.text[max(0, one.start - 24) : one.start].split()
    if (
        not one.group
        or not before
        or not before[-1].isdigit()
        or before[-2:-1] in (["oltre"], ["circa"], ["di"])
    ):
        return None
    return int(before[-1])


def _dotted(passage: Passage) -> Iterator[Who]:
    """Yield the items of a list with dots of those who sit for others."""
    for match in spans(pattern("who", "seats"), passage.text, 5):
        end = passage.sentence(match.end())[1]
        at = match.end()
        for item in passage.text[at:end].rstrip(". ").split("•"):
            words = item.split("(")[0].strip(" ;,.")
            start = passage.text.find(words, at) if words else -1
            if 3 < len(words) < 60 and start >= 0:
                yield Who(words, start, start + len(words), "group")
            at += len(item) + 1


def _named(telling: Telling, found: list[tuple[Passage, Who]], roled: list[Who]) -> None:
    """State the bodies that no label and no role tells of."""
    fields = telling.builder.fields
    stated = [fold(str(name)) for field in (*STATED, "territorialScope") for name in _list(fields.get(field))]
    for one in distinct([one for _, one in found]):
        name = fold(one.name)
        known = any(
            label.startswith(name) or name.startswith(label) or f" {name} " in f" {label} "
            for label in stated
        )
        known = known or name == fold(str(fields.get("title", "")))
        if not known and not any(same_body(one, other) for other in roled):
            passage = next(place for place, other in found if other == one)
            sort = "entity" if one.sort == "office" else one.sort
            telling.tell(FAMILY, "namedEntity", one.name, passage.at(one.start, one.end), f"named-{sort}")


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else [value] if value else []


def counts(telling: Telling) -> Iterator[tuple[Passage, int, int, Fields]]:
    """Yield how many bodies and represented members the prose tells, with the span of the number."""
    for _, passage in telling.each(PROSE):
        for match in spans(pattern("course", "bodies-count"), passage.text, 20):
            if done(passage, match.start()) or "riunit" in passage.text[match.end() : match.end() + 40]:
                value: Fields = {
                    "of": "organisations",
                    "value": number(match["n"]),
                    **basis(match["about"]),
                }
                yield passage, *match.span("n"), value
        for match in spans(pattern("who", "stands-for"), passage.text, 20):
            made: Fields = {"of": "represented", "value": int(match["n"]), "basis": "actual"}
            yield passage, *match.span("n"), made
