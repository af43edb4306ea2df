"""The command line as a whole: help without libraries, exit codes, no traceback without --debug."""

import subprocess
import sys
from pathlib import Path

import pytest

from corale.cli import COMMANDS, group


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "corale", *arguments], capture_output=True, text=True, check=False)


def test_help_imports_no_library() -> None:
    code = (
        "import sys, corale.cli; print(*{'flask', 'pyshacl', 'rdflib', 'owlready2', 'pyoxigraph'} & set(sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == ""


def test_every_command_has_a_line_of_help() -> None:
    told = run("--help").stdout
    assert set(COMMANDS) >= {
        "build", "check", "demo", "diff", "doctor", "explain", "extract", "link", "query", "release", "serve", "verify",
    }  # fmt: skip
    for name in COMMANDS:
        assert f"  {name} " in told
        assert group.get_command(None, name).help


@pytest.mark.parametrize("arguments", [("nonsense",), ("build",), ("explain", "x", "--release", "/nowhere")])
def test_usage_is_2_with_one_line_and_no_traceback(arguments: tuple[str, ...], tmp_path: Path) -> None:
    for debug in ((), ("--debug",)):
        done = run(*debug, *arguments)
        assert done.returncode == 2, done.stderr
    assert "Traceback" not in run(*arguments).stderr
