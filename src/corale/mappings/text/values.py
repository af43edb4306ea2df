"""Readers of Italian values: each takes a value's text and gives what it says, or `None` where it does not
say it.

A reader never repairs and never invents: what it cannot read stays text and is reported by the caller.
Decimals are canonical strings (`"28.57"`, `"10000"`), dates are `yyyy-mm-dd`."""

import re
from datetime import date as day
from decimal import Decimal, InvalidOperation

MONTHS = {
    name: number
    for number, name in enumerate(
        [
            "gennaio",
            "febbraio",
            "marzo",
            "aprile",
            "maggio",
            "giugno",
            "luglio",
            "agosto",
            "settembre",
            "ottobre",
            "novembre",
            "dicembre",
        ],
        start=1,
    )
}
MONTH = "|".join(MONTHS)

_INTEGER = re.compile(r"\d{1,3}(?:[. ’']\d{3})+|\d{1,12}")
_YEAR = re.compile(r"(?:19|20)\d\d")
_NUMBER = re.compile(r"(?:\d{1,3}(?:[. ’']\d{3})+|\d{1,15})(?:,\d{1,6})?|\d{1,15}\.(?:\d{1,2}|\d{4,6})")
_MONEY = re.compile(
    r"(?:€|eur(?:o)?\b)?\s*(?P<number>[\d.,’'"
    r" ]*\d)\s*(?P<scale>k\b|mila\b|milion[ei](?:\s+di)?\b|mln\b|mld\b)?"
    r"\s*(?P<tail>,-|,00)?\s*(?:€|eur(?:o)?\b)?\.?",
    re.IGNORECASE,
)
_SCALE = {"k": 1000, "mila": 1000, "mln": 10**6, "mld": 10**9}
_PERCENT = re.compile(r"(\d{1,3}(?:[.,]\d{1,6})?)\s*(?:%|per ?cento)?", re.IGNORECASE)
_SLASHED = re.compile(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4})")
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[T ]\d{2}:\d{2}(?::\d{2})?)?")
_SPELT = re.compile(rf"(\d{{1,2}})[°º]?\s+({MONTH})\s+(\d{{4}})", re.IGNORECASE)
_MONTH_OF_YEAR = re.compile(
    rf"(?:(?:{MONTH})\s+|(?:0?[1-9]|1[0-2])[/.-])(?P<year>(?:19|20)\d\d)"
    r"|(?P<first>(?:19|20)\d\d)-(?:0[1-9]|1[0-2])",
    re.IGNORECASE,
)
_MONTHS = re.compile(r"(\d{1,3})(?:\s*mes[ei])?", re.IGNORECASE)
_SCORE = re.compile(r"(\d{1,4})\s*(?:/|su)\s*(\d{1,4})")
_YES, _NO = (
    frozenset({"✓", "✔", "☑", "si", "sì", "sí", "si'", "sì'", "yes", "vero", "true"}),
    frozenset({"no", "falso", "false"}),
)
_COMMA = re.compile(r",\s+(?=[A-ZÀ-Ù])")


def canonical(number: Decimal) -> str:
    """Return the decimal's canonical text: no exponent, no trailing zeros, no negative zero.

    >>> canonical(Decimal("10000.00")), canonical(Decimal("28.570"))
    ('10000', '28.57')
    """
    text = f"{number:f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text) or "0"


def integer(text: str) -> int | None:
    """Return a whole number, with or without Italian thousands.

    >>> integer("5000"), integer("5.000"), integer("circa 200")
    (5000, 5000, None)
    """
    return (
        int(re.sub(r"\D", "", text)) if _INTEGER.fullmatch(text) and text.isascii() | ("’" in text) else None
    )


def year(text: str) -> int | None:
    """Return a year of the last or this century.

    >>> year("2015"), year("15"), year("Anno di chiusura")
    (2015, None, None)
    """
    return int(text) if _YEAR.fullmatch(text) and text.isascii() else None


def year_of_month(text: str) -> int | None:
    """Return the year of a month that is told without a day.

    >>> [year_of_month(text) for text in ("marzo 2015", "03/2015", "2015-03", "13/2015")]
    [2015, 2015, 2015, None]
    """
    found = _MONTH_OF_YEAR.fullmatch(text)
    return int(found["year"] or found["first"]) if found and text.isascii() else None


def number(text: str) -> Decimal | None:
    """Return a decimal number in Italian form, or in the plain form of an export.

    A point before exactly three digits parts thousands, else decimals; a comma parts decimals only.

    >>> number("10.000,00"), number("1500.50"), number("15.000"), number("1,5.0")
    (Decimal('10000.00'), Decimal('1500.50'), Decimal('15000'), None)
    """
    if not text.replace("’", "").isascii() or not _NUMBER.fullmatch(text):
        return None
    whole, comma, cents = text.partition(",")
    if comma or re.fullmatch(r"\d{1,3}(?:[. ’']\d{3})+", whole):
        whole = re.sub(r"\D", "", whole)
    try:
        return Decimal(f"{whole}.{cents}" if comma else whole)
    except InvalidOperation:
        return None


def money(text: str) -> str | None:
    """Return an amount of euro, as a canonical decimal.

    >>> (money("10.000,00 €"), money("€ 229.500,00"), money("12mila euro"), money("2 milioni di euro"),
    ...  money("15k"))
    ('10000', '229500', '12000', '2000000', '15000')
    """
    found = _MONEY.fullmatch(text)
    if not found:
        return None
    amount = number(found["number"].strip())
    if amount is None:
        return None
    scale = (found["scale"] or "").lower().split(" ")[0]
    return canonical(amount * (10**6 if scale.startswith("milion") else _SCALE.get(scale, 1)))


def percent(text: str) -> str | None:
    """Return a percentage, as a canonical decimal.

    >>> percent("75%"), percent("28,57"), percent("tutto")
    ('75', '28.57', None)
    """
    found = _PERCENT.fullmatch(text)
    return canonical(Decimal(found[1].replace(",", "."))) if found and found[1].isascii() else None


def date(text: str) -> str | None:
    """Return a day of the calendar, day first.

    >>> date("01/12/2015"), date("1° gennaio 2020"), date("2022-12-21"), date("31/02/2020")
    ('2015-12-01', '2020-01-01', '2022-12-21', None)
    """
    if not text.replace("°", "").replace("º", "").isascii():
        return None
    if found := _SLASHED.fullmatch(text):
        parts = int(found[3]), int(found[2]), int(found[1])
    elif found := _SPELT.fullmatch(text):
        parts = int(found[3]), MONTHS[found[2].lower()], int(found[1])
    elif found := _ISO.fullmatch(text):
        parts = int(found[1]), int(found[2]), int(found[3])
    else:
        return None
    return calendar(*parts)


def calendar(year: int, month: int, number: int) -> str | None:
    """Return the day as `yyyy-mm-dd` if the calendar has it.

    >>> calendar(2024, 2, 29), calendar(2023, 2, 29)
    ('2024-02-29', None)
    """
    try:
        return day(year, month, number).isoformat() if 1800 <= year <= 2199 else None
    except ValueError:
        return None


def months(text: str) -> int | None:
    """Return a duration in months.

    >>> months("12"), months("6 mesi"), months("un anno")
    (12, 6, None)
    """
    found = _MONTHS.fullmatch(text)
    return int(found[1]) if found and found[1].isascii() else None


def boolean(text: str) -> bool | None:
    """Return a yes or a no, however it is spelt.

    >>> boolean("Sì"), boolean("si"), boolean("NO"), boolean("1")
    (True, True, False, None)
    """
    word = text.rstrip(".").casefold()
    return True if word in _YES else False if word in _NO else None


def score(text: str) -> dict[str, int] | None:
    """Return a score and its maximum.

    >>> score("8 / 30")
    {'scoreValue': 8, 'scoreMaximum': 30}
    """
    found = _SCORE.fullmatch(text)
    return {"scoreValue": int(found[1]), "scoreMaximum": int(found[2])} if found and text.isascii() else None


def items(text: str, separator: str = " / ") -> list[str]:
    """Return the members of a list that is parted by the separator only; a dangling one counts for nothing.

    >>> items("ASC InSieme (Valli del Reno, Lavino - Samoggia) / Distretto di Casalecchio di Reno /")
    ['ASC InSieme (Valli del Reno, Lavino - Samoggia)', 'Distretto di Casalecchio di Reno']
    """
    sign = separator.strip()
    parts = (part.strip() for part in f" {text} ".split(separator))
    return [part for part in parts if part and part != sign]


def commas(text: str) -> list[str]:
    """Return the members of a list that is parted by commas before a capital.

    >>> commas("Monitoraggio degli esiti, Supervisione del corretto svolgimento, anche in corso")
    ['Monitoraggio degli esiti', 'Supervisione del corretto svolgimento, anche in corso']
    """
    return [part.strip(" ,") for part in _COMMA.split(text) if part.strip(" ,")]
