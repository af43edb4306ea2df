"""`docs/ufficio.md`, command by command, on a folder of three PDFs of our own."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from tests.desk.conftest import SHEET
from tests.endpoint.conftest import free_port
from tests.mappings.reading.making import pdf

from corale.cli import COMMANDS
from corale.data.published import folder as releases

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "ufficio.md"
CODES = """
import sys
from dataclasses import replace
from pathlib import Path
from corale.data.published import folder as releases
from corale.data.review.offered import offered
from corale.desk import inbox
from corale.desk.note import Note
publisher, number = Path("DIR"), sys.argv[1]
release = releases.active(publisher)
page = next(line.strip() for line in (release.folder / "iris.txt").open() if "/id/process/" in line)
field, value = ("participantCount", "40") if number == "2" else ("description", f"Un percorso, {number}.")
note = Note(number * 20, number, page.removeprefix(release.manifest.base), field=field, value=value)
print(inbox.code_of("contribution", inbox.receive(publisher, release, note)))
"""


def commands() -> list[str]:
    """The commands of the page, in order, without those that set up an environment."""
    blocks = re.findall(r"```sh\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    lines = [line.partition("   #")[0].strip() for block in blocks for line in block.splitlines()]
    return [line for line in lines if line and not line.startswith(("make ", ". "))]


def test_every_command_that_the_page_names_is_one() -> None:
    named = {line.split()[1] for line in commands() if line.startswith("corale ")}
    assert len(commands()) > 20 and named <= set(COMMANDS)


@pytest.mark.heavy
def test_the_page_of_an_office_works_as_it_is_written(tmp_path: Path) -> None:
    (tmp_path / "i-nostri-pdf").mkdir()
    for key in ("7", "8", "9"):
        lines = SHEET.format(words="Ambiente").replace("prova", f"prova {key}").splitlines()
        page = [(60.0, 780.0 - 16 * n, line) for n, line in enumerate(lines)]
        (tmp_path / "i-nostri-pdf" / f"{key}.pdf").write_bytes(pdf([page]))
    (tmp_path / "codes.py").write_text(CODES, encoding="utf-8")
    script = ["set -e -m", "trap 'for one in $(jobs -p); do kill -- -$one; wait $one; done' EXIT"]
    site, desk, number = free_port(), free_port(), 0
    for line in commands():
        line = line.replace("8080", str(site)).replace("8090", str(desk))
        if "CODICE" in line and "show" not in line:
            number += 1
        line = line.replace("CODICE", f'"$(python codes.py {number or 9})"')
        line = line.replace("SCHEDA", '"$(basename "$(grep -m 1 /id/record/ DIR/active/iris.txt)")"')
        script += [f"echo '$ {line.replace(chr(39), '')}'", line]
    script.append(f"curl -fsS -o /dev/null --retry 60 --retry-connrefused http://127.0.0.1:{desk}/login")
    (tmp_path / "page.sh").write_text("\n".join([*script, ""]), encoding="utf-8")
    tools = tmp_path / "tools"
    tools.mkdir()
    for name, target in (("corale", '-m corale "$@"'), ("python", '"$@"')):
        (tools / name).write_text(f'#!/bin/sh\nexec "{sys.executable}" {target}\n', encoding="utf-8")
        (tools / name).chmod(0o755)
    environment = {
        **os.environ,
        "PATH": f"{tools}:{os.environ['PATH']}",
        "CORALE_PASSWORD": "una-lunga-password",
    }
    with (tmp_path / "said.txt").open("w+", encoding="utf-8") as said:
        told = subprocess.run(
            [shutil.which("bash") or "bash", "page.sh"],
            cwd=tmp_path,
            env=environment,
            stdout=said,
            stderr=subprocess.STDOUT,
            timeout=3000,
            check=False,
        )
    words = (tmp_path / "said.txt").read_text(encoding="utf-8")
    assert told.returncode == 0, words
    made = releases.active(tmp_path / "DIR")
    assert made.manifest.counts["records"] == 2, words
    assert words.count("-> DIR/decisions/statements.csv") == 2
    decided = (tmp_path / "DIR" / "decisions" / "statements.csv").read_text(encoding="utf-8")
    assert decided.count("\n") == 1, "both were about the record that was purged"
    assert json.loads((tmp_path / "DIR" / "sources.json").read_text(encoding="utf-8"))["paths"]
