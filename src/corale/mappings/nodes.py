"""The linked record: nested JSON-LD with an IRI for every node, inside the record's graph and its evidence graph.

A pure function of one record and its links. Under `mappings/context.jsonld` it is RDF; nothing else is.
"""

import json
from collections import Counter
from collections.abc import Iterable
from functools import cache
from typing import cast

from corale import artefacts
from corale.fields import Field, fields
from corale.findings import Finding, Severity
from corale.mappings.iris import BASE, Mint
from corale.mappings.link import Links
from corale.mappings.parts import BUILDERS, Builder
from corale.mappings.procedure import earlier, grouping, name_of, told_earlier
from corale.mappings.site import Node, Site, hang
from corale.ontology import schemes
from corale.ontology.vocabulary import expand
from corale.record import Json, Record

CONTEXT = "https://w3id.org/corale/context.jsonld"
VERSION = "0.1.0"
LAST = ("decision", "time", "earlier")  # these look at what the other fields have built
MEMBERS = {
    "scoreValue": "corale:scoreValue", "scoreMaximum": "corale:scoreMaximum", "attachmentKind": "corale:attachmentKind",
    "sourceFileName": "corale:sourceFileName", "fullAddress": "CLV:fullAddress", "street": "corale:street",
    "houseNumber": "corale:houseNumber", "locality": "corale:locality", "postCode": "CLV:postCode",
    "municipality": "corale:addressMunicipality", "groupMember": "corale:groupMember", "groupLead": "corale:groupLead",
    "hasUnnamedMembers": "corale:hasUnnamedMembers", "outcome": "corale:outcome",
    "thirdSectorEntity": "corale:namedEntity",
    "service": "corale:service", "procedureKind": "corale:procedureKind", "output": "corale:hasOutput",
}  # fmt: skip
_BUILDERS: dict[str, Builder] = {**BUILDERS, "grouping": grouping, "earlier": earlier}


def publishable(record: Record) -> bool:
    """Whether the record goes into the graph: a registry sheet, or a notice in scope (art. 55 D.Lgs. 117/2017)."""
    return record.kind == "registry-record" or (record.kind == "notice" and record.fields.get("inScope") is True)


def linked(
    record: Record, links: Links, findings: Iterable[Finding] = (), base: str = BASE
) -> tuple[Node, list[Finding]]:
    """Return the linked record (a JSON-LD document) and what could not be resolved on the way.

    `findings` are those of the extraction; contradictions among them become nodes. `base` ends in `/`.
    """
    site = Site(record, links, Mint(base, record.source, record.key))
    lay(site)
    told = told_earlier(site) if record.kind == "notice" else {}
    table = fields(record.section)
    for field in sorted(table.values(), key=lambda field: field.value in LAST):
        if field.curie and field.name in record.fields:
            build(site, field, told)
    remark(site, findings)
    graph = [site.nodes["record"], *site.loose, {
        "@id": site.mint.graph, "@type": "Entity", "wasDerivedFrom": site.mint.part("record"),
    }]  # fmt: skip
    document: Node = {"@context": CONTEXT, "@graph": [{"@id": site.mint.graph, "@graph": graph}]}
    if evidence := [*evidences(site)]:
        document["@graph"].append({"@id": site.mint.evidence_graph, "@graph": evidence})
    return document, site.findings


def context() -> str:
    """Return the text of the JSON-LD context."""
    return artefacts.text("mappings", "context.jsonld")


def lay(site: Site) -> None:
    """Lay the first nodes: the record, and the process or the notice with the procedure it opens."""
    record, mint = site.record, site.mint
    sheet: Node = {
        "@id": mint.part("record"),
        "identifier": record.key,
        "source": record.file,
        "mappingVersion": VERSION,
    }
    process: Node = {"@id": mint.part("process"), "@type": ["ParticipatoryProcess"]}
    site.nodes |= {"record": sheet, "process": process}
    if record.kind == "notice":
        process["label"] = name_of(
            site, ", ".join(cast("list[str]", record.fields.get("procedureKind", []))), covered(record)
        )
        notice: Node = {"@id": mint.part("notice"), "@type": "PublicNotice", "opensProcedure": process}
        site.nodes |= {"notice": notice, "procedure": process}
        sheet |= {"@type": "Record", "primaryTopic": notice}
    else:
        site.nodes["procedure"] = process
        sheet |= {"@type": "RegistryRecord", "primaryTopic": process}
    if record.template:
        sheet["templateVariant"] = record.template
    if record.truncated:
        sheet["truncated"] = True
    if record.digest:
        sheet["digest"] = record.digest
    if record.url.startswith(("http://", "https://")):
        sheet["sourceUrl"] = record.url


def covered(record: Record) -> str:
    """Return the period that a notice covers, in years, as `2022-2025`."""
    years = [str(record.fields[name])[:4] for name in ("periodStart", "periodEnd") if name in record.fields]
    return "-".join(dict.fromkeys(years))


def build(site: Site, field: Field, told: dict[str, list[Json]]) -> None:
    """Hang one field's values on its node, each by the builder of its kind."""
    stated = site.record.fields[field.name]
    pointer = f"/{site.record.section}/{field.name}"
    node = site.nodes[field.node] if field.node in site.nodes else site.node(field.node)
    builder = _BUILDERS[field.value]
    site.subjects.setdefault(pointer, node["@id"])
    if not isinstance(stated, list):
        if stated in told.get(field.name, ()):
            site.elsewhere.add(pointer)
        else:
            builder(site, node, field, stated, pointer)
        return
    for index, value in enumerate(stated):
        if value in told.get(field.name, ()):
            site.elsewhere.add(f"{pointer}/{index}")
        else:
            builder(site, node, field, value, f"{pointer}/{index}")


def remark(site: Site, findings: Iterable[Finding]) -> None:
    """Hang gaps, inferred values and contradictions on the record: data about it, not values of the process."""
    sheet, mint, table = site.nodes["record"], site.mint, fields(site.record.section)
    for gap in site.record.gaps:
        made: Node = {
            "@id": mint.part("gap", gap.field),
            "@type": "DataGap",
            "gapField": expand(table[gap.field].curie),
        }
        made["gapReason"] = schemes.concept("gap", gap.reason)
        if gap.line:
            made["sourceLine"] = gap.line
        hang(sheet, "dataGap", made)
    for name, inferred in site.record.inferred.items():
        if isinstance(inferred.value, bool | int | str) and name in table:
            made = {"@id": mint.part("inference", name), "@type": "InferredValue", "field": expand(table[name].curie)}
            made |= {"evidenceFor": subject(site, f"/{site.record.section}/{name}"), "rule": inferred.rule}
            hang(sheet, "hasInferredValue", made | {"inferredValue": inferred.value})
    seen: Counter[str] = Counter()
    for finding in findings:
        if finding.code.startswith("D") and finding.severity is Severity.WARNING and finding.field in table:
            seen[finding.field] += 1
            number = [seen[finding.field]] if seen[finding.field] > 1 else []
            hang(sheet, "hasContradiction", {
                "@id": mint.part("contradiction", finding.field, *number), "@type": "Contradiction",
                "contradicts": expand(table[finding.field].curie), "sourceLine": finding.line, "rule": finding.code,
                "comment": {"it": finding.message_it, "en": finding.message_en},
            })  # fmt: skip


def subject(site: Site, pointer: str) -> str:
    """Return the IRI of the thing that carries the value at a pointer: of the nearest enclosing one that has an IRI."""
    parts = pointer.split("/")
    while len(parts) > 2:
        if found := site.subjects.get("/".join(parts)):
            return found
        parts.pop()
    return str(site.nodes["procedure"]["@id"])


@cache
def predicate(term: str) -> str:
    """Return the IRI of the property that a term of the context stands for."""
    meant = json.loads(context())["@context"][term]
    return expand(meant["@id"] if isinstance(meant, dict) else meant)


def evidences(site: Site) -> Iterable[Node]:
    """Yield a node of evidence for every statement that a value makes: words, line, span, rule, confidence.

    A value that is published as nothing but its words, since no list or table knows it, keeps its evidence too.
    """
    table = fields(site.record.section)
    sheet = site.mint.part("record")
    seen: Counter[str] = Counter()
    for evidence in site.record.evidence:
        _, name, *rest = evidence.pointer.removeprefix("/").split("/")
        if name not in table or not table[name].curie or evidence.pointer in site.elsewhere:
            continue
        names = [name, *(str(int(part) + 1) if part.isdigit() else part for part in rest)]
        tail = "-".join(names)
        made = [(about, predicate(term)) for about, term in site.proved(evidence.pointer)]
        if not made:
            member = next((MEMBERS[part] for part in reversed(rest) if part in MEMBERS), table[name].curie)
            made = [(subject(site, evidence.pointer), expand(member))]
        for about, property_ in made:
            seen[tail] += 1
            yield {
                "@id": site.mint.part("evidence", tail, *([f"n{seen[tail]}"] if seen[tail] > 1 else [])),
                "@type": "Evidence", "evidenceFor": about, "field": property_,
                "verbatim": evidence.text, "sourceLine": evidence.line, "spanStart": evidence.start,
                "spanEnd": evidence.end, "rule": evidence.rule, "confidence": decimal(evidence.confidence),
                "wasQuotedFrom": sheet,
            }  # fmt: skip


@cache
def decimal(number: float) -> str:
    """Return a number's canonical decimal form.

    >>> decimal(1.0), decimal(0.85)
    ('1', '0.85')
    """
    return f"{number:.4f}".rstrip("0").rstrip(".")
