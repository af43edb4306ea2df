"""Under which rules: the legal bases and the acts that a notice cites, verbatim, each once."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from corale.mappings.reading.lines import Passage, ReadValue
from corale.mappings.text.dates import days
from corale.mappings.text.patterns import pattern

cue = partial(pattern, "citations")

_OTHER_LAWS = frozenset(
    {
        ("679", "2016"),
        ("2016", "679"),
        ("196", "2003"),
        ("101", "2018"),
        ("445", "2000"),
        ("82", "2005"),
        ("39", "93"),
        ("39", "1993"),
    }
)
SAME_CLAUSE = 300  # signs before a law in which words say that something rests on it


@dataclass(frozen=True, slots=True)
class Basis:
    """A citation: its articles, the law's number and year (or its name), its text, its place."""

    articles: str
    law: tuple[str, ...]
    value: ReadValue


def bases(passage: Passage) -> Iterator[ReadValue]:
    """Return the legal bases that the notice names, verbatim, each once, in the order of the text.

    Of two citations of the same article the first stays; the bare law goes where an article of it is cited.
    What only says who is a third-sector entity (art. 4 of the code) or how data are kept is no basis."""
    kept: list[Basis] = []
    for match in cue("basis").finditer(passage.text):
        one = _basis(passage, match)
        if one is None:
            continue
        same = [other for other in kept if other.law == one.law]
        if any(other.articles == one.articles or not one.articles for other in same):
            if (
                not one.articles
                and not any(o.articles for o in same)
                and len(one.value.value) > len(same[0].value.value)
            ):
                kept[kept.index(same[0])] = one
            continue
        kept = [other for other in kept if other.law != one.law or other.articles]
        kept.append(one)
    return (one.value for one in sorted(kept, key=lambda one: one.value.start))


def _basis(passage: Passage, match: re.Match[str]) -> Basis | None:
    """Return a match as a citation, `None` where it is no basis."""
    text = passage.text
    law = match["law"]
    if cue("code").search(law):
        key: tuple[str, ...] = ("117", "2017")
    else:
        numbers = re.findall(
            r"\d+", re.sub(r"\d{1,2}\s+(?=[a-z])|\d{1,2}[/.-]\d{1,2}[/.-](?=\d{4})", "", law)
        )
        key = tuple(number.removeprefix("20") if len(number) == 4 else number for number in numbers) or (
            "cost",
        )
        if tuple(numbers) in _OTHER_LAWS:
            return None
        key = tuple(sorted(key))
    row = text.rfind("\n", 0, match.start()) + 1
    labelled = cue("basis-row").match(text, row) is not None  # the source says itself that it is one
    if cue("act-row").match(text, row):
        return None
    near = max(0, match.start() - 60)
    if not (labelled or match["art"]) and cue("of-a-thing").search(text, near, match.start()):
        return None  # the law of a thing, not of the procedure
    if not match["art"] and cue("object-row").match(text, row):
        clause = max(row, match.start() - SAME_CLAUSE)
        if not cue("by-law").search(text, clause, match.start()):
            return None  # what a process is about is not what it rests on; an article is
    if cue("excluded").search(text, max(0, match.start() - 90), match.start()) or (
        key == ("cost",) and not match["art"]
    ):
        return None
    articles = " ".join(re.findall(r"\d+", f"{match['art'] or ''} {match['tail'] or ''}"))
    bare = match["art"] is None and not labelled
    if bare and key == ("117", "2017") and law.lower().startswith(("codice", "cts", "c.t.s")):
        before = text[max(0, match.start() - 30) : match.start()]
        if not re.search(r"(?:sensi|norma|base|previst\w|disciplin\w+|rispetto)\s+d\w+\s*$", before):
            return None
    defines = not articles and cue("defines").search(text, max(0, match.start() - 100), match.start())
    if key == ("117", "2017") and not labelled and (articles.split(" ")[0] == "4" or defines):
        return None
    value = passage.quote(*match.span()).rstrip(" ,")
    return Basis(
        articles,
        key,
        ReadValue(value, match.start(), match.start() + len(match[0].rstrip(" ,")), "legal-basis", 0.9),
    )


def acts(passage: Passage) -> Iterator[tuple[dict[str, str], ReadValue]]:
    """Return the acts that the notice cites by number or date: kind, number, date."""
    seen: set[tuple[str, ...]] = set()
    for match in cue("act").finditer(passage.text):
        number = match["number"] or match["bare"] or match["late"]
        row = passage.text.rfind("\n", 0, match.start()) + 1
        if cue("resolution").match(match["type"]) and not cue("act-row").match(passage.text, row):
            continue  # a legal basis, where no label says otherwise
        if not (number or match["date"]):
            continue
        value = {"type": passage.quote(*match.span("type"))}
        if number:
            value["number"] = "".join(number.split())
        day = next(days(match["date"] or ""), None)
        if day:
            value["date"] = day.value
        key = tuple(value[name] for name in ("number", "date") if name in value)
        if len(value) > 1 and key not in seen:
            seen.add(key)
            yield value, ReadValue(passage.quote(*match.span()), match.start(), match.end(), "act", 0.85)
