"""The form by which a reader adds to a page or says that a value is wrong, and the receipt.

It is made of the field table: labels, help, closed lists, kinds of values. It works without scripts. What is
sent goes to the desk, which keeps it before the receipt is shown; without a desk there are no such pages.
"""

import hashlib
import re
import secrets
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlencode

from flask import Blueprint, Response, jsonify, redirect, request
from werkzeug.wrappers import Response as Base

from corale.data.published.folder import FOLDER
from corale.data.review import offered, terms
from corale.endpoint.http.problems import ProblemError
from corale.endpoint.protocol.asking import Cell, iri
from corale.endpoint.site import texts
from corale.endpoint.site.contribute import desk_client
from corale.endpoint.site.contribute.desk_client import DeskDownError
from corale.endpoint.site.entity import record_facts
from corale.endpoint.site.render import ask, base, iri_of, language, page, root, shown
from corale.endpoint.site.resources import names
from corale.fields import Field
from corale.ontology import schemes
from corale.ontology.index import index
from corale.ontology.vocabulary import compact, expand

contribute = Blueprint("contribute", __name__)
CONTRADICTION, REPLY = "corale:hasContradiction", "corale:reply"
TRAP = "homepage"
"""A field that people do not see: what fills it is a program."""
_KEYBOARDS = {"integer": "numeric", "decimal": "decimal"}  # what a phone shows for a kind of value
_SUGGESTED = ("place", "party")
_LINKS = ("corale:involvement", "corale:inProcess", "corale:funding", "corale:certification")
"""What leads to a part and back: a reader contests what the part says."""
_KEY = re.compile(r"[A-Za-z0-9._~-]{1,200}")
_CODE = re.compile(r"[0-9a-f]{16}")
LONGEST = 200  # characters of a name that is looked for
_OWN = ("value", "reason", "source", "credit", "contact")


@dataclass(frozen=True, slots=True)
class Statement:
    """A value that the page of a thing says, which a reader may contest."""

    mark: str
    subject: str
    property: str
    object: str
    name: str
    text: str


def publisher() -> Path:
    """Return the publisher's folder of the release that serves.

    Raises:
        ProblemError: it has no desk.
    """
    folder = ask().serving.folder.parent
    if folder.name != FOLDER or not desk_client.there(folder.parent):
        raise ProblemError("not-found")
    return folder.parent


def open_here() -> bool:
    """Tell whether readers of this release can contribute."""
    folder = ask().serving.folder.parent
    return folder.name == FOLDER and desk_client.there(folder.parent)


@contribute.get("/contribute/id/<kind>/<key>")
def form(kind: str, key: str) -> Response:
    """Show what may be added to a thing, or the form for one field or one value of it.

    Raises:
        ProblemError: there is no desk, or no such thing.
    """
    return _form(kind, key, publisher(), {}, "", 200)


def _form(kind: str, key: str, folder: Path, filled: dict[str, str], fault: str, status: int) -> Response:
    tongue = language()
    if kind not in offered.WHOLE or not _KEY.fullmatch(key):
        raise ProblemError("not-found")
    said = statements(kind, key)
    if not said:
        raise ProblemError("not-found")
    try:
        desk_client.call(folder, "GET", "/ping")
        up = True
    except DeskDownError:
        up = False
    field = offered.offered(kind).get(request.args.get("field", ""))
    contested = next((one for one in said if one.mark == request.args.get("statement", "")), None)
    if contested is not None:
        replying = contested.property == CONTRADICTION
        field = offered.field_of(contested.subject, REPLY if replying else contested.property)
    topic = f"id/{kind}/{key}"
    named = (one for one in said if one.subject == topic and one.property in ("dct:title", "rdfs:label"))
    title = next((one.text for one in named), key)
    return page(
        "contribute.html",
        status if up else 503,
        kind=kind,
        key=key,
        title=title,
        up=up,
        fault=fault,
        filled=filled,
        token=filled.get("token") or secrets.token_urlsafe(18),
        trap=TRAP,
        replying=contested is not None and contested.property == CONTRADICTION,
        field=field,
        label=field.label(tongue) if field else "",
        help=help_of(field, tongue) if field else "",
        keyboard=_KEYBOARDS.get(field.value, "text") if field else "text",
        suggested=field.value if field and field.value in _SUGGESTED else "",
        choices=choices(field, tongue) if field else [],
        contested=contested,
        statements=[one for one in said if not one.property.startswith(("rdf:", "foaf:"))],
        contradiction=CONTRADICTION,
        fields=sorted((one.label(tongue), one.name) for one in offered.offered(kind).values()),
        free=request.args.get("free") == "1",
        asked=f"?{request.query_string.decode('ascii', 'replace')}" if request.query_string else "",
    )


def choices(field: Field, tongue: str) -> list[tuple[str, str]]:
    """Return the entries of a closed list, with their values, sorted by name; nothing for other fields."""
    if field.value == "boolean":
        return [("true", texts.word("yes", tongue)), ("false", texts.word("no", tongue))]
    if field.value != "concept":
        return []
    found = [(one, schemes.label(one, tongue) or one) for one in schemes.concepts(field.scheme)]
    return sorted(found, key=lambda pair: pair[1].casefold())


def help_of(field: Field, tongue: str) -> str:
    """Return what a field is, as the ontology defines it, and how its values are written."""
    own = field.curie.startswith("corale:")
    defined = index().text(expand(field.curie), "skos:definition", tongue) if own else ""
    written = texts.word(f"contribute-{field.value}", tongue) if field.value in ("date", "period") else ""
    return " ".join(filter(None, (defined, written)))


def statements(kind: str, key: str) -> list[Statement]:
    """Return the values that the page of a thing says, in its order."""
    tongue, called = language(), names(language())
    topic = iri_of(f"id/{kind}/{key}")
    record = record_facts.read(key, tongue) if kind != "organisation" else None
    if record is not None and record.of(topic):
        aside = ("/id/record/", "/id/contradiction/")
        facts = [
            fact for fact in record.all() if fact.grade and not any(one in fact.subject for one in aside)
        ]
        rows = [(fact.subject, fact.predicate, fact.value, fact.label) for fact in facts]
        for fact in record.of(record.iri, CONTRADICTION):
            words = [
                (one.value.value, one.value.language) for one in record.of(fact.value.value, "rdfs:comment")
            ]
            if words:
                rows.append((fact.subject, CONTRADICTION, fact.value, texts.best(words, tongue)))
    elif kind == "organisation":
        found = ask()("pages/thing", {"s": iri(topic)})
        rows = [(topic, compact(row["p"].value), row["o"], str(row.get("label", ""))) for row in found]
    else:
        rows = []
    made = []
    for subject, property_, value, label in rows:
        told = terms.write(term_of(value), base())
        mark = hashlib.sha256(f"{subject} {property_} {told}".encode()).hexdigest()[:12]
        text = label or (shown(value, tongue) if value.kind != "uri" else called.get(value.value, ""))
        derived = property_ in _LINKS or (property_ == "rdfs:label" and subject != topic)
        if text and not derived:
            name = called.get(expand(property_), property_)
            made.append(Statement(mark, subject.removeprefix(base()), property_, told, name, text))
    return list({one.mark: one for one in made}.values())


def term_of(value: Cell) -> str:
    """Return a value of an answer as an N-Quads term."""
    if value.kind == "uri":
        return f"<{value.value}>"
    if value.language:
        return terms.literal(value.value, language=value.language)
    return (
        f"{terms.literal(value.value)}^^<{value.datatype}>" if value.datatype else terms.literal(value.value)
    )


@contribute.post("/contribute/id/<kind>/<key>")
def send(kind: str, key: str) -> Base:
    """Pass a contribution on to the desk, and show its receipt; the form again where something is to mend.

    Raises:
        ProblemError: there is no desk, or the request comes from another site.
    """
    folder, tongue = publisher(), language()
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        raise ProblemError("bad-request")
    filled = {name: request.form.get(name, "") for name in (*_OWN, "token")}
    if request.form.get(TRAP):
        return _form(kind, key, folder, filled, texts.word("contribute-trap", tongue), 400)
    try:
        status, told = desk_client.call(folder, "POST", "/contribute", filled | about(kind, key))
    except DeskDownError:
        return _form(kind, key, folder, filled, "", 503)
    if status != 201:
        fault = told.get(tongue, "") if status != 429 else texts.word("contribute-many", tongue)
        return _form(kind, key, folder, filled, fault, status if status in (400, 429) else 503)
    return redirect(f"{root()}/receipt/{quote(told['code'])}", 303)


def about(kind: str, key: str) -> dict[str, str]:
    """Return what the form of the request is about: page, field or statement, language, client.

    Raises:
        ProblemError: the page has no such statement any more.
    """
    told = {"page": f"id/{kind}/{key}", "field": request.args.get("field", ""), "language": language()}
    told["client"] = ask_client()
    if mark := request.args.get("statement", ""):
        one = next((one for one in statements(kind, key) if one.mark == mark), None)
        if one is None:
            raise ProblemError("not-found")
        told |= {"subject": one.subject, "property": one.property, "object": one.object}
        if one.property == CONTRADICTION:  # a reply stands beside it
            told |= {"subject": one.object[1:-1], "property": REPLY, "object": ""}
    return told


@contribute.post("/contribute/id/<kind>/<key>/check")
def check(kind: str, key: str) -> Response:
    """Say what is to be mended in the value of a form while somebody writes it; nothing where it is good.

    Raises:
        ProblemError: there is no desk.
    """
    value = request.form.get("value", "")
    note = {"token": "0" * 16, "value": value, "reason": "-"} | about(kind, key)
    try:
        status, told = desk_client.call(publisher(), "POST", "/check", note)
    except DeskDownError:
        status, told = 503, {}
    fault = told.get(language(), "") if status == 400 and value.strip() else ""
    return Response(fault, content_type="text/plain; charset=utf-8", headers={"Cache-Control": "no-store"})


@contribute.get("/contribute/names/<kind>")
def suggest(kind: str) -> Response:
    """Tell the names of places or bodies that begin with a text, as the desk reads them; none without it.

    Raises:
        ProblemError: there is no desk.
    """
    query = urlencode({"q": request.args.get("q", "")[:LONGEST]})
    try:
        status, named = desk_client.call(publisher(), "GET", f"/names/{quote(kind)}?{query}")
    except DeskDownError:
        status, named = 503, {}
    found = [{"label": label, "kind": beside} for label, beside in named.items()] if status == 200 else []
    return jsonify(found)


def ask_client() -> str:
    """Return what stands for the client of the request."""
    from flask import current_app

    return str(current_app.extensions["sparql"].client(request.environ))


@contribute.get("/receipt/")
def find() -> Base:
    """Send who types the code of a receipt to it."""
    publisher()
    code = request.args.get("code", "").strip().lower()
    return redirect(f"{root()}/receipt/{code}" if _CODE.fullmatch(code) else f"{root()}/receipt/none", 303)


@contribute.get("/receipt/<code>")
def receipt(code: str) -> Response:
    """Show what became of a contribution.

    Raises:
        ProblemError: there is no desk.
    """
    folder = publisher()
    told: dict[str, str] = {}
    status, up = 404, True
    if _CODE.fullmatch(code):
        try:
            status, told = desk_client.call(folder, "GET", f"/receipt/{code}")
        except DeskDownError:
            status, up = 503, False
    answer = page("receipt.html", status, code=code, told=told if status == 200 else {}, up=up)
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer
