"""What waits for a person in a release: candidates, values, links, duplicates, contradictions, masked data.

Each is told with its place in the source and with what may be decided. What was decided waits no more.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, astuple, dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from corale.data.gazetteer import authorities, columns, supplied
from corale.data.gazetteer.authorities import SUCCESSIONS
from corale.data.gazetteer.bodies import SUCCESSION
from corale.data.matching import decisions, duplicates, items, links, waiting
from corale.data.published import excerpt, undecided
from corale.data.published.folder import Release
from corale.data.rdf.canonical import value
from corale.data.review import nodes, statements, survey, terms
from corale.data.review.offered import TYPED, single, subject_of
from corale.data.review.terms import literal
from corale.desk import proposed, typed
from corale.desk.proposed import Proposed
from corale.errors import UsageError
from corale.fields import Field, fields, rows
from corale.findings import finding
from corale.mappings.reading.identity import NOTICES

KINDS = ("contribution", "candidate", "value", "link", "duplicate", "contradiction", "masked", "decision")
MASKED = "P001"
CHANGED, UNAPPLIED = "V002", ("V003", "V004")  # a source that changed since; a decision that was not applied
VERBS = {
    "sure": ("accept", "amend", "refuse"),
    "unsure": ("amend", "refuse"),
    "area": ("amend", "refuse"),
    "nothing": ("refuse",),
}
WHY = {
    "area": (
        " Nessuna tabella ha quest'area: se ne scrive una nota, o si aggiunge a authorities/areas.csv.",
        " No table has this area: write a known one, or add it to authorities/areas.csv.",
    ),
    "nothing": (
        " Il grafo non ha un posto per questo valore: si può solo rifiutare.",
        " The graph has no place for this value: it can only be refused.",
    ),
}
"""Verbs by what a candidate would say, and why some are lacking, in both languages."""
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
    """Yield the values of published records below their bands that nobody has decided about, each once."""
    decided = set(statements.read(publisher))
    path, published = undecided.path_of(publisher, release), excerpt.slugs(release)
    for row in columns.rows(path, undecided.COLUMNS[:4]):
        words = row.get("words", "")
        if row["record"] not in published or not words:
            continue
        made = _proposed(row, release)
        about = (made.subject, made.property, made.object)
        if decided & {about, *made.also}:
            continue
        decided.add(about)
        it, en = WHY.get(made.able, ("", ""))
        name_it, name_en = _names(made, release.manifest.base)
        yield Item(
            code_of("candidate", *about),
            "candidate",
            f"{name_it}{row['message_it']}{it}",
            f"{name_en}{row['message_en']}{en}",
            VERBS[made.able],
            *about,
            words=words,
            record=row["record"],
            file=row["file"],
            line=int(row["line"] or 0),
        )


def _proposed(row: Mapping[str, str], release: Release) -> Proposed:
    """Return what a candidate would say, and whether it can be accepted."""
    record, words = row["record"], row["words"]
    if row.get("value"):
        return proposed.statement(record, row["value"], release)
    field = _field(record, row["field"])
    if field is None or field.value not in TYPED or not single(field.curie):
        return Proposed(f"id/record/{record}", f"corale:{row['field']}", literal(words), "nothing")
    about, base = (subject_of(field, record), field.curie), release.manifest.base
    try:
        return Proposed(*about, terms.write(terms.read(typed.term(field, words, release), base), base))
    except UsageError:
        return Proposed(*about, literal(words), "area" if field.value == "area" else "unsure")


def _names(made: Proposed, base: str) -> tuple[str, str]:
    """Return how the text of a candidate begins, in both languages: what the thing that it would make is
    called."""
    if not nodes.is_node(made.object):
        return "", ""
    about = (made.subject, made.property, made.object, base)
    it, en = (proposed.name_of(*about, language) for language in ("it", "en"))
    return f"{it}. ", f"{en}. "


def _field(record: str, name: str) -> Field | None:
    """Return the field of a candidate: one of its record, or that of a role."""
    section = "notice" if record.partition("-")[0] == NOTICES else "process"
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
    apart = {frozenset(pair) for pair, made in decisions.read(publisher).items() if made.decision == "refuse"}
    for row in columns.rows(publisher / "decisions" / SUCCESSIONS, SUCCESSION):
        apart.add(frozenset(f"id/organisation/{row[side]}" for side in ("old", "new")))
    for one in _pairs(release.folder, release.manifest.base, excerpt.stamp(release)):
        if {one.first, one.other} in apart:
            continue
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


@lru_cache(maxsize=2)
def _pairs(folder: Path, base: str, stamp: int) -> Sequence[duplicates.Pair]:
    """Return the pairs of bodies of a release that may be one, whatever was decided: looked for once."""
    index = items.opened(folder, base)
    return duplicates.duplicates(index, index.items())


def contradictions(publisher: Path, release: Release) -> Iterator[Item]:
    """Yield the contradictions of records: to be confirmed, or refuted."""
    base, decided = release.manifest.base, statements.read(publisher)
    for node, about in sorted(survey.of(release).contradictions.items()):
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
