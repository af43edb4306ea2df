"""The links of a release written out: `links.csv` (columns of SSSOM), `links.ttl`, triples for the store."""

import csv
import hashlib
import io
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Quad

from corale.data.gazetteer import supplied
from corale.data.matching import decisions
from corale.data.matching.index import Index
from corale.data.matching.links import Link, links
from corale.ontology.vocabulary import expand

SSSOM = "https://w3id.org/sssom/"
SEMAPV = "https://w3id.org/semapv/vocab/"
VERSION = "1"
CODES = frozenset({"COV:IPAcode", "COV:taxCode", "corale:runtsNumber"})
COLUMNS = tuple(
    """
    subject_id subject_label predicate_id predicate_modifier object_id object_label object_type
    mapping_justification confidence mapping_date reviewer_label object_source license mapping_tool
    mapping_tool_version band score status comment
""".split()
)


def of_release(index: Index, publisher: Path | None, date: str) -> list[Link]:
    """Return the links of the items of an index, by the tables and decisions in a publisher's folder.

    Tables lie in `authorities/` under the names of their kinds, decisions in `decisions/links.csv`; `date`
    (yyyy-mm-dd) is the release's."""
    tables = supplied.all_of(publisher / "authorities" if publisher else None)
    return links(index.items(), tables, decisions.read(publisher), date)


def text(found: Iterable[Link], base: str) -> str:
    """Return the links as CSV, in the columns of SSSOM and ours."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for link in found:
        told = {name: getattr(link, name, "") for name in COLUMNS}
        told |= {
            "subject_id": base + link.subject_id,
            "mapping_tool": "Corale",
            "mapping_tool_version": VERSION,
        }
        writer.writerow(told.values())
    return out.getvalue()


def assertions(found: Iterable[Link], base: str) -> list[Quad]:
    """Return the triples of asserted links in the graph `entities`: for the store, beside those of
    `entities()`."""
    graph = NamedNode(f"{base}graph/entities")
    made = []
    for link in found:
        if link.status == "asserted" and ("://" in link.object_id or link.predicate_id in CODES):
            value = NamedNode(link.object_id) if "://" in link.object_id else Literal(link.object_id)
            made.append(
                Quad(NamedNode(base + link.subject_id), NamedNode(expand(link.predicate_id)), value, graph)
            )
    return made


def quads(found: Iterable[Link], base: str) -> list[Quad]:
    """Return the links as RDF for `links.ttl`: the asserted triples, and a `sssom:Mapping` for every link."""
    found = list(found)
    made = [Quad(quad.subject, quad.predicate, quad.object) for quad in assertions(found, base)]
    for link in found:
        key = hashlib.sha256(f"{link.subject_id} {link.object_id}".encode()).hexdigest()[:12]
        node = NamedNode(f"{base}id/link/{key}")
        made += [Quad(node, predicate, value) for predicate, value in _statements(link, base)]
    return made


def _statements(link: Link, base: str) -> Iterator[tuple[NamedNode, NamedNode | Literal]]:
    yield NamedNode(expand("rdf:type")), NamedNode(f"{SSSOM}Mapping")
    yield NamedNode(f"{SSSOM}subject_id"), NamedNode(base + link.subject_id)
    yield NamedNode(f"{SSSOM}predicate_id"), NamedNode(expand(link.predicate_id))
    iri = "://" in link.object_id
    yield NamedNode(f"{SSSOM}object_id"), NamedNode(link.object_id) if iri else Literal(link.object_id)
    justified = NamedNode(SEMAPV + link.mapping_justification.removeprefix("semapv:"))
    yield NamedNode(f"{SSSOM}mapping_justification"), justified
    yield NamedNode(f"{SSSOM}confidence"), Literal(link.confidence, datatype=NamedNode(expand("xsd:decimal")))
    if link.mapping_date:
        yield (
            NamedNode(f"{SSSOM}mapping_date"),
            Literal(link.mapping_date, datatype=NamedNode(expand("xsd:date"))),
        )
    for name in (
        "subject_label",
        "object_label",
        "predicate_modifier",
        "reviewer_label",
        "object_source",
        "comment",
    ):
        if value := getattr(link, name):
            yield NamedNode(SSSOM + name), Literal(value)
    yield NamedNode(f"{SSSOM}other"), Literal(f"band: {link.band}|score: {link.score}|status: {link.status}")


def elsewhere(lines: Iterable[str], base: str) -> Counter[tuple[str, str]]:
    """Count the links to things elsewhere among the lines of bodies and places, by predicate and
    namespace."""
    own = ("https://w3id.org/corale/", base)
    wanted = {f"<{expand(name)}>" for name in ("skos:exactMatch", "skos:closeMatch", "owl:sameAs")}
    found: Counter[tuple[str, str]] = Counter()
    graph = f" <{base}graph/entities> ."
    for line in lines:
        if line.endswith(graph):
            _, predicate, rest = line.split(" ", 2)
            iri = rest[1:].partition(">")[0]
            if predicate in wanted and rest[0] == "<" and not iri.startswith(own):
                found[predicate[1:-1], iri[: max(iri.rfind("/"), iri.rfind("#")) + 1]] += 1
    return found
