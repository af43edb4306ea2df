"""Under which rules: the legal bases and the acts that a notice cites, verbatim, each once."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from corale.mappings.reading.lines import Passage, ReadValue
from corale.mappings.text.dates import days
from corale.mappings.text.values import MONTH

_DAY = r"\d{1,2}(?:[°º]?\s+[a-z]+\s+|[/.-]\d{1,2}[/.-])\d{4}"
_NUMBER = (
    rf"(?:(?:del\s+)?{_DAY},?\s*n(?:\.|°|r\.?|\b)\s?°?\s?\d{{1,4}}|(?:n(?:\.|°|"
    rf"r\.?)\s?°?\s?)?\d{{1,4}},?\s+del\s+(?:{_DAY}|(?:19|20)\d\d)(?!\d)|"
    rf"(?:n(?:\.|°|r\.?)\s?°?\s?)?\d{{1,4}}\s*/\s*(?:19|20)?\d\d(?!\d))"
)
_REGION = (
    r"(?:\s+(?:della\s+)?(?:Regione\s+)?(?:Abruzzo|Basilicata|Calabria|Campania|Emilia[- ]Romagna|"
    r"Friuli[- ]Venezia\s+Giulia|F\.?V\.?G\.?|Lazio|Liguria|"
    r"Lombardia|Marche|Molise|Piemonte|Puglia|Sardegna|Sicilia(?:na)?|Toscana|Trentino|Umbria|Valle\s+d[’']Aosta|"
    r"Veneto))"
)
_CODE = r"(?:Codice\s+(?:del\s+)?Terzo\s+[Ss]ettore|CTS\b|C\.T\.S\.)"
_KIND = (
    rf"(?:d\.?\s?lgs\.?(?:vo)?|d\.?\s?l\.?\s?vo|decreto\s+legislativo|decreto[- ]legge|d\.\s?l\.|"
    rf"legge\s+(?:regionale|provinciale|costituzionale|quadro){_REGION}?|l\.\s?[rp]\.?{_REGION}?|"
    rf"legge|d\.?p\.?c\.?m\.?|d\.?p\.?r\.?|d\.\s?m\.|dm\b|decreto\s+(?:ministeriale|"
    rf"del\s+Ministro\b[^.;\d]{{0,60}}?)|lr\b|l\.?\s?r\.?\s?[A-Z]\.|d\.?\s?p\.?\s?reg\.?{_REGION}?|"
    rf"regolamento\s+\(?(?:UE|CE)\)?|l\.)"
)
_LAW = (
    rf"(?:{_CODE}(?:\s*[,(–-]?\s*(?:(?:di\s+cui\s+al|approvato\s+con|ex)\s+)?{_KIND}\s*{_NUMBER}\)?)?|"
    rf"(?-i:Costituzione|Cost\.)(?:\s+italiana)?|D\.?P\.?C\.?M\.?\s+(?:del\s+)?{_DAY}(?!,?\s*n)|"
    rf"D\.?G\.?R\.?(?:\s?[A-Z]\.?)?{_REGION}?\s+(?:n(?:\.|"
    rf"°)\s?)?(?:[IVX]+/)?\d{{1,5}}\s*(?:/|\s+del\s+)\s*(?:{_DAY}|\d{{4}})|"
    rf"decreto\s+(?:dell[’']\s*)?assessor\w+\s+(?:regionale\s+)?n\.\s?\d+(?:/\w+)?\s+del\s+(?:{_DAY}|\d{{4}})|"
    rf"{_KIND}{_REGION}?\s*{_NUMBER}(?:\s*\(\s*{_CODE}\s*\))?(?:\s*[,–-]\s*{_CODE})?|"
    r"sentenza\s+(?:della\s+)?(?:Corte\s+[Cc]ostituzionale\s+)?n(?:\.|°|r\.?)?\s?\d{1,4}\s*(?:/|"
    r"del)\s*\d{4}(?:\s+della\s+Corte\s+[Cc]ostituzionale)?)"
)
_PIECE = r"\d{1,3}(?:\s?-?\s?(?:bis|ter|quater|quinquies|sexies|septies|octies)\b)?(?!\s*/)"
_ARTICLE = (
    rf"art(?:icol[oi]|t?\.?)\s*{_PIECE}(?:\s*(?:,|e|ed|-|–)?\s*(?:(?:comm[ai]|c\.|"
    rf"co\.)"
    rf"\s*)?{_PIECE}(?!\s+(?:{MONTH})))"
    rf"{{0,5}}(?:\s*,?\s*lett(?:er[ae]|\.)\s*[a-z]\)?(?:(?:\s*,|\s+ed?)\s+[a-z]\))*)?(?:\s*e\s+(?:ss\.?|"
    rf"seguenti))?(?:\s*,?\s*e\s+(?:dell[’']\s*)?art\.\s*{_PIECE})?"
)
_BASIS = re.compile(
    rf"(?<![\w.])(?:(?P<art>{_ARTICLE}),?\s*(?:de(?:l(?:la|lo|l[’'])?|i)\s*|d[’']\s*|"
    rf",\s*)?)?(?P<law>{_LAW})(?P<tail>,\s+{_ARTICLE}|\s*\({_ARTICLE}\)|\s+{_ARTICLE}(?=\s*(?:[;.)\n]|$)))?",
    re.IGNORECASE,
)
_DEFINES = re.compile(
    r"(?:(?:ent[ei]|soggett[oi]|organismi|ETS|organizzazion[ei]|associazion[ei]|settore|"
    r"RUNTS)\b[^.;]{0,60}(?:di cui|come definit\w+|individuat\w+|previst\w+|ai"
    r" sensi|ex|indicat\w+)\s*(?:a(?:l|"
    r"ll[’'])|da(?:l|ll[’'])|de(?:l|ll[’']))?|enti\s+di\s+cui\s+all[’'])\s*$",
    re.IGNORECASE,
)
_BASIS_ROW = re.compile(
    r"\s*(?:bas[ei]\s+(?:giuridic|normativ)\w+|riferiment[oi]\s+normativ[oi]|normativa(?:\s+di\s+riferimento)?)\s*:",
    re.IGNORECASE,
)
_ACT_ROW = re.compile(r"\s*att[oi](?:\s+\w+){0,3}\s*:", re.IGNORECASE)
_OF_A_THING = re.compile(
    r"\b(?!(?:co-?proge\w+|co-?progra\w+|procedur\w|procediment\w|istruttori\w|partenariat\w|percors\w|avvis\w|"
    r"amministrazione|disposizion\w|norm\w|disciplin\w|linee|principi\w?|modell\w|forme?|modalità)\b)[a-zà-ù]{4,}"
    r"(?:\s+[a-zà-ù]+)?,?\s+di\s+cui\s+al(?:l[ae’'])?\s*$",
    re.IGNORECASE,
)
_OBJECT_ROW = re.compile(r"\s*oggetto\s*:", re.IGNORECASE)
_BY_LAW = re.compile(
    r"ai\s+sensi|\bex\b|in\s+attuazione|in\s+base|in\s+applicazione|a\s+norma|di\s+cui|secondo|previst",
    re.IGNORECASE,
)
_EXCLUDED = re.compile(
    r"\b(?:registro|albo|elenco|iscritt\w+|requisit\w+|operatori\s+economici|sottoscritt\w+|"
    r"firm\w+)\b[^.;]{0,60}(?:di\s+cui|ex|ai\s+sensi)\s*(?:(?:all|dell)[’']|al|del|degli|agli)?\s*$|"
    r"\bnon\s+(?:si\s+|vi\s+si\s+)?(?:applic|trov|rientr)\w*[^.;]{0,70}$|\bnon\s+soggett\w+[^.;]{0,50}$|"
    r"\besclus\w+[^.;]{0,40}$",
    re.IGNORECASE,
)
_OTHER_LAWS = frozenset(
    {
        ("679", "2016"),
        ("2016", "679"),
        ("196", "2003"),
        ("101", "2018"),
        ("445", "2000"),
        ("82", "2005"),
        ("39", "93"),
        ("39", "1993"),
    }
)
_ORGAN = (
    r"(?:[^\S\n]+(?:(?:di|del|dei|della|dello|delle|degli|e)\s+|(?:dell|d)[’']\s?)?(?:(?-i:(?!N\.|N°|NR?\b|DEL\b|"
    r"IN\b)[A-ZÀ-Ý][\w’.]*(?<!\d))|giunta|consiglio|comitato|assemblea|direttore|dirigente|responsabile|presidente|"
    r"commissario|sindaco|segretario|coordinatore|"
    r"dirigenziale|presidenziale|sindacale|commissariale|consiliare|di\s+indirizzo|comunale|regionale|provinciale|"
    r"generale|direttoriale|metropolitano|istituzionale|sociale|sociali|"
    r"servizio|servizi|settore|area|ufficio|esecutiv[oa]|direttiv[oa]|amministrazione|soci)\b\.?){0,7}"
)
_ACT = re.compile(
    rf"(?<![\w.])(?P<type>(?:deliber(?:azione|a)|determin(?:azione|a)|ordinanza|provvedimento|disposizione|"
    rf"atto(?=\s+(?:dirigenzial|monocratic|di\s+indirizzo))|verbale(?=\s+(?:di|del)\s+(?:Giunta|Consiglio))|"
    rf"decreto(?!\s+(?:legislativo|legge|ministeriale|del\s+Ministro|(?:dell[’']\s*)?assessor)))\b{_ORGAN}"
    r"|D\.?G\.?R\b\.?|D\.?G\.?C\b\.?|D\.?C\.?C\b\.?|D\.?G\.?M\b\.?|D\.D\.G?\.?|DD\b|D\.D\.S\.|del(?:ib)?\.\s*(?:[GC]\.?[CMR]\.?)|"
    r"det\.(?:\s*dir\.)?)"
    rf"\s*,?\s*(?:(?:n(?:\.|°|r\.?|ro\b)|num\.|numero)\s?°?\s*(?P<number>\d{{1,6}}(?:\s?/\s?\d{{2,4}})?)|"
    rf"(?P<bare>\d{{1,6}}(?:/\d{{2,4}}|(?=\s+del(?:l[’'])?\s*\d{{1,2}}[/.\s]))))?"
    rf"\s*(?:,?\s*(?:del(?:l[’']\s*|\s+)|(?:dd\.?|in\s+data|assunta\s+il|"
    rf"adottata\s+il)\s+)(?P<date>{_DAY}))?(?:,?\s*n(?:\.|°|r\.?)\s?°?\s*(?P<late>\d{{1,6}}))?",
    re.IGNORECASE,
)
_RESOLUTION = re.compile(r"D\.?G\.?R\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Basis:
    """A citation: its articles, the law's number and year (or its name), its text, its place."""

    articles: str
    law: tuple[str, ...]
    value: ReadValue


def bases(passage: Passage) -> Iterator[ReadValue]:
    """Return the legal bases that the notice names, verbatim, each once, in the order of the text.

    Of two citations of the same article the first stays; the bare law goes where an article of it is cited.
    What only says who is a third-sector entity (art. 4 of the code) or how data are kept is no basis."""
    kept: list[Basis] = []
    for match in _BASIS.finditer(passage.text):
        one = _basis(passage, match)
        if one is None:
            continue
        same = [other for other in kept if other.law == one.law]
        if any(other.articles == one.articles or not one.articles for other in same):
            if (
                not one.articles
                and not any(o.articles for o in same)
                and len(one.value.value) > len(same[0].value.value)
            ):
                kept[kept.index(same[0])] = one
            continue
        kept = [other for other in kept if other.law != one.law or other.articles]
        kept.append(one)
    return (one.value for one in sorted(kept, key=lambda one: one.value.start))


def _basis(passage: Passage, match: re.Match[str]) -> Basis | None:
    """Return a match as a citation, `None` where it is no basis."""
    text = passage.text
    law = match["law"]
    if re.match(_CODE, law, re.IGNORECASE) or re.search(r"\b117\D{1,14}(?:20)?17\b|\b2017\D{1,6}117\b", law):
        key: tuple[str, ...] = ("117", "2017")
    else:
        numbers = re.findall(
            r"\d+", re.sub(r"\d{1,2}\s+(?=[a-z])|\d{1,2}[/.-]\d{1,2}[/.-](?=\d{4})", "", law)
        )
        key = tuple(number.removeprefix("20") if len(number) == 4 else number for number in numbers) or (
            "cost",
        )
        if tuple(numbers) in _OTHER_LAWS:
            return None
        key = tuple(sorted(key))
    row = text.rfind("\n", 0, match.start()) + 1
    labelled = _BASIS_ROW.match(text, row) is not None  # the source says itself that it is one
    if _ACT_ROW.match(text, row):
        return None
    if not (labelled or match["art"]) and _OF_A_THING.search(text, max(0, match.start() - 60), match.start()):
        return None  # the law of a thing, not of the procedure
    if _OBJECT_ROW.match(text, row) and not (match["art"] or _BY_LAW.search(text, row, match.start())):
        return None  # what a process is about is not what it rests on; an article is
    if _EXCLUDED.search(text, max(0, match.start() - 90), match.start()) or (
        key == ("cost",) and not match["art"]
    ):
        return None
    articles = " ".join(re.findall(r"\d+", f"{match['art'] or ''} {match['tail'] or ''}"))
    bare = match["art"] is None and not labelled
    if bare and key == ("117", "2017") and law.lower().startswith(("codice", "cts", "c.t.s")):
        before = text[max(0, match.start() - 30) : match.start()]
        if not re.search(r"(?:sensi|norma|base|previst\w|disciplin\w+|rispetto)\s+d\w+\s*$", before):
            return None
    defines = not articles and _DEFINES.search(text, max(0, match.start() - 100), match.start())
    if key == ("117", "2017") and not labelled and (articles.split(" ")[0] == "4" or defines):
        return None
    value = passage.quote(*match.span()).rstrip(" ,")
    return Basis(
        articles,
        key,
        ReadValue(value, match.start(), match.start() + len(match[0].rstrip(" ,")), "legal-basis", 0.9),
    )


def acts(passage: Passage) -> Iterator[tuple[dict[str, str], ReadValue]]:
    """Return the acts that the notice cites by number or date: kind, number, date."""
    seen: set[tuple[str, ...]] = set()
    for match in _ACT.finditer(passage.text):
        number = match["number"] or match["bare"] or match["late"]
        row = passage.text.rfind("\n", 0, match.start()) + 1
        if _RESOLUTION.match(match["type"]) and not _ACT_ROW.match(passage.text, row):
            continue  # a legal basis, where no label says otherwise
        if not (number or match["date"]):
            continue
        value = {"type": passage.quote(*match.span("type"))}
        if number:
            value["number"] = "".join(number.split())
        day = next(days(match["date"] or ""), None)
        if day:
            value["date"] = day.value
        key = tuple(value[name] for name in ("number", "date") if name in value)
        if len(value) > 1 and key not in seen:
            seen.add(key)
            yield value, ReadValue(passage.quote(*match.span()), match.start(), match.end(), "act", 0.85)
