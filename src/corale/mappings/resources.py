"""With what: the amount of a notice, how and where a bid is to be sent."""

import re
from collections.abc import Iterator
from itertools import islice

from corale.mappings.lines import Found, Passage
from corale.mappings.values import money

MANY = 400  # amounts, and means of sending, looked at in one text

_AMOUNT = re.compile(
    r"(?:€\s?|\beuro\s+|\bEUR\s+)(?P<a>\d[\d.’ ]*(?:,\d{1,2})?(?:\s*(?:mila|milion[ei]|mln)\b)?)(?!\s*%)|"
    r"(?<![\d.,])(?P<b>\d[\d.]*(?:,\d{1,2})?\s*(?:mila|milion[ei](?:\s+di)?|mln(?:\s+di)?)?\s*(?:€|euro\b|EUR\b))",
    re.IGNORECASE,
)
_TOTAL = re.compile(
    r"\bin\s+tutto\b|\btotal|complessiv|\bintero\b|\bintera\b|dotazione|stanzia|plafond|"
    r"globale",
    re.IGNORECASE,
)
_TOTAL_AFTER = re.compile(
    r"[^.;\d]{0,25}?(?:\bin\s+tutto|\bcomplessiv|\btotal|per\s+l[’'](?:intero|intera)|per\s+(?:il|"
    r"tutt[oa])\s+(?:\w+\s+)?(?:triennio|biennio|periodo|durata)|"
    r"per\s+(?:due|tre|quattro|cinque|i\s+(?:primi\s+)?(?:due|tre|quattro))\s+ann)",
    re.IGNORECASE,
)
_MONEY = re.compile(
    r"budget|risors|import|finanzi|contribut|dotazione|stanzi|valore|\bval[eg]|sul piatto|fond[oi]|plafond|"
    r"quadro economico|disponibil|"
    r"ammonta|pari a|a disposizione|total|investiment|investe|messe? a disposizione|cost[oi]\b|spesa|copertura|"
    r"assegnat|destin|mette\b|rimborso|bilancio|impegn|somm[ae]\b|quota|\bsoldi\b|quanto\b",
    re.IGNORECASE,
)
_MONEY_AFTER = re.compile(
    r"[^.;\d]{0,40}?(?:\bdisposizione|\bdisponibil|\bstanziat|\bfinanzia|\bdestinat|\bmess[ei]|\bassegnat|"
    r"\bdal\s+(?:fondo|bilancio)|\bdi\s+(?:fondi|risorse|budget|dotazione))",
    re.IGNORECASE,
)
_CAP = re.compile(
    r"non (?:può |potrà |possono |deve )?super|(?:contribut\w*|quota|rimborso|finanziamento) massim|"
    r"massimo (?:di )?$|fino a un|limite|al più|(?:superior|inferior)[ei] a|almeno|sotto i|sopra i|soglia|"
    r"per (?:ciascun|ogni|"
    r"singol|soggetto|progetto|ente|associazione|beneficiari|partecipant|utente|famiglia|persona)|cadaun|"
    r"cauzion|polizza|fideiuss|sanzion|penal|marca da bollo|bollo|tassa|oneri della sicurezza|fatturato|isee|"
    r"reddito|gettone|massimal|"
    r"cofinanzia\w*(?: (?:minim|di almeno|richiest|a carico)|[^.;]{0,25}$)|(?:al )?massimo\s+(?:di\s+)?$",
    re.IGNORECASE,
)
_PART = re.compile(
    r"(?:\bdi cui|\bossia|\bcioè|\bovvero|\bpari a(?:d)?|\boltre a|\bpiù|\baltr[ie]|\bla prima|\brestant[ei]|"
    r"\blotto\s+\w+\s*[:–-][^:;]{0,60}|\b(?:prima|seconda|terza)\s+annualità[^.;]{0,20}|"
    r"\bcofinanzia\w*[^.;]{0,30})\s*(?:di\s+|a\s+|euro\s+|circa\s+|€\s*)?$",
    re.IGNORECASE,
)
_ONLY_MOST = re.compile(r"(?:importo|spesa|valore|budget|tetto)\s+massim\w+[^.;]{0,20}$", re.IGNORECASE)
_PER = re.compile(
    r"\s*(?:[,(]?\s*(?:iva[^.;)]{0,15})?[,)]?\s*)?(?:per|a|ad)\s+(?:ciascun|ogni(?!\s+(?:anno|annualit))|singol|"
    r"soggetto|progetto|"
    r"ente|associazione|beneficiari|testa|ora\b|giorno|mese|utente|person|nucleo|famigli|lotto)|\s*(?:orari|mensil|"
    r"pro\s?capite|cadaun)",
    re.IGNORECASE,
)
_YEARLY = re.compile(
    r"\s*[,(]?\s*(?:l[’']anno|all[’']anno|annu[oie]\b|annual[ei]|per\s+(?:ogni|ciascun[oa]?|singol[oa])\s+(?:anno|"
    r"annualit)|/\s?anno|per\s+anno|di\s+cofinanz|quale\s+cofinanz|a\s+titolo\s+di\s+cofinanz|a\s+carico)",
    re.IGNORECASE,
)
_ANNUAL = re.compile(r"\bannu(?:o|a|i|ale|ali|e)\b(?![^,;:]*\b(?:complessiv|total))[^,;:]{0,40}$", re.IGNORECASE)
_MAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}", re.IGNORECASE)
_MEANS = re.compile(
    r"(?:\b(?:a\s+mezzo|mediante|tramite|per\s+mezzo\s+(?:di|del|della)|via|attraverso|con|per|us\w+|utilizz\w+|"
    r"compil\w+|sul(?:la)?|dal(?:la)?|nel(?:la)?|al(?:la)?|"
    r"presso|acced\w+\s+(?:a(?:l(?:la)?)?)?|indirizzo|modalità(?:\s+di\s+(?:invio|presentazione|trasmissione))?|"
    r"invio|trasmissione|presentazione|consegna|oppure|o|canale(?:\s+di\s+\w+)?|solo|dove[^\n]{0,45}[-–:])"
    r"|\b(?:all|sull|dall|nell)(?=[’']))[\s:,(]*(?:l[’']\s*|[’']\s*|(?:la|il|lo|una?|un[’']|i|le|di|apposit[oa]|"
    r"seguente|propri[oa]|indirizzo|invio|trasmissione)\s+){0,3}"
    r"(?P<channel>PEC\b|p\.e\.c\.|posta\s+(?:elettronica\s+)?certificata(?:\s*\(PEC\))?|"
    r"posta\s+elettronica(?:\s+(?:ordinaria|certificata))?|"
    r"(?:apposit[oa]\s+)?(?:piattaforma|portale|sportello)\s+(?:[\w-]+\s+){0,2}?(?:telematic[oa]|on\s?-?\s?line|"
    r"digitale|informatic[oa]|internet|web|(?-i:[A-ZÀ-Ý][\w-]*))(?:\s+(?:regionale|comunale|del\s+Comune|"
    r"dell[’']ente|dell[’']Unione|(?-i:[A-ZÀ-Ý][\w-]*)))*|"
    r"(?:piattaforma|portale|sportello)(?:\s+(?-i:[A-ZÀ-Ý][\w-]*)|\s+[“\"«][^”\"»\n]{2,30}[”\"»])|"
    r"(?:modulo|form|formulario|modello|questionario|istanza|domanda|procedura)\s+(?:on\s?-?\s?line|telematic[oa]|"
    r"digitale|web|Google)|"
    r"raccomandata(?:\s+(?:A/R|AR|con\s+ricevuta\s+di\s+ritorno))?|servizio\s+postale|e-?mail\s+certificata|"
    r"a\s+mano|consegna\s+a\s+mano|e-?mail\b|"
    r"(?:ufficio\s+)?protocollo(?![@\w]|\.\w)(?:\s+generale)?(?:\s+del(?:l[’'])?\s*(?-i:Comune\s+di\s+|Municipio\s+|"
    r"Unione\s+|Ente\b)(?:(?-i:[A-ZÀ-Ý])[\w’']*(?:\s+(?-i:[A-ZÀ-Ý])[\w’']*)*)?)?)"
    r"|^\s*(?P<row>PEC)(?=\s*:)",
    re.IGNORECASE | re.MULTILINE,
)
_EITHER = re.compile(r",\s+(?P<channel>a\s+mano|via\s+PEC|tramite\s+PEC)", re.IGNORECASE)
_OTHERWISE = re.compile(
    r",?\s+(?:o|oppure|ovvero)\s+(?:(?:a\s+mezzo|mediante|tramite|via|con|per)\s+)?(?:PEC\b|"
    r"posta\s+elettronica\s+certificata|raccomandata(?:\s+A/R)?|posta\b|a\s+mano|e-?mail)",
    re.IGNORECASE,
)
_SENT = re.compile(
    r"domand|istanz|candid|manifestazion|present|perven|trasme|trasmi|inviat|inviar|\binvio|inoltr|consegn|propost|"
    r"adesion|ader|"
    r"iscri|plic|compil|\bcome\b|\bcanale\b|\bdove\b|allegando|ricevuta|arriv|partecipa|modalità|spedi|ricevut|deposit|"
    r"far(?:e|anno)? avere|devono|dovranno|vanno",
    re.IGNORECASE,
)
_ASKED = re.compile(
    r"chiariment|informazion|\binfo\b|quesit|contatt|recapit|segreteria|dichiarazione|verifica", re.IGNORECASE
)


def budgets(passage: Passage) -> Iterator[Found]:
    """Return the amounts that may be the notice's budget, the likeliest first.

    Caps for one applicant and deposits are none; a part or a yearly share of a sum comes behind the sum.
    """
    text, found = passage.text, []
    for place, match in enumerate(islice(_AMOUNT.finditer(text), MANY)):
        start, stop = passage.sentence(match.start())
        before = text[max(start, match.start() - 110) : match.start()].rpartition(";")[2]
        after = text[match.end() : min(stop, match.end() + 70)]
        if not before.strip(" \n("):
            before = passage.before(match.start())
        value = money(" ".join(match[0].split()))
        if value is None or _CAP.search(_ONLY_MOST.sub("", before[-60:])) or _PER.match(after):
            continue
        if not (_MONEY.search(before) or _TOTAL.search(before) or _MONEY_AFTER.match(after)):
            continue
        if _ONLY_MOST.search(before):
            found.append((-0.5, place, Found(value, match.start(), match.end(), "budget", 0.65)))
            continue
        total = bool(_TOTAL.search(before[-60:]) or _TOTAL_AFTER.match(after))
        score = 1 + 2 * total + bool(_MONEY.search(before[-45:]))
        part = (
            bool(_YEARLY.match(after)) or bool(_ANNUAL.search(before)) or (bool(_PART.search(before)) and bool(found))
        )
        sure = min(0.9, 0.5 + 0.15 * score) if not part else 0.5
        found.append((3 * part - score, place, Found(value, match.start(), match.end(), "budget", sure)))
    return (one for _, _, one in sorted(found, key=lambda row: row[:2]))


def pec(passage: Passage) -> Found | None:
    """Return the certified e-mail address to write to; an ordinary address is none."""
    for match in _MAIL.finditer(passage.text):
        before = passage.text[max(0, match.start() - 70) : match.start()]
        certified = re.search(
            r"\bpec\b|@pec|pec@|legalmail|postacert|cert\.|certificat|arubapec|emarche\.it|pec\.it",
            match[0],
            re.IGNORECASE,
        )
        if certified or re.search(r"\bpec\b|p\.e\.c\.|posta elettronica certificata", before, re.IGNORECASE):
            return Found(match[0].rstrip("."), match.start(), match.end(), "pec", 0.95 if certified else 0.8)
    return None


def channel(passage: Passage) -> Found | None:
    """Return how a bid is to be sent, in the words of the notice: where it tells of sending, not of questions.

    Two ways that the notice offers as alternatives are one value.
    """
    first: Found | None = None
    text = passage.text
    for match in islice(_MEANS.finditer(text), MANY):
        start, end = match.span("channel" if match["channel"] else "row")
        before = passage.before(match.start(), 260)
        near = before[-60:]
        if _ASKED.search(near) and not _SENT.search(near):
            continue
        if not (_SENT.search(before) or _SENT.search(match[0]) or _SENT.search(passage.behind(match.end(), 80))):
            continue
        either = _EITHER.search(text, end, end + 12)
        if either:
            start, end = either.span("channel")
        if other := _OTHERWISE.match(text, end):
            return Found(passage.quote(start, other.end()), start, other.end(), "channel", 0.8)
        first = first or Found(passage.quote(start, end), start, end, "channel", 0.8)
    return first
