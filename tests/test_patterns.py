"""Every compiled pattern of the code: twice the text costs at most 2.5 times the work, or its texts are bounded.

The texts are made from each pattern: its signs, pairs of them, what it matches, and that cut short, repeated. Patterns
are tried as they are used at worst, by `search`.
"""

import re
import re._constants as c  # what a pattern is made of: there is no public name for it
import re._parser as parser
import time
from collections.abc import Iterable, Iterator
from importlib import import_module
from pkgutil import walk_packages
from typing import Any

import pytest

import corale

SMALL, LARGEST = 16_000, 64_000
LITTLE, FAR = 2_000, 0.1  # characters that no pattern takes so many seconds for
MEASURABLE = 0.03  # seconds below which a clock tells nothing
STEP = 2.5
SPARED = {
    # a text that is bounded before the pattern sees it, or comes from no stranger and no document
    "corale.data.release.questions": "our own example queries",
    "corale.ontology": "our own ontology",
    "corale.endpoint.site": "our own example queries and templates",
    "corale.endpoint.engine.memory": "what the kernel says of this process",
    "corale.data.gazetteer.naming:_OF_WHOM": "names of at most 500 characters",
    "corale.mappings.notice.amounts:_MILLION": "words of a sum, their spaces made one",
    "corale.mappings.notice.amounts:_THOUSAND": "words of a sum, their spaces made one",
}
PARTED = ("corale.mappings", "corale.data.gazetteer")
"""Read lines of documents, which are parted where a hundred spaces stand together (`lines.WIDE`): no longer runs."""
_CATEGORIES = {
    c.CATEGORY_SPACE: " ",
    c.CATEGORY_DIGIT: "1",
    c.CATEGORY_WORD: "w",
    c.CATEGORY_NOT_SPACE: "x",
    c.CATEGORY_NOT_DIGIT: "y",
    c.CATEGORY_NOT_WORD: "-",
}


def held(value: object, depth: int = 0) -> Iterator[re.Pattern[str]]:
    """Yield the patterns in a value, also inside tuples, lists and dictionaries."""
    if isinstance(value, re.Pattern):
        if isinstance(value.pattern, str):
            yield value
    elif isinstance(value, dict) and depth < 3:
        yield from (one for inner in value.values() for one in held(inner, depth + 1))
    elif isinstance(value, tuple | list | set | frozenset) and depth < 3:
        yield from (one for inner in value for one in held(inner, depth + 1))


def patterns() -> dict[str, re.Pattern[str]]:
    """Return the patterns of all modules, under the names they stand there."""
    found = {}
    for module in walk_packages(corale.__path__, "corale."):
        if module.name.endswith(("__main__", "endpoint.front")):
            continue
        for name, value in vars(import_module(module.name)).items():
            for number, pattern in enumerate(held(value)):
                found.setdefault(pattern, f"{module.name}:{name}[{number}]")
    return {name: pattern for pattern, name in found.items()}


def signs(tree: Iterable[Any]) -> Iterator[str]:
    """Yield a character or two for each part of a pattern."""
    for kind, value in tree:
        if kind is c.LITERAL:
            yield chr(value)
        elif kind is c.NOT_LITERAL:
            yield "~" if chr(value) != "~" else "!"
        elif kind is c.ANY:
            yield "x"
        elif kind is c.IN:
            yield from chosen(value)
        elif kind in (c.MAX_REPEAT, c.MIN_REPEAT, c.POSSESSIVE_REPEAT):
            yield from signs(value[2])
        elif kind is c.SUBPATTERN:
            yield from signs(value[3])
        elif kind is c.ATOMIC_GROUP:
            yield from signs(value)
        elif kind is c.BRANCH:
            yield from (sign for branch in value[1] for sign in signs(branch))
        elif kind in (c.ASSERT, c.ASSERT_NOT):
            yield from signs(value[1])


def chosen(options: list[Any]) -> list[str]:
    """Return two characters of a class."""
    found = []
    for kind, value in options:
        if kind is c.LITERAL:
            found.append(chr(value))
        elif kind is c.RANGE:
            found.append(chr(value[0]))
        elif kind is c.CATEGORY:
            found.append(_CATEGORIES[value])
    if options[0][0] is c.NEGATE:
        found = [sign for sign in "x 1-,.(" if sign not in found]
    return found[:2]


def matched(tree: Iterable[Any]) -> str:
    """Return a text that a pattern matches, about."""
    text = ""
    for kind, value in tree:
        if kind in (c.MAX_REPEAT, c.MIN_REPEAT, c.POSSESSIVE_REPEAT):
            text += matched(value[2]) * max(1, min(value[0], 40))
        elif kind is c.SUBPATTERN:
            text += matched(value[3])
        elif kind is c.ATOMIC_GROUP:
            text += matched(value)
        elif kind is c.BRANCH:
            text += matched(value[1][0])
        elif kind not in (c.ASSERT, c.ASSERT_NOT):
            text += "".join([*signs([(kind, value)])][:1])
    return text


def units(pattern: re.Pattern[str]) -> list[str]:
    """Return what texts for a pattern repeat."""
    tree = parser.parse(pattern.pattern, pattern.flags)
    some = list(dict.fromkeys(signs(tree)))[:12]
    word = matched(tree)[:200]
    pairs = [first + second for first in some[:4] for second in some[:4] if first != second]
    return list(
        dict.fromkeys(
            one for one in [*some, *pairs, word, word[:-1], word[: len(word) // 2], " ", "1", "a "] if one
        )
    )


def cost(pattern: re.Pattern[str], unit: str, size: int) -> float:
    """Return the least processor time of two searches in a text that ends in what matches nothing."""
    text = (unit * (size // len(unit) + 1))[:size] + "\x00"
    best = 99.0
    for _ in range(2):
        began = time.process_time()
        pattern.search(text)
        best = min(best, time.process_time() - began)
        if best < MEASURABLE:
            break
    return best


def steep(pattern: re.Pattern[str], unit: str) -> str:
    """Return at which size a text of a unit costs too much more than one of half the size; empty if at none."""
    if (little := cost(pattern, unit, LITTLE)) > FAR:
        return f"{unit[:20]!r}, {LITTLE} characters: {little:.2f} s"
    size, before = SMALL, cost(pattern, unit, SMALL)
    while before > MEASURABLE and size < LARGEST:  # what is quadratic takes a second or more for the smallest
        size *= 2
        now = cost(pattern, unit, size)
        if now > STEP * before and min(now, cost(pattern, unit, size)) > STEP * before:
            return f"{unit[:20]!r}, {size} characters: {now / before:.1f} times {before * 1000:.0f} ms"
        before = now
    return ""


FOUND = patterns()


def test_the_list_is_of_all() -> None:
    assert len(FOUND) > 200


@pytest.mark.parametrize("name", FOUND)
def test_twice_the_text_costs_no_more_than_2_5_times(name: str) -> None:
    if name.startswith(tuple(SPARED)):
        return
    some = [one for one in units(FOUND[name]) if one.strip() or not name.startswith(PARTED)]
    wrong = next((told for unit in some if (told := steep(FOUND[name], unit))), "")
    assert not wrong, f"{FOUND[name].pattern[:200]}: {wrong}"
