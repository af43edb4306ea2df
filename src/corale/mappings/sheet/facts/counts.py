"""How many: people, bodies, those represented, meetings, each with the basis that the text gives it."""

from corale.mappings.reading.lines import Line
from corale.mappings.sheet.facts import who
from corale.mappings.sheet.facts.telling import DESIGN, Telling, basis, done, number, pattern, spans

FAMILY = "course"


def read(telling: Telling) -> None:
    """State the counts of the sheet; a number that is planned is none."""
    _people(telling)
    for passage, start, end, value in who.counts(telling):
        telling.tell(FAMILY, "count", value, passage.at(start, end), "count")
    for _, passage in telling.each(DESIGN):
        for match in spans(pattern("course", "meetings-count"), passage.text, 10):
            if done(passage, match.start()):
                made = {
                    "of": "meetings",
                    "value": number(match["n"] or match["n2"]),
                    **basis(match["about"]),
                }
                telling.tell(FAMILY, "count", made, passage.at(*match.span()), "count")
        for match in spans(pattern("course", "people-count"), passage.text, 10):
            if not pattern("course", "one-meeting").search(passage.text, *passage.sentence(match.start())):
                many, about = match["n"] or match["n2"], match["about"] or match["about2"]
                made = {"of": "people", "value": int(many.replace(".", "")), **basis(about)}
                telling.tell(FAMILY, "count", made, passage.at(*match.span()), "count")


def _people(telling: Telling) -> None:
    """The number under the label: it says «stimate o effettive», so its basis is not known."""
    builder = telling.builder
    people = builder.fields.get("participantCount")
    proof = next((one for one in builder.evidence if one.pointer.endswith("/participantCount")), None)
    if isinstance(people, int) and proof:
        place = Line(proof.line, proof.text, proof.text, proof.start)
        builder.append("count", {"of": "people", "value": people, "basis": "unknown"}, place, proof.rule)
