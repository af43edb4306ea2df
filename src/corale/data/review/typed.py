"""A value as a person types it, brought to the term that a field holds."""

import json
import re
from functools import cache
from typing import Any

from corale import artefacts
from corale.data.gazetteer import naming
from corale.data.gazetteer.bodies import by_key
from corale.data.gazetteer.places import places
from corale.data.review import terms
from corale.errors import UsageError
from corale.fields import Field, rows
from corale.ontology import schemes
from corale.ontology.vocabulary import SCHEME

HOMES = {"procedure": "process"}  # a node of the field table whose thing has another kind
WHOLE = ("process", "notice", "organisation")  # things that have pages of their own
PARTS = ("funding", "certification")  # parts of which a process has one
TYPES = {
    "string": "",
    "text": "",
    "integer": "xsd:integer",
    "decimal": "xsd:decimal",
    "boolean": "xsd:boolean",
    "date": "xsd:date",
    "period": "xsd:date",
}
KINDS = frozenset({*TYPES, "concept", "place", "party"})
"""Kinds of values that one term holds: others are parts with terms of their own."""
_DAY = re.compile(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})")
_YES = {"true": "true", "sì": "true", "si": "true", "yes": "true", "false": "false", "no": "false"}


@cache
def offered(kind: str) -> dict[str, Field]:
    """Return the fields whose values a person may state of a thing (`process`, `notice`, `organisation`), by
    name.

    >>> offered("process")["totalCost"].node, "phase" in offered("process")
    ('funding', False)
    """
    nodes = {kind, *PARTS} if kind == "process" else {kind}
    return {
        row.name: row
        for row in rows()
        if row.section == kind
        and (row.extracted or kind == "organisation")
        and row.curie
        and row.node in nodes
        and row.value in KINDS
        and single(row.curie)
    }


def single(curie: str) -> bool:
    """Tell whether a property is one step forwards."""
    return "^" not in curie and "/" not in curie


def subject_of(field: Field, key: str) -> str:
    """Return the subject of a field's statements about the thing with a key.

    >>> subject_of(offered("process")["totalCost"], "osservatorio-7")
    'id/funding/osservatorio-7'
    """
    return f"id/{HOMES.get(field.node, field.node)}/{key}"


def term(field: Field, text: str) -> str:
    """Return a value as people write it in `decisions/statements.csv`.

    >>> term(offered("process")["totalCost"], "40.000,50 €")
    '"40000.5"^^xsd:decimal'

    Raises:
        UsageError: the field has no such value; the text says what it takes.
    """
    text = " ".join(text.split())
    if not text:
        raise UsageError("manca il valore · there is no value")
    if field.value in ("concept", "place", "party"):
        return f"<{_thing(field, text)}>"
    kind = TYPES[field.value]
    if kind == "xsd:boolean":
        text = _YES.get(text.lower(), text)
    elif kind in ("xsd:integer", "xsd:decimal"):
        text = number(text)
    elif kind == "xsd:date":
        text, kind = date(text)
    language = "it" if field.value == "text" and _language(field) else ""
    made = terms.literal(text, kind, language)
    base = "https://base.example/"
    return terms.write(terms.read(made, base), base)


def number(text: str) -> str:
    """Return a number as people in Italy write it in its plain form.

    >>> number("1.234,50 €"), number("12"), number("3.5")
    ('1234.50', '12', '3.5')
    """
    bare = text.replace("€", "").replace(" ", "").removesuffix("%")
    if re.fullmatch(r"-?\d{1,3}(\.\d{3})+(,\d+)?|-?\d+,\d+", bare):
        bare = bare.replace(".", "").replace(",", ".")
    return bare


def date(text: str) -> tuple[str, str]:
    """Return a day, month or year in its ISO form, with its datatype.

    >>> date("14/5/2016"), date("2016-05"), date("2016")
    (('2016-05-14', 'xsd:date'), ('2016-05', 'xsd:gYearMonth'), ('2016', 'xsd:gYear'))
    """
    if found := _DAY.fullmatch(text):
        day, month, year = found.groups()
        text = f"{year}-{month:0>2}-{day:0>2}"
    return text, {4: "xsd:gYear", 7: "xsd:gYearMonth"}.get(len(text), "xsd:date")


def _thing(field: Field, text: str) -> str:
    """Return the IRI of a concept, place or body, relative to the base where it is the publisher's."""
    if field.value == "concept":
        iri = text if text.startswith(f"{SCHEME}{field.scheme}/") else schemes.resolve(field.scheme, text)
        if iri is None or schemes.label(iri) is None:
            raise UsageError(f"«{text}» non è nell'elenco · is not in the list {field.scheme}")
        return iri
    if field.value == "place":
        code = text.removeprefix("id/place/")
        match = None if code in places().by_istat else places().find(text, None)
        if match is None and code not in places().by_istat:
            raise UsageError(f"«{text}» non è un comune noto · is no municipality that is known")
        return f"id/place/{match.target.istat if match else code}"
    if text.startswith("id/organisation/"):
        return text
    body = naming.resolve(text) or by_key(text)
    if body is None:
        raise UsageError(f"«{text}» non è un ente noto · is no body that is known")
    return f"id/organisation/{body.key}"


def _language(field: Field) -> bool:
    """Tell whether the texts of a property are in Italian, as the context of records says."""
    stated = _context().get(field.term, {"@language": "it"})
    return isinstance(stated, dict) and "@language" in stated


@cache
def _context() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(artefacts.text("mappings", "context.jsonld"))["@context"]
    return found
