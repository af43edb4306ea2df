"""Parties in outcomes: bodies in lists, tables and sentences, each with its role, score and rank where they
are told.

A name without a legal form counts where it stands in a list or a table that says what its members are."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice

from corale.data.gazetteer.names import fold
from corale.mappings.reading.lines import Passage
from corale.mappings.text.mentions import Mention, formed, generic
from corale.mappings.text.patterns import pattern
from corale.record import Fields

cue = partial(pattern, "parties")

MANY = 400  # heads of lists looked at in one text
FAILED = 30  # heads that no list of bodies followed: a text with more of them is no outcome
LONGEST = 2000  # characters of a list
FAR = 160  # characters behind a name, within which its role is told
# the first that is told counts
ROLES = (
    "excluded",
    "reserve",
    "admitted",
    "selected",
    "signatory",
    "participant",
)
OUTCOMES = frozenset(ROLES[:4])
_ROW = re.compile(r"\n+(?P<row>[^\n]+)")
_AND = re.compile(r" e ")
_SPACE = re.compile(r"\s*")
_QUOTES = '“”"«»'


@dataclass(frozen=True, slots=True)
class Party:
    """A body with its role, the span of its name, its score (and of how many) and rank where told, how sure
    it is."""

    name: str
    role: str
    start: int
    end: int
    score: str = ""
    maximum: str = ""
    rank: int = 0
    kind: str = ""
    confidence: float = 0.85

    def stated(self) -> Fields:
        """Return the party as the contract's object."""
        made: Fields = {"name": self.name, "role": self.role}
        told = (
            ("kind", self.kind),
            ("score", self.score),
            ("scoreMaximum", self.maximum),
            ("rank", self.rank),
        )
        made |= {name: value for name, value in told if value}
        return made | ({"outcome": self.role} if self.role in OUTCOMES else {})


def outcomes(passage: Passage, found: Sequence[Mention]) -> list[Party]:
    """Return the parties of outcomes and agreements, in order: of tables, of lists, of sentences; each body
    once."""
    parties: list[Party] = []
    taken, names = bytearray(len(passage.text)), set[str]()
    for rule in (_tables, _lists, _between, _sentences):
        for one in islice(rule(passage, found), MANY):
            name = fold(one.name)
            if not any(taken[one.start : one.end]) and name not in names:
                taken[one.start : one.end] = b"\1" * (one.end - one.start)
                names.add(name)
                parties.append(one)
    return sorted(parties, key=lambda one: one.start)


def _marked(text: str, found: Sequence[Mention]) -> bytearray:
    """Return the places of a text that lie inside the names of bodies."""
    made = bytearray(len(text))
    for one in found:
        made[one.start : one.end] = b"\1" * (one.end - one.start)
    return made


def role_of(words: str) -> str:
    """Return the role that words give, or nothing; of an exclusion and an admission the exclusion counts."""
    return next((role for role in ROLES if cue(role).search(words)), "")


def _lists(passage: Passage, found: Sequence[Mention]) -> Iterator[Party]:
    text, done, failed = passage.text, 0, 0
    entities = [one for one in found if one.sort == "entity"]
    named, whole = (
        _marked(text, entities),
        _marked(text, [one for one in entities if cue("kind").match(one.name)]),
    )
    for head in islice(cue("head").finditer(text), MANY):
        if head.start() < done:  # inside a list that was read
            continue
        words = text[
            max(passage.sentence(max(head.start() - 1, 0), 260)[0], head.start() - 260) : head.start()
        ]
        role = role_of(words)
        if not role or cue("no-list").search(words):
            continue
        bullets = _bullets(text, head.end())
        spans = bullets or _inline(text, head.end(), whole)
        made = [one for span in spans if (one := _party(passage, *span, role))]
        known = any(
            any(named[one.start : one.end]) or (bullets and cue("kind").match(one.name)) for one in made
        )
        if len(made) >= (1 if known else 2) and len(made) * 5 >= len(spans) * 3:
            done = spans[-1][1]
            yield from (replace(one, confidence=0.9) if formed(one.name) else one for one in made)
        elif (failed := failed + bool(spans)) > FAILED:
            return


def _bullets(text: str, at: int) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    while len(spans) < MANY and (bullet := cue("bullet").match(text, at)):
        spans.append(bullet.span("item"))
        at = bullet.end()
    return spans


def _inline(text: str, at: int, whole: bytearray) -> list[tuple[int, int]]:
    """Return the members of a list in running text: parted by commas, semicolons or full stops, the last
    behind «e»."""
    space = _SPACE.match(text, at)
    if space is None or space.end() - at > 3:
        return []
    begin = space.end()
    stop = text.find("\n", begin, begin + LONGEST)
    stop = stop if stop >= 0 else min(len(text), begin + LONGEST)
    spans, start, depth, closed, several = [], begin, 0, "", False
    for place in range(begin, stop + 1):
        sign = text[place] if place < stop else "\n"
        depth += (sign == "(") - (sign == ")")
        if sign not in ",;.\n" or depth > 0 or (sign == "." and not _full_stop(text, start, place)):
            continue
        piece = text[start:place].lstrip()
        several = cue("category-before").match(piece) is not None or (
            several and not cue("article").match(piece)
        )
        joint = _joint(text, start, place, several or sign != ",", whole)
        pieces = [(start, joint), (joint + 3, place)] if joint > start else [(start, place)]
        if closed == "." and not all(_name(text[a:b]) for a, b in pieces):
            break  # the sentence behind the list
        spans += pieces
        start, closed = place + 1, sign
    return [(a, b) for a, b in spans if text[a:b].strip()]


def _joint(text: str, start: int, end: int, last: bool, whole: bytearray) -> int:
    """Return where «e» parts two members (-1: it does not): in the last piece, or before an article."""
    for joint in _AND.finditer(text, start, end):
        if not whole[joint.start()] and (last or cue("article").match(text, joint.end())):
            return joint.start()
    return -1


def _full_stop(text: str, start: int, place: int) -> bool:
    """Say whether a full stop ends a member: not one of an abbreviation, as in «Soc. Coop.»."""
    behind = text[place + 1 : place + 3]
    word = text[start:place].rpartition(" ")[2]
    return behind[:1] in ("", " ", "\n") and (len(word) > 4 or behind.strip() == "") and "." not in word


def _party(passage: Passage, start: int, end: int, role: str, rank: int = 0) -> Party | None:
    """Return a member of a list as a party: its name without label, category and what follows it."""
    text = passage.text
    item = text[start:end]
    score = cue("score").search(item)
    own = item[item.find("(") :] if "(" in item else item
    role = next((r for r in ROLES[:2] if cue(r).search(own)), role) if role in OUTCOMES else role
    for name in ("label", "category-before"):
        lead = len(item) - len(item.lstrip())
        if before := cue(name).match(item, lead):
            item, start = item[before.end() :], start + before.end()
    cut = cue("tail").sub("", item).rstrip(" ,;.:–-")
    if cue("short").search(cut) and item[len(cut) : len(cut) + 1] == ".":
        cut += "."
    start += len(cut) - len(cut.lstrip())
    name = cut.strip()
    if article := cue("article").match(name):
        name, start = name[article.end() :], start + article.end()
    end = start + len(name)
    if len(name) > 1 and name[0] in _QUOTES and name[-1] in _QUOTES:
        name, start, end = name[1:-1], start + 1, end - 1
    if not _name(name):
        return None
    return Party(" ".join(name.split()), role, start, end, *_score(score), rank=rank, confidence=0.85)


def _name(text: str) -> bool:
    """Say whether words may be the name of a body: few, begun with a capital or a kind, without a verb."""
    name = text.strip().rstrip(".")
    return (
        2 < len(name) <= 110
        and len(name.split()) <= 13
        and cue("name-begins").match(name) is not None
        and cue("no-name").search(name) is None
        and not generic(name)
        and not role_of(name)
    )


def _score(found: re.Match[str] | None) -> tuple[str, str]:
    """Return a score and its maximum, in canonical form."""
    if found is None:
        return "", ""
    score = (found["a"] or found["b"] or found["c"]).replace(",", ".")
    score = score.rstrip("0").rstrip(".") if "." in score else score
    return score, found["am"] or found["bm"] or found["cm"] or ""


def _tables(passage: Passage, found: Sequence[Mention]) -> Iterator[Party]:
    text, done = passage.text, 0
    for head in islice(cue("table-head").finditer(text), MANY):
        columns = [one.strip() for one in head[0].split("|")]
        if head.start() < done or (len(columns) == 1 and head[0].rstrip().endswith((",", ";", ":"))):
            continue
        above = text[max(0, head.start() - 1500) : head.start()]
        read = _columns(passage, head.end(), columns, role_of(above[-400:])) if len(columns) > 1 else None
        for one in _broken(passage, head, above) if read is None else read:
            done = one.end
            yield one


def _columns(passage: Passage, at: int, columns: list[str], role: str) -> Iterator[Party]:
    """Yield the parties of a table whose cells are parted by bars."""
    place = {
        what: next((n for n, one in enumerate(columns) if cue(f"column-{what}").search(one)), -1)
        for what in ("name", "score", "rank", "outcome")
    }
    if place["name"] < 0 or (place["outcome"] < 0 and not role):
        return
    for _ in range(MANY):
        row = _ROW.match(passage.text, at)
        if row is None:
            return
        cells = row["row"].split("|")
        if len(cells) != len(columns):
            return
        start = row.start("row") + sum(len(one) + 1 for one in cells[: place["name"]])
        told = cells[place["outcome"]] if place["outcome"] >= 0 else ""
        rank = cells[place["rank"]].strip(" .°") if place["rank"] >= 0 else ""
        made = role_of(told) if told.strip(" -–") else role
        one = _party(passage, start, start + len(cells[place["name"]]), made, _rank(rank))
        if one and one.role:
            score = cue("score").search(f"{cells[place['score']].strip()} punti")
            number = score if place["score"] >= 0 else None
            yield Party(
                one.name, one.role, one.start, one.end, *_score(number), rank=one.rank, confidence=0.9
            )
        at = row.end()


def _rank(text: str) -> int:
    return int(text) if text.isdigit() and len(text) < 4 else 0


def _broken(passage: Passage, head: re.Match[str], above: str) -> Iterator[Party]:
    """Yield the parties of a table whose columns are lost: the name is what stands before an address or an
    act."""
    text, at = passage.text, head.end()
    role = "signatory" if cue("between").search(above) else role_of(above[-400:])
    ranked = cue("column-rank").search(head[0].strip()) is not None
    for _ in range(MANY if role else 0):
        row = _ROW.match(text, at)
        if row is None:
            return
        start, end = row.span("row")
        cell = cue("cell-end").search(text, start, end)
        if cell and cell.start() > start and (one := _party(passage, start, cell.start(), role)):
            last = row["row"].split()[-1]
            yield Party(one.name, role, one.start, one.end, rank=_rank(last) if ranked else 0, confidence=0.8)
        at = end


def _between(passage: Passage, found: Sequence[Mention]) -> Iterator[Party]:
    """Yield the parties of an agreement, named between «TRA» and its first article."""
    text = passage.text
    for head in islice(cue("between").finditer(text), 3):
        stop = cue("between-end").search(text, head.end(), head.end() + LONGEST)
        end = stop.start() if stop else head.end() + 600
        for one in found:
            if head.end() <= one.start < end:
                kind = "ets" if one.sort == "entity" else "public"
                yield Party(one.name, "signatory", one.start, one.end, kind=kind, confidence=0.85)


def _sentences(passage: Passage, found: Sequence[Mention]) -> Iterator[Party]:
    """Yield entities whose sentence says what became of them: the last such word before the name, else the
    next."""
    for one in found:
        if one.sort != "entity":
            continue
        start, end = passage.sentence(one.start, 400)
        role = _nearest(passage.text, (start, end), one)
        if role:
            sure = 0.6 if role == "signatory" else 0.8
            near = passage.text[one.end : min(end, one.end + 45)]
            score = cue("score").search(re.split(r"[;,](?=\s[a-zA-Z])(?! con)| e ", near)[0])
            yield Party(one.name, role, one.start, one.end, *_score(score), kind="ets", confidence=sure)


def _nearest(text: str, sentence: tuple[int, int], one: Mention) -> str:
    """Return the role told last before a name in its clause, else first behind it; what excludes stands
    before what admits at one place. A wording is read in the whole clause: «saranno X e Y a realizzare»."""
    low, high = max(sentence[0], text.rfind(";", sentence[0], one.start) + 1), sentence[1]
    stop = text.find(";", one.end, high)
    spans = [
        (match.span(), -order)
        for order, role in enumerate(ROLES)
        for match in cue(role).finditer(text, low, stop if stop >= 0 else high)
    ]
    before = [(end, order) for (_, end), order in spans if end <= one.start]
    behind = [(-end, order) for (start, end), order in spans if start >= one.end and end - one.end < FAR]
    told = max(before or behind, default=None)
    return ROLES[-told[1]] if told else ""
