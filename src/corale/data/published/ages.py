"""How old the tables of others are that come with a package: `data/authorities/ages.csv`.

A table in force in one year is wrong in the next: municipalities merge every January."""

from dataclasses import dataclass
from datetime import date

from corale.data.gazetteer.authorities import table

DAYS_A_MONTH = 30.44


@dataclass(frozen=True, slots=True)
class Age:
    """What a table is about, the package and version that bring it, the day it dates from, after how many
    months it is old, and what to do then."""

    about: str
    package: str
    version: str
    day: date
    months: int
    mend_it: str
    mend_en: str

    def old(self, today: date) -> bool:
        """Tell whether the table is older than it should be.

        >>> read()[0].old(date(2026, 3, 11)), read()[0].old(date(2036, 1, 1))
        (False, True)
        """
        return (today - self.day).days > self.months * DAYS_A_MONTH


def read() -> list[Age]:
    """Return the ages of all tables that come with a package."""
    return [
        Age(
            **{name: text for name, text in row.items() if name not in ("day", "months")},
            day=date.fromisoformat(row["day"]),
            months=int(row["months"]),
        )
        for row in table("ages")
    ]
