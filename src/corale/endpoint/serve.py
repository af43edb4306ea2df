"""`corale serve`: starts a supervisor for the active release and the web front, and minds both.

It runs no thread, no web server and no query. A new release gets a new supervisor, and only when that one can
answer does the front turn to it; the former one leaves when its queries are done. A front that dies is
started again. A supervisor that dies has no standby: the service ends, says so, and the process manager
starts it again."""

import json
import os
import select
import shutil
import signal
import subprocess
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from corale.data.published.folder import active
from corale.data.release import manifest
from corale.endpoint.engine import disk, memory, sandbox, webserver
from corale.endpoint.engine.earlier import Earlier
from corale.endpoint.engine.outside.assignments import outside
from corale.endpoint.engine.state import Current, State
from corale.endpoint.engine.supervisor import supervise
from corale.endpoint.http import log
from corale.endpoint.http.limits import MEGA, Limits, read
from corale.errors import CoraleError, NotFoundError, ReleaseError, SetupError

TICK = 0.2
LOADING = 600.0
"""Seconds that a release may take to load."""
PROGRESS = 5.0
"""Seconds between two words about a release that is loading."""
PAUSE = 2.5
SILENCE = 30.0
"""Seconds without a sign of life after which the front is ended, and started again."""
LONGEST_PAUSE = 300.0
"""Seconds before a release that was refused is tried again: twice as long each time."""


@dataclass(slots=True)
class Service:
    """The running service: its folder, its state page, its supervisors and its front; `engine` is the
    address of the engine that holds its releases, if they are not loaded here; `store` says where else they
    are (`auto`, `memory`, `disk`).

    `supervisor` is the process of the supervisor that serves, `supervisors` has also those that are leaving.
    A release that was `refused`, and for what `reason`, is tried `again` at that time."""

    folder: Path
    host: str
    port: int
    limits: Limits
    room: Path
    state: State
    extra: dict[str, str] = field(default_factory=dict)
    supervisors: set[int] = field(default_factory=set)
    supervisor: int = 0
    release: Path = Path()
    refused: Path = Path()
    reason: str = ""
    again: float = 0
    pause: float = PAUSE
    front: "subprocess.Popen[bytes] | None" = None
    stopping: bool = False
    lost: str = ""
    earlier: Earlier | None = None
    engine: str = ""
    store: str = disk.AUTO

    def switch(self, release: Path) -> None:
        """Load a release in a new supervisor and turn the front to it; the former one leaves when it is idle.

        Raises:
            ReleaseError: the release does not load; the one before goes on.
            OSError: the system refuses a file, a folder or a process; the one before goes on.
        """
        serial = self.state.serial + 1
        place = self.room / f"g{serial}"
        shutil.rmtree(place, ignore_errors=True)  # of a supervisor that did not load
        # the front has it from us, and reads no release itself
        text = json.dumps(manifest.read(release).to_json())
        place.mkdir(mode=0o700)
        where = self.choose(release)
        self.foretell(release, where)
        pid = self.start_supervisor(release, place, where == disk.DISK)
        told = Current(release=str(release), manifest=text, place=str(place), store=where)
        try:
            self.state.publish(serial, told)
        except OSError:
            os.kill(pid, signal.SIGKILL)
            raise
        for former in self.supervisors:
            os.kill(former, signal.SIGTERM)
        self.supervisors.add(pid)
        if where != disk.ENGINE:
            disk.tidy(disk.folder_of(release, self.room).parent, {release.name, self.release.name})
        self.supervisor, self.release = pid, release

    def choose(self, release: Path) -> str:
        """Return where the store of a release is to be: as told, else in memory if that suffices now."""
        if self.engine:
            return disk.ENGINE
        if self.store != disk.AUTO:
            return self.store
        return disk.MEMORY if disk.fits(manifest.read(release), self.limits) else disk.DISK

    def foretell(self, release: Path, where: str) -> None:
        """Say before a release is loaded what that takes, where it takes long or the disk was chosen."""
        if where == disk.ENGINE:
            return
        stated = manifest.read(release)
        seconds = disk.seconds(stated, where)
        if seconds > PROGRESS or (where == disk.DISK and self.store == disk.AUTO):
            needs = {
                "memory_mb": round(disk.need(stated) / MEGA),
                "free_mb": round(memory.available() / MEGA),
            }
            if where == disk.DISK:
                needs["disk_mb"] = round(disk.need_on_disk(stated) / MEGA)
            self.tell(
                "store-in-memory" if where == disk.MEMORY else "store-on-disk",
                release=release.name,
                about_seconds=round(seconds),
                **needs,
            )

    def start_earlier(self, release: Path, place: Path, limits: Limits) -> tuple[int, int]:
        """Start the supervisor of an earlier release, as :func:`forked` does."""
        return forked(release, place, limits, self.engine)

    def start_supervisor(self, release: Path, place: Path, on_disk: bool = False) -> int:
        """Return the process of a new supervisor whose workers are ready.

        Raises:
            ReleaseError: the release does not load.
            OSError: the system refuses a process.
        """
        store, seconds = None, LOADING
        if on_disk:
            store = disk.folder_of(release, self.room)
            seconds += disk.seconds(manifest.read(release), disk.DISK)
        pid, ready = forked(release, place, self.limits, self.engine, store)
        try:
            if self._readable(ready, release, seconds) and os.read(ready, 1):
                return pid
        finally:
            os.close(ready)
        with suppress(ChildProcessError, ProcessLookupError):  # taken note of while it loaded
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
        raise ReleaseError(f"{release} does not load: `corale verify {release}` says why")

    def _readable(self, ready: int, release: Path, seconds: float) -> bool:
        """Wait some seconds until a new supervisor says something or ends; mind the others meanwhile."""
        began = told = time.monotonic()
        while (now := time.monotonic()) < began + seconds and not self.stopping and not self.lost:
            if select.select([ready], [], [], TICK)[0]:
                return True
            self.reap()
            if self.front is not None:  # before the first release is there, there is nothing to mind
                self.mind_front()
            if now > told + PROGRESS:
                told = now
                self.tell("release-loading", release=release.name, seconds=round(now - began))
        return False

    def tell(self, event: str, **more: object) -> None:
        """Write a line to the log."""
        log.write(json.dumps({"event": event} | more))

    def start_front(self) -> None:
        """Start the web front, in a process of its own.

        Raises:
            OSError: the system refuses a process.
        """
        self.state.beat = 0
        self.front = webserver.start(self.host, self.port, self.room, self.limits.environment() | self.extra)

    def mind_front(self) -> None:
        """End a front that gives no sign of life; start one where there is none, or try again at the next
        look."""
        if self.front is None or self.front.returncode is not None:
            time.sleep(0.1)
            with suppress(OSError):
                self.start_front()
        elif self.state.beat and time.monotonic() > self.state.beat + SILENCE:
            self.tell("front-hung", seconds=round(time.monotonic() - self.state.beat))
            self.state.beat = 0
            self.front.kill()  # its web server goes with it: it follows its parent

    def reap(self) -> None:
        """Take note of ended children: a front is started again; without its supervisor the service ends."""
        while True:
            try:
                pid, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if not pid:
                return
            self.supervisors.discard(pid)
            if self.earlier is not None:
                self.earlier.ended(pid)
            if pid == self.supervisor:
                signaled = os.WIFSIGNALED(status)
                self.lost = (
                    f"signal {os.WTERMSIG(status)}" if signaled else f"exit code {os.WEXITSTATUS(status)}"
                )
            if self.front is not None and pid == self.front.pid:
                self.front.returncode = -1

    def follow(self) -> None:
        """Turn to the active release if it is another one.

        Whatever goes wrong on the way, the one that serves goes on serving; what went wrong is written to the
        log once, and the release is tried again, less and less often."""
        try:
            wanted = active(self.folder).folder
        except NotFoundError:
            wanted = self.release
        except (ReleaseError, OSError) as error:
            self._refuse(wanted := self.release, str(error))
        if wanted == self.refused and time.monotonic() < self.again:
            wanted = self.release
        if wanted == self.release:
            return
        try:
            self.switch(wanted)
        except (ReleaseError, OSError) as error:
            self.refused = wanted
            self.pause = min(self.pause * 2, LONGEST_PAUSE)
            self.again = time.monotonic() + self.pause
            self._refuse(wanted, str(error))
        else:
            self.refused, self.reason, self.pause = Path(), "", PAUSE

    def _refuse(self, release: Path, reason: str) -> None:
        if reason != self.reason and not self.stopping and not self.lost:
            self.reason = reason
            self.tell("release-refused", release=release.name, reason=reason, serving=self.release.name)

    def run(self) -> int:
        """Serve until told to stop; return 0.

        Raises:
            ReleaseError: there is no release that loads.
            CoraleError: the supervisor died.
        """
        wake, wakeup = os.pipe()
        os.set_blocking(wake, False)
        os.set_blocking(wakeup, False)
        signal.set_wakeup_fd(wakeup, warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        ends = [signal.SIGTERM, signal.SIGINT]
        if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:  # nohup: it outlives its terminal
            ends.append(signal.SIGHUP)
        for sign in ends:
            signal.signal(sign, lambda *_: setattr(self, "stopping", True))
        try:
            self.switch(active(self.folder).folder)
            self.earlier = Earlier(self.room, self.release.parent, self.limits, self.start_earlier)
            self.start_front()
        except ReleaseError:
            if not self.stopping:
                raise
        while not self.stopping and not self.lost:
            if select.select([wake], [], [], TICK)[0]:
                os.read(wake, 4096)
            self.reap()
            if not self.lost:
                self.mind_front()
                self.follow()
                if self.earlier is not None:
                    self.earlier.mind(self.release.name)
        self.stop()
        if self.lost and not self.stopping:
            self.tell("supervisor-died", release=self.release.name, cause=self.lost)
            raise CoraleError(
                f"the supervisor of release {self.release.name} died ({self.lost}) and the service ended:"
                " start it again, or have a process manager do so (endpoint/corale.service,"
                " endpoint/compose.yaml)"
            )
        return 0

    def stop(self) -> None:
        """End the front, then the supervisors."""
        if self.front is not None and self.front.returncode is None:
            self.front.terminate()
            try:
                self.front.wait(5)
            except subprocess.TimeoutExpired:
                self.front.kill()
        for pid in self.supervisors:
            os.kill(pid, signal.SIGKILL)
        if self.earlier is not None:
            self.earlier.stop()


def forked(
    release: Path, place: Path, limits: Limits, engine: str = "", store: Path | None = None
) -> tuple[int, int]:
    """Fork a supervisor of a release; return its process, and the descriptor on which it says a byte when its
    workers are ready (nothing, when it ends before).

    Raises:
        OSError: the system refuses a process.
    """
    parent = os.getpid()
    ready, said = os.pipe()
    try:
        pid = os.fork()
    except OSError:
        os.close(ready)
        os.close(said)
        raise
    if not pid:
        try:
            os.close(ready)
            signal.set_wakeup_fd(-1)
            sandbox.follow_parent(parent)
            supervise(release, place, limits, said, engine, store)
            os._exit(0)
        finally:
            os._exit(1)
    os.close(said)
    return pid, ready


def serve(
    folder: Path,
    host: str,
    port: int,
    limits: Limits | None = None,
    extra: dict[str, str] | None = None,
    engine: str = "",
    store: str = disk.AUTO,
) -> int:
    """Serve a publisher's folder or a release folder on `host` and `port` until SIGTERM, SIGINT or SIGHUP;
    return 0.

    Without `limits`, those of the environment hold. `extra` are further environment variables for the front
    (allowed hosts, proxy header, log). With `engine`, an address, releases are asked of the engines that hold
    them. `store` says where the store is: in `memory`, on `disk`, or on disk where memory does not suffice
    (`auto`).

    Raises:
        NotFoundError: there is no release in the folder.
        SetupError: this is no system with fork, or the port is taken.
        CoraleError: the supervisor died; a process manager starts the service again.
    """
    if not hasattr(os, "fork"):
        raise SetupError("the service needs a system with fork (Linux): use a container or WSL")
    release = active(folder).folder
    if engine:
        outside(release, engine)
    webserver.check_port(host, port)
    os.environ["RUST_BACKTRACE"] = "0"
    room = Path(tempfile.mkdtemp(prefix="corale-"))
    try:
        state = State(room, create=True)
        limits = limits or read()
        return Service(folder, host, port, limits, room, state, extra or {}, engine=engine, store=store).run()
    finally:
        shutil.rmtree(room, ignore_errors=True)
