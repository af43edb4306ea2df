"""The tables of a release: the graph as CSV for people who work with spreadsheets, and the codebook of their columns.

A table has a row for every thing of some classes, a column for a property of it, or of a part of it. Codes are the
last part of a concept's or place's IRI, several values stand in one cell parted by ` / `, as in the registry itself.
"""

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from corale import artefacts
from corale.data.rdf.canonical import RDF_TYPE, Terms, value
from corale.ontology import vocabulary
from corale.ontology.vocabulary import expand

HEADER = "table", "column", "label_it", "label_en", "value", "property", "scheme"
_PLAIN = frozenset({"text", "string", "concept", "integer", "decimal", "boolean", "date", "place", "party", "period"})
_LONG = frozenset({"title", "service"})  # texts short enough for a cell
_HOSTS = {"funding": "corale:funding", "certification": "corale:certification"}

Index = Mapping[str, Mapping[str, list[str]]]


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name, the property, the property that leads to the part which has it (`^` before: backwards)."""

    name: str
    property: str
    via: str = ""
    label_it: str = ""
    label_en: str = ""
    value: str = "string"
    scheme: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table: the classes whose things are its rows, and its columns after the first, which is the IRI."""

    classes: tuple[str, ...]
    columns: tuple[Column, ...]


def _of_fields(section: str, own: str) -> tuple[Column, ...]:
    rows = csv.DictReader(io.StringIO(artefacts.text("mappings", "fields.csv")))
    found = []
    for row in rows:
        host = "" if row["node"] == own else _HOSTS.get(row["node"])
        if row["section"] != section or host is None or row["value"] not in _PLAIN or not row["property"]:
            continue
        if row["value"] == "text" and row["field"] not in _LONG:
            continue
        found.append(Column(row["field"], row["property"], host, row["label_it"], row["label_en"], row["value"],
                            row["scheme"] if row["value"] == "concept" else ""))  # fmt: skip
    return tuple(found)


def _own(*columns: tuple[str, str, str, str, str]) -> tuple[Column, ...]:
    return tuple(Column(name, prop, "", it, en, value) for name, prop, it, en, value in columns)


_RECORD = Column("record", "dct:identifier", "^foaf:primaryTopic", "Numero della scheda", "Record number")
_STATED = ("statedAs", "corale:statedAs", "Come è scritto", "As stated", "string")
_TITLE = ("title", "dct:title", "Titolo", "Title", "text")


@cache
def tables() -> dict[str, Table]:
    """Return the tables by name."""
    score = tuple(
        Column(name, f"corale:{name}", "corale:score", it, en, "integer")
        for name, it, en in (
            ("scoreValue", "Indice di partecipazione", "Participation score"),
            ("scoreMaximum", "Indice: massimo", "Score: maximum"),
        )
    )
    return {
        "processes": Table(("corale:ParticipatoryProcess",), (_RECORD, *_of_fields("process", "process"), *score)),
        "notices": Table(("corale:PublicNotice",), (_RECORD, *_of_fields("notice", "notice"))),
        "involvements": Table(("corale:Involvement",), _own(
            ("process", "corale:inProcess", "Processo", "Process", "thing"),
            ("role", "corale:involvementRole", "Ruolo", "Role", "concept"),
            ("agent", "corale:involvedAgent", "Ente", "Body", "party"), _STATED)),
        "outputs": Table(
            ("corale:Output", "corale:ProposalDocument", "corale:PlanningInstrument", "corale:Pact",
             "corale:Regulation", "corale:CollaborationAgreement"),
            (Column("process", "", "^corale:output", "Processo", "Process", "thing"), *_own(
                ("class", "rdf:type", "Tipo", "Type", "thing"), _TITLE, ("date", "dct:date", "Data", "Date", "date")))),
        "acts": Table(("corale:DecisionAct",), _own(
            _TITLE, ("kind", "corale:actKind", "Tipo di atto", "Kind of act", "concept"),
            ("date", "dct:date", "Data", "Date", "date"),
            ("adoptedBy", "corale:adoptedBy", "Adottato da", "Adopted by", "party"),
            ("respondsTo", "corale:respondsTo", "Risponde a", "Responds to", "thing"))),
        "attachments": Table(("corale:Attachment",), (
            Column("process", "", "^corale:attachment", "Processo", "Process", "thing"), *_own(
                ("kind", "corale:attachmentKind", "Tipo di allegato", "Kind of attachment", "concept"),
                ("file", "corale:sourceFileName", "File", "File", "string")))),
        "gaps": Table(("corale:DataGap",), (
            Column("record", "dct:identifier", "^corale:dataGap", "Numero della scheda", "Record number"), *_own(
                ("field", "corale:gapField", "Campo", "Field", "thing"),
                ("reason", "corale:gapReason", "Motivo", "Reason", "concept")))),
        "groupings": Table(("corale:TemporaryGrouping",), (
            Column("process", "", "^corale:selectedPartner", "Procedura", "Procedure", "thing"), *_own(
                ("members", "corale:groupMember", "Membri nominati", "Named members", "party"),
                ("unnamed", "corale:hasUnnamedMembers", "Ha membri non nominati", "Has unnamed members", "boolean"))),
        ),
        "organisations": Table(
            ("COV:PublicOrganization", "COV:Organization", "COV:PrivateOrganization", "COV:SupportUnit",
             "corale:ThirdSectorEntity", "corale:NonProfitOrganization", "corale:Organ",
             "corale:SocialAreaAuthority"), _own(
                ("name", "rdfs:label", "Nome", "Name", "text"),
                ("class", "rdf:type", "Classe", "Class", "thing"),
                ("legalForm", "corale:legalForm", "Forma giuridica", "Legal form", "concept"),
                ("code", "COV:IPAcode", "Codice IPA", "IPA code", "string"),
                ("place", "corale:hasJurisdictionOver", "Territorio", "Territory", "place"),
                ("variants", "corale:nameVariant", "Altri nomi", "Other names", "text"),
                ("status", "corale:linkStatus", "Stato del collegamento", "Link status", "string"))),
        "places": Table(
            ("corale:Municipality", "CLV:Province", "CLV:Region", "corale:SocialArea"), _own(
                ("name", "rdfs:label", "Nome", "Name", "text"),
                ("istatCode", "corale:istatCode", "Codice ISTAT", "ISTAT code", "string"),
                ("within", "CLV:situatedWithin", "Si trova in", "Lies within", "place"),
                ("members", "corale:memberMunicipality", "Comuni membri", "Member municipalities", "place"),
                ("same", "skos:exactMatch", "Altrove", "Elsewhere", "link"))),
    }  # fmt: skip


def header(name: str) -> str:
    """Return the first line of a table."""
    return written([["iri", *(column.name for column in tables()[name].columns)]])


def rows(said: Iterable[Terms]) -> dict[str, str]:
    """Return the rows, as CSV sorted by IRI, that these statements give in each table that gets any."""
    index: dict[str, dict[str, list[str]]] = {}
    back: dict[str, dict[str, list[str]]] = {}
    things: dict[str, set[str]] = {}
    asked = _asked()
    for subject, predicate, stated, _ in said:
        if predicate not in asked:
            continue
        index.setdefault(subject, {}).setdefault(predicate, []).append(stated)
        if stated[0] == "<":
            back.setdefault(stated, {}).setdefault(predicate, []).append(subject)
            if predicate == RDF_TYPE:
                for name in _homes().get(stated, ()):
                    things.setdefault(name, set()).add(subject)
    return {
        name: written(
            [value(iri), *(_cell(iri, c, index, back) for c in tables()[name].columns)] for iri in sorted(found)
        )
        for name, found in sorted(things.items())
    }


@cache
def _asked() -> frozenset[str]:
    """Return the properties that some table asks for."""
    columns = [column for table in tables().values() for column in table.columns]
    names = {name.removeprefix("^") for column in columns for name in (column.property, column.via) if name}
    return frozenset({RDF_TYPE, *map(_term, names)})


@cache
def _homes() -> dict[str, list[str]]:
    """Return the tables that a thing of a class has a row in, by class."""
    found: dict[str, list[str]] = {}
    for name, table in tables().items():
        for one in table.classes:
            found.setdefault(_term(one), []).append(name)
    return found


@cache
def _term(curie: str) -> str:
    return f"<{expand(curie)}>"


def _cell(iri: str, column: Column, index: Index, back: Index) -> str:
    hosts = [iri]
    if column.via.startswith("^"):
        hosts = back.get(iri, {}).get(_term(column.via[1:]), [])
    elif column.via:
        hosts = index.get(iri, {}).get(_term(column.via), [])
    if not column.property:
        return " / ".join(sorted(map(value, hosts)))
    name = _term(column.property)
    values = [value(stated) for host in hosts for stated in index.get(host, {}).get(name, ())]
    if column.value in ("concept", "place"):
        values = [one.rpartition("/")[2] for one in values]
    elif column.value == "thing" and column.name in ("class", "field"):
        values = [vocabulary.compact(one) for one in values]
    return values[0] if len(values) == 1 else " / ".join(sorted(set(values)))


def codebook() -> str:
    """Return the codebook as CSV: what every column of every table holds, in Italian and English."""
    lines: list[list[str]] = [[*HEADER]]
    for name, table in tables().items():
        lines.append([name, "iri", "IRI", "IRI", "thing", "", ""])
        for c in table.columns:
            lines.append([name, c.name, c.label_it, c.label_en, c.value, expand(c.property) if c.property else "",
                          c.scheme])  # fmt: skip
    return written(lines)


def written(lines: Iterable[Iterable[str]]) -> str:
    """Return rows as CSV (RFC 4180, but lines end in a line feed); a cell is never taken for a formula."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    for line in lines:
        writer.writerow([f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t") else cell for cell in line])
    return out.getvalue()
