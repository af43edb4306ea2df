"""How sure what is read in a notice really is: the band of a value among those of `mappings/bands.csv`.

`make train` writes a row for each family of fields and step of claimed confidence: the values that were
claimed with so much or more. A value is stated where the band's lower bound is high enough, else it is a
candidate. A field of no family (a title, a citation, a code behind its label) is stated from the threshold of
its template on."""

from functools import cache

from corale.mappings.text.bands import Band, table

FAMILIES = {
    "publishable": "decision",
    "documentKind": "decision",
    "issuingBody": "parties",
    "thirdSectorEntity": "parties",
    "grouping": "parties",
    "party": "parties",
    "leadMunicipality": "area",
    "territorialScope": "area",
    "memberMunicipality": "area",
    "deadlineDate": "dates",
    "deadlineTime": "dates",
    "periodStart": "dates",
    "periodEnd": "dates",
    "published": "dates",
    "deadline": "dates",
    "period": "dates",
    "meeting": "dates",
    "budget": "money",
    "amount": "money",
}


@cache
def steps(source: str, family: str) -> tuple[tuple[float, Band], ...]:
    """Return the bands of a family with the claimed confidence that each begins at, in the order of the
    table."""
    return tuple(
        (float(name), one) for (of, kind, name), one in table().items() if (of, kind) == (source, family)
    )


@cache
def band(source: str, field: str, claimed: float) -> Band | None:
    """Return the band of a value of a field, by its claimed confidence; none where its family was not
    measured.

    Of the bands that hold the value, the one whose lower bound is highest: where few are claimed with much
    confidence, they are pooled with those claimed with less.

    >>> band("avviso", "title", 0.9) is None
    True
    """
    held = [one for step, one in steps(source, FAMILIES.get(field, "")) if step <= claimed]
    return max(held, key=lambda one: one.lower, default=None)
