"""A value as a person types it, read as the sources are, and brought to the term that a field holds."""

import json
from functools import cache
from typing import Any

from corale import artefacts
from corale.data.gazetteer import naming
from corale.data.gazetteer.areas import areas
from corale.data.gazetteer.bodies import by_key
from corale.data.gazetteer.names import fold
from corale.data.gazetteer.places import places
from corale.data.published.folder import Release
from corale.data.review import terms
from corale.desk import names
from corale.errors import UsageError
from corale.fields import Field
from corale.fields import values as kinds
from corale.mappings.reading.template import reader
from corale.mappings.sheet.labelled import READERS
from corale.mappings.text import dates, values
from corale.ontology import schemes
from corale.ontology.vocabulary import SCHEME

EXAMPLE = "https://base.example/"
DAYS = {4: "xsd:gYear", 7: "xsd:gYearMonth", 10: "xsd:date"}  # by the length of the text
WANTED = {
    "integer": ("un numero intero (120)", "a whole number (120)"),
    "decimal": ("un numero (1.234,50)", "a number (1.234,50 or 1234.50)"),
    "boolean": ("sì o no", "yes or no"),
    "date": ("un giorno (14/5/2016), un mese o un anno", "a day (14/5/2016), a month or a year"),
}


def term(field: Field, text: str, release: Release | None = None) -> str:
    """Return a value as people write it in `decisions/statements.csv`; a `release` knows bodies of its own.

    >>> from corale.data.review.offered import offered
    >>> term(offered("process")["totalCost"], "40.000,50 €"), term(offered("process")["coDecision"], "sì")
    ('"40000.5"^^xsd:decimal', '"true"^^xsd:boolean')
    >>> term(offered("notice")["periodStart"], "maggio 2016")
    '"2016-05"^^xsd:gYearMonth'

    Raises:
        UsageError: the field has no such value; the text says what it takes.
    """
    text = " ".join(text.split())
    if not text:
        raise UsageError("manca il valore", "there is no value")
    if field.value in ("concept", "place", "area", "party"):
        return f"<{_thing(field, text, release)}>"
    if field.value in ("string", "text"):
        made = terms.literal(text, language="it" if field.value == "text" and _language(field) else "")
        return terms.write(terms.read(made, EXAMPLE), EXAMPLE)
    kind = "date" if field.value == "period" else field.value
    read = day(text) if kind == "date" else READERS[reader(field)](text)
    if read is None:
        it, en = WANTED[kind]
        raise UsageError(f"«{text}»: {it}", f"“{text}”: {en}")
    return terms.literal(str(read).lower(), DAYS[len(str(read))] if kind == "date" else kinds()[kind].term)


def day(text: str) -> str | None:
    """Return a day, month or year in its ISO form; none where it is none.

    >>> day("14/5/2016"), day("2016-05"), day("maggio 2016"), day("2016"), day("31/2/2016")
    ('2016-05-14', '2016-05', '2016-05', '2016', None)
    """
    if found := values.date(text):
        return found
    if year := values.year(text):
        return str(year)
    return next((one.value for one in dates.months(text) if (one.start, one.end) == (0, len(text))), None)


def _thing(field: Field, text: str, release: Release | None) -> str:
    """Return the IRI of a concept, place or body, relative to the base where it is the publisher's."""
    if field.value == "concept":
        iri = text if text.startswith(f"{SCHEME}{field.scheme}/") else schemes.resolve(field.scheme, text)
        if iri is None or schemes.label(iri) is None:
            raise UsageError(
                f"«{text}» non è nell'elenco {field.scheme}", f"“{text}” is not in the list {field.scheme}"
            )
        return iri
    if field.value == "place":
        code = text.removeprefix("id/place/")
        name, _, sign = text.removesuffix(")").partition(" (")
        match = None if code in places().by_istat else places().find(name, sign or None)
        if match is None and code not in places().by_istat:
            raise UsageError(
                f"«{text}» non è un comune noto: con la sigla della provincia, come Castro (BG)",
                f"“{text}” is no municipality that is known: add the province, as Castro (BG)",
            )
        return f"id/place/{match.target.istat if match else code}"
    if field.value == "area":
        acting = naming.resolve(text)
        area = areas().get(text.removeprefix("id/place/")) or areas().get(acting.area if acting else "")
        area = area or next((one for one in areas().values() if fold(one.name) == fold(text)), None)
        if area is None:
            raise UsageError(f"«{text}» non è un'area nota", f"“{text}” is no area that is known")
        return f"id/place/{area.key}"
    key = text.removeprefix(names.BODY)
    body = by_key(key) or (naming.resolve(text) if key == text else None)
    if body is not None:
        return names.BODY + body.key
    if release and key != text and names.is_body(release, text):
        return text
    named = names.bodies(release, text) if release else []
    if len(named) == 1:
        return named[0]
    if named or key != text or not names.may_be_new(text):
        raise UsageError(f"«{text}» non è un ente noto", f"“{text}” is no body that is known")
    return names.BODY + naming.local(text).key


def _language(field: Field) -> bool:
    """Tell whether the texts of a property are in Italian, as the context of records says."""
    stated = _context().get(field.term, {"@language": "it"})
    return isinstance(stated, dict) and "@language" in stated


@cache
def _context() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(artefacts.text("mappings", "context.jsonld"))["@context"]
    return found
