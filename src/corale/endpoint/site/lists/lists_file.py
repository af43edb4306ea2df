"""The file of lists of the release that serves, open for reading."""

import sqlite3
from pathlib import Path

from corale.data.lists.chosen import Lists
from corale.data.lists.database import FILE
from corale.endpoint.http.problems import ProblemError
from corale.endpoint.protocol.opened import Opened
from corale.endpoint.site.render import ask


def opened() -> Lists:
    """Return the lists of the release that serves, opened once a thread.

    Raises:
        ProblemError: the release has none.
    """
    return _files.of(Path(ask().serving.folder) / FILE)


def _lists(file: Path) -> Lists:
    try:
        found = Lists.open(file)
        found.totals()
    except sqlite3.Error:
        it, en = (
            "Questa pubblicazione non ha elenchi: va rifatta.",
            "This release has no lists: build it again.",
        )
        raise ProblemError("not-found", it, en) from None
    return found


_files = Opened(_lists)
