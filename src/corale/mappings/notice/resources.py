"""How and where a bid is to be sent."""

import re
from itertools import islice

from corale.mappings.reading.lines import Passage, ReadValue

MANY = 400  # means of sending looked at in one text

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
    r"|^(?P<row>PEC)(?=\s*:)",
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


def pec(passage: Passage) -> ReadValue | None:
    """Return the certified e-mail address to write to; an ordinary address is none."""
    for match in _MAIL.finditer(passage.text):
        before = passage.text[max(0, match.start() - 70) : match.start()]
        certified = re.search(
            r"\bpec\b|@pec|pec@|legalmail|postacert|cert\.|certificat|arubapec|emarche\.it|pec\.it",
            match[0],
            re.IGNORECASE,
        )
        if certified or re.search(r"\bpec\b|p\.e\.c\.|posta elettronica certificata", before, re.IGNORECASE):
            return ReadValue(
                match[0].rstrip("."), match.start(), match.end(), "pec", 0.95 if certified else 0.8
            )
    return None


def channel(passage: Passage) -> ReadValue | None:
    """Return how a bid is to be sent, in the words of the notice: where it tells of sending, not of
    questions.

    Two ways that the notice offers as alternatives are one value.
    """
    first: ReadValue | None = None
    text = passage.text
    for match in islice(_MEANS.finditer(text), MANY):
        start, end = match.span("channel" if match["channel"] else "row")
        before = passage.preceding(match.start(), 260)
        near = before[-60:]
        if _ASKED.search(near) and not _SENT.search(near):
            continue
        if not (
            _SENT.search(before) or _SENT.search(match[0]) or _SENT.search(passage.behind(match.end(), 80))
        ):
            continue
        either = _EITHER.search(text, end, end + 12)
        if either:
            start, end = either.span("channel")
        if other := _OTHERWISE.match(text, end):
            return ReadValue(passage.quote(start, other.end()), start, other.end(), "channel", 0.8)
        first = first or ReadValue(passage.quote(start, end), start, end, "channel", 0.8)
    return first
