"""Norms: usual spellings give one key; what is not known stays words; every row of the table is sound."""

import csv
import re

import pytest

from corale import artefacts
from corale.data.gazetteer import norms
from corale.ontology import schemes
from corale.ontology.vocabulary import BASE

CODE = "dlgs-2017-117"


@pytest.mark.parametrize(
    ("text", "region", "key", "articles"),
    [
        ("art. 55 del Codice del Terzo Settore", "", CODE, ("55",)),
        ("art. 55 del D.Lgs. 117/2017", "", CODE, ("55",)),
        ("ART. 55 DEL D.LGS. N. 117/2017 (CODICE DEL TERZO SETTORE)", "", CODE, ("55",)),
        ("ART. 55 COMMA 2 DEL D.LGS. N. 117/2017", "", CODE, ("55",)),
        ("Decreto Legislativo 3 luglio 2017, n. 117", "", CODE, ()),
        ("art. 4 del D.Lgs. 117 del 3 luglio 2017", "", CODE, ("4",)),
        ("articoli 72 e 73 del d.lgs. 117/2017", "", CODE, ("72", "73")),
        ("artt. 55, 56 e 57 del d.lgs. 117/2017", "", CODE, ("55", "56", "57")),
        ("Artt. 55-57 del D.lgs. 117/2017, Codice del Terzo Settore", "", CODE, ("55", "56", "57")),
        ("art. 101, comma 3, del D.Lgs. n. 117/17", "", CODE, ("101",)),
        ("art. 55 del d.lgs n. 117/2017 ( codice terzo settore)", "", CODE, ("55",)),
        ("articolo 56 del CTS", "", CODE, ("56",)),
        ("Decreto Ministeriale 72 del 31.03.2021", "", "dm-2021-72", ()),
        ("DM 72/2021", "", "dm-2021-72", ()),
        ("D.M. n. 72 del 31 marzo 2021", "", "dm-2021-72", ()),
        (
            "Decreto del Ministro del Lavoro e delle Politiche Sociali n. 141 del 02 agosto 2022",
            "",
            "dm-2022-141",
            (),
        ),
        ("art. 12 della legge n. 241/1990", "", "legge-1990-241", ("12",)),
        ("L. 241/90", "", "legge-1990-241", ()),
        ("Legge 8 novembre 2000, n. 328", "", "legge-2000-328", ()),
        ("Legge n. 285 del 28 agosto 1997", "", "legge-1997-285", ()),
        ("art. 3, comma 5 della legge 13 agosto 2010, n. 136", "", "legge-2010-136", ("3",)),
        ("art. 6 del D.Lgs. 36/2023", "", "dlgs-2023-36", ("6",)),
        ("articolo 6 del D.Lgs. 28 febbraio 2021, n. 36", "", "dlgs-2021-36", ("6",)),
        ("art. 55, D.Lgs. 163/06", "", "dlgs-2006-163", ("55",)),
        ("sentenza della Corte Costituzionale n. 131/2020", "", "corte-cost-2020-131", ()),
        ("art. 118 della Costituzione", "", "costituzione-1947", ("118",)),
        (
            "articoli 118, comma 4, 114, comma 2 e 117, comma 6 della Costituzione",
            "",
            "costituzione-1947",
            ("118", "114", "117"),
        ),
        ("articolo 4, comma 15, del D.L. 28 gennaio 2019, n. 4", "", "dl-2019-4", ("4",)),
        ("Legge regionale 15/2018", "08", "lr-08-2018-15", ()),
        ("legge regionale n.15/2018", "08", "lr-08-2018-15", ()),
        ("art. 8 lettera b) della LR n. 3/2010", "08", "lr-08-2010-3", ("8",)),
        ("L.R. Emilia-Romagna 15/2018, art. 19", "", "lr-08-2018-15", ("19",)),
        ("L.R.n. 71 del 24/07/2020", "09", "lr-09-2020-71", ()),
        ("art. 13 della L.R. n. 65/2020", "09", "lr-09-2020-65", ("13",)),
        ("Legge Regionale 13 luglio 2017, n. 28", "16", "lr-16-2017-28", ()),
        ("L.R. 20/2000 art. 49", "08", "lr-08-2000-20", ("49",)),
        ("Da normativa regionale: (deliberazione 120/2017)", "08", "deliberazione-08-2017-120", ()),
        ("DGR 2167/2024", "08", "dgr-08-2024-2167", ()),
        ("DGR n. 66 del 14/02/2023", "16", "dgr-16-2023-66", ()),
        ("Regolamento (UE) 2016/679", "", "ue-2016-679", ()),
    ],
)
def test_usual_spellings(text: str, region: str, key: str, articles: tuple[str, ...]) -> None:
    found = norms.read(text, region)
    assert (found.key, found.articles) == (key, articles)


@pytest.mark.parametrize(
    "text",
    ["L.R. 15/2018", "Regolamento comunale", "Legge", "delibera di Giunta 12/2020", "art. 3", "Statuto"],
)
def test_what_is_not_known_stays_words(text: str) -> None:
    """A regional law without a region, an act of some body, a word: no shared norm is meant."""
    assert norms.read(text).key == ""


def test_a_resolution_of_another_body_is_no_regional_one() -> None:
    found = norms.read("Deliberazione della Giunta Comunale n. 63 del 16/07/2025", "08")
    assert (found.kind, found.number, found.year, found.key) == ("resolution", "63", "2025", "")


def test_the_table_is_sound_and_large_enough() -> None:
    held = norms.norms()
    assert len(held) >= 40
    for one in held.values():
        assert schemes.concept("norm", one.kind)
        assert one.title and (not one.date or one.date.startswith(one.year))
        assert re.fullmatch(r"[a-z0-9-]+", one.key)
        assert one.urn.startswith(("urn:nir:", "http://data.europa.eu/eli/"))
    assert len({one.urn for one in held.values()}) == len(held)


def test_a_day_stands_only_where_a_source_at_hand_states_it() -> None:
    for row in csv.DictReader(artefacts.text("data", "authorities", "norms.csv").splitlines()):
        stated = row["stated"].split()
        assert set(stated) <= {"number", "date", "title"} and bool(row["date"]) == ("date" in stated), row
        assert row["kind"] == "eu-act" or bool(re.search(r":\d{4}-\d\d-\d\d", row["urn"])) == (
            "date" in stated
        ), row


def test_shared_norms_are_described_once() -> None:
    said = list(norms.described([CODE, CODE, "dgr-08-2024-2167"], BASE))
    assert len({(s, p) for s, p, _ in said}) == len(said)
    labels = sorted(o.value for _, p, o in said if p.value.endswith("#label"))
    assert labels == [
        "Codice del Terzo settore",
        "Deliberazione di Giunta regionale 2167/2024 (Emilia-Romagna)",
    ]
