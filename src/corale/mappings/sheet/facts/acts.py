"""The acts by which an organ took note of, approved or adopted what came out, and the call that a text tells
of.

An act answers an output only where its own sentence says so: a file among «other documents» does not."""

import re

from corale.mappings.reading.lines import Line, Passage
from corale.mappings.sheet.facts.outputs import Output
from corale.mappings.sheet.facts.telling import Telling, pattern, spans
from corale.mappings.text.dates import days, months
from corale.record import Fields

FAMILY = "what"
PARTIES = ("decisionHolder", "grantBeneficiary", "externalParty", "proposer", "responsibleStructure")
TOLD = ("design", "achievedResults", "documentsDescription")
_STAMP = re.compile(r"^\d{8,}[._ -]\s*")
_COMPANIES = re.compile(r"\b(?:azienda|asc|asp|istituzione|consorzio)\b", re.IGNORECASE)


def read(telling: Telling, outputs: dict[str, Output]) -> None:
    """State the acts of the attachments, then those of the prose, then the call."""
    for kind, name in telling.builder.attached:
        _filed(telling, kind, name)
    for _, passage in telling.each(TOLD):
        _from_prose(telling, passage, outputs)
    for _, passage in telling.each(("design",)):
        _call(telling, passage)


def _filed(telling: Telling, kind: Line, name: Line) -> None:
    """State the act that an attachment holds, by its kind and the name of its file."""
    stem = _STAMP.sub("", name.text).rpartition(".")[0]
    noted = pattern("outcome", "note-file").search(kind.text) is not None
    if not (noted or pattern("outcome", "act-file").search(stem)):
        return
    value: Fields = {"kind": _sort(stem, "takes-note" if noted else "resolution"), "title": stem}
    moment = next((one for one in (*days(stem), *months(stem)) if one.dated), None)
    if moment:
        value["date"] = moment.value
    if organ := pattern("outcome", "organ").search(stem):
        value["organ"] = organ[0]
        if body := _body(telling, organ[0]):
            value["body"] = body
    value["sourceFileName"] = name.text
    telling.tell(FAMILY, "decisionAct", value, name, "act-of-attachment")


def _sort(text: str, otherwise: str) -> str:
    """Return the kind of an act by the words that tell it.

    >>> _sort("approvazione del piano", "resolution"), _sort("delibera CdA", "resolution")
    ('approval', 'resolution')
    """
    low = text.casefold()
    kinds = (
        ("approv", "approval"),
        ("adozion", "adoption"),
        ("adottat", "adoption"),
        ("ratific", "ratification"),
        ("in parte", "partial-acceptance"),
        ("respint", "non-acceptance"),
    )
    takes = "takes-note" if re.search(r"pres[oa]\s+d?.?\s?atto|recepi", low) else otherwise
    return next((kind for stem, kind in kinds if stem in low), takes)


def _body(telling: Telling, organ: str) -> str | None:
    """Return the stated party whose organ this is, where no other could be meant."""
    low = organ.casefold()
    stated = [name for field in PARTIES for name in _names(telling, field)]
    if "unione" in low:
        own = [name for name in stated if name.casefold().startswith("unione")]
    elif low.startswith(("cda", "c.d.a", "assemblea")):
        own = [name for name in stated if _COMPANIES.search(name)]
    elif low.startswith(("giunta", "consiglio")) and not low.endswith("regionale"):
        own = _names(telling, "decisionHolder")
    else:
        own = []
    return own[0] if own else None


def _names(telling: Telling, field: str) -> list[str]:
    value = telling.builder.fields.get(field)
    return [str(one) for one in value] if isinstance(value, list) else [str(value)] if value else []


def _from_prose(telling: Telling, passage: Passage, outputs: dict[str, Output]) -> None:
    """State the acts told of in prose: what an organ did, when, and about which output its sentence says."""
    seen: set[str] = set()
    for name in ("act-noun", "act-numbered", "act-passive", "act-active"):
        for match in spans(pattern("outcome", name), passage.text, 20):
            organ = passage.quote(*match.span("organ"))
            if organ.casefold() in seen or pattern("outcome", "not-yet").search(
                passage.text[: match.start()][-30:]
            ):
                continue
            low, high = passage.sentence(match.start())
            if pattern("outcome", "looks-back").search(passage.text, low, high):
                continue
            seen.add(organ.casefold())
            low, high = _clause(passage.text, low, high, match)
            answered = _answered(passage, low, high, outputs, _sort(match["done"], "approval"))
            sentence = passage.text[low:high]
            moment = next((one for one in (*days(sentence), *months(sentence)) if one.dated), None)
            value: Fields = {"kind": _sort(match["done"], "approval"), "organ": organ}
            if body := _body(telling, organ):
                value["body"] = body
            date = moment.value if moment else answered.date if answered else ""
            if date:
                value["date"] = date
            if answered:
                value["respondsTo"] = answered.kind
            at = telling.tell(FAMILY, "decisionAct", value, passage.at(*match.span()), "act-in-prose")
            if at is not None and answered and not moment and answered.dated:
                telling.prove(FAMILY, f"decisionAct/{at}/date", answered.dated, "output-date")


def _clause(text: str, low: int, high: int, match: re.Match[str]) -> tuple[int, int]:
    """Return the part of a sentence, between its semicolons, that a match stands in."""
    end = text.find(";", match.end(), high)
    return max(low, text.rfind(";", low, match.start()) + 1), high if end < 0 else end


def _answered(passage: Passage, low: int, high: int, outputs: dict[str, Output], kind: str) -> Output | None:
    """Return the one output that a sentence about «the document» or the output itself speaks of.

    It is an approved one, or a draft where an act only takes note of it.
    """
    wanted = ("drafted", "approved") if kind == "takes-note" else ("approved",)
    approved = [one for one in outputs.values() if one.status in wanted]
    about = [
        one for one in approved if pattern("outcome", f"head-{one.kind}").search(passage.text, low, high)
    ]
    if not about and re.search(r"\b(?:documento|testo)\b", passage.text[low:high], re.IGNORECASE):
        about = approved
    return about[0] if len(about) == 1 else None


def _call(telling: Telling, passage: Passage) -> None:
    """State the call that opened the process, with its month and the body that made it."""
    for match in spans(pattern("outcome", "call"), passage.text, 1):
        moment = next(months(match["when"]), None)
        value: Fields = {"type": passage.quote(*match.span("name"))}
        if moment:
            value["date"] = moment.value
        if match["body"]:
            value["body"] = match["body"]
        telling.tell(FAMILY, "act", value, passage.at(*match.span()), "act")
