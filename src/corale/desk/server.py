"""The process of the desk: its pages on a port, the intake on the Unix socket, contacts deleted in time."""

import signal
import threading
from pathlib import Path

from werkzeug.serving import make_server

from corale.data.published import folder as releases
from corale.desk import inbox, intake, pages, shaped
from corale.errors import SetupError
from corale.ontology.vocabulary import BASE

EVERY = 3600  # seconds between two looks at contacts that are due


def serve(
    publisher: Path, host: str, port: int, proxy_user: str = "", secure: bool = False, public: str = ""
) -> None:
    """Serve the desk of a publisher's folder until SIGTERM, SIGINT or SIGHUP.

    Raises:
        NotFoundError: the folder has no release.
        SetupError: the port is taken.
    """
    releases.active(publisher)
    app = pages.create(publisher, proxy_user, secure, public)
    try:
        front = make_server(host, port, app, threaded=True, request_handler=intake.Handler)
    except (OSError, SystemExit) as fault:
        raise SetupError(f"{host}:{port}: porta occupata", "the port is taken") from fault
    inner = intake.server(publisher)
    stopped = threading.Event()
    for sign in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(sign, lambda *_: stopped.set())
    for one in (front, inner):
        threading.Thread(target=one.serve_forever, daemon=True).start()
    shaped.hold("id/process/any", "dct:title", '"any"@it', BASE)  # the shapes are read before they are needed
    while not stopped.is_set():
        inbox.expire(publisher)
        stopped.wait(EVERY)
    for one in (front, inner):
        one.shutdown()
    (publisher / intake.SOCKET).unlink(missing_ok=True)
