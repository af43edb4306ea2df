"""The links of a release written out by SSSOM 1.0: `links.csv` with its metadata in `links.sssom.yml`, the
same as RDF in `links.ttl`, and the triples of what is asserted for the store.

Identifiers are CURIEs, as SSSOM asks; the columns behind them (`EXTENSIONS`) have them whole, and what SSSOM
has no slot for."""

import csv
import hashlib
import io
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Quad

from corale.data.gazetteer import supplied
from corale.data.gazetteer.points import GEONAMES
from corale.data.matching import decisions
from corale.data.matching.index import Index
from corale.data.matching.links import NATIONAL, NUTS, WIKIDATA, Link, links
from corale.ontology.vocabulary import PREFIXES, expand

SSSOM = "https://w3id.org/sssom/"
SEMAPV = "https://w3id.org/semapv/vocab/"
LICENCE = "https://creativecommons.org/licenses/by/4.0/"
VERSION = "2"
CODES = frozenset({"COV:IPAcode", "COV:taxCode", "corale:runtsNumber"})
SLOTS = tuple(
    """
    subject_id subject_label predicate_id predicate_modifier object_id object_label object_type
    mapping_justification confidence mapping_date reviewer_label comment
""".split()
)
"""Columns that SSSOM has."""
EXTENSIONS = {
    "subject": "IRI of our thing",
    "object": "IRI or code of theirs",
    "object_name": "the name that the registry gives it",
    "registry": "the registry, its version or date",
    "registry_licence": "the licence of the registry's table",
    "band": "what met: exact, alias, historic, fuzzy, weak, computed",
    "score": "measured precision in percent",
    "status": "asserted, candidate or refused",
}
"""Columns that are ours, with what each holds; the metadata declares them."""
COLUMNS = (*SLOTS, *EXTENSIONS)
SPACES = {
    "territories": NATIONAL,
    "nuts": NUTS,
    "wikidata": WIKIDATA,
    "geonames": GEONAMES.format("").removesuffix("/"),
    "semapv": SEMAPV,
    "sssom": SSSOM,
}


def of_release(index: Index, publisher: Path | None, date: str) -> list[Link]:
    """Return the links of the items of an index, by the tables and decisions in a publisher's folder.

    Tables lie in `authorities/` under the names of their kinds, decisions in `decisions/links.csv`; `date`
    (yyyy-mm-dd) is the release's."""
    tables = supplied.all_of(publisher / "authorities" if publisher else None)
    return links(index.items(), tables, decisions.read(publisher), date)


def text(found: Iterable[Link], base: str) -> str:
    """Return the links as CSV: the slots of SSSOM, then our own columns; `metadata` goes with it."""
    found = list(found)
    prefixes = prefixes_of(found, base)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for link in found:
        row = {name: str(getattr(link, name, "")) for name in COLUMNS}
        literal = "://" not in link.object_id
        row |= {
            "subject_id": short(base + link.subject_id, prefixes),
            "object_id": "" if literal else short(link.object_id, prefixes),
            "object_label": link.object_id if literal else link.object_label,
            "subject": base + link.subject_id,
            "object": link.object_id,
            "object_name": link.object_label,
        }
        writer.writerow(row.values())
    return out.getvalue()


def metadata(found: Iterable[Link], base: str) -> str:
    """Return what SSSOM asks to know of the whole table, as YAML: prefixes, identifier, licence, tool, our
    own columns."""
    prefixes = prefixes_of(found, base)
    lines = ["curie_map:", *(f"  {name}: {json.dumps(iri)}" for name, iri in prefixes.items())]
    lines += [
        f"mapping_set_id: {json.dumps(base + 'dumps/links.csv')}",
        'mapping_set_title: "Corale: links to other registries"',
        f"license: {json.dumps(LICENCE)}",
        "mapping_tool: Corale",
        f'mapping_tool_version: "{VERSION}"',
        "extension_definitions:",
    ]
    for name in EXTENSIONS:
        lines += [
            f"  - slot_name: {name}",
            f"    type_hint: xsd:{'integer' if name == 'score' else 'string'}",
        ]
    return "\n".join(lines) + "\n"


def prefixes_of(found: Iterable[Link], base: str) -> dict[str, str]:
    """Return the prefixes of all identifiers of some links, sorted; spaces that nobody named are numbered."""
    made = {"id": f"{base}id/", **SPACES}
    made |= {name: PREFIXES[name] for name in ("corale", "COV", "dct", "owl", "skos", "xsd")}
    known = tuple(made.values())
    others = {
        link.object_id[: max(link.object_id.rfind(sign) for sign in "/#") + 1]
        for link in found
        if "://" in link.object_id and not link.object_id.startswith(known)
    }
    made |= {f"registry{number}": space for number, space in enumerate(sorted(others), start=1)}
    return dict(sorted(made.items()))


def short(iri: str, prefixes: Mapping[str, str]) -> str:
    """Return an IRI as a CURIE, by the longest space that holds it.

    >>> short("https://e.org/id/place/10", {"id": "https://e.org/id/", "e": "https://e.org/"})
    'id:place/10'
    """
    name = max((one for one in prefixes if iri.startswith(prefixes[one])), key=lambda one: len(prefixes[one]))
    return f"{name}:{iri.removeprefix(prefixes[name])}"


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
    """Return the links as RDF for `links.ttl`: the asserted triples, and the mapping set by SSSOM."""
    found = list(found)
    made = [Quad(quad.subject, quad.predicate, quad.object) for quad in assertions(found, base)]
    whole = NamedNode(f"{base}dumps/links.csv")
    made += [
        Quad(whole, NamedNode(expand("rdf:type")), NamedNode(f"{SSSOM}MappingSet")),
        Quad(whole, NamedNode(expand("dct:license")), NamedNode(LICENCE)),
    ]
    for link in found:
        key = hashlib.sha256(f"{link.subject_id} {link.object_id}".encode()).hexdigest()[:12]
        node = NamedNode(f"{base}id/link/{key}")
        made.append(Quad(whole, NamedNode(f"{SSSOM}mappings"), node))
        made += [Quad(node, NamedNode(name), value) for name, value in _statements(link, base)]
    return made


def _statements(link: Link, base: str) -> Iterator[tuple[str, NamedNode | Literal]]:
    yield expand("rdf:type"), NamedNode(expand("owl:Axiom"))
    yield expand("owl:annotatedSource"), NamedNode(base + link.subject_id)
    yield expand("owl:annotatedProperty"), NamedNode(expand(link.predicate_id))
    if "://" in link.object_id:
        yield expand("owl:annotatedTarget"), NamedNode(link.object_id)
    else:
        yield f"{SSSOM}object_type", NamedNode(expand("rdfs:Literal"))
    yield (
        f"{SSSOM}mapping_justification",
        NamedNode(SEMAPV + link.mapping_justification.removeprefix("semapv:")),
    )
    yield f"{SSSOM}confidence", Literal(link.confidence, datatype=NamedNode(expand("xsd:double")))
    if link.mapping_date:
        yield expand("dct:created"), Literal(link.mapping_date, datatype=NamedNode(expand("xsd:date")))
    if link.predicate_modifier:
        yield f"{SSSOM}predicate_modifier", NamedNode(f"{SSSOM}NegatedPredicate")
    other = {"registry": link.registry, "band": link.band, "score": link.score, "status": link.status}
    texts = {
        f"{SSSOM}subject_label": link.subject_label,
        f"{SSSOM}object_label": link.object_label if "://" in link.object_id else link.object_id,
        f"{SSSOM}reviewer_label": link.reviewer_label,
        expand("rdfs:comment"): link.comment,
        f"{SSSOM}other": "|".join(f"{name}: {value}" for name, value in other.items()),
    }
    for name, value in texts.items():
        if value:
            yield name, Literal(value)


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
