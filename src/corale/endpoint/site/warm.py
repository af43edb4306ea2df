"""What the home page and the lists ask, answered before anybody asks: once for each release that begins to
serve.

A release is immutable, so its answers are right as long as it serves. One thread of the front asks one
question at a time; what is not answered in time is asked again by the first visitor."""

import time
from contextlib import suppress
from threading import Thread

from flask import Flask

from corale.endpoint.http.problems import ProblemError
from corale.endpoint.protocol.asking import Ask
from corale.endpoint.site.examples import examples

LISTS = ("pages/numbers", "pages/latest", "pages/totals", "pages/schemes")
TICK = 1.0


def warm(app: Flask) -> int:
    """Ask the fixed queries of the release that serves; return how many were answered."""
    done = 0
    with app.app_context():
        ask: Ask = app.extensions["ask"]
        for name in (*LISTS, *(example.name for example in examples() if example.home)):
            with suppress(ProblemError):
                ask.table(name)
                done += 1
    return done


def follow(app: Flask) -> None:
    """Ask them again, in a thread of its own, whenever another release serves."""

    def run() -> None:
        served = ""
        while True:
            if (now := app.extensions["ask"].current.get().id) != served:
                warm(app)
                served = now
            time.sleep(TICK)

    Thread(target=run, daemon=True).start()
