"""The descriptions of a release: VoID (what is in the graph) and DCAT-AP_IT (how it is published), from its
numbers.

DCAT-AP_IT: the national profile of DCAT-AP, obligations of its guideline; checked against the shapes of
DCAT-AP 3.0.1. All addresses hang under the release's base, and every node has an IRI."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pyoxigraph as ox

from corale.data.gazetteer.publisher import Publisher
from corale.data.lists.sources import Origin
from corale.data.rdf import formats
from corale.data.rdf.description import Graph, Node, typed
from corale.data.release.manifest import File
from corale.data.release.members import COUNTED, FILES
from corale.ontology import vocabulary
from corale.ontology.vocabulary import PREFIXES

EU = "http://publications.europa.eu/resource/authority/"
OWN = {
    "dcatapit": "http://dati.gov.it/onto/dcatapit#",
    "schema": "https://schema.org/",
    "spdx": "http://spdx.org/rdf/terms#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "adms": "http://www.w3.org/ns/adms#",
}
LICENCE = f"{EU}licence/CC_BY_4_0"
THEMES = {
    "GOVE": ("Governo e settore pubblico", "Government and public sector"),
    "SOCI": ("Popolazione e società", "Population and society"),
}
GZIP = "https://www.iana.org/assignments/media-types/application/gzip"
TITLE = (
    "Corale: partecipazione, co-programmazione e co-progettazione in Italia",
    "Corale: participation, co-programming and co-design in Italy",
)
ABOUT = (
    (
        "Processi partecipativi, procedimenti di co-programmazione e co-progettazione con il Terzo settore,"
        " avvisi pubblici, enti, esiti e atti, come grafo di conoscenza: ogni dato con la scheda, la riga e"
        " la regola da cui viene."
    ),
    (
        "Participatory processes, co-programming and co-design with the third sector, public notices, bodies,"
        " outputs and acts as a knowledge graph: every fact with the record, the line and the rule it comes"
        " from."
    ),
)
PARTS = {
    "evidence": (
        ("Corale: la provenienza di ogni valore", "Corale: where every value comes from"),
        (
            "La scheda, la riga e la regola da cui viene ogni dato, con le parole della fonte.",
            "The record, the line and the rule that every fact comes from, with the words of the source.",
        ),
    ),
    "about": (
        ("Corale: l'ontologia", "Corale: the ontology"),
        (
            "Classi, proprietà e allineamenti, e ciò che ne segue.",
            "Classes, properties and alignments, and what follows from them.",
        ),
    ),
}
WORDS = (
    "partecipazione",
    "co-programmazione",
    "co-progettazione",
    "Terzo settore",
    "amministrazione condivisa",
)


@dataclass(frozen=True, slots=True)
class Summary:
    """What a description needs to know: base, id and date of the release, files, terms used, publisher, an
    example, the sources of its records, and how many statements stand `apart` from what is known, by the
    name of their part."""

    base: str
    id: str
    date: str
    files: Mapping[str, File]
    terms: Counter[str]
    links: Mapping[tuple[str, str], int]
    publisher: Publisher
    example: str = ""
    sources: tuple[Origin, ...] = ()
    apart: Mapping[str, int] = field(default_factory=dict)

    @property
    def dataset(self) -> str:
        """The IRI of the dataset."""
        return f"{self.base}dataset"


def void(told: Summary) -> str:
    """Return the VoID description: numbers, partitions by class and property, linksets, dumps, endpoint.

    The dataset is what is known, the default graph; evidence and ontology are subsets beside it.
    """
    graph, dataset = Graph(PREFIXES | OWN), told.dataset
    classes = {term[3:-1]: n for term, n in told.terms.items() if term.startswith("a <")}
    properties = {term[1:-1]: n for term, n in told.terms.items() if term.startswith("<")}
    graph.add(
        dataset,
        {
            "rdf:type": Node("void:Dataset"),
            "dct:title": TITLE,
            "dct:description": ABOUT,
            "dct:license": Node(LICENCE),
            "dct:identifier": told.id,
            "dct:modified": typed(told.date, "date"),
            "void:triples": told.terms[""],
            "void:distinctSubjects": told.terms["subjects"],
            "void:entities": told.terms["things"],
            "void:classes": len(classes),
            "void:properties": len(properties),
            "void:sparqlEndpoint": Node(f"{told.base}sparql"),
            "void:uriSpace": f"{told.base}id/",
            "void:vocabulary": [
                Node(PREFIXES[name])
                for name in ("corale", "CLV", "COV", "dct", "eli", "foaf", "prov", "skos")
            ],
            "void:dataDump": [
                Node(f"{told.base}dumps/{file}") for file in FILES if file not in COUNTED.values()
            ],
            "void:feature": [
                Node("http://www.w3.org/ns/formats/Turtle"),
                Node("http://www.w3.org/ns/formats/N-Quads"),
                Node("http://www.w3.org/ns/formats/JSON-LD"),
                Node("http://www.w3.org/ns/formats/RDF_XML"),
            ],
        },
    )
    if told.example:
        graph.add(dataset, {"void:exampleResource": Node(told.example)})
    for kind, part, count, table in (
        ("class", "void:classPartition", "void:entities", classes),
        ("property", "void:propertyPartition", "void:triples", properties),
    ):
        for iri, number in table.items():
            node = f"{dataset}#{kind}-{_slug(iri)}"
            graph.add(dataset, {part: Node(node)})
            graph.add(node, {"rdf:type": Node("void:Dataset"), f"void:{kind}": Node(iri), count: number})
    for name, number in told.apart.items():
        node, (title, about) = f"{dataset}#{name}", PARTS[name]
        graph.add(dataset, {"void:subset": Node(node)})
        graph.add(
            node,
            {
                "rdf:type": Node("void:Dataset"),
                "dct:title": title,
                "dct:description": about,
                "dct:license": Node(LICENCE),
                "void:triples": number,
                "void:dataDump": Node(f"{told.base}dumps/{COUNTED[name]}"),
            },
        )
    for (predicate, space), number in told.links.items():
        node = f"{dataset}#links-{_slug(predicate)}-{_slug(space)}"
        graph.add(dataset, {"void:subset": Node(node)})
        graph.add(
            f"{dataset}#elsewhere-{_slug(space)}", {"rdf:type": Node("void:Dataset"), "void:uriSpace": space}
        )
        graph.add(
            node,
            {
                "rdf:type": Node("void:Linkset"),
                "void:linkPredicate": Node(predicate),
                "void:triples": number,
                "void:subjectsTarget": Node(dataset),
                "void:objectsTarget": Node(f"{dataset}#elsewhere-{_slug(space)}"),
            },
        )
    return graph.turtle()


def dcat(told: Summary) -> str:
    """Return the DCAT-AP_IT description: catalogue, datasets (what is known, evidence, ontology),
    distributions, data service, publisher."""
    graph, base, dataset = Graph(PREFIXES | OWN), told.base, told.dataset
    owner = f"{base}publisher"
    day = typed(told.date, "date")
    parts = {name: Node(f"{dataset}#{name}") for name in told.apart}
    graph.add(
        f"{base}catalogue",
        {
            "rdf:type": [Node("dcat:Catalog"), Node("dcatapit:Catalog")],
            "dct:title": TITLE,
            "dct:description": ABOUT,
            "dct:publisher": Node(owner),
            "dct:modified": day,
            "dct:issued": day,
            "dcat:dataset": [Node(dataset), *parts.values()],
            "dcat:service": Node(f"{base}sparql"),
            "dcat:themeTaxonomy": Node(f"{EU}data-theme"),
            "dct:license": Node(LICENCE),
            "foaf:homepage": Node(base),
            "dct:language": [Node(f"{EU}language/ITA"), Node(f"{EU}language/ENG")],
        },
    )
    _dataset(graph, told, dataset, TITLE, ABOUT, f"corale-{told.id}")
    for name, part in parts.items():
        _dataset(graph, told, part, *PARTS[name], f"corale-{told.id}-{name}")
        graph.add(part, {"dct:isPartOf": Node(dataset)})
        graph.add(dataset, {"dct:hasPart": part})
    _service(graph, told, [Node(dataset), *parts.values()])
    for one in told.sources:
        node = f"{dataset}#source-{one.name}"
        graph.add(dataset, {"dct:provenance": Node(node)})
        graph.add(node, {"rdf:type": Node("dct:ProvenanceStatement"), "rdfs:label": one.description})
        graph.add(
            node,
            {
                "dct:identifier": one.name,
                "dct:title": (one.it, one.en),
                "dct:license": Node(one.licence) if one.licence else "",
                "dct:rights": (one.terms_it, one.terms_en) if one.terms_it and one.terms_en else "",
                "dct:publisher": Node(f"{node}-publisher") if one.publisher else "",
                "foaf:page": Node(one.page) if one.page else "",
                "void:uriSpace": f"{base}id/record/{one.name}-",
            },
        )
        if one.publisher:
            graph.add(f"{node}-publisher", {"rdf:type": Node("foaf:Agent"), "foaf:name": one.publisher})
    of_parts = {COUNTED[name]: part for name, part in parts.items()}
    for name, file in told.files.items():
        if found := _format_of(name):
            _distribution(graph, told, of_parts.get(name, dataset), name, file, *found)
    _agents(graph, told)
    return graph.turtle()


def _dataset(
    graph: Graph, told: Summary, node: str, title: tuple[str, str], about: tuple[str, str], identifier: str
) -> None:
    owner, day = f"{told.base}publisher", typed(told.date, "date")
    graph.add(
        node,
        {
            "rdf:type": [Node("dcat:Dataset"), Node("dcatapit:Dataset")],
            "dct:title": title,
            "dct:description": about,
            "dct:identifier": identifier,
            "dct:modified": day,
            "dct:issued": day,
            "dcat:theme": [Node(f"{EU}data-theme/{name}") for name in THEMES],
            "dct:rightsHolder": Node(owner),
            "dct:publisher": Node(owner),
            "dct:creator": Node(owner),
            "dct:accrualPeriodicity": Node(f"{EU}frequency/IRREG"),
            "dcat:keyword": [ox.Literal(word, language="it") for word in WORDS],
            "dct:language": [Node(f"{EU}language/ITA"), Node(f"{EU}language/ENG")],
            "dcat:version": told.id,
            "dct:spatial": Node(f"{EU}country/ITA"),
            "dcat:landingPage": Node(told.base),
            "dcat:contactPoint": Node(f"{owner}#contact"),
            "dct:conformsTo": Node(vocabulary.ONTOLOGY),
            "dct:accessRights": Node(f"{EU}access-right/PUBLIC"),
        },
    )


def _service(graph: Graph, told: Summary, served: list[Node]) -> None:
    graph.add(
        f"{told.base}sparql",
        {
            "rdf:type": Node("dcat:DataService"),
            "dct:title": ("Endpoint SPARQL di Corale", "Corale's SPARQL endpoint"),
            "dct:description": ("SPARQL 1.1 in lettura", "SPARQL 1.1, read-only"),
            "dcat:endpointURL": Node(f"{told.base}sparql"),
            "dcat:endpointDescription": Node(f"{told.base}sparql"),
            "dcat:servesDataset": served,
            "dct:publisher": Node(f"{told.base}publisher"),
            "dct:license": Node(LICENCE),
            "dct:accessRights": Node(f"{EU}access-right/PUBLIC"),
            "dct:conformsTo": Node("http://www.w3.org/TR/sparql11-protocol/"),
        },
    )


def _format_of(name: str) -> tuple[str, str, str] | None:
    """Return label, media type and file type of a file that is a distribution."""
    if name in FILES:
        form = formats.of_path(Path(name))
        grade = name.removesuffix(".gz").removesuffix(f".{form.extension}").removeprefix("corale").strip("-")
        return f"{form.label} ({grade})" if grade else form.label, form.media_type, form.file_type
    if name.startswith("csv/"):
        return name.removeprefix("csv/").removesuffix(".csv"), "text/csv", f"{EU}file-type/CSV"
    return None


def _distribution(
    graph: Graph, told: Summary, dataset: str, name: str, file: File, label: str, media: str, kind: str
) -> None:
    address = f"{told.base}dumps/{name}"
    node, media_type = f"{address}#distribution", f"https://www.iana.org/assignments/media-types/{media}"
    graph.add(dataset, {"dcat:distribution": Node(node)})
    graph.add(
        node,
        {
            "rdf:type": [Node("dcat:Distribution"), Node("dcatapit:Distribution")],
            "dct:title": (label, label),
            "dct:description": (f"{label}: {name}", f"{label}: {name}"),
            "dct:format": Node(kind),
            "dcat:mediaType": Node(media_type),
            "dcat:accessURL": Node(f"{told.base}dumps/"),
            "dcat:downloadURL": Node(address),
            "dct:license": Node(LICENCE),
            "dct:modified": typed(told.date, "date"),
            "dcat:byteSize": typed(str(file.bytes), "nonNegativeInteger"),
            "spdx:checksum": Node(f"{address}#checksum"),
            "dct:language": [Node(f"{EU}language/ITA")],
        },
    )
    if name.endswith(".gz"):
        graph.add(node, {"dcat:compressFormat": Node(GZIP)})
    graph.add(
        f"{address}#checksum",
        {
            "rdf:type": Node("spdx:Checksum"),
            "spdx:algorithm": Node("spdx:checksumAlgorithm_sha256"),
            "spdx:checksumValue": typed(file.sha256, "hexBinary"),
        },
    )
    graph.add(kind, {"rdf:type": Node("dct:MediaTypeOrExtent")})
    for iri in (media_type, GZIP):
        graph.add(iri, {"rdf:type": [Node("dct:MediaType"), Node("dct:MediaTypeOrExtent")]})


def _agents(graph: Graph, told: Summary) -> None:
    owner, who = f"{told.base}publisher", told.publisher
    graph.add(
        owner,
        {
            "rdf:type": [Node("foaf:Agent"), Node("dcatapit:Agent")],
            "foaf:name": who.name,
            "dct:identifier": who.identifier,
            "foaf:homepage": Node(who.homepage) if who.homepage else "",
        },
    )
    graph.add(
        f"{owner}#contact",
        {
            "rdf:type": [Node("vcard:Kind"), Node("vcard:Organization"), Node("dcatapit:Organization")],
            "vcard:fn": who.name,
            "vcard:hasEmail": Node(f"mailto:{who.email}") if who.email else "",
            "vcard:hasURL": Node(who.homepage or told.base),
        },
    )
    labels = {f"{EU}data-theme/{name}": label for name, label in THEMES.items()}
    for iri, label in labels.items():
        graph.add(
            iri,
            {
                "rdf:type": Node("skos:Concept"),
                "skos:prefLabel": label,
                "skos:inScheme": Node(f"{EU}data-theme"),
            },
        )
    graph.add(
        f"{EU}data-theme",
        {"rdf:type": Node("skos:ConceptScheme"), "dct:title": ("Temi dei dati", "Data themes")},
    )
    graph.add(
        LICENCE,
        {
            "rdf:type": [Node("dct:LicenseDocument"), Node("dcatapit:LicenseDocument")],
            "foaf:name": "CC BY 4.0",
            "dct:type": Node("http://purl.org/adms/licencetype/Attribution"),
        },
    )
    graph.add(
        "http://purl.org/adms/licencetype/Attribution",
        {"rdf:type": Node("skos:Concept"), "skos:prefLabel": ("Attribuzione", "Attribution")},
    )
    for iri, kind in (
        (f"{EU}language/ITA", "dct:LinguisticSystem"),
        (f"{EU}language/ENG", "dct:LinguisticSystem"),
        (f"{EU}frequency/IRREG", "dct:Frequency"),
        (f"{EU}country/ITA", "dct:Location"),
        (f"{EU}access-right/PUBLIC", "dct:RightsStatement"),
        (vocabulary.ONTOLOGY, "dct:Standard"),
        ("http://www.w3.org/TR/sparql11-protocol/", "dct:Standard"),
        (told.base, "foaf:Document"),
        ("http://spdx.org/rdf/terms#checksumAlgorithm_sha256", "spdx:ChecksumAlgorithm"),
    ):
        graph.add(iri, {"rdf:type": Node(kind)})
    if who.homepage:
        graph.add(who.homepage, {"rdf:type": Node("foaf:Document")})


def _slug(iri: str) -> str:
    return "".join(sign if sign.isalnum() else "-" for sign in vocabulary.compact(iri)).strip("-")
