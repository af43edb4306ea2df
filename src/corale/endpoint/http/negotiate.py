"""Content negotiation: which format answers an Accept header (RFC 9110 12.5.1), for results, graphs and
pages."""

from collections.abc import Iterable, Mapping
from functools import lru_cache

from corale.data.rdf.formats import Format, of_kind
from corale.endpoint.http.problems import ProblemError

RESULTS = {form.name: form for form in of_kind("results")}
BOOLEANS = {form.name: form for form in of_kind("results") if form.boolean}
GRAPHS = {form.name: form for form in of_kind("graph")}
QUADS = {form.name: form for form in of_kind("dataset")}
BUILT = GRAPHS | QUADS
"""What a graph made by a query is answered in: its triples are a dataset's default graph, too."""
HTML = "html"
EXCEL = "excel"
"""CSV for spreadsheets: with a byte order mark, and no cell that is taken for a formula."""
ASKED = {
    "csv": "text/csv",
    EXCEL: "text/csv",
    "tsv": "text/tab-separated-values",
    "html": "text/html",
    "json": "application/sparql-results+json, application/ld+json",
    "jsonld": "application/ld+json",
    "xml": "application/sparql-results+xml, application/rdf+xml",
    "rdf": "application/rdf+xml",
    "ttl": "text/turtle",
    "nt": "application/n-triples",
    "nq": "application/n-quads",
    "trig": "application/trig",
    "n3": "text/turtle",
    "json-ld": "application/ld+json",
    "rdf+xml": "application/rdf+xml",
    "rdf xml": "application/rdf+xml",
} | {form.name: form.media_type for form in BUILT.values()}
"""What `format=` or `output=` may say, and the Accept header that says the same."""
SHORT = 500
"""Characters up to which what an Accept header asks for is remembered; every browser's and library's is
shorter."""
_PAGE = ("text/html", "application/xhtml+xml")


def asked(parameters: Iterable[tuple[str, str]]) -> tuple[str, str]:
    """Return the format that a request names by `format=` or `output=`, and the Accept header that says the
    same.

    A media type is taken as well; two empty texts where nothing is named.

    >>> (asked([("query", "ASK {}"), ("format", "ttl")]), asked([("output", "text/csv")]),
    ...  asked([("format", "")]))
    (('ttl', 'text/turtle'), ('', 'text/csv'), ('', ''))

    Raises:
        ProblemError: there is no such format.
    """
    named = [
        text.strip().lower() for name, text in parameters if name in ("format", "output") and text.strip()
    ]
    if not named:
        return "", ""
    if named[-1] in ASKED:
        return named[-1], ASKED[named[-1]]
    if "/" in named[-1]:
        return "", named[-1].replace(" ", "+")  # `application/ld json`: a plus sign that was not encoded
    names = sorted(name for name in ASKED if " " not in name)
    text = f"format: {', '.join(names)}."
    raise ProblemError("bad-request", text, text, members={"offered": names})


def parse(accept: str) -> list[tuple[str, float]]:
    """Return the media ranges of an Accept header with their weights, as they stand; broken weights count as
    0.

    >>> parse("text/turtle;q=0.5, */*;q=0.1")
    [('text/turtle', 0.5), ('*/*', 0.1)]
    """
    ranges = []
    for part in accept.split(","):
        media, *parameters = (piece.strip() for piece in part.split(";"))
        weight = 1.0
        for parameter in parameters:
            name, _, value = parameter.partition("=")
            if name.strip().lower() == "q":
                try:
                    weight = min(1.0, max(0.0, float(value)))
                except ValueError:
                    weight = 0.0
        if media:
            ranges.append((media.lower(), weight))
    return ranges


def weight_of(media: str, ranges: Iterable[tuple[str, float]]) -> float:
    """Return the weight a list of ranges gives a media type: the most specific range that matches it decides.

    >>> weight_of("text/turtle", [("text/*", 0.3), ("text/turtle", 0.9)])
    0.9
    """
    kind = media.partition("/")[0] + "/*"
    best = (-1, 0.0)
    for name, weight in ranges:
        rank = {media: 2, kind: 1, "*/*": 0}.get(name, -1)
        if rank > best[0]:
            best = (rank, weight)
    return best[1]


def choose(accept: str, formats: Mapping[str, Format], page: bool = False) -> str:
    """Return the name of the format that fits an Accept header best, `html` among them with `page`, `""` if
    none.

    No header, or only `*/*`, gives the first format, never HTML. Where weights tie, an exact name wins over a
    wildcard, then the order of the formats.

    >>> choose("", RESULTS), choose("text/csv, */*;q=0.1", RESULTS), choose("image/png", RESULTS)
    ('json', 'csv', '')
    """
    ranges = parse(accept)
    if not ranges:
        return next(iter(formats))
    stated = {name for name, _ in ranges}
    best, found = (0.0, False), ""
    for name, format_ in formats.items():
        for media in format_.media_types:
            if media != format_.media_type and media not in stated:
                continue  # another name for the format counts only where it is said, not for a wildcard
            score = (weight_of(media, ranges), media in stated)
            if score[0] > 0 and score > best:
                best, found = score, name
    if page:
        named = [weight_of(media, ranges) for media in _PAGE if media in stated]
        if named and max(named) > 0 and (max(named), True) >= best:
            return HTML
    return found


def sparql(accept: str) -> tuple[str, str, str, bool]:
    """Return the formats for solutions, booleans and graphs that fit an Accept header, and whether a page
    fits best."""
    return _sparql(accept) if len(accept) <= SHORT else _sparql.__wrapped__(accept)


@lru_cache(1024)
def _sparql(accept: str) -> tuple[str, str, str, bool]:
    page = choose(accept, RESULTS, page=True) == HTML and choose(accept, GRAPHS, page=True) == HTML
    return choose(accept, RESULTS), choose(accept, BOOLEANS), choose(accept, BUILT), page


def content_type(form: Format) -> str:
    """Return the Content-Type of a format: what is plain text says that it is UTF-8.

    >>> content_type(GRAPHS["turtle"]), content_type(RESULTS["json"])
    ('text/turtle; charset=utf-8', 'application/sparql-results+json')
    """
    return f"{form.media_type}; charset=utf-8" if form.media_type.startswith("text/") else form.media_type


def languages(accept: str, offered: tuple[str, ...] = ("it", "en")) -> str:
    """Return the language, of those offered, that an Accept-Language header wants most; the first if none.

    >>> languages("en-GB,en;q=0.9,it;q=0.1"), languages("de")
    ('en', 'it')
    """
    best, found = 0.0, offered[0]
    for name, weight in parse(accept):
        tag = name.partition("-")[0]
        if tag in offered and weight > best:
            best, found = weight, tag
    return found
