"""The deadline of a notice: its day and hour; dates of acts, meetings, questions and works are none."""

import re
from datetime import date, timedelta
from itertools import islice

from corale.mappings.reading.lines import Passage, ReadValue
from corale.mappings.text.dates import TIME, Moment, clock, days, hour

REACH = 300
MANY = 400  # dates looked at in one text
_SET = re.compile(  # «di fissare al 15/11/2024 il termine per le domande»
    r"\s*(?:,\s*|\(?(?:alle\s+)?ore\s+[\d.:]+\)?,?\s*)?(?:il|quale|come)\s+(?:nuovo\s+)?termine\s+(?:ultimo\s+|perentorio\s+)?"
    r"(?:per|di|entro)\b",
    re.IGNORECASE,
)
LABEL = 50  # characters of the longest label

_CLOSING = re.compile(
    r"scadenz|scad\.|scadr|scade\b|scadono|scadut|prorogat|slitt|differi|posticip|spostat|entro|sin[oa]"
    r" a(?:l|i|lle|"
    r"lla|d)?\b|non oltre|non più tardi|"
    r"\btermine\s*[:–-]|termin[ei] (?:ultim|per|di|del|previst|fissat|perentori|final|utile|scad)|fino"
    r" a(?:l|lle|"
    r"lla|d)?\b|(?:c[’']è|hanno|avranno|ha) (?:ancora )?tempo|"
    r"ultimo giorno|chiud|chius|prima del|\bdeadline\b|data ultima|data limite|\bcloses?\b",
    re.IGNORECASE,
)
_CALL = re.compile(
    r"scadenz|scad\.|scade\b|scadr|scadono|scadut|prorogat|slitt|differi|posticip|termine"
    r" ultim|termine\s*[:–-]|"
    r"termin[ei] (?:perentori|"
    r"per (?:la |l[’']|il )?(?:present|invi|ric|candid|partecip|consegn|trasm|ader|far)|di"
    r" (?:present|ric|invi|scad|"
    r"consegn|trasm)|final|utile)|ultimo giorno|chiud|chiusur|"
    r"(?:c[’']è|hanno|avranno|ha) (?:ancora )?tempo|data ultima|data limite|\bdeadline\b",
    re.IGNORECASE,
)
_SENDING = re.compile(
    r"domand|istanz|candid|manifestazion|manifestare|present|perven|arriv|trasme|\binvi(?!t)|inoltr|consegn|propost|"
    r"adesion|aderi|"
    r"partecipa|iscri|plic|proposit|far(?:e)?"
    r" richiesta|interessat|scriv|compil|deposit|ricezion|accett|ricevut|"
    r"segnal|disponibilità|caricat|spedi|avanza|recapit|risponde|"
    r"\bbando\b|\bavviso\b|documentazion",
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
    r"riunion|incontr|sedut|eventi?\b|assemble|convocat|convocazion|si terrà|si svolg|si è svolt|si è"
    r" tenut|laborator|"
    r"prima sessione|sopralluog|insediament|commissione",
    re.IGNORECASE,
)
_ASKED = re.compile(r"chiariment|quesit|\bfaq\b|informazioni", re.IGNORECASE)
_EXTENDED = re.compile(
    r"prorog|differi|riapert|slitt|posticip|nuov[oa] (?:scadenza|termine)|spostat", re.IGNORECASE
)
_WAS = re.compile(
    r"(?:inizialmente|originari\w+|precedente\w*|anziché|invece del?|prima fissat\w*|già fissat\w*|"
    r"rispetto al)\b[^.;]{0,30}$|\bslitt\w+ dal(?:l[’'])?\s*$|\bdal(?:l[’'])?\s*$",
    re.IGNORECASE,
)
_WORK = re.compile(
    r"fine attività|fine del|realizz|conclu|durer|lavorer|ultima(?:re|t)|rendicont|spes[ae]\b|"
    r"attività dovranno|durata|terminar|terminer|termine (?:delle )?attività|termine del progetto|"
    r"dovranno essere (?:complet|avviat)|fine (?:del )?progett|avvio delle attività|"
    r"(?:convenzione|accordo|contratto|partenariato|servizio|affidamento|progetto|patto)\s+(?:scad|attuale|"
    r"in essere|in scad|termin|è attiv|prosegu|conclu)",
    re.IGNORECASE,
)
_PAST = re.compile(
    r"pervenut|non è pervenut|giunt[aei]\b|scadut|andat[oa] desert|nessuna"
    r" (?:domanda|candidatura|istanza|proposta)",
    re.IGNORECASE,
)
_CONTRACT = re.compile(
    r"\b(?:convenzione|accord[oi]|contratt[oi]|partenariat[oi]|affidament[oi]|servizi[o]?|progett[oi]|patt[oi]|"
    r"attività)\b[^.;]{0,70}\b(?:scad(?!enza)|termin(?:a|er)|chiud|conclu)\w*[^.;]{0,15}$|\b(?:validità|vigenza|"
    r"durat[ae]|valid[aeio]|efficacia|vigore)\b[^.;]{0,45}$",
    re.IGNORECASE,
)
_VOIDED = re.compile(
    r"\b(?:già\s+(?:prorogat|differit|fissat|spostat|slittat)\w*|una\s+prima\s+volta|precedentemente|"
    r"in\s+precedenza|in\s+un\s+primo\s+momento)\b[^.;]{0,55}$",
    re.IGNORECASE,
)
_AGAIN = re.compile(r"\b(?:ulteriormente|nuovamente|di\s+nuovo)\b", re.IGNORECASE)
_DAY = r"(?:giorno\s+)?(?:[a-z]+d[iì][’']?\s+|sabato\s+|domenica\s+)?"
_OPENS = r"(?:l(?:l[’'])?|lle\s+(?:ore\s+)?[\d.:,]+\s+del(?:l[’'])?)?"
_WINDOW = re.compile(
    rf"\bda{_OPENS}\s*{_DAY}(?:\d{{1,2}}[°º]?(?:\s+[a-z]+)?|\d{{1,2}}[/.]\d{{1,2}}[/.]?(?:\d{{4}})?)(?:\s+\d{{4}})?,?\s+"
    rf"(?:e\s+)?(?:(?:fino|sino)\s+)?a{_OPENS}\s*{_DAY}$",
    re.IGNORECASE,
)
_FROM = re.compile(r"\bdal(?:l[’'])?\s*(?:giorno\s+)?$", re.IGNORECASE)
_ONWARD = re.compile(
    r"[^.;\n]{0,22}?\s(?:e\s+)?(?:(?:fino|sino)\s+)?al(?:l[’'])?\s*(?:giorno\s+)?\d", re.IGNORECASE
)
_BETWEEN = re.compile(
    r"\b(?:tra|fra)\s+(?:il|l[’'])\s*[^.;]{4,24}\s+e(?:d)?\s+(?:il|l[’'])\s*$", re.IGNORECASE
)
_BEHIND = re.compile(
    r"\s*[,;(–-]?\s*(?:(?:stessa\s+ora|ultimo|entro|alle|le|ore|h\.?|"
    r"ora)\s*:?\s*)*\(?(?P<time>\d{1,2}[:.]\d\d)(?!\d|[/.]\d)",
    re.IGNORECASE,
)
_BEFORE = re.compile(
    r"(?<![\d/.])(?P<time>\d{1,2}[:.,]\d\d)(?:[:.]\d\d)?,?\s+(?:del(?:l[’'])?|"
    r"di)\s+(?:giorno\s+)?(?:[a-z]+[ìi’'],?\s+|sabato\s+|domenica\s+)?$",
    re.IGNORECASE,
)
_HOUR_ROW = re.compile(
    r"(?:(?:^|\n)\s*or[ae]\s*:|\bor[ae]\s+(?:di\s+|"
    r"della\s+)?scadenza\s*:?)\s*(?:ore\s+)?(?P<time>\d{1,2}(?:[:.,]\d\d)?)",
    re.IGNORECASE,
)


def deadlines(passage: Passage) -> tuple[ReadValue | None, ReadValue | None]:
    """Return the deadline's day (or `--mm-dd` where no year is stated) and its time, each with its span."""
    told: list[tuple[float, Moment, int, int]] = []
    for moment in islice(days(passage.text), MANY):
        if (score := _deadline(passage, moment)) > 0:
            told.append((score, moment, *passage.sentence(moment.start, REACH)))
    if not told:
        return None, None
    best = max(told, key=lambda row: row[0])
    if not best[1].dated:  # the same day may stand elsewhere with its year
        best = next((row for row in told if row[1].dated and row[1].value[4:] == best[1].value[1:]), best)
    score, moment, start, end = best
    confidence = min(0.95, 0.45 + 0.1 * score)
    day = ReadValue(moment.value, moment.start, moment.end, "deadline", confidence)
    hour = _hour(passage.text, moment, start, end, confidence)
    return day, hour or _hour_elsewhere(passage, moment, confidence)


def _deadline(passage: Passage, moment: Moment) -> float:
    """Return how much speaks for a day as the deadline (0: nothing)."""
    text = passage.text
    before, behind = passage.preceding(moment.start, REACH), passage.behind(moment.end, REACH)
    if _dateline(text, moment):
        return 0
    before, near = before[-120:], before[-60:]
    if _ACT.search(near) and not _CALL.search(near):
        return 0
    closings = list(_CLOSING.finditer(before))
    sends = bool(_SENDING.search(before) or _SENDING.search(behind))
    if not closings and not _SET.match(text, moment.end):
        window = _BETWEEN.search(before) or _WINDOW.search(before)
        return 5 if sends and window and not (_EVENT.search(near) or _WORK.search(before)) else 0
    if not closings:
        return 5 if sends else 0
    moved = _EXTENDED.search(behind) and not _EXTENDED.search(before)
    if moved or (_FROM.search(before) and _ONWARD.match(text, moment.end)) or _WAS.search(before[-45:]):
        return 0
    tail = before[closings[-1].end() :]
    if _CONTRACT.search(before):
        return 0
    again = _AGAIN.search(before[-70:])
    if _VOIDED.search(before[-60:]) and not again:
        return 0
    if next(days(tail), None) and not again and not _WINDOW.search(before):
        return 0
    if not (_CALL.search(before) or sends or TIME.search(near)):
        return 0
    score = (
        2.0
        + 3 * bool(again)
        + 2 * bool(_CALL.search(before))
        + 2 * sends
        + 2 * bool(_EXTENDED.search(before))
    )
    score += bool(TIME.search(text, max(0, moment.start - 40), moment.end + 25)) - 2 * (len(tail) > 60)
    score -= 4 * bool(_ASKED.search(before))
    score -= 4 * bool(_EVENT.search(near) and not _CALL.search(near))
    score -= 3 * bool(_WORK.search(before) and not _SENDING.search(before))
    # told of what is over: only where nothing else is a deadline
    if _PAST.search(behind) or _PAST.search(near):
        score = min(score, 1.6)
    return score if score >= 1.5 else 0


def _dateline(text: str, moment: Moment) -> bool:
    """Say whether a day stands alone on its line below a heading: the day of the page, not of its heading."""
    start, end = text.rfind("\n", 0, moment.start) + 1, text.find("\n", moment.end)
    if text[start : moment.start].strip() or text[moment.end : end if end >= 0 else None].strip():
        return False
    above = text[:start].rstrip().rpartition("\n")[2]
    return len(above) > LABEL and not above.endswith((":", "?", ","))


def _hour_elsewhere(passage: Passage, day: Moment, confidence: float) -> ReadValue | None:
    """Return the time that stands behind «ore» with another mention of the same day as an end of bids."""
    for moment in islice(days(passage.text), MANY):
        if moment.value == day.value and moment.start != day.start:
            start, end = passage.sentence(moment.start, REACH)
            near = passage.text[max(start, moment.start - 60) : moment.start]
            if _SENDING.search(passage.text, start, end) and not _EVENT.search(near):
                return _hour(passage.text, moment, start, end, confidence)
    return None


def _hour(text: str, moment: Moment, start: int, end: int, confidence: float) -> ReadValue | None:
    """Return the time that stands with a day, before or behind it in the same sentence."""
    for beside in (
        _BEHIND.match(text, moment.end),
        _BEFORE.search(text, max(0, moment.start - 40), moment.start),
    ):
        if beside and (value := clock(f"ore {beside['time']}")):
            return ReadValue(value, *beside.span("time"), "deadline-time", confidence)
    low, high = max(start, moment.start - 60), min(end, moment.end + 45)
    spans = sorted(
        TIME.finditer(text, low, high),
        key=lambda one: min(abs(one.start() - moment.end), abs(moment.start - one.end())),
    )
    for span in spans:
        if value := hour(span):
            return ReadValue(value, span.start(), span.end(), "deadline-time", confidence)
    row = _HOUR_ROW.search(text)
    value = clock(f"ore {row['time']}") if row else None
    return ReadValue(value, *row.span("time"), "deadline-time", confidence) if row and value else None


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
