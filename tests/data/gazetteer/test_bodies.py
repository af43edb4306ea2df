"""Bodies by name: one key for one body however spelt, and never one key for two."""

import pytest

from corale.data.gazetteer.bodies import Context, known
from corale.data.gazetteer.naming import local, resolve
from corale.data.gazetteer.places import Place, places

UNION = "unione-dei-comuni-valli-del-reno-lavino-e-samoggia"


def at(*codes: str) -> Context:
    return Context(tuple(place for code in codes if (place := places().get(code))))


@pytest.mark.parametrize(
    ("stated", "key"),
    [
        ("Unione dei Comuni Valle del Reno, Lavino e Samoggia", UNION),
        ("Unione dei Comuni Valli del Reno, lavino e Samoggia", UNION),
        ("UNIONE DI COMUNI VALLI DEL RENO, LAVINO E SAMOGGIA", UNION),
        (
            "ASC InSieme (Azienda Speciale Consortile Interventi Sociali Valli del Reno Lavino e Samoggia)",
            "asc-insieme",
        ),
        ("InSieme Azienda Consortile Interventi Sociali Valli del Reno,Lavino e Samoggia", "asc-insieme"),
        ("Distretto di Casalecchio di Reno", "distretto-di-casalecchio-di-reno"),
        ("Comune di Pesaro (PU)", "comune-041044"),
        ("Comune di Reggio Nell'Emilia", "comune-035033"),
        ("Com. di Ferrara", "comune-038008"),
        ("COMUNE DI SCHEGGIA E PASCELUPO", "comune-054046"),
        ("Comune di Samone (TN)", "comune-022165"),
        ("Comune dell'Aquila", "comune-066049"),
        ("Comune della Spezia", "comune-011015"),
        ("Città di Castello", "comune-054013"),
        ("Comune di Città di Castello", "comune-054013"),
        ("Roma Capitale", "comune-058091"),
        ("La Giunta comunale di Rimini", "comune-099014-giunta-comunale"),
        ("Consiglio comunale di Pesaro", "comune-041044-consiglio-comunale"),
        ("CITTA' DI TERMOLI", "comune-070078"),
        ("Comune capofila di Gubbio", "comune-054024"),
        ("l'Amministrazione comunale di Cento", "comune-038004"),
        ("Comune di S. Giovanni in Persiceto", "comune-037053"),
        ("Comune di Bologna - Quartiere Navile", "comune-037006-quartiere-navile"),
        ("Settore Servizi sociali, Comune di Cento", "comune-038004-settore-servizi-sociali"),
        ("Regione Emilia-Romagna - Assemblea legislativa", "regione-08-assemblea-legislativa"),
        ("Provincia di Reggio Emilia", "provincia-035"),
        ("Città metropolitana di Bologna", "citta-metropolitana-037"),
        ("Regione Emilia-Romagna", "regione-08"),
        ("Comune di Samone", None),
        ("Comune di Pesaro (BO)", None),
        ("Unione dei Comuni", None),
        ("Pesaro", None),
    ],
)
def test_resolve(stated: str, key: str | None) -> None:
    found = resolve(stated)
    assert (found.key if found else None) == key


def test_an_office_is_a_part_of_its_body() -> None:
    found = resolve("Giunta dell'Unione dei Comuni Valli del Reno, lavino e Samoggia")
    assert found is not None and (found.kind, found.part_of) == ("office", UNION)
    found = resolve("Settore Servizi sociali del Comune di Cento")
    assert found is not None and (found.classes, found.part_of) == (("corale:Office",), "comune-038004")


def test_a_zone_is_known_in_its_region_only() -> None:
    found = resolve("Zona sociale 7", at("054024"))
    assert found is not None and found.key == "zona-sociale-7-umbria"
    assert resolve("Zona sociale 7", at("041044")) is None
    assert resolve("Zona sociale 7") is None


def test_local_bodies_of_one_name_are_apart_by_place() -> None:
    umbria, lucania = at("054024"), at("077014")
    one, other = (
        local("Il Sicomoro Soc. Coop. Sociale", umbria),
        local("Il Sicomoro Soc. Coop. Sociale", lucania),
    )
    assert one.key == "il-sicomoro-cooperativa-sociale-perugia" and other.key != one.key
    assert local("Cooperativa sociale Il Sicomoro", umbria).key == one.key
    assert local("Associazione Il Sicomoro", umbria).key != one.key
    ferrara, cento = at("038008"), at("038004")
    assert local("Forum del Terzo Settore", ferrara).key != local("Forum del Terzo Settore", cento).key


def test_the_form_is_read_from_the_name_and_the_status_is_unresolved() -> None:
    found = local("ASAD Soc. Coop. Sociale", at("054024"))
    assert (found.legal_form, found.classes, found.status) == (
        "social-cooperative",
        ("corale:ThirdSectorEntity",),
        "unresolved",
    )
    assert local("Associazione Dis e Dintorni").classes == ("COV:Organization",)
    assert local("Associazione Dis e Dintorni", third_sector=True).classes == (
        "corale:NonProfitOrganization",
    )


def test_an_organ_is_no_office_and_no_committee_of_civil_law() -> None:
    assert local("Comitato di Distretto", at("038008")).classes == ("corale:Organ",)
    assert local("Comitato di Distretto", at("038008")).legal_form is None
    assert local("Comitato Genitori", at("038008")).legal_form == "committee"
    for name, cls in (
        ("Giunta comunale di Pesaro", "corale:Organ"),
        ("Settore cultura del Comune di Pesaro", "corale:Office"),
    ):
        body = resolve(name)
        assert body and body.classes == (cls,) and body.part_of == "comune-041044"


def test_an_article_before_the_name_does_not_count_but_is_kept_as_stated() -> None:
    one, other = local("l'Associazione Dis e Dintorni"), local("Associazione Dis e Dintorni")
    assert (one.key, one.name, one.stated) == (other.key, other.name, "l'Associazione Dis e Dintorni")


def test_a_university_is_itself_wherever_it_is_named() -> None:
    assert (
        local("Università di Trieste", at("033032")).key
        == local("Università di Trieste").key
        == "universita-di-trieste"
    )


def test_a_municipality_that_is_not_known_states_no_legal_form() -> None:
    assert local("Comune di Atlantide").legal_form is None
    assert local("Società della Salute Fiorentina Nord Ovest").classes == ("COV:PublicOrganization",)
    assert local("Ambito Territoriale Sociale di Termoli").classes == ("corale:SocialAreaAuthority",)


def test_no_key_of_the_table_can_be_met_by_chance() -> None:
    for key, body in known().items():
        assert local(body.name).key != key or resolve(body.name) is not None


def test_the_homonym_of_the_one_province_is_taken() -> None:
    trent = places().get("022205")
    assert isinstance(trent, Place)
    found = resolve("Comune di Samone", Context((trent,)))
    assert found is not None and found.key == "comune-022165"


def test_a_name_that_a_place_of_the_record_shortens_is_not_its_far_bearer() -> None:
    """«Comune di Castelnuovo» in a record about Castelnuovo di Garfagnana is not Castelnuovo in Trentino."""
    assert resolve("Comune di Castelnuovo", at("046009")) is None
    assert resolve("Comune di Castelnuovo (TN)", at("046009")).key == "comune-022049"  # type: ignore[union-attr]
    for context in (at("022049"), at("037006"), at()):
        assert resolve("Comune di Castelnuovo", context).key == "comune-022049"  # type: ignore[union-attr]
