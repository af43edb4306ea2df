"""When: the deadline of a notice, the day it came out, the period it covers; dates of acts and meetings are none."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice, pairwise

from corale.mappings.lines import Passage
from corale.mappings.moments import TIME, Moment, clock, days, months
from corale.mappings.values import MONTH, MONTHS

REACH = 300
MANY = 400  # dates looked at in one text

_CLOSING = re.compile(
    r"scadenz|scad\.|scade\b|scadut|prorogat|entro|sino al|sino alle|sino a\b|non oltre|termine (?:ultimo|"
    r"per|di|previsto|fissato|"
    r"perentorio)|fino al|fino alle|fino a\b|c[’']è tempo|ultimo giorno",
    re.IGNORECASE,
)
_CALL = re.compile(
    r"scadenz|scad\.|scade\b|scadut|prorogat|termine ultimo|termine\s*:|termine (?:perentorio|"
    r"per la presentazione)",
    re.IGNORECASE,
)
_SENDING = re.compile(
    r"domand|istanz|candidat|manifestazion|present|perven|trasme|invi|consegn|propost|adesion|aderir|"
    r"partecipa|iscri|plic|proposit|far(?:e)? richiesta",
    re.IGNORECASE,
)
_ACT = re.compile(
    r"(?:d\.?\s?lgs\.?|decreto(?:\s+\w+){0,3}|legge(?:\s+regionale)?|l\.?\s?r\.?|delibera\w*|determin\w*|"
    r"d\.?g\.?[rc]\.?|d\.?d\.?|d\.?m\.?|"
    r"atto|ordinanza|verbale|protocollo|prot\.|circolare|regolamento|nota|"
    r"seduta)(?:[^.;:\n]{0,45}?)(?:\bdel\b|\bdell[’']|\bin data\b|,)?\s*(?:il\s+)?$",
    re.IGNORECASE,
)
_EVENT = re.compile(
    r"riunion|incontr|sedut|eventi?\b|assemble|convocat|si terrà|si svolg|si è svolt|si è tenut|laborator|"
    r"prima sessione|chiarimenti|quesit",
    re.IGNORECASE,
)
_EXTENDED = re.compile(r"prorogat|proroga|differit|riapert", re.IGNORECASE)
_WORK = re.compile(
    r"fine attività|fine del|realizz|conclu|durer|lavorer|ultima(?:re|t)|rendicont|spes[ae]|"
    r"attività dovranno|durata|terminar|terminer|termine (?:delle )?attività|termine del progetto|"
    r"dovranno essere (?:complet|avviat)|fine (?:del )?progett|avvio delle attività",
    re.IGNORECASE,
)
_PERIOD = re.compile(
    r"(?:period[oi]|trienni[oi]|bienni[oi]|quadrienni[oi]|quinquenni[oi]|annualità|anni|programmazione|"
    r"piano(?:\s+(?:sociale\s+)?di\s+zona)?|durata(?:\s+(?:bi|tri|quadri|quinqu)ennale)?|anno\s+(?:scolastico|educativo)|a\.\s?s\.|"
    r"per il)\s*:?\s*\(?(?:degli anni\s+|"
    r"di programmazione\s+)?(?P<a>20\d\d)\s*[-–/—]\s*(?P<b>20\d\d)(?!\d|[/-])",
    re.IGNORECASE,
)
_SPAN = re.compile(r"\b(?:dal|decorrenza dal?)\b", re.IGNORECASE)
_TO = re.compile(r"\s*(?:e\s+)?(?:fino\s+)?al\s+(?:giorno\s+)?")
_BIDS = re.compile(r"domand|istanz|candidat|present", re.IGNORECASE)
_LABELLED = re.compile(r"\b(?:periodo|durata|decorrenza)\s*:?\s*(?:dal\s+)?$", re.IGNORECASE)
_DASH = re.compile(r"\s*(?:[-–—]|al?|fino al)\s*(?:giorno\s+)?", re.IGNORECASE)
_WINDOW = re.compile(
    r"\bdal(?:l[’'])?\s*(?:giorno\s+)?(?:\d{1,2}[°º]?(?:\s+[a-z]+)?|"
    r"\d{1,2}[/.]\d{1,2}[/.]?(?:\d{4})?)(?:\s+\d{4})?\s+(?:e\s+fino\s+)?al(?:l[’'])?\s*(?:giorno\s+)?$",
    re.IGNORECASE,
)
_FROM = re.compile(r"\bdal(?:l[’'])?\s*(?:giorno\s+)?$", re.IGNORECASE)
_ONWARD = re.compile(r"[^.;\n]{0,22}?\s(?:e\s+)?(?:fino\s+)?al(?:l[’'])?\s*(?:giorno\s+)?\d", re.IGNORECASE)
_BEGINS = re.compile(
    r"\b(?:inizi|avvi|decorr|part)\w*\s+(?:(?:previst[oa]|fissat[oa])\s+)?(?:per\s+)?(?:il|dal|in\s+data)\s*$",
    re.IGNORECASE,
)
_ENDS = re.compile(
    r"\s*,?\s*(?:e|ed|con)\s+(?:(?:si|la|il)\s+)?(?:termin|conclu|fin|scad)\w*\s+(?:previst[oa]\s+|fissat[oa]\s+)?"
    r"(?:per\s+)?(?:il|al|in\s+data)\s+",
    re.IGNORECASE,
)
_TODAY = re.compile(r"\b(?:oggi|odiern[oa]|in\s+data\s+odierna)[\s,(]{1,3}$", re.IGNORECASE)
_HOUR_ROW = re.compile(r"\bor[ae]\s+(?:di\s+)?scadenza\s*:?\s*(?:ore\s+)?(?P<time>\d{1,2}(?:[:.]\d\d)?)", re.IGNORECASE)
_OVER = re.compile(
    r"\b(?:è stat[oa]|sono stat[ei]|ha(?:nno)? gestito|aveva(?:no)?|era(?:no)?|si è conclus[oa])\b", re.IGNORECASE
)
_POSTED = re.compile(r"\balbo\b|\bpubblicazion|\baffission", re.IGNORECASE)
_YEARS = re.compile(r"\bdal\s+(?P<a>20\d\d)\s+al\s+(?P<b>20\d\d)\b")
_SPANNED = re.compile(
    rf"\b(?:(?:periodo|durata)(?:\s+(?:di|del|delle)\s+\w+){{0,2}}\s*:?\s*(?:da\s+)?|"
    rf"(?:svolger|realizzer|durer|attiv|serviz|progett)\w*[^.;:\n]{{0,25}}\s(?:da|dal\s+mese\s+di)\s+)(?P<m1>{MONTH})(?:\s+(?P<y1>20\d\d))?\s*(?:[-–]|"
    rf"a)\s*(?P<m2>{MONTH})\s+(?P<y2>20\d\d)",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"\b(?:tra|fra)\s+(?:il|l[’'])\s*[^.;]{4,24}\s+e(?:d)?\s+(?:il|l[’'])\s*$", re.IGNORECASE)
_UNTIL = re.compile(
    r"(?:conclusion|termin|fin[eo]|scadenz)\w*(?:\s+\w+){0,5}?,?\s+(?:previst[ao]\s+)?(?:per\s+)?(?:il|al|entro il)\s*$"
    r"|(?:conclu(?:der|s)|termin(?:er|a))\w*\s+(?:entro(?:\s+il(?:\s+mese\s+di)?)?|il)\s*$|(?:durer|"
    r"lavorer|attiv[oi])\w*\s+fino\s+al\s*$"
    r"|(?:fine|termine|conclusione)\s+(?:delle\s+|del\s+)?(?:attività|progetto|lavori)\s*:?\s*$",
    re.IGNORECASE,
)
_OPENED = re.compile(
    r"pubblicat[oa](?:\s+[\w’\']+){0,5}\s+(?:il|in data|dal)\s*$|(?:data(?: di)? pubblicazione|pubblicazione|"
    r"pubblicato)\s*:?\s*(?:il\s+)?$|^\s*data\s*:?\s*$|avviso\s+(?:pubblico\s+)?(?:del\s+)?$",
    re.IGNORECASE,
)
_PARTS = re.compile(
    r"\s*(?:(?:description|descrizione|notizia|comunicato(?: stampa)?|avviso|news)\s*:?[^\S\n]*\n\s*)+", re.IGNORECASE
)
_FIRST = re.compile(
    r"\s*(?:(?P<month>20\d\d-(?:0[1-9]|1[0-2]))(?![\d-])|\(?(?:[A-ZÀ-Ý][\wÀ-ÿ’' ]{1,40},?\s*)?[(\[]?\s*(?=\d))"
)
_DATELINE = re.compile(r"\s*[(\[]?[A-ZÀ-Ý][A-ZÀ-Ý’' ]{2,30}(?:,\s*|\s+)(?:[–-]\s*)?[(\[]?\s*")
_SIGNED = re.compile(r"^(?:[A-ZÀ-Ý][\wÀ-ÿ’' ]{1,30},\s*(?:lì\s+)?|lì,?\s+)$")


@dataclass(frozen=True, slots=True)
class Found:
    """A value with its span, its rule and how sure it is."""

    value: str
    start: int
    end: int
    rule: str
    confidence: float


def deadlines(passage: Passage) -> tuple[Found | None, Found | None]:
    """Return the deadline's day (or `--mm-dd` where no year is stated) and its time, each with its span."""
    best: tuple[float, Moment, int, int] | None = None
    for moment in islice(days(passage.text), MANY):
        start, end = passage.sentence(moment.start, REACH)
        score = _deadline(passage.text, moment, start, end)
        if score > 0 and (best is None or score > best[0]):
            best = (score, moment, start, end)
    if best is None:
        return None, None
    score, moment, start, end = best
    confidence = min(0.95, 0.45 + 0.1 * score)
    day = Found(moment.value, moment.start, moment.end, "deadline", confidence)
    hour = _hour(passage.text, moment, start, end, confidence)
    return day, hour or _hour_elsewhere(passage, moment, confidence)


def _deadline(text: str, moment: Moment, start: int, end: int) -> float:
    """Return how much speaks for a day as the deadline (0: nothing)."""
    before = text[max(start, moment.start - 110) : moment.start]
    near = text[max(start, moment.start - 60) : moment.start]
    if _ACT.search(text[max(start, moment.start - 60) : moment.start]) and not _CALL.search(near):
        return 0
    closings = list(_CLOSING.finditer(before))
    if not closings and _BETWEEN.search(before) and _SENDING.search(text, start, moment.start):
        return 3
    if not closings and _WINDOW.search(before) and _SENDING.search(text, start, moment.start):
        return 3
    if not closings or (_FROM.search(before) and _ONWARD.match(text, moment.end)):
        return 0
    if not (_CALL.search(before) or _SENDING.search(text, start, end) or TIME.search(near)):
        return 0
    score = 2.0 + 2 * bool(_CALL.search(before)) + 2 * bool(_SENDING.search(text, start, end))
    score += 2 * bool(_EXTENDED.search(before)) + bool(
        TIME.search(text, max(start, moment.start - 40), min(end, moment.end + 25))
    )
    tail = before[closings[-1].end() :]
    if len(tail) > 60:
        score -= 2
    if _EVENT.search(near) and not _CALL.search(near):
        score -= 3
    if _WORK.search(before) and not _SENDING.search(before):
        score -= 3
    return score if score >= 1.5 else 0


def _hour_elsewhere(passage: Passage, day: Moment, confidence: float) -> Found | None:
    """Return the time that stands behind «ore» with another mention of the same day as an end of bids."""
    for moment in islice(days(passage.text), MANY):
        if moment.value == day.value and moment.start != day.start:
            start, end = passage.sentence(moment.start, REACH)
            near = passage.text[max(start, moment.start - 60) : moment.start]
            if _SENDING.search(passage.text, start, end) and not _EVENT.search(near):
                return _hour(passage.text, moment, start, end, confidence)
    return None


def _hour(text: str, moment: Moment, start: int, end: int, confidence: float) -> Found | None:
    """Return the time that stands with a day, before or behind it in the same sentence."""
    low, high = max(start, moment.start - 45), min(end, moment.end + 45)
    spans = sorted(
        TIME.finditer(text, low, high),
        key=lambda one: min(abs(one.start() - moment.end), abs(moment.start - one.end())),
    )
    for span in spans:
        if value := clock(span[0]):
            return Found(value, span.start(), span.end(), "deadline-time", confidence)
    row = _HOUR_ROW.search(text)
    value = clock(f"ore {row['time']}") if row else None
    return Found(value, *row.span("time"), "deadline-time", confidence) if row and value else None


def published(passage: Passage) -> Found | None:
    """Return the day (or month) on which the notice came out, where it is stated."""
    text = passage.text
    first = _FIRST.match(text, _chrome(text))
    if first and first["month"]:
        return Found(first["month"], first.start("month"), first.end("month"), "leading-month", 0.9)
    signed = None
    for moment in islice(days(text), MANY):
        if not moment.dated:
            continue
        if first and moment.start <= first.end():
            return Found(moment.value, moment.start, moment.end, "leading-date", 0.95)
        begin = text.rfind("\n", 0, moment.start) + 1
        line = text[begin : moment.start]
        if _DATELINE.fullmatch(line) and moment.start < 900:
            return Found(moment.value, moment.start, moment.end, "dateline", 0.9)
        if line.strip() in ("(", "[") and moment.start < 900 and text[moment.end : moment.end + 1] in (")", "]"):
            return Found(moment.value, moment.start, moment.end, "dateline", 0.85)
        if not line.strip() and 0 < moment.start < 600 and text[moment.end : moment.end + 1] in ("\n", ""):
            return Found(moment.value, moment.start, moment.end, "date-line", 0.75)
        label = text[:begin].rstrip().rpartition("\n")[2] if not line.strip() else line
        alone = not line.strip() or len(line) < 60
        if alone and _OPENED.search(label):
            return Found(moment.value, moment.start, moment.end, "publication-label", 0.9)
        if (
            _OPENED.search(text, max(0, moment.start - 50), moment.start)
            and "pubblicat" in text[max(0, moment.start - 50) : moment.start].lower()
        ):
            return Found(moment.value, moment.start, moment.end, "publication-verb", 0.85)
        if _TODAY.search(text, max(0, moment.start - 30), moment.start):
            return Found(moment.value, moment.start, moment.end, "today", 0.8)
        if signed is None and _SIGNED.match(line):
            signed = Found(moment.value, moment.start, moment.end, "place-and-date", 0.7)
    return signed


def _chrome(text: str) -> int:
    """Return where the text proper begins, behind lines that only name a part of the page."""
    lead = _PARTS.match(text)
    return lead.end() if lead else 0


def period(passage: Passage) -> tuple[Found | None, Found | None]:
    """Return the start and the end of the period that the notice covers, where they are stated."""
    text = passage.text
    for found in _PERIOD.finditer(text):
        start, end = passage.sentence(found.start(), REACH)
        if _OVER.search(text, start, end):
            continue
        low = Found(found["a"], found.start("a"), found.end("a"), "period", 0.9)
        return low, Found(found["b"], found.start("b"), found.end("b"), "period", 0.9)
    for found in _YEARS.finditer(text):
        low = Found(found["a"], found.start("a"), found.end("a"), "period", 0.8)
        return low, Found(found["b"], found.start("b"), found.end("b"), "period", 0.8)
    if span := _SPANNED.search(text):
        opens = f"{span['y1'] or span['y2']}-{MONTHS[span['m1'].lower()]:02}"
        closes = f"{span['y2']}-{MONTHS[span['m2'].lower()]:02}"
        first = Found(opens, span.start("m1"), span.end("m1"), "period", 0.85)
        return first, Found(closes, span.start("m2"), span.end("y2"), "period", 0.85)
    moments = [moment for moment in islice(days(text), MANY) if moment.dated]
    for one, two in pairwise(moments):
        start, _ = passage.sentence(one.start, REACH)
        before = text[max(start, one.start - 18) : one.start]
        if _POSTED.search(text, start, two.start):
            continue
        plain = _SPAN.search(before) and _TO.fullmatch(text, one.end, two.start)
        labelled = _LABELLED.search(before) and _DASH.fullmatch(text, one.end, two.start)
        told = _BEGINS.search(text, max(start, one.start - 50), one.start) and _ENDS.fullmatch(text, one.end, two.start)
        if (plain or labelled or told) and not _BIDS.search(text, start, one.start):
            low = Found(one.value, one.start, one.end, "period", 0.8)
            return low, Found(two.value, two.start, two.end, "period", 0.8)
    for moment in sorted((*moments, *months(text)), key=lambda one: one.start):
        low_end = max(0, moment.start - 80)
        ends = _UNTIL.search(text, low_end, moment.start) and _WORK.search(text, low_end, moment.start)
        if ends and not _BIDS.search(text, low_end, moment.start):
            return None, Found(moment.value, moment.start, moment.end, "end-of-project", 0.75)
    return None, None


def year_after(moment: str, text: str) -> str | None:
    """Return the day without a year as the first such day after the latest day that the text dates.

    >>> year_after("--10-21", "delibera del 16 aprile 2025")
    '2025-10-21'
    """
    dated = [found.value for found in days(text) if found.dated]
    if not dated:
        return None
    latest = date.fromisoformat(max(value for value in dated))
    month, day = int(moment[2:4]), int(moment[5:7])
    for year in (latest.year, latest.year + 1):
        try:
            found = date(year, month, day)
        except ValueError:
            continue
        if found > latest - timedelta(days=1):
            return found.isoformat()
    return None
