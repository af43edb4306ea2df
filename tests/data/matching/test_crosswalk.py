"""Crosswalks, duplicates, merges and splits, and a publisher's own tables over the built-in ones."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from corale.data.gazetteer import authorities
from corale.data.gazetteer.bodies import SUCCESSION, Context, successions
from corale.data.gazetteer.entities import NamedThings, entities
from corale.data.gazetteer.naming import local, resolve
from corale.data.gazetteer.places import places
from corale.data.matching.crosswalk import crosswalk
from corale.data.matching.duplicates import duplicates
from corale.data.matching.index import Index, Item
from corale.data.matching.items import items
from corale.errors import UsageError

BASE = "https://example.org/"
UNION = "unione-reno-galliera"


def at(*codes: str) -> Context:
    return Context(tuple(places().by_istat[code] for code in codes))


def held() -> list[Item]:
    perugia, matera, foligno = at("054024"), at("077014"), at("054018")
    bodies = [local("Il Sicomoro Soc. Coop. Sociale", where, True) for where in (perugia, matera)]
    bodies += [local("Associazione Il Sicomoro", perugia), local("Ass. Dis e Dintorni", perugia, True)]
    bodies += [
        local("Associazione Dis e Dintorni APS", foligno, True),
        local("Zona Sociale 9"),
        local("Zona Sociale 10"),
    ]
    named = [(place.name, place) for place in (*perugia.places, *matera.places)]
    return list(items(entities(NamedThings(bodies, named), BASE), BASE))


@pytest.fixture
def publisher(tmp_path: Path) -> Iterator[Path]:
    (tmp_path / "authorities").mkdir()
    (tmp_path / "decisions").mkdir()
    yield tmp_path / "authorities"
    authorities.use(None)


def decide(publisher: Path, rows: str) -> None:
    """Write decisions about bodies beside a publisher's tables."""
    file = publisher.parent / "decisions" / authorities.SUCCESSIONS
    file.write_text(",".join(SUCCESSION) + "\n" + rows)


def test_rows_get_our_iri_or_a_candidate_or_none() -> None:
    index = Index.build(held())
    rows = [
        {"nr": "1", "nome": "COOP. SOC. IL SICOMORO", "pr": "PG"},
        {"nr": "2", "nome": "Il Sicomoro cooperativa sociale", "pr": ""},
        {"nr": "3", "nome": "Gubio", "pr": ""},
        {"nr": "4", "nome": "Qualcosa di tutt'altro", "pr": ""},
        {"nr": "5", "nome": "", "pr": ""},
    ]
    columns = {"identifier": "nr", "name": "nome", "province": "pr"}
    found = list(crosswalk(index, rows, columns, (), BASE))
    assert [crossing.status for crossing in found] == ["link", "candidate", "candidate", "none", "none"]
    assert found[0].iri == f"{BASE}id/organisation/il-sicomoro-cooperativa-sociale-perugia"
    assert found[2].iri == f"{BASE}id/place/054024"


def test_like_names_are_reported_and_other_forms_places_and_numbers_are_not() -> None:
    found = held()
    index = Index.build(found)
    pairs = duplicates(index, found)
    ids = {(pair.first.rpartition("/")[2], pair.other.rpartition("/")[2]) for pair in pairs}
    assert ids == {("associazione-dis-e-dintorni-aps-perugia", "ass-dis-e-dintorni-perugia")} or all(
        "dis-e-dintorni" in one and "dis-e-dintorni" in other for one, other in ids
    )
    assert len(pairs) == 1
    assert duplicates(index, found, [(pairs[0].other, pairs[0].first)]) == []


def body(key: str, name: str, *codes: str) -> Item:
    return Item(f"id/organisation/{key}", name, ((name, "exact"),), ("COV:Organization",), codes)


@pytest.mark.parametrize(
    ("first", "other", "offered"),
    [
        (("Cooperativa sociale Il Ponte Nuovo", "041"), ("Il Ponte Nouvo Soc. Coop. Sociale", "041"), True),
        (
            ("La Quercia Soc. Coop. Sociale", "037", "08"),
            ("La Quercia Soc. Coop. Sociale", "034", "08"),
            False,
        ),
        (("La Rondine Soc. Coop. Sociale", "033"), ("Le Rondini Soc. Coop. Sociale", "033"), False),
        (("Cooperativa sociale Il Ponte", "041"), ("Koin\u00e8 Soc. Coop. Sociale", "041"), False),
        (("La Quercia Soc. Coop. Sociale", "037"), ("Cooperativa sociale La Quercia",), True),
        (("Provincia di Gubbio",), ("Gubbio",), False),
    ],
)
def test_a_pair_needs_the_telling_words_the_form_and_the_province(
    first: tuple[str, ...], other: tuple[str, ...], offered: bool
) -> None:
    found = [body("a", *first), body("b", *other)]
    assert bool(duplicates(Index.build(found), found)) is offered


def test_a_body_without_a_place_is_paired_with_the_only_one_of_its_name() -> None:
    name = "La Quercia Soc. Coop. Sociale"
    found = [body("a", name, "037"), body("b", name, "034"), body("c", "Cooperativa sociale La Quercia")]
    assert duplicates(Index.build(found), found) == []
    assert [pair.other for pair in duplicates(Index.build(found[::2]), found[::2])] == ["id/organisation/c"]


def test_a_merge_leads_from_the_old_iri_to_the_new_one(publisher: Path) -> None:
    perugia = at("054024")
    old = local("Ass. Dis e Dintorni", perugia).key
    new = local("Associazione Dis e Dintorni", perugia).key
    decide(publisher, f"{old},{new},merge,2026-11-22,r,s\n")
    authorities.use(publisher)
    merged = local("Ass. Dis e Dintorni", perugia)
    assert (merged.key, merged.stated) == (new, "Ass. Dis e Dintorni")
    said = {
        (q.subject.value, q.predicate.value, q.object.value) for q in entities(NamedThings([merged]), BASE)
    }  # type: ignore[union-attr]
    replaced = "http://purl.org/dc/terms/isReplacedBy"
    assert (f"{BASE}id/organisation/{old}", replaced, f"{BASE}id/organisation/{new}") in said


def test_a_split_leads_to_both_and_chooses_neither(publisher: Path) -> None:
    old = local("Azienda Unica").key
    rows = f"{old},uno,split,2026-11-22,r,s\n{old},due,split,2026-11-22,r,s\n"
    decide(publisher, rows)
    authorities.use(publisher)
    assert successions() == {old: ("uno", "due")}
    assert local("Azienda Unica").key == old


def test_of_several_decisions_about_a_body_the_last_one_holds(publisher: Path) -> None:
    decide(publisher, "a,b,merge,2026-11-22,r,s\na,c,split,2026-11-23,r,s\na,d,split,2026-11-23,r,s\n")
    authorities.use(publisher)
    assert successions() == {"a": ("c", "d")}
    before = authorities.digest(publisher)
    decide(publisher, "a,b,merge,2026-11-22,r,s\na,c,merge,2026-11-23,r,s\n")
    authorities.use(publisher)
    assert successions() == {"a": ("c",)}
    assert authorities.digest(publisher) not in ("", before)  # the next build is made anew


def test_a_table_of_merges_that_is_none_or_lies_elsewhere_is_refused(publisher: Path) -> None:
    decide(publisher, "a,b,swap,2026-11-22,r,s\n")
    authorities.use(publisher)
    with pytest.raises(UsageError, match="swap"):
        successions()
    (publisher / authorities.SUCCESSIONS).write_text("old,new\na,b\n")
    with pytest.raises(UsageError, match=r"decisions/successions\.csv"):
        authorities.use(publisher)


def test_a_publishers_tables_lie_over_the_built_in_ones(publisher: Path) -> None:
    assert resolve("Unione Reno Galliera") is None
    assert authorities.digest(publisher) == ""
    (publisher / "unions.csv").write_text("name,members,code\nUnione Reno Galliera,037001 037002,urg\n")
    (publisher / "body-variants.csv").write_text(
        f"stated,key,where,source,reviewer,date\nURG,{UNION},,p,r,2026-11-22\n"
    )
    (publisher / "social-areas.csv").write_text("name,region,members,lead\nZona Sociale n. 9,10,054001,\n")
    authorities.use(publisher)
    assert len(authorities.digest(publisher)) == 64
    for name in ("Unione Reno Galliera", "URG"):
        found = resolve(name)
        assert found is not None and (found.key, found.code) == (UNION, "urg")
    zone = resolve("Zona Sociale n. 9")
    assert zone is not None and zone.area == "zona-sociale-n-9"
    authorities.use(None)
    assert resolve("URG") is None


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("body-variants", "stated,key\nURG,nowhere\n"),
        ("body-variants", "stated,key,where,source,reviewer,date\nURG,nowhere,,p,r,2026-11-22\n"),
        ("place-aliases", "alias,istat,kind,source,reviewer,date\nQui,999999,k,s,r,2026-11-22\n"),
        ("unions", "nome\nUnione\n"),
    ],
)
def test_a_publishers_table_that_cannot_be_is_told(publisher: Path, name: str, text: str) -> None:
    (publisher / f"{name}.csv").write_text(text)
    authorities.use(publisher)
    with pytest.raises(UsageError, match=name):
        resolve("Comune di Qualcosa")
