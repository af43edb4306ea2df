"""Which notices are documents of one procedure: an outcome on a page of its own and its call, two tellings.

A pair is sure where the outcome bears the tender code of one call only, or where body and two of project
code, act and title agree; what agrees in less is a candidate. Likeness alone never makes a link."""

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache
from itertools import combinations
from typing import Any

from corale.data.gazetteer.names import fold

MOMENTS = OPENS, CONCLUDES = "opens", "concludes"
LEAST, SHARE = 3, 0.75  # words that two titles have in common, and their share of the shorter
_WORD = re.compile(r"[a-z]{4,}")
_YEAR = re.compile(r"\b20\d\d\b")
_GENERIC = frozenset(
    "avviso avvisi pubblico pubblica pubblici bando esito esiti graduatoria elenco verbale determina "
    "delibera manifestazione manifestazioni interesse procedura selezione individuazione istruttoria "
    "approvazione ammessi ammissione coprogettazione coprogrammazione progettazione programmazione "
    "terzo settore enti ente soggetti soggetto partner della delle degli dello dell nell sull alla alle "
    "agli allo dall presso servizio servizi attivita gestione realizzazione progetto progetti comune "
    "provincia regione ambito territoriale sociale sociali convenzione patto collaborazione "
    "partenariato attivazione".split()
)


@dataclass(frozen=True, slots=True)
class Signs:
    """What a notice says of its procedure: whether it opens or concludes it (empty: neither is read), the key
    of the body that issues it, its title, its codes as `cig:…` and `cup:…`, the acts that it cites as kind,
    number and year."""

    moment: str = ""
    body: str = ""
    title: str = ""
    codes: tuple[str, ...] = ()
    acts: tuple[str, ...] = ()

    def text(self) -> str:
        """Return it as one line of text."""
        return json.dumps(asdict(self), ensure_ascii=False)

    @classmethod
    def of(cls, text: str) -> "Signs":
        """Return it from its text."""
        told: dict[str, Any] = json.loads(text)
        return cls(**told | {name: tuple(told[name]) for name in ("codes", "acts")})


@dataclass(frozen=True, slots=True, order=True)
class Tie:
    """Two records whose notices may be of one procedure: the one that says so (the outcome, where one is),
    the other, what agrees, whether that is enough."""

    record: str
    other: str
    by: tuple[str, ...]
    sure: bool


def signs(fields: Mapping[str, Any], moment: str, body: str) -> Signs:
    """Return what a notice says of its procedure; `body` is the key of its issuer.

    >>> signs({"identifier": [{"scheme": "CUP", "value": "E49B25000370004"}]}, "opens", "").codes
    ('cup:E49B25000370004',)
    """
    codes = sorted({f"{one['scheme'].lower()}:{one['value']}" for one in fields.get("identifier", ())})
    acts = sorted({key for one in fields.get("act", ()) if (key := _act(one))})
    return Signs(moment, body, fold(str(fields.get("title") or "")), tuple(codes), tuple(acts))


def _act(one: Mapping[str, str]) -> str:
    """Return what tells an act from others: kind, number, year; nothing where one of them is missing.

    >>> _act({"type": "Determinazione Dirigenziale", "number": "406/2026"})
    'deter 406 2026'
    """
    number, _, year = one.get("number", "").partition("/")
    year = one.get("date", "")[:4] or year
    return f"{fold(one['type'])[:5]} {number} {year}" if number and len(year) == 4 else ""


def alike(title: str, other: str) -> bool:
    """Say whether two folded titles name the same object, and no different years.

    >>> alike("avviso per l emporio solidale di borgo nuovo", "esito: emporio solidale a borgo nuovo")
    True
    >>> alike("emporio solidale di borgo nuovo 2024", "emporio solidale di borgo nuovo 2025")
    False
    """
    (own, years), (others, elsewhere) = _telling(title), _telling(other)
    if years and elsewhere and not years & elsewhere:
        return False
    common = own & others
    return len(common) >= LEAST and len(common) >= SHARE * min(len(own), len(others))


@lru_cache(maxsize=1 << 17)  # each title is held against those of all notices of its body
def _telling(title: str) -> tuple[frozenset[str], frozenset[str]]:
    """Return the words of a folded title that tell its object, and its years."""
    return frozenset(_WORD.findall(title)) - _GENERIC, frozenset(_YEAR.findall(title))


def agreeing(one: Signs, other: Signs) -> tuple[str, ...]:
    """Return what two notices have in common that tells procedures apart: cig, cup, act, title."""
    kinds = {code[:3] for code in one.codes if code in other.codes}
    found = [*sorted(kinds), *(["act"] if set(one.acts) & set(other.acts) else [])]
    return (*found, "title") if alike(one.title, other.title) else tuple(found)


def ties(notices: Mapping[str, Signs]) -> list[Tie]:
    """Return the pairs of notices, by slug of their records, that are or may be of one procedure, sorted."""
    found: dict[str, list[Tie]] = defaultdict(list)
    for slug, other in _pairs(notices):
        one, two = notices[slug], notices[other]
        if two.moment == CONCLUDES and one.moment != CONCLUDES:
            slug, other, one, two = other, slug, two, one
        by = agreeing(one, two)
        same = bool(one.body) and one.body == two.body
        apart = bool(one.body and two.body) and not same
        if not by or (not same and "cig" not in by):
            continue
        enough = not apart and ("cig" in by or len(by) > 1)
        sure = enough and (one.moment, two.moment) == (CONCLUDES, OPENS)
        found[slug].append(Tie(slug, other, by, sure))
    return sorted(tie for some in found.values() for tie in _single(some))


def _single(some: Sequence[Tie]) -> Iterator[Tie]:
    """Yield the ties of an outcome, none of them sure where several calls would be."""
    several = sum(tie.sure for tie in some) > 1
    yield from (Tie(tie.record, tie.other, tie.by, tie.sure and not several) for tie in some)


def _pairs(notices: Mapping[str, Signs]) -> Iterable[tuple[str, str]]:
    """Return the pairs that have a body or a tender code in common, sorted."""
    groups: dict[str, list[str]] = defaultdict(list)
    for slug, one in sorted(notices.items()):
        for key in (one.body, *(code for code in one.codes if code.startswith("cig:"))):
            if key:
                groups[key].append(slug)
    return sorted({pair for group in groups.values() for pair in combinations(group, 2)})
