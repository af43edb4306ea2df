"""The period that a notice covers: of years, months or days; windows of bids, postings and meetings are
none."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice, pairwise

from corale.mappings.reading.lines import Passage, ReadValue
from corale.mappings.text.dates import days, months
from corale.mappings.text.values import MONTH, MONTHS

REACH = 300
MANY = 400  # dates looked at in one text

_YEARS = re.compile(
    r"(?<![\d/.-])(?P<a>20\d\d)(?:\s*[-–/—]\s*|\s+(?:al|e(?:\s+il)?|-)\s+)(?:(?P<b>20\d\d)(?!\d|[/.-]\d)|"
    r"(?P<s>\d\d)(?![\d/.-]))"
    r"|(?<![\d/.-])(?P<list>20\d\d(?:\s*[,-]\s*20\d\d)+\s*(?:e|,|-)\s*20\d\d)(?![\d/.-]\d)"
)
_NAMED = re.compile(
    r"\b(?:period[oi]|(?:bi|tri|quadri|quinqu)enni[oi]|annualità|ann[oi]|anno\s+(?:scolastico|educativo)|a\.\s?s\.|"
    r"durata|"
    r"(?:bi|tri|quadri)ennale|programmazione\s+sociale|per\s+il|dal|tra\s+il|fra\s+il|attività|servizi[o]?|"
    r"interventi|progetto)\b"
    r"[^.;:\d\n]{0,45}[:(]?\s*$",
    re.IGNORECASE,
)
_SPAN = re.compile(
    r"\b(?:periodo|(?:bi|tri|quadri|quinqu)ennio|durata|anno\s+(?:scolastico|educativo)|a\.\s?s\.)(?!\w)"
    r"[^.;:\d\n]{0,25}$|\bdal\s*$",
    re.IGNORECASE,
)
_PLAN = re.compile(r"\b(?:pian[oi]|programma(?:zione)?|annualità|politic[ah]e?)\b", re.IGNORECASE)
_FUNDS = re.compile(
    r"\b(?:FSE|FESR|PON|POR|PN|PR|PNRR|FAMI|FSC|fondi\s+(?:europei|strutturali)|fondo\s+\w+|quadro\s+finanziario|"
    r"agenda|piano|documento\s+di\s+programmazione|PSZ|PDZ|annualità\s+\d|"
    r"strategi[ae]|piano\s+(?:nazionale|regionale)|programma\s+(?:nazionale|regionale|operativo|di\s))\b[^.;\n]{0,50}$",
    re.IGNORECASE,
)
_OVER = re.compile(
    r"\b(?:è stat[oa]|sono"
    r" stat[ei]|ha(?:nno)?\s+(?:già\s+)?(?:gestit|coinvolt|realizzat|portat)\w+|aveva(?:no)?|"
    r"era(?:no)?|si è (?:conclus|svolt)[oa]|già|precedent[ei]|scors[oaie]|passat[oaie])\b",
    re.IGNORECASE,
)
_GONE = re.compile(
    r"[^.;]{0,50}\b(?:(?:è|sono)\s+stat\w\s+|ha(?:nno)?\s+|si\s+(?:è|sono)\s+)(?:già\s+)?(?:gestit|realizzat|svolt|"
    r"coinvolt|condott|conclus|seguit|accolt|erogat|offert|raggiunt|assistit)",
    re.IGNORECASE,
)
_BIDS = re.compile(
    r"domand|istanz|candidat|present|pervenire|perverrann|inviat|inviare|manifestazion\w+ di"
    r" interesse|scadenza|"
    r"iscri[zt]|\balbo\b|pubblicazion|"
    r"\baffission|entro\s+il\s+termine|incontr|session[ei]|tavol[oi] (?:si|di"
    r" lavoro)|sedut|laborator|assemble|"
    r"evento|mostr|consultabil",
    re.IGNORECASE,
)
_FROM = re.compile(
    r"(?:\b(?:da|dal|dall[’']|tra|fra|(?:periodo|durata|tempi)(?:\s+(?:di|del|delle|della|dell[’'])\s*\w+)?|periodo|"
    r"durata|decorrenza|vigenza|validità|attività)\s*(?:il\s+|l[’']\s*)?[:(]?\s*(?:dal\s+|dall[’']|"
    r"da\s+)?)(?:il\s+)?(?:giorno\s+|mese\s+di\s+)?$",
    re.IGNORECASE,
)
_TO = re.compile(
    r"\s*,?\s*(?:ed?\s+)?(?:(?:fino|sino)\s+)?(?:al(?:l[’'])?|ad?|"
    r"ed?(?:\s+il)?)\s*(?:tutto\s+)?(?:il\s+)?(?:giorno\s+|mese\s+di\s+)?"
    r"|\s*[-–—/]\s*|[^.;\n]{0,45}\b(?:fino|sino)\s+a(?:l|d)?\s*(?:tutto\s+)?(?:il\s+)?(?:mese\s+di\s+)?"
    r"|\s*,?\s*(?:ed?|con|per)\s+(?:(?:si|la|il|le)\s+)?(?:attività\s+)?(?:termin|conclu|fin|scad|chiud)\w*\s+"
    r"(?:previst[oa]\s+|fissat[oa]\s+)?(?:per\s+)?(?:il|al|ad?|in\s+data|nel(?:\s+mese\s+di)?)\s+"
    r"|\s*[;,.]?\s*(?:fine|termine|al|conclusione)(?:\s+(?:delle\s+|del\s+|dei\s+)?(?:attività|lavori|interventi|"
    r"servizio|progetto))?\s*:?\s*",
    re.IGNORECASE,
)
_BEGINS = re.compile(
    r"\b(?:inizi|avvi|decorr|part|apr|attiv|operativ|effett)\w*\s*(?:(?:del(?:l[’'])?|dell[ae]|"
    r"delle)\s*[\w"
    r" ]{3,30}?\s*)?:?\s*(?:(?:è\s+)?(?:previst[oaie]|fissat[oaie]|stimat[oa])\s+)?(?:per\s+|in\s+)?"
    r"(?:il|dal(?:l[’'])?|da|in\s+data|a)?\s*(?:giorno\s+|mese\s+di\s+)?$",
    re.IGNORECASE,
)
_STARTS = re.compile(
    r"\b(?:a\s+partire|a\s+decorrere|a\s+far\s+data|quando\s+si\s+parte|si\s+parte|con\s+decorrenza|decorrenza|"
    r"decorr\w+|con\s+inizio|(?:avvio|inizio)\s+(?:previsto\s+|del(?:l[ae’'])?[\w\s]{3,30}?\s?|delle\s+attività\s+)?)"
    r"\s*:?\s*(?:previst[oa]\s+)?(?:per\s+)?(?:da(?:l(?:l[’'])?)?|il|in)?\s*(?:mese\s+di\s+)?$",
    re.IGNORECASE,
)
_WORK = re.compile(
    r"attivit|servizi|progett|convenzion|partenariat|accord|gestion|intervent|durat|affidament|collaborazion|"
    r"percors|lavori|risors|finanziament|contribut|"
    r"spes[ae]|period|fond[oi]|patto|azioni|centro|contratt",
    re.IGNORECASE,
)
_UNTIL = re.compile(
    r"(?:\b(?:fino|sino)\s+a(?:l(?:l[’'])?|d)?\s*(?:(?:tutto\s+)?(?:il\s+)?(?:giorno\s+|mese\s+di\s+|"
    r"fine\s+(?:di\s+)?)?)"
    r"|\b(?:conclusion|termin|fin[eo]|scad|"
    r"chius)\w*(?:\s+(?!entro\b)[\w’']+){0,5}?,?\s*:?\s*(?:(?:è\s+)?previst[ao]\s+)?(?:per\s+)?(?:il|al|ad?|"
    r"entro(?:\s+il(?:\s+mese\s+di)?)?)?\s*"
    r"|\b(?:conclu|termin|ultim|complet|realizz|"
    r"scad)\w*\s+(?:[\w’']+\s+){0,3}?(?:entro(?:\s+(?:e\s+non\s+oltre\s+)?il(?:\s+mese\s+di)?)?|il|al|a)\s*"
    r"|\bentro\s+(?:e\s+non\s+oltre\s+)?il\s+(?:mese\s+di\s+)?)$",
    re.IGNORECASE,
)
_END_WORK = re.compile(
    r"attivit|lavori\b|servizi[o]?\b|progett[oi]\b|convenzion|partenariat|accord[oi]|gestion|intervent|durat|durer|"
    r"affidament|collaborazion|lavorer|risors|"
    r"finanzia|spes[ae]|fond[oi]\b|patto|azioni|realizz|contratt|attiv[oaie]\b|copr[eio]|somm[ae]\b|€|\beuro\b|"
    r"validità|vigore|protocoll|intesa|\bval(?:e|gono|ido|ida)\b",
    re.IGNORECASE,
)
_PROLONGED = re.compile(  # «prorogano, fino al 31 agosto 2025, la convenzione»
    r"\s*,?\s+(?:la|il|l[’'])\s*(?:convenzion|accord|contratt|patto|partenariat|affidament|servizi)",
    re.IGNORECASE,
)
_BARE_MONTH = re.compile(rf"(?<!\w)(?P<m>{MONTH})(?!\w)(?!\s+(?:del\s+)?20\d\d)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Point:
    """A day, a month or a day or month whose year is that of the next one (`value` empty), with its span."""

    value: str
    start: int
    end: int
    short: str = ""


def period(
    passage: Passage, taken: frozenset[str] = frozenset()
) -> tuple[ReadValue | None, ReadValue | None]:
    """Return the start and the end of the period that the notice covers, where they are stated.

    Days and months go before years; `taken` are the days that were read as deadline or publication.
    """
    points = _points(passage.text)
    for one, two in pairwise(points):
        if two.value and (pair := _pair(passage, one, two)):
            return pair
    years = next(_years(passage), None)
    if years:
        return years
    start = next((found for one in points if (found := _start(passage, one, taken))), None)
    end = next((found for one in points if (found := _end(passage, one, taken))), None)
    return start, end if not start or not end or end.value > start.value else None


def _points(text: str) -> list[Point]:
    """Return days and months in order, each once; those without a year wait for the one of their pair."""
    points = [
        Point("" if not day.dated else day.value, day.start, day.end, "" if day.dated else day.value[2:])
        for day in islice(days(text), MANY)
    ]
    covered = [(one.start, one.end) for one in points]
    for month in islice(months(text), MANY):
        if not any(a < month.end and month.start < b for a, b in covered):
            points.append(Point(month.value, month.start, month.end))
    for bare in islice(_BARE_MONTH.finditer(text), MANY):
        if not any(a < bare.end() and bare.start() < b for a, b in covered):
            points.append(Point("", bare.start(), bare.end(), f"{MONTHS[bare['m'].lower()]:02}"))
    return sorted(points, key=lambda one: one.start)


def _context(passage: Passage, at: int) -> tuple[str, str]:
    """Return the words before a place within its sentence, the nearest clause and the whole."""
    start, _ = passage.sentence(at, REACH)
    whole = passage.text[start:at]
    return whole.rpartition(";")[2], whole


def _pair(passage: Passage, one: Point, two: Point) -> tuple[ReadValue, ReadValue] | None:
    """Return two points as a period: «dal … al …», «periodo: … - …», «inizia il … e termina il …»."""
    text = passage.text
    if two.start - one.end > 60 or not _TO.fullmatch(text, one.end, two.start):
        return None
    clause, whole = _context(passage, one.start)
    near = clause[-90:]
    after = text[two.end : two.end + 60]
    if (
        _BIDS.search(near)
        or _OVER.search(near)
        or re.match(r"[^.;\n]{0,12}(?:present|invi|candid)", after, re.IGNORECASE)
    ):
        return None
    if not (_FROM.search(near) or _BEGINS.search(near)):
        return None
    value = one.value
    if not value:
        value = f"{two.value[:4]}-{one.short}"
        if (len(one.short) > 2 and len(two.value) < 10) or value > two.value:
            return None
    if value >= two.value:
        return None
    sure = 0.9 if _WORK.search(whole) else 0.7
    return ReadValue(value, one.start, one.end, "period", sure), ReadValue(
        two.value, two.start, two.end, "period", sure
    )


def _years(passage: Passage) -> Iterator[tuple[ReadValue, ReadValue]]:
    """Return the spans of years that a word like «triennio» calls, or that stand in the heading."""
    text = passage.text
    for found in _YEARS.finditer(text):
        clause, whole = _context(passage, found.start())
        if (
            _FUNDS.search(clause[-80:])
            or _OVER.search(whole[-120:])
            or _GONE.match(passage.behind(found.end(), 90))
        ):
            continue
        if found["list"]:
            low, high = found["list"][:4], found["list"][-4:]
            spans = (found.start("list"), found.start("list") + 4), (found.end("list") - 4, found.end("list"))
        else:
            low, high = found["a"], found["b"] or found["a"][:2] + found["s"]
            spans = found.span("a"), found.span("b" if found["b"] else "s")
        named = _NAMED.search(clause)
        if not 0 < int(high) - int(low) <= 10 or not (
            named or (found["b"] and "\n" not in text[: found.start()])
        ):
            continue
        sure = 0.55 if not named else 0.85 if _SPAN.search(clause) and not _PLAN.search(whole) else 0.6
        yield ReadValue(low, *spans[0], "period", sure), ReadValue(high, *spans[1], "period", sure)


def _start(passage: Passage, one: Point, taken: frozenset[str]) -> ReadValue | None:
    """Return a point as the start of what is done together, if it is told as one."""
    clause, whole = _context(passage, one.start)
    if not one.value or one.value in taken or not _STARTS.search(clause[-80:]):
        return None
    label = clause.rstrip().endswith(":") and len(clause) < 40
    if _BIDS.search(clause[-90:]) or _OVER.search(clause[-90:]) or not (label or _WORK.search(whole)):
        return None
    return ReadValue(one.value, one.start, one.end, "start-of-work", 0.7)


def _end(passage: Passage, one: Point, taken: frozenset[str]) -> ReadValue | None:
    """Return a point as the end of what is done together, if it is told as one."""
    clause, _ = _context(passage, one.start)
    near = clause[-100:]
    if not one.value or one.value in taken or not (cue := _UNTIL.search(near)):
        return None
    if _BIDS.search(near) or _OVER.search(near):
        return None
    prolonged = "prorog" in near.lower() and _PROLONGED.match(passage.text, one.end)
    if not (prolonged or _END_WORK.search(near)):  # only where it lies far behind the day on which bids close
        far = (
            max((value[:7] for value in taken), default="9999") < f"{int(one.value[:4]) - 1}{one.value[4:7]}"
        )
        return (
            ReadValue(one.value, one.start, one.end, "far-end", 0.65)
            if far and len(one.value) == 10
            else None
        )
    if cue[0].lower().startswith("entro") and not re.search(
        r"conclu|termin|ultim|complet|realizz|durer|spes", near, re.IGNORECASE
    ):
        return None
    return ReadValue(one.value, one.start, one.end, "end-of-work", 0.75)
