"""Who: the body that publishes a notice, and the third-sector entities it names."""

from collections.abc import Sequence
from functools import partial

from corale.data.gazetteer.names import fold
from corale.mappings.notice.outcomes import ROLES as LISTED
from corale.mappings.notice.outcomes import Party
from corale.mappings.reading.lines import Passage, ReadValue
from corale.mappings.text.mentions import Mention, formed
from corale.mappings.text.patterns import Nearby, pattern

cue = partial(pattern, "issuers")

SAME = 5  # words that two names of one body begin with
BEFORE, HEAD = 80, 220  # characters before a name; of the head of a notice


def entities(found: Sequence[Mention]) -> list[Mention]:
    """Return the third-sector entities among the mentions, each body once, as first written."""
    seen: dict[str, Mention] = {}
    for one in found:
        if one.sort == "entity" and not cue("calling").search(one.name):
            known = seen.setdefault(fold(one.name), one)
            if known.name.isupper() and not one.name.isupper():
                seen[fold(one.name)] = one
    return list(seen.values())


def third_sector(found: Sequence[Mention], told: Sequence[Party]) -> list[ReadValue]:
    """Return the third-sector entities: those named with their legal form, and members of lists without
    one."""
    public = [fold(one.name) for one in found if one.sort != "entity"]
    listed = [
        one for one in told if one.role in LISTED and one.kind != "public" and fold(one.name) not in public
    ]
    listed = [one for one in listed if not cue("school").match(one.name)]
    funders = [one for one in told if one.role == "funder"]
    made = []
    for one in entities(found):
        inside = [party for party in listed if party.start < one.end and one.start < party.end]
        if all(party.name == one.name for party in inside) and not any(p.start == one.start for p in funders):
            sure = 0.9 if formed(one.name) else 0.85 if cue("kind").match(one.name) else 0.75
            sure = max([sure, *(party.confidence for party in inside)])
            made.append(ReadValue(one.name, one.start, one.end, "legal-form", sure))
    spans = {(one.start, one.end) for one in made}
    rest = [one for one in listed if (one.start, one.end) not in spans]
    made += [ReadValue(one.name, one.start, one.end, "legal-form", one.confidence) for one in rest]
    return sorted(made, key=lambda one: one.start)


ANOTHERS = -4
"""Signs that say of the one body named that the call is not its own; its office alone says less."""


def issuer(passage: Passage, found: Sequence[Mention]) -> ReadValue | None:
    """Return the body that publishes the notice: by its verb, by «promosso da», else by place and
    mentions."""
    text = passage.text
    scores: dict[str, float] = {}
    spans: dict[str, list[tuple[int, int]]] = {}
    acting: dict[str, list[tuple[int, int]]] = {}
    bodies = [one for one in found if one.sort != "entity" or _consortium(text, one)]
    for place, one in enumerate(bodies):
        start = one.start
        before = text[max(0, start - BEFORE) : start]
        if one.sort == "area" and (together := cue("together").search(before)):
            start -= len(before) - together.start()
        name = _folded(text[start : one.end])
        spans.setdefault(name, []).append((start, one.end))
        by = Nearby(
            "issuers", before, _active(text, _subject_end(text, bodies, place)), text[start : one.end]
        )
        if by.has("verb", "done-by"):
            acting.setdefault(name, []).append((start, one.end))
        first = (start < HEAD) + (place == 0) - 0.5 * (one.sort == "area") + 2.5 * (start != one.start)
        scores[name] = scores.get(name, 0) + 0.5 + first + by.weight()
    if not scores:
        return None
    best = max(scores, key=lambda name: (scores[name], -spans[name][0][0]))
    start, end = spelt(text, [*acting.get(best, ()), *spans[best]])
    start, end = _fullest(text, (start, end), bodies)
    name = cue("organ").sub("Comune", passage.quote(start, end))
    return ReadValue(name, start, end, "issuing-body", _sure(scores[best], len(scores) == 1))


def _folded(name: str) -> str:
    """Return a body's name folded, with «Comune» for «Città», «Giunta comunale»."""
    name = cue("organ").sub("comune", fold(name.replace(".", "")))
    return cue("small").sub(" ", cue("city").sub("comune", name))


def _sure(score: float, alone: bool) -> float:
    """Return what the signs of an issuer claim, where another body is named too or it is `alone`."""
    if score >= 2:
        return 0.9
    if score >= 1.5:
        return 0.85
    return 0.8 if alone and score > ANOTHERS else 0.5


def _consortium(text: str, one: Mention) -> bool:
    """Say whether a consortium without a form of the third sector opens the procedure, as one of
    municipalities does."""
    consortium = one.name.startswith(("Consorzio", "CONSORZIO")) and not formed(one.name)
    return consortium and bool(cue("opens").match(_active(text, one.end)))


def _fullest(text: str, span: tuple[int, int], bodies: Sequence[Mention]) -> tuple[int, int]:
    """Return the longest name among those that begin with the same words: a title often cuts it."""
    words = fold(text[slice(*span)]).split()[:SAME]
    same = [one for one in bodies if len(words) == SAME and fold(one.name).split()[:SAME] == words]
    longest = max(same, key=lambda one: one.end - one.start, default=None)
    return (
        (longest.start, longest.end) if longest and longest.end - longest.start > span[1] - span[0] else span
    )


def _subject_end(text: str, bodies: Sequence[Mention], place: int) -> int:
    """Return where a subject ends that several bodies share: «il Comune di X e la Provincia di Y
    vogliono»."""
    end = bodies[place].end
    for other in bodies[place + 1 : place + 4]:
        joint = cue("and").match(text, end)
        if not joint or joint.end() != other.start:
            break
        end = other.end
    return end


def _active(text: str, end: int) -> str:
    """Return what follows a name, where a verb may stand: an apposition between commas is passed over."""
    after = text[end : end + 420]
    for _ in range(3):
        if cue("verb").match(after) or not (aside := cue("aside").match(after)):
            break
        after = after[aside.end() :]
    return after.lstrip(" ,")


def spelt(text: str, spans: Sequence[tuple[int, int]]) -> tuple[int, int]:
    """Return the first spelling that is not an organ or a byname of the body, else the first."""
    return next(
        ((a, b) for a, b in spans if not cue("organ").match(text[a:b]) and not cue("city").match(text[a:b])),
        spans[0],
    )
