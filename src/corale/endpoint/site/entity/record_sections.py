"""What a record's page draws and lists beside its values: course in time, level, gaps, contradictions."""

from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from corale.data.review.applied import CODE
from corale.endpoint.site import svg, texts
from corale.endpoint.site.entity.record_facts import TITLES, Fact, chosen
from corale.endpoint.site.entity.record_page import View
from corale.ontology.index import index

SPANS = (
    ("corale:periodFrom", "corale:periodTo", "dct:title"),
    ("corale:periodFrom", "corale:periodTo", "corale:periodOf"),
)
"""What tells the first and the last day of a part of a record, and what the part is called by."""
NAMED = (*TITLES, "corale:statedAs")


@dataclass(slots=True)
class Event:
    """A period or a day: what it is called (`language`), its dates in words, the statements behind, its
    bar."""

    label: str
    language: str
    text: str
    facts: list[Fact]
    period: tuple[date, date]
    bar: Markup | None = None


@dataclass(frozen=True, slots=True)
class Gap:
    """What a record does not say: the property, the reason in words, the line (0: none)."""

    name: str
    reason: str
    line: int


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two things of a record that do not go together: the properties, the words (and language), the lines of
    both, its code, how sure it is.

    `number` is its place on the page, from 1 on; `replies` are those of bodies: who, and their words.
    """

    number: int
    properties: tuple[str, ...]
    text: str
    language: str
    lines: tuple[int, ...]
    code: str
    certainty: str = ""
    replies: tuple[tuple[str, str], ...] = ()

    @property
    def by_review(self) -> bool:
        """Whether a review says so: the source's statement does not hold."""
        return self.code == CODE


def events(view: View) -> list[Event]:
    """Return what happened when, in the order of time, with bars on one axis."""
    found, tongue = _course(view), view.tongue
    taken = {fact.number for event in found for fact in event.facts}
    for fact in view.dates:
        if fact.number not in taken and (period := texts.days(fact.value.value)):
            found.append(
                Event(view.name(fact.predicate), "", texts.date(fact.value.value, tongue), [fact], period)
            )
    for fact in view.record.all():
        if "/id/norm/" in fact.subject:  # the day of a law is no day of the process
            continue
        named = view.record.first(fact.subject, *NAMED)
        if fact.predicate == "dct:date" and named and (period := texts.days(fact.value.value)):
            text = texts.date(fact.value.value, tongue)
            found.append(Event(named.value.value, named.value.language, text, [fact], period))
    found += [one for one in _parts(view) if one.period not in {event.period for event in found}]
    found.sort(key=lambda event: event.period)
    for event, bar in zip(found, svg.spans([event.period for event in found]), strict=True):
        event.bar = bar
    return found


def _course(view: View) -> list[Event]:
    """Return the period from start to end, where both are known."""
    dates = {fact.predicate.partition(":")[2]: fact for fact in view.dates}
    for start, end, name in (("start", "end", "course"), ("periodStart", "periodEnd", "period")):
        first = dates.get(f"{start}Date") or dates.get(f"{start}Year") or dates.get(start)
        last = dates.get(f"{end}Date") or dates.get(f"{end}Year") or dates.get(end)
        if first is None or last is None:
            continue
        began, ended = texts.days(first.value.value), texts.days(last.value.value)
        if began and ended and began[0] <= ended[1]:
            both = (texts.date(fact.value.value, view.tongue) for fact in (first, last))
            label, period = texts.word(name, view.tongue), (began[0], ended[1])
            return [Event(label, "", " – ".join(both), [first, last], period)]
    return []


def _parts(view: View) -> list[Event]:
    """Return the phases and periods of a record that have a first or a last day."""
    found, record = [], view.record
    for subject in record.facts:
        for first, last, called in SPANS:
            ends = [fact for fact in (record.first(subject, first), record.first(subject, last)) if fact]
            spans = [span for fact in ends if (span := texts.days(fact.value.value))]
            named = record.first(subject, called)
            if not spans or not named or spans[0][0] > spans[-1][1]:
                continue
            label, tongue = view.text(named)
            said = " – ".join(texts.date(fact.value.value, view.tongue) for fact in ends)
            found.append(Event(label, tongue, said, ends, (spans[0][0], spans[-1][1])))
    return found


def days_remaining(view: View, today: date) -> int | None:
    """Return how many days a notice is still open (below nought: closed), none where its deadline is not
    known."""
    for fact in view.dates:
        if fact.predicate == "corale:deadline" and (found := texts.days(fact.value.value)):
            return (found[1] - today).days
    return None


def ladder(fact: Fact | None, tongue: str) -> list[tuple[str, bool]]:
    """Return the steps of a scale (a scheme whose concepts are numbered), lowest first: label, whether it is
    this one.

    Nothing where the value is of no such scheme.
    """
    if fact is None:
        return []
    scheme, found = fact.value.value.rpartition("/")[0], index()
    steps = found.iris(scheme, "skos:hasTopConcept")
    numbers = {step: found.text(step, "skos:notation") for step in steps}
    if fact.value.value not in numbers or not all(number.isdigit() for number in numbers.values()):
        return []
    ordered = sorted(steps, key=lambda step: int(numbers[step]))
    return [(found.text(step, "skos:prefLabel", tongue), step == fact.value.value) for step in ordered]


def gaps(view: View) -> list[Gap]:
    """Return what the record does not say, by name."""
    found = []
    for fact in view.record.of(view.record.iri, "corale:dataGap"):
        name = view.record.first(fact.value.value, "corale:gapField")
        reason = view.record.first(fact.value.value, "corale:gapReason")
        if name:
            found.append(
                Gap(view.name(name.value.value), view.text(reason)[0] if reason else "", _line(view, fact))
            )
    return sorted(found, key=lambda gap: (gap.name.casefold(), gap.line))


def contradictions(view: View) -> list[Contradiction]:
    """Return what in the record does not go together."""
    found: list[Contradiction] = []
    for fact in view.record.of(view.record.iri, "corale:hasContradiction"):
        about = view.record.of(fact.value.value, "corale:contradicts")
        told = [
            (one.value.value, one.value.language) for one in view.record.of(fact.value.value, "rdfs:comment")
        ]
        names = tuple(one.value.value for one in about)
        text, tongue = chosen(told, view.tongue) if told else (", ".join(map(view.name, names)), "")
        code = view.record.first(fact.value.value, "dct:identifier")
        lines = tuple(filter(None, (_line(view, fact, name) for name in ("sourceLine", "conflictingLine"))))
        sure = view.record.first(fact.value.value, "corale:certainty")
        certainty = view.text(sure)[0] if sure else ""
        number = len(found) + 1
        answered = view.record.of(fact.value.value, "corale:reply")
        replies = tuple((one.review[0] if one.review else "", one.value.value) for one in answered)
        named = code.value.value if code else ""
        found.append(Contradiction(number, names, text, tongue, lines, named, certainty, replies))
    return found


def _line(view: View, fact: Fact, name: str = "sourceLine") -> int:
    line = view.record.first(fact.value.value, f"corale:{name}")
    return int(line.value.value) if line and line.value.value.isdigit() and len(line.value.value) < 10 else 0
