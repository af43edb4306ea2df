"""The page of a process or a notice: what its record says, by themes, each value with its grade and its
lines."""

import csv
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache

from corale import artefacts
from corale.endpoint.site.entity.record_facts import TITLES, Fact, Record
from corale.endpoint.site.render import language, short, shown
from corale.ontology.vocabulary import expand

HEAD = ("what", "where", "when", "who", "money", "level", "status", "outputs")
"""The groups at the top of the page; the others follow in the order of `endpoint/groups.csv`."""
HEADS = (
    *TITLES,
    "CLV:fullAddress",
    "corale:criterion",
    "corale:organKind",
    "corale:statedAs",
    "dct:description",
    "corale:sourceFileName",
)
"""What a part is called by, the first that it has."""
SILENT = {
    "rdf:type",
    "corale:inProcess",
    "foaf:primaryTopic",
    "corale:dataGap",
    "corale:hasContradiction",
    *TITLES,
}
"""What the page says in another way: in its title, beside a value, in the lists of gaps and
contradictions."""
WIDER = {
    "corale:output": ("corale:hasOutput", "corale:expectedOutput"),
    "corale:aboutProcedure": ("corale:opensProcedure", "corale:concludesProcedure"),
}
"""Properties that narrower ones say, too: the value then stands under the narrower one."""
OTHER = "other"
BRIEF = 40
"""Characters of a value that stands beside the name of its property."""


@dataclass(frozen=True, slots=True)
class Placement:
    """Where a property stands: its group, the shape of its values, their unit, its rank."""

    group: str
    shape: str
    unit: str
    rank: int


@dataclass(slots=True)
class Item:
    """A value of a page: the statement it comes from, its text and language, what is told beside it."""

    fact: Fact
    text: str
    language: str
    unit: str = ""
    details: "list[tuple[str, Item]]" = field(default_factory=list)

    @property
    def grouped(self) -> "dict[str, list[Item]]":
        """What is told beside it, by property."""
        found: dict[str, list[Item]] = defaultdict(list)
        for name, item in self.details:
            found[name].append(item)
        return found

    @property
    def lines(self) -> list[int]:
        """The lines that prove it or what is told beside it."""
        found = set(self.fact.lines)
        return sorted(found.union(*(item.lines for _, item in self.details)))


@dataclass(slots=True)
class Entry:
    """A property of a page with its values; `predicate` is a CURIE."""

    predicate: str
    items: list[Item]

    @property
    def brief(self) -> bool:
        """Whether it fits beside its name: one short value with nothing beside it."""
        return len(self.items) == 1 and len(self.items[0].text) <= BRIEF and not self.items[0].details


@cache
def places() -> dict[str, Placement]:
    """Return where each property stands, as `endpoint/groups.csv` says."""
    rows = csv.DictReader(artefacts.text("endpoint", "groups.csv").splitlines())
    return {
        row["property"]: Placement(row["group"], row["shape"], row["unit"], n) for n, row in enumerate(rows)
    }


NOWHERE = Placement(OTHER, "", "", 10_000)


class View:
    """The statements of a record, put into groups; a statement stands in one place only."""

    def __init__(self, record: Record, names: dict[str, str]) -> None:
        self.record, self.names, self.tongue = record, names, language()
        self.shown: set[int] = set()
        self.dates: list[Fact] = []
        self.anchors: dict[int, int] = {}
        self.groups: dict[str, dict[str, list[Item]]] = defaultdict(lambda: defaultdict(list))
        self.roles: dict[tuple[str, str], list[Item]] = defaultdict(list)
        self.parties = self._parties()
        for subject in (*record.topics, record.iri):
            self._own(subject)
        for fact in list(self._remaining()):
            if fact.number not in self.shown:
                self._put(fact)
        for (
            number,
            at,
        ) in self.anchors.items():  # said in the place of another, which itself is said elsewhere
            while self.anchors.get(at, at) != at:
                at = self.anchors[at]
            self.anchors[number] = at

    def name(self, property_: str) -> str:
        """Return what a property (a CURIE or an IRI) is called."""
        found = property_ if property_.startswith("http") else expand(property_)
        return self.names.get(found) or short(found)

    def entries(self, group: str) -> list[Entry]:
        """Return the entries of a group, in their order."""
        found = self.groups.get(group, {})
        return [
            Entry(name, found[name]) for name in sorted(found, key=lambda one: (_placement(one).rank, one))
        ]

    def empty(self, group: str) -> bool:
        """Tell whether nothing is said in a group."""
        drawn = (group == "when" and self.dates) or (group == "who" and self.roles)
        return not drawn and not self.groups.get(group)

    def themes(self) -> list[str]:
        """Return the groups below the top that have something to say."""
        order = dict.fromkeys(place.group for place in places().values())
        return [group for group in (*order, OTHER) if group not in HEAD and self.groups.get(group)]

    def text(self, fact: Fact) -> tuple[str, str]:
        """Return how a value is written, and in which language."""
        value = fact.value
        if value.kind != "uri":
            return shown(value, self.tongue), value.language or fact.language
        if fact.label:
            return fact.label, fact.language
        own = self.record.iri.rpartition("/")[2].replace(
            "-", " ", 1
        )  # what all parts of this page have in common
        return self.names.get(value.value) or short(value.value).removesuffix(f" ({own})"), self.tongue

    def item(self, fact: Fact, depth: int = 0) -> Item:
        """Return a value; a part of the record with what it says."""
        self._say(fact, fact)
        text, tongue = self.text(fact)
        found = Item(fact, text, tongue, _placement(fact.predicate).unit)
        parts = self._parts(fact) if depth < 2 else []
        if parts and (head := next((one for name in HEADS for one in parts if one.predicate == name), None)):
            found.text, found.language = self.text(head)
            self._say(head, fact)
            found.fact = Fact(
                fact.subject, fact.predicate, fact.value, fact.grade, proofs=[*fact.proofs, *head.proofs]
            )
            found.fact.number = fact.number
        for one in parts:
            if one.number not in self.shown:
                found.details.append((one.predicate, self.item(one, depth + 1)))
                if depth:  # the innermost stand on the line of what they belong to
                    self.anchors[one.number] = fact.number
        return found

    def _parts(self, fact: Fact) -> list[Fact]:
        """Return what a value says, if it is a part of this record; what only leads back counts as said, and
        so does a composed name where the source gives a better one."""
        if fact.value.kind != "uri" or fact.value.value in (*self.record.topics, self.record.iri):
            return []
        found = self.record.of(fact.value.value)
        self.shown.update(one.number for one in found if one.predicate in SILENT - set(TITLES))
        parts = [one for one in found if one.predicate not in SILENT or one.predicate in TITLES]
        named = [one for one in parts if not _is_composed(one)]
        if not any(one.predicate in (*HEADS, "corale:involvedAgent") for one in named):
            return parts
        self.shown.update(one.number for one in parts if _is_composed(one))
        return named

    def _own(self, subject: str) -> None:
        for fact in self.record.of(subject):
            if fact.predicate in SILENT:
                self.shown.add(fact.number)
            elif fact.number not in self.shown:
                self._put(fact)

    def _put(self, fact: Fact) -> None:
        place = _placement(fact.predicate)
        if place.shape == "role":
            self._role(fact)
        elif place.shape == "date" and not self._has_day(fact):
            self._say(fact, fact)
            self.dates.append(fact)
        elif place.shape == "flat" and self.record.of(fact.value.value):
            self.shown.add(fact.number)
            self._own(fact.value.value)
        elif not self._is_role(fact) and not self._is_narrowed(fact) and not self._is_repeated(fact):
            self.groups[place.group][fact.predicate].append(self.item(fact))

    def _say(self, fact: Fact, at: Fact) -> None:
        """Count a statement as said, in the place of another or its own."""
        self.shown.add(fact.number)
        self.anchors.setdefault(fact.number, at.number)

    def _has_day(self, fact: Fact) -> bool:
        """Tell whether a year (`startYear`) is told beside a date (`startDate`), which says more."""
        name = fact.predicate
        return name.endswith("Year") and bool(
            self.record.of(fact.subject, name.removesuffix("Year") + "Date")
        )

    def _role(self, fact: Fact) -> None:
        self.shown.add(fact.number)
        said = {one.predicate: one for one in self._parts(fact)}
        role, planned, agent, words = (
            said.get(f"corale:{name}")
            for name in ("involvementRole", "foreseenRole", "involvedAgent", "statedAs")
        )
        head = agent or words
        if head is None:
            self.groups["who"][fact.predicate].append(self.item(fact))
            return
        name = (self.text(role)[0], role.value.value) if role else (self.name(fact.predicate), "")
        if planned:
            name = f"{self.name(planned.predicate)}: {self.text(planned)[0]}", planned.value.value
        found = self.item(head)
        for one in (fact, role, planned, words):
            if one:
                self._say(one, head)
        if words and words is not head and words.value.value != found.text:
            found.details.append((words.predicate, self.item(words)))
        found.details += [
            (one.predicate, self.item(one)) for one in said.values() if one.number not in self.shown
        ]
        self.roles[name].append(found)

    def _is_role(self, fact: Fact) -> bool:
        """Tell whether a statement says what an involvement says already: the same role of the same body."""
        told = fact.predicate.partition(":")[2]
        found = any(_same(role, told) for role in self.parties.get((fact.subject, fact.value.value), ()))
        if found:
            self.shown.add(fact.number)
        return found

    def _parties(self) -> dict[tuple[str, str], list[str]]:
        """Return the roles that involvements tell, by process or notice and body."""
        found: dict[tuple[str, str], list[str]] = defaultdict(list)
        for topic in self.record.topics:
            for part in self.record.of(topic, "corale:involvement"):
                for agent in self.record.of(part.value.value, "corale:involvedAgent"):
                    roles = self.record.of(part.value.value, "corale:involvementRole")
                    found[topic, agent.value.value] += [role.value.value for role in roles]
        return found

    def _is_narrowed(self, fact: Fact) -> bool:
        """Tell whether a narrower property says the same, as that an output exists or is foreseen."""
        narrower = (
            one for name in WIDER.get(fact.predicate, ()) for one in self.record.of(fact.subject, name)
        )
        if told := next((one for one in narrower if one.value == fact.value), None):
            self._say(fact, told)
        return told is not None

    def _is_repeated(self, fact: Fact) -> bool:
        """Tell whether process and notice say the same; the value then stands once, proven by both."""
        if fact.subject not in self.record.topics:
            return False
        for item in self.groups[_placement(fact.predicate).group][fact.predicate]:
            if item.fact.value == fact.value and item.fact.grade == fact.grade:
                item.fact.proofs += [proof for proof in fact.proofs if proof.line not in item.fact.lines]
                self._say(fact, item.fact)
                return True
        return False

    def _remaining(self) -> Iterator[Fact]:
        """Yield what nothing led to yet: parts that hang on no thing of the page."""
        for fact in self.record.all():
            kind = fact.subject.rpartition("/id/")[2].partition("/")[0]
            if kind not in ("gap", "contradiction", "involvement") and fact.predicate not in SILENT:
                yield fact


def _is_composed(fact: Fact) -> bool:
    """Tell whether a statement is a name that the source does not give."""
    return fact.predicate in TITLES and fact.grade == "inferred"


def _same(role: str, property_: str) -> bool:
    """Tell whether a role (`…/role/decision-holder`) is that of a property (`decisionHolder`).

    >>> (_same("x/role/decision-holder", "decisionHolder"), _same("x/role/named", "namedEntity"),
    ...  _same("x", "proposer"))
    (True, True, False)
    """
    return property_.lower().startswith(role.rpartition("/")[2].replace("-", ""))


def _placement(property_: str) -> Placement:
    return places().get(property_, NOWHERE)


def title(record: Record, topic: str, tongue: str) -> tuple[str, str]:
    """Return the title of a topic and its language: its own, its label, that of the notice or the process
    beside it."""
    for subject in (topic, *record.topics):
        if fact := record.first(subject, *TITLES):
            return shown(fact.value, tongue), fact.value.language
    return short(topic), tongue
