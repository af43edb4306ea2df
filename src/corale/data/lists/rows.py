"""What a record gives to the lists of a release: a row for each process, notice and output, and who took part
in what.

A row depends on its record alone: it names bodies, places and concepts by identifier. What these are called
and where they lie is looked up when the rows of all records are put into one file (:mod:`listing_file`). The
paths of a facet serve twice: here they are followed in the statements of a record, and a list's page writes
them into its query."""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from corale.data.rdf.canonical import RDF_TYPE, Terms, value
from corale.data.rdf.grades import grade
from corale.ontology.vocabulary import compact, expand
from corale.record import Json

NAMES = ("dct:title", "rdfs:label")
CLASSES = {"process": "corale:ParticipatoryProcess", "notice": "corale:PublicNotice"}
KINDS = ("process", "notice", "organisation", "place", "output")
OUTPUT = "corale:hasOutput"
_PLACED = ("dct:spatial", "corale:decisionHolder", "^corale:aboutProcedure/corale:issuingBody")


@dataclass(frozen=True, slots=True)
class Facet:
    """A facet of a list: its name in an address, its labels, what its values are, the paths that lead to
    them.

    `holds` is `region`, `province`, `place` (territories that the ends of the paths lie in or govern),
    `concept`, `class`, `year` or `deadline`. A path is steps parted by `/`, each a CURIE, `^` before one that
    is gone backwards."""

    name: str
    it: str
    en: str
    holds: str
    paths: tuple[str, ...]


def _where(*paths: str) -> tuple[Facet, ...]:
    return (
        Facet("region", "Regione", "Region", "region", paths),
        Facet("province", "Provincia", "Province", "province", paths),
        Facet("place", "Comune", "Municipality", "place", paths),
    )


_KIND = Facet("kind", "Tipo", "Kind", "class", ("rdf:type",))
FACETS: dict[str, tuple[Facet, ...]] = {
    "process": (
        *_where(*_PLACED),
        Facet(
            "year",
            "Anno",
            "Year",
            "year",
            ("corale:startYear", "corale:endYear", "^corale:aboutProcedure/dct:issued"),
        ),
        Facet("kind", "Procedura", "Procedure", "concept", ("corale:procedureKind",)),
        Facet(
            "level",
            "Livello di partecipazione",
            "Level of participation",
            "concept",
            ("corale:participationLevel",),
        ),
        Facet("status", "Stato", "Status", "concept", ("corale:progressStatus",)),
        Facet("certified", "Certificazione", "Certification", "concept", ("corale:processNature",)),
        Facet(
            "role",
            "Chi ha un ruolo",
            "Who has a role",
            "concept",
            (
                "^corale:inProcess/corale:involvementRole",
                "^corale:aboutProcedure/^corale:inProcess/corale:involvementRole",
            ),
        ),
    ),
    "notice": (
        Facet("deadline", "Termine", "Deadline", "deadline", ("corale:deadline", "corale:deadlineDate")),
        *_where("dct:spatial", "corale:issuingBody"),
        Facet("year", "Anno di pubblicazione", "Year of publication", "year", ("dct:issued",)),
        Facet("kind", "Procedura", "Procedure", "concept", ("corale:procedureKind",)),
        Facet("document", "Tipo di documento", "Kind of document", "concept", ("corale:documentKind",)),
        Facet(
            "role",
            "Chi ha un ruolo",
            "Who has a role",
            "concept",
            ("^corale:inProcess/corale:involvementRole",),
        ),
    ),
    "organisation": (
        *_where(""),
        _KIND,
        Facet("form", "Forma giuridica", "Legal form", "concept", ("corale:legalForm",)),
        Facet("role", "Ruolo", "Role", "concept", ("^corale:involvedAgent/corale:involvementRole",)),
    ),
    "place": (*_where("")[:2], _KIND),
    "output": (
        *_where(*(f"^{OUTPUT}/{path}" for path in _PLACED)),
        _KIND,
        Facet("year", "Anno", "Year", "year", ("dct:date",)),
    ),
}
DATES = {
    "process": ("corale:startDate", "corale:startYear", "^corale:aboutProcedure/dct:issued"),
    "notice": ("dct:issued",),
    "output": ("dct:date",),
}
UNTIL = {
    "notice": ("corale:deadline", "corale:deadlineDate"),
    "process": ("corale:endDate", "corale:endYear"),
}
WHO = {
    "process": ("corale:decisionHolder", "^corale:aboutProcedure/corale:issuingBody"),
    "notice": ("corale:issuingBody",),
}
_YEAR = re.compile(r"\d{4}(?=-|$)", re.ASCII)
_LITERAL = re.compile(r'^"(?:[^"\\]|\\.)*"(?:@it)?$', re.DOTALL)
Index = Mapping[str, Mapping[str, list[str]]]


@dataclass(frozen=True, slots=True)
class _Statements:
    """The statements of a record but its evidence, forwards and backwards, as terms of N-Quads."""

    on: Index
    back: Index

    def ends(self, start: str, path: str) -> list[str]:
        """Return what a path leads to from a thing, in the order of the statements, each once."""
        found = {start: None}
        for step in _steps(path):
            side, name = (self.back, step[1:]) if step.startswith("^") else (self.on, step)
            found = {end: None for one in found for end in side.get(one, {}).get(name, ())}
        return list(found)

    def values(self, start: str, paths: Iterable[str]) -> list[str]:
        """Return the plain values at the ends of some paths, each once."""
        return list(dict.fromkeys(value(end) for path in paths for end in self.ends(start, path)))


@cache
def _steps(path: str) -> tuple[str, ...]:
    steps = path.split("/") if path else []
    return tuple(f"^<{expand(step[1:])}>" if step.startswith("^") else f"<{expand(step)}>" for step in steps)


def entries(said: Iterable[Terms], base: str) -> list[dict[str, Json]]:
    """Return the rows that the statements of one record give to the lists, as JSON objects; `base` ends in
    `/`.

    A row of a thing has `kind`, `id`, `title`, `values` (by facet: identifiers or texts), `who`
    (identifiers), `date` and `until` (ISO 8601, with the time of day or as little as a year; empty where
    nothing is known), `text`. A row of kind `part` says that an `agent` had a `role` in a thing (`of`)."""
    on: dict[str, dict[str, list[str]]] = {}
    back: dict[str, dict[str, list[str]]] = {}
    for subject, predicate, stated, graph in said:
        if grade(graph) != "evidence":
            on.setdefault(subject, {}).setdefault(predicate, []).append(stated)
            if stated[0] == "<":
                back.setdefault(stated, {}).setdefault(predicate, []).append(subject)
    record = _Statements(on, back)
    found = [_entry(record, thing, kind, base) for thing, kind in _listed(record)]
    return [*found, *_parts(record, base)]


def text(said: Iterable[Terms], base: str) -> str:
    """Return the rows of one record as lines of JSON; :func:`read` gives them back."""
    return "".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in entries(said, base))


def read(text: str) -> list[dict[str, Json]]:
    """Return the rows that lines of JSON hold."""
    return [json.loads(line) for line in text.split("\n") if line]


def _listed(record: _Statements) -> Iterable[tuple[str, str]]:
    """Yield the things of a record that are listed, with their kinds."""
    for kind, name in CLASSES.items():
        cls = f"<{expand(name)}>"
        yield from ((thing, kind) for thing in sorted(record.back.get(cls, {}).get(RDF_TYPE, ())))
    outputs = {end for thing in record.on for end in record.ends(thing, OUTPUT)}
    yield from ((thing, "output") for thing in sorted(outputs))


def _entry(record: _Statements, thing: str, kind: str, base: str) -> dict[str, Json]:
    values: dict[str, Json] = {}
    for facet in FACETS[kind]:
        # those lie where the region is found, or are dates
        if facet.holds not in (
            "province",
            "place",
            "deadline",
        ):
            some = [shortened(one, facet.holds, base) for one in record.values(thing, facet.paths)]
            values[facet.name] = list[Json](dict.fromkeys(one for one in some if one))
    title = next((name for name in record.values(thing, NAMES)), "")
    texts = {value(text) for about in _about(record, thing, kind) for text in _texts(record, about)}
    return {
        "kind": kind,
        "id": identifier(value(thing), base),
        "title": title,
        "values": values,
        "who": [identifier(one, base) for one in record.values(thing, WHO.get(kind, ()))],
        "date": _day(record.values(thing, DATES[kind])),
        "until": _day(record.values(thing, UNTIL.get(kind, ()))),
        "text": " ".join(sorted(texts - {title})),
    }


def shortened(one: str, holds: str, base: str) -> str:
    """Return the form in which a facet has a value: the year of a date, the CURIE of a class, an identifier.

    >>> shortened("2019-01-14", "year", "https://e/"), shortened("https://e/id/place/037", "region", "https://e/")
    ('2019', 'id/place/037')
    """
    if holds == "year":
        year = _YEAR.match(one)
        return year[0] if year else ""
    return compact(one) if holds == "class" else identifier(one, base)


def identifier(iri: str, base: str) -> str:
    """Return the identifier of an IRI: its tail under the base or under the project's own."""
    return iri.removeprefix(base).removeprefix(expand("corale:").removesuffix("onto/"))


def _day(stated: list[str]) -> str:
    """Return the first of some dates: the most exact one of those of its year."""
    days = sorted(one for one in stated if _YEAR.match(one))
    return max((one for one in days if one.startswith(days[0][:4])), key=len, default="") if days else ""


def _about(record: _Statements, thing: str, kind: str) -> Iterable[str]:
    """Yield the subjects whose texts are of a thing: all its record speaks of, or, for an output, its own."""
    return (thing,) if kind == "output" else (one for one in record.on if "/id/record/" not in one)


def _texts(record: _Statements, subject: str) -> Iterable[str]:
    for stated in record.on.get(subject, {}).values():
        yield from (text for text in stated if text[0] == '"' and len(text) > 6 and _LITERAL.match(text))


def _parts(record: _Statements, base: str) -> Iterable[dict[str, Json]]:
    for thing in sorted(record.on):
        for agent in record.values(thing, ("corale:involvedAgent",)):
            for of in record.values(thing, ("corale:inProcess",)):
                for role in record.values(thing, ("corale:involvementRole",)):
                    yield {
                        "kind": "part",
                        "agent": identifier(agent, base),
                        "role": identifier(role, base),
                        "of": identifier(of, base),
                    }
