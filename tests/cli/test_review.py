"""`corale review values`: lists what no list knows, merges it with a redirect, promotes it; the next build applies it."""

import gzip
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from corale.cli.review import command
from corale.data.gazetteer import authorities, provisional
from corale.data.matching import waiting
from corale.errors import UsageError
from corale.ontology import schemes
from corale.ontology.vocabulary import BASE, expand
from corale.pipeline import build

SHEET = """Processo di prova
Processo
Durata (mesi)
12
Ambito di intervento
{words}
Anno di chiusura
2015
"""
BY = ("--reviewer", "redazione", "--date", "2026-11-29")


@pytest.fixture
def publisher(tmp_path: Path) -> Path:
    """A publisher's folder with a release of two sheets that state one unknown value in two spellings."""
    (tmp_path / "in").mkdir()
    for key, words in (("7", "Sanità di comunità"), ("8", "SANITÀ DI COMUNITÀ")):
        (tmp_path / "in" / f"{key}.txt").write_text(SHEET.format(words=words), encoding="utf-8")
    rebuild(tmp_path)
    return tmp_path / "out"


@pytest.fixture(autouse=True)
def own_tables_only_here():
    yield
    authorities.use(None)


def rebuild(folder: Path) -> Path:
    return build([folder / "in"], folder / "out", jobs=1, accept=True).folder


def call(*arguments: object) -> Result:
    return CliRunner().invoke(command, [str(one) for one in arguments])


def listed(publisher: Path) -> "list[dict[str, object]]":
    result = call("values", "--dir", publisher, "--json")
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in result.stdout.splitlines()]


def quads(release: Path) -> list[str]:
    with gzip.open(release / "corale.nq.gz", "rt", encoding="utf-8") as dump:
        return dump.read().splitlines()


ENTRY = f"<{provisional.iri('ambito', 'sanita-di-comunita', BASE)}>"
AREA = f"<{expand('corale:interventionArea')}>"


def test_one_entry_for_two_spellings_waits(publisher: Path) -> None:
    assert [(one["scheme"], one["key"]) for one in listed(publisher)] == [("ambito", "sanita-di-comunita")]
    assert listed(publisher)[0]["used"] >= 2
    assert "valori in attesa" in call("values", "--dir", publisher).output
    assert "values waiting" in call("values", "--dir", publisher, "--lang", "en").output


def test_a_merged_value_is_the_known_concept_and_its_old_entry_leads_there(publisher: Path) -> None:
    result = call("values", "merge", "ambito", "Sanità di comunità", "welfare", *BY, "--dir", publisher)
    assert result.exit_code == 0, result.output
    assert (
        (publisher / "decisions" / "values.csv")
        .read_text(encoding="utf-8")
        .startswith("scheme,key,decision,")
    )
    made = quads(rebuild(publisher.parent))
    welfare = f"<{schemes.concept('ambito', 'welfare')}>"
    assert sum(f" {AREA} {welfare} " in one for one in made) == 2
    assert not [one for one in made if f" {AREA} {ENTRY} " in one]
    assert [one for one in made if one.startswith(f"{ENTRY} <{expand('dct:isReplacedBy')}> {welfare} ")]
    assert listed(publisher) == []


def test_a_promoted_value_keeps_its_iri_and_is_provisional_no_more(publisher: Path) -> None:
    call(
        "values",
        "promote",
        "ambito",
        "sanita-di-comunita",
        "--label-en",
        "Community health",
        *BY,
        "--dir",
        publisher,
    )
    made = quads(rebuild(publisher.parent))
    assert sum(f" {AREA} {ENTRY} " in one for one in made) == 2
    assert [
        one for one in made if one.startswith(f'{ENTRY} <{expand("skos:prefLabel")}> "Community health"@en ')
    ]
    assert [one for one in made if one.startswith(f'{ENTRY} <{expand("corale:provisional")}> "false"')]
    assert listed(publisher) == []


def test_a_kept_value_waits_no_more(publisher: Path) -> None:
    call("values", "keep", "ambito", "sanita-di-comunita", *BY, "--dir", publisher)
    assert listed(publisher) == []
    assert waiting.values(publisher / "active", BASE) == []


def test_a_merge_with_nothing_is_refused_and_nothing_is_written(publisher: Path) -> None:
    result = call("values", "merge", "ambito", "x", "unheard-of", *BY, "--dir", publisher)
    assert isinstance(result.exception, UsageError)
    assert not (publisher / "decisions").exists()


def test_a_broken_decision_is_told_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "decisions").mkdir()
    (tmp_path / "decisions" / "values.csv").write_text(
        "scheme,key,decision\nambito,x,perhaps\n", encoding="utf-8"
    )
    authorities.use(tmp_path / "authorities")
    with pytest.raises(UsageError, match="line 2"):
        provisional.decisions()


def test_the_folder_is_needed() -> None:
    assert isinstance(call("values").exception, UsageError)
