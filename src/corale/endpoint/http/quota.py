"""How much of something each client, and everybody together, may hold at once: requests, bodies, results."""

from collections import Counter
from dataclasses import dataclass, field
from threading import Lock

from corale.endpoint.http.problems import RETRY, ProblemError


@dataclass(slots=True)
class Quota:
    """What is held now, by client, under a bound for one client and one for all (0: no bound).

    Who is over the bound of a client is told so in the words `it` and `en`, and to come back after `retry`
    seconds."""

    a_client: int
    all: int
    retry: int = 1
    it: str = ""
    en: str = ""
    in_use: "Counter[str]" = field(default_factory=Counter)
    total: int = 0
    lock: Lock = field(default_factory=Lock)

    def take(self, client: str, amount: int = 1) -> None:
        """Count an amount that a client is to hold.

        Raises:
            ProblemError: it is too much, for this client or in all.
        """
        with self.lock:
            if self.a_client and self.in_use[client] + amount > self.a_client:
                raise ProblemError("budget", self.it, self.en, headers={"Retry-After": str(self.retry)})
            if self.all and self.total + amount > self.all:
                raise ProblemError("busy", headers={"Retry-After": str(RETRY["busy"])})
            self.in_use[client] += amount
            self.total += amount

    def give_back(self, client: str, amount: int = 1) -> None:
        """Count an amount that a client does not hold any more."""
        with self.lock:
            self.total -= amount
            self.in_use[client] -= amount
            if self.in_use[client] <= 0:
                del self.in_use[client]
