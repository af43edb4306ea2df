"""Dates and times told in running text: days, months, years, with their place."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from corale.mappings.text.values import MONTH, MONTHS, calendar

LONG = 400  # characters from which a text is a document, not a clause of one
SHORT = {name[:3]: number for name, number in MONTHS.items()} | {"sett": 9}
_DAY = re.compile(
    rf"(?<![\d/.])(?P<d>\d{{1,2}})\s{{0,3}}(?:°|º)?\s{{0,3}}(?P<m>{MONTH})(?:\s+(?P<y>(?:19|20)\d\d))?(?!\w)"
    rf"|(?<![\d/.])(?P<ad>\d{{1,2}})\s+(?P<am>{'|'.join(SHORT)})\.?\s+(?P<ay>(?:19|20)\d\d)(?!\d)"
    r"|(?<![\d/.-])(?P<D>\d{1,2})(?P<sep>[/.-])(?P<M>\d{1,2})(?P=sep)(?P<Y>(?:19|20)\d\d)(?!\d|/)"
    r"|(?<![\d-])(?P<iy>(?:19|20)\d\d)-(?P<im>\d\d)-(?P<id>\d\d)(?!\d)",
    re.IGNORECASE,
)
_MONTH = re.compile(
    rf"(?<!\w)(?:(?P<fine>fine|metà|inizio)\s+(?:del\s+mese\s+)?(?:di\s+)?)?(?P<m>{MONTH})\s+(?:del(?:l['’]"
    r"anno)?\s+)?(?P<y>(?:19|20)\d\d)(?!\d)"
    r"|(?<![\d-])(?P<iy>(?:19|20)\d\d)-(?P<im>0[1-9]|1[0-2])(?![\d-])",
    re.IGNORECASE,
)
_WORDS = "nove dieci undici dodici tredici quattordici quindici sedici diciassette diciotto"
_HOURS = {word: hour for hour, word in enumerate(_WORDS.split(), start=9)}
_LISTED = re.compile(
    r"\s*(?:,|,?\s+ed?)\s+(?:(?:il|l[’'])\s*)?(?:\w+d[iì]\s|sabato\s|domenica\s)?", re.IGNORECASE
)
TIME = re.compile(
    r"(?:\b(?:alle\s+|dalle\s+|le\s+)?or[ea]\s*:?\s+|\bh\.?\s?|\b(?:entro|delle)\s+le\s+|\b(?:prima\s+d)?(?:a|"
    r"de)lle\s+|\ble\s+(?=[\d:.,]+\s+d(?:el|i\s)))"
    r"(?:(?P<h>[01]?\d|2[0-4])(?:\s?[:.,]\s?(?P<min>[0-5]\d))?(?![\d/]|\s?(?:euro|€|%|mesi|anni|giorni))"
    rf"|(?P<word>{'|'.join(_HOURS)})\b)"
    r"|\b(?P<noon>mezzogiorno)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Moment:
    """A day (`yyyy-mm-dd`), a month (`yyyy-mm`) or a day without a year (`--mm-dd`), with its span."""

    value: str
    start: int
    end: int

    @property
    def dated(self) -> bool:
        """Whether the year is stated."""
        return not self.value.startswith("--")


def days(text: str) -> Iterator[Moment]:
    """Return the days told in a text, in order; one that no calendar has is passed over.

    >>> [day.value for day in days("dal 3/5/2024 al 1° giugno 2025, il 21 ottobre, il 31/02/2024")]
    ['2024-05-03', '2025-06-01', '--10-21']
    >>> [day.value for day in days("lunedì 7 ottobre, il 4 novembre e il 18 novembre 2024")]
    ['2024-10-07', '2024-11-04', '2024-11-18']
    """
    return iter(_all(text) if len(text) > LONG else _all.__wrapped__(text))


@lru_cache(maxsize=4)
def _all(text: str) -> list[Moment]:
    """Return the days of a text, which several rules ask for one after the other; those of a list that ends
    with a year share it: «il 3 e il 7 giugno 2024»."""
    found = list(_each(text))
    for place in reversed(range(len(found) - 1)):
        one, year = found[place], found[place + 1].value[:4]
        if not one.dated and year.isdigit() and _LISTED.fullmatch(text, one.end, found[place + 1].start):
            value = calendar(int(year), int(one.value[2:4]), int(one.value[5:7])) or one.value
            found[place] = Moment(value, one.start, one.end) if value < found[place + 1].value else one
    return found


def _each(text: str) -> Iterator[Moment]:
    for found in _DAY.finditer(text):
        month = MONTHS[found["m"].lower()] if found["m"] else SHORT[found["am"].lower()] if found["am"] else 0
        number = int(found["d"] or found["ad"] or found["D"] or found["id"])
        month = month or int(found["M"] or found["im"])
        year = found["y"] or found["ay"] or found["Y"] or found["iy"]
        if value := calendar(int(year or 2024), month, number):
            yield Moment(value if year else "-" + value[4:], found.start(), found.end())


def months(text: str) -> Iterator[Moment]:
    """Return the months told in a text with their year, those of whole days too.

    >>> [month.value for month in months("da ottobre 2011 ad aprile del 2012")]
    ['2011-10', '2012-04']
    """
    for found in _MONTH.finditer(text):
        month = MONTHS[found["m"].lower()] if found["m"] else int(found["im"])
        yield Moment(f"{found['y'] or found['iy']}-{month:02}", found.start(), found.end())


def clock(text: str) -> str | None:
    """Return the first time of the day told in a text.

    >>> (clock("entro le 23.59 del prossimo 21 ottobre"), clock("ore 12 del 3 maggio"),
    ...  clock("entro il 3 maggio"))
    ('23:59', '12:00', None)
    """
    found = TIME.search(text)
    return hour(found) if found else None


def hour(found: re.Match[str]) -> str | None:
    """Return the time of the day that a match of `TIME` tells."""
    if found["noon"]:
        return "12:00"
    told = _HOURS[found["word"].lower()] if found["word"] else int(found["h"])
    if told == 24:
        return "23:59" if found["min"] in (None, "00") else None
    return f"{told:02}:{found['min'] or '00'}"
