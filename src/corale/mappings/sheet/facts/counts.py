"""How many: people, bodies, those represented, meetings, each with the basis that the text gives it."""

from corale.mappings.reading.lines import Line
from corale.mappings.sheet.facts import who
from corale.mappings.sheet.facts.telling import DESIGN, Telling, done, number, pattern, spans
from corale.record import Fields

FAMILY = "course"


def read(telling: Telling) -> None:
    """State the counts of the sheet; a number that is planned is none."""
    _people(telling)
    for passage, start, end, value in who.counts(telling):
        telling.tell(FAMILY, "count", value, passage.at(start, end), "count")
    for _, passage in telling.each(DESIGN):
        for match in spans(pattern("course", "meetings-count"), passage.text, 10):
            if done(passage, match.start()):
                basis = "estimated" if (match["about"] or "").casefold().startswith("circa") else "actual"
                made: Fields = {"of": "meetings", "value": number(match["n"]), "basis": basis}
                telling.tell(FAMILY, "count", made, passage.at(*match.span()), "count")


def _people(telling: Telling) -> None:
    """The number under the label: it says «stimate o effettive», so its basis is not known."""
    draft = telling.draft
    people = draft.fields.get("participantCount")
    proof = next((one for one in draft.evidence if one.pointer.endswith("/participantCount")), None)
    if isinstance(people, int) and proof:
        place = Line(proof.line, proof.text, proof.text, proof.start)
        draft.append("count", {"of": "people", "value": people, "basis": "unknown"}, place, proof.rule)
