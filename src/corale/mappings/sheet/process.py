"""A registry page to the draft of a process: the labelled sheet first, then its prose, then its
contradictions."""

from corale.mappings.reading.lines import Line
from corale.mappings.reading.template import load
from corale.mappings.sheet import contradictions, labelled, prose
from corale.mappings.text.extraction import RecordBuilder

ENOUGH = 3


def recognises(lines: list[Line], source: str) -> bool:
    """Say whether the lines are a page of this registry: its invitation, or some of its labels."""
    template = load(source)
    if any(line.text in template.invitation for line in lines[:8]):
        return True
    labels = 0
    for line in lines:
        labels += line.text in template.labels
        if labels >= ENOUGH:
            return True
    return False


def read(lines: list[Line], builder: RecordBuilder, source: str) -> None:
    """Read a registry page into the draft."""
    labelled.read(lines, builder, source)
    tell(builder)


def tell(builder: RecordBuilder) -> None:
    """Read the prose of a sheet whose labels have been read, then look for contradictions."""
    prose.read(builder)
    contradictions.check(builder)
