"""What a wording cannot match without: letters that must stand in a text, looked for before the wording is
tried.

Looking for letters is some twenty times faster than trying a pattern at every place of a text, and most
wordings of `patterns/*.toml` do not occur in most texts. Only letters that every match holds are taken: of a
group that must stand, one run of letters for each of its alternatives. What is not plain (a class, an option,
a count) is passed over."""

import re
from functools import cache
from typing import TypeAlias

Clause: TypeAlias = frozenset[str]  # any of these
SHORTEST = 3
_TOKEN = re.compile(
    r"\(\?(?P<flags>-?[a-z]+|[a-z]*-[a-z]+)?:|(?P<aside>\(\?(?:[=!]|<[=!]))|\((?:\?P<\w+>)?|\[\^?\]?(?:\\.|[^\]\\])*\]"
    r"|\\x[0-9a-fA-F]{2}|\\.|[?*+]\??|\{\d*,?\d*\}\??|[|).^$]|[^\W\d_]",
    re.DOTALL,
)


@cache
def needles(wording: str) -> tuple[Clause, ...]:
    r"""Return what a text in small letters must hold, each time any of some letters, for a wording to match
    at all.

    >>> [sorted(clause) for clause in needles(r"\bsentenz[ae]\s+del\s+(?:tar|consiglio)\b")]
    [['sentenz'], ['del'], ['consiglio', 'tar']]
    >>> needles(r"co-?(?:progett)?|avviso")
    ()
    """
    clauses, _ = _alternatives(wording, 0)
    return tuple(clauses)


class Letters(dict[str, bool]):
    """Which letters a text holds: each is looked for once, however many wordings need it."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self._low = text.lower()

    def __missing__(self, letters: str) -> bool:
        found = self[letters] = letters in self._low
        return found


def may_match(wording: str, held: Letters) -> bool:
    """Say whether a wording may match a text that holds such letters, or a part of it."""
    return all(any(map(held.__getitem__, clause)) for clause in needles(wording))


def _alternatives(text: str, at: int) -> tuple[list[Clause], int]:
    """Return the clauses of the alternatives from a place up to their closing bracket, and the place behind
    it."""
    each: list[list[Clause]] = []
    while True:
        clauses, at = _sequence(text, at)
        each.append(clauses)
        if text[at - 1 : at] != "|":
            break
    if len(each) == 1:
        return each[0], at
    if not all(each):
        return [], at
    best = [max(clauses, key=lambda clause: min(map(len, clause))) for clauses in each]
    return [frozenset().union(*best)], at


def _sequence(text: str, at: int) -> tuple[list[Clause], int]:
    """Return the clauses of one alternative, and the place behind the sign that ends it."""
    clauses: list[Clause] = []
    run = ""

    def closed() -> str:
        if len(run) >= SHORTEST:
            clauses.append(frozenset({run}))
        return ""

    while at < len(text):
        token = _TOKEN.match(text, at)
        sign = token[0] if token else text[at]
        at += len(sign)
        if sign in ("|", ")"):
            break
        optional = text[at : at + 1] in ("?", "*") or text[at : at + 2] in ("{0", "{,")
        if sign.startswith("(") and token:
            run = closed()
            inner, at = _alternatives(text, at)
            optional = text[at : at + 1] in ("?", "*") or text[at : at + 2] in ("{0", "{,")
            clauses += [] if optional or token["aside"] else inner
        elif len(sign) == 1 and sign.isalpha() and not optional:
            run += sign.lower()
            if text[at : at + 1] == "+" or text[at : at + 1] == "{":
                run = closed()
        elif sign in ("-", "'") and not optional:
            run += sign
        else:
            run = closed()
    else:
        at += 1
    run = closed()
    return clauses, at
