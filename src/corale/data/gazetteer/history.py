"""Former names of municipalities since 1861, by land-register (Belfiore) code, from the package
`python-codicefiscale`.

A code outlives a change of name: an ended name whose code is still in force is a former name of today's
municipality. A code that ended belonged to a municipality that was dissolved; where it went is known for
mergers only (`data/authorities/mergers.csv`)."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.metadata import distribution
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Former:
    """A name that is no longer borne: `sign` is the province of then, dates are yyyy-mm-dd, `other` a second
    name."""

    belfiore: str
    name: str
    other: str
    sign: str
    since: str
    until: str


def _records() -> list[dict[str, Any]]:
    file = distribution("python-codicefiscale").locate_file("codicefiscale/data/municipalities.json")
    found: list[dict[str, Any]] = json.loads(Path(str(file)).read_text(encoding="utf-8"))
    return found


@cache
def former_names() -> tuple[Former, ...]:
    """Return the names that ended, each with its code and the last day it was borne.

    >>> [former.belfiore for former in former_names() if former.name == "Bazzano"]
    ['A726']
    """
    return tuple(_read())


def _read() -> Iterator[Former]:
    for record in _records():
        if not record["active"]:
            yield Former(
                record["code"],
                record["name"],
                record["name_alt"],
                record["province"],
                record["date_created"][:10],
                record["date_deleted"][:10],
            )
