"""A public notice to the draft of its record."""

from corale.mappings.draft import Draft
from corale.mappings.lines import Line


def recognises(lines: list[Line]) -> bool:
    """Say whether the lines are a public notice."""
    return False


def read(lines: list[Line], draft: Draft) -> None:
    """Read a notice into the draft."""
