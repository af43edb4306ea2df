"""The site round the graph: dumps, limits, health, metrics, descriptions of the release."""

import base64
import re
from hashlib import sha256
from pathlib import Path

from flask import Blueprint, Response, current_app, jsonify, request, send_file

from corale import artefacts
from corale.data.published.signing import FILE as SIGNATURE
from corale.data.rdf import formats
from corale.data.release import manifest
from corale.data.release.assemble import SUMS
from corale.data.release.manifest import Manifest
from corale.endpoint.http import negotiate
from corale.endpoint.http.limits import TABLE, Limits
from corale.endpoint.http.negotiate import GRAPHS
from corale.endpoint.http.policy import POLICY
from corale.endpoint.http.problems import KINDS, RETRY, ProblemError
from corale.endpoint.protocol import other_releases
from corale.endpoint.protocol.health import Verdict
from corale.endpoint.protocol.metrics import MEDIA_TYPE, Metrics
from corale.endpoint.site.downloads import grouped
from corale.endpoint.site.lists.browse import slices
from corale.endpoint.site.render import ask, language, page, root
from corale.endpoint.site.resources import not_acceptable
from corale.ontology.vocabulary import ONTOLOGY

site = Blueprint("site", __name__)


@site.get("/dumps/")
def dumps() -> Response:
    """List the files of the release (size and SHA-256), and the other releases that are kept."""
    serving = ask().serving
    return listed(serving.manifest, "/dumps/", other_releases.others(serving))


def listed(release: Manifest, place: str, others: list[Manifest]) -> Response:
    """Return the list of a release's files, which lie at `place`."""
    files = [(name, file) for name, file in sorted(release.files.items()) if not name.startswith("store/")]
    if negotiate.choose(request.headers.get("Accept", ""), GRAPHS, page=True) == negotiate.HTML:
        return page(
            "dumps.html",
            groups=grouped(files, language()),
            place=place,
            listed=release,
            others=others,
            slices=slices() if release.id == ask().serving.id else None,
        )
    told = [{"file": name, "bytes": file.bytes, "sha256": file.sha256} for name, file in files]
    kept_ = [
        {"release": other.id, "date": other.date, "files": f"{root()}/dumps/{other.id}/"} for other in others
    ]
    listing = jsonify(
        {"release": release.id, "date": release.date, "files": told} | ({"kept": kept_} if others else {})
    )
    listing.vary.update(("Accept",))
    return listing


@site.get("/dumps/<path:name>")
def dump(name: str) -> Response:
    """Send a file of the release, whole or the range asked for; under another's name, its list and files."""
    former, slash, file = name.partition("/")
    if slash and (found := other_releases.by_name(ask().serving, former)) is not None:
        folder, release = found
        return send(file, True, folder, release) if file else listed(release, f"/dumps/{former}/", [])
    return send(name, attachment=True)


def send(
    name: str, attachment: bool = False, folder: Path | None = None, release: Manifest | None = None
) -> Response:
    """Send a file that the manifest of a release (the one that serves) names, or what they are verified by.

    Raises:
        ProblemError: the manifest names no such file.
    """
    serving = ask().serving
    folder, release = folder or serving.folder, release or serving.manifest
    file = release.files.get(name)
    if name in (manifest.NAME, SUMS, SIGNATURE) and (folder / name).is_file():
        file = manifest.measure(folder / name)
    if file is None or name.startswith("store/"):
        raise ProblemError("not-found")
    media = media_type(name)
    if not is_single_range(request.environ.get("HTTP_RANGE", "")):
        request.environ.pop("HTTP_RANGE", None)  # the whole file is always a right answer (RFC 9110 14.2)
    sent = send_file(
        folder / name,
        media,
        conditional=True,
        etag=file.sha256,
        last_modified=None,
        max_age=0,
        as_attachment=attachment and media == "application/gzip",
        download_name=name.rpartition("/")[2],
    )
    if media == "text/html":
        sent.headers["Content-Security-Policy"] = f"{POLICY}; style-src 'self'{own_style(folder / name)}"
    sent.headers["Accept-Ranges"] = "bytes"
    sent.headers["Repr-Digest"] = f"sha-256=:{_base64(file.sha256)}:"
    return sent


def own_style(page: Path) -> str:
    """Return the hash of the style that a page carries, as a policy allows it; nothing without a style."""
    with page.open(encoding="utf-8") as stream:
        found = re.search(r"<style>(.*?)</style>", stream.read(8192), re.DOTALL)
    return f" 'sha256-{base64.b64encode(sha256(found[1].encode()).digest()).decode()}'" if found else ""


def is_single_range(header: str) -> bool:
    """Tell whether a Range header is well-formed and asks for one range of bytes.

    >>> [is_single_range(f"bytes={one}") for one in ("10-19", "-5", "9-1", "0-1,5-6")]
    [True, True, False, False]
    """
    found = re.fullmatch(r" *bytes *= *(?:(\d{1,18})-(\d{1,18})?|-\d{1,18}) *", header, re.ASCII)
    return found is not None and (found[2] is None or int(found[1]) <= int(found[2]))


def media_type(name: str) -> str:
    """Return the media type of a file of the release.

    >>> media_type("corale.ttl.gz"), media_type("void.ttl")
    ('application/gzip', 'text/turtle')
    """
    endings = {
        ".gz": "application/gzip",
        ".ttl": "text/turtle",
        ".json": "application/json",
        ".html": "text/html",
        ".csv": "text/csv",
        ".md": "text/markdown",
        ".txt": "text/plain",
        ".nt": "application/n-triples",
        ".jsonld": "application/ld+json",
    }
    return next(
        (media for ending, media in endings.items() if name.endswith(ending)), "application/octet-stream"
    )


def _base64(hexadecimal: str) -> str:
    return base64.b64encode(bytes.fromhex(hexadecimal)).decode()


@site.get("/limits")
def limits() -> Response:
    """Tell every limit, its value and how it is set; where the store is; and every error answer."""
    values: Limits = current_app.extensions["limits"]
    if negotiate.choose(request.headers.get("Accept", ""), GRAPHS, page=True) == negotiate.HTML:
        return page("limits.html", table=TABLE, values=values, kinds=KINDS, store=ask().serving.store)
    told = {limit.name: {"value": getattr(values, limit.name), "unit": limit.unit} for limit in TABLE}
    told["store"] = {"value": ask().serving.store, "unit": ""}
    listing = jsonify(told)
    listing.vary.update(("Accept",))
    return listing


@site.get("/health")
def health() -> Response:
    """Tell whether queries are answered: 200 and the release, or 503 and the reason."""
    found: Verdict = current_app.extensions["health"].verdict()
    told = {"status": found.status} | ({"release": found.release} if found.release else {})
    answer = jsonify(told | ({"reason": found.reason} if found.reason else {}))
    answer.headers["Cache-Control"] = "no-store"
    if not found.good:
        answer.status_code = 503
        answer.headers["Retry-After"] = str(RETRY["busy"])
    return answer


@site.get("/metrics")
def metrics() -> Response:
    """Tell the counters of this service, for Prometheus."""
    counted: Metrics = current_app.extensions["metrics"]
    return Response(counted.text(), content_type=MEDIA_TYPE)


@site.get("/context.jsonld")
def context() -> Response:
    """Send the JSON-LD context that maps linked records to the graph."""
    return send_file(
        artefacts.path("mappings", "context.jsonld"), "application/ld+json", conditional=True, max_age=0
    )


@site.get("/.well-known/void")
def void() -> Response:
    """Send the VoID description of the release."""
    return described("void.ttl")


@site.get("/catalogue")
def catalogue() -> Response:
    """Send the DCAT-AP_IT catalogue of the release."""
    return described("dcat.ttl")


def described(name: str) -> Response:
    """Answer a Turtle file of the release in the graph format a client takes.

    Raises:
        ProblemError: it takes none of them, or the release has no such file.
    """
    form = negotiate.choose(request.headers.get("Accept", ""), GRAPHS)
    if not form:
        raise not_acceptable()
    serving = ask().serving
    file = serving.manifest.files.get(name)
    if file is None:
        raise ProblemError("not-found")
    if form == "turtle":
        answer = send(name)
        return linked(answer)
    parsed = formats.parse((serving.folder / name).read_bytes(), GRAPHS["turtle"], request.url)
    answer = Response(
        formats.serialise(parsed, GRAPHS[form]), content_type=negotiate.content_type(GRAPHS[form])
    )
    answer.headers["ETag"] = f'"{file.sha256[:24]}-{form}"'
    answer.vary.update(("Accept",))
    answer.make_conditional(request)
    return linked(answer)


def linked(answer: Response) -> Response:
    """Return a description with what its negotiation and its licence ask for."""
    answer.vary.update(("Accept",))
    answer.headers["Link"] = (
        f'<https://creativecommons.org/licenses/by/4.0/>; rel="license", <{ONTOLOGY}>; rel="profile"'
    )
    return answer
