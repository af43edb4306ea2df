"""Tables of a publisher lie over the built-in ones while they are used, and never serve another."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from corale.data.gazetteer import authorities
from corale.data.gazetteer.authorities import table


@pytest.fixture(autouse=True)
def _built_in_ones_again() -> Iterator[None]:
    authorities.use(None)
    yield
    authorities.use(None)


def aliases() -> set[str]:
    return {value for row in table("place-aliases") for value in row.values()}


def test_what_is_read_of_the_built_in_tables_stays_where_no_publisher_has_its_own(tmp_path: Path) -> None:
    before = table("place-aliases")
    authorities.use(tmp_path / "one" / "authorities")
    authorities.use(tmp_path / "two" / "authorities")
    assert table("place-aliases") is before


def test_tables_of_one_publisher_do_not_serve_the_next(tmp_path: Path) -> None:
    own = tmp_path / "one" / "authorities"
    own.mkdir(parents=True)
    head = ",".join(table("place-aliases")[0])
    (own / "place-aliases.csv").write_text(f"{head}\nProva di alias\n", encoding="utf-8")
    assert "Prova di alias" not in aliases()
    authorities.use(own)
    assert "Prova di alias" in aliases()
    authorities.use(tmp_path / "two" / "authorities")
    assert "Prova di alias" not in aliases()


def test_decisions_made_while_tables_are_used_do_not_serve_the_next(tmp_path: Path) -> None:
    """Nor those that were written after they were laid."""
    authorities.use(tmp_path / "one" / "authorities")
    read = table("place-aliases")
    decisions = tmp_path / "one" / "decisions"
    decisions.mkdir(parents=True)
    authorities.use(tmp_path / "two" / "authorities")
    assert table("place-aliases") is not read
