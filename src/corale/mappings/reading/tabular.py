"""A list of objects in JSON as the lines of a table: keys become columns, of objects within joined by `/`."""

import csv
import io
import json
from collections.abc import Iterator
from typing import Any

from corale.mappings.reading import UnreadableError

DEEPEST, WIDEST = 6, 500
HOLDERS = ("data", "records", "results", "result", "items", "features", "processes", "cases")


def lines(text: str) -> list[str]:
    """Return the rows of a JSON export as CSV, the header first.

    >>> lines('[{"id": 1, "title": {"it": "Il parco"}, "tags": ["a", "b"]}, {"id": 2, "x": true}]')
    ['id,title/it,tags,x', '1,Il parco,"a, b",', '2,,,true']

    Raises:
        UnreadableError: it is no JSON, or holds no list of objects.
    """
    try:
        held = json.loads(text)
    except (ValueError, RecursionError):
        raise UnreadableError("R008", kind="JSON", text="JSON") from None
    rows = [dict(_flat(one, "", 0)) for one in _objects(held)]
    columns = list(dict.fromkeys(column for row in rows for column in row))
    if not rows or len(columns) > WIDEST:
        raise UnreadableError("R008", kind="JSON", text=f"{len(rows)} x {len(columns)}")
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([row.get(column, "") for column in columns] for row in rows)
    return out.getvalue().splitlines()


def _objects(held: Any) -> list[dict[str, Any]]:
    """The list of objects in a JSON value: itself, or what a usual key holds."""
    for _ in range(DEEPEST):
        if isinstance(held, list):
            return [one for one in held if isinstance(one, dict)]
        if not isinstance(held, dict):
            break
        held = next((held[name] for name in HOLDERS if name in held), None)
    return []


def _flat(held: dict[str, Any], prefix: str, depth: int) -> Iterator[tuple[str, str]]:
    for name, value in held.items():
        path = f"{prefix}{name}"
        if isinstance(value, dict) and depth < DEEPEST:
            yield from _flat(value, f"{path}/", depth + 1)
        elif isinstance(value, list):
            yield path, ", ".join(_text(one) for one in value)
        else:
            yield path, _text(value)


def _text(value: Any) -> str:
    if isinstance(value, dict):
        return _text(
            next((value[name] for name in ("it", "title", "name", "value", "en") if name in value), "")
        )
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else " ".join(str(value).split())
