"""`store/lists.db`: the lists of a release, as an SQLite file that pages read; written once, when records are
joined.

Things are numbered kind by kind in the order of their titles. For each kind and facet the file has two
columns of numbers side by side, things and their values, as bytes (`uint32`, little-endian): counting a facet
is one pass over them, whatever was chosen. Dates and sizes lie in arrays alike. Words are an FTS5 table of
stems without contents."""

import json
import sqlite3
import sys
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any, cast

from corale.data.gazetteer.names import fold
from corale.data.gazetteer.points import points
from corale.data.lists.rows import CLASSES, FACETS, KINDS, identifier
from corale.data.lists.stems import stems
from corale.data.matching.facets import type_name, with_above
from corale.data.rdf.canonical import RDF_TYPE, parted, terms, value
from corale.data.sqlite import file_errors
from corale.ontology import vocabulary
from corale.ontology.vocabulary import compact, expand
from corale.record import Json

FILE = "store/lists.db"
SCHEMA = """
CREATE TABLE thing (n INTEGER PRIMARY KEY, kind TEXT, id TEXT, title TEXT, about TEXT);
CREATE TABLE span (kind TEXT PRIMARY KEY, first INTEGER, number INTEGER);
CREATE TABLE pairs (kind TEXT, facet TEXT, things BLOB, held BLOB, PRIMARY KEY (kind, facet)) WITHOUT ROWID;
CREATE TABLE value (v INTEGER PRIMARY KEY, key TEXT, it TEXT, en TEXT, lat REAL, lon REAL, within TEXT);
CREATE TABLE numbers (kind TEXT, name TEXT, held BLOB, PRIMARY KEY (kind, name)) WITHOUT ROWID;
CREATE VIRTUAL TABLE words USING fts5(title, body, content='', detail=column, tokenize='ascii');
CREATE INDEX by_key ON value (key);
CREATE UNIQUE INDEX by_id ON thing (id);
"""
NUMBERS = ("date", "until", "size")
"""What is held as a number of each thing: days (proleptic ordinals, 0 where none is known), and how many it
is in."""
_STEPS = {
    "corale:hasJurisdictionOver": "governs",
    "corale:knownIn": "governs",
    "corale:partOfBody": "governs",
    "corale:memberMunicipality": "members",
    "CLV:situatedWithin": "within",
    "rdf:type": "types",
    "rdfs:label": "names",
    "corale:nameVariant": "others",
    "corale:legalForm": "forms",
}
GENERAL = frozenset(
    {
        "prov:Entity",
        "corale:Output",
        "corale:Initiative",
        "COV:Organization",
        "CLV:Feature",
        *CLASSES.values(),
    }
)
"""Types that all things of a list have, or that tell nothing of them."""
_AREA = "corale:areaAuthority"  # from the area to the body: followed backwards
Row = Mapping[str, Any]


@dataclass(slots=True)
class Listed:
    """A thing on its way into a list: its title, values by facet, dates, words, and what its line shows."""

    id: str
    title: str
    values: dict[str, list[str]]
    date: str = ""
    until: str = ""
    text: str = ""
    size: int = 0
    about: dict[str, Json] = field(default_factory=dict)


class Shared:
    """What belongs to no record: the bodies and places of a release, from its lines of N-Quads; `base` ends
    in `/`."""

    def __init__(self, lines: Iterable[str], base: str) -> None:
        self._said: dict[str, dict[str, list[str]]] = {}
        starts = (f"<{base}id/organisation/", f"<{base}id/place/")
        names = {f"<{expand(curie)}>": step for curie, step in _STEPS.items()}
        authority = f"<{expand(_AREA)}>"
        for line in lines:
            if not line.startswith(starts):
                continue
            subject, predicate, stated, _ = terms(line)
            one, other = identifier(value(subject), base), identifier(value(stated), base)
            if predicate == RDF_TYPE:
                other = compact(value(stated))
            if predicate == authority:
                one, other, predicate = other, one, f"<{expand('corale:hasJurisdictionOver')}>"
            if (step := names.get(predicate)) and other not in (
                held := self._said.setdefault(one, {}).setdefault(step, [])
            ):
                held.append(other)
        self._reached: dict[str, tuple[str, ...]] = {}

    def of(self, id_: str, step: str) -> list[str]:
        """Return what is said of a body or place: one of the values of `_STEPS`."""
        return self._said.get(id_, {}).get(step, [])

    def ids(self, kind: str) -> list[str]:
        """Return the identifiers of the bodies (`organisation`) or places (`place`) that have a name,
        sorted."""
        return sorted(
            id_ for id_, said in self._said.items() if id_.startswith(f"id/{kind}/") and said.get("names")
        )

    def name(self, id_: str) -> str:
        """Return the name of a body or place, or nothing."""
        return min(self.of(id_, "names"), default="")

    def territories(self, id_: str) -> tuple[str, ...]:
        """Return the places that a place lies in, or that a body governs or is known in: identifiers, itself
        first."""
        if id_ not in self._reached:
            found: dict[str, None] = {}
            waiting = [id_]
            while waiting:
                one = waiting.pop()
                if one not in found:
                    found[one] = None
                    waiting += [*self.of(one, "governs"), *self.of(one, "members"), *self.of(one, "within")]
            self._reached[id_] = tuple(one for one in found if one.startswith("id/place/"))
        return self._reached[id_]


@dataclass(slots=True)
class Gathered:
    """The things of all records' rows by kind, and who took part: by agent the roles, and the things taken
    part in."""

    by_kind: dict[str, list[Listed]] = field(default_factory=lambda: {kind: [] for kind in KINDS})
    roles: dict[str, dict[str, None]] = field(default_factory=dict)
    parts: dict[str, set[str]] = field(default_factory=dict)


def write(shared: Shared, records: Iterable[Sequence[Row]], folder: Path) -> Path:
    """Write the lists of a release into its folder, from the rows of its records, and return the file.

    Raises:
        OSError: the file cannot be written.
    """
    file = folder / FILE
    file.parent.mkdir(exist_ok=True)
    file.unlink(missing_ok=True)
    with file_errors(file), closing(sqlite3.connect(str(file))) as db:
        _fill(db, shared, records)
    return file


def _fill(db: sqlite3.Connection, shared: Shared, records: Iterable[Sequence[Row]]) -> None:
    db.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA page_size=8192;" + SCHEMA)
    gathered = gather(shared, records)
    values = _Values(db, shared)
    first = 1
    for kind in KINDS:
        some = sorted(gathered.by_kind[kind], key=lambda one: (not one.title, fold(one.title), one.id))
        _write_kind(db, values, kind, first, some)
        first += len(some)
    db.execute("INSERT INTO words(words) VALUES ('optimize')")
    db.commit()


def gather(shared: Shared, records: Iterable[Sequence[Row]]) -> Gathered:
    """Return the things of all lists."""
    found = Gathered()
    placed: dict[str, int] = {}
    for row in (row for rows in records for row in rows):
        if row["kind"] == "part":
            found.roles.setdefault(row["agent"], {})[row["role"]] = None
            found.parts.setdefault(row["agent"], set()).add(row["of"])
            continue
        one = of_record(row, shared)
        found.by_kind[row["kind"]].append(one)
        for place in {*one.values["region"], *one.values["province"], *one.values["place"]}:
            placed[place] = placed.get(place, 0) + (row["kind"] in ("process", "notice"))
    found.by_kind["organisation"] = [of_body(id_, shared, found) for id_ in shared.ids("organisation")]
    found.by_kind["place"] = [of_place(id_, shared, placed.get(id_, 0)) for id_ in shared.ids("place")]
    return found


def of_record(row: Row, shared: Shared) -> Listed:
    """Return a process, notice or output, from the row that its record gives."""
    values = {name: list(some) for name, some in row["values"].items()}
    values |= territories(values.get("region", []), shared)
    values["kind"], shown = kinds(values.get("kind", []))
    who: list[Json] = [[id_, shared.name(id_)] for id_ in row["who"]]
    names = " ".join(shared.name(id_) for id_ in (*row["who"], *values["place"]))
    about: dict[str, Json] = {
        "who": who,
        "date": row["date"],
        "until": row["until"],
        "values": _shown_values(values, shown),
    }
    return Listed(
        row["id"], row["title"], values, row["date"], row["until"], f"{row['text']} {names}", 0, about
    )


def of_body(id_: str, shared: Shared, found: Gathered) -> Listed:
    """Return a body with the roles that all records give it."""
    values = territories([id_], shared)
    values["kind"], shown = kinds(shared.of(id_, "types"))
    values |= {"form": shared.of(id_, "forms"), "role": list(found.roles.get(id_, ()))}
    size, others = len(found.parts.get(id_, ())), " ".join(shared.of(id_, "others"))
    about: dict[str, Json] = {"size": size, "values": _shown_values(values, shown)}
    return Listed(id_, shared.name(id_), values, text=others, size=size, about=about)


def of_place(id_: str, shared: Shared, size: int) -> Listed:
    """Return a place; `size` says how many processes and notices it is about."""
    values = territories([id_], shared)
    values["kind"], shown = kinds(shared.of(id_, "types"))
    about: dict[str, Json] = {"size": size, "values": _shown_values(values, shown)}
    return Listed(
        id_, shared.name(id_), values, text=" ".join(shared.of(id_, "others")), size=size, about=about
    )


def _shown_values(values: Mapping[str, list[str]], shown: list[str]) -> Json:
    return cast(Json, {**values, "kind": shown})


def territories(ids: Iterable[str], shared: Shared) -> dict[str, list[str]]:
    """Return the municipalities, provinces and regions of some bodies or places, by facet."""
    found: dict[str, list[str]] = {"region": [], "province": [], "place": []}
    for one in dict.fromkeys(place for id_ in ids for place in shared.territories(id_)):
        level = {2: "region", 3: "province", 6: "place"}.get(len(one) - len("id/place/"))
        if level and one[-1].isdigit():
            found[level].append(one)
    return found


def kinds(types: Iterable[str]) -> tuple[list[str], list[str]]:
    """Return the types of a thing that a list tells apart, and of these the most telling; concepts stay as
    they are.

    >>> kinds(["corale:Pact", "corale:Output", "prov:Entity"]), kinds(["scheme/procedure/patto"])
    ((['corale:Pact'], ['corale:Pact']), (['scheme/procedure/patto'], ['scheme/procedure/patto']))
    """
    some = list(types)
    if any(one.startswith("scheme/") for one in some):
        return some, some
    known = [one for one in with_above(some) if one in some and one not in GENERAL]
    return known, [
        one for one in known if not any(one in with_above([other]) for other in known if other != one)
    ]


class _Values:
    """The values of facets, numbered in the order in which they are met, each with its labels, in the table
    `value`."""

    def __init__(self, db: sqlite3.Connection, shared: Shared) -> None:
        self._db, self._shared = db, shared
        self._numbers: dict[str, int] = {}

    def number(self, key: str) -> int:
        """Return the number of a value."""
        if key not in self._numbers:
            self._numbers[key] = len(self._numbers) + 1
            point = points().get(key.removeprefix("id/place/"))
            lat, lon = point.degrees if point else (None, None)
            within = min(self._shared.of(key, "within"), default="")
            row = (self._numbers[key], key, *self._labels(key), lat, lon, within)
            self._db.execute("INSERT INTO value VALUES (?,?,?,?,?,?,?)", row)
        return self._numbers[key]

    def _labels(self, key: str) -> tuple[str, str]:
        if key.startswith("scheme/"):
            return self._concepts.get(key) or (key.rpartition("/")[2],) * 2
        if key.startswith("id/"):
            return (self._shared.name(key) or key,) * 2
        return (key, key) if key.isdigit() else (type_name(key, "it"), type_name(key, "en"))

    @cached_property
    def _concepts(self) -> dict[str, tuple[str, str]]:
        labels: dict[tuple[str, str], str] = {}
        name = f"<{expand('skos:prefLabel')}>"
        for subject, predicate, stated, _ in map(parted, vocabulary.quads()):
            if predicate == name:
                language = stated.rpartition("@")[2]
                labels[value(subject).removeprefix(vocabulary.BASE), language] = value(stated)
        return {
            key: (label, labels.get((key, "en"), label))
            for (key, language), label in labels.items()
            if language == "it"
        }


def _write_kind(
    db: sqlite3.Connection, values: _Values, kind: str, first: int, some: Sequence[Listed]
) -> None:
    """Write the things of a kind, in their order, numbered from `first` on."""
    db.execute("INSERT INTO span VALUES (?,?,?)", (kind, first, len(some)))
    db.executemany(
        "INSERT INTO thing VALUES (?,?,?,?,?)",
        (
            (n, kind, one.id, one.title, json.dumps(one.about, ensure_ascii=False))
            for n, one in enumerate(some, first)
        ),
    )
    db.executemany(
        "INSERT INTO words(rowid, title, body) VALUES (?,?,?)",
        ((n, " ".join(stems(one.title)), " ".join(stems(one.text))) for n, one in enumerate(some, first)),
    )
    for facet in FACETS[kind]:
        things, held = array("I"), array("I")
        for n, key in _positions(some, facet.name):
            things.append(n)
            held.append(values.number(key))
        db.execute("INSERT INTO pairs VALUES (?,?,?,?)", (kind, facet.name, packed(things), packed(held)))
    days = {"date": [ordinal(one.date) for one in some], "until": [ordinal(one.until) for one in some]}
    for name in NUMBERS:
        numbers = array("I", days.get(name) or [one.size for one in some])
        db.execute("INSERT INTO numbers VALUES (?,?,?)", (kind, name, packed(numbers)))


def _positions(some: Sequence[Listed], facet: str) -> Iterator[tuple[int, str]]:
    """Yield the places of things in their list (from 0), and the values of a facet."""
    for n, one in enumerate(some):
        yield from ((n, key) for key in one.values.get(facet, ()))


def packed(numbers: "array[int]") -> bytes:
    """Return numbers as bytes, little-endian wherever they were made."""
    if sys.byteorder == "big":
        numbers = array("I", numbers)
        numbers.byteswap()
    return numbers.tobytes()


def ordinal(day: str) -> int:
    """Return the number of a day, of the first of a month or year; 0 for none.

    >>> ordinal("0001-01-02T13:00:00Z"), ordinal("2015"), ordinal(""), ordinal("2015-02-31")
    (2, 735599, 0, 0)
    """
    parts = [*day[:10].split("-"), "1", "1"][:3] if day else []
    try:
        return date(*map(int, parts)).toordinal() if parts else 0
    except ValueError:
        return 0
