"""Matching: which entity of an index a name means, in which band, how surely, and why.

Bands, from the surest: `exact` (an own name), `alias` (a reviewed name), `historic` (a former name), `fuzzy`
(likeness with nothing against it), `weak` (likeness with something against it, or several bearers). Only the
first three, without a rival and without disagreement of place, form or number, are ever links; the others are
candidates for a person."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from corale.data.gazetteer.authorities import remembered, table
from corale.data.gazetteer.forms import LegalForm, agree, form_of
from corale.data.gazetteer.names import fold, suffix
from corale.data.gazetteer.places import places
from corale.data.gazetteer.similarity import numbers, sorted_words, telling
from corale.data.matching import codes
from corale.data.matching.index import Index, Item, NameMatch

BANDS = ("exact", "alias", "historic", "fuzzy", "weak")
SURE = frozenset(BANDS[:3])
LEAST = 60.0
MARGIN = 5


@dataclass(frozen=True, slots=True)
class Sought:
    """What is looked for: a name as stated, types to keep to (none: any), ISTAT codes of where it should be.

    `facts` are values that the entity should have, by property.
    """

    name: str
    types: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    facts: "dict[str, list[str]]" = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Scored:
    """A candidate: the entity, the name that met, band, score from 0 to 100, features, and whether it is a
    link."""

    item: Item
    name: str
    band: str
    score: int
    features: "dict[str, float]"
    match: bool = False


def codes_of(stated: str, level: str = "") -> tuple[str, ...]:
    """Return the ISTAT code that a stated territory means, in a tuple; nothing where it means none.

    `level` (`province`, `region`, `municipality`) says what it should be; without it a sign is a province's,
    and a name a region's before a municipality's.

    >>> codes_of("PU"), codes_of("Umbria"), codes_of("Gubbio"), codes_of("Trento", "province")
    (('041',), ('10',), ('054024',), ('022',))
    """
    key = fold(stated)
    if key.isdigit():
        return (key,)
    for asked in (level,) if level else ("sign", "region"):
        if found := _territories().get((asked, key)):
            return (found,)
    found_town = places().find(stated) if level in ("", "municipality") else None
    return (found_town.target.istat,) if found_town else ()


@remembered
def _territories() -> dict[tuple[str, str], str]:
    found: dict[tuple[str, str], str] = {}
    for place in places().by_istat.values():
        if place.until:
            continue
        for level in ("sign", "province"):
            found[level, fold(place.province_sign)] = place.province
        for part in (place.province_name, *place.province_name.split("/")):
            found["province", fold(part)] = place.province
        for part in (place.region_name, *place.region_name.split("/")):
            found["region", fold(part)] = place.region
    return found


def match(index: Index, sought: Sought, limit: int = 10, near: bool = True) -> list[Scored]:
    """Return the candidates for a name, the best first; at most one of them is a link.

    Without `near` only names worded alike are candidates, which is quick: a link among them is the link.
    """
    bare, bracket = suffix(sought.name)
    inside = codes_of(bracket, "province") or codes_of(bracket) if bracket else ()
    name = bare if inside else sought.name
    wanted = replace(sought, name=name, codes=tuple(dict.fromkeys((*sought.codes, *inside))))
    worded = _worded(name)
    best: dict[str, Scored] = {}
    for held in index.find(name, wanted.types, near):
        scored = _score(held, wanted, worded)
        if scored and (held.item.id not in best or _rank(scored) < _rank(best[held.item.id])):
            best[held.item.id] = scored
    ranked = sorted(best.values(), key=_rank)
    return _decide(ranked)[:limit]


def _rank(scored: Scored) -> tuple[float, ...]:
    features = scored.features
    return (
        BANDS.index(scored.band),
        -features.get("place", 0.5),
        -features["spelling"],
        -features["name"],
        -features.get("facts", 0.5),
        len(scored.item.label),
    )


@dataclass(frozen=True, slots=True)
class _Worded:
    """What a name that is looked for is compared by."""

    folded: str
    sorted: str
    telling: tuple[str, ...]
    numbers: frozenset[str]
    form: LegalForm | None


def _worded(name: str) -> _Worded:
    return _Worded(fold(name), sorted_words(name), telling(name), numbers(name), form_of(name))


def _score(held: NameMatch, sought: Sought, worded: _Worded) -> Scored | None:
    item = held.item
    features: dict[str, float] = {"name": held.likeness}
    place = _place(item, sought.codes)
    form = agree(worded.form, form_of(held.name))
    count = worded.numbers == numbers(held.name)
    if place is not None:
        features["place"] = float(place)
    if form is not None:
        features["form"] = float(form)
    if sought.facts:
        features["facts"] = _facts(item, sought.facts)
    features["number"] = float(count)
    features["spelling"] = float(held.folded == worded.folded)
    same = held.sorted == worded.sorted and telling(held.name) == worded.telling
    against = place is False or form is False or not count or features.get("facts", 1.0) < 1.0
    if not same and held.likeness < LEAST:
        return None
    how = "exact" if held.how == "typed" and sought.types else held.how
    band = how if same and how in SURE else "fuzzy"
    if against:
        band = "weak"
    return Scored(item, held.name, band, 0, features)


def _place(item: Item, codes: Sequence[str]) -> bool | None:
    """Whether the entity lies where it should; none where either place is not known."""
    told = [(code, [own for own in item.codes if len(own) == len(code)]) for code in codes]
    known = [code in own for code, own in told if own]
    return all(known) if known else None


def _facts(item: Item, wanted: "dict[str, list[str]]") -> float:
    """The share of the wanted properties of which the entity has a wanted value, by text or by identifier."""
    met = 0
    for name, values in wanted.items():
        own = {fold(part) for value in item.facts.get(name, []) for part in value if part}
        met += bool(own & {fold(value) for value in values})
    return round(met / len(wanted), 2)


def _decide(ranked: list[Scored]) -> list[Scored]:
    """Give each candidate its score, and mark the one link, if there is one: of the surest band, alone in it.

    Candidates that nothing tells apart share the score that one of them alone would have.
    """
    if not ranked:
        return ranked
    first, rivals = ranked[0], _rivals(ranked)
    linked = first.band in SURE and not rivals
    tied = {first.item.id, *(rival.item.id for rival in rivals)}
    scores = []
    for one in ranked:
        likely = one.item.id in tied
        score = measured(one.band if likely or one.band not in SURE else "weak", one.features, likely)
        scores.append(score // len(tied) if likely else score)
    top, *others = scores
    margin = top - (min(others[0], top) if others else 0)
    sure = linked and margin >= MARGIN
    best = replace(first, score=top, features=first.features | {"margin": float(margin)}, match=sure)
    return [
        best,
        *(replace(one, score=min(score, top)) for one, score in zip(ranked[1:], others, strict=True)),
    ]


def _rivals(ranked: list[Scored]) -> list[Scored]:
    """The candidates that nothing tells from the first: the same band, the same place, as well spelt."""
    first, others = ranked[0], ranked[1:]
    rivals = [other for other in others if other.band == first.band]
    if first.features["spelling"] == 1.0:
        rivals = [other for other in rivals if other.features["spelling"] == 1.0]
    if first.features.get("place") == 1.0:
        rivals = [other for other in rivals if other.features.get("place", 1.0) == 1.0]
    return (
        rivals
        if first.band in SURE
        else [o for o in rivals if o.features["name"] > first.features["name"] - MARGIN]
    )


@remembered
def _measures() -> tuple[tuple[str, str, str, float, int], ...]:
    rows = (
        (row["band"], row["place"], row["likely"], float(row["from"]), int(row["score"]))
        for row in table("calibration")
    )
    return tuple(sorted(rows, key=lambda row: -row[3]))


def measured(band: str, features: "dict[str, float]", likely: bool) -> int:
    """Return the score of a candidate: the share of such candidates that were right when it was measured, in
    percent.

    `likely`: none stands before it. The table `data/authorities/calibration.csv` comes from the tuning half
    of the gold set (`bench/linking.py quality --calibrate`)."""
    where, ahead = "yes" if features.get("place") == 1.0 else "no", "yes" if likely else "no"
    for of_band, of_place, of_likely, least, score in _measures():
        if (of_band, of_place, of_likely) == (band, where, ahead) and features["name"] >= least:
            return score
    return 0


def first(index: Index, sought: Sought) -> Scored | None:
    """Return the best candidate for a name or a national code, or none: quick where it is a link.

    A candidate of a kind of which none was ever right (score 0) is none."""
    coded = [
        Scored(item, item.label, "exact", 100, {"identifier": 1.0}, True)
        for item, sure in codes.by_code(index, sought.name, sought.types)
        if sure
    ]
    if coded:
        return coded[0]
    if (alike := match(index, sought, 1, near=False)) and alike[0].match:
        return alike[0]
    return next((one for one in match(index, sought, 1) if one.score), None)
