"""When a notice came out: its dateline, a label or verb that says so, its first day on the board, its
signature."""

import re
from itertools import islice

from corale.mappings.reading.gazetteer import is_place
from corale.mappings.reading.lines import Passage, ReadValue
from corale.mappings.text.dates import Moment, days, months
from corale.mappings.text.values import MONTH

MANY = 400  # dates looked at in one text
HEAD = 900  # characters of the head, where a date alone on its line is the notice's own

_WEEKDAY = r"(?:(?:luned|marted|mercoled|gioved|venerd)[iì][’']?|sabato|domenica)"
_TOWN = (
    r"(?!(?:(?:Lune|Marte|Mercole|Giove|Vener)d[iì]|Sabato|Domenica|Il|Lo|La|Dal|Dall|Al|All|Entro|Del|Nel|Da|Ore|"
    r"Fino|Sino|Ultim\w+|Scad\w+|Termin\w+|Attivit\w+|Period\w+|"
    r"Durata|Inizio|Fine|Avvio|Apertura|Chiusura|Protocollo|Prot|Numero|Delibera\w*|Determin\w+|"
    r"Decreto)\b)[A-ZÀ-Ý][\wÀ-ÿ’']*(?:[ -](?:[A-ZÀ-Ý][\wÀ-ÿ’']*|d[aei]l?|dell[ao]|dell[’'][A-ZÀ-Ý]\w+|"
    r"d[’'][A-ZÀ-Ý]\w+|nell[’'][A-ZÀ-Ý]\w+|"
    r"in|sul(?:la)?|al|a|con|e)){0,5}"
)
_AFTER = re.compile(r"\s*(?:[)\]]|\n|$|[-–—:|•]|\([^)\n]{2,40}\)|\.(?:\s|$))")
_DATELINE = re.compile(
    rf"[(\[“«]?\s*(?:(?P<town>{_TOWN})\s*(?:\([A-Z]{{2}}\)\s*)?[,–—-]?\s*)?[(\[]?\s*(?:lì,?\s+)?(?:(?i:{_WEEKDAY})"
    rf",?\s+)?"
    r"(?:[-–—]\s*)?[(\[]?\s*"
)
_SIGNED = re.compile(
    rf"(?:(?P<town>{_TOWN})\s*(?:\([A-Z]{{2}}\)\s*)?,?\s*(?i:(?:l|add)[iì][’']?,?\s+|il\s+)?|(?i:(?:l|"
    rf"add)[iì],?\s+)|(?i:dall[ae]\s+(?:residenza|sede|casa)\s+\w+,?\s*))(?:{_WEEKDAY}\s+)?"
)
_OPENED = re.compile(
    r"(?:\bpubblicat[oaie](?:\s+[\w’'-]+){0,7}|\b(?:data|giorno)\s+(?:di\s+)?(?:pubblicazione|apertura|emissione)|"
    r"\bpubblicazione(?:\s+(?:all[’']albo|sul\s+sito|avviso|dell[’']avviso|on\s?-?line)[\w ]{0,20})?|"
    r"\baffiss[oa](?:\s+[\w’']+){0,4}|"
    r"\bpubblicazione\s+dal|\bemess[oa])"
    rf"\s*[:,–-]?\s*(?:(?:lo\s+)?scors[oa]\s+)?(?:il\s+giorno|a\s+far\s+data\s+dal|in\s+data(?:\s+odierna,?)?|"
    rf"dal(?:l[’'])?|il|l[’']|oggi,?)?\s*(?:{_WEEKDAY}\s+)?(?:(?:lo\s+)?scorso\s+)?$"
    rf"|^\s*(?:comunicato(?:\s+stampa)?|notizia|news|inviat[oa]|avviso(?:\s+pubblico)?)(?:\s+n(?:\.|°|"
    rf"r\.?)\s?\d+(?:\s?/\s?\d+)?)?\s*(?:del(?:l[’'])?|il|[-–,:])?\s*(?:{_WEEKDAY}\s+)?$"
    rf"|\b(?:on\s?-?\s?line|disponibile|uscit[oa])\s+da(?:l(?:l[’'])?)?\s*(?:giorno\s+)?$|^\s*apertura\s*:\s*$|"
    rf"^\s*dat[ae]\s*:?\s*(?:{_WEEKDAY},?\s+)?$",
    re.IGNORECASE,
)
_BYLINE = re.compile(r"(?:di|a\s+cura\s+d\w+|Redazione|Ufficio\s+[Ss]tampa)\b[^\n]{0,40}[-–|,]\s*")
_CLOSING = re.compile(r"[^.;\n]{0,30}\b(?:scad|termin|chiusur|entro)\w*[^.;\n]{0,30}", re.IGNORECASE)
_OF_A_CALL = re.compile(r"\b(?:avvis|band)[oi]\b", re.IGNORECASE)
_OF_A_MEETING = re.compile(r"\s*(?:luogo|sede|dove|partecipanti|presenti|orario)\s*:", re.IGNORECASE)
_SAME_DAY = re.compile(r"pubblicat[oaie]\b[^.;]{0,30}\bin\s+pari\s+data", re.IGNORECASE)
_ONWARD = re.compile(r"\s+(?:(?:e\s+)?(?:fino|sino)\s+)?al(?:l[’'])?\s*(?=\d)")
_OUT = re.compile(
    r"\s*(?:è|sono|sarà)\s+(?:disponibil|on\s?-?line|pubblicat|consultabil|in\s+rete)", re.IGNORECASE
)
_TODAY = re.compile(r"\b(?:oggi|odiern[oa]|in\s+data\s+odierna)[\s,(]{1,3}$", re.IGNORECASE)
_EARLIER = re.compile(
    r"\b(?:decret|deliber|determin|graduatori|esit[oi]\b|prorog|legge|gazzetta|linee\s+guida)", re.IGNORECASE
)
_PARTS = re.compile(
    r"\s*(?:(?:description|descrizione|notizia|comunicato(?: stampa)?|avviso|news)\s*:?[^\S\n]*\n\s*)+",
    re.IGNORECASE,
)
_MONTH_FIRST = re.compile(r"\s*(?P<month>20\d\d-(?:0[1-9]|1[0-2]))(?![\d-])")
_MONTH_LABEL = re.compile(
    rf"(?:pubblicazione|pubblicat[oa]|(?m:^)\s*data(?=\s*:))\s*:?\s*(?:(?:a|nel(?:\s+mese\s+di)?|di)\s+)?(?=(?:{MONTH})\s+20\d\d)",
    re.IGNORECASE,
)


def published(passage: Passage) -> ReadValue | None:
    """Return the day (or month) on which the notice came out, where it is stated.

    A dateline and a label or verb of publishing go before the place and date of a signature.
    """
    text = passage.text
    top = lead.end() if (lead := _PARTS.match(text)) else 0
    if first := _MONTH_FIRST.match(text, top):
        return ReadValue(first["month"], *first.span("month"), "leading-month", 0.9)
    signed = told = None
    for moment in islice(days(text), MANY):
        if not moment.dated:
            if (until := _ONWARD.match(text, moment.end)) and (
                last := next(days(text[until.end() : until.end() + 25]), None)
            ):
                moment = Moment(f"{last.value[:4]}-{moment.value[2:]}", moment.start, moment.end)
            if not (until and last and last.dated and moment.value < last.value):
                continue
        if found := _stated(text, moment, top):
            if found.rule not in ("publication-verb", "call-published"):
                return found
            told = told or found
        begin = text.rfind("\n", 0, moment.start) + 1
        byline = _BYLINE.fullmatch(text, begin, moment.start) and _AFTER.match(text, moment.end)
        if signed is None and (byline or _is_town(_SIGNED.fullmatch(text, begin, moment.start))):
            signed = ReadValue(moment.value, moment.start, moment.end, "place-and-date", 0.7)
    if same := _SAME_DAY.search(text):
        day = [
            one
            for one in islice(days(text[: same.start()]), MANY)
            if one.dated and same.start() - one.end < 60
        ]
        told = ReadValue(day[-1].value, day[-1].start, day[-1].end, "same-day", 0.8) if day else told
    if label := _MONTH_LABEL.search(text):
        month = next(months(text[label.end() : label.end() + 30]))
        return ReadValue(month.value, label.end(), label.end() + month.end, "publication-month", 0.85)
    return told or signed


def _dateline(row: str) -> bool:
    """Say whether what stands before a day on its line is nothing, or the name of a place."""
    return _is_town(_DATELINE.fullmatch(row))


def _is_town(found: re.Match[str] | None) -> bool:
    return found is not None and (found["town"] is None or is_place(found["town"].rstrip(" -–")))


def _stated(text: str, moment: Moment, top: int) -> ReadValue | None:
    """Return a day as the day of publication where it leads the text, or a label or verb says so."""

    def dated(rule: str, confidence: float) -> ReadValue:
        return ReadValue(moment.value, moment.start, moment.end, rule, confidence)

    begin = text.rfind("\n", 0, moment.start) + 1
    row, closed = text[begin : moment.start], _AFTER.match(text, moment.end)
    above, below = text[:begin].rstrip().rpartition("\n")[2], text[moment.end :].lstrip()[:20]
    if not row.strip() and _CLOSING.fullmatch(above):
        return None
    if (begin <= top or moment.start < HEAD) and closed and _dateline(row):
        return dated("dateline", 0.75)
    if begin <= top and not row.strip():
        return dated("leading-date", 0.95)
    if row.strip() == "(" and re.match(r"\)\s*(?:\n|$)", text[moment.end :][:4]):
        return dated("date-line", 0.85)
    if (
        moment.start < HEAD
        and row.rstrip().endswith("(")
        and not _EARLIER.search(row)
        and re.match(r"\)\s*(?:\n|$)", text[moment.end :][:4])
    ):
        return dated("dateline", 0.75)
    if _OF_A_MEETING.match(above) or (row.strip() and _OF_A_MEETING.match(below)):
        return None
    label = row[-110:] if row.strip() else above
    if (opened := _OPENED.search(label)) and not _EARLIER.search(label, max(0, opened.start() - 60)):
        begins = not label[: opened.start()].strip(" –-|•(") or opened[0].startswith("(")
        verb = (
            "call-published" if _OF_A_CALL.search(label, max(0, opened.start() - 40)) else "publication-verb"
        )
        return dated("publication-label", 0.9) if begins else dated(verb, 0.85)
    if row.rstrip().lower().endswith(("dal", "dall’", "dall'")) and _OUT.match(text, moment.end):
        return dated("publication-verb", 0.85)
    return dated("today", 0.8) if _TODAY.search(row) else None
