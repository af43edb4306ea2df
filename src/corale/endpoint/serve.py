"""The top process: starts a keeper for the active release and the web front, and never dies of what they meet.

It runs no thread, no web server and no query. It watches the publisher's `active` link, the keepers and the front:
a new release gets a new keeper, and only when that one answers does the front turn to it.
"""

import json
import os
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from corale.data.release import manifest
from corale.data.release.folder import active
from corale.endpoint.engine import sandbox
from corale.endpoint.engine.keeper import keep
from corale.endpoint.engine.state import State
from corale.endpoint.http.limits import Limits, read
from corale.errors import NotFoundError, ReleaseError, SetupError

TICK = 0.2
LOADING = 600.0
"""Seconds that a release may take to load."""
PROGRESS = 5.0
"""Seconds between two words about a release that is loading."""
INHERITING = 30.0
"""Seconds that a keeper's heir may take to stand in its place; that there is none is told at once."""
PAUSE = 2.5
LONGEST_PAUSE = 300.0
"""Seconds before a release that was refused is tried again: twice as long each time."""
THREADS = 320
"""Front threads: slow clients hold one each, so there are more of them than anybody's slow connections."""


def _plain(environment: Mapping[str, str]) -> dict[str, str]:
    """Return what of an environment the front needs: nothing of it but its own settings and where programs lie."""
    needed = ("PATH", "LANG", "LC_ALL", "TZ", "TMPDIR", "VIRTUAL_ENV", "HOME", "RUST_BACKTRACE")
    return {
        name: text for name, text in environment.items() if name in needed or name.startswith(("CORALE_", "PYTHON"))
    }


def _heard(word: int, seconds: float) -> int:
    """Return the process that says on a descriptor that it keeps; 0 if none does, in time or any more."""
    told = os.read(word, 64) if select.select([word], [], [], seconds)[0] else b""
    return int(told.split()[-1]) if told else 0


@dataclass(slots=True)
class Service:
    """The running service: its folder, its state page, its keepers (the last one serves) and its front."""

    folder: Path
    host: str
    port: int
    limits: Limits
    room: Path
    state: State
    extra: dict[str, str] = field(default_factory=dict)
    keepers: set[int] = field(default_factory=set)
    keeper: int = 0
    word: int = -1
    release: Path = Path()
    refused: Path = Path()
    reason: str = ""
    again: float = 0
    pause: float = PAUSE
    front: "subprocess.Popen[bytes] | None" = None
    stopping: bool = False

    def switch(self, release: Path) -> None:
        """Load a release in a new keeper and turn the front to it; the former keepers leave when they are idle.

        Raises:
            ReleaseError: the release does not load; the one before goes on.
            OSError: the system refuses a file, a folder or a process; the one before goes on.
        """
        serial = self.state.serial + 1
        place = self.room / f"g{serial}"
        shutil.rmtree(place, ignore_errors=True)  # of a keeper that did not load
        text = json.dumps(manifest.read(release).to_json())  # the front has it from us, and reads no release itself
        place.mkdir(mode=0o700)
        pid, word = self._start_keeper(release, place)
        try:
            self.state.publish(serial, {"release": str(release), "manifest": text, "place": str(place), "keeper": pid})
        except OSError:
            os.close(word)
            os.kill(pid, signal.SIGKILL)
            raise
        for former in self.keepers:
            os.kill(former, signal.SIGTERM)
        if self.word >= 0:
            os.close(self.word)
        self.keepers.add(pid)
        self.keeper, self.word, self.release = pid, word, release

    def _start_keeper(self, release: Path, place: Path) -> tuple[int, int]:
        """Return the process of a new keeper, and where it and its heirs say that they keep."""
        word, told = os.pipe()
        parent = os.getpid()
        try:
            pid = os.fork()
        except OSError:
            os.close(word)
            os.close(told)
            raise
        if not pid:
            try:
                os.close(word)
                signal.set_wakeup_fd(-1)
                sandbox.follow_parent(parent)
                keep(release, place, self.limits, told, parent)
                os._exit(0)
            finally:
                os._exit(1)
        os.close(told)
        if not self._loaded(word, release) or not _heard(word, 0):
            os.close(word)
            with suppress(ChildProcessError, ProcessLookupError):  # taken note of while it loaded
                os.kill(pid, signal.SIGKILL)
                os.waitpid(pid, 0)
            raise ReleaseError(f"{release} does not load: `corale verify {release}` says why")
        return pid, word

    def _loaded(self, word: int, release: Path) -> bool:
        """Wait until a new keeper says something or ends; mind the others meanwhile, and tell how long it takes."""
        began = told = time.monotonic()
        while (now := time.monotonic()) < began + LOADING and not self.stopping:
            if select.select([word], [], [], TICK)[0]:
                return True
            self.reap()
            if now > told + PROGRESS:
                told = now
                self.tell("release-loading", release=release.name, seconds=round(now - began))
        return False

    def tell(self, event: str, **more: object) -> None:
        """Write a line to the log."""
        print(json.dumps({"event": event} | more), file=sys.stderr, flush=True)

    def start_front(self) -> None:
        """Start the web front, in a process of its own."""
        command = [
            sys.executable, "-m", "granian", "corale.endpoint.front:application", "--interface", "wsgi",
            "--host", self.host, "--port", str(self.port), "--http", "1", "--workers", "1", "--no-ws",
            "--blocking-threads", str(THREADS), "--respawn-failed-workers", "--respawn-interval", "0.2",
            "--workers-kill-timeout", "3", "--log-level", "error", "--backlog", "2048",
            "--http1-header-read-timeout", "10000",
        ]  # fmt: skip
        environment = _plain(os.environ) | self.limits.environment() | self.extra
        environment |= {"CORALE_ROOM": str(self.room), "CORALE_HOST": self.host, "CORALE_PORT": str(self.port)}
        parent = os.getpid()
        self.front = subprocess.Popen(  # noqa: S603 - our own command; no thread runs here, so a call after fork is safe
            command, env=environment, stdin=subprocess.DEVNULL, preexec_fn=lambda: sandbox.follow_parent(parent)
        )

    def reap(self) -> None:
        """Take note of ended children; what was serving is started again."""
        while True:
            try:
                pid, _ = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if not pid:
                return
            self.keepers.discard(pid)
            if pid == self.keeper and (heir := _heard(self.word, INHERITING)):
                self.keepers.add(heir)
                self.keeper = heir
            elif pid == self.keeper:
                self.keeper = 0
            if self.front is not None and pid == self.front.pid:
                self.front.returncode = -1
                if not self.stopping:
                    time.sleep(0.1)
                    self.start_front()

    def follow(self) -> None:
        """Turn to the active release if it is another one.

        Whatever goes wrong on the way, the one that serves goes on serving; what went wrong is written to the log
        once, and the release is tried again, less and less often.
        """
        try:
            wanted = active(self.folder).folder
        except NotFoundError:
            wanted = self.release
        except (ReleaseError, OSError) as error:
            self._refuse(wanted := self.release, str(error))
        if wanted == self.refused and time.monotonic() < self.again:
            wanted = self.release
        if wanted == self.release and self.keeper:
            return
        try:
            self.switch(wanted)
        except (ReleaseError, OSError) as error:
            self.refused = wanted if wanted != self.release else Path()
            self.pause = min(self.pause * 2, LONGEST_PAUSE)
            self.again = time.monotonic() + self.pause
            self._refuse(wanted, str(error))
        else:
            self.refused, self.reason, self.pause = Path(), "", PAUSE

    def _refuse(self, release: Path, reason: str) -> None:
        if reason != self.reason and not self.stopping:
            self.reason = reason
            self.tell("release-refused", release=release.name, reason=reason, serving=self.release.name)

    def run(self) -> int:
        """Serve until told to stop; return the exit code."""
        wake, wakeup = os.pipe()
        os.set_blocking(wake, False)
        os.set_blocking(wakeup, False)
        signal.set_wakeup_fd(wakeup, warn_on_full_buffer=False)
        sandbox.adopt()
        signal.signal(signal.SIGCHLD, lambda *_: None)
        for sign in (signal.SIGTERM, signal.SIGINT):
            signal.signal(sign, lambda *_: setattr(self, "stopping", True))
        try:
            self.switch(active(self.folder).folder)
            self.start_front()
        except ReleaseError:
            if not self.stopping:
                raise
        while not self.stopping:
            if select.select([wake], [], [], TICK)[0]:
                os.read(wake, 4096)
            self.reap()
            self.follow()
        self.stop()
        return 0

    def stop(self) -> None:
        """End the front, then the keepers."""
        if self.front is not None and self.front.returncode is None:
            self.front.terminate()
            try:
                self.front.wait(5)
            except subprocess.TimeoutExpired:
                self.front.kill()
        for pid in self.keepers:
            os.kill(pid, signal.SIGKILL)


def _free(host: str, port: int) -> None:
    """Make sure that nobody listens on an address: the web server shares ports, so it would not notice.

    Raises:
        SetupError: it is taken, or not ours to take.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise SetupError(f"port {port} of {host} is taken ({error.strerror}): choose another, --port N") from error


def serve(folder: Path, host: str, port: int, limits: Limits | None = None, extra: dict[str, str] | None = None) -> int:
    """Serve a publisher's folder or a release folder on `host` and `port` until SIGTERM or SIGINT; return 0.

    Without `limits`, those of the environment hold. `extra` are further environment variables for the front
    (allowed hosts, proxy header, log).

    Raises:
        NotFoundError: there is no release in the folder.
        SetupError: this is no system with fork.
    """
    if not hasattr(os, "fork"):
        raise SetupError("the service needs a system with fork (Linux): use a container or WSL")
    active(folder)
    _free(host, port)
    os.environ["RUST_BACKTRACE"] = "0"
    room = Path(tempfile.mkdtemp(prefix="corale-"))
    try:
        state = State(room, create=True)
        return Service(folder, host, port, limits or read(), room, state, extra or {}).run()
    finally:
        shutil.rmtree(room, ignore_errors=True)
