"""The README is true sentence by sentence: both languages say the same, name what is there, and their commands run."""

import re
import shlex
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote

import pytest

from corale import cli
from corale.endpoint.http.limits import Limits

ROOT = Path(__file__).resolve().parents[1]
BOTH = {name: (ROOT / name).read_text(encoding="utf-8") for name in ("README.md", "README.it.md")}
each = pytest.mark.parametrize("name", BOTH)


def run(*arguments: str, **more: object) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "corale", *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=300, check=False, **more)


def code(text: str) -> set[str]:
    """Return what stands in backquotes outside tables of commands."""
    return set(re.findall(r"`([^`\n]+)`", text))


def test_both_languages_name_the_same() -> None:
    names = []
    for text in BOTH.values():
        paths = {one for one in code(text) if "/" in one or one.endswith((".md", ".cff"))}
        commands = [
            line.split("`")[1].split()[:2] for line in text.splitlines() if line.startswith("| `corale")
        ]
        names.append((paths - {one for one in paths if "DIR" in one}, commands, re.findall(r"(?m)^#+", text)))
    assert names[0] == names[1]


@each
def test_every_path_is_there(name: str) -> None:
    paths = {one for one in code(BOTH[name]) if re.fullmatch(r"[\w./-]+/[\w./-]*|[\w.]+\.(md|cff)", one)}
    served = {"/limits", ".venv/bin/corale"}  # of the service, and made by `make demo`
    assert len(paths) > 15
    assert [one for one in paths - served if not (ROOT / one).exists()] == []


@each
def test_every_command_is_there_and_every_command_is_told(name: str) -> None:
    told = set(re.findall(r"`corale ([a-z]+)", BOTH[name]))
    assert told == set(cli.COMMANDS)
    targets = set(re.findall(r"(?m)^    make (\w+)", BOTH[name]))
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert targets and all(re.search(rf"(?m)^{target}:", makefile) for target in targets)


@each
def test_numbers_are_those_of_the_code(name: str) -> None:
    text, limits = BOTH[name], Limits()
    assert f"{limits.query_seconds:g} s" in text
    rows = f"{limits.result_rows:,.0f}"
    assert (rows if name == "README.md" else rows.replace(",", ".")) in text
    documents = [path for path in (ROOT / "data" / "records").rglob("*.*") if path.name != "manifest.csv"]
    assert re.search(r"(\d+) document", text)[1] == str(len(documents))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What `corale build` of the table of commands makes, of a few documents."""
    from tests.five import FIVE

    out = tmp_path_factory.mktemp("readme") / "out"
    done = run("build", str(FIVE), "--out", str(out))
    assert done.returncode == 0, done.stderr
    return out


@each
def test_the_question_runs_and_has_answers(name: str, made: Path) -> None:
    asked = re.search(r"(?s)'query=\n(.+?)'\n", BOTH[name])[1]
    done = run("query", asked, "--release", str(made), "--format", "csv")
    assert done.returncode == 0 and len(done.stdout.splitlines()) > 1, done.stderr
    curl = shlex.split(re.search(r"(?s)curl.+?'query=", BOTH[name])[0] + "x'")
    assert curl[:3] == ["curl", "-H", "Accept: text/csv"] and quote(curl[3], safe=":/") == curl[3]


def test_the_commands_of_the_table_run(made: Path) -> None:
    """The quick ones, on a small release; each does what its line says."""
    record = (made / "active" / "records.csv").read_text(encoding="utf-8").splitlines()[1].split(",")[0]
    page = sorted((ROOT / "data" / "records" / "osservatorio").glob("*.txt"))[0]
    for arguments, code_, words in (
        (["extract", str(page)], {0}, '"kind": "registry-record"'),
        (["check", str(page)], {0, 1}, "osservatorio"),
        (["explain", f"id/record/{record}", "--release", str(made)], {0}, record),
        (["verify", str(made), "--quick"], {0}, " 0 "),
        (["diff", str(made), str(made)], {0}, "0"),
        (["release", "list", str(made)], {0}, "1.0.0"),
        (["doctor", str(made)], {0}, "Python"),
        (["review", "list", "--dir", str(made)], {0}, ""),
    ):
        done = run(*arguments)
        assert done.returncode in code_ and words in done.stdout, (arguments, done.stdout, done.stderr)


@pytest.mark.heavy
def test_make_demo_serves_and_answers(tmp_path: Path) -> None:
    """`make demo`, with its environment as it is, answers the question of the README."""
    import os
    import signal
    import time
    import urllib.request

    port = "18080"
    command = ["make", "demo", f"PORT={port}"]
    process = subprocess.Popen(
        command, cwd=ROOT, start_new_session=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    try:
        asked = re.search(r"(?s)'query=\n(.+?)'\n", BOTH["README.md"])[1]
        address = f"http://127.0.0.1:{port}/sparql?query={quote(asked)}"
        end = time.monotonic() + 600
        while True:
            try:
                request = urllib.request.Request(address, headers={"Accept": "text/csv"})
                with urllib.request.urlopen(request, timeout=30) as answer:
                    rows = answer.read().decode().splitlines()
                break
            except OSError:
                assert time.monotonic() < end and process.poll() is None
                time.sleep(1)
        assert rows[0] == "title,score" and len(rows) > 3
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(30)
