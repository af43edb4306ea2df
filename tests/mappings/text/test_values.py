"""Typed readers: they round-trip what they know, and never crash or invent on what they do not."""

import re
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corale.mappings.text import values
from corale.mappings.text.addresses import address
from corale.mappings.text.dates import clock, days, months

READERS = [
    values.integer,
    values.year,
    values.money,
    values.percent,
    values.date,
    values.months,
    values.boolean,
    values.score,
    address,
    clock,
]
MESSY = st.text(
    alphabet=st.sampled_from("0123456789 .,/-:%€'’°ºkmilaeurosìnò()SIOA\t٣²½") | st.characters(codec="utf-8"),
    max_size=40,
)
DECIMAL = re.compile(r"-?\d+(\.\d*[1-9])?")


def italian(number: Decimal) -> str:
    """The number as an Italian page prints it."""
    return f"{number:,.2f}".replace(",", " ").replace(".", ",").replace(" ", ".")


@pytest.mark.parametrize("reader", READERS, ids=lambda one: one.__name__)
@given(text=MESSY)
def test_no_reader_crashes(reader, text: str) -> None:
    reader(text)


@given(st.decimals(min_value=0, max_value=10**9, places=2))
def test_money_round_trips(amount: Decimal) -> None:
    for spelt in (
        f"{italian(amount)} €",
        f"€ {italian(amount)}",
        f"{italian(amount)} euro",
        f"Euro {italian(amount)}",
    ):
        assert Decimal(values.money(spelt) or "-1") == amount
        assert DECIMAL.fullmatch(values.money(spelt) or "")


@given(MESSY)
def test_what_is_read_is_canonical_and_made_of_the_text(text: str) -> None:
    """A number read from a text has no other digits than the text has (but for the zeros of «mila» and «milioni»)."""
    for reader in (values.money, values.percent):
        read = reader(text)
        if read is not None:
            assert DECIMAL.fullmatch(read)
            assert re.sub(r"\D", "", read).strip("0") in re.sub(r"\D", "", text)


@given(st.integers(0, 10**11))
def test_integers_round_trip(number: int) -> None:
    assert values.integer(str(number)) == number
    assert values.integer(f"{number:,}".replace(",", ".")) == number


@given(st.dates(date(1900, 1, 1), date(2199, 12, 31)))
def test_dates_round_trip(day: date) -> None:
    names = list(values.MONTHS)
    for spelt in (
        f"{day:%d/%m/%Y}",
        f"{day.day}/{day.month}/{day.year}",
        f"{day:%d.%m.%Y}",
        day.isoformat(),
        f"{day.day} {names[day.month - 1]} {day.year}",
        f"{day.day} {names[day.month - 1].upper()} {day.year}",
    ):
        assert values.date(spelt) == day.isoformat()
        if day.year < 2100:
            assert [found.value for found in days(f"entro il {spelt}.")] == [day.isoformat()]


@given(st.integers(1, 31), st.integers(1, 12), st.integers(1900, 2100))
def test_a_day_that_no_calendar_has_is_none(number: int, month: int, year: int) -> None:
    try:
        expected = date(year, month, number).isoformat()
    except ValueError:
        expected = None
    assert values.date(f"{number:02}/{month:02}/{year}") == expected


@given(st.integers(0, 999), st.integers(0, 999))
def test_scores_round_trip(value: int, maximum: int) -> None:
    assert values.score(f"{value} / {maximum}") == {"scoreValue": value, "scoreMaximum": maximum}


@given(st.integers(0, 23), st.integers(0, 59), st.sampled_from(":."))
def test_times_round_trip(hour: int, minute: int, sign: str) -> None:
    assert clock(f"entro le ore {hour}{sign}{minute:02} del giorno") == f"{hour:02}:{minute:02}"


MEMBERS = st.lists(
    st.from_regex(
        r"[A-Z][a-zà]{1,8}( - [a-z]{1,5}|, [a-z]{1,5}|; [a-z]{1,5}| \([A-Z]{2}\))?", fullmatch=True
    ),
    min_size=1,
    max_size=6,
)


@given(MEMBERS)
def test_lists_round_trip_and_split_on_the_slash_only(members: list[str]) -> None:
    assert values.items(" / ".join(members)) == members
    assert values.items(" / ".join(members) + " /") == members


@given(MESSY)
def test_an_address_keeps_its_whole_text_and_invents_no_part(text: str) -> None:
    parts = address(text)
    if parts:
        assert parts["fullAddress"] == text
        assert all(part in text for part in parts.values())


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Via Roma 12/A, 40100 Bologna (BO)", ("Via Roma", "12/A", None, "40100", "Bologna", "BO", None)),
        (
            "Piazza XX Settembre, 20, 47521, Cesena, FC, Italia",
            ("Piazza XX Settembre", "20", None, "47521", "Cesena", "FC", "Italia"),
        ),
        (
            "Corso Garibaldi n. 3 - 42121 Reggio Emilia",
            ("Corso Garibaldi", "3", None, "42121", "Reggio Emilia", None, None),
        ),
        (
            "Piazza della Pace, snc, Loc. Ca' Nova, 29021 Bettola",
            ("Piazza della Pace", "snc", "Loc. Ca' Nova", "29021", "Bettola", None, None),
        ),
        ("Palazzo comunale", ("Palazzo comunale", None, None, None, None, None, None)),
        ("Viale 25 aprile, 4, Forlì", ("Viale 25 aprile", "4", None, None, "Forlì", None, None)),
    ],
)
def test_addresses(text: str, parts: tuple[str | None, ...]) -> None:
    names = ("street", "houseNumber", "locality", "postCode", "municipality", "province", "country")
    read = address(text)
    assert tuple((read or {}).get(name) for name in names) == parts


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("€ 229.500,00", "229500"),
        ("88.800 euro", "88800"),
        ("12mila euro", "12000"),
        ("2 milioni di euro", "2000000"),
        ("15.000", "15000"),
        ("15k", "15000"),
        ("1.500,50 €", "1500.5"),
        ("1500.50", "1500.5"),
        ("0,00 €", "0"),
        ("1,2 mln", "1200000"),
        ("euro", None),
        ("tanto", None),
        ("10.00,0", None),
        ("1.5.0", None),
        ("10.000,00 € circa", None),
        ("", None),
    ],
)
def test_amounts(text: str, amount: str | None) -> None:
    assert values.money(text) == amount


@given(MESSY)
def test_moments_stay_inside_the_text(text: str) -> None:
    for moment in (*days(text), *months(text)):
        assert 0 <= moment.start < moment.end <= len(text)
