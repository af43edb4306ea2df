"""Links from our things to other registries': each with method, band, measured score, date, reviewer (SSSOM).

Asserted are the surest only: `skos:exactMatch` for places, by code; `owl:sameAs` (or the code itself, where
it has no IRI) for organisations with the same official code, and for the body of a municipality, province or
region; what a person accepted; and the other codes of the same row. All others are candidates, and say so.
What a person refused stays as a negative link."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from corale.data.gazetteer import authorities
from corale.data.gazetteer.authorities import remembered
from corale.data.gazetteer.forms import form_of
from corale.data.gazetteer.places import places
from corale.data.gazetteer.points import points
from corale.data.gazetteer.supplied import Supplied, code_of
from corale.data.matching.candidates import Sought, codes_of, match
from corale.data.matching.decisions import Decision
from corale.data.matching.index import Index, Item
from corale.ontology import schemes

NATIONAL = "https://w3id.org/italia/controlled-vocabulary/territorial-classifications/"
NUTS = "http://data.europa.eu/nuts/code/"
WIKIDATA = "http://www.wikidata.org/entity/"
LEAST, KEPT = 50, 3
NO_DECISIONS: Mapping[tuple[str, str], Decision] = {}
PREDICATES = dict.fromkeys(("public-bodies", "unions", "social-areas"), "COV:IPAcode")
PREDICATES["third-sector"] = "corale:runtsNumber"
"""By which property a table's codes are codes of bodies; those of other tables are plain identifiers."""
_TAX_CODE = re.compile(r"\d{11}")  # of a body: a person's has letters, and is never published
IPA_SHARE = 98
CODE, NAME, PERSON, RULE = (
    "BackgroundKnowledgeBasedMatching",
    "LexicalMatching",
    "ManualMappingCuration",
    "CompositeMatching",
)


@dataclass(frozen=True, slots=True, order=True)
class Link:
    """A link, in the columns of SSSOM, with our band, score (percent) and status beside them.

    `status` is `asserted`, `candidate` or `refused`; `subject_id` is the tail of our IRI (`id/place/037061`);
    `object_id` an IRI, or a code where the other registry publishes none (`object_type` then says `rdfs
    literal`); `registry` and `registry_licence` are of the table that it comes from, in its own words."""

    subject_id: str
    object_id: str
    predicate_id: str
    status: str
    band: str
    score: int
    subject_label: str = ""
    object_label: str = ""
    predicate_modifier: str = ""
    mapping_justification: str = f"semapv:{CODE}"
    confidence: str = "1"
    mapping_date: str = ""
    reviewer_label: str = ""
    registry: str = ""
    object_type: str = ""
    registry_licence: str = ""
    comment: str = ""


def links(
    items: Iterable[Item], tables: Iterable[Supplied], decided: Mapping[tuple[str, str], Decision], date: str
) -> list[Link]:
    """Return the links of the items of a release, sorted.

    `date` (yyyy-mm-dd) is the release's: the date of links that are computed from the built-in tables."""
    held = [item for item in items if item.id.startswith(("id/place/", "id/organisation/"))]
    tables = list(tables)
    own = any(table.kind == "territories" for table in tables)
    found = [link for item in held for link in computed(item, date)]
    found += [link for item in held for link in national(item, date) if not own]
    found += [link for item in held for link in populated(item, date)]
    for table in tables:
        known = table.kind in ("wikidata", "territories")
        found += by_code(held, table) if known else by_name(held, table, decided)
    return sorted(_with_decisions(found, decided, {item.id: item.label for item in held}))


def computed(item: Item, date: str) -> Iterator[Link]:
    """Yield the links that follow from a code: of a province or region to the national vocabulary and NUTS.

    The public-body code of a municipality is computed as well, but only ever a candidate: it was right for
    617 of 625."""
    town = places().get(item.id.removeprefix("id/organisation/comune-"))
    if town and not town.until and item.id.startswith("id/organisation/"):
        yield Link(
            item.id,
            f"c_{town.belfiore.lower()}",
            "COV:IPAcode",
            "candidate",
            "computed",
            IPA_SHARE,
            item.label,
            mapping_justification=f"semapv:{RULE}",
            confidence=f"{IPA_SHARE / 100:g}",
            mapping_date=date,
            registry="IPA",
            object_type="rdfs literal",
            comment="computed from the Belfiore code: inferred only",
        )
    code = item.id.removeprefix("id/place/")
    if not code.isdigit() or len(code) not in (2, 3):
        return
    level = "provinces" if len(code) == 3 else "regions"
    nuts = _nuts().get(code)
    for iri, source in (
        (f"{NATIONAL}{level}/{code}", "OntoPiA"),
        (f"{NUTS}{nuts}" if nuts else "", "NUTS 2024"),
    ):
        if iri:
            yield Link(
                item.id,
                iri,
                "skos:exactMatch",
                "asserted",
                "exact",
                100,
                item.label,
                mapping_date=date,
                registry=source,
                comment="by code",
            )


def national(item: Item, date: str) -> Iterator[Link]:
    """Yield the link of a municipality to the national vocabulary, whose IRI ends in the date of the row in
    force.

    The dates are those of the built-in table; a publisher's table `territories`, newer perhaps, takes its
    place."""
    code = item.id.removeprefix("id/place/")
    if since := _since().get(code):
        yield Link(
            item.id,
            f"{NATIONAL}cities/{code}-({since})",
            "skos:exactMatch",
            "asserted",
            "exact",
            100,
            item.label,
            mapping_date=date,
            registry="OntoPiA, 2024-12-04",
            registry_licence="CC BY 4.0",
            comment="by ISTAT code",
        )


def populated(item: Item, date: str) -> Iterator[Link]:
    """Yield the link of a municipality to the populated place of its name in GeoNames, where its point comes
    from: near to it, and not the same (a town, not its territory).

    99.8 of a hundred lie within 5 km of a place of that name and province in another list (decision 134).
    """
    point = points().get(item.id.removeprefix("id/place/"))
    if point and point.source:
        yield Link(
            item.id,
            point.source,
            "skos:closeMatch",
            "asserted",
            "exact",
            99,
            item.label,
            mapping_justification=f"semapv:{NAME}",
            confidence="0.998",
            mapping_date=date,
            registry="GeoNames",
            registry_licence="CC BY 4.0",
            comment="the populated place of its name",
        )


@remembered
def _since() -> dict[str, str]:
    return {row["istat"]: row["since"] for row in authorities.table("municipality-rows")}


@remembered
def _nuts() -> dict[str, str]:
    """NUTS codes of provinces and regions, where the two are the same territory."""
    inside: dict[str, set[str]] = {}
    around: dict[str, set[str]] = {}
    for place in places().by_istat.values():
        if place.nuts3:
            for code, nuts in ((place.province, place.nuts3), (place.region, place.nuts3[:4])):
                inside.setdefault(code, set()).add(nuts)
                around.setdefault(nuts, set()).add(code)
    return {
        code: next(iter(found))
        for code, found in inside.items()
        if len(found) == 1 and len(around[next(iter(found))]) == 1
    }


def by_code(items: Iterable[Item], table: Supplied) -> Iterator[Link]:
    """Yield the links of municipalities to a table that has them by ISTAT code."""
    by_istat: dict[str, str] = {}
    for row in table.rows:
        if table.kind == "wikidata":
            by_istat[row["istat"]] = WIKIDATA + row["wikidata"].rpartition("/")[2]
        elif row.get("end", "") in ("", "31-12-9999", "9999-12-31"):
            value = row["territory"]
            by_istat[row["istat"]] = value if "://" in value else f"{NATIONAL}cities/{value}"
    for item in items:
        iri = by_istat.get(item.id.removeprefix("id/place/"))
        if iri:
            yield Link(
                item.id,
                iri,
                "skos:exactMatch",
                "asserted",
                "exact",
                100,
                item.label,
                mapping_date=table.date,
                registry=table.source,
                registry_licence=table.licence,
                comment="by ISTAT code",
            )


def by_name(
    items: Iterable[Item], table: Supplied, decided: Mapping[tuple[str, str], Decision] = NO_DECISIONS
) -> Iterator[Link]:
    """Yield the links of organisations to a table of names: the same official code, else candidates by name.

    Of a body that surely is that of a row (the same code, the same territory, or so decided) the other codes
    of the row are links too: tax code, the table's own code, section of the register."""
    rows = {f"{number:07d}": row for number, row in enumerate(table.rows)}
    index = Index.build(_entries(rows))
    by_code = {row["code"]: row for row in rows.values() if row.get("code")}
    for item in items:
        if not item.id.startswith("id/organisation/"):
            continue
        own = [text for text, _ in item.facts.get("ipaCode", [])]
        if same := next((by_code[code] for code in own if code in by_code), None):
            found = [(same, _link(item, same, table, "exact", 100, CODE, same_code=True))]
        else:
            found = []
            for one in match(index, Sought(item.label, codes=item.codes[:1]), KEPT):
                row = rows[one.item.id]
                sure = one.match and one.band == "exact" and _governs(item, row)
                if one.match or one.score >= LEAST:
                    found.append((row, _link(item, row, table, one.band, one.score, NAME, same_code=sure)))
        for row, link in found:
            yield link
            decision = decided.get((item.id, link.object_id))
            sure = link.status == "asserted" if decision is None else decision.decision == "accept"
            if sure:
                yield from _codes(row, table, link)
    index.close()


def _codes(row: dict[str, str], table: Supplied, link: Link) -> Iterator[Link]:
    """Yield what else the row of a body says of it: tax code, code beside an IRI, section of the register."""
    made = replace(link, status="asserted", object_type="rdfs literal", comment="")
    if _TAX_CODE.fullmatch(code := row.get("tax_code", "")):
        yield replace(made, object_id=code, predicate_id="COV:taxCode")
    code, predicate = row.get(code_of(table.kind), ""), PREDICATES.get(table.kind)
    if code and predicate and code != link.object_id:
        yield replace(made, object_id=code, predicate_id=predicate)
    if section := schemes.resolve("runts", row.get("section", "")):
        yield replace(made, object_id=section, predicate_id="corale:runtsSection", object_type="")


def _governs(item: Item, row: dict[str, str]) -> bool:
    """Whether a row is the municipality, province or region itself, not another body of its seat: named so,
    with the same territory."""
    form, place = form_of(row["name"]), places().get(row.get("istat", "").zfill(6))
    if form is None or place is None:
        return False
    governed = {
        "municipality": place.istat,
        "province": place.province,
        "metropolitan-city": place.province,
        "region": place.region,
    }
    kind = "comune" if form.notation == "municipality" else form.slug
    return item.id == f"id/organisation/{kind}-{governed.get(form.notation, '')}"


def _entries(rows: Mapping[str, dict[str, str]]) -> Iterator[Item]:
    for id_, row in rows.items():
        town = codes_of(row.get("istat") or row.get("municipality", ""), "municipality")
        place = places().get(town[0]) if town else None
        province = codes_of(row.get("province", ""), "province")
        codes = (place.istat, place.province, place.region) if place else province
        yield Item(id_, row["name"], ((row["name"], "exact"),), (), codes)


def _link(
    item: Item, row: dict[str, str], table: Supplied, band: str, score: int, how: str, same_code: bool = False
) -> Link:
    """A link to a row: to its IRI or, where it has none, by its code; a candidate unless the code is the
    same."""
    code, iri = row.get(code_of(table.kind)) or row["name"], row.get("iri", "")
    by_code = PREDICATES.get(table.kind, "dct:identifier")
    predicate = ("owl:sameAs" if same_code else "skos:closeMatch") if iri else by_code
    return Link(
        item.id,
        iri or code,
        predicate,
        "asserted" if same_code else "candidate",
        band,
        score,
        item.label,
        row["name"],
        mapping_justification=f"semapv:{how}",
        confidence=f"{score / 100:g}",
        mapping_date=table.date,
        registry=table.source,
        object_type="" if iri else "rdfs literal",
        registry_licence=table.licence,
        comment=f"code {code}" if iri else "",
    )


def _with_decisions(
    found: Iterable[Link], decided: Mapping[tuple[str, str], Decision], labels: Mapping[str, str]
) -> Iterator[Link]:
    """The links as people decided: what was accepted is asserted, what was refused is negative; others are as
    found."""
    by_pair = {(link.subject_id, link.object_id): link for link in found}
    for pair, link in by_pair.items():
        if pair not in decided or decided[pair].decision == "propose":
            yield link
    for (subject, object_), decision in decided.items():
        if subject not in labels or decision.decision == "propose":
            continue
        near = by_pair.get((subject, object_))
        accepted = decision.decision == "accept"
        yield Link(
            subject,
            object_,
            _accepted(near, object_),
            "asserted" if accepted else "refused",
            near.band if near else "alias",
            100 if accepted else 0,
            labels[subject],
            near.object_label if near else "",
            "" if accepted else "Not",
            f"semapv:{PERSON}",
            "1",
            decision.mapping_date,
            decision.reviewer_label,
            near.registry if near else "",
            "" if "://" in object_ else "rdfs literal",
            near.registry_licence if near else "",
            decision.comment,
        )


def _accepted(near: Link | None, object_: str) -> str:
    """The predicate of a link that a person decided about: the code's own, where the object is a code."""
    return near.predicate_id if near and "://" not in object_ else "skos:exactMatch"
