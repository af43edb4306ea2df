"""A public notice to the draft of its record: every value with its span, its rule and how sure it is.

What falls below the threshold of `avviso/template.toml` is kept as a candidate, never stated as a fact.
"""

import re
from itertools import accumulate

from corale.mappings import classify, editions, parties, resources, schedule
from corale.mappings.draft import ROOM, Draft
from corale.mappings.lines import Line, Passage
from corale.mappings.mentions import mentions
from corale.mappings.schedule import Found
from corale.mappings.template import table
from corale.mappings.values import money
from corale.record import Inferred, Json

_CHROME = re.compile(
    r"(?:description|data|descrizione|argomenti|tipologia|ultimo aggiornamento|condividi|allegati)\s*:?", re.IGNORECASE
)
_STAMP = re.compile(
    r"^(?:\([A-ZÀ-Ý][\wÀ-ÿ’' ]*,\s*\d{1,2}[ /.][^)]{4,20}\)\s*|"
    r"[A-ZÀ-Ý][A-ZÀ-Ý’' ]*(?:,\s*)?\(?\d{1,2}[ /.][\w/.]+(?:\s\d{4})?\)?\s*[-–]\s*|"
    r"\d{4}-\d{2}(?:-\d{2})?\s+)"
)
_OFFICE = re.compile(
    r"(?:settore|servizio|servizi|ufficio|area|direzione|dipartimento|assessorato|ministero|provincia|"
    r"piano di zona)\b[^.:]{0,80}",
    re.IGNORECASE,
)
_SUBJECT = re.compile(
    r"(?:(?:ad|per|avent[ei]\s+(?:ad|per))\s+oggetto:?|^oggetto(?:\s+dell[’']avviso)?\s*:)\s+"
    r"(?P<subject>(?:[^.;\n]|(?<=\bn)\.|(?<=art)\.){10,300})",
    re.IGNORECASE | re.MULTILINE,
)
_OBJECT = re.compile(
    r"co\s*[-–—‑]?\s*(?:programma|progetta)zione(?:\s+e\s+(?:(?:la|per la)\s+)?(?:successiva\s+)?(?=gestione))?\s+"
    r"(?:(?:di|del|dell[ao]|dei|degli|delle|per|per\s+(?:la|il|l[’']|i|gli|le)|su[il]?|sull[ae])\s+|dell[’'])?"
    r"(?P<subject>(?:gestione|servizi|servizio|interventi|attività|progett[oi]|un\b|una\b|centr[oi]|"
    r"azioni|percorsi|politiche)"
    r"(?:[^.;:\n(]|(?<=\bn)\.|(?<=art)\.){6,220})",
    re.IGNORECASE,
)
_TRAILING = re.compile(
    r",?\s+(?:ai sensi|rivolt[oaei]|nell[’']ambito|di cui|mediante|attraverso|entro|secondo)\b.*$",
    re.DOTALL | re.IGNORECASE,
)
_OBJECT_LINE = re.compile(r"\s*oggetto(?:\s+dell[’']avviso)?\s*:\s*", re.IGNORECASE)
_NUMBERED = re.compile(
    r"(?:prot\b|protocollo|determina|delibera|registro|n\.\s|data\b|cig\b|cup\b|allegato|vist[oaie]\b|premess|scadenza|"
    r"pubblicat|ultimo aggiornamento|dal\s+\d|\d{1,2}[/.]\d)",
    re.IGNORECASE,
)
_DATELINE = re.compile(r"\(?[A-ZÀ-Ý][\w’' ]{1,30}[–,(\s-]+\d{1,2}[ /.][\wà-ù.]+[ /.]\d{4}\)?")
_HEADING = re.compile(r"\bavviso\b", re.IGNORECASE)
_BARE = re.compile(r"avviso(?:\s+(?:pubblico|esplorativo))?\s*:?", re.IGNORECASE)
SHORTEST_TITLE, LONGEST_TITLE, HEADLINE = 25, 300, 140


def recognises(lines: list[Line]) -> bool:
    """Say whether the lines are a public notice."""
    return classify.recognises("\n".join(line.raw for line in lines))


def read(lines: list[Line], draft: Draft) -> None:
    """Read a notice into the draft."""
    room = accumulate(len(line.raw) for line in lines)
    passage = Passage(line for line, used in zip(lines, room, strict=True) if used <= ROOM)
    reader = Reader(passage, draft)
    reader.what()
    reader.who()
    reader.when()
    reader.means()
    editions.read(passage, draft, reader.found)
    _close(lines, draft)


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
        self.state("title", self._title())
        text = self.passage.text
        if subject := _SUBJECT.search(text) or _OBJECT.search(text):
            start, end = subject.span("subject")
            end = start + len(_TRAILING.sub("", text[start:end]).rstrip(" ,"))
            self.state("subject", Found(self.passage.quote(start, end), start, end, "subject", 0.8))

    def _title(self) -> Found | None:
        """Return the heading that calls the notice, else the first line that is more than a letterhead."""
        text, rows = self.passage.text, []
        for row in re.finditer(r"[^\n]*\S[^\n]*", text):
            if not _CHROME.fullmatch(row[0].strip()):
                rows.append(row.span())
        if not rows:
            return None
        score, behind, (start, end) = max((self._calls(at, *row), -at, row) for at, row in enumerate(rows[:15]))
        sure = 0.7 if score >= 1 or behind >= -1 else 0.5  # a line far down that calls nothing is only a candidate
        if own := _OBJECT_LINE.match(text, start, end):
            start = own.end()
        if _BARE.fullmatch(text[start:end].strip()) and (start, end) != rows[-1]:
            end = rows[rows.index((start, end)) + 1][1]
        if stamp := _STAMP.match(text[start:end]):
            start += stamp.end()
        shouted = text[start:end].isupper() and end - start <= LONGEST_TITLE
        if end - start > HEADLINE and not shouted:
            stop = self.passage.sentence(start)[1]
            end = min(end, stop if stop - start > SHORTEST_TITLE else self.passage.sentence(stop)[1])
        return Found(self.passage.quote(start, end)[:LONGEST_TITLE], start, end, "title", sure)

    def _calls(self, place: int, start: int, end: int) -> float:
        """Return how much a row looks like the title: it names the procedure, calls itself a notice, stands first."""
        text = self.passage.text
        row = text[start:end].strip()
        score = 1.5 * (place == 0) - 0.3 * place
        notice, named = bool(_HEADING.search(row)), any(form.search(row) for form in classify.kinds().values())
        score += (
            3 * (named and (place < 4 or notice or row.isupper())) + 2 * notice
        )  # far down it is a section's heading
        score += bool(_HEADING.match(row.lstrip('“"«'))) - row.endswith(".")  # a heading is no sentence
        score += 3 * bool(_OBJECT_LINE.match(row)) + row.isupper() - 0.5 * bool(_BARE.fullmatch(row))
        score -= (3 + 3 * row.endswith(".")) * (len(row) > HEADLINE and not row.isupper()) + 5 * bool(
            _NUMBERED.match(row)
        )
        return score - 6 * (self._letterhead(start, end) or bool(_DATELINE.fullmatch(row)))

    def _letterhead(self, start: int, end: int) -> bool:
        """Say whether a line only names bodies and offices."""
        text = self.passage.text
        if _OFFICE.fullmatch(text, start, end):
            return True
        rest, at = "", start
        for one in self.found:
            if start <= one.start and one.end <= end:
                rest += text[at : one.start]
                at = one.end
        return not any(sign.isalnum() for sign in rest + text[at:end])

    def who(self) -> None:
        """Read the issuing body, the lead, the territory, the entities and their grouping."""
        self.state("issuingBody", parties.issuer(self.passage, self.found))
        self.state("leadMunicipality", parties.lead(self.passage, self.found))
        self.state("territorialScope", parties.scope(self.passage, self.found))
        for one in parties.members(self.passage):
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
        self.state("published", schedule.published(self.passage))
        start, end = schedule.period(self.passage)
        self.state("periodStart", start)
        self.state("periodEnd", end)

    def means(self) -> None:
        """Read channel, contact, legal bases, acts and budget."""
        self.state("submissionChannel", resources.channel(self.passage))
        self.state("contactPec", resources.pec(self.passage))
        for basis in resources.bases(self.passage):
            self.state("legalBasis", basis, many=True)
        for act, found in resources.acts(self.passage):
            self.state("act", found, dict(act), many=True)
        amounts = list(resources.budgets(self.passage))
        if amounts:
            value = money(" ".join(amounts[0].value.split()))
            self.state("budget", amounts[0], value)


def _close(lines: list[Line], draft: Draft) -> None:
    """Account for the lines that no rule read, and tell whether the text was cut."""
    silent = [line for line in lines if not draft.status[line.number] and not _CHROME.fullmatch(line.text)]
    for line in silent:
        draft.status[line.number] = 2
    if silent:
        numbers = ", ".join(str(line.number) for line in silent)
        draft.note("N002", silent[0].number, text=numbers)
    draft.truncated = bool(lines) and bool(_CUT.search(lines[-1].text))


_CUT = re.compile(
    r"(?:\d{1,2}/|\b(?:di|del|della|dei|e|il|la|per|con|a|in|che|un|una)|[,(\-–]|\d{1,2}/\d{1,2}/)$", re.IGNORECASE
)
