"""What a process is and what it is about: kinds of procedure, the area it concerns, the norms and funds it
names."""

from corale.data.gazetteer.names import fold
from corale.mappings.reading.lines import Line
from corale.mappings.sheet.facts.telling import Telling, pattern, spans
from corale.mappings.text import classify
from corale.mappings.text.citations import bases
from corale.mappings.text.mentions import Mention, mentions
from corale.record import Fields

FAMILY = "what"
KINDS = ("title", "design", "objectives", "expectedResults", "achievedResults", "documentsDescription")
AREAS = ("title", "design")


def read(telling: Telling) -> None:
    """State the kinds of procedure, the area, the norms and the funds that the prose tells."""
    _kinds(telling)
    _area(telling)
    for _, passage in telling.each(
        ("guaranteeCommittee", "negotiationTable", "design", "regionalEvaluation")
    ):
        for one in bases(passage):
            before = passage.text[passage.sentence(one.start)[0] : one.start]
            if not pattern("outcome", "basis-before").search(before):
                continue
            telling.tell(FAMILY, "legalBasis", one.value, passage.at(one.start, one.end), "legal-basis")
    for _, passage in telling.each(("design",)):
        for match in spans(pattern("outcome", "fund"), passage.text, 5):
            value: Fields = {"what": "fund", "fund": passage.quote(*match.span("name")).rstrip(" ,;")}
            telling.tell(FAMILY, "amount", value, passage.at(*match.span("name")), "fund")


def _kinds(telling: Telling) -> None:
    """State a procedure as the process's kind where the text says that it is one, else as what it is
    about."""
    for kind, form in classify.kinds().items():
        best: tuple[int, Line] | None = None
        for name, passage in telling.each(KINDS):
            for match in spans(form, passage.text, 20):
                rank = _rank(name, passage.text[passage.sentence(match.start())[0] : match.start()])
                if best is None or rank > best[0]:
                    best = (rank, passage.at(*match.span()))
        if best is None:
            continue
        rank, place = best
        if rank == 1:
            telling.tell(FAMILY, "subject", kind, place, "subject-in-prose")
        else:
            telling.tell(
                FAMILY, "procedureKind", kind, place, "procedure-kind", "sure" if rank == 2 else "likely"
            )


def _rank(field: str, before: str) -> int:
    """Say what a sentence tells by the words before a procedure: that this is one (2), is about it (1),
    neither (0)."""
    if pattern("outcome", "is-about").search(before):
        return 1
    opens = pattern("outcome", "is-procedure").search(before) is not None
    return 2 if opens and (field == "title" or len(before) > 4) else 0


def _area(telling: Telling) -> None:
    """State the social area or district that title and design name, where they name one only."""
    found: list[tuple[Mention, Line]] = []
    for _, passage in telling.each(AREAS):
        found += [
            (one, passage.at(one.start, one.end)) for one in mentions(passage.text) if one.sort == "area"
        ]
    names = {_core(one.name) for one, _ in found}
    longest = max(names, key=len, default="")
    if found and all(set(name.split()) <= set(longest.split()) for name in names):
        one, place = max(found, key=lambda pair: len(pair[0].name))
        telling.put(FAMILY, "territorialScope", one.name, place, "territorial-scope")


def _core(name: str) -> str:
    return " ".join(word for word in fold(name).split() if word not in ("n", "ats", "di", "del", "della"))
