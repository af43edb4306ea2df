"""What the prose of a sheet says beside its labels, each concern by a module of `sheet_reading`."""

from corale.mappings.sheet.facts import acts, counts, meetings, outputs, phases, topics, who
from corale.mappings.sheet.facts.telling import Telling
from corale.mappings.text.extraction import RecordBuilder


def read(builder: RecordBuilder) -> None:
    """Read the draft's prose: outputs and acts, kind of procedure, who takes which part, the course of the
    process."""
    telling = Telling(builder)
    found = outputs.read(telling)
    acts.read(telling, found)
    topics.read(telling)
    who.read(telling)
    phases.read(telling)
    meetings.read(telling)
    counts.read(telling)
    if not found and not builder.truncated:
        builder.note("O001")
