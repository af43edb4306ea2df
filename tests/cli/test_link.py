"""`corale link`: what it shows, what it writes and what it refuses."""

import csv
import gzip
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from corale.cli.link import command
from corale.data.gazetteer.bodies import Context, municipality
from corale.data.gazetteer.entities import NamedThings, entities
from corale.data.gazetteer.naming import local
from corale.data.gazetteer.places import places
from corale.data.release.manifest import Manifest
from corale.errors import CoraleError

BASE = "https://example.org/"
COOP = "id/organisation/il-sicomoro-cooperativa-sociale-perugia"


@pytest.fixture
def publisher(tmp_path: Path) -> Path:
    """A publisher's folder with one active release of a few bodies."""
    folder = tmp_path / "releases" / "aaaaaaaaaaaa"
    folder.mkdir(parents=True)
    gubbio, pesaro = places().by_istat["054024"], places().by_istat["041044"]
    bodies = [municipality(pesaro), local("Il Sicomoro Soc. Coop. Sociale", Context((gubbio,)), True)]
    bodies += [local("Associazione Dis e Dintorni", Context((gubbio,)), True)]
    bodies += [local("Dis e Dintorni APS", Context((gubbio,)), True)]
    quads = entities(NamedThings(bodies, [("Gubbio", gubbio)]), BASE)
    with gzip.open(folder / "corale.nq.gz", "wt", encoding="utf-8") as dump:
        dump.writelines(f"{quad} .\n" for quad in quads)
    Manifest("aaaaaaaaaaaa", "2026-11-22", BASE).write(folder)
    (tmp_path / "active").symlink_to(Path("releases") / "aaaaaaaaaaaa")
    return tmp_path


@pytest.fixture
def runts(tmp_path: Path) -> Path:
    file = tmp_path / "export.csv"
    file.write_text(
        "Repertorio,Denominazione,Comune\n123,IL SICOMORO SOC. COOP. SOC.,Gubbio\n", encoding="utf-8"
    )
    return file


def call(*arguments: object) -> Result:
    return CliRunner().invoke(command, [str(one) for one in arguments])


def lines(*arguments: object) -> "list[dict[str, object]]":
    result = call(*arguments)
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in result.stdout.splitlines()]


ORIGIN = ("--source", "RUNTS", "--date", "2026-11-01", "--licence", "CC BY 4.0")


def test_a_dry_run_writes_nothing(publisher: Path, runts: Path) -> None:
    before = sorted(publisher.rglob("*"))
    found = lines("--release", publisher, "--authority", runts, *ORIGIN, "--json")
    assert [(one["subject_id"], one["status"]) for one in found if one["object_id"] == "123"] == [
        (COOP, "candidate")
    ]
    assert any(one["status"] == "asserted" and one["subject_id"] == "id/place/041" for one in found)
    assert sorted(publisher.rglob("*")) == before
    assert "niente è stato scritto" in call("--release", publisher).stderr


def test_review_list_accept_and_refuse(publisher: Path, runts: Path) -> None:
    assert call("--release", publisher, "--authority", runts, *ORIGIN, "--keep").exit_code == 0
    waiting = lines("review", "list", "--release", publisher, "--json")
    assert [one["object_id"] for one in waiting if one["subject_id"] == COOP] == ["123"]
    decided = ("--reviewer", "redazione", "--date", "2026-11-22", "--release", publisher)
    assert call("review", "accept", COOP, "123", *decided).exit_code == 0
    assert not [
        one for one in lines("review", "list", "--release", publisher, "--json") if one["subject_id"] == COOP
    ]
    found = lines("--release", publisher, "--json")
    assert [(one["status"], one["reviewer_label"]) for one in found if one["object_id"] == "123"] == [
        ("asserted", "redazione")
    ]
    assert call("review", "refuse", f"{BASE}{COOP}", "123", *decided).exit_code == 0
    found = lines("--release", publisher, "--json")
    assert [one["status"] for one in found if one["object_id"] == "123"] == ["refused"]


def test_explain_tells_bands_and_features(publisher: Path) -> None:
    first = lines(
        "explain", "Coop. sociale Il Sicomoro", "--province", "PG", "--release", publisher, "--json"
    )[0]
    assert (first["id"], first["band"], first["link"]) == (COOP, "exact", True)
    assert {"name", "place", "form", "margin"} <= set(first["features"])  # type: ignore[arg-type,call-overload]
    assert "fuzzy" in call("explain", "Sicomoro", "--release", publisher).stdout


def test_index_writes_your_identifier_to_our_iri(publisher: Path, tmp_path: Path) -> None:
    file = tmp_path / "mine.csv"
    file.write_text("id,name,pr\nA1,Comune di Pesaro,PU\nA2,Nessuno,\n", encoding="utf-8")
    result = call("index", file, "--province", "pr", "--release", publisher)
    told = list(csv.DictReader(result.stdout.splitlines()))
    assert [(row["identifier"], row["iri"], row["status"]) for row in told] == [
        ("A1", f"{BASE}id/organisation/comune-041044", "link"),
        ("A2", "", "none"),
    ]


def test_duplicates_are_listed_until_refused(publisher: Path) -> None:
    pairs = lines("duplicates", "--release", publisher, "--json")
    assert len(pairs) == 1
    one, other = pairs[0]["first"], pairs[0]["other"]
    call("review", "refuse", one, other, "--reviewer", "r", "--date", "2026-11-22", "--release", publisher)
    assert lines("duplicates", "--release", publisher, "--json") == []


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("--release", "{dir}", "--authority", "{file}"),
        (
            "review",
            "accept",
            "id/organisation/nobody",
            "1",
            "--reviewer",
            "r",
            "--date",
            "2026-11-22",
            "--release",
            "{dir}",
        ),
        ("index", "{file}", "--release", "{dir}"),
    ],
)
def test_wrong_uses_are_told(publisher: Path, runts: Path, arguments: "tuple[str, ...]") -> None:
    result = call(*(one.format(dir=publisher, file=runts) for one in arguments))
    assert isinstance(result.exception, CoraleError) and result.exception.exit_code == 2
