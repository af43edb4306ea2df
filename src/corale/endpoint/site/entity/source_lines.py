"""The source beside the values of a record's page: all its lines where they may be shown, else those that
prove."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from corale.data.lists.sources import SourceLine
from corale.endpoint.site import texts
from corale.endpoint.site.entity.record_facts import Fact
from corale.endpoint.site.entity.record_page import View
from corale.endpoint.site.entity.record_sections import Contradiction, Gap

LONGEST = 280
"""Characters of a passage that are shown beside the values; the value itself stands whole on the page."""
MOST = 1500
"""Lines of a source that a page shows; those that prove something are shown all the same."""


@dataclass(slots=True)
class Line:
    """A line of the source: its number, its text in parts (words, whether they prove something), what it
    proves.

    `notes` say what it proves without a value: a gap, a contradiction. `language` is that of the text."""

    number: int
    parts: list[tuple[str, bool]] = field(default_factory=list)
    language: str = ""
    facts: list[Fact] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def plain(self) -> bool:
        """Whether it is shown, and proves nothing."""
        return not self.facts and not self.notes and [on for _, on in self.parts] == [False]


def lines(
    view: View, lacking: Sequence[Gap], doubts: Sequence[Contradiction], source: Sequence[SourceLine]
) -> list[Line]:
    """Return the lines of a record's source in their order, with what each proves.

    `source` are all its lines; where they may not be shown, there are none, and the words of the proofs stand
    alone."""
    whole = {line.number: line for line in source}
    quoted: dict[int, dict[tuple[int, int, str], str]] = defaultdict(dict)
    found = {line.number: Line(line.number) for line in source[:MOST]}

    def at(number: int) -> Line:
        return found.setdefault(number, Line(number))

    for fact in view.record.all():
        for proof in fact.proofs:
            line = at(proof.line)
            quoted[proof.line][proof.column, proof.end, proof.words] = proof.language
            if fact.number in view.anchors and fact.predicate not in (one.predicate for one in line.facts):
                line.facts.append(fact)
    for gap in lacking:
        if gap.line:
            at(gap.line).notes.append(f"{gap.name}: {gap.reason}")
    for one in doubts:
        for number in one.lines:
            at(number).notes.append(texts.word("contradicted", view.tongue))
    for number, line in found.items():
        words = quoted.get(number, {})
        line.parts = marked(whole[number], words) if number in whole else quotes(words)
        line.language = next(iter(words.values()), "") if number not in whole else "it"
    return [found[number] for number in sorted(found)]


def quotes(words: dict[tuple[int, int, str], str]) -> list[tuple[str, bool]]:
    """Return the words of a line's proofs from left to right, as its parts."""
    told = dict.fromkeys(said for _, _, said in sorted(words) if said)
    return [(said if len(said) <= LONGEST else f"{said[:LONGEST]}…", True) for said in told]


def marked(line: SourceLine, words: dict[tuple[int, int, str], str]) -> list[tuple[str, bool]]:
    """Return a line in parts, those marked that a proof lies on.

    >>> marked(SourceLine(3, 2, "Costo: 40 euro"), {(10, 12, ""): "it", (11, 17, ""): "it"})
    [('Costo: ', False), ('40 euro', True)]
    """
    length, on = len(line.text), set[int]()
    for column, end, _ in words:
        if column:
            first = column - 1 - line.start
            on.update(range(max(first, 0), min(max(end - 1 - line.start, first + 1), length)))
    parts: list[tuple[str, bool]] = []
    start = 0
    for at in range(1, length + 1):
        if at == length or (at in on) != (start in on):
            parts.append((line.text[start:at], start in on))
            start = at
    return parts
