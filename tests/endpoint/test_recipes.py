"""The recipes of the papers, run as they are written, against a served release."""

import re
from pathlib import Path
from typing import Any

import pytest
from tests.endpoint.conftest import Live

RECIPES = Path(__file__).resolve().parents[2] / "docs" / "recipes.md"


def recipe(heading: str, live: Live) -> dict[str, Any]:
    """Run the Python of a part of the papers, and return what it leaves."""
    text = RECIPES.read_text(encoding="utf-8").partition(f"## {heading}\n")[2].partition("\n## ")[0]
    blocks = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    assert blocks, heading
    left: dict[str, Any] = {}
    exec("\n".join(blocks).replace("http://127.0.0.1:8080/", live.url), left)
    return left


def test_pandas_draws_the_processes_of_a_region(
    sample: Live, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("matplotlib", reason="pip install matplotlib").use("Agg")
    monkeypatch.chdir(tmp_path)
    left = recipe("pandas, with a chart", sample)
    assert (tmp_path / "processes-by-year.png").read_bytes().startswith(b"\x89PNG")
    assert left["years"].sum() >= len(left["processes"]) > 0
    assert len(left["levels"]) == left["page"]["total"] and set(left["processes"]["iri"]) <= set(
        left["levels"]
    )


def test_duckdb_asks_the_tables_as_parquet(
    sample: Live, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("duckdb", reason="pip install duckdb")
    monkeypatch.chdir(tmp_path)
    left = recipe("DuckDB, over Parquet", sample)
    assert (tmp_path / "involvements.parquet").stat().st_size > 0
    asked = sample.query(
        "PREFIX corale: <https://w3id.org/corale/onto/> SELECT (COUNT(*) AS ?n) { ?i a corale:Involvement }"
    )
    assert sum(times for _, times, _ in left["roles"]) == int(asked.rows[0]["n"]["value"]) > 0
