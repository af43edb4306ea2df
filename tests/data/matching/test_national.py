"""Everyone whom the tables know is offered, under a release's own items, and found as people write names."""

import random

import pytest
from bench import noise

from corale.data.gazetteer.names import fold
from corale.data.gazetteer.places import places
from corale.data.matching import codes, national
from corale.data.matching.candidates import Sought, first, match
from corale.data.matching.crosswalk import crosswalk
from corale.data.matching.index import Index, Item

BASE = "https://example.org/"
OWN = Item("id/place/054024", "Gubbio", (("Gubbio", "exact"), ("Iguvium", "alias")), ("corale:Municipality",))
CHAPTER = Item(
    "id/organisation/la-quercia",
    "La Quercia",
    (("La Quercia", "exact"),),
    ("COV:Organization",),
    facts={"taxCode": [("01234567890", "")], "runtsNumber": [("37061", "")]},
)


@pytest.fixture(scope="module")
def index() -> Index:
    return Index.build([OWN, CHAPTER], None, {"base": BASE}, national.database(BASE))


def test_all_in_force_are_there_and_only_the_release_is_told(index: Index) -> None:
    towns = [place for place in places().by_istat.values() if not place.until]
    ids = [f"id/place/{place.istat}" for place in towns]
    ids += [f"id/organisation/comune-{place.istat}" for place in towns]
    ids += [f"id/place/{code}" for place in towns for code in (place.province, place.region)]
    assert [id_ for id_ in ids if index.get(id_) is None] == []
    assert [item.id for item in index.items()] == [CHAPTER.id, OWN.id]
    assert index.about()["items"] == "2"
    assert [item.in_release for item in (index.get(OWN.id), index.get("id/place/037006")) if item] == [
        True,
        False,
    ]


def test_an_item_of_the_release_takes_the_place_of_the_tables(index: Index) -> None:
    assert sorted(index.names("id/place/054024")) == [("Gubbio", "exact"), ("Iguvium", "alias")]
    assert [one.item.id for one in match(index, Sought("Iguvium"))][:1] == ["id/place/054024"]
    bodies = [item.id for item in index.prefixed("gubbio", 9)]
    assert bodies == ["id/organisation/comune-054024", "id/place/054024"]
    assert index.prefixed("bologna", 9, told=True) == [] and index.holding(["bologna"], 9) == []


def test_the_bytes_of_an_index_do_not_depend_on_the_order_of_items() -> None:
    over = national.database(BASE)
    made = [Index.build(items, None, {}, over).dumped() for items in ([OWN, CHAPTER], [CHAPTER, OWN])]
    assert made[0] == made[1]


@pytest.mark.parametrize(
    ("name", "types", "id_"),
    [
        ("Provincia di Cuneo", (), "id/organisation/provincia-004"),
        ("Citt\u00e0 metropolitana di Bologna", (), "id/organisation/citta-metropolitana-037"),
        ("Regione Umbria", (), "id/organisation/regione-10"),
        ("Umbria", ("CLV:Region",), "id/place/10"),
        ("Borgo Ticino (Novara)", (), "id/place/003025"),
        ("TREZZANO S/NAVIGLIO", (), "id/place/015220"),
        ("S.ta Severina", (), "id/place/101022"),
        ("Bazzano", ("corale:Municipality",), "id/place/037004"),
        ("Samone", (), ""),
        ("Samone (TN)", (), "id/place/022165"),
    ],
)
def test_names_mean_what_they_say(index: Index, name: str, types: tuple[str, ...], id_: str) -> None:
    found = first(index, Sought(name, types))
    assert (found.item.id if found and found.match else "") == id_


@pytest.mark.parametrize(
    ("code", "types", "found"),
    [
        ("037006", (), [("id/place/037006", True)]),
        ("7004", (), [("id/place/007004", True)]),
        ("037006", ("COV:Organization",), [("id/organisation/comune-037006", True)]),
        ("a944", (), [("id/place/037006", True)]),
        ("c_a944", (), [("id/organisation/comune-037006", False)]),
        ("037", (), [("id/place/037", True)]),
        ("01234567890", (), [(CHAPTER.id, True)]),
        ("37061", (), [(CHAPTER.id, False), ("id/place/037061", False)]),
        ("37061", ("corale:Municipality",), [("id/place/037061", True)]),
        ("999999", (), []),
        ("Gubbio 1", (), []),
    ],
)
def test_national_codes_name_what_bears_them(
    index: Index, code: str, types: tuple[str, ...], found: list[tuple[str, bool]]
) -> None:
    assert [(item.id, sure) for item, sure in codes.by_code(index, code, types)] == found


def test_the_quick_way_to_a_link_finds_the_same(index: Index) -> None:
    chance, same = random.Random(5), noise.homonyms()
    for place in chance.sample(noise.towns(), 60):
        sought = Sought(noise.office(place, chance, fold(place.name) in same))
        slow = match(index, sought, 1)
        assert (one := first(index, sought)) and (one.item.id, one.match) == (slow[0].item.id, slow[0].match)


def test_a_list_as_an_office_writes_it_is_matched(index: Index) -> None:
    told = noise.listed(index, 200, seed=3)
    assert told["wrong"] == [] and told["matched"] >= 198, told["missed"]


def test_a_crosswalk_reads_codes(index: Index) -> None:
    (row,) = crosswalk(index, [{"id": "1", "n": "A944"}], {"identifier": "id", "name": "n"}, (), BASE)
    assert (row.iri, row.status) == (f"{BASE}id/place/037006", "link")
