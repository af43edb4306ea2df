"""What a record says, as a page needs it: every statement with its label, its grade and the lines that prove
it."""

import re
from collections import defaultdict
from dataclasses import dataclass, field
from operator import attrgetter

from corale.data.rdf.grades import grade
from corale.endpoint.protocol.asking import Cell, Row, iri
from corale.endpoint.site import texts
from corale.endpoint.site.render import ask, base
from corale.ontology.vocabulary import compact

_PASSAGE = re.compile(r"#L(\d{1,9})(?:C(\d{1,9})(?:-L\d{1,9}C(\d{1,9}))?)?")
_NUMBER = re.compile(r"\d+")
TITLES = ("dct:title", "rdfs:label")
STATED = ("reviewed", "stated", "read", "inferred")


@dataclass(frozen=True, slots=True)
class Proof:
    """A passage that proves a statement: its line and columns, the words it has there (and their language),
    its rule.

    `column` is that of the first character, `end` that of the one behind the last, both from 1 (0: not told).
    """

    line: int
    column: int
    words: str
    language: str
    rule: str
    evidence: str
    end: int = 0


@dataclass(slots=True)
class Fact:
    """A statement: `predicate` is a CURIE; `label` and `language` are how its value is called, if it is a
    thing.

    `number` is its place on the page, from 1 on; `review` says which role decided it, when and why.
    """

    subject: str
    predicate: str
    value: Cell
    grade: str
    label: str = ""
    language: str = ""
    proofs: list[Proof] = field(default_factory=list)
    number: int = 0
    review: tuple[str, str, str] | None = None

    @property
    def lines(self) -> list[int]:
        """The lines that prove it, in order."""
        return sorted({proof.line for proof in self.proofs})


@dataclass(slots=True)
class Record:
    """A record's statements by subject, those of each in a fixed order; `within` says which places others lie
    in."""

    iri: str
    topics: tuple[str, ...]
    facts: dict[str, list[Fact]]
    within: dict[str, list[Fact]]
    by_property: dict[tuple[str, str], list[Fact]] = field(init=False)

    def __post_init__(self) -> None:
        self.by_property = defaultdict(list)
        for fact in self.all():
            self.by_property[fact.subject, fact.predicate].append(fact)

    def of(self, subject: str, *properties: str) -> list[Fact]:
        """Return the statements of a subject by some of its properties (CURIEs); all without any."""
        if not properties:
            return self.facts.get(subject, [])
        return [fact for name in properties for fact in self.by_property.get((subject, name), ())]

    def all(self) -> list[Fact]:
        """Return every statement of the record's things, in the order of their subjects."""
        return [fact for facts in self.facts.values() for fact in facts]

    def first(self, subject: str, *properties: str) -> Fact | None:
        """Return the first statement by the first of some properties that the subject has."""
        return next(iter(self.of(subject, *properties)), None)


def read(key: str, tongue: str) -> Record | None:
    """Return what the record with a key (`osservatorio-2205`) says; none where the release has no such
    record.

    Raises:
        ProblemError: the workers do not answer.
    """
    source, _, number = key.partition("-")
    record = f"{base()}id/record/{key}"
    rows = ask()("pages/record", {"record": iri(record)})
    if not rows:
        return None
    proofs = ask()("pages/proofs", {"g": iri(f"{base()}graph/{source}/{number}/evidence")})
    return record_of(record, key, rows, proofs, tongue)


def record_of(record: str, key: str, rows: list[Row], proofs: list[Row], tongue: str) -> Record:
    """Return a record from the rows of its two queries."""
    own = base() + "id/"
    labels: dict[Cell, list[tuple[str, str]]] = defaultdict(list)
    stated: dict[tuple[str, str, Cell], Fact] = {}
    within: dict[tuple[str, Cell], Fact] = {}
    for row in rows:
        subject, value, property_ = row["s"].value, row["o"], compact(row["p"].value)
        if "label" in row and (named := (row["label"].value, row["label"].language)) not in labels[value]:
            labels[value].append(named)
        if "g" not in row:
            within.setdefault((subject, value), Fact(subject, property_, value, ""))
        elif subject.startswith(own):
            fact = Fact(subject, property_, value, grade(row["g"].value))
            known = stated.setdefault((subject, row["p"].value, value), fact)
            known.grade = min(known.grade, fact.grade, key=STATED.index)
    for fact in (*stated.values(), *within.values()):
        if found := labels.get(fact.value):
            fact.label, fact.language = chosen(found, tongue)
    for row in proofs:
        if "day" in row and (decided := stated.get((row["s"].value, row["p"].value, row["o"]))):
            role, why = (row[name].value if name in row else "" for name in ("role", "why"))
            decided.review = (role, row["day"].value, why)
        if (one := stated.get((row["s"].value, row["p"].value, row["o"]))) and (place := _proof(row, record)):
            one.proofs.append(place)
    topics = tuple(f"{own}{kind}/{key}" for kind in ("process", "notice"))
    return Record(record, topics, _by_subject(list(stated.values())), _by_subject(list(within.values())))


def _proof(row: Row, record: str) -> Proof | None:
    """Where a value stands in the record's own file; nothing where another file beside it has it."""
    document, _, _ = row["passage"].value.partition("#")
    found = _PASSAGE.search(row["passage"].value)
    if found is None or document != record:
        return None
    words = row.get("words", row["o"])
    text = words.value if words.kind == "literal" else ""
    rule = row["rule"].value if "rule" in row else ""
    line, column, end = (int(part or 0) for part in found.groups())
    return Proof(line, column, text, words.language, rule, row["evidence"].value, end)


def _by_subject(facts: list[Fact]) -> dict[str, list[Fact]]:
    found: dict[str, list[Fact]] = defaultdict(list)
    for fact in sorted(facts, key=_order):
        fact.proofs.sort(key=attrgetter("line", "column", "evidence"))
        found[fact.subject].append(fact)
    for number, fact in enumerate((fact for held in found.values() for fact in held), 1):
        fact.number = number
    return dict(found)


def _order(fact: Fact) -> tuple[str, str, str]:
    return natural(fact.subject), fact.predicate, natural(fact.value.value)


def natural(text: str) -> str:
    """Return a text to sort by, in which numbers come by their size.

    >>> sorted(["criterion-10", "criterion-9"], key=natural)
    ['criterion-9', 'criterion-10']
    """
    return _NUMBER.sub(lambda found: found[0].zfill(12), text)


def chosen(labels: list[tuple[str, str]], tongue: str) -> tuple[str, str]:
    """Return, of labels with their languages, the one for a reader of a language, with its language.

    >>> chosen([("ente", "it"), ("body", "en")], "en")
    ('body', 'en')
    """
    best = texts.best(labels, tongue)
    return best, next(language for text, language in labels if text == best)
