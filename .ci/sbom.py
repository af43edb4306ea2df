"""Writes what a version of the software is made of, as CycloneDX 1.6 JSON: `python .ci/sbom.py FILE`.

From the lock files alone (`requirements.lock`, `endpoint/package-lock.json`), so that it says what is
installed, and the same files give the same bytes: no clock, no random serial number."""

import base64
import json
import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

ROOT = Path(__file__).resolve().parents[1]
Component = dict[str, object]
PINNED = re.compile(r"(?m)^([A-Za-z0-9._-]+)==(\S+)( ; [^\\\n]+)?((?: *\\\n +--hash=sha256:[0-9a-f]{64})+)")


def bom() -> dict[str, object]:
    """Return the bill of materials: Corale, the Python packages it runs on, the npm packages of its pages."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    own = component("pkg:pypi/corale@" + project["version"], "corale", project["version"], "application")
    own["licenses"] = [{"license": {"id": project["license"]}}]
    parts = [*python(), *npm()]
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": own},
        "components": parts,
        "dependencies": [{"ref": own["bom-ref"], "dependsOn": [one["bom-ref"] for one in parts]}],
    }


def component(purl: str, name: str, version: str, kind: str = "library") -> Component:
    """Return the least that is said of a component."""
    return {"type": kind, "bom-ref": purl, "name": name, "version": version, "purl": purl}


def python() -> Iterator[Component]:
    """Yield the Python packages of the lock file; those that only some systems need are optional."""
    for name, version, marker, hashes in PINNED.findall((ROOT / "requirements.lock").read_text()):
        made = component(f"pkg:pypi/{name.lower()}@{version}", name, version)
        made["scope"] = "optional" if marker else "required"
        sums = [{"alg": "SHA-256", "content": one} for one in re.findall(r"sha256:(\w+)", hashes)]
        page = f"https://pypi.org/project/{name}/{version}/"
        made["externalReferences"] = [{"type": "distribution", "url": page, "hashes": sums}]
        yield made


def npm() -> Iterator[Component]:
    """Yield the npm packages that style and editor of the pages are built from; tools of the build are not in
    them."""
    held = json.loads((ROOT / "endpoint" / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    for path, said in sorted(held.items()):
        if not path or said.get("dev"):
            continue
        name = path.rpartition("node_modules/")[2]
        made = component(f"pkg:npm/{quote(name)}@{said['version']}", name, said["version"])
        made["scope"] = "optional"
        made["licenses"] = [{"expression": said["license"]}] if "license" in said else []
        algorithm, _, digest = said["integrity"].partition("-")
        content = base64.b64decode(digest).hex()
        made["hashes"] = [{"alg": algorithm.upper().replace("SHA", "SHA-"), "content": content}]
        yield made


if __name__ == "__main__":
    out = Path(sys.argv[1])
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(json.dumps(bom(), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print(f"{out}: {len(bom()['components'])} components")
