"""Links are checked: what nothing offers holds only when it is accepted twice; bodies are merged and parted."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from tests.desk.conftest import PAGE, rebuild
from tests.desk.test_inbox import WRONG

from corale.cli.review import command
from corale.data.gazetteer import columns
from corale.data.matching import decisions
from corale.data.published.folder import Release
from corale.data.review import statements
from corale.desk import acts, inbox, queue
from corale.desk.acts import By
from corale.errors import UsageError

BY = By("redazione", "2026-11-29", "Visto.")
WHO = ("--reviewer", "redazione", "--date", "2026-11-29")
FERRARA = "id/organisation/comune-038008"
FAR = "http://www.wikidata.org/entity/Q13362"


def call(folder: Path, *arguments: object) -> Result:
    return CliRunner().invoke(command, [*map(str, arguments), "--dir", str(folder)])


def test_a_link_that_nothing_offers_holds_when_it_is_accepted_twice(
    publisher: Path, release: Release
) -> None:
    acts.decide_link(publisher, release, FERRARA, FAR, "accept", BY)
    assert [made.decision for made in decisions.read(publisher).values()] == ["propose"]
    assert not linked(rebuild(publisher))
    acts.decide_link(publisher, release, FERRARA, FAR, "accept", BY)
    assert linked(rebuild(publisher))


def linked(release: Release) -> bool:
    rows = columns.rows(release.folder / "links.csv", ("status",))
    return any(FAR in row.values() and row["status"] == "asserted" for row in rows)


def test_a_link_to_a_row_of_a_table_holds_at_once(publisher: Path, release: Release) -> None:
    (publisher / "authorities").mkdir()
    (publisher / "authorities" / "public-bodies.csv").write_text(
        "code,name,source,date,licence\nc_zzz,Altro ente,IPA,2026-11-01,CC BY 4.0\n", encoding="utf-8"
    )
    acts.decide_link(publisher, release, FERRARA, "c_zzz", "accept", BY)
    assert [made.decision for made in decisions.read(publisher).values()] == ["accept"]


@pytest.mark.parametrize("object_", ["javascript:alert(1)", "", "a b", 'x"y', "file:///etc/passwd", "urn:x"])
def test_a_link_leads_to_an_address_or_a_code(publisher: Path, release: Release, object_: str) -> None:
    with pytest.raises(UsageError):
        acts.decide_link(publisher, release, FERRARA, object_, "accept", BY)
    assert not (publisher / decisions.FILE).exists()


def test_a_body_is_merged_or_parted_with_its_history(publisher: Path) -> None:
    acts.merge(publisher, "a", ["b"], BY)
    acts.merge(publisher, "c", ["d", "e"], BY)
    text = (publisher / "decisions" / "successions.csv").read_text(encoding="utf-8").splitlines()
    assert [line.split(",")[:3] for line in text[1:]] == [
        ["a", "b", "merge"],
        ["c", "d", "split"],
        ["c", "e", "split"],
    ]
    for keys in (("a", ["a"]), ("a", []), ("a", [""]), ("a/b", ["c"])):
        with pytest.raises(UsageError):
            acts.merge(publisher, keys[0], keys[1], BY)


def test_the_command_line_lists_shows_and_decides(publisher: Path) -> None:
    told = call(publisher, "list", "--kind", "value", "--json")
    [item] = [json.loads(line) for line in told.output.splitlines()]
    assert "Sanità di comunità" in call(publisher, "show", item["code"]).output
    assert isinstance(call(publisher, "refuse", item["code"], *WHO).exception, UsageError)
    assert call(publisher, "amend", item["code"], "welfare", *WHO).exit_code == 0
    assert "0 waiting" in call(publisher, "list", "--kind", "value", "--lang", "en").output


def test_the_command_line_amends_a_statement_by_what_people_type(publisher: Path) -> None:
    told = call(
        publisher,
        "amend",
        "id/funding/osservatorio-7",
        "corale:totalCost",
        '"40000"^^xsd:decimal',
        "45.000,50 €",
        *WHO,
    )
    assert told.exit_code == 0, told.exception
    [made] = statements.read(publisher).values()
    assert made.replacement == '"45000.5"^^xsd:decimal'
    assert call(publisher, "accept", PAGE, "dct:title", *WHO).exception is not None


def test_the_command_line_shows_what_the_desk_shows(publisher: Path, release: Release) -> None:
    inbox.receive(publisher, release, WRONG)
    [one] = inbox.contributions(publisher)
    text = call(publisher, "show", one.code, "--lang", "en").output
    assert "now: 12" in text and "accept: 6" in text and "osservatorio-7:4  12" in text
    assert call(publisher, "accept", one.code, *WHO).exit_code == 0
    rows = [json.loads(line) for line in call(publisher, "log", "--json").output.splitlines()]
    assert [(row["who"], row["what"]) for row in rows] == [("public", "received"), ("redazione", "accept")]
    assert one.code in call(publisher, "log").output


def test_what_waits_is_told_in_both_languages(publisher: Path, release: Release) -> None:
    found = queue.waiting_in(publisher, release)
    assert {one.kind for one in found} >= {"value", "link"}
    assert all(one.it and one.en for one in found)
