"""How much of somebody else's table is read: by column, filled cells and records that state its field."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from corale.mappings.sheet.foreign import SPECIAL, Foreign, folded
from corale.mappings.text.extraction import Extraction


@dataclass(frozen=True, slots=True)
class Coverage:
    """A column: the field it states, its filled cells, records that state the field; `state` is `read`,
    `partly`, `used` (it names, places or chooses records, and states no field), `left out` or `unmapped`."""

    column: str
    field: str
    filled: int
    stated: int
    state: str


def coverage(
    head: Sequence[str], rows: Sequence[Sequence[str]], of: Foreign, made: Sequence[Extraction]
) -> list[Coverage]:
    """Return the coverage of each column of a table, in its order, by the records that were made of it."""
    stated: Counter[str] = Counter()
    for extraction in made:
        stated.update(set(extraction.record.fields))
        stated["key"] += extraction.record.kind != "unknown"
    found = []
    for at, name in enumerate(head):
        filled = sum(at < len(row) and bool(row[at].strip()) for row in rows)
        column = of.columns.get(folded(name))
        field = column.field if column else ""
        if column is None:
            state = "unmapped"
        elif not field:
            state = "left out"
        elif field != "key" and (field in SPECIAL or field.startswith("kind:")):
            state = "used"
        else:
            told = field in stated or field not in ("key", "title")
            state = "read" if told and (field not in stated or stated[field] >= filled) else "partly"
        found.append(Coverage(name, field, filled, stated[field] if field else 0, state))
    return found
