"""Norms: what a citation means («art. 55 del D.Lgs. 117/2017», «CTS», «L.R. n. 15 del 22/10/2018»).

A citation is read into kind, number, year and articles. A norm that the table `norms.csv` holds, or a
resolution of a regional board whose region is known, is a shared thing with one key, whatever the spelling. A
regional law without the name of its region is that of the record's region, where there is one. What is not
read stays words."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from pyoxigraph import Literal, NamedNode

from corale.data.gazetteer.authorities import remembered, table
from corale.data.gazetteer.names import fold
from corale.data.gazetteer.places import places
from corale.ontology import schemes
from corale.ontology.vocabulary import expand

Triple: TypeAlias = "tuple[NamedNode, NamedNode, NamedNode | Literal]"
_MONTHS = "gennaio|febbraio|marzo|aprile|maggio|giugno|luglio|agosto|settembre|ottobre|novembre|dicembre"
_DAY = rf"\d{{1,2}}°?\s+(?:{_MONTHS})\s+|\d{{1,2}}[./-]\d{{1,2}}[./-]"
_NUMBERED = (
    re.compile(
        rf"(?:{_DAY})(?P<year>(?:19|20)\d\d)\s*,?\s*n(?:\.|°|r\.?|umero)?\s*°?\s*(?P<number>\d{{1,5}})\b",
        re.I,
    ),
    re.compile(rf"(?P<number>\d{{1,5}})\s*,?\s+del(?:l')?\s*(?:{_DAY})?(?P<year>(?:19|20)\d\d)\b", re.I),
    re.compile(r"\b(?P<number>\d{1,5})\s*/\s*(?P<year>(?:19|20)\d\d|\d\d)\b"),
    re.compile(r"\b(?P<year>20\d\d)\s*/\s*(?P<number>\d{1,4})\b"),
)
_KINDS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(form, re.IGNORECASE))
    for kind, form in (
        ("eu-act", r"\b(?:regolamento|direttiva)\s+\(?(?:ue|ce|cee)\)?"),
        ("ruling", r"\b(?:sentenza|sent\.)"),
        ("regional-regulation", r"\b(?:regolamento\s+regionale|r\.\s?r\.)"),
        ("regional-law", r"\b(?:legge\s+(?:\w+\s+)?regionale|legge\s+regione|l\.?\s?r\b\.?|lr\b)"),
        (
            "legislative-decree",
            r"\b(?:d\.?\s?lgs\.?(?:vo)?|d\.?\s?leg\.?(?:vo|isl\.)?|decreto\s+legislativo|d\.\s?l\.?\s?vo)",
        ),
        ("decree-law", r"\b(?:decreto[- ]legge|d\.\s?l\.|dl\b)"),
        (
            "presidential-decree",
            r"\b(?:d\.?\s?p\.?\s?r\b\.?|decreto\s+del\s+presidente\s+della\s+repubblica)",
        ),
        (
            "ministerial-decree",
            r"\b(?:d\.?\s?m\b\.?|decreto\s+(?:ministeriale|del\s+ministr\w+|interministeriale))",
        ),
        ("resolution", r"\b(?:d\.?\s?g\.?\s?r\b\.?|d\.?\s?a\.?\s?l\b\.?|deliberazion\w+|delibera\b)"),
        ("law", r"\b(?:legge|l\.(?=\s?(?:n|\d)))"),
    )
)
_REGIONAL_BOARD = re.compile(
    r"\bd\.?\s?g\.?\s?r\b|(?:deliberazion\w+|delibera)\b.{0,25}\bgiunta\s+regionale", re.IGNORECASE
)
_PARTS = re.compile(
    r"\b(?:comm[ai]|c\.|co\.|lett(?:era|\.)|punto|n\.)\s*[\da-z]{1,3}\)?(?![\d/])", re.IGNORECASE
)
_ARTICLES = re.compile(r"\bart(?:icol[oi]|t?\.|\b)\s*(?P<list>\d{1,3}[^.;]*)", re.IGNORECASE)
_ARTICLE = re.compile(
    r"(?P<from>\d{1,3})(?:\s*[-–]\s*(?P<to>\d{1,3}))?(?:\s?-?(?P<more>bis|ter|quater))?(?![\d/])"
)
_ENDS = re.compile(r"\bde[il]|\bd\.|\bdell|\bl\.|\bdlgs|,\s*d\b|\bcost|\(", re.IGNORECASE)


CODE = "dlgs-2017-117"
_LETTERS = re.compile(
    r"\blett(?:er[ae]|\.)\s*(?P<list>[a-z]\)?(?:(?:\s*,|\s+ed?)\s+[a-z]\))*)", re.IGNORECASE
)


def activities(text: str, citation: "Citation") -> list[str]:
    """Return the letters of the activities of general interest that a citation of art. 5 of the Code names.

    >>> text = "art. 5, comma 1, lettere a), d) e l) del D.Lgs. 117/2017"
    >>> activities(text, read(text)), activities("art. 4 lett. a) CTS", read("art. 4 lett. a) CTS"))
    (['a', 'd', 'l'], [])
    """
    if citation.key != CODE or citation.articles != ("5",) or not (found := _LETTERS.search(text)):
        return []
    return re.findall(r"\b[a-z]\b", found["list"].lower().replace(" e ", " ").replace(" ed ", " "))


@dataclass(frozen=True, slots=True)
class Citation:
    """What a citation says: kind (a notation of the scheme `norm`), number, year, articles, region (a code),
    and the
    key of the shared norm that it means (empty: none is known)."""

    kind: str = ""
    number: str = ""
    year: str = ""
    articles: tuple[str, ...] = ()
    region: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class Norm:
    """A norm of the table: key, kind, region (a code, or nothing), number, year, date, title, urn or ELI."""

    key: str
    kind: str
    region: str
    number: str
    year: str
    date: str
    title: str
    urn: str


@remembered
def norms() -> dict[str, Norm]:
    """Return the norms of the tables by key.

    >>> norms()["dlgs-2017-117"].title
    'Codice del Terzo settore'
    """
    return {row["key"]: Norm(*(row[name] for name in Norm.__slots__)) for row in reversed(table("norms"))}


@remembered
def _by_number() -> dict[tuple[str, str, str, str], str]:
    return {(one.kind, one.region, one.number, one.year): one.key for one in norms().values()}


@remembered
def _aliases() -> tuple[tuple[re.Pattern[str], str], ...]:
    pairs = [(alias, row["key"]) for row in table("norms") for alias in filter(None, row["alias"].split("|"))]
    return tuple(
        (re.compile(rf"(?<!\w){re.escape(alias)}(?!\w)", re.IGNORECASE), key) for alias, key in pairs
    )


def read(text: str, region: str = "") -> Citation:
    """Return what a citation says; `region` is the code of the record's region, where it has one.

    >>> read("art. 55 del D.Lgs. n. 117/2017").key, read("artt. 55 e 56 CTS").articles
    ('dlgs-2017-117', ('55', '56'))
    >>> read("L.R. n. 15 del 22/10/2018", "08").key, read("L.R. 15/2018").key
    ('lr-08-2018-15', '')
    """
    text = " ".join(text.replace("’", "'").split())
    articles = _articles(text)
    kind = next((kind for kind, form in _KINDS if form.search(text)), "")
    found = next((match for form in _NUMBERED for match in form.finditer(text)), None) if kind else None
    if found is None:
        key = next((key for form, key in _aliases() if form.search(text)), "")
        norm = norms().get(key)
        return (
            Citation(norm.kind, norm.number, norm.year, articles, "", key)
            if norm
            else Citation(articles=articles)
        )
    number, year = found["number"].lstrip("0"), _year(found["year"])
    regional = kind in ("regional-law", "regional-regulation", "resolution")
    where = (_named_region(text) or region) if regional else ""
    key = _by_number().get((kind, where, number, year), "")
    if not key and kind == "resolution" and where and _REGIONAL_BOARD.search(text):
        key = f"dgr-{where}-{year}-{number}"
    return Citation(kind, number, year, articles, where, key)


def _year(stated: str) -> str:
    return stated if len(stated) == 4 else f"{'19' if int(stated) > 45 else '20'}{stated}"


def _articles(text: str) -> tuple[str, ...]:
    """The articles that a citation names, without paragraphs and letters."""
    found = _ARTICLES.search(text)
    if not found:
        return ()
    named = _PARTS.sub(" ", found["list"])
    end = _ENDS.search(named)
    listed: list[str] = []
    for one in _ARTICLE.finditer(named[: end.start()] if end else named):
        first, last = int(one["from"]), int(one["to"] or one["from"])
        span = range(first, last + 1) if first <= last <= first + 20 else (first,)
        listed += [f"{article}{'-' + one['more'] if one['more'] else ''}" for article in span]
    return tuple(dict.fromkeys(listed))


@remembered
def _regions() -> tuple[tuple[re.Pattern[str], str], ...]:
    names = {
        (fold(name), one.region) for one in places().by_istat.values() for name in one.region_name.split("/")
    }
    return tuple((re.compile(rf"\b{re.escape(name)}\b"), code) for name, code in sorted(names))


def _named_region(text: str) -> str:
    folded = fold(text)
    return next((code for form, code in _regions() if form.search(folded)), "")


def described(keys: Iterable[str], base: str) -> Iterator[Triple]:
    """Yield what is said of the norms with these keys: kind, number, date, name, urn."""
    for key in sorted(set(keys)):
        node = NamedNode(f"{base}id/norm/{key}")
        norm = norms().get(key) or _regional_resolution(key)
        yield node, NamedNode(expand("rdf:type")), NamedNode(expand("eli:LegalResource"))
        yield node, NamedNode(expand("rdfs:label")), Literal(norm.title, language="it")
        yield node, NamedNode(expand("corale:normKind")), NamedNode(schemes.concept("norm", norm.kind))
        if norm.number:
            yield node, NamedNode(expand("eli:number")), Literal(norm.number)
        form = "xsd:date" if len(norm.date) == 10 else "xsd:gYear"
        yield (
            node,
            NamedNode(expand("dct:date")),
            Literal(norm.date or norm.year, datatype=NamedNode(expand(form))),
        )
        if norm.urn:
            yield node, NamedNode(expand("dct:identifier")), Literal(norm.urn)


def _regional_resolution(key: str) -> Norm:
    """The resolution of a regional board that a key made by :func:`read` names."""
    _, region, year, number = key.split("-")
    name = next((one.region_name for one in places().by_istat.values() if one.region == region), "")
    title = f"Deliberazione di Giunta regionale {number}/{year} ({name.split('/')[0]})"
    return Norm(key, "resolution", region, number, year, year, title, "")
