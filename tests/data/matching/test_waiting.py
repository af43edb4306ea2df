"""The values of a release that wait: with their words, their uses, and what is near; decided ones wait no more."""

import gzip
from pathlib import Path

from corale.data.gazetteer import provisional
from corale.data.matching import waiting
from corale.ontology.vocabulary import BASE, expand


def release(folder: Path, *values: tuple[str, str]) -> Path:
    """A folder with a dump that describes provisional entries, the first of them used twice."""
    lines = [f"{s} {p} {o} <{BASE}graph/entities> .\n" for s, p, o in provisional.described(values, BASE)]
    used = provisional.iri(values[0][0], provisional.key_of(values[0][1]), BASE)
    lines += [
        f"<{BASE}id/process/{n}> <{expand('corale:technique')}> <{used}> <{BASE}graph/x/{n}> .\n"
        for n in (1, 2)
    ]
    with gzip.open(folder / waiting.DUMP, "wt", encoding="utf-8") as dump:
        dump.writelines(lines)
    return folder


def test_values_with_their_uses_and_what_is_near(tmp_path: Path) -> None:
    folder = release(tmp_path, ("tecnica", "Focus group online"), ("ambito", "Mai visto"))
    assert waiting.values(folder, BASE) == [
        waiting.Waiting("ambito", "mai-visto", "Mai visto", 0),
        waiting.Waiting("tecnica", "focus-group-online", "Focus group online", 2, "Focus group"),
    ]


def test_a_release_without_any_has_none_waiting(tmp_path: Path) -> None:
    with gzip.open(tmp_path / waiting.DUMP, "wt", encoding="utf-8") as dump:
        dump.write("")
    assert waiting.values(tmp_path, BASE) == []
