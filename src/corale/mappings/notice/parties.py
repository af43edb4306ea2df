"""Who: the body that publishes a notice, and the third-sector entities it names."""

import re
from collections.abc import Sequence

from corale.data.gazetteer.names import fold
from corale.mappings.reading.lines import Found, Passage
from corale.mappings.text.mentions import Mention

_VERB = re.compile(
    r"(?:[^.;]{0,75}?\b(?:ha|hanno|intende|intendono|è|sono)\s+)?(?:pubblica|indett|indic[eo]|indi(?:re|"
    r"cono)|avvia|promo(?:ss|vo|ver|tor)|promuov|informa|cerca(?:no)?\b|raccogli|emana|"
    r"rend[eo](?:no)? not[oa]|res[oa]\s+(?:not|pubblic)|emess|emett|adottat|vogliono|"
    r"invita|selezion|intend|comunica|avvisa(?:no)?\b|decis|approvat|apre\b|aperto|bandisc|"
    r"bandit|propone|convoca|vuole|lancia|attiva|inteso|rivolge|ricerca|individu)",
    re.IGNORECASE,
)
_CALLS = re.compile(r"(?:ha\s+)?(?:indic[eo]|indetto|rende noto|emana|bandisce|avvisa)\b", re.IGNORECASE)
_BY = re.compile(
    r"(?:promoss|pubblicat|indett|bandit|avviat|emanat|emess|cura|iniziativa|organizzat|attivat|aperto|"
    r"present)\w*\s+(?:da(?:l(?:l[ao’'])?|i|gli|lle)?|de(?:l(?:l[ao’'])?|i|gli|lle)?)\s*$"
    r"|\b(?:ente|amministrazione|soggetto|promotore|chi\s+(?:la\s+|lo\s+)?(?:promuove|indice|"
    r"bandisce))(?:\s+(?!capofila)\w+)?\s*:\s*(?:il\s+|la\s+|l[’'])?$|"
    r"avviso(?:\s+pubblico)?\s+(?:de(?:l(?:l[ao’'])?|i)|congiunto)\s*$",
    re.IGNORECASE,
)
_FUNDER = re.compile(r"(?:ministero|dipartimento|unione\s+europea)\b", re.IGNORECASE)
_SMALL = re.compile(r"\s(?:di|del|della|dei|delle)\s")
_DONE_BY = re.compile(
    r"(?:promoss|indett|bandit|avviat|emanat|organizzat|attivat)\w*\s+da(?:l(?:l[ao’'])?|i|gli)?\s*$", re.IGNORECASE
)
_PROCEEDS = re.compile(
    r"(?:amministrazione|ente)\s+(?:procedente|banditore|proponente|titolare)\s+(?:è\s+)?(?:il\s+|la\s+|l[’'])$",
    re.IGNORECASE,
)
_OFFICE = re.compile(
    r"(?:ufficio(?!\s+stampa)|protocollo|sito|sede|uffici|portale|albo pretorio|presso|pec|delibera\w*|giunta|"
    r"consiglio|fondi?|finanziat\w*|risorse|contributo|capofila(?!\s*:))\b[^.;]{0,30}$",
    re.IGNORECASE,
)
_ASIDE = re.compile(
    r"\s*,\s*(?:in\s+qualità\s+di|quale|nella\s+sua\s+qualità\s+di|"
    r"in\s+quanto)\s[^;()\n]{0,90}\([^()\n]{0,240}\)[^;(),\n]{0,30},\s*"
    r"|\s*,\s*(?:[^;,\n]{0,90}),\s*|\s*\([^)]{0,60}\)\s*"
)
_PAST = re.compile(r"\b(?:nel|già nel|dal)\s+20\d\d\s+(?:i|il|la|l[’']|gli|le)\b", re.IGNORECASE)
_ORGAN = re.compile(r"^(?:giunta|consiglio|amministrazione)\s+comunale(?=\s+di\b)", re.IGNORECASE)
_CITY = re.compile(r"^(?:città|citta|municipio)(?=[’']?\s+di\b)", re.IGNORECASE)
_AND = re.compile(r"\s*,?\s+(?:ed?|con|insieme\s+(?:a(?:l|lla|ll[’'])?|con))\s+(?:(?:il|la|lo|i|le)\s+|l[’'])?")
_TOGETHER = re.compile(r"comuni\s+(?:della|dell[’']|del)\s*$", re.IGNORECASE)


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
    spans: dict[str, list[tuple[int, int]]] = {}
    acting: dict[str, list[tuple[int, int]]] = {}
    bodies = [one for one in found if one.sort != "entity"]
    for place, one in enumerate(bodies):
        start = one.start
        subject = _subject_end(text, bodies, place)
        before = text[max(0, start - 80) : start]
        if one.sort == "area" and (together := _TOGETHER.search(before)):
            start -= len(before) - together.start()
        name = _SMALL.sub(" ", _CITY.sub("comune", _ORGAN.sub("comune", fold(text[start : one.end].replace(".", "")))))
        spans.setdefault(name, []).append((start, one.end))
        score = 0.5 + (start < 220) + (place == 0) + 2.5 * (start != one.start)
        acts = bool(_VERB.match(_active(text, subject)))
        score += 4 * acts + 6 * bool(_BY.search(before))
        if acts or _DONE_BY.search(before) or _PROCEEDS.search(before):
            acting.setdefault(name, []).append((start, one.end))
        score -= 3 * (text[start : one.end].lower().startswith("provincia") and text[:start].rstrip(" ").endswith("\n"))
        score -= 5 * bool(_PAST.search(text, *passage.sentence(start, 300)))
        score += 2 * bool(_CALLS.match(_active(text, subject)))
        score -= 2 * bool(_FUNDER.match(text, start))
        score -= 4 * bool(_OFFICE.search(before[-45:])) + 0.5 * (one.sort == "area")
        scores[name] = scores.get(name, 0) + score
    if not scores:
        return None
    best = max(scores, key=lambda name: (scores[name], -spans[name][0][0]))
    start, end = spelt(text, [*acting.get(best, ()), *spans[best]])
    confidence = 0.9 if scores[best] >= 4 else 0.75 if scores[best] >= 1.5 else 0.65 if len(scores) == 1 else 0.5
    name = _ORGAN.sub("Comune", passage.quote(start, end))
    return Found(name, start, end, "issuing-body", confidence)


def _subject_end(text: str, bodies: Sequence[Mention], place: int) -> int:
    """Return where a subject ends that several bodies share: «il Comune di X e la Provincia di Y vogliono»."""
    end = bodies[place].end
    for other in bodies[place + 1 : place + 4]:
        joint = _AND.match(text, end)
        if not joint or joint.end() != other.start:
            break
        end = other.end
    return end


def _active(text: str, end: int) -> str:
    """Return what follows a name, where a verb may stand: an apposition between commas is passed over."""
    after = text[end : end + 420]
    for _ in range(3):
        if _VERB.match(after) or not (aside := _ASIDE.match(after)):
            break
        after = after[aside.end() :]
    return after.lstrip(" ,")


def spelt(text: str, spans: Sequence[tuple[int, int]]) -> tuple[int, int]:
    """Return the first spelling that is not an organ or a byname of the body, else the first."""
    return next(((a, b) for a, b in spans if not _ORGAN.match(text[a:b]) and not _CITY.match(text[a:b])), spans[0])
