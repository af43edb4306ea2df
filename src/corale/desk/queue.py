"""What waits for a person in a release: candidates, values, links, duplicates, contradictions, masked data.

Each is told with its place in the source and with what may be decided. What was decided waits no more.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, astuple, dataclass
from pathlib import Path
from typing import Any

from corale.data.gazetteer import authorities, columns, supplied
from corale.data.matching import decisions, duplicates, items, links, waiting
from corale.data.published import undecided
from corale.data.published.folder import Release
from corale.data.rdf.canonical import terms as parted
from corale.data.rdf.canonical import value
from corale.data.rdf.grades import KNOWN
from corale.data.release.join import dumped
from corale.data.release.withdrawn import RECORDS, table
from corale.data.review import statements, terms
from corale.data.review.offered import KINDS as TYPED
from corale.data.review.offered import single, subject_of
from corale.data.review.terms import literal
from corale.desk import typed
from corale.errors import UsageError
from corale.fields import Field, fields, rows
from corale.findings import finding
from corale.ontology.vocabulary import expand

KINDS = ("contribution", "candidate", "value", "link", "duplicate", "contradiction", "masked", "decision")
MASKED = "P001"
CHANGED, UNAPPLIED = "V002", ("V003", "V004")  # a source that changed since; a decision that was not applied
DETAIL = "\0"  # stands for what a finding says of a decision
SCREENED = "decisions/masked.csv"
SCREEN = ("code", "file", "line", "decision", "words", "reviewer_label", "date", "comment")


@dataclass(frozen=True, slots=True)
class Item:
    """Something that waits: its code, its kind, record, file and line, what it is about, in both languages.

    `subject`, `property` and `object` are those of a statement, or the two sides of a link; `words` are those
    of the source, `proposed` is the value that a reader puts in the place of the object; `verbs` are what may
    be decided.
    """

    code: str
    kind: str
    it: str
    en: str
    verbs: tuple[str, ...]
    subject: str = ""
    property: str = ""
    object: str = ""
    words: str = ""
    record: str = ""
    file: str = ""
    line: int = 0
    proposed: str = ""

    def text(self, language: str) -> str:
        """Return what it is about in a language."""
        return self.en if language == "en" else self.it

    def to_json(self) -> "dict[str, str | int | tuple[str, ...]]":
        """Return the item as a JSON object."""
        return {name: held for name, held in asdict(self).items() if held not in ("", 0)}


def label_of(curie: str) -> tuple[str, str]:
    """Return what a property is called in Italian and English.

    >>> label_of("corale:totalCost")
    ('Costo complessivo', 'Total cost')
    """
    row = next((row for row in rows() if row.curie == curie), None)
    return (row.label_it, row.label_en) if row else (curie, curie)


def code_of(kind: str, *parts: str) -> str:
    """Return the code of what waits: the same as long as it is the same thing.

    >>> code_of("link", "id/place/1", "x") == code_of("link", "id/place/1", "x") != code_of("value", "a", "b")
    True
    """
    return hashlib.sha256("\n".join((kind, *parts)).encode()).hexdigest()[:10]


def waiting_in(publisher: Path, release: Release, kinds: Iterable[str] = KINDS) -> list[Item]:
    """Return what waits in a release of a publisher's folder, by kind in the order of :data:`KINDS`."""
    authorities.refresh(publisher / "authorities")
    made = {
        "candidate": candidates,
        "value": values,
        "link": waiting_links,
        "duplicate": doubles,
        "contradiction": contradictions,
        "masked": masked,
        "decision": decisions_to_review,
    }
    return [
        item for kind in KINDS if kind in made and kind in kinds for item in made[kind](publisher, release)
    ]


def candidates(publisher: Path, release: Release) -> Iterator[Item]:
    """Yield the values of published records below their bands that nobody has decided about."""
    decided, base = statements.read(publisher), release.manifest.base
    path = undecided.path_of(publisher, release)
    published = {row["record"] for row in table(release.folder / RECORDS)}
    for row in columns.rows(path, undecided.COLUMNS[:4]):
        words = row.get("words", "")
        if row["record"] not in published or not words:
            continue
        field = _field(row["record"], row["field"])
        property_ = field.curie if field and single(field.curie) else f"corale:{row['field']}"
        subject, object_ = f"id/record/{row['record']}", literal(words)
        verbs: tuple[str, ...] = ("refuse",)
        if field is not None and field.value in TYPED and property_ == field.curie:
            subject, verbs = subject_of(field, row["record"]), ("amend", "refuse")
            try:
                object_ = terms.write(terms.read(typed.term(field, words, release), base), base)
                verbs = ("accept", "amend", "refuse")
            except UsageError:
                object_ = literal(words)
        if (subject, property_, object_) not in decided:
            code = code_of("candidate", subject, property_, object_)
            it, en, line = row["message_it"], row["message_en"], int(row["line"] or 0)
            about = (subject, property_, object_, words, row["record"], row["file"])
            yield Item(code, "candidate", it, en, verbs, *about, line)


def _field(record: str, name: str) -> Field | None:
    """Return the field of a candidate: one of its record, or that of a role."""
    section = "notice" if record.startswith("avviso-") else "process"
    roles = (row for row in rows() if row.value == "party" and row.name == name and row.node == "process")
    return fields(section).get(name) or next(roles, None)


def values(publisher: Path, release: Release) -> Iterator[Item]:
    """Yield the values that no list knows."""
    for one in waiting.values(release.folder, release.manifest.base):
        near = f" Vicino a «{one.near}»." if one.near else ""
        near_en = f" Near “{one.near}”." if one.near else ""
        yield Item(
            code_of("value", one.scheme, one.key),
            "value",
            f"«{one.words}» non è nell'elenco «{one.scheme}» ({one.used} usi).{near}",
            f"“{one.words}” is not in the list “{one.scheme}” ({one.used} uses).{near_en}",
            ("accept", "amend", "refuse"),
            one.scheme,
            object=one.key,
            words=one.words,
        )


def waiting_links(publisher: Path, release: Release) -> Iterator[Item]:
    """Yield the links that are only candidates, and those that one person has accepted without a row."""
    index, decided = items.opened(release.folder, release.manifest.base), decisions.read(publisher)
    tables = supplied.all_of(publisher / "authorities")
    for one in links.links(index.items(), tables, decided, release.manifest.date):
        if one.status == "candidate":
            name = one.object_label or one.object_id
            yield Item(
                code_of("link", one.subject_id, one.object_id),
                "link",
                f"«{one.subject_label}» è «{name}» ({one.registry}, {one.band}, {one.score} %)?",
                f"Is “{one.subject_label}” “{name}” ({one.registry}, {one.band}, {one.score} %)?",
                ("accept", "refuse"),
                one.subject_id,
                one.predicate_id,
                one.object_id,
            )


def doubles(publisher: Path, release: Release) -> Iterator[Item]:
    """Yield the pairs of bodies that may be one."""
    index = items.opened(release.folder, release.manifest.base)
    apart = [pair for pair, made in decisions.read(publisher).items() if made.decision == "refuse"]
    for one in duplicates.duplicates(index, index.items(), apart):
        yield Item(
            code_of("duplicate", one.first, one.other),
            "duplicate",
            f"«{one.first_label}» e «{one.other_label}» sono lo stesso ente?",
            f"Are “{one.first_label}” and “{one.other_label}” one body?",
            ("accept", "refuse"),
            one.first,
            "owl:sameAs",
            one.other,
        )


def contradictions(publisher: Path, release: Release) -> Iterator[Item]:
    """Yield the contradictions of records: to be confirmed, or refuted."""
    base, decided = release.manifest.base, statements.read(publisher)
    wanted = {expand(name): name for name in ("corale:hasContradiction", "rdfs:comment", "corale:sourceLine")}
    told: dict[str, dict[str, list[str]]] = {}
    for line in dumped(release.folder, [KNOWN]):
        if "/id/contradiction/" in line and "-review-" not in line:
            subject, predicate, stated, _ = parted(line)
            if name := wanted.get(predicate[1:-1]):
                node = stated if name == "corale:hasContradiction" else subject
                held = subject if name == "corale:hasContradiction" else stated
                told.setdefault(node, {}).setdefault(name, []).append(held)
    for node, about in sorted(told.items()):
        for record in about.get("corale:hasContradiction", ()):
            subject, object_ = record[1:-1].removeprefix(base), f"<{node[1:-1].removeprefix(base)}>"
            if (subject, "corale:hasContradiction", object_) in decided:
                continue
            texts = {one[-2:]: value(one) for one in about.get("rdfs:comment", ())}
            number = next((int(value(one)) for one in about.get("corale:sourceLine", ())), 0)
            yield Item(
                code_of("contradiction", subject, object_),
                "contradiction",
                texts.get("it", ""),
                texts.get("en", ""),
                ("accept", "refuse"),
                subject,
                "corale:hasContradiction",
                object_,
                record=subject.rpartition("/")[2],
                line=number,
            )


def decisions_to_review(publisher: Path, release: Release) -> Iterator[Item]:
    """Yield the decisions whose source has changed since, to be confirmed, and those not applied."""
    known = list(statements.read(publisher).values())
    for code in (CHANGED, *UNAPPLIED):
        for one in _findings(release, code):
            about = [made for made in known if one["message_it"].startswith(beginning(code, made))]
            for made in about[-1:]:
                mark = code_of("decision", code, *astuple(made))
                texts, verbs = (one["message_it"], one["message_en"]), ("accept",) if code == CHANGED else ()
                yield Item(mark, "decision", *texts, verbs, made.subject, made.property, made.object)


def beginning(code: str, made: statements.Decision) -> str:
    """Return how the finding of a code about a decision begins, in Italian, up to what it says of it.

    >>> made = statements.Decision("id/process/a-1", "corale:year", '"2020"', "accept")
    >>> beginning("V003", made)
    'La decisione su corale:year di id/process/a-1 non è applicata: '
    """
    about = finding(code, statements.FILE, subject=made.subject, property=made.property, detail=DETAIL)
    return about.message_it.partition(DETAIL)[0]


def _findings(release: Release, code: str) -> Iterator[dict[str, Any]]:
    """Yield the findings of a code in a release's report; one stands on a line."""
    with (release.folder / "report.json").open(encoding="utf-8") as report:
        for line in report:
            if line.startswith(f'{{"code": "{code}"'):
                yield json.loads(line.rstrip(",\n"))


def masked(publisher: Path, release: Release) -> Iterator[Item]:
    """Yield the passages that were masked as personal data and nobody has looked at, told by place alone."""
    decided = {row["code"] for row in columns.rows(publisher / SCREENED, SCREEN)}
    for one in _findings(release, MASKED):
        place = (one["file"], str(one.get("line", 0)))
        code = code_of("masked", *place, one["message_it"])
        if code not in decided:
            texts, record = (one["message_it"], one["message_en"]), one.get("record", "")
            about = {"record": record, "file": one["file"], "line": one.get("line", 0)}
            yield Item(code, "masked", *texts, ("accept", "amend"), **about)
