"""Where things lie on maps: the points and outlines of the release's publisher, over the built-in ones."""

import csv
from functools import lru_cache
from pathlib import Path

from flask import current_app, has_app_context

from corale.data.gazetteer import borders
from corale.data.gazetteer.points import FILE, Point, points
from corale.endpoint.site.render import ask

Lines = tuple[tuple[tuple[float, float], ...], ...]


def point(code: str) -> Point | None:
    """Return the point of a municipality by its ISTAT code: the publisher's own, else the built-in one."""
    return _points(_file(FILE)).get(code) or points().get(code)


def outlines() -> Lines:
    """Return the lines that the publisher of the release draws on its maps; none where it has none."""
    return _lines(_file(borders.FILE))


def _file(name: str) -> Path | None:
    if not has_app_context() or "ask" not in current_app.extensions:
        return None
    serving = ask().serving
    return serving.folder / name if name in serving.manifest.files else None


@lru_cache(4)
def _points(file: Path | None) -> dict[str, Point]:
    text = file.read_text(encoding="utf-8-sig") if file else ""
    return {row["istat"]: Point(row["lat"], row["lon"], "") for row in csv.DictReader(text.splitlines())}


@lru_cache(4)
def _lines(file: Path | None) -> Lines:
    return borders.read(file.read_text(encoding="utf-8")) if file else ()
