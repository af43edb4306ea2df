"""The services that a notice is about: listed behind a heading or in brackets, named in quotes, or its very
object."""

import re
from collections.abc import Iterator
from itertools import islice

from corale.mappings.reading.lines import Passage, ReadValue

MOST, LONGEST = 30, 130

_BRACKET = re.compile(
    r"(?:servizi|interventi|attività)(?:\s+\w+){0,3}\s*\((?P<list>(?:i\s+|gli\s+)?(?:servizi|interventi|"
    r"attività)[^()]{10,400})\)",
    re.IGNORECASE,
)
_NEXT = re.compile(
    r"\s*(?:;|,)?\s+(?:ed?\s+)?(?:(?:i|gli|il|le|la)\s+)?(?=(?:servizi[o]?|interventi|attività)\s+(?:a|ad|di|per|in)\b)"
)
_HEADED = re.compile(
    r"(?<![\w-])(?:di\s+che\s+si\s+tratta|cosa\s+(?:prevede|si\s+farà)|servizi|interventi|attività|azioni|"
    r"prestazioni|linee\s+(?:di\s+)?(?:intervento|attività|azione)|aree\s+di\s+intervento|progettualità|"
    r"oggetto\s+della\s+co\s?[-–—‑]?\s?(?:progettazione|programmazione))\b"
    r"(?P<more>[^.:;\n€]{0,80}(?:\n[^.:;\n€]{1,60})?):[^\S\n]*",
    re.IGNORECASE,
)
_ROW = re.compile(
    r"^(?:art(?:icolo|\.)\s*\d{1,2}\s*[-–.:]?\s*|\d{1,2}[.)]\s*)?[^\n.:;]{0,25}\b(?:servizi|attività|interventi|"
    r"azioni|prestazioni)(?:\s+(?:previst\w+|richiest\w+|oggetto[\w ]*))?[^\S\n]*\n(?=[^\n])",
    re.IGNORECASE | re.MULTILINE,
)
_NOT_SERVICES = re.compile(
    r"fas[ei]\b|document|requisit|sed[ei]\b|calendario|incontr|punteggi|criter|orari|allegat|period|termin|scadenz|"
    r"inform|contatt|comun[ei]\b|quartier|dat[ae]\b|tavol|"
    r"important|import[oi]\b|euro|giorn|dirigente|responsabil|destinatari|principi|finalità|durata|copert|finanzi|"
    r"settore",
    re.IGNORECASE,
)
_OF_OFFICE = re.compile(
    r"\b(?:settore|area|ufficio|dirigente|responsabile|dipartimento)\s+(?:(?:dei|ai|per\s+i)\s+)?$",
    re.IGNORECASE,
)
_MARK = r"(?:[-–•*·▪]|\(?(?:\d{1,2}|[a-z])[.)])\s+"
_BULLET = re.compile(rf"(?:(?<=\n)|\s*\n)\s*{_MARK}(?P<item>[^\n]+)")
_ARTICLE = re.compile(rf"(?:{_MARK})?(?:(?:i|gli|il|le|la|lo|un|uno|una)\s+|(?:l|un)[’'])?", re.IGNORECASE)
_LOT = re.compile(
    r"^\s*(?:lotto|linea|azione)\s+(?:n\.\s?)?(?:\d{1,2}|[A-Z]|[IVX]+)(?:\s*[:–-]\s*|"
    r"[^\S\n]{2,})(?P<item>[^\n:€]{4,100}?)\s*(?:[:–,-]\s*(?:€|euro|importo|budget)[^\n]*|\(?\s*€[^\n]*)?$",
    re.IGNORECASE | re.MULTILINE,
)
_LOT_TABLE = re.compile(
    r"^\|?\s*lotto\s*\|\s*(?:oggetto|servizio|denominazione)\s*\|.*$", re.IGNORECASE | re.MULTILINE
)
_LOT_ROW = re.compile(r"^\|?\s*(?:\d{1,2}|[A-Z])\s*\|\s*(?P<item>[^|\n]{4,80}?)\s*\|", re.MULTILINE)
_QUOTE = r"[“\"«](?P<{}>[^”\"»\n]{{3,70}})[”\"»]"
_NAMED = re.compile(
    rf"\bserviz(?:io|i)\s+(?:di\s+|denominat[oi]\s+|integrat[oi]\s+)*{_QUOTE.format('item')}", re.IGNORECASE
)
_AND_NAMED = re.compile(rf"\s*(?:\([^)\n]{{1,30}}\)\s*)?(?:,|ed?)\s*{_QUOTE.format('item')}")
_UNITES = re.compile(
    r"\b(?:unisc\w*|comprend\w*|includ\w*|integr(?:a|i|ano|erà|"
    r"eranno))\s+(?P<list>[a-zà-ù][^.;:()\n]*(?:\n[^.;:()\n]+)?)",
    re.IGNORECASE,
)
_THEIRS = re.compile(
    r"co\s?[-–—‑]?\s?(?:progetta|programma)|servizi|progetto|centro|sistema|intervent", re.IGNORECASE
)
_HEAD = (
    r"(?:servizi[o]?|centr[oi]|sportell[oi]|empori[o]?|dormitori[o]?|unità\s+di\s+strada|pol[oi]|mens[ae]|alloggi|"
    r"housing|pronto\s+intervento|stazion[ei]\s+di\s+posta|condomini[o]?\s+solidal[ei]|"
    r"interventi|attività|percorsi|azioni|asil[oi]|nid[oi]|ludotec[ah]e?|residenz[ae]|comunità\s+(?:educativ|"
    r"alloggio|per)|hub|spazi(?:o)?\s+(?:famigli|giovan|gioco|neutro|donna)\w*)"
)
_OBJECT = re.compile(
    r"co\s?[-–—‑]?\s?(?:progettazione|progettare)(?:\s+e\s+(?:(?:la|per\s+la|l[’'])\s*)?(?:successiva\s+|"
    r"eventuale\s+|conseguente\s+)?(?:co-?)?(?:gestione|gestire|realizzazione|attuazione|"
    r"erogazione)(?:\s+in\s+partenariato)?)?"
    r"\s+(?:(?:di|del|dell[ao]|dei|degli|delle|per|il|la|i|lo|gli|le)\s+|dell[’']\s*|l[’']\s*)?(?:(?:un|uno|una)\s+|"
    r"un[’'])?(?:nuov[oaie]\s+)?"
    rf"(?P<item>(?:{_HEAD}\b|(?!(?:progett|propost|cui\b|tutt|quest|pian[oi]|atti\b|procedur|percors|servizi|nuov|"
    rf"un[ao]?\b|lott[oi]|line[ae]|seguent|cui|budget|sopra|che\b|presente|medesim|progra|enti\b|ets\b|gestion|"
    rf"realizzazion|attuazion))(?<=\b(?:di|ei)\s)[a-zà-ù]{{5,}}\s)(?:[^.,;:()\n“\"«]|"
    rf"\b[A-Z]\.){{0,110}})",
    re.IGNORECASE,
)
_STOP = re.compile(
    r"\s+(?:[-–—]\s.*|(?:ed?\s+(?:l[ae]|di|del|dell[ae]|per|alla|gestione)\s.*)|(?:rivolt|ai\s+sensi|di\s+cui|"
    r"nell[’'](?:ambito|unione)|nel\s+(?:comune|territorio|quartiere|distretto)|nei\s+(?:comuni|quartieri|"
    r"territori)|presso|da\s+(?:parte|realizzar|svolger|attivar)|a\s+(?:valere|favore)|in\s+favore|finanziat|"
    r"mediante|attraverso|tramite|ha|hanno|è|sono|che|denominat\w+|promoss\w+|destinat\w+|dell[’']ambito|"
    r"dell[’']unione|del\s+comune|per\s+(?:il|gli)\s+(?:period|trienn|bienn|ann)|di\s+via|di\s+piazza|situat|ubicat|"
    r"sul\s+territorio|sit[oia]|previst\w+|entro|\d{4})(?:\b|(?<=[’'])|\w).*)$",
    re.IGNORECASE | re.DOTALL,
)


def services(passage: Passage) -> list[ReadValue]:
    """Return the services in the words of the notice, each once; the bare object only where nothing lists
    them."""
    seen: dict[str, ReadValue] = {}
    for rule in (_bracketed, _listed, _lots, _named, _united):
        for start, end in rule(passage):
            _add(passage, seen, start, end, 0.8)
    if not seen and (match := _OBJECT.search(passage.text)):
        start, end = match.span("item")
        end = start + len(_STOP.sub("", passage.text[start:end]))
        if len(passage.text[start:end].split()) > 1:
            _add(passage, seen, start, end, 0.7)
    return sorted(seen.values(), key=lambda one: one.start)[:MOST]


def _add(passage: Passage, seen: dict[str, ReadValue], start: int, end: int, confidence: float) -> None:
    text = passage.text
    start += len(text[start:end]) - len(text[start:end].lstrip())
    if article := _ARTICLE.match(text, start, end):
        start = article.end()
    end = start + len(text[start:end].rstrip(" \n;.,:–-"))
    name = passage.quote(start, end)
    if 3 < len(name) <= LONGEST:
        seen.setdefault(name.casefold(), ReadValue(name, start, end, "service", confidence))


def _bracketed(passage: Passage) -> Iterator[tuple[int, int]]:
    for match in _BRACKET.finditer(passage.text):
        at = match.start("list")
        for part in _NEXT.split(match["list"]):
            start = passage.text.find(part, at)
            at = start + len(part)
            yield start, at


def _listed(passage: Passage) -> Iterator[tuple[int, int]]:
    """Yield the items of lists that a heading of services opens: one a line, or parted by commas."""
    text = passage.text
    for match in (*islice(_HEADED.finditer(text), MOST), *islice(_ROW.finditer(text), MOST)):
        more = match["more"] if match.re is _HEADED else match[0]
        if _NOT_SERVICES.search(more) or _OF_OFFICE.search(text, max(0, match.start() - 25), match.start()):
            continue
        at = match.end()
        items: list[tuple[int, int]] = []
        while len(items) < MOST and (bullet := _BULLET.match(text, at)):
            items.append(bullet.span("item"))
            at = bullet.end()
        if not items:
            begin = match.end() + len(text[match.end() :]) - len(text[match.end() :].lstrip("\n"))
            below = begin > match.end()
            items = _parts(text, begin, passage.sentence(begin)[1])
            if below and any(b - a > 40 for a, b in items):
                continue
        if match.re is _ROW and any(b - a > 60 for a, b in items):
            continue
        if len(items) > 1 and not any(re.search(r"€|\d{4}|\beuro\b|@|\bore\b", text[a:b]) for a, b in items):
            yield from items


def _parts(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return the members of a list parted by commas (or semicolons), the last one behind «e»."""
    end = min(end, start + 500)
    sign = ";" if ";" in text[start:end] else ","
    spans, at = [], start
    for part in text[start:end].rstrip().rstrip(".").split(sign):
        spans.append((at, at + len(part)))
        at += len(part) + 1
    low, high = spans[-1]
    if len(spans) > 1 and (joint := text.rfind(" e ", low, high)) > low + 1:
        spans[-1:] = [(low, joint), (joint + 3, high)]
    elif len(spans) > 1 and text[low:high].lstrip().startswith("e "):
        spans[-1] = (text.index("e ", low) + 2, high)
    return [] if any(b - a > 90 for a, b in spans) else spans


def _lots(passage: Passage) -> Iterator[tuple[int, int]]:
    yield from (match.span("item") for match in _LOT.finditer(passage.text))
    if head := _LOT_TABLE.search(passage.text):
        yield from (match.span("item") for match in _LOT_ROW.finditer(passage.text, head.end()))


def _named(passage: Passage) -> Iterator[tuple[int, int]]:
    for match in _NAMED.finditer(passage.text):
        yield match.span("item")
        at = match.end()
        while more := _AND_NAMED.match(passage.text, at):
            yield more.span("item")
            at = more.end()


def _united(passage: Passage) -> Iterator[tuple[int, int]]:
    for match in islice(_UNITES.finditer(passage.text), MOST):
        start, _ = passage.sentence(match.start())
        if _THEIRS.search(passage.text, start, match.start()):
            items = _parts(passage.text, match.start("list"), match.end("list"))
            if len(items) > 2 and all(
                re.match(r"\s*(?:[a-zà-ù]|l[’'])", passage.text[a:b]) and b - a < 60 for a, b in items
            ):
                yield from items
