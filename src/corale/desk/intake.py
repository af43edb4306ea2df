"""Contributions taken from the public front over a Unix socket: five paths, JSON in, JSON out.

`GET /ping`; `GET /names/<place|party>?q=` (names for a field, with what stands beside each); `POST /check`
(200, or 400 with what to mend, in `it` and `en`: nothing is kept); `POST /contribute` (201 with a code when
it is on disk, 400 as above, 429); `GET /receipt/<code>`. Whoever may open the socket may send: the folder's
owner and its group.
"""

import json
import os
from collections.abc import Iterable
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING

from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server
from werkzeug.wrappers import Request, Response

from corale.data.published import folder as releases
from corale.desk import inbox, names
from corale.errors import CoraleError, UsageError

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

SOCKET = ".desk.sock"
MOST = 64_000  # bytes of a request
LONGEST = 200  # characters of a name that is looked for
NAMES = frozenset(field.name for field in fields(inbox.Note))


class Handler(WSGIRequestHandler):
    """Handles a request without logging it, and gives up on one that does not come."""

    timeout = 30

    def log(self, type: str, message: str, *args: object) -> None:  # noqa: A002 - the name of the base class
        """Log nothing: neither addresses nor what is asked."""

    def address_string(self) -> str:
        """Return no address: a Unix socket has none."""
        return "desk"


class Intake:
    """The WSGI application over a publisher's folder."""

    def __init__(self, publisher: Path) -> None:
        self._publisher = publisher

    def __call__(self, environ: "WSGIEnvironment", start: "StartResponse") -> Iterable[bytes]:
        """Answer one request."""
        request = Request(environ)
        request.max_content_length = MOST
        status, told = self._answer(request)
        return Response(json.dumps(told, ensure_ascii=False), status, content_type="application/json")(
            environ, start
        )

    def _answer(self, request: Request) -> tuple[int, dict[str, str]]:
        if request.method == "GET" and request.path == "/ping":
            return 200, {"desk": "up"}
        try:
            release = releases.active(self._publisher)
            if request.method == "GET" and request.path.startswith("/receipt/"):
                code = request.path.removeprefix("/receipt/")
                return 200, inbox.status(self._publisher, code, release)
            if request.method == "GET" and request.path in ("/names/place", "/names/party"):
                kind = request.path.rpartition("/")[2]
                return 200, names.suggested(release, kind, request.args.get("q", "")[:LONGEST])
            if request.method == "POST" and request.path in ("/contribute", "/check"):
                note = _note(request.get_data())
                if request.path == "/check":
                    inbox.checked(note, release)
                    return 200, {}
                return 201, {"code": inbox.receive(self._publisher, release, note)}
        except CoraleError as fault:
            status = fault.http_status if fault.http_status in (400, 404) else 503
            return status, {"it": fault.text("it"), "en": fault.text("en")}
        except PermissionError:
            return 429, {}
        return 404, {}


def _note(data: bytes) -> inbox.Note:
    """Return the contribution of a request.

    Raises:
        UsageError: it is none.
    """
    try:
        sent = json.loads(data)
    except ValueError:
        sent = None
    if not isinstance(sent, dict) or not all(isinstance(one, str) for one in sent.values()):
        raise UsageError("il modulo non è intero", "the form is not whole")
    return inbox.Note(**{"token": "", "client": "", "page": ""} | {k: sent[k] for k in NAMES & set(sent)})


def server(publisher: Path) -> BaseWSGIServer:
    """Return the server on the socket of a publisher's folder; a socket that a kill left is taken over."""
    (publisher / SOCKET).unlink(missing_ok=True)
    held = os.open(publisher, os.O_RDONLY | os.O_DIRECTORY)  # the folder's path may be too long for a socket
    before = os.umask(0o117)
    try:
        return make_server(
            f"unix:///proc/self/fd/{held}/{SOCKET}",
            0,
            Intake(publisher),
            threaded=True,
            request_handler=Handler,
        )
    finally:
        os.umask(before)
        os.close(held)
