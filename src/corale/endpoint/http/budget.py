"""What one client may take: processor seconds in a minute, and queries at once.

A client is its address (an IPv6 client its /64), or what the header of a configured proxy says. Only the last
minute is remembered, in memory."""

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv6Network, ip_address
from threading import Lock

WINDOW = 60.0
"""Seconds over which the processor time of a client is summed."""
MANY = 10_000
"""Clients after which those that are idle are forgotten, and where none is idle, those known longest."""
LONGEST = 64
"""Characters of a client that is no address."""


@dataclass(slots=True)
class Account:
    """The last minute of one client: queries running, and [time, seconds] of those done, by the second."""

    running: int = 0
    spent: float = 0
    uses: "deque[list[float]]" = field(default_factory=deque)

    def forget(self, now: float) -> None:
        """Drop what is older than the window."""
        while self.uses and self.uses[0][0] < now - WINDOW:
            self.spent -= self.uses.popleft()[1]
        if not self.uses:
            self.spent = 0


@dataclass(slots=True)
class Budget:
    """The accounts of all clients, under limits of processor `seconds` and `parallel` queries (0: no
    limit)."""

    seconds: float
    parallel: int
    clock: Callable[[], float] = time.monotonic
    accounts: dict[str, Account] = field(default_factory=dict)
    lock: Lock = field(default_factory=Lock)

    def enter(self, client: str) -> float:
        """Note that a client's query begins; return 0, or the seconds to wait if it is over its budget."""
        if not self.seconds and not self.parallel:
            return 0
        now = self.clock()
        with self.lock:
            account = self.accounts.get(client)
            if account is None:
                if len(self.accounts) >= MANY:
                    self._forget(now)
                account = self.accounts[client] = Account()
            account.forget(now)
            if self.parallel and account.running >= self.parallel:
                return 1
            if self.seconds and account.spent >= self.seconds:
                return self._wait(account, now)
            account.running += 1
        return 0

    def leave(self, client: str, seconds: float) -> None:
        """Note that a client's query ended and what it took."""
        if not self.seconds and not self.parallel:
            return
        with self.lock:
            account = self.accounts.get(client)
            if account is None:
                return
            account.running = max(0, account.running - 1)
            account.spent += seconds
            now = self.clock()
            if account.uses and now - account.uses[-1][0] < 1:
                account.uses[-1][1] += seconds
            else:
                account.uses.append([now, seconds])

    def _wait(self, account: Account, now: float) -> float:
        over = account.spent - self.seconds
        for at, used in account.uses:
            over -= used
            if over < 0:
                return max(1.0, at + WINDOW - now)
        return WINDOW

    def _forget(self, now: float) -> None:
        many = len(self.accounts)
        for client, account in list(self.accounts.items()):
            account.forget(now)
            if not account.running and (not account.uses or len(self.accounts) > many // 2):
                del self.accounts[client]


def client_of(address: str) -> str:
    """Return what stands for a client: an IPv4 address, or the /64 of an IPv6 address.

    A port does not count; what is no address (a proxy's `unknown`) stands for itself.

    >>> client_of("2001:db8:1:2:3:4:5:6"), client_of("192.0.2.1"), client_of("::ffff:192.0.2.1")
    ('2001:db8:1:2::/64', '192.0.2.1', '192.0.2.1')
    >>> client_of("192.0.2.17:5555"), client_of("[2001:db8::1]:443")
    ('192.0.2.17', '2001:db8::/64')
    """
    text = address.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        parsed = ip_address(text.partition("%")[0])
    except ValueError:
        return text[:LONGEST]
    if isinstance(parsed, IPv4Address):
        return str(parsed)
    if parsed.ipv4_mapped is not None:
        return str(parsed.ipv4_mapped)
    return str(IPv6Network((int(parsed) >> 64 << 64, 64)))
