"""What staff see: one queue, each thing beside its source with before and after, publishing, uploads, log.

Flask-Login keeps who is signed in, Flask-WTF guards every form (CSRF). Everything works without scripts;
`static/desk.js` adds keys.
"""

import secrets
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import wraps
from pathlib import Path
from typing import ParamSpec, cast

from flask import Flask, Response, abort, flash, redirect, render_template, request, session, url_for
from flask_login import LoginManager, current_user, login_required, login_user, logout_user
from flask_wtf.csrf import CSRFError, CSRFProtect
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as Base

from corale import artefacts
from corale.data.gazetteer import columns
from corale.data.gazetteer.authorities import SUCCESSIONS
from corale.data.gazetteer.bodies import SUCCESSION
from corale.data.published import folder as releases
from corale.desk import accounts, acts, inbox, outlook, publishing, store, words
from corale.desk.accounts import LABELS, Account
from corale.desk.acts import By
from corale.desk.publishing import Job, Publishing
from corale.desk.queue import label_of
from corale.errors import CoraleError

P = ParamSpec("P")
HOURS = 8  # a session
PAGE = 100  # things on one page of the queue
HEADERS = {
    "Content-Security-Policy": "default-src 'self'; frame-ancestors 'none'; base-uri 'none'; "
    "form-action 'self'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-store",
}


class Member:
    """Who is signed in."""

    is_authenticated = is_active = True
    is_anonymous = False

    def __init__(self, account: Account) -> None:
        self.account = account

    def get_id(self) -> str:
        """Return name and mark: another password ends open sessions."""
        return f"{self.account.name} {self.account.mark}"


def create(publisher: Path, proxy_user: str = "", secure: bool = False, public: str = "") -> Flask:
    """Return the application of a publisher's folder.

    `proxy_user` names the header in which a proxy before the desk tells who is signed in there; `secure` says
    that people reach it by https; `public` is the address of the public service.
    """
    endpoint = artefacts.path("endpoint")
    app = Flask(
        "corale.desk", template_folder=str(endpoint / "templates"), static_folder=str(endpoint / "static")
    )
    with store.opened(publisher) as held:
        held.execute("INSERT OR IGNORE INTO setting VALUES ('secret', ?)", (secrets.token_hex(32),))
        [secret] = held.execute("SELECT value FROM setting WHERE name = 'secret'").fetchone()
    app.config.update(
        SECRET_KEY=secret,
        SESSION_COOKIE_NAME="desk",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Strict",
        SESSION_COOKIE_SECURE=secure,
        PERMANENT_SESSION_LIFETIME=timedelta(hours=HOURS),
        MAX_CONTENT_LENGTH=publishing.LARGEST + 100_000,
        MAX_FORM_MEMORY_SIZE=500_000,
        WTF_CSRF_TIME_LIMIT=HOURS * 3600,
    )
    app.extensions |= {"publisher": publisher, "publishing": Publishing(publisher)}
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    CSRFProtect(app)
    logins = LoginManager(app)
    logins.login_view = "login"
    logins.session_protection = "strong"
    logins.user_loader(lambda id_: _known(publisher, id_))
    if proxy_user:
        logins.request_loader(lambda asked: _by_proxy(publisher, asked.headers.get(proxy_user, "")))

    @app.context_processor
    def shared() -> dict[str, object]:
        tongue = language()
        italia = (endpoint / "static" / "vendor" / "italia.css").is_file()
        return {
            "t": lambda name: words.word(name, tongue),
            "language": tongue,
            "italia": italia,
            "public": public,
            "user": current_user,
        }

    @app.after_request
    def headers(answer: Response) -> Response:
        answer.headers.update(HEADERS)
        if request.args.get("lang") in ("it", "en"):
            answer.set_cookie("lang", language(), samesite="Strict", httponly=True)
        return answer

    app.register_error_handler(CSRFError, lambda fault: _problem(words.word("desk-csrf", language()), 400))
    app.register_error_handler(CoraleError, lambda fault: _problem(fault.text(language()), fault.http_status))
    app.register_error_handler(
        HTTPException, lambda fault: _problem(f"{fault.code} {fault.name}", fault.code or 500)
    )
    for rule, view, methods in ROUTES:
        app.add_url_rule(rule, view.__name__, view, methods=methods)
    return app


def language() -> str:
    """Return the language of the answer."""
    asked = request.args.get("lang") or request.cookies.get("lang") or ""
    return asked if asked in ("it", "en") else request.accept_languages.best_match(["it", "en"]) or "it"


def _problem(text: str, status: int) -> tuple[str, int]:
    return render_template("desk/problem.html", text=text), status


def _known(publisher: Path, id_: str) -> Member | None:
    name, _, mark = id_.partition(" ")
    found = accounts.of(publisher, name)
    return Member(found) if found and secrets.compare_digest(found.mark, mark) else None


def _by_proxy(publisher: Path, name: str) -> Member | None:
    if request.remote_addr not in ("127.0.0.1", "::1") or not name:
        return None
    found = accounts.of(publisher, name.strip().lower())
    return Member(found) if found else None


def folder() -> Path:
    """Return the publisher's folder."""
    from flask import current_app

    return cast(Path, current_app.extensions["publisher"])


def builds() -> Publishing:
    """Return the builds of this desk."""
    from flask import current_app

    return cast(Publishing, current_app.extensions["publishing"])


def me() -> Account:
    """Return the account of who is signed in."""
    return cast(Account, current_user.account)


def publishers_only(view: Callable[P, Base | str]) -> Callable[P, Base | str]:
    """Let only those in who may publish."""

    @wraps(view)
    @login_required  # type: ignore[untyped-decorator]
    def guarded(*given: P.args, **named: P.kwargs) -> Base | str:
        if me().role != "publisher":
            abort(403)
        return view(*given, **named)

    return guarded


def login() -> Base | str:
    """Sign somebody in."""
    if request.method == "GET":
        return render_template("desk/login.html", fault="")
    found = accounts.signed_in(
        folder(), request.form.get("name", "").strip().lower(), request.form.get("password", "")
    )
    if found is None:
        return Response(render_template("desk/login.html", fault=words.word("desk-refused", language())), 403)
    session.clear()  # nothing of a session that somebody else may have begun
    login_user(Member(found))
    session.permanent = True
    return redirect(url_for("queue"))


@login_required  # type: ignore[untyped-decorator]
def logout() -> Base:
    """Sign out."""
    logout_user()
    session.clear()
    return redirect(url_for("login"))


@login_required  # type: ignore[untyped-decorator]
def queue() -> str:
    """Show what waits, of one kind or all."""
    release = releases.active(folder())
    kind = request.args.get("kind", "")
    found = inbox.items(folder(), release, [kind] if kind in inbox.KINDS else inbox.KINDS)
    counts = {one: sum(item.kind == one for item in found) for one in inbox.KINDS}
    return render_template(
        "desk/queue.html", items=found[:PAGE], total=len(found), counts=counts, kind=kind, release=release.id
    )


@login_required  # type: ignore[untyped-decorator]
def item(code: str) -> str:
    """Show one thing that waits: its source lines, what the graph says before and after."""
    release = releases.active(folder())
    one = inbox.find(folder(), release, code)
    now, after = outlook.states(release, one, language())
    label = label_of(one.property)[language() == "en"] if one.property else ""
    lines = outlook.passages(folder(), release, one)
    contact = inbox.contact(folder(), code) if one.kind == "contribution" else ""
    return render_template(
        "desk/item.html", one=one, label=label, now=now, after=after, lines=lines, contact=contact
    )


@login_required  # type: ignore[untyped-decorator]
def decide() -> Base:
    """Decide about one or several things that wait, and go on to the next."""
    release = releases.active(folder())
    verb, codes = request.form.get("verb", ""), request.form.getlist("code")[:PAGE]
    day = datetime.now(UTC).date().isoformat()
    reason, source = request.form.get("reason", "")[:2000], request.form.get("source", "").strip()[:500]
    by = By(LABELS[me().role], day, reason, source)
    for code in codes:
        try:
            inbox.decide(folder(), release, code, verb, by, request.form.get("value", "").strip()[:4000])
            flash(f"{code}: {words.word(f'desk-done-{verb}', language())}")
        except CoraleError as fault:
            flash(f"{code}: {fault.text(language())}")
    kind = request.form.get("kind", "")
    if request.form.get("next") and len(codes) == 1:
        left = inbox.items(folder(), release, [kind] if kind in inbox.KINDS else inbox.KINDS)
        if left:
            return redirect(url_for("item", code=left[0].code))
    return redirect(url_for("queue", kind=kind) if kind else url_for("queue"))


@login_required  # type: ignore[untyped-decorator]
def bodies() -> Base | str:
    """Show which bodies were merged or parted, and merge or part one."""
    if request.method == "POST":
        by = By(
            LABELS[me().role], datetime.now(UTC).date().isoformat(), request.form.get("reason", "")[:2000]
        )
        old, new = (request.form.get(name, "")[:4000].split() for name in ("old", "new"))
        flash(acts.merge(folder(), " ".join(old), new, by).partition(" -> ")[0])
        _log("bodies", " ".join(old))
        return redirect(url_for("bodies"))
    rows = columns.rows(folder() / "decisions" / SUCCESSIONS, SUCCESSION)
    return render_template("desk/bodies.html", rows=rows[::-1])


@publishers_only
def publish() -> str:
    """Show what the next release would change, and the releases there are."""
    job, rows = builds().job, publishing.compare(folder())
    differs: list[str] = []
    if len(rows) > 1 and (other := request.args.get("with", "")):
        differs = publishing.differences(folder(), other, releases.active(folder()).id, language())
    return render_template("desk/publish.html", job=job, rows=rows, differs=differs)


@publishers_only
def act() -> Base:
    """Start a preview or a build, or go to another release."""
    what, name = request.form.get("what", ""), me().name
    if what in ("preview", "publish"):
        here = folder()

        def done(job: Job) -> None:
            with store.opened(here) as held:
                store.log(held, name, f"{what}-ended", f"{job.code} {job.summary.get('release', '')}")

        if builds().start(what, language(), done):
            _log(what, "")
    elif what == "activate":
        made = releases.activate(folder(), request.form.get("release", ""))
        _log("activate", made.id)
    else:
        abort(400)
    return redirect(url_for("publish"))


@publishers_only
def upload() -> str:
    """Take files into the folder of documents, read them at once, and show what was read where."""
    read = []
    for sent in request.files.getlist("file")[:20]:
        try:
            path = publishing.stored(folder(), sent.filename or "", sent.read(publishing.LARGEST + 1))
            _log("upload", path.name)
            read.append((path.name, publishing.read(path)))
        except CoraleError as fault:
            flash(fault.text(language()))
    return render_template("desk/upload.html", read=read)


@login_required  # type: ignore[untyped-decorator]
def log() -> str:
    """Show who did what when, the latest first."""
    with store.opened(folder()) as held:
        rows = held.execute("SELECT at, who, what, about FROM log ORDER BY id DESC LIMIT 500").fetchall()
    return render_template("desk/log.html", rows=rows)


def _log(what: str, about: str) -> None:
    with store.opened(folder()) as held:
        store.log(held, me().name, what, about)


ROUTES: tuple[tuple[str, Callable[..., Base | str], list[str]], ...] = (
    ("/", queue, ["GET"]),
    ("/login", login, ["GET", "POST"]),
    ("/logout", logout, ["POST"]),
    ("/item/<code>", item, ["GET"]),
    ("/decide", decide, ["POST"]),
    ("/bodies", bodies, ["GET", "POST"]),
    ("/publish", publish, ["GET"]),
    ("/act", act, ["POST"]),
    ("/upload", upload, ["GET", "POST"]),
    ("/log", log, ["GET"]),
)
