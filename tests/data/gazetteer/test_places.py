"""Municipalities by name: the fourteen of the five documents, homonyms, aliases, mergers, changes of province."""

import pytest

from corale.data.gazetteer.places import places

FOURTEEN = {
    "Pesaro": "041044",
    "Reggio Nell'Emilia": "035033",
    "Ferrara": "038008",
    "Casalecchio Di Reno": "037011",
    "Monte San Pietro": "037042",
    "Sasso Marconi": "037057",
    "Zola Predosa": "037060",
    "Valsamoggia": "037061",
    "Costacciaro": "054016",
    "Fossato di Vico": "054019",
    "Gualdo Tadino": "054023",
    "Gubbio": "054024",
    "Scheggia-Pascelupo": "054046",
    "Sigillo": "054049",
}
HOMONYMS = ("Samone", "Livo", "Peglio", "Castro", "San Teodoro")


@pytest.mark.parametrize(("name", "istat"), FOURTEEN.items())
def test_the_fourteen(name: str, istat: str) -> None:
    found = places().find(name)
    assert found is not None
    assert found.target.istat == istat
    assert found.target.region_name == {"041": "Marche", "054": "Umbria"}.get(istat[:3], "Emilia-Romagna")


@pytest.mark.parametrize("name", HOMONYMS)
def test_a_homonym_needs_its_province(name: str) -> None:
    bearers = places().candidates(name)
    assert len(bearers) == 2
    assert places().find(name) is None
    for place in bearers:
        found = places().find(name, place.province_sign)
        assert found is not None and found.target == place
        found = places().find(name, region=place.region_name)
        assert found is not None and found.target == place


def test_a_wrong_province_gives_nothing() -> None:
    assert places().find("Pesaro", "BO") is None
    assert places().find("Pesaro", region="Umbria") is None


def test_an_accent_tells_names_apart_but_capitals_do_not() -> None:
    found = places().find("Paternò")
    assert found is not None and found.target.istat == "087033"
    assert places().find("PATERNO") is None


@pytest.mark.parametrize("spelling", ["FORLI'", "forlì", "Forli’", " Forlì "])
def test_spellings_of_one_name(spelling: str) -> None:
    found = places().find(spelling)
    assert found is not None and (found.target.istat, found.method) == ("040012", "exact")


def test_a_merged_municipality_stays_itself_and_names_its_successor() -> None:
    found = places().find("Bazzano")
    assert found is not None and found.method == "historic"
    assert (found.target.istat, found.target.until, found.target.successor) == (
        "037004",
        "2014-01-01",
        "037061",
    )


def test_a_municipality_that_changed_province_is_found_by_the_old_one() -> None:
    found = places().find("Novafeltria", "PU")
    assert found is not None and (found.target.istat, found.method) == ("099023", "historic")


def test_no_likeness_is_enough() -> None:
    for name in ("Pesar", "Gubio", "Reggio", "Casalecchio", "Regione Emilia-Romagna", ""):
        assert places().find(name) is None


def test_every_code_of_the_tables_is_in_force() -> None:
    from corale.data.gazetteer.areas import areas

    for area in areas().values():
        for code in (*area.members, *([area.lead] if area.lead else [])):
            place = places().get(code)
            assert place is not None and not place.until and place.region == area.region
