"""Decisions brought to what a source says: what holds by review stands in a graph of its own, `…/reviewed`.

A statement that does not hold is told, not asserted: its evidence still says what the source has where, and a
contradiction that names this evidence says who decided, when and why. No graph of what is known has it any
more, so that no query, table, list or conclusion finds it beside what holds.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

import pyoxigraph as ox

from corale.data.gazetteer.names import slug
from corale.data.rdf.canonical import RDF_TYPE, Terms, value
from corale.data.rdf.grades import grade, line_of
from corale.data.review import nodes
from corale.data.review.frames import frames, hanging, shortcuts
from corale.data.review.nodes import Triple
from corale.data.review.statements import Decision, mark
from corale.ontology import schemes
from corale.ontology.reading_rules import rule
from corale.ontology.vocabulary import expand, terms

Proofs: TypeAlias = dict[str, dict[str, list[str]]]  # values by property, by piece of evidence
RULE = "review"
CODE = "V001"  # of a contradiction that a review has found


@dataclass(frozen=True, slots=True)
class Note:
    """Something to tell about a decision: `changed` (the source says something else since) or `refused` (the
    shapes refuse it), with the values that are told."""

    kind: str
    decision: Decision
    detail: str = ""


@dataclass(slots=True)
class Applied:
    """What holds of what a source and the decisions about it say, with evidence and contradictions; which
    statements do not hold, which roles decided, what is to be told."""

    statements: list[Terms]
    refused: frozenset[Triple] = frozenset()
    reviewers: set[str] = field(default_factory=set)
    notes: list[Note] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Home:
    """Where decisions are brought to: the graph that the reviewed one stands beside, the thing that a
    contradiction hangs on (a record; none for what records share), and the tail that names of parts begin
    with."""

    base: str
    graph: str
    record: str
    tail: str

    @classmethod
    def of_record(cls, slug_: str, base: str) -> "Home":
        """Return the home of the decisions about a record, by its slug."""
        source, _, key = slug_.partition("-")
        return cls(base, f"<{base}graph/{source}/{key}>", f"<{base}id/record/{slug_}>", slug_)

    @classmethod
    def of_shared(cls, base: str) -> "Home":
        """Return the home of the decisions about what records share."""
        return cls(base, f"<{base}graph/entities>", "", "shared")

    def graded(self, name: str) -> str:
        """Return the graph beside the home for a grade."""
        return f"{self.graph[:-1]}/{name}>"


def applied(said: Sequence[Terms], decisions: Iterable[Decision], home: Home) -> Applied:
    """Return what holds when decisions are brought to what a source says.

    A statement that is only read or inferred and is accepted moves to the reviewed graph, the strongest; one
    that the source states stays where it is, and has the decision as one more piece of evidence. An amendment
    of what the source says no more is told, and not applied.
    """
    found = Applied(list(said))
    graphs = {one[:3]: one[3] for one in said if grade(one[3]) != "evidence"}
    refused = set[Triple]()
    for made in decisions:
        about, holds, parts = _settled(made, graphs, home.base)
        whole = nodes.is_node(made.object)
        if made.previous and made.previous != mark(_sources(said), about[0], about[1], whole):
            now = sorted(shown(one[2], home.base) for one in graphs if one[:2] == about[:2])
            found.notes.append(Note("changed", made, " · ".join(now) or "—"))
            if made.decision == "amend" and about not in graphs:
                continue  # what it mended is said no more
        if made.decision != "accept" and about in graphs and about != holds:
            refused |= {about, *hanging(about, [one for one in said if grade(one[3]) != "evidence"])}
            proved = {node: one for node, one in proofs(said).items() if proved_by(one) == about}
            found.statements += _contradiction(made, about, proved, home)
            found.reviewers.add(made.reviewer_label)
        if holds is None:
            continue
        found.reviewers.add(made.reviewer_label)
        if grade(graphs.get(holds, home.graded("read"))) != "stated":
            found.statements = [
                one for one in found.statements if one[:3] != holds or grade(one[3]) == "evidence"
            ]
            found.statements.append((*holds, home.graded("reviewed")))
        values = (one for one in parts if one[1] not in (RDF_TYPE, *nodes.NAMES))
        found.statements += [said for one in (holds, *values) for said in _evidence(made, one, home)]
        tail = name_of("involvement", holds, home)[1:-1].rpartition("/")[2]
        there = {one[:3] for one in found.statements}
        frame = (*parts, *frames(holds, tail, home.base), *shortcuts(parts))
        more = dict.fromkeys(one for one in frame if one not in there)
        found.statements += [(*one, home.graded("reviewed")) for one in more]
    if any(one[3] == home.graded("reviewed") for one in found.statements):
        found.statements += _graph(home)
    found.refused = frozenset(refused | _following(said, refused))
    found.statements = [one for one in found.statements if one[:3] not in found.refused]
    return found


def _settled(
    made: Decision, graphs: Mapping[Triple, str], base: str
) -> tuple[Triple, Triple | None, tuple[Triple, ...]]:
    """Return the statement that a decision is about, the one that holds, and what is said of the thing that
    this leads to; a thing that the source tells alike is the source's, and nothing is said of it."""
    about = _alike(made.stated(base), made.thing(base), graphs)
    holds, parts = made.holds(base), made.thing(base, new=True)
    if holds and (there := _alike(holds, parts, graphs)) in graphs:
        return about, there, ()
    return about, holds, parts if holds else ()


def _alike(triple: Triple, parts: Iterable[Triple], graphs: Iterable[Triple]) -> Triple:
    """Return the statement by which a source leads to a thing with these parts; without one, the given."""
    wanted = {one[1:] for one in parts if one[0] == triple[2] and one[1] not in nodes.NAMES}
    told: dict[str, set[tuple[str, str]]] = {one[2]: set() for one in graphs if one[:2] == triple[:2]}
    for subject, *said in graphs if wanted else ():
        if subject in told:
            told[subject].add((said[0], said[1]))
    return next(((*triple[:2], node) for node, some in told.items() if wanted and wanted <= some), triple)


def _sources(said: Iterable[Terms]) -> Iterable[Terms]:
    return (one for one in said if grade(one[3]) in ("stated", "read"))


def name_of(kind: str, triple: Triple, home: Home) -> str:
    """Return the term of the evidence or contradiction that a decision about a statement makes."""
    key = hashlib.sha256(" ".join(triple).encode()).hexdigest()[:10]
    return f"<{home.base}id/{kind}/{home.tail}-review-{key}>"


def reviewer(label: str, base: str) -> str:
    """Return the term of the role that decided."""
    return f"<{base}id/reviewer/{slug(label) or hashlib.sha256(label.encode()).hexdigest()[:10]}>"


def _decided(node: str, made: Decision, graph: str, base: str) -> list[Terms]:
    """Return who decided and when."""
    day = f'"{made.date}"^^<{expand("xsd:date")}>'
    return [
        (node, _p("prov:wasAttributedTo"), reviewer(made.reviewer_label, base), graph),
        (node, _p("dct:date"), day, graph),
    ]


def _evidence(made: Decision, holds: Triple, home: Home) -> list[Terms]:
    """Return the decision as evidence of a statement."""
    node, graph = name_of("evidence", holds, home), home.graded("evidence")
    cited = f"<{made.source.partition('#')[0]}>" if made.source else home.record or holds[0]
    told = [*_named(node, holds, cited, home), *_decided(node, made, graph, home.base)]
    return told + ([(node, _p("rdfs:comment"), _text(made.comment, "it"), graph)] if made.comment else [])


def _named(node: str, about: Triple, cited: str, home: Home) -> list[Terms]:
    """Return what names a statement, where it is cited from."""
    parts = zip(("rdf:subject", "rdf:predicate", "rdf:object"), about, strict=True)
    more = (("corale:quotedFrom", cited), ("corale:rule", f"<{rule(RULE).iri}>"))
    return [(node, _p(name), term, home.graded("evidence")) for name, term in (*parts, *more)]


def _contradiction(made: Decision, about: Triple, proved: Proofs, home: Home) -> list[Terms]:
    """Return the contradiction of a statement that does not hold, which names the evidence of it; one is made
    of a statement that has none."""
    node, graph = name_of("contradiction", about, home), home.graded("reviewed")
    holds = made.holds(home.base)
    old, new = shown(about[2], home.base), shown(holds[2], home.base) if holds else ""
    reason = f" {made.comment}" if made.comment else ""
    it = f"Per la revisione ({made.reviewer_label}, {made.date}) «{old}» non vale"
    it += f": vale «{new}».{reason}" if new else f".{reason}"
    en = f"By review ({made.reviewer_label}, {made.date}) “{old}” does not hold"
    en += f": “{new}” does.{reason}" if new else f".{reason}"
    told = [
        (node, RDF_TYPE, f"<{expand('corale:Contradiction')}>", graph),
        (node, _p("corale:contradicts"), about[1], graph),
        (node, _p("dct:identifier"), f'"{CODE}"', graph),
        (node, _p("corale:certainty"), f"<{schemes.concept('certainty', 'certain')}>", graph),
        (node, _p("rdfs:comment"), _text(it, "it"), graph),
        (node, _p("rdfs:comment"), _text(en, "en"), graph),
        *_decided(node, made, graph, home.base),
    ]
    named = sorted(proved) or [name_of("evidence", about, home)]
    told += [(node, _p("prov:wasDerivedFrom"), one, graph) for one in named]
    told += [] if proved else _named(named[0], about, home.record or about[0], home)
    if line := min(
        filter(None, (line_of(one[_p("corale:quotedFrom")][0]) for one in proved.values())), default=0
    ):
        told.append((node, _p("corale:sourceLine"), f'"{line}"^^<{expand("xsd:integer")}>', graph))
    if home.record:
        return [*told, (home.record, _p("corale:hasContradiction"), node, graph)]
    return [*told, (node, _p("dct:subject"), about[0], graph)]


def _graph(home: Home) -> list[Terms]:
    """Return what is said of the reviewed graph itself."""
    graph = home.graded("reviewed")
    told = [(graph, RDF_TYPE, f"<{expand('prov:Entity')}>", home.graph)]
    told.append((graph, _p("corale:grade"), f"<{schemes.concept('grade', 'reviewed')}>", home.graph))
    return told + ([(graph, _p("prov:wasDerivedFrom"), home.record, home.graph)] if home.record else [])


def _following(said: Sequence[Terms], refused: set[Triple]) -> set[Triple]:
    """Return the inferred statements whose every evidence follows from statements that do not hold."""
    told = proofs(said) if refused else {}
    about = {node: triple for node, one in told.items() if (triple := proved_by(one))}
    fallen = {node for node, triple in about.items() if triple in refused}
    premises = {node: set(told[node].get(_p("prov:wasDerivedFrom"), ())) for node in about}
    follows = {node for node, some in premises.items() if some and some <= fallen}
    proved = {triple for node, triple in about.items() if node not in follows}
    return {about[node] for node in follows} - proved


def proofs(said: Iterable[Terms]) -> Proofs:
    """Return the pieces of evidence among some statements."""
    told: Proofs = {}
    for subject, predicate, stated, graph in said:
        if grade(graph) == "evidence":
            told.setdefault(subject, {}).setdefault(predicate, []).append(stated)
    return told


def proved_by(one: Mapping[str, Sequence[str]]) -> Triple | None:
    """Return the statement that a piece of evidence is about; none where it names none."""
    parts = [one.get(_p(name), ()) for name in ("rdf:subject", "rdf:predicate", "rdf:object")]
    return (parts[0][0], parts[1][0], parts[2][0]) if all(parts) else None


def shown(term: str, base: str) -> str:
    """Return how a sentence names a value: its text, the label of a concept, the tail of an IRI."""
    plain = value(term)
    if term[0] == '"':
        return plain
    known = terms().get(plain)
    return schemes.label(plain) or (dict(known.labels).get("it") if known else "") or plain.removeprefix(base)


def _text(text: str, language: str) -> str:
    return str(ox.Literal(" ".join(text.split()), language=language))


def _p(curie: str) -> str:
    return f"<{expand(curie)}>"
