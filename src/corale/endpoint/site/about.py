"""What people ask of a site itself: who runs it, what it does with their data, how accessible it is.

A publisher may state its own text for each: `statements/<name>.<language>.txt` in its folder, paragraphs
parted by empty lines."""

from flask import Blueprint, Response, redirect, request
from markupsafe import Markup
from werkzeug.wrappers import Response as Base

from corale.data.gazetteer import publisher
from corale.data.gazetteer.publisher import Publisher
from corale.data.published.folder import FOLDER
from corale.data.release import starter
from corale.endpoint.http import negotiate
from corale.endpoint.http.problems import ProblemError
from corale.endpoint.site.render import ask, language, page, root
from corale.errors import UsageError
from corale.ontology.diagram import diagram

about = Blueprint("about", __name__)
LONGEST = 20_000
"""Characters of a statement that are shown."""


def who() -> Publisher:
    """Return who publishes the release that serves; the project itself where its folder does not say."""
    folder = ask().serving.folder.parent
    try:
        return publisher.read(folder.parent) if folder.name == FOLDER else Publisher()
    except (OSError, UsageError):
        return Publisher()


def own(name: str) -> list[str]:
    """Return the paragraphs of the publisher's own statement in the language at hand; none where it has
    none."""
    folder = ask().serving.folder.parent
    try:
        text = (folder.parent / "statements" / f"{name}.{language()}.txt").read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return []
    return [part.strip() for part in text[:LONGEST].split("\n\n") if part.strip()]


@about.get("/about", strict_slashes=False)
def information() -> Response:
    """Show what the service is, how to use it, its licence and whom to write to."""
    return page(f"about.{language()}.html", who=who(), own=own("about"))


@about.get("/privacy", strict_slashes=False)
def privacy() -> Response:
    """Show what becomes of personal data: of readers, and of people named in the sources."""
    return page(f"privacy.{language()}.html", who=who(), own=own("privacy"))


@about.get("/accessibility", strict_slashes=False)
def accessibility() -> Response:
    """Show the accessibility statement: the publisher's own, or the model that it has yet to fill in."""
    return page(f"accessibility.{language()}.html", who=who(), own=own("accessibility"))


@about.get("/start", strict_slashes=False)
def start() -> Response:
    """Show a first taste: one process as Turtle, beside the classes of the model as a picture.

    Raises:
        ProblemError: the release has no such file.
    """
    file = ask().serving.folder / starter.FILE
    if starter.FILE not in ask().serving.manifest.files or not file.is_file():
        raise ProblemError("not-found")
    drawn = diagram(language()).replace('href="#', f'href="{root()}/onto/#')
    picture = Markup(drawn)  # noqa: S704 - ours
    return page("start.html", file=starter.FILE, turtle=file.read_text(encoding="utf-8"), diagram=picture)


@about.get("/dataset")
def dataset() -> Base:
    """Send who follows the IRI of the dataset to the home page, or to its description."""
    return _sent("/", "/.well-known/void")


@about.get("/publisher")
def publisher_() -> Base:
    """Send who follows the IRI of the publisher to the page that names it, or to the catalogue."""
    return _sent("/about#contact", "/catalogue")


def _sent(for_people: str, for_programs: str) -> Base:
    form = negotiate.choose(request.headers.get("Accept", ""), negotiate.GRAPHS, page=True)
    answer = redirect(root() + (for_people if form == negotiate.HTML else for_programs), 303)
    answer.vary.update(("Accept",))
    return answer


@about.get("/favicon.ico")
def icon() -> Base:
    """Send who asks for the icon by its old name to the drawing."""
    return redirect(f"{root()}/static/corale.svg", 301)
