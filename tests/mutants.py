"""Mutation testing: `make mutants` changes one thing in the code at a time and asks whether a test notices.

A mutant is one small change: a comparison turned round or moved by one, `and` for `or`, a condition that is always
false, a number that is one more, a truth value turned. A seeded sample over all packages is taken; each mutant runs
first against the tests that import its module (doctests included), then, if it lives, against its package's tests and
the end-to-end ones. What is known to change nothing that anybody could notice stands, with the reason, in
`tests/mutants.csv`.

    python tests/mutants.py --number 200 --seed 1
    python tests/mutants.py --only src/corale/endpoint/protocol/budget.py
"""

import argparse
import ast
import csv
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "corale"
EQUIVALENT = ROOT / "tests" / "mutants.csv"
FOLDERS = ("ontology", "mappings", "shapes", "data", "endpoint")
END_TO_END = ("tests/test_spine.py", "tests/test_pipeline.py", "tests/test_gate.py")
COMPARED = {
    ast.Lt: "<=",
    ast.LtE: "<",
    ast.Gt: ">=",
    ast.GtE: ">",
    ast.Eq: "!=",
    ast.NotEq: "==",
    ast.In: "not in",
    ast.NotIn: "in",
    ast.Is: "is not",
    ast.IsNot: "is",
}
SECONDS = 240  # a mutant that runs longer has been noticed


@dataclass(frozen=True)
class Mutant:
    """A change to one place of a module: from character `start` to `end` of its text stands `new`."""

    module: Path
    line: int
    start: int
    end: int
    old: str
    new: str

    @property
    def name(self) -> str:
        return f"{self.module.relative_to(ROOT)}:{self.line}: {self.old} -> {self.new}"


def offsets(text: str) -> list[int]:
    """Return where each line of the text begins."""
    found = [0]
    for line in text.split("\n"):
        found.append(found[-1] + len(line) + 1)
    return found


def mutants(module: Path) -> Iterator[Mutant]:
    """Yield every mutant of a module."""
    text = module.read_text(encoding="utf-8")
    starts, lines = offsets(text), text.split("\n")

    def at(line: int, column: int) -> int:
        return starts[line - 1] + len(lines[line - 1].encode()[:column].decode())

    def made(node: ast.expr, new: str) -> Mutant:
        start, end = at(node.lineno, node.col_offset), at(node.end_lineno or 0, node.end_col_offset or 0)
        return Mutant(module, node.lineno, start, end, text[start:end], new)

    def part(node: ast.expr) -> str:
        return ast.get_source_segment(text, node) or ""

    tree = ast.parse(text)
    decorators = {
        id(inner)
        for node in ast.walk(tree)
        for decorator in getattr(node, "decorator_list", ())
        for inner in ast.walk(decorator)
    }
    for node in ast.walk(tree):
        if id(node) in decorators:  # frozen or slots: nothing that a test could notice
            continue
        if isinstance(node, ast.Compare) and len(node.ops) == 1:
            yield made(node, f"({part(node.left)} {COMPARED[type(node.ops[0])]} {part(node.comparators[0])})")
        elif isinstance(node, ast.BoolOp):
            sign = " or " if isinstance(node.op, ast.And) else " and "
            yield made(node, "(" + sign.join(f"({part(value)})" for value in node.values) + ")")
        elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            yield made(node, f"({part(node.operand)})")
        elif isinstance(node, ast.If) and not is_typing(node.test):
            yield made(node.test, "False")
        elif isinstance(node, ast.Constant) and type(node.value) is bool:
            yield made(node, str(not node.value))
        elif isinstance(node, ast.Constant) and type(node.value) is int:
            yield made(node, str(node.value + 1))


def is_typing(test: ast.expr) -> bool:
    """Tell whether a condition is only for type checkers."""
    return isinstance(test, ast.Name) and test.id == "TYPE_CHECKING"


def sample(number: int, seed: int) -> list[Mutant]:
    """Return so many mutants, drawn evenly over the packages."""
    by_package: dict[str, list[Mutant]] = defaultdict(list)
    for module in sorted(SOURCE.rglob("*.py")):
        by_package[module.relative_to(SOURCE).parts[0]] += mutants(module)
    draw = random.Random(seed)
    for found in by_package.values():
        draw.shuffle(found)
    chosen: list[Mutant] = []
    while len(chosen) < number and any(by_package.values()):
        for found in by_package.values():
            if found and len(chosen) < number:
                chosen.append(found.pop())
    return chosen


def tests_of(module: Path) -> tuple[list[str], list[str]]:
    """Return the tests that import a module, and those of its package with the end-to-end ones."""
    dotted = ".".join(("corale", *module.relative_to(SOURCE).with_suffix("").parts)).removesuffix(".__init__")
    package, name = dotted.rpartition(".")[::2]
    near, tests = [], sorted((ROOT / "tests").rglob("test_*.py"))
    for test in tests:
        text = test.read_text(encoding="utf-8")
        grouped = f"from {package} import" in text and name in text
        if dotted in text or grouped or test.stem == f"test_{name}":
            near.append(str(test.relative_to(ROOT)))
    top = ROOT / "tests" / module.relative_to(SOURCE).parts[0]
    wide = [str(test.relative_to(ROOT)) for test in tests if test.is_relative_to(top)]
    return near, [*wide, *END_TO_END]


def workbench(folder: Path) -> Path:
    """Lay a copy of the package beside links to the declarative folders; return where its modules lie."""
    shutil.copytree(ROOT / "src", folder / "src", ignore=shutil.ignore_patterns("__pycache__", "_artefacts"))
    for name in (*FOLDERS, "pyproject.toml"):
        (folder / name).symlink_to(ROOT / name)
    return folder / "src"


def passes(source: Path, tests: list[str], module: Path | None = None) -> bool:
    """Tell whether these tests (and the doctests of a module) pass on the copy."""
    doctests = [str(source / module.relative_to(ROOT / "src"))] if module else []
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-x",
        "-q",
        "-p",
        "no:xdist",
        "-p",
        "no:randomly",
        "-m",
        "not heavy",
    ]
    environment = os.environ | {"PYTHONPATH": str(source), "PYTHONDONTWRITEBYTECODE": "1"}
    try:
        run = subprocess.run(
            [*command, *doctests, *tests],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return False
    return run.returncode in (0, 5)  # 5: no test at all


def survives(mutant: Mutant, source: Path) -> bool:
    """Tell whether no test notices the mutant."""
    copy = source / mutant.module.relative_to(ROOT / "src")
    text = mutant.module.read_text(encoding="utf-8")
    copy.write_text(text[: mutant.start] + mutant.new + text[mutant.end :], encoding="utf-8")
    near, wide = tests_of(mutant.module)
    try:
        return passes(source, near, mutant.module) and passes(source, wide)
    finally:
        copy.write_text(text, encoding="utf-8")


def equivalents() -> set[tuple[str, str, str]]:
    """Return the mutants that change nothing: module, old and new text."""
    if not EQUIVALENT.is_file():
        return set()
    with EQUIVALENT.open(encoding="utf-8", newline="") as stream:
        return {(row["module"], row["old"], row["new"]) for row in csv.DictReader(stream)}


def main() -> int:
    """Run the sample and print what lives."""
    asked = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    asked.add_argument("--number", type=int, default=200)
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--only", help="a module: all its mutants, up to the number")
    options = asked.parse_args()
    if options.only:
        chosen = list(mutants(ROOT / options.only))
        random.Random(options.seed).shuffle(chosen)
        chosen = chosen[: options.number]
    else:
        chosen = sample(options.number, options.seed)
    known, fates = equivalents(), Counter[str]()
    with tempfile.TemporaryDirectory() as room:
        source = workbench(Path(room))
        for mutant in chosen:
            if (str(mutant.module.relative_to(ROOT)), mutant.old, mutant.new) in known:
                fate = "equivalent"
            else:
                fate = "survived" if survives(mutant, source) else "killed"
            fates[fate] += 1
            if fate == "survived":
                print(f"survived  {mutant.name}", flush=True)
    judged = fates["killed"] + fates["survived"]
    share = 100 * fates["killed"] / judged if judged else 100
    print(
        f"{len(chosen)} mutants: {fates['killed']} killed, {fates['survived']} survived, "
        f"{fates['equivalent']} equivalent; {share:.1f} % killed"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
