"""Who: the body that publishes a notice, and the third-sector entities it names."""

import re
from collections.abc import Sequence

from corale.data.gazetteer.names import fold
from corale.mappings.notice.outcomes import ROLES as LISTED
from corale.mappings.notice.outcomes import Party
from corale.mappings.reading.lines import Passage, ReadValue
from corale.mappings.text.mentions import Mention, formed

_OTHERS = re.compile(  # the call of another body, from which this procedure has its money
    r"\b(?:nasce|nat[oa]|valere|nell[’']ambito|risorse|finanziat\w+|previst\w+|attuazione)\b[^.;]{0,60}"
    r"\b(?:avviso|bando)(?:\s+\w+)?\s+de(?:l(?:l[ao’'])?|i)\s*$",
    re.IGNORECASE,
)
_JOINS = re.compile(  # a call of another body that somebody answers
    r"\b(?:partecip|candid|rispond|aderi)\w*\s+(?:insieme\s+)?a(?:l|ll[’']|gli)\s*(?:bando|avviso|bandi|avvisi)(?:\s+\w+)?"
    r"\s+de(?:l(?:l[ao’'])?|i)\s*$",
    re.IGNORECASE,
)
_SCHOOL = re.compile(
    r"(?:istituto|scuola|direzione|università|provveditorato|comune|provincia|asl)\b", re.IGNORECASE
)
_KIND = re.compile(  # words that name an entity of the third sector even without its legal form
    r"(?:associazione|organizzazione\s+di\s+volontariato|cooperativa|circolo|fondazione|impresa\s+sociale)\b",
    re.IGNORECASE,
)
SAME = 5  # words that two names of one body begin with
_VERB = re.compile(
    r"(?:[^.;]{0,75}?\b(?:ha|hanno|intende|intendono|è|sono)\s+)?(?:pubblica|indett|indic[eo]|indi(?:re|"
    r"cono)|avvia|promo(?:ss|vo|ver|tor)|promuov|informa|cerca(?:no)?\b|raccogli|emana|"
    r"rend[eo](?:no)? not[oa]|res[oa]\s+(?:not|pubblic)|emess|emett|adottat|vogliono|"
    r"invita|selezion|intend\w+(?!\s+(?:sostenere|promuovere\s+lo\s+sviluppo|finanziare))|comunica|avvisa(?:no)?\b|decis|approvat|apre\b|aperto|bandisc|"
    r"bandit|propone|convoca|vuole|lancia|attiva|inteso|rivolge|ricerca|individu)",
    re.IGNORECASE,
)
_OPENS = re.compile(
    r"(?:ha\s+)?(?:avvia(?:to)?|indice|indetto|rende\s+noto|pubblica(?:to)?|cerca|bandisce)\b", re.IGNORECASE
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
    r"(?:promoss|indett|bandit|avviat|emanat|organizzat|attivat)\w*\s+da(?:l(?:l[ao’'])?|i|gli)?\s*$",
    re.IGNORECASE,
)
_PROCEEDS = re.compile(
    r"(?:amministrazione|ente)\s+(?:procedente|banditore|proponente|titolare)\s+(?:è\s+)?(?:il\s+|la\s+|l[’'])$",
    re.IGNORECASE,
)
_OFFICE = re.compile(
    r"(?:ufficio(?!\s+stampa)|protocollo|sito|sede|uffici|portale|albo"
    r" pretorio|presso|pec|delibera\w*|giunta|"
    r"consiglio|fondi?|finanziat\w*|risorse|contributo|capofila(?!\s*:))\b[^.;]{0,30}$",
    re.IGNORECASE,
)
_ABOVE = re.compile(r"\s*[-–|\n]\s*(?:comune|città|unione|provincia|azienda|ambito)\b", re.IGNORECASE)
_DEPARTMENT = re.compile(r"ufficio\s+di\s+piano|giunta|consiglio|autorità|agenzia", re.IGNORECASE)
_AMONG = re.compile(r"\b(?:fanno|fa)\s+parte\b[^.;]*$", re.IGNORECASE)
_ASIDE = re.compile(
    r"\s*,\s*(?:di\s+cui\s+(?:fanno|fa)\s+parte|(?:compost|costituit|format)[ao]\s+da)\s[^.;()\n]{0,300}?,\s*(?=(?:indice|avvia|pubblica|intende|rende|ha|cerca|invita|apre)\b)|\s*,\s*(?:in\s+qualità\s+di|quale|nella\s+sua\s+qualità\s+di|"
    r"in\s+quanto)\s[^;()\n]{0,90}\([^()\n]{0,240}\)[^;(),\n]{0,30},\s*"
    r"|\s*,\s*(?:[^;,\n]{0,90}),\s*|\s*\([^)]{0,60}\)\s*"
)
_PAST = re.compile(r"\b(?:nel|già nel|dal)\s+20\d\d\s+(?:i|il|la|l[’']|gli|le)\b", re.IGNORECASE)
_ORGAN = re.compile(r"^(?:giunta|consiglio|amministrazione)\s+comunale(?=\s+di\b)", re.IGNORECASE)
_CITY = re.compile(r"^(?:città|citta|municipio)(?=[’']?\s+di\b)", re.IGNORECASE)
_AND = re.compile(
    r"\s*,?\s+(?:ed?|con|insieme\s+(?:a(?:l|lla|ll[’'])?|con))\s+(?:(?:il|la|lo|i|le)\s+|l[’'])?"
)
_CALLING = re.compile(r"\b(?:AVVISO|PARTENARIATO|ISTRUTTORIA|SELEZIONE|MANIFESTAZIONE)\b")
_ALONGSIDE = re.compile(  # named beside the one that acts: «X, in accordo con Y, indice»
    r",\s+(?:in\s+(?:accordo|collaborazione|sinergia|raccordo)|d[’']intesa|di\s+concerto)\s+con\s+(?:(?:il|la|lo|i|le)\s+|l[’'])?$",
    re.IGNORECASE,
)
_TOGETHER = re.compile(r"comuni\s+(?:della|dell[’']|del)\s*$", re.IGNORECASE)


def entities(found: Sequence[Mention]) -> list[Mention]:
    """Return the third-sector entities among the mentions, each body once, as first written."""
    seen: dict[str, Mention] = {}
    for one in found:
        if one.sort == "entity" and not _CALLING.search(one.name):
            known = seen.setdefault(fold(one.name), one)
            if known.name.isupper() and not one.name.isupper():
                seen[fold(one.name)] = one
    return list(seen.values())


def third_sector(found: Sequence[Mention], told: Sequence[Party]) -> list[ReadValue]:
    """Return the third-sector entities: those named with their legal form, and members of lists without
    one."""
    public = [fold(one.name) for one in found if one.sort != "entity"]
    listed = [
        one for one in told if one.role in LISTED and one.kind != "public" and fold(one.name) not in public
    ]
    listed = [one for one in listed if not _SCHOOL.match(one.name)]
    funders = [one for one in told if one.role == "funder"]
    made = []
    for one in entities(found):
        inside = [party for party in listed if party.start < one.end and one.start < party.end]
        if all(party.name == one.name for party in inside) and not any(p.start == one.start for p in funders):
            sure = 0.9 if formed(one.name) else 0.85 if _KIND.match(one.name) else 0.75
            sure = max([sure, *(party.confidence for party in inside)])
            made.append(ReadValue(one.name, one.start, one.end, "legal-form", sure))
    spans = {(one.start, one.end) for one in made}
    rest = [one for one in listed if (one.start, one.end) not in spans]
    made += [ReadValue(one.name, one.start, one.end, "legal-form", one.confidence) for one in rest]
    return sorted(made, key=lambda one: one.start)


ANOTHERS = -4
"""Signs that say of the one body named that the call is not its own; its office alone says less."""


def issuer(passage: Passage, found: Sequence[Mention]) -> ReadValue | None:
    """Return the body that publishes the notice: by its verb, by «promosso da», else by place and
    mentions."""
    text = passage.text
    scores: dict[str, float] = {}
    spans: dict[str, list[tuple[int, int]]] = {}
    acting: dict[str, list[tuple[int, int]]] = {}
    bodies = [one for one in found if one.sort != "entity" or _consortium(text, one)]
    for place, one in enumerate(bodies):
        start = one.start
        subject = _subject_end(text, bodies, place)
        before = text[max(0, start - 80) : start]
        if one.sort == "area" and (together := _TOGETHER.search(before)):
            start -= len(before) - together.start()
        name = _SMALL.sub(
            " ", _CITY.sub("comune", _ORGAN.sub("comune", fold(text[start : one.end].replace(".", ""))))
        )
        spans.setdefault(name, []).append((start, one.end))
        score = 0.5 + (start < 220) + (place == 0) + 2.5 * (start != one.start)
        acts = bool(_VERB.match(_active(text, subject))) and not _ALONGSIDE.search(before)
        score += 4 * acts + 6 * bool(_BY.search(before))
        if acts or _DONE_BY.search(before) or _PROCEEDS.search(before):
            acting.setdefault(name, []).append((start, one.end))
        score -= 3 * (
            text[start : one.end].lower().startswith("provincia") and text[:start].rstrip(" ").endswith("\n")
        )
        score -= (
            4
            * bool(_ABOVE.match(text, one.end))
            * text[start : one.end].lower().startswith(("regione", "provincia"))
        )
        score -= 5 * bool(_AMONG.search(before))
        score -= 5 * bool(_DEPARTMENT.fullmatch(text, start, one.end))
        score -= 8 * bool(_OTHERS.search(before) or _JOINS.search(before))
        score -= 5 * bool(_PAST.search(text, *passage.sentence(start, 300)))
        score += 2 * (acts and bool(_CALLS.match(_active(text, subject))))
        score -= 2 * bool(_FUNDER.match(text, start))
        score -= 4 * bool(_OFFICE.search(before[-45:])) + 0.5 * (one.sort == "area")
        scores[name] = scores.get(name, 0) + score
    if not scores:
        return None
    best = max(scores, key=lambda name: (scores[name], -spans[name][0][0]))
    start, end = spelt(text, [*acting.get(best, ()), *spans[best]])
    start, end = _fullest(text, (start, end), bodies)
    name = _ORGAN.sub("Comune", passage.quote(start, end))
    return ReadValue(name, start, end, "issuing-body", _sure(scores[best], len(scores) == 1))


def _sure(score: float, alone: bool) -> float:
    """Return what the signs of an issuer claim, where another body is named too or it is `alone`."""
    if score >= 2:
        return 0.9
    if score >= 1.5:
        return 0.85
    return 0.8 if alone and score > ANOTHERS else 0.5


def _consortium(text: str, one: Mention) -> bool:
    """Say whether a consortium without a form of the third sector opens the procedure, as one of
    municipalities does."""
    consortium = one.name.startswith(("Consorzio", "CONSORZIO")) and not formed(one.name)
    return consortium and bool(_OPENS.match(_active(text, one.end)))


def _fullest(text: str, span: tuple[int, int], bodies: Sequence[Mention]) -> tuple[int, int]:
    """Return the longest name among those that begin with the same words: a title often cuts it."""
    words = fold(text[slice(*span)]).split()[:SAME]
    same = [one for one in bodies if len(words) == SAME and fold(one.name).split()[:SAME] == words]
    longest = max(same, key=lambda one: one.end - one.start, default=None)
    return (
        (longest.start, longest.end) if longest and longest.end - longest.start > span[1] - span[0] else span
    )


def _subject_end(text: str, bodies: Sequence[Mention], place: int) -> int:
    """Return where a subject ends that several bodies share: «il Comune di X e la Provincia di Y
    vogliono»."""
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
    return next(
        ((a, b) for a, b in spans if not _ORGAN.match(text[a:b]) and not _CITY.match(text[a:b])), spans[0]
    )
