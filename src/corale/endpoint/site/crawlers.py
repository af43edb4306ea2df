"""What programs that walk the web ask for: robots.txt, llms.txt, the map of the site, the example queries."""

from math import ceil

from flask import Blueprint, Response, request

from corale import artefacts
from corale.endpoint.http.problems import ProblemError
from corale.endpoint.protocol.asking import iri
from corale.endpoint.site.render import ask, host, link_of, root
from corale.ontology.vocabulary import ONTOLOGY

crawlers = Blueprint("crawlers", __name__)
SIZE = 5_000
"""Addresses in a list, as `pages/sitemap` and `pages/sitemap-path` say (sitemaps.org allows 50,000)."""
KINDS = {"process": "ParticipatoryProcess", "notice": "PublicNotice", "organisation": "", "place": ""}
"""The kinds of things in the map: the class that tells them, none where their addresses do."""
FIXED = ("/", "/about", "/browse/", "/scheme/", "/onto/", "/dumps/", "/sparql", "/privacy", "/accessibility")
XML = '<?xml version="1.0" encoding="UTF-8"?>\n<{0} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{1}\n</{0}>\n'


@crawlers.get("/robots.txt")
def robots() -> Response:
    """Tell crawlers what to leave alone (answers that cost computing) and where the map is."""
    closed = "".join(
        f"Disallow: {root()}/{path}\n" for path in ("sparql?", "search?", "suggest?", "graph-store?")
    )
    text = f"User-agent: *\n{closed}\nSitemap: {host()}/sitemap.xml\n"
    return Response(text, content_type="text/plain; charset=utf-8")


@crawlers.get("/llms.txt")
def assistants() -> Response:
    """Tell assistants what is here and how to ask it (llmstxt.org): one text, with addresses of here."""
    text = artefacts.text("endpoint", "llms.md").replace("{root}", host())
    return Response(text.replace("{release}", ask().serving.id), content_type="text/plain; charset=utf-8")


@crawlers.get("/questions.ttl")
def examples() -> Response:
    """Send the competency questions as data: SHACL SPARQL executables."""
    return Response(artefacts.text("ontology", "questions.ttl"), content_type="text/turtle; charset=utf-8")


@crawlers.get("/sitemap.xml")
def index() -> Response:
    """Send the index of the lists: one of the fixed pages, and as many as it takes of each kind of things."""
    rows = ask()("pages/totals")
    names = ["pages"]
    for kind in KINDS:
        total = int(rows[0][kind].value) if rows else 0
        names += [f"{kind}-{number}" for number in range(1, ceil(total / SIZE) + 1)]
    return sitemap_document("sitemapindex", "sitemap", [f"{root()}/sitemap/{name}.xml" for name in names])


@crawlers.get("/sitemap/pages.xml")
def fixed() -> Response:
    """Send the list of the fixed pages."""
    return sitemap_document("urlset", "url", [root() + path for path in FIXED])


@crawlers.get("/sitemap/<kind>-<int:number>.xml")
def listed(kind: str, number: int) -> Response:
    """Send a list of things of a kind.

    Raises:
        ProblemError: there is no such list.
    """
    if kind not in KINDS or not 1 <= number <= 100_000:
        raise ProblemError("not-found")
    offset = (number - 1) * SIZE
    if KINDS[kind]:
        rows = ask()("pages/sitemap", {"class": iri(ONTOLOGY + KINDS[kind])}, offset)
    else:
        rows = ask()(f"pages/sitemap-{kind}", offset=offset)
    if not rows:
        raise ProblemError("not-found")
    return sitemap_document("urlset", "url", [link_of(row["thing"].value) for row in rows])


def sitemap_document(document: str, part: str, paths: list[str]) -> Response:
    """Return a document of the sitemap protocol: each address in full, with the date of the release."""
    host, day = request.host_url.rstrip("/"), ask().serving.manifest.date
    dated = f"<lastmod>{day}</lastmod>" if day else ""
    parts = (f"<{part}><loc>{escaped(host + path)}</loc>{dated}</{part}>" for path in paths)
    return Response(XML.format(document, "\n".join(parts)), content_type="application/xml; charset=utf-8")


def escaped(path: str) -> str:
    """Return a path as XML text.

    >>> escaped("/a&b'c")
    '/a&amp;b&apos;c'
    """
    return path.replace("&", "&amp;").replace("<", "&lt;").replace("'", "&apos;").replace('"', "&quot;")
