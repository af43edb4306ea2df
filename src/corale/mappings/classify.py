"""What a text is: a notice or not, of which procedure, in scope or not. The weights stand in `avviso/template.toml`."""

import re
from dataclasses import dataclass
from functools import cache

from corale.mappings.template import table

Weights = tuple[tuple[re.Pattern[str], int], ...]
_ADVERB = re.compile(
    r"\b(?:verso|successiv[ao]|futur[ao]|seguirà|prossim[ao])\s+(?:la\s+|una\s+|eventuale\s+)?$"
    r"|(?:^|[.;:]\s+)(?:poi|successivamente|in seguito|seguir\w+|dopo|quindi)\b[^.;]{0,60}$",
    re.IGNORECASE,
)
_DONE = re.compile(
    r"(?:\besit[oi]|\bconclus[ao]|\bsvolt[ao]|\besperit[ao]|\ba seguito|\ball[’']esito|\bal termine)\s+"
    r"(?:(?:de)?l(?:la|l[’'])|la|una|un[’']|di|il|del)?\s*(?:percorso\s+di\s+|procedura\s+di\s+)?$",
    re.IGNORECASE,
)
_EARLIER = re.compile(r"\b(?:(?:già\s+)?nel|dal|nel\s+corso\s+del)\s+20\d\d\b[^.;]{0,90}$", re.IGNORECASE)
_DENIED = re.compile(r"\b(?:non|né|senza|anziché|invece|diversamente)\b[^.;:\n]{0,45}$", re.IGNORECASE)
_THIRD = re.compile(
    r"terzo\s+settore|\bE\.?T\.?S\b|117/2017|\bart\w*\.?\s*55\b|privato\s+sociale|cooperativ|associazion|"
    r"volontariato|non?\s?-?profit|fondazion|impres[ae]\s+social|\bAPS\b|\bODV\b|\bpartner",
    re.IGNORECASE,
)
_CIVIC = re.compile(
    r"\bcittadin|\bresidenti\b|\bstudent|architett|urbanist|progettist|\bpiazza\s+pubblica|questionari|workshop|"
    r"\bdesign\b",
    re.IGNORECASE,
)
_OPENING = re.compile(
    r"avvis|istruttori|selezion|procedur|manifestazion|percors|tavol|indi[ct]|avvi[ao]|frutto|esito|nat[ao] da|"
    r"graduatori|ammission|al via|procediment|bando|fase",
    re.IGNORECASE,
)


def _compiled(weights: dict[str, int]) -> Weights:
    return tuple((re.compile(form, re.IGNORECASE), weight) for form, weight in weights.items())


@cache
def kinds() -> dict[str, re.Pattern[str]]:
    """Return the kinds of procedure, each with the pattern of its spellings."""
    return {kind: re.compile(form, re.IGNORECASE) for kind, form in table("avviso")["kinds"].items()}


def names(text: str) -> bool:
    """Say whether a text names a procedure, in any spelling."""
    return any(form.search(text) for form in kinds().values())


@cache
def _weights(section: str, name: str) -> Weights:
    return _compiled(table("avviso")[section][name])


@dataclass(frozen=True, slots=True)
class Verdict:
    """The classification of a notice: in scope or not, of which procedure, with the span and the weight behind it."""

    in_scope: bool
    kind: str | None
    start: int
    end: int
    confidence: float
    reason: str


def recognises(text: str) -> bool:
    """Say whether a text is a public notice (in scope or not).

    >>> recognises("Il Comune di Pesaro avvisa: manifestazione di interesse per la coprogettazione con gli ETS")
    True
    >>> recognises("La ricetta della nonna: un uovo e due etti di farina")
    False
    """
    total, enough = 0, table("avviso")["recognise"]["enough"]
    for form, weight in _weights("recognise", "weights"):
        total += weight if form.search(text) else 0
        if total >= enough:
            return True
    return False


def classify(text: str) -> Verdict:
    """Return what procedure a notice opens or tells of, and whether it is one of ours.

    >>> classify("Avviso di co – progettazione con Enti del Terzo Settore, art. 55").kind
    'co-progettazione'
    """
    scope = table("avviso")["scope"]
    kind, start, end, weight = _kind(text, scope["head"])
    plus = weight + sum(w for form, w in _weights("scope", "for") if form.search(text))
    minus, reason = 0, ""
    for name, limit in (("against", len(text)), ("against_head", scope["head"])):
        for form, w in _weights("scope", name):
            found = next(
                (
                    one
                    for one in form.finditer(text, 0, limit)
                    if not _DENIED.search(text, max(0, one.start() - 60), one.start())
                ),
                None,
            )
            if found:
                minus += w
                reason = reason or found[0]
    if kind is None and "55" not in text:
        return Verdict(False, None, 0, 0, 1.0, reason or "–")
    if (civic := _CIVIC.search(text)) and not _THIRD.search(text):
        minus, reason = minus + 4, reason or civic[0]
    margin = plus - minus - scope["enough"]
    return Verdict(margin >= 0, kind, start, end, min(1.0, 0.6 + 0.1 * abs(margin)), reason or "–")


def _kind(text: str, head: int) -> tuple[str | None, int, int, int]:
    """Return the procedure that weighs most, the span of its first mention, and its weight (at most 6)."""
    best: tuple[int, int, str, int, int] | None = None
    for kind, form in kinds().items():
        weight, done, first = 0, 0, None
        for found in form.finditer(text):
            if _ADVERB.search(text[max(0, found.start() - 90) : found.start()]):
                continue
            first = first or found
            done += 3 * bool(_DONE.search(text, max(0, found.start() - 60), found.start()))
            done += 3 * bool(_EARLIER.search(text, max(0, found.start() - 110), found.start()))
            weight += 1
            weight += 2 * (found.start() < head and found is first)
            weight += bool(_OPENING.search(text, max(0, found.start() - 90), found.start()))
        weight += first is not None and (best is None or first.start() < best[1])
        if first and (best is None or weight - done > best[0] - best[4]):
            best = (weight, first.start(), kind, first.end(), done)
    return (best[2], best[1], best[3], min(best[0], 6)) if best else (None, 0, 0, 0)
