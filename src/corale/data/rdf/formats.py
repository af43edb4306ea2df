"""The formats of RDF and of query results: one table that dumps, negotiation, command line and catalogue all
read.

A new format is one entry of :data:`FORMATS`. Parsing and writing go through pyoxigraph; statements are sorted
before they are written, so that equal graphs give equal bytes."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Literal

import pyoxigraph as ox

from corale.data.rdf import canonical, xml
from corale.errors import UsageError

Kind = Literal["graph", "dataset", "results"]

FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # what XML 1.0 cannot hold
FILE_TYPE = "http://publications.europa.eu/resource/authority/file-type/"

_TYPE = canonical.RDF_TYPE[1:-1]


@dataclass(frozen=True, slots=True)
class Format:
    """A format: its name on the command line, media type, file extension and what it can hold.

    `kind` is `graph` (triples), `dataset` (quads) or `results` (bindings and booleans). `aliases` are further
    media types a client may ask for. `file_type` is the concept of the EU file type list. `dump` says that a
    release holds the whole graph in this format, as `corale.<extension>.gz`. `boolean` says that an ASK can
    be answered in it."""

    name: str
    label: str
    media_type: str
    extension: str
    kind: Kind
    file_type: str
    aliases: tuple[str, ...] = ()
    dump: bool = False
    rdf: ox.RdfFormat | None = None
    results: ox.QueryResultsFormat | None = None
    boolean: bool = True

    @property
    def media_types(self) -> tuple[str, ...]:
        """The media types that mean this format, its own first."""
        return (self.media_type, *self.aliases)


def _rdf(
    name: str,
    label: str,
    rdf: ox.RdfFormat,
    extension: str,
    file_type: str,
    *aliases: str,
    dump: bool = False,
) -> Format:
    kind: Kind = "dataset" if name in ("nquads", "trig") else "graph"
    return Format(name, label, rdf.media_type, extension, kind, FILE_TYPE + file_type, aliases, dump, rdf)


def _results(
    name: str, label: str, results: ox.QueryResultsFormat, file_type: str, *aliases: str, boolean: bool = True
) -> Format:
    media_type = results.media_type.partition(";")[0]
    return Format(
        name,
        label,
        media_type,
        name,
        "results",
        FILE_TYPE + file_type,
        aliases,
        results=results,
        boolean=boolean,
    )


FORMATS: tuple[Format, ...] = (
    _rdf(
        "turtle",
        "Turtle",
        ox.RdfFormat.TURTLE,
        "ttl",
        "RDF_TURTLE",
        "application/x-turtle",
        "text/n3",
        dump=True,
    ),
    _rdf("jsonld", "JSON-LD", ox.RdfFormat.JSON_LD, "jsonld", "JSON_LD", "application/json", dump=True),
    _rdf(
        "rdfxml", "RDF/XML", ox.RdfFormat.RDF_XML, "rdf", "RDF_XML", "application/xml", "text/xml", dump=True
    ),
    _rdf("ntriples", "N-Triples", ox.RdfFormat.N_TRIPLES, "nt", "RDF_N_TRIPLES", "text/plain"),
    _rdf("trig", "TriG", ox.RdfFormat.TRIG, "trig", "RDF_TRIG", "application/x-trig"),
    _rdf("nquads", "N-Quads", ox.RdfFormat.N_QUADS, "nq", "RDF_N_QUADS", "text/x-nquads", dump=True),
    _results("json", "SPARQL JSON", ox.QueryResultsFormat.JSON, "JSON", "application/json", "text/json"),
    _results("xml", "SPARQL XML", ox.QueryResultsFormat.XML, "XML", "application/xml", "text/xml"),
    _results("csv", "CSV", ox.QueryResultsFormat.CSV, "CSV", "application/csv", boolean=False),
    _results("tsv", "TSV", ox.QueryResultsFormat.TSV, "TSV", boolean=False),
)


def of_kind(*kinds: Kind) -> tuple[Format, ...]:
    """Return the formats of these kinds, in the order a client without preference gets them.

    >>> [format.name for format in of_kind("results")]
    ['json', 'xml', 'csv', 'tsv']
    """
    return tuple(found for found in FORMATS if found.kind in kinds)


def named(name: str) -> Format:
    """Return the format of that name, extension (with or without dot) or media type.

    >>> named(".ttl").name, named("application/ld+json").extension
    ('turtle', 'jsonld')

    Raises:
        UsageError: there is no such format.
    """
    wanted = name.removeprefix(".").lower()
    for found in FORMATS:
        if wanted in (found.name, found.extension, found.media_type):
            return found
    raise UsageError(f"no format {name!r}: there are {', '.join(found.name for found in FORMATS)}")


def of_path(path: Path) -> Format:
    """Return the format that a file's name tells, `.gz` set aside.

    >>> of_path(Path("corale.nq.gz")).name
    'nquads'
    """
    return named((path.with_suffix("") if path.suffix == ".gz" else path).suffix)


def parse(source: bytes | str | IO[bytes], form: Format, base: str | None = None) -> Iterator[ox.Quad]:
    """Yield the quads of a document in the order they stand there; triples come in the default graph.

    Raises:
        UsageError: the document is not of this format; the text says where.
    """
    try:
        yield from ox.parse(source, _syntax(form), base_iri=base)
    except SyntaxError as fault:
        raise UsageError(f"not valid {form.label}: {fault}") from fault


def serialise(
    quads: Iterable[ox.Quad | ox.Triple], form: Format, prefixes: Mapping[str, str] | None = None
) -> bytes:
    """Return a graph or dataset in this format; the same set of quads gives the same bytes, whatever their
    order.

    A format that holds triples only drops the names of the graphs and writes a repeated triple once.

    Raises:
        UnsayableError: RDF/XML has no way to say it.
    """
    names = dict(prefixes or {})
    if form.kind == "dataset":
        dataset = [quad if isinstance(quad, ox.Quad) else ox.Quad(*quad) for quad in quads]
        if form.name == "nquads":
            return canonical.nquads(dataset)
        ordered: list[ox.Quad] | list[ox.Triple] = sorted(
            set(dataset), key=lambda q: (str(q.graph_name), str(q))
        )
    else:
        triples = {quad.triple if isinstance(quad, ox.Quad) else quad for quad in quads}
        ordered = in_order(triples)
        iris = {term.value for triple in triples for term in triple if isinstance(term, ox.NamedNode)}
        iris |= {term.object.datatype.value for term in triples if isinstance(term.object, ox.Literal)}
        names = {name: space for name, space in names.items() if any(iri.startswith(space) for iri in iris)}
    written = ox.serialize(ordered, format=_syntax(form), prefixes=names) or b""
    if form.name == "rdfxml":
        return xml.checked(written)
    return b"".join(behind_prefixes(written)) if form.name == "turtle" else written


def in_order(triples: Iterable[ox.Triple]) -> list[ox.Triple]:
    """Return triples sorted by subject, then predicate (the type first), then object."""
    return sorted(triples, key=lambda one: (str(one.subject), one.predicate.value != _TYPE, str(one)))


def behind_prefixes(turtle: bytes) -> tuple[bytes, bytes]:
    """Part a Turtle document that pyoxigraph wrote into its prefixes, sorted, and what stands behind them."""
    lines, start = [], 0
    while turtle.startswith(b"@prefix ", start):
        end = turtle.index(b"\n", start) + 1
        lines.append(turtle[start:end])
        start = end
    return b"".join(sorted(lines)), turtle[start:]


def _syntax(form: Format) -> ox.RdfFormat:
    if form.rdf is None:
        raise UsageError(f"{form.label} holds query results, not RDF")
    return form.rdf
