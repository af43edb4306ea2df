"""The rows of a notice's head: which one goes on in the line below, which only names bodies, offices,
places."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corale.mappings.reading.gazetteer import is_place, places_at
from corale.mappings.reading.lines import Passage, opens
from corale.mappings.text import classify
from corale.mappings.text.mentions import Mention

ROWS = 18  # rows of the head among which the title is sought

_OFFICE = re.compile(
    r"(?:(?:il|la|l[’'])?\s*(?:settore|servizio|servizi|ufficio|area|direzione|dipartimento|assessorato|ministero|"
    r"provincia|unità|sezione|"
    r"ripartizione|segreteria|gabinetto|staff|u\.?o\.?|ambito|piano\s+(?:sociale\s+)?di\s+zona|responsabile|"
    r"dirigente|direttore|direttrice|coordinator\w+|commissari\w+|"
    r"segretari[oa]|newsletter|in\s+primo\s+piano|in\s+evidenza|notizie|comunicat[oi](?:\s+stampa)?|news|"
    r"bandi(?:\s+e\s+avvisi)?|avvisi|estratto|copia|"
    r"originale|allegat[oi]|rende|rendono|determina|decreta|delibera|si\s+rende\s+noto|premesso|visto|vista|visti|"
    r"viste|richiamat\w+|"
    r"via|viale|piazza|piazzale|corso|largo|regione|repubblica|sede|politiche|assistenza)\b(?:[^.:;?!]|\bn\.){0,110}|"
    r"[^\n]*\b\d{5}\b[^\n]*)[:.]?",
    re.IGNORECASE,
)
_BODY = re.compile(
    r"(?:comune|commune|région|assessorat\w*|citt[àa][’']?|provincia|regione|unione|azienda|consorzio|ambito|"
    r"distretto|asp|asl|ausl|a\.s\.l\.|"
    r"a\.s\.p\.|comunit[àa][’']?|societ[àa][’']?\s+della|municipio|ministero|roma\s+capitale|zona)\b[^:;!?,]*$",
    re.IGNORECASE,
)
LABEL = re.compile(
    r"(?:prot\b|protocollo|determina(?:zione)?\s+(?:n|del|dir)|delibera(?:zione)?\s+(?:n|del|di)|decreto\s+(?:n|"
    r"del)|registro|rep\.|n\.\s|data\b|cig\b|cup\b|allegato|vist[oaie]\b|premess|scadenza|scade\b|"
    r"pubblicat[oa]\s+(?:il|in|dal|all)|pubblicazione|ultimo"
    r" aggiornamento|dal\s+\d|\d{1,2}[/.]\d|ente\b[^:]{0,30}:|"
    r"beneficiari\b|modalità|destinatari|referent|art(?:icolo|\.)\s*\d|tel\b|pec\b|"
    r"amministrazione\s+\w+:|stato\s*:|tipo\s*:|tipologia|categoria|importo|budget|risorse\s*:|codice|termine\s*:|"
    r"comuni\b[^:]{0,20}(?::|di\b)|(?:ente\s+|comune\s+)?capofila|da\s*:|a\s*:|ambito\s*:|procedura\s*:|"
    r"provvedimento|riferiment|canale\s*:|chi\s+\w+\s*:|pag\b)",
    re.IGNORECASE,
)
_DATELINE = re.compile(
    r"\(?(?:[A-ZÀ-Ý][\w’' ]{1,30}[–,(\s-]+)?(?:[a-zì]+\s+)?\d{1,2}[ /.][\wà-ù.]+[ /.]\d{4}\)?"
)
NOTICE = re.compile(
    r"\b(?:avvis[oi]|bando|istruttoria|manifestazion[ei]\s+d[i’']\s*interesse|procedura|selezione|esit[oi]|elenco|"
    r"graduatoria|invito|proroga|riapertura|"
    r"ammess[ie]|tavol[oi]|percorso|candidatur[ae])\b",
    re.IGNORECASE,
)
_RUNS = re.compile(
    r"(?:PER|DI|DEL|DELL[AOE’']|DEI|DEGLI|DELLE|AI|AL|ALLA|ALLE|AGLI|E|ED|CON|IN|NEL|NELL[AE’']|FINALIZZAT\w|"
    r"RIVOLT\w|RELATIV\w|PRESSO|SU|SUL|TRA|FRA)\b"
)
LABELLED = re.compile(r"[A-ZÀ-Ý][\w’']*(?:\s[\w’']+){0,3}\s?:\s")  # any label with its value
HEADED = re.compile(r"\s*(?:oggetto(?:\s+dell[’']avviso)?|titolo)\s*[:–-]\s*", re.IGNORECASE)
BARE = re.compile(
    r"(?:(?:avviso|bando)(?:\s+(?:pubb[lI1]ico|pubbl[il1I]co|esplorativo))?(?:\s+n\.\s?\d+(?:/\d+)?)?|"
    r"pubblicat[oa]\s+(?:(?:l[’']|un\s+)?avviso)(?:\s+pubblico)?|si\s+rende\s+noto|rende\s+noto|manifestazione\s+d[i’']\s*interesse|comunicato(?:\s+stampa)?|(?:proroga|"
    r"riapertura)(?:\s+(?:dei\s+)?termini)?|rettifica|errata\s+corrige)\s*[:.]?",
    re.IGNORECASE,
)
_FILLERS = frozenset(
    """
        comune comuni capofila ente di del della e n settore servizio servizi ufficio area sociale
        sociali l il la piano zona politiche stampa gestione associata provincia via per persona alla
        welfare azienda pubblica plus ats
    """.split()
)


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the head: its span, with the rows that go on from it, and whether it only names bodies."""

    start: int
    end: int
    letterhead: bool


def rows(passage: Passage, found: Sequence[Mention]) -> list[Row]:
    """Return the rows of the head; one that goes on in the next line is one row with it."""
    text = passage.text
    widest = max((len(line.raw) for line in passage.lines), default=0)
    spans = [row.span() for row in re.finditer(r"[^\n]*\S[^\n]*", text[:6000])][: 2 * ROWS]
    found_rows: list[Row] = []
    at = 0
    while at < len(spans) and len(found_rows) < ROWS:
        start, end = spans[at]
        letterhead = _letterhead(text, start, end, found)
        while (
            at + 1 < len(spans)
            and not letterhead
            and _goes_on(text, (start, end), spans[at], spans[at + 1], widest)
        ):
            at += 1
            end = spans[at][1]
        found_rows.append(Row(start, end, letterhead))
        at += 1
    return found_rows


def _goes_on(
    text: str, row: tuple[int, int], last: tuple[int, int], following: tuple[int, int], widest: int
) -> bool:
    """Say whether a row goes on in the line below: no blank between, and the sentence or the capitals run
    on."""
    if text[last[1] : following[0]].count("\n") != 1:
        return False
    above, below = text[last[0] : last[1]].rstrip(), text[following[0] : following[1]]
    if LABEL.match(below) or LABEL.match(text, *row) or HEADED.match(below):
        return False
    if HEADED.match(text, *row) and LABELLED.match(below):
        return False
    if below[:1].islower() or opens(above) or (below[:1] in '“"«' and len(above) < 90):
        return True
    if above.isupper() and below.isupper():
        long = last[1] - last[0] > 55 and following[1] - following[0] > 30
        return (
            bool(_RUNS.match(below))
            or long
            or (last[1] - last[0] > 0.85 * widest > 60 and not above.endswith((".", ":")))
        )
    return last[1] - last[0] > 0.85 * widest > 60 and not above.endswith((".", ":", "!", "?"))


def _letterhead(text: str, start: int, end: int, found: Sequence[Mention]) -> bool:
    """Say whether a line only names bodies, offices, places or a day."""
    row = text[start:end].strip(" \t(-–>•*").rstrip(")")
    if text[start:end].lstrip().startswith("#"):
        return True
    if _BODY.match(row) and len(row) < 90 and not NOTICE.search(row) and not classify.names(row):
        return True
    if _OFFICE.fullmatch(row) or _DATELINE.fullmatch(row):
        return True
    rest, at = "", start
    for one in found:
        if start <= one.start and one.end <= end:
            rest += text[at : one.start]
            at = one.end
    rest += text[at:end]
    if sum(b - a for a, b in places_at(text, start)) > 0.6 * (end - start):
        return True
    if at > start and (rest.strip(" -–,.()") == "" or is_place(rest.strip(" -–,.()\n"))):
        return True
    words = [word for word in re.findall(r"[^\W\d_]+", rest) if word.lower() not in _FILLERS]
    return not words or (at > start and all(word.isupper() and len(word) <= 5 for word in words))
