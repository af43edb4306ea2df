"""Patterns that whole texts are scanned for, each tried only where the letters that it needs stand.

Looking for letters is some fifty times faster than trying a pattern at every place of a text. What each match
holds and begins with is read from the parsed pattern: strings that stand in it, one of several where it has
alternatives. What is not plain (a wide class, an open count) is passed over. Case never counts: a text is
looked at in small letters, then the pattern itself decides."""

import re
import sys
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property, lru_cache, reduce
from re import _parser  # type: ignore[attr-defined]
from typing import Any, NamedTuple, TypeAlias

Clause: TypeAlias = frozenset[str]  # any of these
SHORT = 300  # signs of a text that is scanned as it is
SHORTEST, LONGEST = 3, 5  # letters that are worth looking for
RARE = frozenset("€@|?:%")
FEW = 90  # strings that are looked for one by one, before all are in one pass
WORD = 40  # signs of a word that may come again
MOST = 24  # strings that are kept apart
_NONE: Clause = frozenset()
_EMPTY: Clause = frozenset({""})


class Letters(NamedTuple):
    """What a part of a pattern matches: exactly one of the `whole` strings, or more that begins with one of
    `begun`; `held` are the strings that stand in each of its matches, one of each clause."""

    whole: Clause
    begun: Clause
    contained: tuple[Clause, ...] = ()


_UNKNOWN = Letters(_NONE, _EMPTY)
_HELD: set[str] = set()  # all letters that some pattern was found to hold
_BEGUN: dict[str, int] = {}  # those that some pattern begins with, each with its number
_BY_THREE: dict[str, list[str]] = {}  # the same by their first three letters
_THREE = [slice(at, at + 3) for at in range(4096)]


class Seen(dict[str, list[int]]):
    """Where letters stand in a text: each string is looked for once, however many patterns begin with it."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.low = text.lower()
        self.plain = len(self.low) == len(text)
        self._starts: dict[Clause, list[int]] = {}
        self._held: set[str] = set()
        self._of = self._known = 0

    def __missing__(self, letters: str) -> list[int]:
        places = self[letters] = []
        at = self.low.find(letters)
        while at >= 0:
            places.append(at)
            at = self.low.find(letters, at + 1)
        return places

    def _index(self) -> None:
        """Find all letters that patterns are known to begin with, in one pass."""
        low, known = self.low, max(len(_BEGUN), 1)
        found: dict[str, list[int]] = {}
        for lap in range(0, len(low), len(_THREE)):
            part = low[lap : lap + len(_THREE) + 2]
            for at, begun in enumerate(map(_BY_THREE.get, map(part.__getitem__, _THREE[: len(part)])), lap):
                for one in begun or ():
                    if low.startswith(one, at):
                        found.setdefault(one, []).append(at)
        self.update(found)
        self._known = known

    def starts(self, begins: Clause) -> list[int]:
        """Return the places where one of some strings stands, in order."""
        if begins not in self._starts:
            if not self._known and len(self) > FEW:
                self._index()
            there = [one for one in begins if one in self or _BEGUN.get(one, self._known) >= self._known]
            each = [self[one] for one in there]
            self._starts[begins] = each[0] if len(each) == 1 else sorted({at for one in each for at in one})
        return self._starts[begins]

    @cached_property
    def rows(self) -> list[int]:
        """The places where a line begins."""
        return [0, *(at + 1 for at in self["\n"])]

    @property
    def contained(self) -> set[str]:
        """Those of the letters that patterns hold which stand in a word of the text."""
        if self._of != (of := len(_HELD)):
            words = set(self.low.split())
            each = (
                _contained(one, of) if len(one) <= WORD else {it for it in _HELD if it in one}
                for one in words
            )
            self._held, self._of = set().union(*each), of
        return self._held


@lru_cache(maxsize=20_000)
def _contained(word: str, of: int) -> frozenset[str]:
    """Return those of the `of` strings that are looked for which stand in a word."""
    sizes = range(1, LONGEST + 1)
    parts = {word[at : at + size] for size in sizes for at in range(len(word) - size + 1)}
    return frozenset(parts & _HELD)


@lru_cache(maxsize=8)
def seen(text: str) -> Seen:
    """Return where letters stand in a text; the last texts are remembered."""
    return Seen(text)


class Scan:
    """A pattern that whole texts are scanned for; `first` and `each` find what `search` and `finditer` would.

    >>> dated = Scan(r"(?:entro|fino al) il \\d+", re.IGNORECASE)
    >>> [found[0] for found in dated.each("Entro il 3 maggio, anzi entro il 5")]
    ['Entro il 3', 'entro il 5']
    """

    def __init__(self, words: str, flags: int = 0) -> None:
        self.words, self.flags = words, flags

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """The compiled pattern."""
        return re.compile(self.words, self.flags)

    @cached_property
    def _letters(self) -> Letters:
        return letters(self.words, self.flags)

    @cached_property
    def begins(self) -> Clause:
        """The letters that each match begins with one of; "" among them: they are not known."""
        found = _short(self._letters.whole | self._letters.begun)
        if sum(one.isalpha() for one in found if len(one) == 1) > SHORTEST:
            return _EMPTY
        for one in () if "" in found else found:
            if len(one) >= SHORTEST and one not in _BEGUN:
                _BEGUN[one] = len(_BEGUN)
                _BY_THREE.setdefault(one[:SHORTEST], []).append(one)
        return found

    @cached_property
    def heads(self) -> bool:
        """Whether each match begins at the begin of a line."""
        begin = "^" in self.words[:9] and self.flags & re.MULTILINE  # else it need not be parsed again
        return bool(begin) and _heads(_parser.parse(self.words, self.flags))

    @cached_property
    def holds(self) -> tuple[Clause, ...]:
        """The letters that every match holds, one of each clause."""
        plain = (frozenset(max(one.split(), key=len) for one in clause) for clause in self._letters.contained)
        found = tuple(dict.fromkeys(map(_short, plain)))
        _HELD.update(*found)
        return found

    def may_match(self, text: Seen) -> bool:
        """Say whether the letters that every match holds stand in a text."""
        return bool(possible([self], text))

    def _places(self, text: str, start: int, end: int, seen: Seen) -> Sequence[int] | None:
        """Return the places where a match may begin; none where all must be tried."""
        if not seen.plain:
            return None
        if not self.may_match(seen):
            return ()
        if "" in self.begins and not self.heads:
            return None
        starts = seen.rows if self.heads else seen.starts(self.begins)
        return starts[bisect_left(starts, start) :] if start else starts

    def each(
        self, text: str, start: int = 0, end: int = sys.maxsize, places: Seen | None = None
    ) -> Iterator[re.Match[str]]:
        """Yield the matches in a text, from `start` to `end`, as `finditer` does; `places` are of this text,
        or of one that holds more."""
        short = min(end, len(text)) - start < SHORT
        tried = None if short else self._places(text, start, end, places or seen(text))
        if tried is None:
            yield from self.pattern.finditer(text, start, end)
            return
        match = self.pattern.match
        for at in tried:
            if at >= start and (found := match(text, at, end)):
                start = max(found.end(), at + 1)
                yield found

    def first(
        self, text: str, start: int = 0, end: int = sys.maxsize, places: Seen | None = None
    ) -> re.Match[str] | None:
        """Return the first match in a text, as `search` does."""
        short = min(end, len(text)) - start < SHORT
        tried = None if short else self._places(text, start, end, places or seen(text))
        if tried is None:
            return self.pattern.search(text, start, end)
        match = self.pattern.match
        for at in tried:
            if found := match(text, at, end):
                return found
        return None


def possible(forms: Iterable[Scan], text: Seen) -> list[Scan]:
    """Return those of some patterns whose letters stand in a text."""
    each = [(form, form.holds) for form in forms]  # all that they hold is known before the text is asked
    held, found = text.contained, []
    for form, holds in each:
        for clause in holds:
            if clause.isdisjoint(held):
                break
        else:
            found.append(form)
    return found


def letters(words: str, flags: int = 0) -> Letters:
    r"""Return the letters, all small, of the matches of a pattern.

    >>> found = letters(r"\bsentenz[ae]\s+del\s+(?:tar|consiglio)\b")
    >>> [sorted(clause) for clause in found.contained], sorted(found.begun)
    ([['sentenza', 'sentenze'], ['del'], ['consiglio', 'tar']], ['sentenza', 'sentenze'])
    >>> letters(r"co-?(?:progett)?|avviso").contained
    ()
    """
    return _sequence(_parser.parse(words, flags))


def _short(clause: Clause) -> Clause:
    """Return the letters cut to what is enough to look for, none behind another that it begins with."""
    cut = {one[:LONGEST] for one in clause}
    return frozenset(one for one in cut if not any(one[:end] in cut for end in range(len(one))))


def _joined(one: Clause, two: Clause) -> Clause:
    if one == _EMPTY or not two:
        return two
    return one if two == _EMPTY else frozenset([a + b for a in one for b in two])


def _sequence(tree: Any) -> Letters:
    whole, begun, run = _EMPTY, _NONE, _EMPTY
    held: list[Clause] = []
    for kind, told in tree:
        piece = _piece(kind.name, told)
        begun |= _joined(whole, piece.begun)
        whole = _joined(whole, piece.whole)
        if len(whole) > MOST:
            whole, begun = _NONE, begun | whole
        longer = _joined(run, piece.whole | piece.begun)
        fits = len(longer) <= MOST
        if piece.begun or not fits:
            held.append(longer if fits else run)
            run = _EMPTY if piece.begun else piece.whole
        else:
            run = longer
        held += piece.contained
    held.append(run)
    return Letters(whole, begun, tuple(filter(_telling, held)))


def _heads(tree: Any) -> bool:
    """Say whether a pattern begins with the sign for the begin of a line, in each of its alternatives."""
    if not len(tree):
        return False
    kind, told = tree[0]
    match kind.name:
        case "AT":
            return bool(told.name == "AT_BEGINNING")
        case "SUBPATTERN":
            return _heads(told[-1])
        case "BRANCH":
            return all(_heads(one) for one in told[1])
    return False


def _piece(kind: str, told: Any) -> Letters:
    match kind:
        case "LITERAL":
            return Letters(frozenset({chr(told).lower()}), _NONE)
        case "IN":
            return _class(told)
        case "SUBPATTERN":
            return _sequence(told[-1])
        case "ATOMIC_GROUP":
            return _sequence(told)
        case "BRANCH":
            return _branch([_sequence(one) for one in told[1]])
        case "MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT":
            return _repeated(told[0], told[1], _sequence(told[2]))
        case "AT" | "ASSERT" | "ASSERT_NOT":
            return Letters(_EMPTY, _NONE)
    return _UNKNOWN


def _class(told: Any) -> Letters:
    signs: set[str] = set()
    for kind, value in told:
        if kind.name == "LITERAL":
            signs.add(chr(value).lower())
        elif kind.name == "RANGE" and value[1] - value[0] < MOST // 4:
            signs.update(chr(sign).lower() for sign in range(value[0], value[1] + 1))
        elif kind.name == "CATEGORY" and value.name == "CATEGORY_DIGIT":
            signs.update("0123456789")
        else:
            return _UNKNOWN
    return Letters(frozenset(signs), _NONE)


def _branch(each: list[Letters]) -> Letters:
    whole = frozenset().union(*(one.whole for one in each))
    begun = frozenset().union(*(one.begun for one in each))
    if not begun:
        return Letters(whole, begun)
    best = [max((*one.contained, *_own(one)), key=_least, default=_NONE) for one in each]
    return Letters(whole, begun, (frozenset().union(*best),) if all(best) else ())


def _own(one: Letters) -> tuple[Clause, ...]:
    return (one.whole,) if not one.begun and _telling(one.whole) else ()


def _telling(clause: Clause) -> bool:
    """Say whether it is worth looking for letters: a few in one word, or a sign that few texts hold."""
    words = [max(one.split(), key=len, default="") for one in clause]
    return all(len(one) >= SHORTEST or one in RARE for one in words) if words else False


def _least(clause: Clause) -> int:
    return min(map(len, clause), default=0)


def _repeated(least: int, most: Any, one: Letters) -> Letters:
    if least == 0:
        again = _NONE if most == 1 else one.whole - _EMPTY
        return Letters(_EMPTY | (one.whole if most == 1 else _NONE), one.begun | again)
    if least == most and not one.begun and len(one.whole) ** least <= MOST:
        return Letters(reduce(_joined, [one.whole] * least, _EMPTY), _NONE)
    return Letters(_NONE, one.begun | one.whole, (*one.contained, *_own(one)))
