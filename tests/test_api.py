"""The Python API: what it returns, in which Python types, and what it refuses."""

import subprocess
import sys
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pyoxigraph as ox
import pytest
from tests.five import FIVE

import corale
from corale.api import SHOWN, XSD, python
from corale.errors import NotFoundError, SetupError, UsageError

SHEET = FIVE / "osservatorio" / "casalecchio-patto-partecipazione.txt"
TITLES = """SELECT ?title ?cost {
  ?p a corale:RegistryRecord ; foaf:primaryTopic/dct:title ?title .
  OPTIONAL { ?p foaf:primaryTopic/corale:funding/corale:totalCost ?cost }
} ORDER BY DESC(?cost)"""


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> corale.OpenRelease:
    return corale.build(FIVE, tmp_path_factory.mktemp("api") / "out", jobs=1, date="2026-01-01")


def test_reads_a_file_a_folder_and_several() -> None:
    [record] = corale.read(str(SHEET))
    assert record.kind == "registry-record" and record.fields["totalCost"] == "40000"
    assert len(corale.read(FIVE)) == 5
    assert len(corale.read([SHEET, FIVE / "avviso"])) == 2
    with pytest.raises(NotFoundError):
        corale.read(FIVE / "nowhere.txt")


def test_checks_documents_and_rdf(tmp_path: Path) -> None:
    wrong = tmp_path / "sheet.txt"
    text = SHEET.read_text(encoding="utf-8").replace("Anno di avvio\n\n", "Anno di avvio\n\nmai ")
    wrong.write_text(text, encoding="utf-8")
    before, after = corale.check(SHEET), corale.check(wrong)
    assert [one.code for one in after if one.field == "startYear"] == ["T004"]
    assert not [one for one in before if one.field == "startYear"]
    (tmp_path / "x.ttl").write_text(
        '<http://e/f> a <https://w3id.org/corale/onto/Funding> ; <https://w3id.org/corale/onto/grantAmount> "many" .'
    )
    assert "violation" in {one.severity for one in corale.check(tmp_path / "x.ttl")}
    with pytest.raises(NotFoundError):
        corale.check(tmp_path / "nowhere")


def test_a_built_release_is_open_and_the_same_when_opened_again(release: corale.OpenRelease) -> None:
    again = corale.open_release(release.folder)
    assert (again.id, again.counts) == (release.id, release.counts)
    assert len(again.store) == release.counts["quads"] + release.counts["triples"]
    assert release.counts["records"] == 5
    with pytest.raises(NotFoundError):
        corale.open_release(release.folder / "nowhere")


def test_the_default_graph_is_what_is_known(release: corale.OpenRelease) -> None:
    [row] = release.query("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")
    assert row["n"] == release.counts["triples"] < release.counts["quads"]
    assert not release.query("SELECT ?e { ?e corale:quotedFrom ?passage } LIMIT 1")
    assert release.query("SELECT ?e { GRAPH ?g { ?e corale:quotedFrom ?passage } } LIMIT 1")


def test_rows_are_dictionaries_of_python_values(release: corale.OpenRelease) -> None:
    rows = release.query(TITLES)
    assert rows.variables == ("title", "cost") and len(rows) == 4
    assert [type(value) for value in rows[0].values()] == [str, Decimal]
    assert rows.column("cost") == [Decimal(40000), None, None, None]
    assert list(rows)[3] == rows[-1] == {"title": rows.column("title")[3], "cost": None}
    assert isinstance(rows[1:], corale.Rows) and len(rows[1:]) == 3
    with pytest.raises(UsageError, match="title, cost"):
        rows.column("costs")


def test_an_unbound_variable_is_none(release: corale.OpenRelease) -> None:
    assert release.query("SELECT ?a ?b { BIND (1 AS ?a) }")[0] == {"a": 1, "b": None}


def test_graphs_come_as_triples_and_ask_as_a_boolean(release: corale.OpenRelease) -> None:
    rows = release.query("CONSTRUCT { ?p dct:title ?title } { ?p a corale:PublicNotice ; dct:title ?title }")
    assert rows.variables == ("subject", "predicate", "object")
    assert {row["predicate"] for row in rows} == {"http://purl.org/dc/terms/title"}
    assert release.ask("ASK { ?p a corale:PublicNotice }") is True
    assert release.ask("ASK { ?p a corale:Nothing }") is False
    with pytest.raises(UsageError, match="ask"):
        release.query("ASK { ?s ?p ?o }")
    with pytest.raises(UsageError, match="query"):
        release.ask("SELECT * { ?s ?p ?o } LIMIT 1")


@pytest.mark.parametrize(
    "bad", ["SELECT ?x { ?x", "SELECT * { SERVICE <http://e/> { ?s ?p ?o } }", "{" * 5000]
)
def test_a_bad_query_is_refused(release: corale.OpenRelease, bad: str) -> None:
    with pytest.raises(UsageError):
        release.query(bad)


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("12", "integer", 12),
        ("-3", "int", -3),
        ("2015", "gYear", 2015),
        ("1.50", "decimal", Decimal("1.50")),
        ("1e3", "double", 1000.0),
        ("0", "boolean", False),
        ("2023-07-31", "date", date(2023, 7, 31)),
        ("2023-07", "gYearMonth", "2023-07"),
        ("2023-07-31T12:00:00Z", "dateTime", datetime(2023, 7, 31, 12, tzinfo=UTC)),
        ("ieri", "date", "ieri"),
        ("x", "decimal", "x"),
        ("forse", "boolean", "forse"),
        ("12", "string", "12"),
    ],
)
def test_values_have_the_python_type_of_their_datatype(text: str, kind: str, value: object) -> None:
    found = python(ox.Literal(text, datatype=ox.NamedNode(XSD + kind)))
    assert (found, type(found)) == (value, type(value))


def test_a_notebook_shows_the_first_rows_with_markup_escaped(release: corale.OpenRelease) -> None:
    rows = corale.Rows(("a",), [("<b>",), *((number,) for number in range(SHOWN))])
    shown = rows._repr_html_()
    assert (
        "&lt;b&gt;" in shown and shown.count("<tr>") == SHOWN + 1 and f"{SHOWN} of {SHOWN + 1} rows" in shown
    )
    assert repr(rows[:1]) == "<1 rows of a, first {'a': '<b>'}>"
    assert repr(rows[:0]) == "<0 rows of a>"


def test_a_data_frame_has_a_column_for_each_variable(release: corale.OpenRelease) -> None:
    pandas = pytest.importorskip("pandas", reason="pandas is not installed: pip install 'corale[notebook]'")
    frame = release.query(TITLES).to_frame()
    assert isinstance(frame, pandas.DataFrame) and list(frame.columns) == ["title", "cost"]
    assert frame["cost"].dropna().astype(float).sum() == 40000 and len(frame) == 4
    empty = release.query("SELECT ?a { ?a a corale:Nothing }").to_frame()
    assert list(empty.columns) == ["a"] and empty.empty


def test_without_pandas_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(SetupError, match=r"corale\[notebook\]"):
        corale.Rows(("a",), []).to_frame()


def test_importing_it_loads_no_engine() -> None:
    """`corale --help` imports the package, too."""
    code = "import corale, sys; print({'pyoxigraph', 'flask', 'pyshacl', 'rdflib', 'pandas'} & sys.modules.keys())"
    assert (
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
        == "set()\n"
    )
