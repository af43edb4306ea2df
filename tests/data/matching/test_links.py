"""Links to other registries: what is asserted, what stays a candidate, what a person decided, and how it is written."""

from datetime import date
from pathlib import Path

import pytest
from tests.five import FIVE

from corale.data.gazetteer import authorities, supplied
from corale.data.gazetteer.bodies import Body, Context, municipality
from corale.data.gazetteer.entities import NamedThings, entities
from corale.data.gazetteer.naming import local, resolve
from corale.data.gazetteer.places import places
from corale.data.gazetteer.points import points
from corale.data.gazetteer.supplied import Supplied
from corale.data.matching import decisions
from corale.data.matching.decisions import Decision
from corale.data.matching.index import Item
from corale.data.matching.items import items
from corale.data.matching.links import Link, links
from corale.data.matching.linkset import assertions
from corale.data.published import store
from corale.errors import UsageError
from corale.ontology import schemes
from corale.pipeline import build

BASE = "https://example.org/"
FROM = ("a test", "2026-11-01", "CC0")


def held() -> list[Item]:
    pesaro, gubbio = places().by_istat["041044"], places().by_istat["054024"]
    bodies: list[Body] = [
        municipality(pesaro),
        local("Il Sicomoro Soc. Coop. Sociale", Context((gubbio,)), True),
    ]
    bodies += [body for body in [resolve("ASC InSieme")] if body]
    return list(items(entities(NamedThings(bodies, [("Pesaro", pesaro), ("Gubbio", gubbio)]), BASE), BASE))


def made(*tables: Supplied, decided: "dict[tuple[str, str], Decision] | None" = None) -> list[Link]:
    return links(held(), tables, decided or {}, "2026-11-22")


def bodies_table(*rows: dict[str, str], kind: str = "public-bodies") -> Supplied:
    return Supplied(kind, rows, *FROM)


def test_provinces_and_regions_are_linked_by_their_code() -> None:
    by_object = {link.object_id: link for link in made()}
    national = "https://w3id.org/italia/controlled-vocabulary/territorial-classifications/"
    assert by_object[f"{national}provinces/041"].subject_id == "id/place/041"
    assert by_object[f"{national}regions/10"].status == "asserted"
    assert by_object["http://data.europa.eu/nuts/code/ITI31"].subject_id == "id/place/041"
    assert by_object["http://data.europa.eu/nuts/code/ITI2"].subject_id == "id/place/10"


def test_a_computed_code_is_only_ever_a_candidate() -> None:
    link = next(link for link in made() if link.object_id == "c_g479")
    assert (link.status, link.band) == ("candidate", "computed")
    assert not any(quad.object.value == "c_g479" for quad in assertions(made(), BASE))


def test_municipalities_lead_to_the_national_vocabulary_without_any_table() -> None:
    found = {link.subject_id: link.object_id for link in made() if "/cities/" in link.object_id}
    assert found["id/place/041044"].endswith("/cities/041044-(2020-07-01)")
    assert {link.status for link in made() if "/cities/" in link.object_id} == {"asserted"}
    assert found.keys() >= {"id/place/041044", "id/place/054024"}


def test_municipalities_lead_to_the_populated_place_of_their_name_near_to_it_not_the_same() -> None:
    found = [link for link in made() if "geonames" in link.object_id]
    assert [(link.subject_id, link.object_id) for link in found] == [
        (f"id/place/{code}", points()[code].source) for code in ("041044", "054024")
    ]
    assert {(link.predicate_id, link.status) for link in found} == {("skos:closeMatch", "asserted")}


def test_every_municipality_in_force_has_its_row() -> None:
    rows = {row["istat"]: row["since"] for row in authorities.table("municipality-rows")}
    assert {istat for istat, place in places().by_istat.items() if not place.until} <= rows.keys()
    assert all(date.fromisoformat(since) for since in rows.values())


def test_a_tax_code_comes_with_the_same_body_only() -> None:
    table = bodies_table(
        {"code": "c_g479", "name": "Comune di Pesaro", "istat": "041044", "tax_code": "00272430414"},
        {"code": "asp_p", "name": "ASP Pesaro", "istat": "041044", "tax_code": "00000000001"},
        {"code": "x", "name": "Comune di Gubbio", "istat": "054024", "tax_code": "RSSMRA80A01H501U"},
    )
    found = [(link.subject_id, link.object_id) for link in made(table) if link.predicate_id == "COV:taxCode"]
    assert found == [("id/organisation/comune-041044", "00272430414")]
    assert any("taxCode" in str(quad.predicate) for quad in assertions(made(table), BASE))


def test_provinces_and_regions_have_the_codes_of_their_own_row_only() -> None:
    ferrara = places().by_istat["038008"]
    named = ("Provincia di Ferrara", "Regione Emilia-Romagna", "Città metropolitana di Bologna")
    bodies = [body for name in named if (body := resolve(name))]
    table = bodies_table(
        {"code": "p_fe", "name": "Provincia di Ferrara", "istat": "038008", "tax_code": "00334500386"},
        {"code": "r_emiro", "name": "Regione Emilia-Romagna", "istat": "037006"},
        {"code": "cmbo", "name": "Città metropolitana di Bologna", "istat": "037006"},
        {"code": "x", "name": "Regione Emilia-Romagna", "istat": "015146"},
        {"code": "y", "name": "Provincia di Ferrara Servizi", "istat": "038008"},
    )
    made = links(
        items(entities(NamedThings(bodies, [("Ferrara", ferrara)]), BASE), BASE), [table], {}, "2026-11-22"
    )
    assert {
        (link.subject_id.rpartition("/")[2], link.object_id) for link in made if link.status == "asserted"
    } >= {
        ("provincia-038", "p_fe"),
        ("provincia-038", "00334500386"),
        ("regione-08", "r_emiro"),
        ("citta-metropolitana-037", "cmbo"),
    }
    assert not {"x", "y"} & {link.object_id for link in made if link.status == "asserted"}


REGISTER = "a7,Il Sicomoro Soc. Coop. Sociale,d,Gubbio,01234567890"


@pytest.mark.parametrize("word", ["accept", "refuse", ""])
def test_a_body_has_the_codes_of_its_row_in_the_graph_once_a_person_said_that_it_is_its_own(
    tmp_path: Path, word: str
) -> None:
    (tmp_path / "authorities").mkdir()
    head = "# source: RUNTS\n# date: 2026-11-01\n# licence: CC BY 4.0\n"
    table = f"{head}number,name,section,municipality,tax_code\n{REGISTER}\n"
    (tmp_path / "authorities" / "third-sector.csv").write_text(table)
    subject = "id/organisation/il-sicomoro-cooperativa-sociale-perugia"
    if word:
        decisions.add(tmp_path, Decision(subject, "a7", word, "redazione", "2026-11-22"))
    held = store.load(build([FIVE], tmp_path, jobs=1).folder)
    asked = f"""PREFIX c: <https://w3id.org/corale/onto/> PREFIX o: <https://w3id.org/italia/onto/COV/>
        SELECT ?number ?section ?tax {{ GRAPH ?g {{ ?s c:runtsNumber ?number ; c:runtsSection ?section ;
        o:taxCode ?tax }} FILTER (STRENDS(STR(?s), "{subject}")) }}"""
    found = [[value.value for value in row] for row in held.query(asked)]
    section = schemes.resolve("runts", "d")
    assert found == ([["a7", section, "01234567890"]] if word == "accept" else [])


def test_wikidata_comes_from_supplied_tables_only_and_a_table_of_national_iris_outranks_ours() -> None:
    assert not any("wikidata" in link.object_id for link in made())
    wikidata = Supplied(
        "wikidata", ({"istat": "041044", "wikidata": "Q1"}, {"istat": "054024", "wikidata": ""}), *FROM
    )
    cities = Supplied(
        "territories",
        (
            {"istat": "041044", "territory": "041044-(1948-01-01)", "end": "30-06-2020"},
            {"istat": "041044", "territory": "041044-(2020-07-01)", "end": "31-12-9999"},
        ),
        *FROM,
    )
    found = [
        (link.object_id, link.status)
        for link in made(wikidata, cities)
        if link.subject_id == "id/place/041044"
    ]
    assert ("http://www.wikidata.org/entity/Q1", "asserted") in found
    assert [iri.rpartition("/")[2] for iri, _ in found if "/cities/" in iri] == ["041044-(2020-07-01)"]


def test_only_the_same_official_code_is_same_as() -> None:
    table = bodies_table(
        {
            "code": "c_g479",
            "name": "Comune di Pesaro",
            "istat": "041044",
            "iri": "https://example.com/c_g479",
        },
        {"code": "asp_p", "name": "ASP Pesaro", "istat": "041044", "iri": "https://example.com/asp_p"},
    )
    found = [link for link in made(table) if link.registry == "a test"]
    assert [(link.object_id, link.predicate_id, link.status) for link in found] == [
        ("c_g479", "COV:IPAcode", "asserted"),
        ("https://example.com/c_g479", "owl:sameAs", "asserted"),
    ]


def test_a_name_alone_makes_a_candidate() -> None:
    table = bodies_table(
        {"number": "123", "name": "IL SICOMORO SOCIETA' COOPERATIVA SOCIALE", "municipality": "Gubbio"},
        {"number": "124", "name": "IL SICOMORO SOCIETA' COOPERATIVA SOCIALE", "municipality": "Matera"},
        kind="third-sector",
    )
    found = [link for link in made(table) if link.registry == "a test"]
    assert [(link.object_id, link.predicate_id, link.status) for link in found] == [
        ("123", "corale:runtsNumber", "candidate")
    ]


def test_a_decision_outranks_every_score_and_a_refusal_is_kept() -> None:
    table = bodies_table(
        {"number": "123", "name": "Il Sicomoro Coop. Soc.", "province": "PG"}, kind="third-sector"
    )
    subject = next(item.id for item in held() if "sicomoro" in item.id)
    for word, status, modifier in (("accept", "asserted", ""), ("refuse", "refused", "Not")):
        decision = Decision(subject, "123", word, "redazione", "2026-11-22")
        found = [
            link for link in made(table, decided={(subject, "123"): decision}) if link.object_id == "123"
        ]
        assert [(link.status, link.predicate_modifier) for link in found] == [(status, modifier)]
        assert found[0].mapping_justification == "semapv:ManualMappingCuration"
        asserted = {quad.object.value for quad in assertions(found, BASE)}
        assert asserted == ({"123"} if word == "accept" else set())


def test_reading_official_exports(tmp_path: Path) -> None:
    file = tmp_path / "enti.csv"
    file.write_text(
        "# source: IPA\n# date: 2026-11-01\n# licence: CC BY 4.0\n"
        "Codice_IPA;Denominazione_ente;Codice_comune_ISTAT\nc_g479;Comune di Pesaro;041044\n"
    )
    table = supplied.read(file)
    assert (table.kind, table.source, table.rows[0]["code"]) == ("public-bodies", "IPA", "c_g479")
    again = tmp_path / "public-bodies.csv"
    again.write_text(supplied.text_of(table))
    assert supplied.read(again) == table
    assert supplied.all_of(tmp_path) == (table,)


def test_a_table_without_origin_or_of_no_kind_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "t.csv"
    file.write_text("istat,wikidata\n041044,Q1\n")
    with pytest.raises(UsageError, match="source"):
        supplied.read(file)
    assert supplied.read(file, *FROM).kind == "wikidata"
    file.write_text("a,b\n1,2\n")
    with pytest.raises(UsageError, match="no known table"):
        supplied.read(file, *FROM)
    file.write_bytes(b"istat,wikidata\n\xe0\x81,Q1\n")
    with pytest.raises(UsageError, match="UTF-8"):
        supplied.read(file, *FROM)


def test_decisions_are_written_and_the_last_one_holds(tmp_path: Path) -> None:
    assert decisions.read(tmp_path) == {}
    for word in ("accept", "refuse"):
        decisions.add(
            tmp_path, Decision("id/organisation/a", "1", word, "redazione", "2026-11-22", "sì, certo")
        )
    held = decisions.read(tmp_path)
    assert [decision.decision for decision in held.values()] == ["refuse"]
    (tmp_path / decisions.FILE).write_text("subject_id,object_id,decision\na,b,perhaps\n")
    with pytest.raises(UsageError, match="line 2"):
        decisions.read(tmp_path)


def test_a_code_of_another_registry_is_no_code_of_public_bodies() -> None:
    item = Item(
        "id/organisation/ausl-della-romagna", "AUSL della Romagna", (("AUSL della Romagna", "exact"),), ()
    )
    rows = ({"health_code": "114", "name": "AUSL della Romagna"},)
    table = Supplied("health-bodies", rows, "Ministero della Salute", "2026-01-01", "IODL 2.0")
    found = [link for link in links([item], [table], {}, "2026-01-01") if link.object_id == "114"]
    assert [(link.predicate_id, link.status) for link in found] == [("dct:identifier", "candidate")]
