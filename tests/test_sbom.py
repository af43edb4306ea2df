"""The bill of materials names what the lock files pin, and the paper on dependencies every package."""

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def bom(tmp_path_factory: pytest.TempPathFactory) -> dict:
    made = [tmp_path_factory.mktemp("bom") / name for name in ("a.json", "b.json")]
    for path in made:
        subprocess.run([sys.executable, ROOT / ".ci" / "sbom.py", path], check=True, capture_output=True)
    assert made[0].read_bytes() == made[1].read_bytes()
    return json.loads(made[0].read_text(encoding="utf-8"))


def test_every_pinned_package_is_a_component_with_its_sums(bom: dict) -> None:
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    pinned = set(re.findall(r"(?m)^([\w.-]+)==([^\s;]+)", lock))
    found = {(one["name"], one["version"]): one for one in bom["components"] if "pkg:pypi" in one["purl"]}
    assert set(found) == pinned
    sums = [sum_["content"] for one in found.values() for sum_ in one["externalReferences"][0]["hashes"]]
    assert sorted(sums) == sorted(re.findall(r"sha256:([0-9a-f]{64})", lock))


def test_it_is_cyclonedx_with_one_root(bom: dict) -> None:
    assert (bom["bomFormat"], bom["specVersion"], bom["version"]) == ("CycloneDX", "1.6", 1)
    refs = [one["bom-ref"] for one in bom["components"]]
    assert len(refs) == len(set(refs))
    [root] = bom["dependencies"]
    assert root["ref"] == bom["metadata"]["component"]["bom-ref"]
    assert root["dependsOn"] == refs
    tools = {"esbuild", "sass"}
    npm = {one["name"] for one in bom["components"] if "pkg:npm" in one["purl"]}
    assert "bootstrap-italia" in npm and not npm & tools


def test_the_paper_tells_why_every_package_is_there() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    paper = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")
    rows = re.findall(r"(?m)^\| ([\w-]+) \| .{10,} \| .{5,} \|$", paper)
    named = {re.match(r"[\w-]+", one)[0] for one in project["dependencies"]}
    assert named - set(rows) == set()
    extras = [
        re.match(r"[\w-]+", one)[0] for some in project["optional-dependencies"].values() for one in some
    ]
    assert [one for one in extras if one not in paper] == []
