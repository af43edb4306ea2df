"""The command line as a whole: help without libraries, exit codes, no traceback without --debug."""

import subprocess
import sys
from pathlib import Path

import pytest

from corale.cli import COMMANDS, group, main


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "corale", *arguments], capture_output=True, text=True, check=False
    )


def test_help_imports_no_library() -> None:
    code = "import sys, corale.cli; print(*{'flask', 'pyshacl', 'rdflib', 'owlready2', 'pyoxigraph'} & set(sys.modules))"
    assert (
        subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True
        ).stdout.strip()
        == ""
    )


def test_every_command_has_a_line_of_help() -> None:
    told = run("--help").stdout
    assert set(COMMANDS) >= {
        "build",
        "check",
        "demo",
        "diff",
        "doctor",
        "explain",
        "extract",
        "link",
        "query",
        "release",
        "serve",
        "verify",
    }
    for name in COMMANDS:
        assert f"  {name} " in told
        assert group.get_command(None, name).help


@pytest.mark.parametrize("arguments", [("nonsense",), ("build",), ("explain", "x", "--release", "/nowhere")])
def test_usage_is_2_with_one_line_and_no_traceback(arguments: tuple[str, ...], tmp_path: Path) -> None:
    for debug in ((), ("--debug",)):
        done = run(*debug, *arguments)
        assert done.returncode == 2, done.stderr
    assert "Traceback" not in run(*arguments).stderr


def test_a_library_that_is_missing_is_3_with_the_line_that_installs_it() -> None:
    code = "import sys; sys.modules['{}'] = None; from corale.cli import main; main({})"
    for library in ("pyoxigraph", "rich.table"):
        command = [sys.executable, "-c", code.format(library, ["query", "ASK {}", "--release", "."])]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert (done.returncode, done.stderr.count("\n")) == (3, 1), done.stderr
        assert "pip install corale" in done.stderr and library in done.stderr


@pytest.mark.parametrize(
    "wrong",
    [
        ("--date", "foo"),
        ("--date", "2024-02-31"),
        ("--base", "https://x.it/y"),
        ("--base", ""),
        ("--base", "nonsense"),
        ("--base", "https://x.it/y y/"),
        ("--jobs", "-1"),
    ],
)
def test_options_of_a_build_that_cannot_be(wrong: tuple[str, str], tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("x")
    done = run("build", str(tmp_path / "a.txt"), "--out", str(tmp_path / "out"), *wrong)
    assert done.returncode == 2 and "Traceback" not in done.stderr, done.stderr
    assert wrong[0] in done.stderr
    assert not (tmp_path / "out").exists()


def test_a_manifest_of_files_that_is_not_utf_8(tmp_path: Path) -> None:
    (tmp_path / "manifest.csv").write_bytes(b"file,url\na.txt,https://x.it/citt\xe0\n")
    (tmp_path / "a.txt").write_text("x")
    done = run("check", str(tmp_path))
    assert done.returncode == 2
    assert "manifest.csv" in done.stderr.replace("\n", "") and "Traceback" not in done.stderr


def test_a_fault_of_ours_is_4_and_shows_no_traceback(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise KeyError("nowhere")

    monkeypatch.setattr(group, "main", broken)
    with pytest.raises(SystemExit) as left:
        main(["doctor"])
    said = capsys.readouterr().err
    assert left.value.code == 4
    assert "KeyError" in said and "Traceback" not in said
