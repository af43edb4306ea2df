"""The house itself: layers, mirror rule, sizes of modules, hygiene files."""

import re
import statistics
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "corale"
FOLDERS = ("ontology", "mappings", "shapes", "data", "endpoint")
MODULES = sorted(path for path in SOURCE.rglob("*.py") if "_artefacts" not in path.parts)


def sizes() -> dict[str, int]:
    return {
        str(path.relative_to(SOURCE)): len(path.read_text(encoding="utf-8").splitlines()) for path in MODULES
    }


def test_modules_are_small() -> None:
    lines = sorted(size for name, size in sizes().items() if not name.endswith("__init__.py"))
    assert statistics.median(lines) <= 120
    assert lines[int(len(lines) * 0.9)] <= 250
    assert {name: size for name, size in sizes().items() if size > 400} == {}


def test_layers_hold() -> None:
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as c; c()"]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr


def test_folders_hold_few_modules() -> None:
    folders = Counter(path.parent for path in MODULES if path.name != "__init__.py")
    most = {SOURCE / "cli": 25}  # a module a command
    over = {str(folder): number for folder, number in folders.items() if number > most.get(folder, 18)}
    assert over == {}


@pytest.mark.parametrize("folder", FOLDERS)
def test_five_folders_are_mirrored(folder: str) -> None:
    for place in (ROOT / folder, SOURCE / folder, ROOT / "tests" / folder):
        assert place.is_dir(), place


AS_WHOLES = (
    "mappings/reading/office",  # readers of formats: by files, in tests/mappings/reading/test_formats.py
    "mappings/sheet/facts",  # by the expected facts of documents, in tests/mappings/test_prose_facts.py
)
PACKAGES = sorted({path.parent for path in MODULES} - {SOURCE})


def imported(text: str, package: str) -> set[str]:
    """Return the modules of a package that a text of tests imports."""
    direct = re.findall(rf"{re.escape(package)}\.(\w+)", text)
    grouped = re.findall(rf"from {re.escape(package)} import (?:\(([^)]*)\)|([^\n]*))", text)
    names = ",".join(inner or line for inner, line in grouped).split(",")
    return {*direct, *(name.split(" as ")[0].strip() for name in names)}


@pytest.mark.parametrize("folder", PACKAGES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_every_module_has_its_tests(folder: Path) -> None:
    """A module's tests stand at tests/<package>/test_<module>.py, in another that imports it, or as doctest."""
    place = folder.relative_to(SOURCE)
    if place.parts[0] not in FOLDERS or str(place) in AS_WHOLES:
        return
    text = "\n".join(
        test.read_text(encoding="utf-8") for test in (ROOT / "tests" / place.parts[0]).rglob("*.py")
    )
    known = imported(text, ".".join(("corale", *place.parts)))
    known |= {test.stem.removeprefix("test_") for test in (ROOT / "tests" / place).glob("test_*.py")}
    bare = {path.stem for path in folder.glob("*.py") if ">>>" not in path.read_text(encoding="utf-8")}
    assert bare - known - {"__init__"} == set()


@pytest.mark.parametrize("test", sorted((ROOT / "tests").rglob("test_*.py")), ids=lambda path: path.name)
def test_tests_in_sub_packages_mirror_a_module(test: Path) -> None:
    place = test.relative_to(ROOT / "tests")
    if len(place.parts) > 2:
        assert (SOURCE / place.parent).is_dir(), place


@pytest.mark.parametrize("folder", PACKAGES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_the_map_of_a_package_names_its_modules(folder: Path) -> None:
    """The docstring of a sub-package has one line for each module and each package in it."""
    if folder.relative_to(SOURCE).parts[0] not in ("data", "endpoint", "mappings"):
        return
    text = (folder / "__init__.py").read_text(encoding="utf-8")
    named = re.findall(r"^(\w+/?)  +\S", text, flags=re.MULTILINE)
    there = [path.stem for path in folder.glob("*.py") if path.stem != "__init__"]
    there += [f"{path.parent.name}/" for path in folder.glob("*/__init__.py")]
    assert sorted(named) == sorted(there)


@pytest.mark.parametrize(
    "name",
    [
        "LICENSE",
        "publiccode.yml",
        "CITATION.cff",
        "CHANGELOG.md",
        "README.md",
        "README.it.md",
        "data/README.md",
    ],
)
def test_hygiene_files(name: str) -> None:
    assert (ROOT / name).stat().st_size > 200


def test_no_forbidden_names_of_modules() -> None:
    assert not {path.stem for path in MODULES} & {"utils", "helpers", "common", "manager", "base"}


def test_locks_have_hashes_and_direct_dependencies_are_few() -> None:
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert len(project["dependencies"]) <= 15
    for lock in ("requirements.lock", "requirements-dev.lock"):
        entries = [
            line
            for line in (ROOT / lock).read_text().splitlines()
            if line and not line.startswith((" ", "#"))
        ]
        assert entries
        assert all(line.rstrip().endswith("\\") for line in entries)


def papers() -> list[Path]:
    return sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])


@pytest.mark.parametrize("paper", papers(), ids=lambda path: str(path.relative_to(ROOT)))
def test_links_of_papers_lead_somewhere(paper: Path) -> None:
    links = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", paper.read_text(encoding="utf-8"))
    assert [link for link in links if not (paper.parent / link).exists()] == []


def test_the_architecture_names_modules_that_are_there() -> None:
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`([a-z_/]+\.py)`", text))
    assert len(named) > 30
    assert {name for name in named if not (SOURCE / name).is_file()} == set()


def test_decisions_are_listed_with_their_status() -> None:
    folder = ROOT / "docs" / "decisions"
    index = (folder / "README.md").read_text(encoding="utf-8")
    for paper in folder.glob("0*.md"):
        number, status = re.match(
            r"# (\d+)\. .+\n\n\*\*Status\.\*\* (\w+)", paper.read_text(encoding="utf-8")
        ).groups()
        assert int(number) == int(paper.name[:4])
        assert re.search(rf"\[{number}\]\({paper.name}\) \| .+ \| {status.lower()} \|", index), paper.name
