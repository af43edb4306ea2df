"""Who: the body that publishes a notice, its territory and lead municipality, the entities and groupings it names."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corale.data.names import fold
from corale.mappings.gazetteer import place_at, places_at
from corale.mappings.lines import Passage
from corale.mappings.mentions import AREA, Mention
from corale.mappings.schedule import Found

_VERB = re.compile(
    r"(?:[^.;]{0,75}?\b(?:ha|hanno|intende|intendono|è|sono)\s+)?(?:pubblica|indett|indic[eo]|indi(?:re|"
    r"cono)|avvia|promo(?:ss|vo|ver|tor)|promuov|informa|cerca(?:no)?\b|raccogli|emana|"
    r"rend[eo](?:no)? noto|invita|selezion|intend|comunica|avvisa(?:no)?\b|decis|approvat|apre\b|aperto|bandisc|"
    r"bandit|propone|convoca|vuole|lancia|attiva|inteso|rivolge|ricerca|individu)",
    re.IGNORECASE,
)
_CALLS = re.compile(r"(?:ha\s+)?(?:indic[eo]|indetto|rende noto|emana|bandisce|avvisa)\b", re.IGNORECASE)
_BY = re.compile(
    r"(?:promoss|pubblicat|indett|bandit|avviat|emanat|emess|cura|iniziativa|organizzat|attivat|aperto|"
    r"present)\w*\s+(?:da(?:l(?:l[ao’'])?|i|gli|lle)?|de(?:l(?:l[ao’'])?|i|gli|lle)?)\s*$"
    r"|\b(?:ente|amministrazione)(?:\s+\w+)?\s*:\s*$|avviso(?:\s+pubblico)?\s+(?:de(?:l(?:l[ao’'])?|i)|congiunto)\s*$",
    re.IGNORECASE,
)
_OFFICE = re.compile(
    r"(?:ufficio|protocollo|sito|sede|uffici|portale|albo pretorio|presso|pec|delibera\w*|giunta|"
    r"consiglio|fondi?|finanziat\w*|risorse|contributo|capofila)\b[^.;]{0,30}$",
    re.IGNORECASE,
)
_ASIDE = re.compile(
    r"\s*,\s*(?:in\s+qualità\s+di|quale|nella\s+sua\s+qualità\s+di|in\s+quanto)\s[^;()\n]{0,90}\([^()\n]{0,240}\)[^;(),\n]{0,30},\s*"
    r"|\s*,\s*(?:[^.;,]{0,60}),\s*|\s*\([^)]{0,60}\)\s*"
)
_PAST = re.compile(r"\b(?:nel|già nel|dal)\s+20\d\d\s+(?:i|il|la|l[’']|gli|le)\b", re.IGNORECASE)
_ORGAN = re.compile(r"^(?:giunta|consiglio|amministrazione)\s+comunale(?=\s+di\b)", re.IGNORECASE)
_CITY = re.compile(r"^(?:città|citta|municipio)(?=[’']?\s+di\b)", re.IGNORECASE)
_TOGETHER = re.compile(r"comuni\s+(?:della|dell[’']|del)\s*$", re.IGNORECASE)
_LEAD_AFTER = re.compile(
    r"\s*(?:\([A-Z]{2}\))?\s*(?:[,–-]?\s*(?:che,?\s+)?(?:in\s+qualità\s+di|quale|in\s+quanto|come|è|"
    r"nella\s+sua\s+qualità\s+di|,|\()?\s*(?:ente|comune|il|l[’'])?\s*(?:ente|comune)?\s*)capofila",
    re.IGNORECASE,
)
_LEAD_BEFORE = re.compile(r"capofila\s*(?:è|:|,|\(|-|–|è\s+il)?\s*(?:(?:il|del|dal|al)\s+)?$", re.IGNORECASE)
_LEAD_BARE = re.compile(r"capofila\s*(?:è|:)?\s+(?=[A-ZÀ-Ý])|capofila\s*\(\s*(?=[A-ZÀ-Ý])")
_LEAD_MARK = re.compile(r"[\s(,–-]{1,4}(?:(?:il\s)?(?:comune|ente)\s)?capofila", re.IGNORECASE)
_BRACKET = re.compile(r"[^\S\n]{0,3}[(:]\s?(?:comuni\s+di\s+)?(?=[A-ZÀ-Ý])", re.IGNORECASE)
_ALONG = re.compile(
    r"capofila,?\s+(?:insieme|assieme|unitamente)\s+(?:a|ai\s+comuni\s+di)\s+(?=[A-ZÀ-Ý])", re.IGNORECASE
)
_TOWNS = re.compile(r"\bcomuni\b", re.IGNORECASE)
_START = re.compile(r"\bdi\s+|:\s*|\(\s*|,\s*")
_REGIONS = re.compile(r"territori(?:o)?\s+(?:(?:delle|della)\s+province?\s+)?di\s+(?=[A-ZÀ-Ý])")
GROUP = re.compile(
    r"(?<![\w.])(?:Raggruppamento\s+Temporaneo(?:\s+di\s+(?:Imprese|Impresa|Scopo|"
    r"Operatori(?:\s+Economici)?|Enti|Concorrenti))?"
    r"|Associazione\s+Temporanea\s+(?:di\s+|tra\s+)?(?:Scopo|Imprese?|Impresa)"
    r"|(?:raggruppamento|partenariato)(?=\s+(?:di\s+(?:enti|associazioni|cooperative|organizzazioni)|individuat|format|compost|"
    r"costituit|guidat|selezionat|vincitor|aggiudicat)|\s*:)"
    r"|(?-i:R\.?T\.?I\.?|A\.?T\.?I\.?|A\.?T\.?S\.?|R\.?T\.?S\.?))(?!\w)",
    re.IGNORECASE,
)
_ATS = re.compile(r"A\.?T\.?S\.?$")
_AREA_AFTER = re.compile(r"\)?\s*(?:n(?:\.|°)|\d|[IVXL]{1,5}\b|di\s+[A-Z]|[-–]\s*[A-Z])")
_AREA_BEFORE = re.compile(
    r"(?:ambito(?:\s+territoriale)?(?:\s+sociale)?|\b(?:dell|nell|all|dall)[’'])\s*\(?$", re.IGNORECASE
)
_FORMED = re.compile(
    r":|\b(?:costitu|compost|format|tra|fra|compren|guidat|membri|partner|componenti|con)", re.IGNORECASE
)
_WITH = re.compile(r"\s+con\b")
_UNNAMED = re.compile(
    r"rete\s+di\s+(?:partner|enti|associazioni|soggetti|organizzazioni)|altr[ie]\s+(?:enti|soggetti|"
    r"partner|associazioni|organizzazioni|realtà)|enti\s+associati|partner\s+non\s+profit|"
    r"numeros[ie]\s+(?:enti|partner|associazioni)",
    re.IGNORECASE,
)
_HEADED = re.compile(r"\b(?:capogruppo|mandataria|capofila)\s*:?\s*(?:(?:il|la|lo)\s+|l[’'])?$", re.IGNORECASE)
_HEADS = re.compile(r"\b(?:capogruppo|mandatari[ao]|capofila)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Grouping:
    """A temporary grouping: its kind as written, its members, whether some have no name, its lead if stated."""

    kind: str
    start: int
    end: int
    members: tuple[Mention, ...]
    unnamed: bool
    lead: Mention | None


def entities(found: Sequence[Mention]) -> list[Mention]:
    """Return the third-sector entities among the mentions, each body once, as first written."""
    seen: dict[str, Mention] = {}
    for one in found:
        if one.sort == "entity":
            seen.setdefault(fold(one.name), one)
    return list(seen.values())


def issuer(passage: Passage, found: Sequence[Mention]) -> Found | None:
    """Return the body that publishes the notice: by its verb, by «promosso da», else by place and mentions."""
    text = passage.text
    scores: dict[str, float] = {}
    spelt: dict[str, list[tuple[int, int]]] = {}
    for place, one in enumerate(m for m in found if m.sort != "entity"):
        start = one.start
        before = text[max(0, start - 80) : start]
        if one.sort == "area" and (together := _TOGETHER.search(before)):
            start -= len(before) - together.start()
        name = _CITY.sub("comune", _ORGAN.sub("comune", fold(text[start : one.end])))
        spelt.setdefault(name, []).append((start, one.end))
        score = 0.5 + (start < 220) + (place == 0) + 2.5 * (start != one.start)
        score += 4 * bool(_VERB.match(_active(text, one.end))) + 6 * bool(_BY.search(before))
        score -= 3 * (text[start : one.end].lower().startswith("provincia") and text[:start].rstrip(" ").endswith("\n"))
        score -= 5 * bool(_PAST.search(text, *passage.sentence(start, 300)))
        score += 2 * bool(_CALLS.match(_active(text, one.end)))
        score -= 4 * bool(_OFFICE.search(before[-45:])) + 0.5 * (one.sort == "area")
        scores[name] = scores.get(name, 0) + score
    if not scores:
        return None
    best = max(scores, key=lambda name: (scores[name], -spelt[name][0][0]))
    start, end = _spelt(text, spelt[best])
    confidence = 0.9 if scores[best] >= 4 else 0.75 if scores[best] >= 1.5 else 0.5
    name = _ORGAN.sub("Comune", passage.quote(start, end))
    return Found(name, start, end, "issuing-body", confidence)


def _active(text: str, end: int) -> str:
    """Return what follows a name, where a verb may stand: an apposition between commas is passed over."""
    after = text[end : end + 420]
    aside = _ASIDE.match(after)
    return after[aside.end() :] if aside else after.lstrip(" ,")


def _spelt(text: str, spans: Sequence[tuple[int, int]]) -> tuple[int, int]:
    """Return the first spelling that is not all capitals nor an organ or a byname of the body, else the first."""
    plain = [(a, b) for a, b in spans if not text[a:b].isupper()] or list(spans)
    return next(((a, b) for a, b in plain if not _ORGAN.match(text[a:b]) and not _CITY.match(text[a:b])), plain[0])


def lead(passage: Passage, found: Sequence[Mention]) -> Found | None:
    """Return the lead municipality's name, only where the text calls it so."""
    text = passage.text
    for one in found:
        if one.sort != "municipality":
            continue
        before = text[max(0, one.start - 40) : one.start]
        if _LEAD_AFTER.match(text, one.end) or _LEAD_BEFORE.search(before):
            start = re.compile(r"\sdi\s+", re.IGNORECASE).search(text, one.start).end()  # type: ignore[union-attr]
            return Found(passage.quote(start, one.end), start, one.end, "lead-municipality", 0.9)
    for mark in _LEAD_MARK.finditer(text):
        words = [word.start() for word in re.finditer(r"[^\s(]+", text[max(0, mark.start() - 50) : mark.start()])]
        for start in (max(0, mark.start() - 50) + word for word in words):
            if place_at(text, start) == mark.start():
                return Found(passage.quote(start, mark.start()), start, mark.start(), "lead-municipality", 0.85)
    for mark in _LEAD_BARE.finditer(text):
        if (end := place_at(text, mark.end())) > mark.end():
            return Found(passage.quote(mark.end(), end), mark.end(), end, "lead-municipality", 0.8)
    return None


def scope(passage: Passage, found: Sequence[Mention]) -> Found | None:
    """Return the territory of the notice as written: a social zone, area or district, else a list of territories."""
    areas = [one for one in found if one.sort == "area"]
    if areas:
        names = {fold(one.name) for one in areas if fold(one.name).startswith(fold(areas[0].name))}
        same = [(one.start, one.end) for one in areas if fold(one.name) in names]
        start, end = _spelt(passage.text, same) if len(names) == 1 else same[0]
        return Found(passage.quote(start, end), start, end, "territorial-scope", 0.85)
    for match in _REGIONS.finditer(passage.text):
        if spans := places_at(passage.text, match.end()):
            end = spans[-1][1]
            return Found(passage.quote(match.start(), end), match.start(), end, "territorial-scope", 0.75)
    return None


def members(passage: Passage) -> list[Found]:
    """Return the municipalities of the longest list of them that follows the word «Comuni»."""
    best: list[tuple[int, int]] = []
    for word in _TOWNS.finditer(passage.text):
        limit = min(passage.sentence(word.start())[1], word.end() + 90)
        for opening in _START.finditer(passage.text, word.end(), limit):
            spans = places_at(passage.text, opening.end())
            if len(spans) > max(1, len(best)):
                best = spans
    for area in AREA.finditer(passage.text):
        if bracket := _BRACKET.match(passage.text, area.end()):
            spans = places_at(passage.text, bracket.end())
            best = spans if len(spans) > max(1, len(best)) else best
    for along in _ALONG.finditer(passage.text):
        spans = places_at(passage.text, along.end())
        if head := lead(passage, ()):
            spans = [(head.start, head.end), *spans]
        best = spans if len(spans) > max(1, len(best)) else best
    return [Found(passage.quote(*span), *span, "member-municipality", 0.9) for span in best]


def groupings(passage: Passage, found: Sequence[Mention]) -> Iterator[Grouping]:
    """Return the temporary groupings that the text names with members; a mere possibility to group is none."""
    text = passage.text
    for match in GROUP.finditer(text):
        if _ATS.match(match[0]) and (
            _AREA_AFTER.match(text, match.end()) or _AREA_BEFORE.search(text, max(0, match.start() - 40), match.start())
        ):
            continue
        start, end = passage.sentence(match.start())
        named = [one for one in found if one.sort == "entity" and start <= one.start < end]
        behind = [one for one in named if one.start >= match.end()]
        inside = tuple(behind if behind and _FORMED.search(text, match.end(), behind[0].start + 1) else named)
        if _WITH.match(text, match.end()):
            inside = tuple(named[max(0, len(named) - len(behind) - 1) :])
        if not inside:
            continue
        heads = [
            one
            for one in inside
            if _HEADS.search(text[one.end : one.end + 25]) or _HEADED.search(text[max(0, one.start - 30) : one.start])
        ]
        kind = passage.quote(*match.span())
        yield Grouping(
            kind, *match.span(), inside, bool(_UNNAMED.search(text, start, end)), heads[0] if heads else None
        )
