"""Builders for what notices and the prose of sheets tell in the same form: meetings, counts, sums, periods,
deadlines,
identifiers, phases. Each value belongs to something, and says to what."""

import re
from datetime import datetime
from typing import Any, cast
from zoneinfo import ZoneInfo

from corale.data.gazetteer.names import slug
from corale.fields import Field
from corale.mappings.graph.graph_builder import GraphBuilder, Node
from corale.ontology import schemes
from corale.record import Json

ROME = ZoneInfo("Europe/Rome")
PERIODS = {4: "xsd:gYear", 7: "xsd:gYearMonth", 10: "xsd:date"}
CODES = {"CIG": re.compile(r"[0-9A-Z]{10}"), "CUP": re.compile(r"[A-Z]\d\d[A-Z]\d\d[0-9A-Z]{9}")}


def period(stated: str) -> Node:
    """Return a date as precise as it was stated: a day, a month, a year, or a day and month without a year.

    >>> period("2023-07")["@type"], period("--09-20")["@type"]
    ('xsd:gYearMonth', 'xsd:gMonthDay')
    """
    return {"@value": stated, "@type": "xsd:gMonthDay" if stated.startswith("--") else PERIODS[len(stated)]}


def instant(day: str, hour: str = "") -> Node:
    """Return a deadline: an instant in Italian time where the hour and the year are stated, else what is.

    >>> instant("2022-01-27", "12:00")["@value"], instant("--05-03", "12:00")["@value"]
    ('2022-01-27T12:00:00+01:00', '--05-03')
    """
    if not hour or len(day) != 10:
        return period(day)
    moment = datetime.fromisoformat(f"{day}T{hour}:00").replace(tzinfo=ROME).isoformat()
    return {"@value": moment, "@type": "xsd:dateTime"}


def meeting(builder: GraphBuilder, node: Node, of: Field, value: Json, pointer: str) -> None:
    """Hang a meeting, planned ones apart; several told at once as held, without a day, are a count."""
    parts = cast("dict[str, Any]", value)
    planned = parts.get("status") == "foreseen"
    if planned and not parts.keys() & {"title", "date", "kind"}:
        return None  # only a number of meetings to come
    if "date" not in parts and "count" in parts and not planned:
        tally: Node = {"@id": builder.mint.part("count", "meeting", number(pointer)), "@type": "Count"}
        tally |= {"countOf": schemes.concept("count-of", "meetings"), "countValue": parts["count"]}
        tally["countBasis"] = schemes.concept(
            "count-basis", "actual" if parts.get("status") == "held" else "unknown"
        )
        if "title" in parts:
            tally["title"] = parts["title"]
        return builder.state(node, "count", tally, pointer)
    made: Node = {"@id": builder.mint.part("event", number(pointer)), "@type": "ParticipationEvent"}
    if "title" in parts:
        made["title"] = parts["title"]
    if "date" in parts:
        made["date"] = period(parts["date"])
    if "kind" in parts:
        made["eventKind"] = builder.value(of.scheme, parts["kind"], of.name)
    if "place" in parts:
        made["eventPlace"] = parts["place"]
    builder.state(node, "expectedMeeting" if planned else "meeting", made, pointer)
    return None


def count(builder: GraphBuilder, node: Node, of: Field, value: Json, pointer: str) -> None:
    """Hang a number with what it counts, its basis, and its bound where it is not exact."""
    parts = cast("dict[str, Any]", value)
    made: Node = {
        "@id": builder.mint.part("count", number(pointer)),
        "@type": "Count",
        "countValue": parts["value"],
    }
    made["countOf"] = builder.value(of.scheme, parts["of"], of.name)
    made["countBasis"] = builder.value("count-basis", parts.get("basis", "unknown"), of.name)
    if "bound" in parts:
        made["bound"] = schemes.concept("bound", parts["bound"])
    builder.state(node, "count", made, pointer)


def amount(builder: GraphBuilder, node: Node, of: Field, value: Json, pointer: str) -> None:
    """Hang a sum with what it is of; one that is not the initiative's stays in the record."""
    parts = cast("dict[str, Any]", value)
    if parts["what"] == "other":
        return
    made: Node = {"@id": builder.mint.part("amount", number(pointer)), "@type": "Amount"}
    made["amountOf"] = schemes.concept("amount", parts["what"])
    if "value" in parts:
        made["amountValue"] = parts["value"]
    if "bound" in parts:
        made["bound"] = schemes.concept("bound", parts["bound"])
    if "fund" in parts:
        made["fundName"] = parts["fund"]
    if str(parts.get("year", "")).isdigit():
        made["amountYear"] = int(parts["year"])
    builder.state(node, "amount", made, pointer)


def span(builder: GraphBuilder, node: Node, of: Field, value: Json, pointer: str) -> None:
    """Hang a period with what it is the time of."""
    parts = cast("dict[str, Any]", value)
    made: Node = {"@id": builder.mint.part("period", number(pointer)), "@type": "Period"}
    made["periodOf"] = schemes.concept("period", parts["what"])
    for member, term in (("start", "periodFrom"), ("end", "periodTo")):
        if member in parts:
            made[term] = period(parts[member])
    if "durationMonths" in parts:
        made["periodMonths"] = parts["durationMonths"]
    builder.state(node, "period", made, pointer)


def deadline(builder: GraphBuilder, node: Node, of: Field, value: Json, pointer: str) -> None:
    """Hang a deadline read from the text: of applications, or of questions; others stay in the record."""
    parts = cast("dict[str, str]", value)
    term = {"submission": "deadline", "clarifications": "clarificationDeadline"}.get(parts["what"])
    if term is None or "date" not in parts:
        return
    if term == "deadline" and builder.record.fields.get("deadlineDate") == parts["date"]:
        return  # the plain fields have it
    builder.state(node, term, instant(parts["date"], parts.get("time", "")), pointer)


def hour(builder: GraphBuilder, node: Node, of: Field, value: Json, pointer: str) -> None:
    """Hang the instant of the deadline: day and hour in Italian time, only where both are stated."""
    day = builder.record.fields.get("deadlineDate")
    if day is None:
        return
    builder.withdraw(node, "deadline")
    for part in (f"{pointer.rpartition('/')[0]}/deadlineDate", pointer):
        builder.state(node, "deadline", instant(str(day), str(value)), part)


def identifier(builder: GraphBuilder, node: Node, of: Field, value: Json, pointer: str) -> None:
    """Hang a CIG or a CUP that has its due form; what has not is reported and stays in the record."""
    parts = cast("dict[str, str]", value)
    code = re.sub(r"[\s.-]", "", parts["value"]).upper()
    form = CODES.get(parts["scheme"].upper())
    if form is None:
        return None
    if not form.fullmatch(code):
        return builder.report("M002", of.name, text=parts["value"], scheme=parts["scheme"])
    return builder.state(node, parts["scheme"].lower(), code, f"{pointer}/value")


def phase(builder: GraphBuilder, node: Node, of: Field, value: Json, pointer: str) -> None:
    """Hang a phase with its place in the order, its dates, and what it is a phase of where that is not the
    whole."""
    parts = cast("dict[str, Any]", value)
    place: list[str | int] = [parts["order"]] if "order" in parts else ["span", number(pointer)]
    made: Node = {
        "@id": builder.mint.part("phase", *_of(parts), *place),
        "@type": "Phase",
        "title": parts["title"],
    }
    if "order" in parts:
        made["phaseOrder"] = parts["order"]
    if "of" in parts:
        made["phaseScope"] = parts["of"]
    if "kind" in parts:
        made["phaseKind"] = builder.value("phase", parts["kind"], of.name)
    for member, term in (("start", "periodFrom"), ("end", "periodTo")):
        if member in parts:
            made[term] = period(parts[member])
    builder.state(node, "phase", made, pointer)


def _of(parts: dict[str, Any]) -> list[str]:
    return [slug(parts["of"])] if "of" in parts else []


def number(pointer: str) -> int:
    """Return the place of a list's member, from 1.

    >>> number("/notice/meeting/0")
    1
    """
    return int(pointer.rsplit("/", 1)[1]) + 1
