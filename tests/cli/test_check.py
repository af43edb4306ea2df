"""`corale check`: records, RDF files and the ontology; exit codes, languages, JSON."""

import gzip
import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.five import FIVE

from corale import artefacts
from corale.cli.check import command
from corale.errors import NotFoundError, UsageError

CASES = Path(__file__).parents[1] / "cases" / "shapes"
SAMPLE = FIVE


def run(*arguments: object) -> tuple[int, str]:
    result = CliRunner().invoke(
        command, [str(one) for one in arguments], catch_exceptions=False, standalone_mode=False
    )
    return result.return_value or 0 if isinstance(
        result.return_value, int
    ) else result.exit_code, result.output


def test_the_sample_is_good_and_tells_its_contradictions() -> None:
    code, output = run(SAMPLE)
    assert code == 0
    assert "DA CONTROLLARE D013 · osservatorio-" in output and "riga" in output
    assert output.count("D013") == 1, "each contradiction once"
    assert "5 controllati: 0 violazioni" in output


def test_an_invalid_file_fails_with_what_where_why_and_what_to_do() -> None:
    code, output = run(CASES / "invalid-funding.ttl", "--lang", "en")
    assert code == 1
    assert "VIOLATION funding-fundingYear" in output
    assert "“funding year” must be a year between 1945 and 2100" in output
    assert "Check the year in the source." in output


def test_a_valid_file_passes_gzipped_too(tmp_path: Path) -> None:
    packed = tmp_path / "valid.ttl.gz"
    packed.write_bytes(gzip.compress((CASES / "valid-funding.ttl").read_bytes()))
    assert run(packed)[0] == 0


def test_json_is_one_finding_a_line() -> None:
    _, output = run(CASES / "invalid-score.ttl", "--json")
    found = [json.loads(line) for line in output.splitlines()]
    assert {one["severity"] for one in found} == {"violation", "warning"}
    assert all(one["code"] and one["message_it"] and one["message_en"] for one in found)


def test_an_ontology_folder_is_known_by_its_core(tmp_path: Path) -> None:
    folder = tmp_path / "anything"
    shutil.copytree(artefacts.path("ontology"), folder)
    with (folder / "corale.ttl").open("a", encoding="utf-8") as file:
        file.write("corale:badName a owl:Class .\n")
    code, output = run(folder)
    assert code == 1 and "corale.ttl, riga" in output


def test_a_missing_path_is_a_usage_error(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError):
        run(tmp_path / "nothing")


def test_a_file_that_is_no_rdf_is_a_usage_error(tmp_path: Path) -> None:
    (tmp_path / "x.ttl").write_text("<a", encoding="utf-8")
    with pytest.raises(UsageError, match=r"x\.ttl is no"):
        run(tmp_path / "x.ttl")


def test_money_is_compared_once_by_the_mapping(tmp_path: Path) -> None:
    sheet = (SAMPLE / "osservatorio" / "casalecchio-patto-partecipazione.txt").read_text(encoding="utf-8")
    changed = sheet.replace("75", "55")
    assert changed != sheet
    (tmp_path / "casalecchio-patto-partecipazione.txt").write_text(changed, encoding="utf-8")
    _, output = run(tmp_path, "--json")
    codes = [json.loads(line)["code"] for line in output.splitlines()]
    assert codes.count("D007") == 1
    assert [code for code in codes if "share" in code.lower() or "funded" in code.lower()] == []
