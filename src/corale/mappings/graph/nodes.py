"""The linked record: JSON-LD with an IRI for every node, in a graph for each grade and one of evidence.

A pure function of one record and its links. Under `mappings/context.jsonld` it is RDF; nothing else is."""

from collections import Counter
from collections.abc import Iterable
from functools import cache
from typing import cast

from corale import artefacts
from corale.data.rdf.grades import Grade
from corale.fields import Field, fields
from corale.findings import Finding, Severity
from corale.findings import rows as texts
from corale.mappings.graph.details import period
from corale.mappings.graph.evidence import document_iri, evidences
from corale.mappings.graph.graph_builder import GraphBuilder, Node, hang
from corale.mappings.graph.involvements import drop_lead, drop_named
from corale.mappings.graph.iris import BASE, Mint
from corale.mappings.graph.parts import BUILDERS, Builder
from corale.mappings.graph.procedure import earlier, earlier_values, grouping, name_of
from corale.mappings.graph.titles import name_parts
from corale.mappings.linking.link import Links
from corale.mappings.reading.template import table as artefact
from corale.ontology import schemes
from corale.ontology.reading_rules import PREMISES
from corale.ontology.vocabulary import expand
from corale.record import UNSAID, Json, Record

CONTEXT = "https://w3id.org/corale/context.jsonld"
VERSION = "0.1.0"
YEARS = {
    "process": ("startYear", "startDate", "endYear", "endDate", "fundingYear", "certificationYear"),
    "notice": ("published", "deadlineDate"),
}
OPENS = frozenset({"avviso", "manifestazione-di-interesse"})
CONCLUDES = frozenset({"esito", "patto", "convenzione"})
LAST = ("decision", "time", "earlier", "involvement")  # these look at what the other fields have built
_BUILDERS: dict[str, Builder] = {**BUILDERS, "grouping": grouping, "earlier": earlier}


def publishable(record: Record) -> bool:
    """Whether the record goes into the graph: a registry sheet, or a notice of one concrete procedure of a
    known kind.

    What is neither co-programming nor co-design (an accreditation, a pact, a participatory process) is
    published as the kind that it is; a text without a sure kind is not published."""
    fields = record.fields
    kind = fields.get("publishable") is True and bool(fields.get("procedureKind"))
    sure = fields.get("inScope") is True or kind
    return record.kind == "registry-record" or (record.kind == "notice" and sure)


def linked(
    record: Record, links: Links, findings: Iterable[Finding] = (), base: str = BASE
) -> tuple[Node, list[Finding]]:
    """Return the linked record (a JSON-LD document) and what could not be resolved on the way.

    `findings` are those of the extraction; contradictions among them become nodes. `base` ends in `/`."""
    builder = GraphBuilder(record, links, Mint(base, record.source, record.key))
    lay(builder)
    told = earlier_values(builder) if record.kind == "notice" else {}
    table = fields(record.section)
    for field in sorted(table.values(), key=lambda field: field.value in LAST):
        if field.curie and field.name in record.fields:
            build(builder, field, told)
    drop_named(builder)
    drop_lead(builder)
    infer(builder)
    count_under(builder)
    place_in_procedure(builder)
    grant_of_call(builder)
    remark(builder, findings)
    name_parts(builder)
    graphs = graded(builder)
    graphs["stated"] += [
        {
            "@id": builder.mint.graded(grade),
            "@type": "Entity",
            "wasDerivedFrom": builder.mint.part("record"),
            "grade": schemes.concept("grade", grade),
        }
        for grade in graphs
    ]
    if evidence := [*evidences(builder)]:
        graphs["evidence"] = evidence
    named = [{"@id": builder.mint.graded(grade), "@graph": nodes} for grade, nodes in graphs.items()]
    return {"@context": CONTEXT, "@graph": named}, builder.findings


def graded(builder: GraphBuilder) -> dict[Grade, list[Node]]:
    """Return the nodes of the site, flat, by the grade of what is said of them; what is stated comes
    first."""
    found: dict[Grade, dict[str, Node]] = {"stated": {}}
    waiting = [builder.nodes["record"], *builder.loose]
    for node in waiting:
        for term, held in node.items():
            for value in held if isinstance(held, list) else [held]:
                if term == "@id":
                    continue
                part = isinstance(value, dict) and "@id" in value
                waiting += [value] if part else []
                flat = found.setdefault(builder.grade(node, term, value), {}).setdefault(
                    node["@id"], {"@id": node["@id"]}
                )
                hang(flat, term, {"@id": value["@id"]} if part else value)
    return {grade: [*nodes.values()] for grade, nodes in found.items()}


def lay(builder: GraphBuilder) -> None:
    """Lay the first nodes: the record, and the process or the notice with the procedure it opens."""
    record, mint = builder.record, builder.mint
    sheet: Node = {
        "@id": mint.part("record"),
        "identifier": record.number or record.key,
        "source": record.file,
        "mappingVersion": VERSION,
    }
    process: Node = {"@id": mint.part("process"), "@type": ["ParticipatoryProcess"]}
    builder.nodes |= {"record": sheet, "process": process}
    if record.kind == "notice":
        kinds = cast("list[str]", record.fields.get("procedureKind", []))
        about = str(record.fields.get("subject", ""))
        name = name_of(builder, kinds, covered(record), about)
        for term in ("label", "title"):
            builder.state(process, term, name, f"/{record.section}/procedureKind", "name-of-procedure")
        notice: Node = {"@id": mint.part("notice"), "@type": "PublicNotice", "aboutProcedure": process}
        builder.nodes |= {"notice": notice, "procedure": process}
        sheet |= {"@type": "Record", "primaryTopic": notice}
    else:
        builder.nodes["procedure"] = process
        sheet |= {"@type": "RegistryRecord", "primaryTopic": process}
    if record.template:
        sheet["templateVariant"] = record.template
    if record.truncated:
        sheet["truncated"] = True
    if record.digest:
        sheet["digest"] = record.digest
    if record.url.startswith(("http://", "https://")):
        sheet["sourceUrl"] = record.url
    if record.last_seen:
        sheet["lastSeen"] = record.last_seen
    if licence := licence_of(record.source):
        sheet["license"] = licence
    for file in sorted({one.file for one in record.evidence if one.file}):
        other = {"@id": document_iri(mint, file), "@type": "Entity", "source": file}
        builder.loose.append({**other, "wasDerivedFrom": sheet["@id"]})


@cache
def licence_of(source: str) -> str:
    """Return the IRI of the licence that a source states for its data; nothing where it states none."""
    if not (artefacts.root() / "mappings" / source / "source.toml").is_file():
        return ""
    return str(artefact(source, "source").get("licence", ""))


def covered(record: Record) -> str:
    """Return the period that a notice covers, in years (`2022-2025`); nothing where its start is not told."""
    if "periodStart" not in record.fields:
        return ""
    years = [str(record.fields[name])[:4] for name in ("periodStart", "periodEnd") if name in record.fields]
    return "-".join(dict.fromkeys(years))


def build(builder: GraphBuilder, field: Field, told: dict[str, list[Json]]) -> None:
    """Hang one field's values on its node, each by the builder of its kind."""
    stated = builder.record.fields[field.name]
    pointer = f"/{builder.record.section}/{field.name}"
    node = builder.nodes[field.node] if field.node in builder.nodes else builder.node(field.node, pointer)
    hang = _BUILDERS[field.value]
    if not isinstance(stated, list):
        if stated not in told.get(field.name, ()):
            hang(builder, node, field, stated, pointer)
        return
    for index, value in enumerate(stated):
        if value not in told.get(field.name, ()):
            hang(builder, node, field, value, f"{pointer}/{index}")


def infer(builder: GraphBuilder) -> None:
    """Hang the values that the document does not state but that follow from what it states."""
    table = fields(builder.record.section)
    for name, inferred in builder.record.inferred.items():
        field = table.get(name)
        if (
            field
            and field.curie
            and name not in builder.record.fields
            and isinstance(inferred.value, int | str)
        ):
            value = period(str(inferred.value)) if field.value == "period" else inferred.value
            pointer = f"/inferred/{name}"
            if pointer not in builder.read:
                pointer = f"/{builder.record.section}/{PREMISES.get(inferred.rule, name)}"
            builder.state(builder.node(field.node, pointer), field.term, value, pointer, inferred.rule)


def count_under(builder: GraphBuilder) -> None:
    """Hang the one year that the initiative is counted under, from the first of the fields that tell one."""
    section = builder.record.section
    node = builder.nodes["notice"] if "notice" in builder.nodes else builder.nodes["process"]
    for name in YEARS[section]:
        stated = builder.record.fields.get(name)
        if stated and (year := str(stated)[:4]).isdigit():
            builder.state(node, "year", int(year), f"/{section}/{name}", "year-of-initiative")
            return


def place_in_procedure(builder: GraphBuilder) -> None:
    """Say that a notice opens its procedure, or concludes it, by its kind or a deadline for bids."""
    if "notice" not in builder.nodes:
        return
    node, process = builder.nodes["notice"], builder.nodes["procedure"]["@id"]
    kind = builder.record.fields.get("documentKind")
    if kind in CONCLUDES:
        builder.state(node, "concludesProcedure", process, "/notice/documentKind", "kind-of-document")
    elif kind in OPENS:
        builder.state(node, "opensProcedure", process, "/notice/documentKind", "kind-of-document")
    elif kind is None and "deadline" in node:
        builder.state(node, "opensProcedure", process, "/notice/deadlineDate", "deadline-of-a-call")


def grant_of_call(builder: GraphBuilder) -> None:
    """Hang the call for grants on the funding: a sheet names only «il Bando» and the year of its grants."""
    if builder.links.call:
        call = f"{builder.mint.base}id/call/{builder.links.call}"
        builder.state(builder.nodes["funding"], "underCall", call, "/process/fundingYear", "call-of-the-year")


def remark(builder: GraphBuilder, findings: Iterable[Finding]) -> None:
    """Hang gaps and contradictions on the record: data about it, not values of the process."""
    sheet, mint, table = builder.nodes["record"], builder.mint, fields(builder.record.section)
    for gap in builder.record.gaps:
        if gap.field in builder.record.inferred and f"/inferred/{gap.field}" not in builder.read:
            continue  # a year that a date gives is no gap; a yes that is only likely stands beside one
        made: Node = {
            "@id": mint.part("gap", gap.field),
            "@type": "DataGap",
            "gapField": expand(table[gap.field].curie),
        }
        made["gapReason"] = schemes.concept("gap", gap.reason)
        if gap.line:
            made["sourceLine"] = gap.line
        if gap.reason == UNSAID:  # no words say so: it follows from that there are none
            builder.state(sheet, "dataGap", made, f"/{builder.record.section}/procedureKind/0", UNSAID)
        else:
            hang(sheet, "dataGap", made)
    seen: Counter[str] = Counter()
    for finding in findings:
        if finding.code.startswith("D") and finding.severity is Severity.WARNING and finding.field in table:
            seen[finding.field] += 1
            number = [seen[finding.field]] if seen[finding.field] > 1 else []
            made = {
                "@id": mint.part("contradiction", finding.field, *number),
                "@type": "Contradiction",
                "contradicts": expand(table[finding.field].curie),
                "sourceLine": finding.line,
                "identifier": finding.code,
                "certainty": schemes.concept("certainty", texts()[finding.code]["certainty"]),
                "comment": {"it": finding.message_it, "en": finding.message_en},
            }
            if finding.against:
                made["conflictingLine"] = finding.against
            hang(sheet, "hasContradiction", made)
