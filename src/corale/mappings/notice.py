"""A public notice to the draft of its record: every value with its span, its rule and how sure it is.

What falls below the threshold of `avviso/template.toml` is kept as a candidate, never stated as a fact.
"""

import re
from functools import cache
from itertools import accumulate

from corale.mappings import (
    citations,
    classify,
    editions,
    headline,
    parties,
    periods,
    publication,
    resources,
    schedule,
    territory,
)
from corale.mappings.draft import REPORTED, ROOM, Draft
from corale.mappings.lines import Found, Line, Passage
from corale.mappings.mentions import mentions
from corale.mappings.template import table
from corale.mappings.values import money
from corale.record import Inferred, Json

_CUT = re.compile(
    r"(?:\d{1,2}/|\b(?:di|del|della|dei|e|il|la|per|con|a|in|che|un|una)|[,(\-–]|\d{1,2}/\d{1,2}/)$", re.IGNORECASE
)


_FORM = re.compile(r"(?:allegato|modello|modulo|schema|fac[- ]?simile|mod\.|istanza|domanda)\b", re.IGNORECASE)
_SIGNER = re.compile(r"(?:il|la|i)(?:\s?/\s?(?:la|il))?\s+sottoscritt[oaie]\b", re.IGNORECASE)
LONGEST = 240  # characters of a line of page chrome
SHORTEST = 6  # lines of a notice before a form that is part of its file


@cache
def _chrome() -> re.Pattern[str]:
    """Return the pattern of the lines that belong to the page around a notice, not to the notice."""
    return re.compile("|".join(f"(?:{form})" for form in table("avviso")["chrome"]), re.IGNORECASE)


def recognises(lines: list[Line]) -> bool:
    """Say whether the lines are a public notice."""
    return classify.recognises("\n".join(line.raw for line in lines)[:ROOM])


def read(lines: list[Line], draft: Draft) -> None:
    """Read a notice into the draft."""
    lines = _without_form(lines)
    said = [line for line in lines if len(line.raw) > LONGEST or not _chrome().fullmatch(line.raw)] or lines
    room = accumulate(len(line.raw) for line in said)
    passage = Passage(line for line, used in zip(said, room, strict=True) if used <= ROOM)
    reader = Reader(passage, draft)
    reader.what()
    reader.who()
    reader.when()
    reader.means()
    editions.read(passage, draft, reader.found)
    _close(said, draft)
    draft.truncated = bool(lines) and bool(_CUT.search(lines[-1].text))


class Reader:
    """Puts what the rules find in one notice into its draft."""

    def __init__(self, passage: Passage, draft: Draft) -> None:
        self.passage, self.draft = passage, draft
        self.threshold = float(table("avviso")["threshold"])
        self.found = mentions(passage.text)

    def state(self, name: str, found: Found | None, value: Json = None, many: bool = False) -> bool:
        """State a value, or keep it as a candidate; say which."""
        if found is None:
            return False
        line = self.passage.at(found.start, found.end)
        value = found.value if value is None else value
        if found.confidence < self.threshold:
            self.draft.propose(name, value, line, round(found.confidence, 2))
            self.draft.note("N001", line.number, name, text=found.value, field=name)
            return False
        (self.draft.append if many else self.draft.put)(name, value, line, found.rule, round(found.confidence, 2))
        self.draft.map(line)
        return True

    def what(self) -> None:
        """Read what the notice is: in scope, kind of procedure, title, subject."""
        verdict = classify.classify(self.passage.text)
        at = Found(verdict.kind or "", verdict.start, verdict.end, "classifier", verdict.confidence)
        if verdict.kind:
            self.state("inScope", at, verdict.in_scope)
            if verdict.in_scope:
                self.state(
                    "procedureKind", Found(verdict.kind, at.start, at.end, "procedure-kind", max(0.7, at.confidence))
                )
        else:
            self.draft.fields["inScope"] = False
        if not verdict.in_scope:
            self.draft.note(
                "K002", self.passage.at(at.start, at.end).number if verdict.kind else 0, text=verdict.reason
            )
        self.state("title", headline.title(self.passage, self.found))
        self.state("subject", headline.subject(self.passage))

    def who(self) -> None:
        """Read the issuing body, the lead, the territory, the entities and their grouping."""
        self.state("issuingBody", parties.issuer(self.passage, self.found))
        self.state("leadMunicipality", territory.lead(self.passage, self.found))
        self.state("territorialScope", territory.scope(self.passage, self.found))
        for one in territory.members(self.passage, self.found):
            self.state("memberMunicipality", one, many=True)
        for entity in parties.entities(self.found):
            self.state("thirdSectorEntity", Found(entity.name, entity.start, entity.end, "legal-form", 0.9), many=True)

    def when(self) -> None:
        """Read deadline, publication and period; a year that is not stated is inferred, and marked so."""
        day, hour = schedule.deadlines(self.passage)
        if day and day.value.startswith("--"):
            if (value := schedule.year_after(day.value, self.passage.text)) and day.confidence >= self.threshold:
                self.draft.inferred["deadlineDate"] = Inferred(value, "year-after-latest-date")
            self.draft.map(self.passage.at(day.start, day.end))
        else:
            self.state("deadlineDate", day)
        self.state("deadlineTime", hour)
        out = publication.published(self.passage)
        self.state("published", out)
        start, end = periods.period(self.passage, frozenset(one.value for one in (day, out) if one))
        self.state("periodStart", start)
        self.state("periodEnd", end)

    def means(self) -> None:
        """Read channel, contact, legal bases, acts and budget."""
        self.state("submissionChannel", resources.channel(self.passage))
        self.state("contactPec", resources.pec(self.passage))
        for basis in citations.bases(self.passage):
            self.state("legalBasis", basis, many=True)
        for act, found in citations.acts(self.passage):
            self.state("act", found, dict(act), many=True)
        amounts = list(resources.budgets(self.passage))
        if amounts:
            value = money(" ".join(amounts[0].value.split()))
            self.state("budget", amounts[0], value)


def _without_form(lines: list[Line]) -> list[Line]:
    """Return the lines before a form for bidders to fill in, which tells nothing of the procedure."""
    for place, line in enumerate(lines):
        if _SIGNER.search(line.text) and place > SHORTEST:
            heads = (at for at in range(place, max(place - 8, SHORTEST), -1) if _FORM.match(lines[at].text))
            return lines[: next(heads, place)]
    return lines


def _close(lines: list[Line], draft: Draft) -> None:
    """Account for the lines that no rule read."""
    silent = [line for line in lines if not draft.status[line.number]]
    for line in silent:
        draft.status[line.number] = REPORTED
    if silent:
        numbers = ", ".join(str(line.number) for line in silent)
        draft.note("N002", silent[0].number, text=numbers)
