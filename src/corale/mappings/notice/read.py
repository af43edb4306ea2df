"""A public notice to the draft of its record: every value with its span, its rule and how sure it is.

What is in no sure band of its family (`bands.csv`), or falls below the threshold of `avviso/template.toml`,
is kept as a candidate, never stated as a fact."""

from itertools import accumulate

from corale.mappings.notice import (
    amounts,
    bands,
    decision,
    editions,
    occasions,
    parties,
    periods,
    publication,
    resources,
    schedule,
    territory,
    titles,
)
from corale.mappings.notice.involved import involved
from corale.mappings.notice.scope import own_lines
from corale.mappings.reading.lines import Line, Passage, ReadValue
from corale.mappings.reading.template import table
from corale.mappings.text import citations, classify, contradictions, gaps
from corale.mappings.text.extraction import REPORTED, ROOM, RecordBuilder
from corale.mappings.text.mentions import mentions
from corale.mappings.text.patterns import pattern
from corale.record import Inferred, Json

SOURCE = "avviso"  # whose bands count
CONCLUDING = frozenset({"esito", "verbale", "convenzione", "patto", "determina"})


def recognises(lines: list[Line]) -> bool:
    """Say whether the lines are a public notice."""
    return classify.recognises("\n".join(line.raw for line in lines)[:ROOM])


def read(lines: list[Line], builder: RecordBuilder) -> None:
    """Read a notice into the draft."""
    said = own_lines(lines)
    room = accumulate(len(line.raw) for line in said)
    passage = Passage(line for line, used in zip(said, room, strict=True) if used <= ROOM)
    reader = Reader(passage, builder)
    reader.what()
    reader.who()
    reader.when()
    reader.means()
    contradictions.check(passage, builder)
    editions.read(passage, builder, reader.found)
    _close(said, builder)
    _apart(lines, said, builder)
    builder.truncated = bool(lines) and bool(pattern("scope", "cut").search(lines[-1].text))
    gaps.check(passage, builder)


class Reader:
    """Puts what the rules find in one notice into its draft."""

    def __init__(self, passage: Passage, builder: RecordBuilder) -> None:
        self.passage, self.builder = passage, builder
        self.threshold = float(table("avviso")["threshold"])
        self.found = mentions(passage.text)
        self.document = ""

    def state(self, name: str, found: ReadValue | None, value: Json = None, many: bool = False) -> bool:
        """State a value with its measured confidence, or keep it as a candidate; say which."""
        if found is None:
            return False
        line = self.passage.at(found.start, found.end)
        value = found.value if value is None else value
        held = bands.band(SOURCE, name, found.confidence)
        claimed = round(found.confidence, 2)
        if not (held.stated if held else claimed >= self.threshold):
            self.builder.hold_back(name, value, found.value, line, claimed)
            self.builder.status[line.number] = self.builder.status[line.number] or REPORTED
            return False
        (self.builder.append if many else self.builder.put)(
            name, value, line, found.rule, round(held.measured, 2) if held else claimed
        )
        self.builder.map(line)
        return True

    def what(self) -> None:
        """Read what the notice is: in scope, kind of procedure, title, subject."""
        kind = self.decide()
        if kind is None:
            self.builder.fields["inScope"] = False
        self.state("title", titles.title(self.passage, self.found))
        self.state("subject", titles.subject(self.passage))

    def decide(self) -> str | None:
        """State whether the text is one procedure, of what kinds, with the reasons; return the co-procedure's
        kind.

        What is not sure enough is a candidate; what is no procedure is said to be the kind of document that
        it is."""
        builder, text = self.builder, self.passage.text
        made = decision.decide(self.passage)
        sure, maybe = made.probability >= decision.SURE, made.probability >= decision.UNSURE
        confidence = round(made.probability if sure or maybe else 1 - made.probability, 2)
        for cue, weight in made.cues[:6]:
            if (weight > 0) == (sure or maybe) and self.passage.at(cue.start, cue.end).raw:
                value = f"{cue.group}: {cue.name}: {self.passage.quote(cue.start, cue.end)[:160]}"
                self.state("reason", ReadValue(value, cue.start, cue.end, "decision", 0.9), many=True)
        first = next((cue for cue, weight in made.cues if (weight > 0) == (sure or maybe)), None)
        place = (first.start, first.end) if first else (0, min(80, len(text)))
        if maybe and not sure:
            builder.propose("publishable", True, self.passage.at(*place), confidence)
        builder.put("publishable", sure, self.passage.at(*place), "decision", confidence)
        at = decision.document_kind(text, (cue for cue, _ in made.cues), maybe)
        self.document = at.value
        document = (
            at.value if self.passage.at(at.start, at.end).raw and self.state("documentKind", at) else "?"
        )
        kind, start, end, weight = classify.weightiest(text)
        other = None if kind else decision.procedure_kind(text)
        if not maybe or (kind is None and other is None):
            builder.note("K002", builder.line_of("publishable"), text=document)
            return None
        value, start, end = (kind, start, end) if kind else other or ("", 0, 1)
        if not sure:
            builder.note("K004", self.passage.at(start, end).number, "publishable", text=value)
        sureness = min(max(made.probability, self.threshold), 0.95) if sure else 0.5
        self.state("procedureKind", ReadValue(value, start, end, "procedure-kind", sureness), many=True)
        if kind and sure:
            self.state("inScope", ReadValue(kind, start, end, "decision", sureness), True)
            return kind
        if kind:
            builder.propose("inScope", True, self.passage.at(start, end), confidence)
        elif sure:
            builder.note("K003", self.passage.at(start, end).number, text=value)
        return None

    def who(self) -> None:
        """Read the issuing body, the lead, the territory, the entities and their grouping."""
        issuer = parties.issuer(self.passage, self.found)
        lead = territory.lead(self.passage, self.found)
        members = territory.members(self.passage, self.found)
        self.state("issuingBody", issuer)
        self.state("leadMunicipality", lead)
        self.state("territorialScope", territory.scope(self.passage, self.found))
        for one in members:
            self.state("memberMunicipality", one, many=True)
        signed = self.document in ("patto", "convenzione")
        told = involved(self.passage, self.found, issuer, lead, members, signed)
        for entity in parties.third_sector(self.found, told):
            if not (issuer and entity.start == issuer.start):
                self.state("thirdSectorEntity", entity, many=True)
        for party in told:
            place = ReadValue(party.name, party.start, party.end, "party", party.confidence)
            self.state("party", place, party.stated(), many=True)

    def when(self) -> None:
        """Read deadline, publication and period; a year that is not stated is inferred, and marked so."""
        day, hour = schedule.deadlines(self.passage)
        if day and day.value.startswith("--"):
            if (
                value := schedule.year_after(day.value, self.passage.text)
            ) and day.confidence >= self.threshold:
                self.builder.inferred["deadlineDate"] = Inferred(value, "year-after-latest-date")
            self.builder.map(self.passage.at(day.start, day.end))
        else:
            self.state("deadlineDate", day)
        self.state("deadlineTime", hour)
        taken = [one for one in (day,) if one]
        for made, found in occasions.deadlines(self.passage, day, hour):
            self.state("deadline", found, made, many=True)
            taken.append(found)
        out = publication.published(self.passage)
        if out and out.rule == "call-published" and self.document in CONCLUDING:
            out = None  # the call that it concludes was published then
        self.state("published", out)
        start, end = periods.period(self.passage, frozenset(one.value for one in (day, out) if one))
        self.state("periodStart", start)
        self.state("periodEnd", end)
        for made, found in occasions.periods(self.passage, start, end):
            self.state("period", found, made, many=True)
        taken += [one for one in (out, start, end) if one]
        for made, found in occasions.meetings(self.passage, taken):
            self.state("meeting", found, made, many=True)

    def means(self) -> None:
        """Read channel, contact, legal bases, acts and budget."""
        self.state("submissionChannel", resources.channel(self.passage))
        self.state("contactPec", resources.pec(self.passage))
        for basis in citations.bases(self.passage):
            self.state("legalBasis", basis, many=True)
        for act, found in citations.acts(self.passage):
            self.state("act", found, dict(act), many=True)
        for made, code in occasions.identifiers(self.passage):
            self.state("identifier", code, made, many=True)
        sums = list(amounts.amounts(self.passage))
        for sum_ in sums:
            place = ReadValue("", sum_.start, sum_.end, "amount", sum_.confidence)
            self.state("amount", place, sum_.stated(), many=True)
        self.state("budget", next(amounts.budgets(sums), None))


def _close(lines: list[Line], builder: RecordBuilder) -> None:
    """Account for the lines that no rule read."""
    silent = [line for line in lines if not builder.status[line.number]]
    for line in silent:
        builder.status[line.number] = REPORTED
    if silent:
        numbers = ", ".join(str(line.number) for line in silent)
        builder.note("N002", silent[0].number, text=numbers)


def _apart(lines: list[Line], own: list[Line], builder: RecordBuilder) -> None:
    """Account for the lines of the page that belong to something else: its menus, other notices, forms to
    fill in."""
    mine = {line.number for line in own}
    if others := [line.number for line in lines if line.number not in mine]:
        builder.note("N003", others[0], text=", ".join(map(str, others)))
