"""Every party of a notice with its role: who issues, leads, belongs, pays, is called; who was admitted or
signed."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import islice

from corale.data.gazetteer.names import fold
from corale.mappings.notice.outcomes import Party, outcomes
from corale.mappings.reading.lines import Passage, ReadValue
from corale.mappings.text.mentions import Mention
from corale.mappings.text.patterns import pattern

cue = partial(pattern, "parties")

MOST = 12  # categories in one list
HEAD = 400  # characters in which a category is called, where no verb says so
BEFORE = {"funder": 0.8, "proposer": 0.65, "partner": 0.65}  # roles, each with what is claimed


def involved(
    passage: Passage,
    found: Sequence[Mention],
    issuer: ReadValue | None,
    lead: ReadValue | None,
    members: Sequence[ReadValue],
    signed: bool = False,
) -> list[Party]:
    """Return the parties with their roles, in order of the text; one body may have several roles, each once.

    `signed`: the text is a pact or an agreement, whose administration signs it as the others do.
    """
    parties = outcomes(passage, found)
    if issuer:
        made = issuers(passage, found, issuer)
        parties += [replace(one, role="signatory", confidence=0.65) for one in made] if signed else made
    if lead:
        parties.append(_lead(passage, lead))
    parties += [
        Party(one.value, "member", one.start, one.end, kind="public", confidence=0.9) for one in members
    ]
    parties += _named_by_cue(passage, found)
    parties += _addressees(passage)
    once: dict[tuple[str, str], Party] = {}
    for party in sorted(parties, key=lambda party: party.start):
        once.setdefault((fold(party.name), party.role), party)
    return list(once.values())


def issuers(passage: Passage, found: Sequence[Mention], first: ReadValue) -> list[Party]:
    """Return the issuer, and those that issue with it: bodies joined to it by «e» or «insieme a»."""
    made = [Party(first.value, "issuer", first.start, first.end, kind="public", confidence=first.confidence)]
    bodies = [one for one in found if one.sort != "entity"]
    end = first.end
    for one in bodies:
        joint = cue("joint").match(passage.text, end)
        if joint and joint.end() == one.start and one.sort in ("municipality", "body", "area"):
            made.append(
                Party(one.name, "issuer", one.start, one.end, kind="public", confidence=first.confidence)
            )
            end = one.end
    return made


def _lead(passage: Passage, lead: ReadValue) -> Party:
    start = lead.start
    if town := cue("town").search(passage.text, max(0, start - 24), start):
        start = town.start()
    return Party(
        passage.quote(start, lead.end), "lead", start, lead.end, kind="public", confidence=lead.confidence
    )


def _named_by_cue(passage: Passage, found: Sequence[Mention]) -> Iterator[Party]:
    """Yield bodies whose role the words right before them tell: who pays, who proposed, who works along."""
    for one in found:
        before = passage.text[max(0, one.start - 90) : one.start]
        for role, sure in BEFORE.items():
            if one.sort in ("body", "entity") and cue(role).search(before):
                yield Party(one.name, role, one.start, one.end, confidence=sure)


def _addressees(passage: Passage) -> Iterator[Party]:
    spans = [
        next(match.span(name) for name, value in match.groupdict().items() if value)
        for match in islice(cue("addressee").finditer(passage.text), 20)
    ]
    if not spans and (first := cue("category").search(passage.text, 0, HEAD)):
        spans = [first.span()]
    if spans:  # the first, but rather one that is not in capitals, and those in one list with it
        start, end = next((one for one in spans if not passage.text[slice(*one)].isupper()), spans[0])
        yield Party(passage.quote(start, end), "addressee", start, end, confidence=0.65)
        for _ in range(MOST):
            if not (other := cue("addressee-next").match(passage.text, end)):
                return
            start, end = other.span("a")
            yield Party(passage.quote(start, end), "addressee", start, end, confidence=0.65)
