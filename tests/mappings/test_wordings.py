"""The ways in which a notice may say a thing: `tests/cases/wordings/<field>.jsonl`, a text and the value to be read a row.

A row whose value is null must not be read as that field.
"""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from corale.mappings.notice import (
    amounts,
    parties,
    periods,
    publication,
    resources,
    rows,
    schedule,
    services,
    territory,
    titles,
)
from corale.mappings.reading.lines import Passage, nonblank, physical
from corale.mappings.text import citations, groupings
from corale.mappings.text.mentions import Mention, mentions

FOLDER = Path(__file__).parents[1] / "cases" / "wordings"
ROWS = [
    pytest.param(path.stem, row["text"], row["value"], id=f"{path.stem}-{number}")
    for path in sorted(FOLDER.glob("*.jsonl"))
    for number, row in enumerate(map(json.loads, path.read_text(encoding="utf-8").splitlines()), start=1)
]
THRESHOLD = 0.6


def one(found) -> object:
    return found.value if found and found.confidence >= THRESHOLD else None


def several(found) -> list | None:
    return [each.value for each in found] or None


def budget(passage: Passage) -> str | None:
    found = next(amounts.budgets(amounts.amounts(passage)), None)
    return found.value if found and found.confidence >= THRESHOLD else None


def grouping(passage: Passage, named: list[Mention]) -> object:
    found = max(groupings.groupings(passage, named), key=lambda group: len(group.members), default=None)
    return groupings.stated(found) if found else None


READERS: dict[str, Callable[[Passage, list[Mention]], object]] = {
    "title": lambda passage, named: one(titles.title(passage, named)),
    "subject": lambda passage, named: one(titles.subject(passage)),
    "issuingBody": lambda passage, named: one(parties.issuer(passage, named)),
    "leadMunicipality": lambda passage, named: one(territory.lead(passage, named)),
    "territorialScope": lambda passage, named: one(territory.scope(passage, named)),
    "memberMunicipality": lambda passage, named: several(territory.members(passage, named)),
    "thirdSectorEntity": lambda passage, named: [each.name for each in parties.entities(named)] or None,
    "grouping": grouping,
    "deadlineDate": lambda passage, named: one(schedule.deadlines(passage)[0]),
    "deadlineTime": lambda passage, named: one(schedule.deadlines(passage)[1]),
    "published": lambda passage, named: one(publication.published(passage)),
    "periodStart": lambda passage, named: one(periods.period(passage)[0]),
    "periodEnd": lambda passage, named: one(periods.period(passage)[1]),
    "budget": lambda passage, named: budget(passage),
    "submissionChannel": lambda passage, named: one(resources.channel(passage)),
    "contactPec": lambda passage, named: one(resources.pec(passage)),
    "legalBasis": lambda passage, named: several(citations.bases(passage)),
    "act": lambda passage, named: [act for act, _ in citations.acts(passage)] or None,
    "service": lambda passage, named: several(services.services(passage)),
}


@pytest.mark.parametrize(("field", "text", "value"), ROWS)
def test_wording(field: str, text: str, value: object) -> None:
    passage = Passage(nonblank(physical(text)))
    assert READERS[field](passage, mentions(passage.text)) == value


def test_a_row_goes_on_in_the_line_below_and_a_letterhead_is_none() -> None:
    passage = Passage(
        nonblank(
            physical("COMUNE DI FANO\n\nAvviso pubblico per la\nco-progettazione di un centro\n\nArt. 1")
        )
    )
    found = rows.rows(passage, mentions(passage.text))
    assert [(passage.quote(row.start, row.end), row.letterhead) for row in found] == [
        ("COMUNE DI FANO", True),
        ("Avviso pubblico per la co-progettazione di un centro", False),
        ("Art. 1", False),
    ]
