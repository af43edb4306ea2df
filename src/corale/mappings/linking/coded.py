"""The coded values of a record: what stands in it as an entry of a value list, and the words that state
it."""

from collections.abc import Iterator

from corale.fields import fields
from corale.ontology import schemes
from corale.record import Json, Record

# kind of value in the field table -> members of its object that are coded, each with its list (empty: the
# field's own)
MEMBERS: dict[str, dict[str, str]] = {
    "criterion": {"criterion": ""},
    "attachment": {"attachmentKind": ""},
    "involvement": {"outcome": "selection"},
    "meeting": {"kind": ""},
    "count": {"of": "", "basis": "count-basis"},
    "phase": {"kind": ""},
}


def coded(record: Record) -> Iterator[tuple[str, str]]:
    """Yield the list and the words of every coded value of a record, in the order of the field table."""
    for field in fields(record.section).values():
        if field.name not in record.fields or not field.curie:
            continue
        stated = record.fields[field.name]
        for value in stated if isinstance(stated, list) else [stated]:
            if field.value == "concept":
                yield field.scheme, str(value)
            for member, scheme in MEMBERS.get(field.value, {}).items():
                if words := _member(value, member):
                    yield scheme or field.scheme, words


def unknown(record: Record) -> tuple[tuple[str, str], ...]:
    """Return the coded values of a record that no list knows, sorted, each once."""
    return tuple(
        sorted({(scheme, words) for scheme, words in coded(record) if not schemes.resolve(scheme, words)})
    )


def _member(value: Json, name: str) -> str:
    return str(value.get(name) or "") if isinstance(value, dict) else ""
