"""The reading order of a page: its pieces of text, with their places, to lines, columns after columns."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

EDGE = 3  # lines at the head and foot of a page that may be repeated furniture
SHARE = 0.6  # of the pages, from which a line at the edge is furniture
PROSE, DEEP = 18, 4  # characters and lines from which a column is one of prose, no column of a table
CUTS = 60
_NUMBERED = re.compile(
    r"[-–]?\s*(?:pag(?:ina|\.)?\s*)?\d{1,4}(?:\s*(?:/|di|su)\s*\d{1,4})?\s*[-–]?", re.IGNORECASE
)
_DIGITS = re.compile(r"\d+")
_PARTED = re.compile(r"(?P<head>.*?\b(?P<left>[^\W\d_]{2,}))[-\u00ad\u2010\x02]")
_REST = re.compile(r"[a-zà-ÿ]\S*|[A-ZÀ-Ý]{2}\S*")
_COMPOUND = frozenset({"co", "ex", "vice", "socio", "psico", "anti", "pre", "post", "non", "extra", "inter"})


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text on one baseline: its box in points, y upwards."""

    left: float
    bottom: float
    right: float
    top: float
    text: str


def order(pieces: Sequence[Piece], depth: int = 0) -> list[list[Piece]]:
    """Return the rows of a page in reading order: whole columns where there are some, else line by line."""
    cut = _gutter(pieces) if depth < 4 else None
    if cut is None:
        return _rows(pieces)
    across = sorted((one for one in pieces if one.left < cut < one.right), key=lambda one: -one.top)
    made: list[list[Piece]] = []
    remaining = [one for one in pieces if not one.left < cut < one.right]
    for bar in [*across, None]:
        band = [one for one in remaining if bar is None or one.bottom >= bar.top - 1]
        taken = set(map(id, band))
        remaining = [one for one in remaining if id(one) not in taken]
        for side in ([one for one in band if one.right <= cut], [one for one in band if one.left >= cut]):
            made += order(side, depth + 1) if side else []
        if bar:
            made.append([bar])
    return made


def _gutter(pieces: Sequence[Piece]) -> float | None:
    """Return where a page of prose parts into columns: few pieces lie across, both sides are deep and
    wordy."""
    if len(pieces) < 2 * DEEP:
        return None
    low, high = min(one.left for one in pieces), max(one.right for one in pieces)
    best: tuple[int, float] | None = None
    for step in range(CUTS // 5, CUTS * 4 // 5 + 1):
        cut = low + (high - low) * step / CUTS
        left = [one for one in pieces if one.right <= cut]
        right = [one for one in pieces if one.left >= cut]
        across = len(pieces) - len(left) - len(right)
        if min(len(left), len(right)) < DEEP or across * 4 > len(pieces) or (best and across >= best[0]):
            continue
        if all(median(len(one.text) for one in side) >= PROSE for side in (left, right)):
            best = across, cut
    return best[1] if best else None


def _rows(pieces: Sequence[Piece]) -> list[list[Piece]]:
    """Return pieces by baseline, from the top, each row from the left."""
    rows: list[list[Piece]] = []
    for one in sorted(pieces, key=lambda piece: (-piece.bottom, piece.left)):
        height = max(one.top - one.bottom, 1.0)
        if rows and abs(rows[-1][0].bottom - one.bottom) < 0.4 * height:
            rows[-1].append(one)
        else:
            rows.append([one])
    return [sorted(row, key=lambda piece: piece.left) for row in rows]


def text(rows: Sequence[Sequence[Piece]]) -> list[str]:
    """Return rows as lines; a gap that is wider than the page's own spacing leaves a blank line."""
    steps = [above[0].bottom - below[0].bottom for above, below in pairwise(rows)]
    usual = median(step for step in steps if step > 0) if any(step > 0 for step in steps) else 0.0
    lines: list[str] = []
    for row, step in zip(rows, [0.0, *steps], strict=False):
        if lines and (step > 1.4 * usual or step < 0):
            lines.append("")
        lines.append("   ".join(one.text for one in row))
    return lines


def bared(pages: Sequence[list[str]]) -> list[list[str]]:
    """Return pages without numbers and without heads and feet that stand at one place of most pages; the head
    of the first page stays."""
    edges = [_edges(page, number) for number, page in enumerate(pages, start=1)]
    seen = Counter(mark for edge in edges for mark in set(edge.values()))
    many = {mark for mark, count in seen.items() if count >= max(2, SHARE * len(pages))}
    made = []
    for number, (page, edge) in enumerate(zip(pages, edges, strict=True), start=1):
        out = {
            place
            for (place, row), mark in edge.items()
            if _NUMBERED.fullmatch(page[place].strip()) or (mark in many and (number > 1 or row < 0))
        }
        made.append([line for place, line in enumerate(page) if place not in out])
    return made


def _edges(page: list[str], number: int) -> dict[tuple[int, int], tuple[int, str]]:
    """Return the lines at the head and foot of a page, by place and row (0, 1, 2 from the head, -1, -2, -3
    from the foot): the row with what stands there."""
    said = [place for place, line in enumerate(page) if line]
    head = dict(enumerate(said[:EDGE]))
    foot = {row - min(EDGE, len(said)): place for row, place in enumerate(said[-EDGE:])}
    return {(place, row): (row, _mark(page[place], number)) for row, place in (head | foot).items()}


def _mark(line: str, number: int) -> str:
    """Return a line as it is on every page: without the number of its own."""
    return _DIGITS.sub(lambda found: "#" if found[0].lstrip("0") == str(number) else found[0], line.strip())


def whole(lines: list[str]) -> list[str]:
    """Return lines with words whole that were parted at the end of a line.

    >>> whole(["per la realiz-", "zazione di attività", "di co-", "progettazione"])
    ['per la realizzazione', 'di attività', 'di co-progettazione', '']
    >>> whole(["PER LA CO-", "PROGRAMMAZIONE", "del Co-", "ROMA"])
    ['PER LA CO-PROGRAMMAZIONE', '', 'del Co-', 'ROMA']
    """
    made = list(lines)
    for place in range(len(made) - 1):
        parted = _PARTED.fullmatch(made[place])
        rest = _REST.match(made[place + 1]) if parted else None
        if parted and rest and rest[0][:2].isupper() == parted["left"].isupper():
            hyphen = "-" if parted["left"].lower() in _COMPOUND else ""
            made[place] = f"{parted['head']}{hyphen}{rest[0]}"
            made[place + 1] = made[place + 1][rest.end() :].lstrip()
    return made
