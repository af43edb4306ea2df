"""The wheel, installed in a fresh environment, does the main job from anywhere."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


def run(*command: str | Path, cwd: Path | str = ROOT) -> str:
    done = subprocess.run(
        [str(part) for part in command], cwd=cwd, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.heavy
def test_the_wheel_runs_the_demo_from_the_root_folder(tmp_path: Path) -> None:
    run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", tmp_path)
    (wheel,) = tmp_path.glob("*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    for folder in (
        "ontology/corale.ttl",
        "mappings/context.jsonld",
        "shapes/process.ttl",
        "data/records",
        "endpoint/queries",
    ):
        assert any(name.startswith(f"corale/_artefacts/{folder}") for name in names), folder
    assert not [name for name in names if "node_modules" in name or name.startswith("tests/")]
    environment = tmp_path / "environment"
    run(sys.executable, "-m", "venv", environment)
    pip = [environment / "bin" / "python", "-m", "pip", "install", "-q", "--disable-pip-version-check"]
    run(*pip, "--require-hashes", "-r", ROOT / "requirements.lock")
    run(*pip, "--no-deps", wheel)
    told = run(environment / "bin" / "corale", "demo", "--no-serve", "--out", tmp_path / "demo", cwd="/")
    assert "85" in told
    assert (tmp_path / "demo" / "active" / "corale.ttl.gz").exists()
    where = "import corale, pathlib; print(pathlib.Path(corale.__file__).resolve())"
    assert str(environment) in run(environment / "bin" / "python", "-c", where, cwd="/")
