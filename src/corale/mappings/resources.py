"""With what and under which rules: amounts, addresses to write to, legal bases and acts that a notice cites."""

import re
from collections.abc import Iterator

from corale.mappings.lines import Passage
from corale.mappings.moments import days
from corale.mappings.schedule import Found
from corale.mappings.values import money

_AMOUNT = re.compile(
    r"(?:€\s?|\beuro\s+)(?P<a>\d[\d.’ ]*(?:,\d{1,2})?(?:\s*(?:mila|milion[ei])\b)?)(?!\s*%)|"
    r"(?<![\d.,])(?P<b>\d[\d.]*(?:,\d{1,2})?\s*(?:mila|milion[ei](?:\s+di)?|mln)?\s*(?:€|euro\b))",
    re.IGNORECASE,
)
_TOTAL = re.compile(r"total|complessiv|intero|dotazione|stanzia", re.IGNORECASE)
_MONEY = re.compile(
    r"budget|risors|import|finanzia|contribut|dotazione|stanzia|valore|\bvale\b|sul piatto|fond[oi]|"
    r"quadro economico|disponib|"
    r"ammonta|pari a|a disposizione|total|investiment|messe? a disposizione|cost[oi]\b|spesa",
    re.IGNORECASE,
)
_CAP = re.compile(
    r"non (?:può |potrà |possono |deve )?super|(?:contribut\w*|quota|rimborso|finanziamento) massim|"
    r"massimo (?:di )?$|fino a un|limite|al più|per (?:ciascun|ogni|"
    r"singol|soggetto|progetto|ente|associazione|beneficiari|partecipant|utente|famiglia|persona)|cadaun|"
    r"cauzion|polizza|sanzion|penal|marca da bollo|tassa|oneri della sicurezza|cofinanzia\w* (?:minim|"
    r"di almeno)",
    re.IGNORECASE,
)
_ONLY_MOST = re.compile(r"(?:importo|spesa|valore|budget|tetto)\s+massim\w+[^.;]{0,20}$", re.IGNORECASE)
_PER = re.compile(
    r"\s*(?:[,(]?\s*(?:iva[^.;)]{0,15})?[,)]?\s*)?(?:per|a|ad)\s+(?:ciascun|ogni|singol|soggetto|progetto|"
    r"ente|associazione|beneficiari|testa|ora|giorno|mese|utente)",
    re.IGNORECASE,
)
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)*\.[a-z]{2,10}", re.IGNORECASE)
_CHANNEL = re.compile(
    r"(?:esclusivamente\s+)?(?:a mezzo|mediante|tramite|per mezzo di|via|attraverso)\s+(?:(?:la|il|una|di|"
    r"posta elettronica certificata|l[’'])\s*)?(?:PEC\b|p\.e\.c\.|posta elettronica(?: certificata)?|"
    r"piattaforma(?:\s+[\w-]+){0,4}|portale(?:\s+[\w-]+){0,4}|sportello telematico|raccomandata(?: A/R|"
    r" con ricevuta di ritorno)?|consegna a mano|e-?mail)"
    r"|(?:presso|all[’']|al)\s*(?:l[’'])?\s*ufficio\s+protocollo(?:\s+(?:generale\s+)?del\s+Comune\s+di\s+"
    r"[A-ZÀ-Ý][\w’']+(?:\s+[A-ZÀ-Ý][\w’']+)*)?",
    re.IGNORECASE,
)
_CODE = (
    r"(?:Codice\s+del\s+Terzo\s+[Ss]ettore|CTS\b|d(?:ecreto)?\.?\s?l(?:egislativo|"
    r"gs)?\.?\s?(?:lgs\.?)?\s*(?:n\.?\s?)?\d{1,4}\s*/\s*(?:19|20)?\d\d"
    r"|d\.\s?lgs\.?\s+\d{1,2}\s+\w+\s+\d{4},?\s+n\.\s?\d+"
    r"|decreto\s+del\s+Ministro\b[^.;]{0,60}?\bn\.\s?\d+\s+del\s+\d{1,2}\s+\w+\s+\d{4}"
    r"|decreto\s+legislativo\s+(?:n\.\s?\d+\s+del\s+\d{1,2}\s+\w+\s+\d{4}|\d{1,2}\s+\w+\s+\d{4},?\s+n\.\s?\d+)"
    r"|(?:l\.|legge)\s?(?:r\.|regionale)?\s*(?:n\.?\s?)?\d{1,4}\s*/\s*(?:19|20)\d\d|"
    r"d\.?m\.?\s*(?:n\.?\s?)?\d{1,3}\s*/\s*(?:19|20)\d\d"
    r"|(?:legge(?:\s+regionale)?|l\.\s?r\.|d\.\s?m\.|"
    r"decreto\s+ministeriale)\s+(?:n\.\s?\d+\s+del\s+\d{1,2}\s+\w+\s+\d{4}|"
    r"\d{1,2}\s+\w+\s+\d{4},?\s+n\.\s?\d+))"
)
_BASIS = re.compile(
    r"(?:art(?:icol[oi]|t?\.)\s*\d{1,3}(?:\s*(?:,|e|ed|-|–)?\s*(?:comm[ai]|c\.|"
    r"co\.)?\s*\d{1,3}\b){0,4}(?:\s*e\s+ss\.?)?,?\s*"
    rf"(?:del(?:la|l[’'])?|d[’'])?\s*)?{_CODE}(?:\s*\(\s*Codice\s+del\s+Terzo\s+[Ss]ettore\s*\))?",
    re.IGNORECASE,
)
_ACT = re.compile(
    r"(?P<type>deliber(?:azione|a)\b(?:\s+(?:di|della|del)\s+(?:Giunta|Consiglio|"
    r"C\.?d\.?A\.?)(?:\s+(?:regionale|comunale|provinciale|dell[’']Unione|Unione))?)?"
    r"|determin(?:azione|a)\b(?:\s+dirigenziale)?|D\.?G\.?R\.?C?\.?|D\.?G\.?C\.?|D\.?C\.?C\.?|D\.?D\.?|"
    r"decreto(?:\s+(?:dirigenziale|del\s+(?:presidente|direttore|dirigente)))?)"
    r"\s*(?:n(?:\.|°|r\.?)\s?°?\s*(?P<number>\d{1,6}(?:\s?/\s?\d{2,4})?))?\s*(?:,?\s*(?:del(?:l[’'])?|"
    r"in data)\s+(?P<date>\d{1,2}[/.\-]\d{1,2}[/.\-]\d{4}|\d{1,2}[°º]?\s+[a-z]+\s+\d{4}))?",
    re.IGNORECASE,
)


def budgets(passage: Passage) -> Iterator[Found]:
    """Return the amounts that may be the notice's budget, the likeliest first; caps for one applicant are none."""
    text, found = passage.text, []
    for place, match in enumerate(_AMOUNT.finditer(text)):
        start, _ = passage.sentence(match.start())
        before = text[max(start, match.start() - 90) : match.start()].rpartition(";")[2]
        value = money(" ".join(match[0].split()))
        if value is None or _CAP.search(before[-60:]) or _PER.match(text, match.end()) or not _MONEY.search(before):
            continue
        if _ONLY_MOST.search(before):
            found.append((-0.5, place, Found(value, match.start(), match.end(), "budget", 0.6)))
            continue
        score = 1 + 2 * bool(_TOTAL.search(before[-60:])) + bool(_MONEY.search(before[-45:]))
        found.append((-score, place, Found(value, match.start(), match.end(), "budget", min(0.9, 0.5 + 0.15 * score))))
    return (one for _, _, one in sorted(found, key=lambda row: row[:2]))


def pec(passage: Passage) -> Found | None:
    """Return the certified e-mail address to write to; an ordinary address is none."""
    for match in _MAIL.finditer(passage.text):
        before = passage.text[max(0, match.start() - 70) : match.start()]
        certified = re.search(r"\bpec\b|@pec|pec@|legalmail|postacert|cert\.", match[0], re.IGNORECASE)
        if certified or re.search(r"\bpec\b|p\.e\.c\.|posta elettronica certificata", before, re.IGNORECASE):
            return Found(match[0].rstrip("."), match.start(), match.end(), "pec", 0.95 if certified else 0.8)
    return None


def channel(passage: Passage) -> Found | None:
    """Return how a bid is to be sent, in the words of the notice."""
    match = _CHANNEL.search(passage.text)
    return Found(passage.quote(*match.span()), *match.span(), "channel", 0.8) if match else None


def bases(passage: Passage) -> Iterator[Found]:
    """Return the legal bases that the notice names, verbatim, each once."""
    seen: set[str] = set()
    for match in _BASIS.finditer(passage.text):
        value = passage.quote(*match.span()).rstrip(" ,")
        if value.casefold() not in seen:
            seen.add(value.casefold())
            yield Found(value, match.start(), match.end(), "legal-basis", 0.9)


def acts(passage: Passage) -> Iterator[tuple[dict[str, str], Found]]:
    """Return the acts that the notice cites by number or date: kind, number, date."""
    seen: set[tuple[str, ...]] = set()
    for match in _ACT.finditer(passage.text):
        if not (match["number"] or match["date"]):
            continue
        value = {"type": passage.quote(*match.span("type"))}
        if match["number"]:
            value["number"] = "".join(match["number"].split())
        day = next(days(match["date"] or ""), None)
        if day:
            value["date"] = day.value
        if len(value) > 1 and tuple(value.values()) not in seen:
            seen.add(tuple(value.values()))
            yield value, Found(passage.quote(*match.span()), match.start(), match.end(), "act", 0.85)
