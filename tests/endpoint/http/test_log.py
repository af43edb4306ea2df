"""The log: lines on standard error; a log that cannot be written stops nothing."""

import sys

from corale.endpoint.http import log


def test_a_line_is_written(capsys):
    log.write("a line")
    assert capsys.readouterr().err == "a line\n"


class Full:
    def write(self, text: str) -> int:
        raise OSError(28, "No space left on device")

    def flush(self) -> None: ...


def test_a_full_disk_stops_nothing(monkeypatch):
    monkeypatch.setattr(sys, "stderr", Full())
    log.write("a line")
