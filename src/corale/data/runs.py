"""Sorting more lines than memory holds: sorted runs on disk, merged in one pass."""

import heapq
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path

MANY = 400_000


class Runs:
    """Lines to be sorted: taken in in any order, given back sorted, each once."""

    def __init__(self, folder: Path, many: int = MANY) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._many = many
        self._held: list[str] = []
        self._runs: list[Path] = []

    def add(self, lines: Iterable[str]) -> None:
        """Take in lines, without their line ends."""
        self._held.extend(lines)
        if len(self._held) >= self._many:
            self._spill()

    def adopt(self, run: Path) -> None:
        """Take in a file of lines that are sorted already."""
        self._runs.append(run)

    def __iter__(self) -> Iterator[str]:
        with ExitStack() as stack:
            runs: list[Iterable[str]] = [
                map(_bare, stack.enter_context(run.open(encoding="utf-8", newline="\n"))) for run in self._runs
            ]
            last = None
            for line in heapq.merge(*runs, sorted(self._held)):
                if line != last:
                    yield line
                    last = line

    def _spill(self) -> None:
        run = self._folder / f"{len(self._runs):06}.run"
        with run.open("w", encoding="utf-8", newline="\n") as stream:
            stream.writelines(f"{line}\n" for line in sorted(self._held))
        self._runs.append(run)
        self._held = []


def _bare(line: str) -> str:
    return line[:-1]
