"""The rules of reading: the grade of what each gives and its usual confidence, from
`ontology/schemes/rule.ttl`.

The only place that says so. A rule that the table does not know gives values that were read.
"""

from dataclasses import dataclass
from functools import cache
from typing import Literal, TypeAlias

from corale.ontology import schemes, vocabulary

Grade: TypeAlias = Literal["stated", "read", "inferred", "reviewed"]

RULES = "https://w3id.org/corale/scheme/rule/"
AREA_MEMBERS = "area-members"  # the mapping's own rule: the municipalities of a social area
SAME_AREA = "area-of-the-notice"  # and the territory of an earlier procedure
# what an inferred field follows from
PREMISES = {
    "year-of-start-date": "startDate",
    "year-of-end-date": "endDate",
}
GRADES: dict[str, Grade] = {
    "reviewed": "reviewed",
    "stated": "stated",
    "read": "read",
    "inferred": "inferred",
}


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule: its IRI, the grade of the statements it makes, its confidence as a decimal's canonical form."""

    iri: str
    grade: Grade
    confidence: str


@cache
def _table() -> dict[str, Rule]:
    grades: dict[str, Grade] = {}
    confidences: dict[str, str] = {}
    for triple in vocabulary.triples("schemes/rule.ttl"):
        name, value = str(triple.subject)[1:-1], triple.object
        if triple.predicate.value == vocabulary.expand("corale:grade"):
            grades[name] = GRADES[str(value)[1:-1].rpartition("/")[2]]
        elif triple.predicate.value == vocabulary.expand("corale:confidence"):
            confidences[name] = str(getattr(value, "value", ""))
    return {iri.removeprefix(RULES): Rule(iri, grade, confidences[iri]) for iri, grade in grades.items()}


@cache
def rule(name: str) -> Rule:
    """Return the rule of that name.

    >>> rule("money").grade, rule("deadline").grade, rule("a rule of tomorrow").grade
    ('stated', 'read', 'read')
    """
    return _table().get(name) or Rule(RULES + name.replace(" ", "-"), "read", "")


def reader(name: str) -> tuple[str, str]:
    """Return what the rule of a reader calls the values that it reads, in Italian and English.

    >>> reader("money")
    ('somma di denaro', 'sum of money')
    """
    it, en = ((schemes.label(RULES + name, lang) or name).rpartition(": ")[2] for lang in ("it", "en"))
    return it, en


def known() -> frozenset[str]:
    """Return the names of the rules in the table."""
    return frozenset(_table())
