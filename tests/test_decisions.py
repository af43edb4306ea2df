"""Decisions about statements, from the table to a release: beside the source, never over it; they survive rebuilds."""

import csv
import gzip
import json
from pathlib import Path

import pytest

from corale.data.gazetteer import authorities
from corale.data.published import folder as releases
from corale.data.published import store, verify
from corale.data.rdf.canonical import terms
from corale.data.release.questions import questions
from corale.data.review import statements
from corale.data.review.statements import Decision, mark
from corale.desk import acts
from corale.desk.acts import By
from corale.ontology.vocabulary import BASE, expand
from corale.pipeline import build

SHEET = """Processo di prova
Processo
Durata (mesi)
{months}
Data inizio del processo
03/02/2015
Titolari della decisione
Comune di Ferrara
Costo complessivo del processo
40.000,00 €
"""
PROCESS, FUNDING = "id/process/osservatorio-7", "id/funding/osservatorio-7"
G = f"{BASE}graph/osservatorio/7"


@pytest.fixture
def out(tmp_path: Path):
    (tmp_path / "in").mkdir()
    sheet(tmp_path, 12)
    rebuild(tmp_path / "out")
    yield tmp_path / "out"
    authorities.use(None)


def sheet(folder: Path, months: int) -> None:
    (folder / "in" / "7.txt").write_text(SHEET.format(months=months), encoding="utf-8")


def rebuild(out: Path) -> Path:
    return build([out.parent / "in"], out, jobs=1, accept=True).folder


def quads(release: Path) -> "list[tuple[str, str, str, str]]":
    found = []
    for name in ("corale.nq.gz", "corale-evidence.nq.gz"):
        with gzip.open(release / name, "rt", encoding="utf-8") as dump:
            found += [terms(line) for line in dump.read().splitlines()]
    return found


def values(release: Path, subject: str, curie: str) -> dict[str, str]:
    """The objects of a subject and property with the graphs that they stand in."""
    about = (f"<{BASE}{subject}>", f"<{expand(curie)}>")
    return {one[2]: one[3][1:-1] for one in quads(release) if one[:2] == about}


def decide(
    out: Path, subject: str, curie: str, object_: str, decision: str, new: str = "", **more: str
) -> None:
    by = {"reviewer_label": "redazione", "date": "2026-11-29"} | more
    statements.add(out, Decision(subject, curie, object_, decision, new, **by))


def findings(release: Path) -> list[str]:
    return [
        one["code"] for one in json.loads((release / "report.json").read_text(encoding="utf-8"))["findings"]
    ]


XSD_INTEGER = "^^<http://www.w3.org/2001/XMLSchema#integer>"


def test_an_amended_value_stands_beside_the_source_with_its_provenance(out: Path) -> None:
    decide(
        out,
        PROCESS,
        "corale:durationMonths",
        '"12"^^xsd:integer',
        "amend",
        '"6"^^xsd:integer',
        comment="Il testo parla di un semestre.",
    )
    release = rebuild(out)
    assert values(release, PROCESS, "corale:durationMonths") == {f'"6"{XSD_INTEGER}': f"{G}/reviewed"}
    said = quads(release)
    [evidence] = [s for s, p, o, g in said if p == f"<{expand('rdf:object')}>" and o == f'"6"{XSD_INTEGER}']
    told = {p[1:-1]: o for s, p, o, g in said if s == evidence}
    assert told[expand("prov:wasAttributedTo")] == f"<{BASE}id/reviewer/redazione>"
    assert told[expand("dct:date")].startswith('"2026-11-29"')
    assert "semestre" in told[expand("rdfs:comment")]
    assert values(release, "id/reviewer/redazione", "rdfs:label") == {
        '"redazione"@it': f"{BASE}graph/entities"
    }
    named = [s for s, p, o, g in said if p == f"<{expand('corale:contradicts')}>" and g == f"<{G}/reviewed>"]
    assert len(named) == 1
    quoted = [s for s, p, o, g in said if p == f"<{expand('rdf:object')}>" and o == f'"12"{XSD_INTEGER}']
    assert quoted == [o for s, p, o, g in said if s == named[0] and p == f"<{expand('prov:wasDerivedFrom')}>"]
    assert [o for s, p, o, g in said if s == named[0] and "sourceLine" in p] == [f'"4"{XSD_INTEGER}']
    comments = [o for s, p, o, g in said if s == named[0] and p == f"<{expand('rdfs:comment')}>"]
    assert len(comments) == 2 and all("12" in one and "6" in one for one in comments)
    with (release / "csv" / "processes.csv").open(encoding="utf-8") as table:
        [row] = csv.DictReader(table)
    assert row["durationMonths"] == "6"
    found = releases.active(out)
    assert [one for one in (*verify.files(found), *verify.contents(found)) if not one.holds] == []


def test_a_refused_value_is_told_with_its_source_and_known_nowhere(out: Path) -> None:
    decide(out, FUNDING, "corale:totalCost", '"40000"^^xsd:decimal', "refuse", comment="Refuso.")
    release = rebuild(out)
    assert values(release, FUNDING, "corale:totalCost") == {}
    [one] = [q for q in questions() if q.name == "contradicted-by-review"]
    rows = [*store.load(release).query(one.text)]
    assert {
        (row["source"].value, row["passage"].value.partition("#L")[2][:3], row["holds"], row["role"].value)
        for row in rows
    } == {("40000", "10C", None, "redazione")}
    with (release / "csv" / "processes.csv").open(encoding="utf-8") as table:
        assert next(csv.DictReader(table))["totalCost"] == ""


def test_what_follows_from_a_refused_value_falls_with_it(out: Path) -> None:
    decide(out, PROCESS, "corale:startDate", '"2015-02-03"^^xsd:date', "refuse")
    release = rebuild(out)
    with (release / "csv" / "processes.csv").open(encoding="utf-8") as table:
        row = next(csv.DictReader(table))
    assert (row["startDate"], row["startYear"]) == ("", "")


def test_an_added_statement_is_published_and_survives_rebuilds(out: Path) -> None:
    decide(
        out,
        PROCESS,
        "corale:decisionHolder",
        "<id/organisation/comune-038004>",
        "accept",
        source="https://example.it/atto.pdf#p2",
    )
    first = rebuild(out)
    assert rebuild(out) == first
    assert (
        values(first, PROCESS, "corale:decisionHolder")[f"<{BASE}id/organisation/comune-038004>"]
        == f"{G}/reviewed"
    )
    cited = [o for s, p, o, g in quads(first) if p == f"<{expand('corale:quotedFrom')}>"]
    assert "<https://example.it/atto.pdf>" in cited


def test_a_decision_survives_other_lines_of_the_source_and_a_changed_source_is_told(out: Path) -> None:
    before = mark(
        quads(releases.active(out).folder), f"<{BASE}{PROCESS}>", f"<{expand('corale:durationMonths')}>"
    )
    decide(
        out,
        PROCESS,
        "corale:durationMonths",
        '"12"^^xsd:integer',
        "amend",
        '"6"^^xsd:integer',
        previous=before,
    )
    text = (
        (out.parent / "in" / "7.txt")
        .read_text(encoding="utf-8")
        .replace("Durata", "Natura Processo\nAltro\nDurata")
    )
    (out.parent / "in" / "7.txt").write_text(text, encoding="utf-8")
    release = rebuild(out)
    assert values(release, PROCESS, "corale:durationMonths")[f'"6"{XSD_INTEGER}'] == f"{G}/reviewed"
    assert "V002" not in findings(release)
    sheet(out.parent, 9)
    release = rebuild(out)
    assert values(release, PROCESS, "corale:durationMonths") == {f'"9"{XSD_INTEGER}': G}
    assert "V002" in findings(release)


def test_a_second_decision_about_a_value_is_no_change_of_its_source(out: Path) -> None:
    told = (PROCESS, "corale:durationMonths", '"12"^^xsd:integer')
    by = By("redazione", "2026-11-29", "Il testo parla di un semestre.")
    acts.decide_statement(out, releases.active(out), *told, "amend", by, '"6"^^xsd:integer')
    rebuild(out)
    acts.decide_statement(out, releases.active(out), *told, "amend", by, '"7"^^xsd:integer')
    release = rebuild(out)
    assert values(release, PROCESS, "corale:durationMonths") == {f'"7"{XSD_INTEGER}': f"{G}/reviewed"}
    assert "V002" not in findings(release)


def test_a_decision_that_the_shapes_refuse_is_told_and_not_applied(out: Path) -> None:
    decide(out, PROCESS, "corale:durationMonths", '"12"^^xsd:integer', "amend", '"-3"^^xsd:integer')
    decide(out, FUNDING, "corale:totalCost", '"40000"^^xsd:decimal', "amend", '"50000"^^xsd:decimal')
    release = rebuild(out)
    assert values(release, PROCESS, "corale:durationMonths") == {f'"12"{XSD_INTEGER}': G}
    assert [*values(release, FUNDING, "corale:totalCost").values()] == [f"{G}/reviewed"]
    assert "V003" in findings(release)


def test_a_decision_about_nothing_is_told(out: Path) -> None:
    decide(out, "id/process/osservatorio-999", "dct:title", '"a"@it', "accept")
    assert "V004" in findings(rebuild(out))


def test_a_statement_about_a_body_stands_in_the_reviewed_graph_of_what_records_share(out: Path) -> None:
    decide(out, "id/organisation/comune-038008", "corale:nameVariant", '"Municipio di Ferrara"@it', "accept")
    release = rebuild(out)
    assert (
        values(release, "id/organisation/comune-038008", "corale:nameVariant")['"Municipio di Ferrara"@it']
        == f"{BASE}graph/entities/reviewed"
    )


def test_the_release_is_another_one_for_every_decision(out: Path) -> None:
    first = releases.active(out).id
    decide(out, PROCESS, "corale:durationMonths", '"12"^^xsd:integer', "refuse")
    assert rebuild(out).name != first
