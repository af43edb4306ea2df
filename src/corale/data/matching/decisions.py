"""`decisions/links.csv`, what people decided about links: a table that outranks every score.

`accept` makes a link, `refuse` a negative one that is kept and respected; `propose` is an acceptance that
waits for a second one, because nothing offers the link. The last decision about a pair holds."""

from dataclasses import astuple, dataclass, fields
from pathlib import Path

from corale.data.gazetteer import columns
from corale.data.gazetteer.authorities import parse
from corale.errors import UsageError

FILE = "decisions/links.csv"
DECISIONS = ("accept", "propose", "refuse")


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision: our identifier, theirs, one of `DECISIONS`, by whom (a role or a body) and when
    (yyyy-mm-dd)."""

    subject_id: str
    object_id: str
    decision: str
    reviewer_label: str
    mapping_date: str
    comment: str = ""


COLUMNS = tuple(field.name for field in fields(Decision))


def read(folder: Path | None) -> dict[tuple[str, str], Decision]:
    """Return the decisions of a publisher's folder by pair, the last one of each.

    Raises:
        UsageError: a row holds none of `DECISIONS`.
    """
    file = folder / FILE if folder else None
    if file is None or not file.is_file():
        return {}
    found: dict[tuple[str, str], Decision] = {}
    for number, row in enumerate(parse(file.read_text(encoding="utf-8-sig")), 2):
        if row.get("decision") not in DECISIONS:
            raise UsageError(
                f"{FILE}, line {number}: decision is {row.get('decision')!r}, not {', '.join(DECISIONS)}"
            )
        decision = Decision(*(row.get(column, "") for column in COLUMNS))
        found[decision.subject_id, decision.object_id] = decision
    return found


def add(folder: Path, decision: Decision) -> None:
    """Write one more decision at the end of the publisher's file, making it with its header where it is not
    there."""
    columns.add(folder / FILE, COLUMNS, astuple(decision))
