"""What a process gave: regulations, pacts, plans, proposal documents, agreements, and the acts that took note of them.

Read from the sheet's title, its prose and the names of its attachments. A sheet speaks of an output more than once:
each kind is stated once, under its best name, with the date of its approval where the text gives one.
"""

import re
from dataclasses import dataclass

from corale.mappings.reading.gazetteer import place_at
from corale.mappings.reading.lines import Line, Passage
from corale.mappings.text.draft import Draft
from corale.mappings.text.moments import days, months
from corale.record import Fields

_TAIL = r"(?:\s+(?!(?:è|sono|ha|hanno|che|con|al\s+fine|attraverso|entro|viene|nell[’'ao]|si|come|da)\b)[\w’'-]+){1,12}"
_AGREEMENT = r"(?:Convenzione\s*/\s*)?[Aa]ccordo\s+(?:di|quadro\s+di)\s+(?:collaborazione|partenariato)|Convenzione"
_MENTION = re.compile(
    r"(?<![\w])(?:"
    rf"(?P<proposal>(?i:documento\s+(?:finale\s+)?di\s+proposta\s+(?:partecipata|condivisa)|doc\.?\s?pp\b))"
    rf"|(?P<agreement>{_AGREEMENT})(?:{_TAIL})?"
    rf"|(?P<regulation>Regolamento|REGOLAMENTO)(?:{_TAIL})?"
    rf"|(?P<pact>Patto|PATTO)(?:{_TAIL})?"
    rf"|(?P<plan>Piano|PIANO)(?:{_TAIL})?"
    r")"
)
_HINT = re.compile(
    r"Regolament|REGOLAM|Patt[oi]|PATTO|Pian[oi]|PIANO|[Pp]roposta|PROPOSTA|[Dd]oc\.?\s?[Pp][Pp]|"
    r"[Aa]ccordo|Convenzione"
)
_OF_TOWN = re.compile(r"(?:[A-ZÀ-Ý][\wÀ-ÿ’']+ ){1,2}(?:in|di) $")  # the end of a town's name
_VERB = re.compile(
    r"sottoscri|approv|adott|redazion|redatt|stesura|elabor|delinear|definiz|definir|scrittura|predispo|"
    r"confronto|costru|"
    r"firma\b|siglat|co-?scri|aggiorna|revision|percorso (?:per|verso|di)|verso (?:il|la|un)",
    re.IGNORECASE,
)
_CITED = re.compile(
    r"(?:ai sensi|in attuazione|previst[oaie] d|nel quadro|nell[’']ambito|secondo|in coerenza con|"
    r"conforme|disciplinat[oaie] d|di cui|"
    r"sulla base|in base|come da|norma|vigente)\w*\s+(?:(?:del|dal|al|il|dall|dell)\w*[’']?\s*)?$",
    re.IGNORECASE,
)
_TRIM = re.compile(
    r"\s+(?:del|della|dello|dell|dei|degli|delle|di|da|dal|a|al|alla|ai|in|nel|nella|e|ed|per|il|la|lo|i|"
    r"gli|le|un|una|su|sul|sulla|"
    r"tra|fra|verso|the|anche|non|o)[’']?$",
    re.IGNORECASE,
)
_QUOTES = '“"«'
_ENDS = {"“": '”"', '"': '"”', "«": "»"}
_DONE = re.compile(r"\b(?:approvat|sottoscritt|adottat|firmat|siglat|ratificat)[oaie]\b", re.IGNORECASE)
_HEADS = {
    "regulation": "regolament",
    "pact": "patto",
    "plan": "pian",
    "agreement": "accord|convenzion",
    "proposal-document": "document|docpp",
}
_SURE = {"title": 0.85, "documentsDescription": 0.9}
_HOPED = frozenset({"objectives", "expectedResults"})
PROSE = (
    "title", "design", "objectives", "expectedResults", "achievedResults", "documentsDescription", "finalDocument",
    "closingTools",
)  # fmt: skip


@dataclass(slots=True)
class Output:
    """An output in the making: its best name so far, where that stands, how sure it is."""

    kind: str
    title: str
    line: Line
    confidence: float
    rank: int
    date: str = ""
    dated: Line | None = None


def read(draft: Draft) -> dict[str, Output]:
    """State the outputs that the draft's texts and attachments show; return them by kind."""
    outputs: dict[str, Output] = {}
    for name in PROSE:
        lines = draft.texts.get(name)
        if lines and any(_HINT.search(line.raw) or (outputs and _DONE.search(line.raw)) for line in lines):
            _prose(name, Passage(lines), outputs)
    _attached(draft, outputs)
    for output in outputs.values():
        value: Fields = {"kind": output.kind, "title": output.title}
        if output.date:
            value["date"] = output.date
        if output.confidence < 0.6:
            draft.propose("output", value, output.line, output.confidence)
            draft.note("N001", output.line.number, "output", text=output.title, field="output")
            continue
        place = draft.append("output", value, output.line, "output", output.confidence)
        if output.dated:
            draft.prove(f"output/{place}/date", output.dated, "output-date", 0.8)
    return {kind: output for kind, output in outputs.items() if output.confidence >= 0.6}


def _ends_a_town(text: str, start: int) -> bool:
    """Say whether «Piano» at an offset is the end of a town's name: «San Giorgio di Piano»."""
    town = _OF_TOWN.search(text, max(0, start - 30), start)
    return town is not None and place_at(text, town.start()) > start


def _prose(name: str, passage: Passage, outputs: dict[str, Output]) -> None:
    text = passage.text
    at = 0
    while match := _MENTION.search(text, at):
        at = match.end()
        kind = str(match.lastgroup).replace("proposal", "proposal-document")
        start, end = match.span()
        if kind == "plan" and (place_at(text, start) > start or _ends_a_town(text, start)):
            at = start + len("Piano")
            continue
        quoted = _quoted(text, start, end)
        bare = _shorten(text, start, quoted or end, kind, name == "title")
        confidence, rank = _weigh(name, text, start, end, bool(quoted))
        _better(outputs, Output(kind, passage.quote(start, bare), passage.at(start, bare), confidence, rank))
    for kind, output in outputs.items():
        if not output.date:
            _dated(passage, kind, output)


def _quoted(text: str, start: int, end: int) -> int:
    """Return where the name ends that opening quotes set off (0: none do)."""
    mark = text[start - 1 : start]
    if not mark or mark not in _QUOTES:
        return 0
    ends = [place for sign in _ENDS[mark] if (place := text.find(sign, start, start + 160)) > 0]
    return min(ends, default=0)


def _shorten(text: str, start: int, end: int, kind: str, title: bool) -> int:
    """Return where an output's name ends: at its quotes, or before the sentence goes on."""
    if not title and text[start - 1 : start] not in _QUOTES and kind in ("regulation", "pact", "plan"):
        words = list(re.finditer(r"\S+", text[start:end]))
        keep = len(words)
        for place, word in enumerate(words[1:], start=1):
            if (
                place >= 3
                and word[0][:1].islower()
                and not _TRIM.fullmatch(" " + word[0])
                and words[place - 1][0][:1].isupper()
            ):
                keep = place
                break
        end = start + words[keep - 1].end()
    while trimmed := _TRIM.search(text[start:end]):
        end = start + trimmed.start()
    return end


def _weigh(name: str, text: str, start: int, end: int, quoted: bool) -> tuple[float, int]:
    """Return how sure it is that an instrument told of is an output of the process, and the rank of its name."""
    if name in _SURE:
        return _SURE[name], 3 if not quoted else 4
    if _CITED.search(text, max(0, start - 45), start):
        return 0.3, 0
    near = _VERB.search(text, max(0, start - 80), min(len(text), end + 60))
    confidence = (0.75 if near else 0.4) + (0.1 if quoted else 0) - (0.2 if name in _HOPED and not quoted else 0)
    return round(confidence, 2), 4 if quoted else 2 if near else 1


def _better(outputs: dict[str, Output], other: Output) -> None:
    """Keep the better named of two outputs of a kind; the surer mention decides how sure it is."""
    known = outputs.get(other.kind)
    words = len(other.title.split())
    if known is None:
        outputs[other.kind] = other
        return
    known.confidence = max(known.confidence, other.confidence)
    if (other.rank > known.rank and words > 1) or len(known.title.split()) == 1 < words:
        known.title, known.line, known.rank = other.title, other.line, other.rank


def _dated(passage: Passage, kind: str, output: Output) -> None:
    """Read when the output was approved or signed, where a sentence about it says so in the past."""
    head = re.compile(rf"\b(?:{_HEADS[kind]})", re.IGNORECASE)
    for done in _DONE.finditer(passage.text):
        start, end = passage.sentence(done.start())
        if not head.search(passage.text, start, end):
            continue
        for moment in (*days(passage.text[start:end]), *months(passage.text[start:end])):
            at = start + moment.start
            if moment.dated and at > done.start() and at - done.end() < 90:
                output.date, output.dated = moment.value, passage.at(at, start + moment.end)
                output.confidence = max(output.confidence, 0.8)
                return


_STAMP = re.compile(r"^\d{8,}[._ -]\s*")
_PROPOSAL = re.compile(r"proposta partecipata", re.IGNORECASE)
_NOTE = re.compile(r"presa d.?\s?atto", re.IGNORECASE)
_ACT = re.compile(r"\b(?:delibera(?:zione)?|determina(?:zione)?|presa d.?\s?atto|atto di|decreto)\b", re.IGNORECASE)
_ORGAN = re.compile(
    r"\b(?:giunta|consiglio|cda|c\.d\.a\.|assemblea|comitato\s+di\s+distretto|conferenza)\b"
    r"(?:\s+(?:(?:dell[’']?\s?)?unione|comunale|provinciale|regionale|metropolitano|di\s+amministrazione|"
    r"dei\s+sindaci))?",
    re.IGNORECASE,
)
_APPROVED = re.compile(
    r"\b(?P<done>approvat[oaie]|adottat[oaie]|preso\s+atto|presa\s+d[’']atto|ratificat[oaie]|"
    r"recepit[oaie])\b[^.;]{0,70}?"
    r"\b(?P<organ>(?:Giunta|Consiglio)\s+(?:comunale|dell[’']Unione|provinciale|regionale)|"
    r"Comitato\s+di\s+[Dd]istretto|Conferenza\s+\w+|"
    r"CdA|Assemblea\s+\w+)",
    re.IGNORECASE,
)
_ACTIVE = re.compile(
    r"\b(?P<organ>(?:Giunta|Consiglio)\s+(?:comunale|dell[’']Unione|provinciale|regionale)|"
    r"Comitato\s+di\s+[Dd]istretto|CdA)\b[^.;]{0,40}?"
    r"\bha(?:nno)?\s+(?P<done>approvato|adottato|preso\s+atto|ratificato|recepito)\b",
    re.IGNORECASE,
)
_COMPANIES = re.compile(r"\b(?:aziend|asc\b|asp\b|fondazion|consorzi|societ|istituzion)", re.IGNORECASE)
PARTIES = ("decisionHolder", "grantBeneficiary", "proposer", "externalParty")


def _attached(draft: Draft, outputs: dict[str, Output]) -> None:
    """Take a proposal document among the attachments for an output."""
    for kind, name in draft.attached:
        if _PROPOSAL.search(kind.text) and not _NOTE.search(kind.text):
            title = re.sub(r"^\d+\s*-\s*", "", kind.text)
            known = outputs.get("proposal-document")
            if known is None or known.confidence < 0.95:
                keep = known if known and known.rank >= 3 else None
                outputs["proposal-document"] = Output(
                    "proposal-document", keep.title if keep else title, keep.line if keep else name, 0.95, 5
                )


def decide(draft: Draft, outputs: dict[str, Output]) -> None:
    """State the acts by which a body took note of, approved or adopted what came out."""
    for kind, name in draft.attached:
        stem = _STAMP.sub("", name.text).rpartition(".")[0]
        noted = bool(_NOTE.search(kind.text))
        if not (noted or _ACT.search(stem)):
            continue
        value: Fields = {"kind": _sort(stem), "title": stem}
        moment = next((m for m in (*days(stem), *months(stem)) if m.dated), None)
        if moment:
            value["date"] = moment.value
        if organ := _ORGAN.search(stem):
            value["body"] = _body(draft, organ[0])
        elif noted and (holders := draft.fields.get("decisionHolder")) and isinstance(holders, list):
            value["body"] = holders[0]
        value["sourceFileName"] = name.text
        draft.append("decisionAct", value, name, "act-of-attachment", 0.9 if noted else 0.75)
    for field in ("design", "achievedResults", "documentsDescription"):
        if lines := draft.texts.get(field):
            _told(draft, Passage(lines), outputs)


def _sort(text: str) -> str:
    low = text.lower()
    return "approval" if "approv" in low else "adoption" if "adozion" in low or "adottat" in low else "takes-note"


def _body(draft: Draft, organ: str) -> str:
    """Return the stated party whose organ this is, else the organ as written."""
    low, stated = organ.lower(), [name for field in PARTIES for name in _names(draft, field)]
    if "unione" in low:
        own = [name for name in stated if name.lower().startswith("unione")]
    elif low.startswith(("cda", "c.d.a", "assemblea")):
        own = [name for name in stated if _COMPANIES.search(name)]
    elif low.startswith(("giunta", "consiglio")) and low not in ("giunta regionale", "consiglio regionale"):
        own = _names(draft, "decisionHolder")
    else:
        own = []
    return own[0] if own else organ


def _names(draft: Draft, field: str) -> list[str]:
    value = draft.fields.get(field)
    return [str(one) for one in value] if isinstance(value, list) else [str(value)] if value else []


def _told(draft: Draft, passage: Passage, outputs: dict[str, Output]) -> None:
    """Read acts told in prose: what was approved, by which organ, when."""
    if "ato" not in passage.text:
        return
    seen: set[str] = set()
    for form in (_APPROVED, _ACTIVE):
        for match in form.finditer(passage.text):
            done = match["done"].lower()
            kind = (
                "adoption"
                if done.startswith("adott")
                else "approval"
                if done[:5] in ("appro", "ratif")
                else "takes-note"
            )
            organ = passage.quote(*match.span("organ"))
            if organ.lower() in seen:
                continue
            seen.add(organ.lower())
            start, end = passage.sentence(match.start())
            sentence = passage.text[start:end]
            moment = next((m for m in (*days(sentence), *months(sentence)) if m.dated), None)
            dates = {output.date for output in outputs.values() if output.date}
            value: Fields = {"kind": kind, "body": _body(draft, organ)}
            if moment or len(dates) == 1:
                value["date"] = moment.value if moment else dates.pop()
            draft.append("decisionAct", value, passage.at(*match.span()), "act-in-prose", 0.75)
