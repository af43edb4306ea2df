"""Attacks on the desk, one a test; for each guard a test in which the attack succeeds when the guard is off."""

import html
import io
import itertools
import os
import re
import shutil
import sqlite3
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest
from flask import Flask, session
from flask.sessions import SecureCookieSessionInterface
from flask.testing import FlaskClient
from pyoxigraph import Literal
from tests.desk.conftest import PAGE
from tests.desk.test_inbox import BY, NOTE, WRONG
from tests.mappings.reading import making
from werkzeug.test import Client

from corale.data.published import folder as releases
from corale.data.published import last_build
from corale.data.published.folder import Release
from corale.data.review import statements, terms
from corale.desk import accounts, acts, inbox, intake, note, pages, publishing, shaped, store
from corale.desk.accounts import Account
from corale.errors import NotFoundError, UsageError
from corale.mappings.reading import UnreadableError
from corale.mappings.reading.office import package

PASSWORD = "una-lunga-password"
COUNTER = itertools.count()


class Desk:
    """A desk with a publisher, a reviewer and their open sessions, and what an attack may not change."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.release: Release = releases.active(folder)
        accounts.add(folder, "vera", "publisher", PASSWORD)
        accounts.add(folder, "rino", "reviewer", PASSWORD)
        self.app: Flask = pages.create(folder)
        self.vera, self.rino = self.client("vera"), self.client("rino")

    def client(self, name: str = "") -> FlaskClient:
        client = self.app.test_client()
        if name:
            data = {"csrf_token": token(client, "/login"), "name": name, "password": PASSWORD}
            assert client.post("/login", data=data).status_code == 302
        return client

    def note(self, **changes: str) -> str:
        """Send a contribution of a client of its own, and return the code under which it waits."""
        number = next(COUNTER)
        made = replace(NOTE, token=f"{number:020}", client=f"client {number}", **changes)
        return inbox.code_of("contribution", inbox.receive(self.folder, self.release, made))

    def state(self) -> list[object]:
        """What is kept: accounts, contributions, decisions, documents, the active release."""
        with store.opened(self.folder) as held:
            rows = [
                tuple(row)
                for text in (
                    "SELECT name, password, role, mark FROM account",
                    "SELECT * FROM contribution ORDER BY id",
                    "SELECT * FROM contact",
                )
                for row in held.execute(text)
            ]
        files = [
            (str(path.relative_to(self.folder.parent)), path.stat().st_size)
            for path in sorted(self.folder.parent.rglob("*"))
            if "queue.sqlite" not in path.name and path.is_file()
        ]
        return [rows, files, releases.active(self.folder).id]


def token(client: FlaskClient, path: str = "/log") -> str:
    found = re.search(r'name="csrf_token" value="([^"]+)"', client.get(path).text)
    assert found
    return html.unescape(found[1])


@pytest.fixture(scope="module")
def desk(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    home = tmp_path_factory.mktemp("attacked") / "p"
    shutil.copytree(built, home, symlinks=True, copy_function=os.link)
    yield Desk(home / "out")


@pytest.fixture
def own(publisher: Path) -> Desk:
    """A desk that this test may break."""
    return Desk(publisher)


# forms of another site

POSTS = [
    ("/decide", {"verb": "accept"}),
    ("/decide", {"verb": "refuse", "reason": "x"}),
    ("/decide", {"verb": "amend", "value": "7"}),
    ("/act", {"what": "publish"}),
    ("/act", {"what": "preview"}),
    ("/act", {"what": "activate"}),
    ("/bodies", {"old": "a", "new": "b"}),
    ("/upload", {}),
    ("/logout", {}),
    ("/login", {"name": "vera", "password": PASSWORD}),
]
FORGED = ["", "x", "IjEi.aaaa.bbbb", "a" * 5000, "\u0661", "another's", "a header's"]


@pytest.mark.parametrize("forged", FORGED)
@pytest.mark.parametrize(("path", "data"), POSTS)
def test_a_form_of_another_site_does_nothing(
    desk: Desk, path: str, data: dict[str, str], forged: str
) -> None:
    data = {**data, "code": desk.note(), "release": desk.release.id}
    before, headers = desk.state(), {"Referer": "https://evil.example/", "Origin": "https://evil.example"}
    if forged == "another's":
        data["csrf_token"] = token(desk.rino)
    elif forged == "a header's":
        headers["X-CSRFToken"] = token(desk.rino)
    elif forged:
        data["csrf_token"] = forged
    assert desk.vera.post(path, data=data, headers=headers).status_code == 400
    assert desk.state() == before
    assert desk.vera.get("/log").status_code == 200


@pytest.mark.parametrize("path", ["/decide", "/act", "/logout"])
@pytest.mark.parametrize("kind", ["application/json", "text/plain", "multipart/form-data; boundary=x"])
def test_a_body_of_another_kind_is_no_way_around(desk: Desk, path: str, kind: str) -> None:
    before = desk.state()
    assert desk.vera.post(path, data=b'{"verb": "accept"}', content_type=kind).status_code == 400
    assert desk.state() == before


def test_without_tokens_a_forged_form_decides(own: Desk) -> None:
    data = {"verb": "accept", "code": own.note()}
    own.app.config["WTF_CSRF_ENABLED"] = False
    assert own.vera.post("/decide", data=data).status_code == 302
    assert statements.read(own.folder)


# markup in texts

MARKUP = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "'><svg onload=alert(1)>",
    "</textarea><script>alert(1)</script>",
    "<a href=javascript:alert(1)>x</a>",
    "{{ config.SECRET_KEY }}",
    "<iframe srcdoc='<script>alert(1)</script>'>",
    "&lt;script&gt;alert(1)&lt;/script&gt;<b>x</b>",
    "<style>@import 'http://evil.example/'</style>",
    "<!--<script>alert(1)//-->",
]
TAGS = re.compile(r"<(script>|img src=x|svg onload|a href=javascript|iframe|b>x|style|!--)", re.IGNORECASE)


def clean(app: Flask, text: str) -> bool:
    return not TAGS.search(text) and app.config["SECRET_KEY"] not in text


@pytest.mark.parametrize("field", ["value", "reason", "credit"])
@pytest.mark.parametrize("markup", MARKUP)
def test_markup_in_a_contribution_stays_text(desk: Desk, markup: str, field: str) -> None:
    code = desk.note(field="title", **{"value": "x", field: markup})
    for path in (f"/item/{code}", "/?kind=contribution", "/log"):
        assert clean(desk.app, desk.vera.get(path).text)


@pytest.mark.parametrize("markup", MARKUP)
def test_markup_in_an_answer_stays_text(desk: Desk, markup: str) -> None:
    code = desk.note()
    data = {"csrf_token": token(desk.vera), "verb": "refuse", "reason": markup, "code": code}
    assert clean(desk.app, desk.vera.post("/decide", data=data, follow_redirects=True).text)


@pytest.mark.parametrize("markup", MARKUP)
def test_markup_in_an_uploaded_file_and_its_name_stays_text(desk: Desk, markup: str) -> None:
    sheet = f"Processo di prova\nProcesso\nDurata (mesi)\n{markup}\nTitolari della decisione\n{markup}\n"
    data = {"csrf_token": token(desk.vera), "file": (io.BytesIO(sheet.encode()), f"{markup}.txt")}
    told = desk.vera.post("/upload", data=data, content_type="multipart/form-data")
    assert told.status_code == 200 and clean(desk.app, told.text)


@pytest.mark.parametrize("path", ["/item/", "/?kind=", "/publish?with=", "/?lang=", "/nowhere/"])
@pytest.mark.parametrize("markup", MARKUP[:3])
def test_markup_in_an_address_stays_text(desk: Desk, path: str, markup: str) -> None:
    assert clean(desk.app, desk.vera.get(f"{path}{markup}").text)


def test_without_escaping_markup_runs(own: Desk) -> None:
    code = own.note(field="title", value=MARKUP[0])
    own.app.jinja_env.autoescape = False
    own.app.jinja_env.cache.clear()
    assert not clean(own.app, own.vera.get(f"/item/{code}").text)


# sessions that are none


def forged(desk: Desk, secret: str, mark: str) -> str:
    """The cookie of a session of the publisher, under a secret."""
    app = Flask("forged")
    app.config["SECRET_KEY"] = secret
    signer = SecureCookieSessionInterface().get_signing_serializer(app)
    assert signer
    with desk.app.test_request_context(environ_base=desk.client().environ_base):
        client = desk.app.login_manager._session_identifier_generator()  # type: ignore[attr-defined]
    return str(signer.dumps({"_user_id": f"vera {mark}", "_fresh": True, "_id": client}))


COOKIES = ["", "x", ".eJw", "eyJfdXNlcl9pZCI6InZlcmEifQ.aaaa.bbbb", "a" * 5000, "null", "\xe9", "a.b.c.d"]
SECRETS = [" ", "secret", "dev", "corale", "0" * 64, "changeme"]


@pytest.mark.parametrize("path", ["/", "/publish", "/log"])
@pytest.mark.parametrize("cookie", COOKIES)
def test_a_cookie_that_was_made_up_opens_nothing(desk: Desk, cookie: str, path: str) -> None:
    client = desk.client()
    client.set_cookie("desk", cookie)
    assert client.get(path).status_code == 302


@pytest.mark.parametrize("secret", SECRETS)
def test_a_session_under_another_secret_opens_nothing(desk: Desk, secret: str) -> None:
    client, mark = desk.client(), accounts.of(desk.folder, "vera")
    assert mark
    client.set_cookie("desk", forged(desk, secret, mark.mark))
    assert client.get("/log").status_code == 302


def test_under_the_secret_itself_it_would(desk: Desk) -> None:
    client, found = desk.client(), accounts.of(desk.folder, "vera")
    assert found
    client.set_cookie("desk", forged(desk, desk.app.config["SECRET_KEY"], found.mark))
    assert client.get("/log").status_code == 200


@pytest.mark.parametrize("mark", ["", "0" * 16, "%", "x' OR '1'='1"])
def test_a_session_of_another_password_opens_nothing(desk: Desk, mark: str) -> None:
    client = desk.client()
    client.set_cookie("desk", forged(desk, desk.app.config["SECRET_KEY"], mark))
    assert client.get("/log").status_code == 302


def test_a_session_that_somebody_fixed_is_not_the_one_after_signing_in(desk: Desk) -> None:
    client, thief = desk.client(), desk.client()
    first = token(client, "/login")
    cookie = client.get_cookie("desk")
    assert cookie
    client.post("/login", data={"csrf_token": first, "name": "vera", "password": PASSWORD})
    thief.set_cookie("desk", cookie.value)
    after = client.get_cookie("desk")
    assert after and after.value != cookie.value
    assert thief.get("/log").status_code == 302
    assert client.post("/logout", data={"csrf_token": first}).status_code == 400


class Kept:
    """The session, which nothing clears."""

    def __setattr__(self, name: str, value: object) -> None:
        setattr(session, name, value)

    def clear(self) -> None:
        pass


def test_what_was_in_a_session_before_signing_in_would_stay_without_its_guard(
    own: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "session", Kept())
    client = own.client()
    first = token(client, "/login")
    client.post("/login", data={"csrf_token": first, "name": "vera", "password": PASSWORD})
    assert client.post("/logout", data={"csrf_token": first}).status_code == 302


@pytest.mark.parametrize("flag", ["HttpOnly", "SameSite=Strict", "Path=/"])
def test_the_cookie_is_for_this_site_and_no_script(desk: Desk, flag: str) -> None:
    client = desk.client()
    data = {"csrf_token": token(client, "/login"), "name": "vera", "password": PASSWORD}
    cookies = client.post("/login", data=data).headers.getlist("Set-Cookie")
    assert flag in next(one for one in cookies if one.startswith("desk="))


# what one may not do

WAYS = [
    *(("GET", path) for path in ("/", "/item/abc", "/bodies", "/publish", "/upload", "/log")),
    *(("POST", path) for path in ("/bodies", "/decide", "/act", "/upload", "/logout")),
]


@pytest.mark.parametrize(("method", "path"), WAYS)
def test_a_stranger_sees_and_does_nothing(desk: Desk, method: str, path: str) -> None:
    client, before = desk.client(), desk.state()
    data = {"csrf_token": token(client, "/login"), "verb": "accept", "code": "x", "what": "publish"}
    told = client.open(path, method=method, data=data if method == "POST" else None)
    assert told.status_code == 302 and told.headers["Location"].startswith("/login")
    assert desk.state() == before


PUBLISHING = [
    ("GET", "/publish", {}),
    ("GET", "/publish?with=x", {}),
    ("GET", "/upload", {}),
    ("POST", "/upload", {}),
    *(("POST", "/act", {"what": what}) for what in ("publish", "preview", "activate", "", "delete")),
]


@pytest.mark.parametrize(
    "header", ["", "X-HTTP-Method-Override", "X-Original-URL", "X-Remote-User", "X-Role"]
)
@pytest.mark.parametrize(("method", "path", "data"), PUBLISHING)
def test_a_reviewer_does_no_work_of_a_publisher(
    desk: Desk, method: str, path: str, data: dict[str, str], header: str
) -> None:
    before = desk.state()
    data = {"csrf_token": token(desk.rino), "release": desk.release.id, "role": "publisher", **data}
    headers = {header: "vera"} if header else {}
    told = desk.rino.open(path, method=method, data=data if method == "POST" else None, headers=headers)
    assert told.status_code == 403
    assert desk.state() == before


def test_without_its_guard_a_reviewer_would(own: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "me", lambda: Account("rino", "publisher", ""))
    assert own.rino.get("/publish").status_code == 200


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "PATCH", "HEAD"])
@pytest.mark.parametrize("path", ["/decide", "/act", "/logout"])
def test_what_changes_something_is_only_posted(desk: Desk, method: str, path: str) -> None:
    before = desk.state()
    query = {"verb": "accept", "code": desk.note(), "what": "publish", "csrf_token": token(desk.vera)}
    assert desk.vera.open(path, method=method, query_string=query).status_code in (400, 405)
    assert desk.state()[1:] == before[1:]


# SQL

SQL = [
    "' OR '1'='1",
    "'; DROP TABLE account; --",
    '" OR 1=1 --',
    "vera'--",
    "1); DELETE FROM contribution; --",
    "' UNION SELECT name, password, role, mark FROM account --",
    "%",
    "_" * 16,
    "\\'; ATTACH DATABASE 'x' AS y; --",
    "x'||(SELECT password FROM account)||'",
]


@pytest.mark.parametrize("text", SQL)
@pytest.mark.parametrize("place", ["name", "password"])
def test_sql_signs_nobody_in(desk: Desk, place: str, text: str) -> None:
    client, before = desk.client(), desk.state()
    data = {"csrf_token": token(client, "/login"), "name": "vera2", "password": "x", place: text}
    assert client.post("/login", data=data).status_code == 403
    assert desk.state() == before


@pytest.mark.parametrize("text", SQL)
def test_sql_finds_no_receipt(desk: Desk, text: str) -> None:
    desk.note()
    with pytest.raises(NotFoundError):
        inbox.status(desk.folder, text)


@pytest.mark.parametrize("text", SQL[:4])
@pytest.mark.parametrize("place", ["code", "verb", "kind", "value"])
def test_sql_decides_nothing(desk: Desk, place: str, text: str) -> None:
    desk.note()
    before = desk.state()
    data = {"csrf_token": token(desk.vera), "verb": "accept", "code": "0" * 10, place: text}
    assert desk.vera.post("/decide", data=data).status_code == 302
    assert desk.state() == before


@pytest.mark.parametrize("text", SQL)
def test_sql_in_a_contribution_is_text(desk: Desk, text: str) -> None:
    before = len(inbox.contributions(desk.folder))
    desk.note(field="title", value=text, reason=text, credit=text)
    assert len(inbox.contributions(desk.folder)) == before + 1
    assert inbox.contributions(desk.folder)[-1].words == text.strip()
    assert len(accounts.listed(desk.folder)) == 2


class Pasting(sqlite3.Connection):
    """A connection that pastes values into the text of a query."""

    def execute(self, text: str, values: tuple[object, ...] = (), /) -> sqlite3.Cursor:
        for value in values:
            text = text.replace("?", f"'{value}'", 1)
        return super().execute(text)


def test_where_values_are_pasted_into_queries_sql_finds_a_receipt(
    own: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    own.note()
    connect = sqlite3.connect
    monkeypatch.setattr(
        store.sqlite3, "connect", lambda *given, **named: connect(*given, **named, factory=Pasting)
    )
    assert inbox.status(own.folder, SQL[0])["state"] == "waiting"


# terms that are typed

TERMS = [
    "<javascript:alert(1)>",
    "<urn:x>",
    "<https://evil.example/>",
    "<file:///etc/passwd>",
    "<x",
    "[ a corale:Period ]",
]


@pytest.mark.parametrize("text", ['"Altro"@it', '"1"^^xsd:integer', *TERMS])
def test_what_a_contributor_types_is_text_and_no_term(own: Desk, text: str) -> None:
    code = own.note(field="objectives", value=text)
    inbox.decide(own.folder, own.release, code, "accept", BY)
    [made] = statements.read(own.folder).values()
    assert terms.read(made.object, "x:") == str(Literal(text, language="it"))


def test_without_its_guard_a_contributors_term_would_be_one(
    own: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = own.note(field="objectives", value='"Altro"@it')
    monkeypatch.setattr(acts, "typed_in", acts.written)
    inbox.decide(own.folder, own.release, code, "accept", BY)
    assert [made.object for made in statements.read(own.folder).values()] == ['"Altro"@it']


@pytest.mark.parametrize("text", TERMS)
@pytest.mark.parametrize("field", ["participant", "participantCount"])
def test_a_term_that_a_reviewer_types_is_held_to_the_record(own: Desk, field: str, text: str) -> None:
    code = own.note(field=field, value={"participant": "Comune di Cento"}.get(field, "12"))
    with pytest.raises(UsageError):
        inbox.decide(own.folder, own.release, code, "amend", BY, text)
    assert not statements.read(own.folder)


def test_without_its_guard_any_address_would_be_a_body(own: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    code = own.note(field="participant", value="Comune di Cento")
    monkeypatch.setattr(shaped, "hold_record", lambda *given: None)
    inbox.decide(own.folder, own.release, code, "amend", BY, "<https://evil.example/>")
    assert [made.object for made in statements.read(own.folder).values()] == ["<https://evil.example/>"]


# what is no contribution

PAGES = [
    "",
    "id/process/",
    "id/process/../../etc",
    "id/process/osservatorio-none",
    "id/place/038008",
    "id/record/osservatorio-7",
    f"{PAGE}\n",
    f"{PAGE}%00",
    f" {PAGE}",
    f"{PAGE}#x",
    f"https://evil.example/{PAGE}",
    "id/contradiction/osservatorio-7",
]
SIGNS = ["\x00", "\x1b[2J", "\u202e", "\u2028", "\ufffe", "\x7f", "\u2066", "\x08"]


@pytest.mark.parametrize("page", PAGES)
def test_a_contribution_is_about_a_page_that_is_there(desk: Desk, page: str) -> None:
    with pytest.raises(UsageError, match=" · "):
        desk.note(page=page)


@pytest.mark.parametrize("field", ["value", "reason", "credit", "source", "contact"])
@pytest.mark.parametrize("sign", SIGNS)
def test_signs_that_hide_or_turn_text_are_refused(desk: Desk, sign: str, field: str) -> None:
    before = desk.state()
    with pytest.raises(UsageError, match=" · "):
        desk.note(**{"field": "title", "value": "x", field: f"a{sign}b"})
    assert desk.state() == before


def test_without_their_guard_they_would_be_kept(own: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(note, "_ODD", re.compile("(?!)"))
    own.note(reason="a\u202eb")
    assert "\u202e" in inbox.contributions(own.folder)[0].words


@pytest.mark.parametrize(("field", "most"), sorted(note.LONGEST.items()))
def test_a_text_has_a_length(desk: Desk, field: str, most: int) -> None:
    with pytest.raises(UsageError, match=str(most)):
        desk.note(**{field: "a" * (most + 1)})


SOURCES = [
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "data:text/html,x",
    "vbscript:x",
    "file:///etc/passwd",
    " http://a b",
    "http://x/<script>",
    'http://x/"onload="x',
    "//evil.example",
    "http://",
    "http://x\nSet-Cookie: a=b",
]


@pytest.mark.parametrize("source", SOURCES)
def test_a_source_leads_to_a_document_or_nowhere(desk: Desk, source: str) -> None:
    with pytest.raises(UsageError, match=" · "):
        desk.note(source=source)


OTHERS = [
    "id/process/osservatorio-8",
    "id/organisation/comune-038008",
    "",
    "x",
    "id/process",
    "id/evidence/osservatorio-8-1",
]


@pytest.mark.parametrize("subject", OTHERS)
def test_a_page_gives_no_hold_on_another(desk: Desk, subject: str) -> None:
    with pytest.raises(UsageError):
        desk.note(subject=subject, property=WRONG.property, object=WRONG.object, value="6", field="")


VALUES = ["-3", "12,5", "many", "1e9", "0x10", "12; 13", "١٢", "NaN"]


@pytest.mark.parametrize("value", VALUES)
def test_a_value_is_held_to_readers_and_shapes(desk: Desk, value: str) -> None:
    with pytest.raises(UsageError):
        desk.note(field="durationMonths", value=value)


# uploaded files

NAMES = [
    "../../etc/passwd.txt",
    "..\\..\\boot.txt",
    "/etc/cron.d/x.txt",
    "a/../../b.txt",
    "....//....//x.txt",
    ".htaccess.txt",
    "a\x00b.txt",
    "con.txt\n.txt",
    "é" * 300 + ".txt",
    "-rf.txt",
    "~root.txt",
    "%2e%2e%2fx.txt",
    "x;rm -rf.txt",
    "$(id).txt",
    "`id`.txt",
    "|id.txt",
    "x\u202etxt.exe.txt",
    "\u2044etc\u2044passwd.txt",
    "C:\\windows\\x.txt",
    "\\\\host\\share\\x.txt",
    "Maria_Bianchi.txt",
]
KINDS = [
    "x.php",
    "x.txt.exe",
    "",
    ".",
    "..",
    "x",
    ".txt",
    "x.py",
    "x.sh",
    "x.svg",
    "x.js",
    "x.sqlite",
    "x.txt/",
]


@pytest.mark.parametrize("name", NAMES)
def test_an_uploaded_file_stays_in_its_folder_under_a_plain_name(desk: Desk, name: str) -> None:
    kept = [one for one in desk.state()[1] if f"/{last_build.DOCUMENTS}/" not in one[0]]  # type: ignore[attr-defined]
    path = publishing.stored(desk.folder, name, b"Processo")
    assert path.parent == desk.folder / last_build.DOCUMENTS
    assert re.fullmatch(r"[A-Za-z0-9][\w.-]{0,90}", path.name) and "Bianchi" not in path.name
    assert [one for one in desk.state()[1] if f"/{last_build.DOCUMENTS}/" not in one[0]] == kept  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", KINDS)
def test_a_file_of_a_kind_that_is_not_read_is_not_kept(desk: Desk, name: str) -> None:
    before = desk.state()
    try:
        path = publishing.stored(desk.folder, name, b"Processo")
    except UsageError:
        assert desk.state() == before
    else:
        assert path.suffix == ".txt" and path.parent == desk.folder / last_build.DOCUMENTS


@pytest.mark.parametrize("data", [b"", b"x" * (publishing.LARGEST + 1)], ids=["nothing", "too much"])
def test_a_file_has_a_size(desk: Desk, data: bytes) -> None:
    with pytest.raises(UsageError):
        publishing.stored(desk.folder, "x.txt", data)


def test_with_its_name_as_it_came_a_file_leaves_its_folder(
    own: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(publishing, "plain_name", lambda name: name)
    (own.folder / last_build.DOCUMENTS).mkdir()
    with pytest.raises((FileNotFoundError, AssertionError)):
        assert publishing.stored(own.folder, "../x.txt", b"x").resolve().parent.name == last_build.DOCUMENTS


SPACE = b" " * 61_000_000
ENTITY = b'<!DOCTYPE a [<!ENTITY b "x"><!ENTITY c "&b;&b;">]><a>&c;</a>'
OUTSIDE = b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'
BOMBS = {
    "zip.docx": making.zipped({"word/document.xml": b"<a>" + SPACE}),
    "zip.odt": making.zipped({"content.xml": b"<a>" + SPACE}),
    "entities.docx": making.zipped({"word/document.xml": ENTITY}),
    "entities.odt": making.zipped({"content.xml": ENTITY}),
    "outside.docx": making.zipped({"word/document.xml": OUTSIDE}),
    "deep.docx": making.zipped({"word/document.xml": b"<a>" * 5000}),
    "many.docx": making.zipped({f"m{n}": b"" for n in range(5_001)}),
    "slip.docx": making.zipped({"../../x.xml": b"<a/>"}),
    "cut.pdf": b"%PDF-1.7\n1 0 obj",
    "text.p7m": b"no envelope",
}


@pytest.mark.parametrize("name", sorted(BOMBS))
def test_a_bomb_ends_in_a_finding(desk: Desk, name: str) -> None:
    path = publishing.stored(desk.folder, name, BOMBS[name])
    before = desk.state()
    file = publishing.read(path)
    assert file.findings and not any(on for line in file.lines for _, on in line.parts)
    assert all(not one.fields for one in file.records)
    assert desk.state() == before
    path.unlink()


@pytest.mark.parametrize(
    ("limit", "member"), [("BYTES", b"<a>" + b" " * 90 + b"</a>"), ("DEPTH", b"<a>" * 9 + b"</a>" * 9)]
)
def test_a_bomb_is_read_where_its_bound_is_off(
    limit: str, member: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    def walk() -> None:
        package.walk(package.opened(making.zipped({"x": member})), "x", *[lambda *_: None] * 3)

    monkeypatch.setattr(package, limit, 8)
    with pytest.raises(UnreadableError):
        walk()
    monkeypatch.undo()
    walk()


def test_where_entities_are_taken_they_multiply() -> None:
    with pytest.raises(UnreadableError):
        package.walk(package.opened(making.zipped({"x": ENTITY})), "x", *[lambda *_: None] * 3)
    assert ElementTree.fromstring(ENTITY).text == "xx"


# at once, and again


@pytest.mark.parametrize(
    "verbs", [("accept", "refuse"), ("accept", "accept"), ("refuse", "refuse"), ("amend", "accept")]
)
def test_of_two_reviewers_at_once_one_decides(desk: Desk, verbs: tuple[str, str]) -> None:
    code = desk.note(field="participant", value=f"Circolo {next(COUNTER)}")
    ends: list[str] = []

    def decide(verb: str) -> None:
        try:
            inbox.decide(
                desk.folder, desk.release, code, verb, BY, "Circolo Trenta" if verb == "amend" else ""
            )
            ends.append(verb)
        except NotFoundError:
            ends.append("late")

    threads = [threading.Thread(target=decide, args=(verb,)) for verb in verbs]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert ends.count("late") == 1


@pytest.mark.parametrize("verb", ["accept", "amend", "refuse"])
def test_a_decision_sent_again_decides_nothing_more(desk: Desk, verb: str) -> None:
    code = desk.note(field="participant", value=f"Circolo {next(COUNTER)}")
    data = {
        "csrf_token": token(desk.vera),
        "verb": verb,
        "code": code,
        "reason": "x",
        "value": "Circolo Quaranta",
    }
    desk.vera.post("/decide", data=data)
    before = desk.state()
    for change in ({}, {"verb": "accept"}, {"verb": "refuse"}):
        desk.vera.post("/decide", data={**data, **change})
    assert desk.state() == before


def test_a_decision_without_its_second_look_is_made_twice(own: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    code = own.note()
    one = inbox.find(own.folder, own.release, code)
    with store.opened(own.folder) as held:
        row = inbox._waiting(held, code)
    monkeypatch.setattr(inbox, "find", lambda *_: one)
    monkeypatch.setattr(inbox, "_waiting", lambda *_: row)
    for _ in range(2):
        inbox.decide(own.folder, own.release, code, "accept", BY)
    assert len((own.folder / statements.FILE).read_text(encoding="utf-8").splitlines()) == 3


def test_a_form_sent_at_once_by_many_is_kept_once(desk: Desk) -> None:
    made = replace(NOTE, token=f"once-{next(COUNTER):015}", client="many")
    codes: list[str] = []
    threads = [
        threading.Thread(target=lambda: codes.append(inbox.receive(desk.folder, desk.release, made)))
        for _ in range(8)
    ]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert len(codes) == 8 and len({*codes}) == 1


def test_with_a_token_of_its_own_each_would_be_kept(own: Desk) -> None:
    assert len({own.note() for _ in range(3)}) == 3


@pytest.mark.parametrize("change", ["upper", "short", "long", "first", "blank", "number", "wild"])
def test_a_receipt_is_found_by_its_whole_code_alone(desk: Desk, change: str) -> None:
    code = inbox.receive(
        desk.folder, desk.release, replace(NOTE, token=f"whole-{change}-{'x' * 16}", client=change)
    )
    asked = {
        "upper": code.upper() if code.upper() != code else "X",
        "short": code[:-1],
        "long": f"{code}0",
        "first": code[:8],
        "blank": "",
        "number": "1",
        "wild": code[:8] + "%",
    }[change]
    with pytest.raises(NotFoundError):
        inbox.status(desk.folder, asked)


# who one says to be

HEADERS = [
    "X-Remote-User",
    "Remote-User",
    "X-Forwarded-User",
    "X-Auth-Request-User",
    "X-Forwarded-Email",
    "X-User",
    "Authorization",
    "X-Original-User",
]


@pytest.mark.parametrize("name", ["vera", "rino", "admin", "vera\tx"])
@pytest.mark.parametrize("header", HEADERS)
def test_a_header_that_no_proxy_was_named_for_signs_nobody_in(desk: Desk, header: str, name: str) -> None:
    assert desk.client().get("/log", headers={header: name}).status_code == 302


@pytest.mark.parametrize(
    "address", ["192.0.2.1", "10.0.0.1", "::ffff:192.0.2.1", "", "127.0.0.1.evil.example"]
)
def test_a_named_header_from_elsewhere_signs_nobody_in(desk: Desk, address: str) -> None:
    client = pages.create(desk.folder, "X-Remote-User").test_client()
    headers = {"X-Remote-User": "vera", "X-Forwarded-For": "127.0.0.1", "X-Real-IP": "127.0.0.1"}
    told = client.get("/log", headers=headers, environ_overrides={"REMOTE_ADDR": address})
    assert told.status_code == 302


def test_a_named_header_of_the_proxy_on_this_machine_does(desk: Desk) -> None:
    client = pages.create(desk.folder, "X-Remote-User").test_client()
    assert client.get("/log", headers={"X-Remote-User": "vera"}).status_code == 200


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8090", "127.0.0.1@evil.example"])
@pytest.mark.parametrize("header", ["Host", "X-Forwarded-Host", "Forwarded"])
def test_no_header_leads_elsewhere(desk: Desk, header: str, host: str) -> None:
    told = desk.client().get("/log", headers={header: host})
    assert told.headers["Location"].startswith("/login")
    assert host not in desk.client().get("/login", headers={header: host}).text


@pytest.mark.parametrize(
    "target", ["//evil.example", "https://evil.example/", "/\\evil.example", "javascript:alert(1)"]
)
def test_signing_in_leads_to_the_queue(desk: Desk, target: str) -> None:
    client = desk.client()
    data = {"csrf_token": token(client, "/login"), "name": "rino", "password": PASSWORD, "next": target}
    told = client.post("/login", query_string={"next": target}, data=data)
    assert told.headers["Location"] == "/"


# too often


def test_a_client_sends_so_many_an_hour(own: Desk) -> None:
    for number in range(inbox.HOUR):
        inbox.receive(own.folder, own.release, replace(NOTE, token=f"{number:020}"))
    with pytest.raises(PermissionError):
        inbox.receive(own.folder, own.release, replace(NOTE, token="x" * 20))


def test_without_the_bound_it_sends_more(own: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inbox, "HOUR", 10**6)
    for number in range(12):
        inbox.receive(own.folder, own.release, replace(NOTE, token=f"{number:020}"))


def test_all_together_wait_so_many(own: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inbox, "ALL", 2)
    own.note(), own.note()
    with pytest.raises(PermissionError):
        own.note()


PASSWORDS = [
    "",
    "x",
    PASSWORD.upper(),
    f"{PASSWORD} ",
    f" {PASSWORD}",
    PASSWORD[:-1],
    "a" * 100_000,
    "\x00",
    "é" * 20,
]


@pytest.mark.parametrize("password", PASSWORDS)
def test_another_password_opens_nothing(desk: Desk, password: str) -> None:
    client = desk.client()
    data = {"csrf_token": token(client, "/login"), "name": f"vera{len(password)}", "password": password}
    assert client.post("/login", data=data).status_code == 403


def test_a_name_is_locked_after_five_and_told_nothing(own: Desk) -> None:
    for _ in range(accounts.FAILURES):
        assert accounts.signed_in(own.folder, "vera", "wrong") is None
    assert accounts.signed_in(own.folder, "vera", PASSWORD) is None
    assert accounts.signed_in(own.folder, "rino", PASSWORD) is not None


def test_without_the_lock_guessing_goes_on(own: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(accounts, "FAILURES", 10**6)
    for _ in range(6):
        accounts.signed_in(own.folder, "vera", "wrong")
    assert accounts.signed_in(own.folder, "vera", PASSWORD) is not None


# the socket

BODIES = [
    b"",
    b"[]",
    b"null",
    b"{",
    b'{"token": 1}',
    b'{"token": null}',
    b"\xff",
    b'"x"',
    b'{"page": ["x"]}',
    b"1",
]


@pytest.mark.parametrize("path", ["/contribute", "/check"])
@pytest.mark.parametrize("body", BODIES)
def test_what_is_no_form_is_refused_by_the_intake(desk: Desk, body: bytes, path: str) -> None:
    before = desk.state()
    told = Client(intake.Intake(desk.folder)).post(path, data=body)
    assert (told.status_code, desk.state()) == (400, before)


@pytest.mark.parametrize("path", ["/decide", "/", "/receipt/", "/receipt/../../x", "/login", "/log"])
def test_the_intake_has_no_other_path(desk: Desk, path: str) -> None:
    assert Client(intake.Intake(desk.folder)).get(path).status_code == 404
