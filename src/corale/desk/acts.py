"""A decision about something that waits, written into the publisher's folder: the tables are the truth.

`decisions/statements.csv` for statements, `decisions/values.csv` for values that no list knows,
`decisions/links.csv` for links, `decisions/masked.csv` for what was masked, `decisions/successions.csv` for
bodies that are one, or were parted.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path

from corale.data.gazetteer import columns, provisional, supplied
from corale.data.gazetteer.authorities import SUCCESSIONS
from corale.data.gazetteer.bodies import SUCCESSION
from corale.data.matching import decisions, items, links
from corale.data.published import excerpt
from corale.data.published.folder import Release
from corale.data.rdf.canonical import Terms
from corale.data.rdf.canonical import terms as parted
from corale.data.rdf.grades import EVIDENCE, KNOWN, grade
from corale.data.review import nodes, offered, statements, terms
from corale.data.review.applied import proofs, proved_by
from corale.data.review.statements import Decision
from corale.desk import names, proposed, shaped, typed
from corale.desk.queue import SCREEN, SCREENED, Item
from corale.errors import UsageError
from corale.ontology import schemes
from corale.ontology.vocabulary import expand

SHOWN, SHOWN_COLUMNS = "authorities/not-personal.csv", ("name", "date", "reviewer", "reason")


@dataclass(frozen=True, slots=True)
class By:
    """Who decides (a role or a body, no person), when (yyyy-mm-dd), why, after which document."""

    role: str
    date: str
    reason: str = ""
    source: str = ""

    def __post_init__(self) -> None:
        if not self.role.strip() or not self.date:
            raise UsageError(
                "una decisione dice chi (un ruolo) e quando", "a decision says who (a role) and when"
            )


def decide(publisher: Path, release: Release, item: Item, verb: str, by: By, new: str = "") -> str:
    """Write a decision about something that waits, and return the table that it went into with what it says.

    `new` is the value of an amendment, as people type it: for a value that no list knows, the notation of the
    known concept.

    Raises:
        UsageError: this may not be decided about it, a refusal has no reason, or the value is none.
    """
    if verb not in item.verbs:
        allowed = ", ".join(item.verbs) or "—"
        raise UsageError(
            f"{item.code}: {verb} non si può; si può: {allowed}",
            f"{item.code}: {verb} cannot be; may be: {allowed}",
        )
    if verb == "refuse" and not by.reason.strip():
        raise UsageError("un rifiuto dice perché", "a refusal says why (--reason)")
    if item.kind == "value":
        return decide_value(publisher, item, verb, by, new)
    if item.kind == "link":
        return decide_link(publisher, release, item.subject, item.object, verb, by)
    if item.kind == "decision":
        return confirm(publisher, release, item, by)
    if item.kind == "masked":
        return decide_masked(publisher, item, verb, by, new)
    if item.kind == "duplicate":
        if verb == "accept":
            return merge(publisher, item.object, [item.subject], by)
        return decide_link(publisher, release, item.subject, item.object, verb, by)
    about = (item.subject, item.property, item.object)
    return decide_statement(publisher, release, *about, verb, by, new, item.words)


def decide_statement(
    publisher: Path,
    release: Release,
    subject: str,
    curie: str,
    object_: str,
    verb: str,
    by: By,
    new: str = "",
    words: str = "",
) -> str:
    """Write a decision about a statement; `new` is a term, or a value as people type it.

    A body that it leads to and nobody knows goes into the publisher's table under its name: `new`, or the
    `words` of the source.

    Raises:
        UsageError: it is no statement, or the value is none.
    """
    base = release.manifest.base
    made = canonical(subject, curie, object_, base)
    value = amended(subject, curie, made, words, new, release) if verb == "amend" else ""
    name = words if new.startswith("<") else new or words
    meant = proposed.bodies(subject, curie, value or made, name, base) if verb != "refuse" else []
    new_ones = [body for one in meant if (body := names.unknown(release, *one))]
    about = terms.subject(subject, base), terms.predicate(curie)
    before = statements.mark(stated_by_source(release, *about), *about, whole=nodes.is_node(made))
    reason = " ".join(by.reason.split())
    told = Decision(subject, curie, made, verb, value, by.role, by.date, reason, by.source, before)
    shaped.hold_record(publisher, release, told, new_ones)
    for body in new_ones:
        names.enter(publisher, body)
    statements.add(publisher, told)
    return f"{verb} {subject} {curie} {value or made} -> {publisher / statements.FILE}"


def canonical(subject: str, curie: str, text: str, base: str) -> str:
    """Return the object of a statement as its decision has it, whatever its spaces and order.

    Raises:
        UsageError: it is none.
    """
    if nodes.is_node(text):
        return nodes.write(*nodes.read(subject, curie, text, base), base)
    return terms.write(terms.read(text, base), base)


def amended(subject: str, curie: str, object_: str, words: str, new: str, release: Release) -> str:
    """Return the value that an amendment puts in the place of an object: of a thing, what is typed stands
    for the words that it was read from, unless it is the whole thing.

    Raises:
        UsageError: it is none.
    """
    base = release.manifest.base
    if nodes.is_node(new):
        return canonical(subject, curie, new, base)
    if nodes.is_node(object_):
        return proposed.renamed(subject, curie, object_, words, new, release)
    return written(subject, curie, new, release)


def stated_by_source(release: Release, subject: str, predicate: str) -> Iterator[Terms]:
    """Yield what the sources of a release say of a subject by a property and of the things that it leads
    to, with what review contradicts."""
    base, derived = release.manifest.base, f"<{expand('prov:wasDerivedFrom')}>"
    slug = excerpt.record_in(subject[1:-1].rpartition("/")[2], excerpt.slugs(release))
    if slug:
        known, evidence = (excerpt.of_record(release, slug, [file]) for file in (KNOWN, EVIDENCE))
    else:
        contradictions = excerpt.of_shared(release, f"{base}id/contradiction/shared-", [KNOWN])
        known = chain(excerpt.about(release, subject[1:-1], [KNOWN]), contradictions)
        evidence = excerpt.of_shared(release, f"{base}id/evidence/shared-", [EVIDENCE])
    said = [*map(parted, known)]
    things = {one[2] for one in said if one[:2] == (subject, predicate)}
    for one in said:
        if grade(one[3]) in ("stated", "read") and (one[:2] == (subject, predicate) or one[0] in things):
            yield one
    contradicted = {one[2] for one in said if one[1] == derived and "/id/contradiction/" in one[0]}
    told = proofs(map(parted, evidence)) if contradicted else {}
    for triple in {proved_by(told[node]) for node in contradicted if node in told}:
        if triple and triple[:2] == (subject, predicate):
            yield *triple, ""


def written(subject: str, curie: str, value: str, release: Release) -> str:
    """Return a new value of a subject's property as a term: staff write one, or type the value as people do.

    Raises:
        UsageError: the field has no such value, or the shapes do not take it.
    """
    if not value.startswith(("<", '"')):
        return typed_in(subject, curie, value, release)
    base = release.manifest.base
    try:
        made = terms.write(terms.read(value, base), base)
    except UsageError:  # a text may begin like a term
        return typed_in(subject, curie, value, release)
    shaped.hold(subject, curie, made, base)
    return made


def typed_in(subject: str, curie: str, text: str, release: Release) -> str:
    """Return the term of a value that somebody types for a subject's property.

    Raises:
        UsageError: no field takes it, or the shapes do not.
    """
    field = offered.field_of(subject, curie)
    if field is None:
        raise UsageError(
            f'{curie}: serve <IRI>, "testo"@it o "1"^^xsd:integer',
            f'{curie}: give <IRI>, "text"@en or "1"^^xsd:integer',
        )
    made = typed.term(field, text, release)
    shaped.hold(subject, curie, made, release.manifest.base)
    return made


def decide_value(publisher: Path, item: Item, verb: str, by: By, new: str = "") -> str:
    """Promote a value that no list knows (accept), merge it with a concept (amend), or leave it as it is."""
    made = {"accept": "promote", "amend": "merge", "refuse": "keep"}[verb]
    label_it, _, label_en = new.partition("|") if verb == "accept" else ("", "", "")
    concept = new if verb == "amend" else ""
    if verb == "accept" and not label_en:
        label_it, label_en = "", new
    if verb == "accept" and not label_en.strip():
        raise UsageError("un valore promosso ha un nome inglese", "a promoted value has an English label")
    if concept and (known := schemes.resolve(item.subject, concept)):
        concept = known.rpartition("/")[2]
    told = provisional.Decision(
        item.subject,
        item.object,
        made,
        concept,
        label_it.strip(),
        label_en.strip(),
        by.role,
        by.date,
        by.reason,
    )
    provisional.add(publisher, told)
    return f"{made} {item.subject}/{item.object} -> {publisher / 'decisions' / provisional.FILE}"


def confirm(publisher: Path, release: Release, item: Item, by: By) -> str:
    """Write a decision once more, over what its source says by now: an amendment amends that."""
    made = statements.read(publisher)[item.subject, item.property, item.object]
    base = release.manifest.base
    about = terms.subject(made.subject, base), terms.predicate(made.property)
    stated, whole = list(stated_by_source(release, *about)), nodes.is_node(made.object)
    reason = " ".join(by.reason.split()) or made.comment
    again = replace(made, reviewer_label=by.role, date=by.date, comment=reason)
    values = {terms.write(one[2], base) for one in stated if one[:2] == about}
    if made.decision == "amend" and len(values) == 1 and made.object not in values:
        statements.add(publisher, replace(again, decision="refuse", replacement="", previous=""))
        again = replace(again, object=values.pop())
    if again.object == again.replacement:  # the source says by now what the decision did
        again = replace(again, decision="accept", replacement="")
    statements.add(publisher, replace(again, previous=statements.mark(stated, *about, whole=whole)))
    return f"{again.decision} {made.subject} {made.property} -> {publisher / statements.FILE}"


def decide_masked(publisher: Path, item: Item, verb: str, by: By, words: str = "") -> str:
    """Confirm that a passage is masked (accept), or tell the words in it that are no personal data (amend).

    From the next build on such words are shown wherever they stand.

    Raises:
        UsageError: an amendment has no words.
    """
    words = " ".join(words.split()) if verb == "amend" else ""
    if verb == "amend":
        if not words:
            raise UsageError("scrivi le parole da mostrare", "write the words to be shown")
        columns.add(publisher / SHOWN, SHOWN_COLUMNS, (words, by.date, by.role, by.reason))
    row = (item.code, item.file, item.line, verb, words, by.role, by.date, by.reason)
    columns.add(publisher / SCREENED, SCREEN, row)
    return f"{verb} {item.file}:{item.line} -> {publisher / SCREENED}"


def decide_link(publisher: Path, release: Release, subject: str, object_: str, verb: str, by: By) -> str:
    """Accept or refuse a link; one that nothing offers is accepted only by a second confirmation.

    Raises:
        UsageError: the release has no such thing, or the other side is neither a code nor an http(s) IRI.
    """
    index = items.opened(release.folder, release.manifest.base)
    subject = subject.removeprefix(release.manifest.base)
    if index.get(subject) is None:
        raise UsageError(f"no {subject} in this release: `corale link explain NAME` finds identifiers")
    if not object_.strip() or any(sign in object_ for sign in ' <>"{}|\\^`\n'):
        raise UsageError(f"{object_!r}: un IRI o un codice", f"{object_!r}: an IRI or a code")
    if ":" in object_ and not object_.startswith(("http://", "https://")):
        raise UsageError(f"{object_!r}: un IRI http(s)", f"{object_!r}: an http(s) IRI")
    decided = decisions.read(publisher)
    word = verb
    if verb == "accept" and not is_offered(publisher, release, subject, object_):
        held = decided.get((subject, object_))
        word = "accept" if held and held.decision in ("propose", "accept") else "propose"
    decisions.add(publisher, decisions.Decision(subject, object_, word, by.role, by.date, by.reason))
    told = f"{word} {subject} {object_} -> {publisher / decisions.FILE}"
    if word == "propose":
        told += (
            "\nNiente la propone, né un candidato né una tabella: vale quando è accettata una seconda volta."
            "\nNeither a candidate nor a table offers it: it holds when it is accepted a second time."
        )
    return told


def is_offered(publisher: Path, release: Release, subject: str, object_: str) -> bool:
    """Tell whether a link is a candidate of the release, or its object stands in a row of an authority
    table, or is one of our own things."""
    index, tables = (
        items.opened(release.folder, release.manifest.base),
        supplied.all_of(publisher / "authorities"),
    )
    found = links.links(index.items(), tables, {}, release.manifest.date)
    if any((one.subject_id, one.object_id) == (subject, object_) for one in found):
        return True
    tail = object_.rpartition("/")[2]
    listed = any({object_, tail} & {*row.values()} for table in tables for row in table.rows)
    return listed or index.get(object_) is not None


def merge(publisher: Path, old: str, new: Iterable[str], by: By) -> str:
    """Lead a body to the one that it is (one key), or to those that it was parted into (several).

    Raises:
        UsageError: one of them is no body, or leads to itself.
    """
    keys = [one.removeprefix("id/organisation/") for one in (old, *new)]
    if any("/" in key or not key.strip() for key in keys) or keys[0] in keys[1:] or len(keys) < 2:
        raise UsageError(
            f"{', '.join(keys)}: chiavi di enti diversi", f"{', '.join(keys)}: keys of different bodies"
        )
    kind = "merge" if len(keys) == 2 else "split"
    path = publisher / "decisions" / SUCCESSIONS
    for key in keys[1:]:
        columns.add(path, SUCCESSION, (keys[0], key, kind, by.date, by.role, by.reason))
    return f"{kind} {keys[0]} -> {', '.join(keys[1:])} -> {path}"
