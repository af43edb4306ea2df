"""Files brought to disk and measured by threads, while the build goes on with others."""

from collections.abc import Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from types import TracebackType

from corale.data.release.folder import sync
from corale.data.release.manifest import File, measure


class Settling:
    """The files of a folder, on their way to disk; used as a context manager."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._pool = ThreadPoolExecutor(4)
        self._files: dict[str, Future[File]] = {}

    def __enter__(self) -> "Settling":
        return self

    def __exit__(self, kind: type[BaseException] | None, fault: object, trace: TracebackType | None) -> None:
        self._pool.shutdown(cancel_futures=True)

    def add(self, names: Iterable[str]) -> None:
        """Take in files that are written: they are measured and brought to disk."""
        for name in names:
            self._files[name] = self._pool.submit(_settled, self._folder / name)

    def measured(self) -> dict[str, File]:
        """Return size and SHA-256 of all files taken in, once they are on disk."""
        return {name: file.result() for name, file in self._files.items()}


def _settled(path: Path) -> File:
    found = measure(path)
    sync(path)
    return found
