"""The list of what a person should look at: masked passages, and lines that no format guards."""

from pathlib import Path

from corale.mappings.privacy import passages


def test_each_kind_that_no_format_guards_is_listed_and_nothing_is_repeated_in_clear(tmp_path: Path) -> None:
    rows = [
        "invalidità al 74 %",
        "figlia di una socia",
        "residente a Imola",
        "persona detenuta",
        "chiamare 347.1234567",
        "un parco",
    ]
    (tmp_path / "a.txt").write_text("\n".join(rows), encoding="utf-8")
    found = list(passages(tmp_path, "it"))
    assert [line.rpartition(" · ")[2] for line in found[1:-1]] == [
        "salute",
        "minori",
        "residenza o nascita",
        "disagio",
    ]
    assert (
        found[0].startswith("a.txt:5 · trattenuto")
        and found[-1] == "5 da guardare"
        and "1234567" not in str(found)
    )
