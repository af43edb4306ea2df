"""`/changes`: what changed since a release, and what became of each IRI of a list; as a page, JSON or CSV."""

from collections import Counter
from collections.abc import Sequence
from urllib.parse import urlencode

from flask import Blueprint, Response, jsonify, request

from corale.data.published.changes import KINDS, Change
from corale.data.release.tables import written
from corale.endpoint.http import negotiate
from corale.endpoint.http.problems import ProblemError
from corale.endpoint.protocol.turns import turn
from corale.endpoint.site.follow import state, steps
from corale.endpoint.site.follow.state import Answer
from corale.endpoint.site.lists.list_state import page_number
from corale.endpoint.site.render import ask, host, page
from corale.mappings.reading import UnreadableError
from corale.mappings.reading.encodings import decoded

changes = Blueprint("changes", __name__)
SIZE = 1000
"""Changes to a page."""
FORMATS = {"json": "application/json", "html": "text/html", "csv": "text/csv"}
Rows = Sequence[Change] | Sequence[Answer]


@changes.get("/changes", strict_slashes=False)
def what_changed() -> Response:
    """Tell what changed since a release (`since`: id or version; `change`, `page`), or what became of some
    IRIs (`iri`, as often as wanted); without either, which releases there are.

    Raises:
        ProblemError: the release is none of those that led to this one, or a parameter cannot be.
    """
    name, iris = request.args.get("since", "").strip(), request.args.getlist("iri")
    if iris:
        return _of_list(state.read("\n".join(iris)), name)
    if name:
        with turn():
            return _of_release(name)
    return _all()


@changes.post("/changes", strict_slashes=False)
def of_list() -> Response:
    """Tell what became of each IRI of a list that is sent: JSON, lines, a CSV (body or form: `list`, `file`).

    Raises:
        ProblemError: it holds no IRI or too many, or the release is unknown.
    """
    file = request.files.get("file")
    if file is not None and file.filename:
        data = file.stream.read()
    elif "list" in request.form:
        data = request.form["list"].encode()
    else:
        data = request.get_data()
    try:
        text = decoded(data)[0]
    except UnreadableError:
        raise ProblemError("bad-request", "Non è un testo.", "It is no text.") from None
    return _of_list(state.read(text), request.values.get("since", "").strip())


def _all() -> Response:
    found = steps.steps()
    if _form() == "html":
        return page("changes.html", steps=found, since="", rows=None, sent="", most=state.MOST)
    told = [
        {"release": one.id, "version": one.version, "date": one.date, "changes": _address(since=one.id)}
        for one in found
    ]
    return _varied(
        jsonify(
            {
                "release": ask().serving.id,
                "releases": told,
                "feed": f"{host()}/feed.atom",
                "eventStream": f"{host()}/ldes",
            }
        )
    )


def _of_release(name: str) -> Response:
    passed, found = steps.since(name)
    wanted = [one for one in request.args.getlist("change") if one]
    if not set(wanted) <= set(KINDS):
        raise ProblemError("bad-request", f"`change`: {', '.join(KINDS)}.", f"`change`: {', '.join(KINDS)}.")
    kept = [one for one in found if not wanted or one.change in wanted]
    number, last = page_number(request.args.get("page", "")), max(1, -(-len(kept) // SIZE))
    if number > last:
        raise ProblemError("not-found", f"Ci sono {last} pagine.", f"There are {last} pages.")
    shown = kept if _form() == "csv" else kept[(number - 1) * SIZE : number * SIZE]
    asked = [("since", name), *(("change", one) for one in wanted)]
    more = f"{host()}/changes?{urlencode([*asked, ('page', str(number + 1))])}" if number < last else ""
    return _sent(
        shown,
        name,
        {"total": len(kept), "releases": [one.id for one in passed], "page": number} | _next(more),
        Counter(one.change for one in found),
    )


def _of_list(iris: Sequence[str], name: str) -> Response:
    with turn():
        found = state.answers(iris, steps.since(name)[1] if name else ())
    counts = Counter(one.state for one in found)
    return _sent(found, name, {"total": len(found)}, counts, sent="\n".join(iris))


def _sent(rows: Rows, name: str, told: dict[str, object], counts: "Counter[str]", sent: str = "") -> Response:
    form = _form()
    lines = [*state.table(rows)]
    if form == "csv":
        answer = Response(written(lines).encode(), content_type="text/csv; charset=utf-8")
        answer.headers["Content-Disposition"] = 'attachment; filename="corale-changes.csv"'
        return _varied(answer)
    listed = [dict(zip(lines[0], line, strict=True)) for line in lines[1:]]
    if form == "html":
        return page(
            "changes.html",
            steps=steps.steps(),
            since=name,
            rows=listed,
            counts=[(one, counts[one]) for one in state.STATES if counts[one]],
            told=told,
            sent=sent,
            most=state.MOST,
        )
    head: dict[str, object] = {"release": ask().serving.id, "date": ask().serving.manifest.date}
    body = head | ({"since": name} if name else {}) | told | {"counts": dict(counts)}
    filled = [{key: value for key, value in one.items() if value} for one in listed]
    return _varied(jsonify(body | {"changes": filled}))


def _next(more: str) -> dict[str, str]:
    return {"next": more} if more else {}


def _form() -> str:
    """The format asked for: `format` (or `as`, from a form), else Accept, else JSON.

    Raises:
        ProblemError: there is no such format.
    """
    named = (request.values.get("format") or request.values.get("as") or "").strip().lower()
    if named:
        if named not in FORMATS:
            raise ProblemError(
                "bad-request", f"`format`: {', '.join(FORMATS)}.", f"`format`: {', '.join(FORMATS)}."
            )
        return named
    ranges = negotiate.parse(request.headers.get("Accept", "") or "*/*")
    weights = {form: negotiate.weight_of(media, ranges) for form, media in FORMATS.items()}
    best = max(weights, key=lambda form: weights[form])
    if not weights[best]:
        raise ProblemError("not-acceptable", members={"offered": [*FORMATS.values()]})
    return best


def _varied(answer: Response) -> Response:
    answer.vary.update(("Accept",))
    return answer


def _address(**asked: str) -> str:
    return f"{host()}/changes?{urlencode(asked)}"
