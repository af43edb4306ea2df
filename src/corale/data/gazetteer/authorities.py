"""The authority tables: CSV files of `data/authorities/`, and over them those of the publisher's folder.

A publisher keeps its own tables in `DIR/authorities/`: the same tables with more rows (reviewed names,
bodies, areas) and larger ones that no package has (public bodies, third-sector entities, unions, Wikidata).
:func:`use` lays them over the built-in ones for the whole process and for those it forks. What the tables
hold is fact: names, codes, dates."""

import csv
import hashlib
from collections.abc import Callable, Hashable, Iterator
from functools import cache, wraps
from pathlib import Path
from typing import Any, ParamSpec, TypeVar, cast

from corale import artefacts
from corale.errors import UsageError

FOLDER = ("data", "authorities")
SUCCESSIONS = "successions.csv"
P = ParamSpec("P")
R = TypeVar("R")
_caches: list[Callable[[], None]] = []
_over: list[Path] = []
_decided: list[Path] = []
_laid: list[tuple[Path, str]] = []


def remembered(function: Callable[P, R]) -> Callable[P, R]:
    """Remember what a function of hashable arguments returns, until other tables are laid over the built-in
    ones."""
    held = cache(cast("Callable[..., Any]", function))
    _caches.append(held.cache_clear)

    @wraps(function)
    def ask(*given: P.args, **named: P.kwargs) -> R:
        return cast(R, held(*cast("tuple[Hashable, ...]", given), **cast("dict[str, Hashable]", named)))

    return ask


def forget_with(clear: Callable[[], None]) -> None:
    """Have a bounded cache cleared as well when other tables are laid over."""
    _caches.append(clear)


def use(folder: Path | None) -> None:
    """Lay the tables of a folder over the built-in ones (none: the built-in ones alone), and take its
    decisions.

    What is remembered of the built-in tables stays, where neither this folder nor the one before has its own.

    Raises:
        UsageError: merges of bodies lie among the tables, where nothing reads them.
    """
    if folder is not None and (folder / SUCCESSIONS).is_file():
        raise UsageError(
            f"authorities/{SUCCESSIONS}: le fusioni stanno in decisions/{SUCCESSIONS}: sposta il file",
            f"authorities/{SUCCESSIONS}: merges stand in decisions/{SUCCESSIONS}: move the file",
        )
    before = (*_over, *_decided)
    _laid.clear()
    _over[:] = [folder] if folder is not None and folder.is_dir() else []
    _decided[:] = [folder.parent / "decisions"] if folder is not None else []
    if any(path.is_dir() for path in (*before, *_over, *_decided)):
        for clear in _caches:
            clear()


def refresh(folder: Path) -> None:
    """Lay the tables of a folder as :func:`use` does, unless they lie already and have not changed since."""
    state = (folder, digest(folder))
    if _laid != [state]:
        use(folder)
        _laid[:] = [state]


def decided_in() -> tuple[Path, ...]:
    """Return the folders that hold a publisher's decisions: one, or none."""
    return tuple(folder for folder in _decided if folder.is_dir())


def parse(text: str) -> Iterator[dict[str, str]]:
    """Yield the rows of a CSV text as dictionaries of trimmed strings."""
    for row in csv.DictReader(text.splitlines()):
        yield {column: (value or "").strip() for column, value in row.items() if column is not None}


@remembered
def table(name: str) -> tuple[dict[str, str], ...]:
    """Return the rows of a table, the publisher's own first; empty where neither has it.

    >>> {row["istat"] for row in table("place-aliases") if row["alias"] == "Reggio Emilia"}
    {'035033'}

    Raises:
        UsageError: the publisher's table is not UTF-8, or lacks a column of the built-in one.
    """
    built_in = artefacts.path(*FOLDER) / f"{name}.csv"
    found = list(parse(artefacts.text(*FOLDER, built_in.name))) if built_in.is_file() else []
    needed = (
        set(artefacts.text(*FOLDER, built_in.name).partition("\n")[0].split(","))
        if built_in.is_file()
        else {"name"}
    )
    own = [
        row for folder in _over if (file := folder / built_in.name).is_file() for row in _own(file, needed)
    ]
    return (*own, *found)


def _own(file: Path, needed: set[str]) -> list[dict[str, str]]:
    """The rows of a publisher's table, which must have the columns of the built-in one."""
    try:
        rows = list(parse(file.read_text(encoding="utf-8-sig")))
    except UnicodeDecodeError:
        raise UsageError(f"{file.name} is not UTF-8: save it as UTF-8 CSV") from None
    if rows and (missing := needed - set(rows[0])):
        raise UsageError(f"{file.name} in the publisher's folder has no column {', '.join(sorted(missing))}")
    return rows


def digest(folder: Path | None) -> str:
    """Return a digest of the publisher's own tables and of what it decided about values and bodies, empty
    where it has none of these: part of what a release is made of."""
    files = artefacts.below(folder, ".csv", deep=False) if folder is not None and folder.is_dir() else []
    if folder is not None:
        files += [folder.parent / "decisions" / name for name in ("values.csv", SUCCESSIONS)]
    files = [file for file in files if file.is_file()]
    if not files:
        return ""
    state = hashlib.sha256()
    for file in files:
        state.update(file.name.encode() + b"\0" + hashlib.sha256(file.read_bytes()).digest())
    return state.hexdigest()
