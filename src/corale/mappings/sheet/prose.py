"""What the prose of a sheet says beside its labels: kind of procedure, bodies named, phases in their order."""

import re

from corale.data.gazetteer.names import fold
from corale.mappings.reading.lines import Passage
from corale.mappings.text import classify
from corale.mappings.text.draft import Draft
from corale.mappings.text.mentions import mentions, speaks
from corale.mappings.text.outputs import PARTIES, decide
from corale.mappings.text.outputs import read as read_outputs

_KINDS = ("title", "design", "objectives", "expectedResults", "achievedResults", "documentsDescription")
_NAMES = (
    "title", "design", "objectives", "expectedResults", "achievedResults", "negotiationTable", "guaranteeCommittee",
    "documentsDescription", "civicOutreach", "inclusionMethods", "regionalEvaluation",
)  # fmt: skip
_THIRD = re.compile(r"terzo settore|\bets\b|art(?:icolo|\.)\s*55|117/2017|amministrazione condivisa", re.IGNORECASE)
_OPENS = re.compile(
    r"\b(?:percorso|processo|avviso|tavol[oi]|istruttoria|procedimento|procedura|iter)\s+di\s+$", re.IGNORECASE
)
_ABOUT = re.compile(  # rules about a procedure, and no such procedure
    r"(?:\b(?:regolament\w*|linee guida|disciplina\w*|normare|regole)\b[^.;:]{0,240}|"
    r"\b(?:criteri|principi|modalità|modi|modello)\b[^.;:]{0,60}?\b(?:de\w*|di|ai?|per|sulla)\s*)"
    r"(?:co\s?.?\s?pro\w+\s+e\s+(?:di\s+|della\s+)?)?$",
    re.IGNORECASE,
)
_PHASE = re.compile(
        r"(?<![\w])(?P<head>(?:Fase|FASE)\s+(?:(?P<number>\d{1,2}|[OIVX]{1,4})\b\s*(?P<more>[a-z]\w+)?|"
        r"(?P<name>(?:di\s+)?[\wàèéìòù’']+(?:\s+[\wàèéìòù’']+){0,3}?))\s*)"

    r"(?P<sign>[:–-]|\(|\s(?=[a-zà-ù]))\s*(?P<title>[^.;:(]{3,90})?"
)  # fmt: skip
_LISTED = re.compile(r"\bfasi\b[^.:]{0,60}:", re.IGNORECASE)
_ITEM = re.compile(r"(?<![\d.,])(?P<number>\d{1,2})[.)]\s+(?P<title>[^;.]{4,160})")


def read(draft: Draft) -> None:
    """Read the draft's prose: outputs and acts, kind of procedure, named bodies, phases."""
    outputs = read_outputs(draft)
    decide(draft, outputs)
    _kinds(draft)
    _named(draft)
    _phases(draft)
    if not outputs and not draft.truncated:
        draft.note("O001")


def _kinds(draft: Draft) -> None:
    """State the kinds of procedure that the title names, or the prose of a sheet that speaks of the third sector."""
    passages = {name: Passage(draft.texts[name]) for name in _KINDS if name in draft.texts}
    texts = {
        name: passage.text for name, passage in passages.items() if "rogr" in passage.text or "roge" in passage.text
    }
    third = any(_THIRD.search(passage.text) for passage in passages.values()) if texts else False
    for kind, form in classify.kinds().items():
        for name, text in texts.items():
            found = list(form.finditer(text))
            if match := next((one for one in found if not _about(text, one.start())), None):
                opens = _OPENS.search(text[max(0, match.start() - 40) : match.start()])
                confidence = 0.95 if name == "title" else 0.8 if third or opens else 0.4
                place = passages[name].at(*match.span())
                if confidence >= 0.6:
                    draft.append("procedureKind", kind, place, "procedure-kind", confidence)
                else:
                    draft.propose("procedureKind", kind, place, confidence)
                break
            if found and "procedureKind" not in draft.fields:
                _subject(draft, passages[name], found[0])


def _about(text: str, at: int) -> re.Match[str] | None:
    """The words that make what is named there the object of rules: a process that writes them is no such procedure."""
    opens = _OPENS.search(text[max(0, at - 40) : at])
    return _ABOUT.search(text, max(0, at - 270), at) if not opens or "proced" in opens[0].lower() else None


def _subject(draft: Draft, passage: Passage, found: re.Match[str]) -> None:
    """State what the process is about: the words from the rules to the procedure that they are of."""
    if "subject" not in draft.fields and (about := _about(passage.text, found.start())):
        span = about.start(), found.end()
        draft.put("subject", passage.quote(*span), passage.at(*span), "subject-in-prose", 0.8)


def _named(draft: Draft) -> None:
    """State the bodies that the prose names and no label does."""
    if not speaks("\n".join(line.raw for field in _NAMES for line in draft.texts.get(field, ())).lower()):
        return
    stated = [fold(str(name)) for field in PARTIES for name in _list(draft.fields.get(field))]
    seen: set[str] = set()
    for field in _NAMES:
        if field not in draft.texts:
            continue
        passage = Passage(draft.texts[field])
        for one in mentions(passage.text):
            name = fold(one.name)
            if name in seen or any(known.startswith(name) or name.startswith(known) for known in stated):
                continue
            seen.add(name)
            draft.append("namedEntity", one.name, passage.at(one.start, one.end), f"named-{one.sort}", 0.8)


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else [value] if value else []


def _phases(draft: Draft) -> None:
    """State the phases that the design tells: headed «Fase …», else a numbered list that it calls phases."""
    if "design" not in draft.texts:
        return
    passage = Passage(draft.texts["design"])
    found = _headed(passage.text) or _listed(passage.text)
    for order, (start, end) in enumerate(found, start=1):
        place = passage.at(start, end)
        draft.append("phase", {"order": order, "title": passage.quote(start, end).rstrip(" ,-–")}, place, "phase", 0.8)


def _headed(text: str) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    if "ase " not in text and "ASE " not in text:
        return spans
    for match in _PHASE.finditer(text):
        heading = match["number"] or match["sign"].strip() == ":"
        if not heading:
            continue
        start, end = match.start(), match.end("head")
        if match["number"] and match["title"] and match["sign"] != "(":
            start, end = match.start("more") if match["more"] else match.start("title"), match.end("title")
        elif match["more"]:
            start = match.start("more")
        span = start, start + len(text[start:end].rstrip())
        if text[span[0] : span[1]].casefold() not in (text[a:b].casefold() for a, b in spans):
            spans.append(span)
    return spans if len(spans) > 1 else []


def _listed(text: str) -> list[tuple[int, int]]:
    for opening in _LISTED.finditer(text):
        spans: list[tuple[int, int]] = []
        for match in _ITEM.finditer(text, opening.end()):
            if int(match["number"]) != len(spans) + 1:
                break
            spans.append((match.start("title"), match.end("title")))
        if len(spans) > 1:
            return spans
    return []
