"""The bundled sample: large enough to look at, read without a violation, free of personal data, in our own words."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.five import NAMES

from corale import artefacts
from corale.data.published.folder import Release
from corale.findings import Severity
from corale.mappings.extract import extract
from corale.pipeline import build

RECORDS = artefacts.path("data", "records")
TEXTS = sorted(RECORDS.rglob("*.txt"))
WORD = re.compile(r"\w+(?:['.,/]\w+)*")


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Release:
    return build([RECORDS], tmp_path_factory.mktemp("out"), jobs=1)


def runs(text: str) -> Iterator[tuple[str, ...]]:
    """Return every eight words that follow each other in a text."""
    words = WORD.findall(text.lower().replace("’", "'"))
    return (tuple(words[at : at + 8]) for at in range(len(words) - 7))


def running(text: str) -> list[str]:
    """Return the lines of a text that end as sentences do, below its title: no label with its value, no entry."""
    lines = [line.strip() for line in text.split("\n")[1:]]
    return [line for line in lines if line.endswith(".") and not line.startswith("- ")]


def test_the_sample_is_large_and_has_both_kinds(release: Release) -> None:
    assert len(TEXTS) >= 75
    counts = release.manifest.counts
    assert counts["documents"] == len(TEXTS)
    assert counts["records"] >= 60, "most of it is published"
    assert counts.get("findings.violation", 0) == 0
    assert counts["quarantined"] == 0


def test_nothing_in_the_sample_names_a_person_or_is_unreadable() -> None:
    found = [finding for one in extract([RECORDS]) for finding in one.findings]
    assert found, "the sample is read"
    assert [one for one in found if one.code == "P001" or one.severity is Severity.VIOLATION] == []
    assert [path.name for path in TEXTS if "@" in path.read_text(encoding="utf-8")] == []


def test_every_address_of_the_manifest_leads_to_a_file_and_none_twice() -> None:
    rows = (RECORDS / "manifest.csv").read_text(encoding="utf-8").splitlines()[1:]
    files, addresses = zip(*(row.split(",")[:2] for row in rows), strict=True)
    assert len(rows) >= 70
    assert [name for name in files if not (RECORDS / name).is_file()] == []
    assert len(set(files)) == len(set(addresses)) == len(rows)


def test_running_lines_are_told_and_labels_are_not() -> None:
    text = "Titolo che finisce col punto.\nScadenza: ore 12\n- un ente.\nIl Comune cerca due partner: A e B.\nRavenna"
    assert running(text) == ["Il Comune cerca due partner: A e B."]
    assert next(runs("Uno due tre quattro cinque sei sette OTTO."))[6:] == ("sette", "otto")


def test_no_sentence_is_copied_from_the_real_texts(real: Path) -> None:
    texts = [path for folder in ("corpus", "samples", "seeds") for path in (real / folder).rglob("*.txt")]
    seen = {run for path in texts for run in runs(path.read_text(encoding="utf-8"))}
    assert len(seen) > 10_000
    told = [
        path for path in TEXTS if path.relative_to(RECORDS).as_posix() not in NAMES
    ]  # the five: names of agreements
    lines = [(path.name, line) for path in told for line in running(path.read_text(encoding="utf-8"))]
    assert len(lines) > 100
    assert [(name, line) for name, line in lines if any(run in seen for run in runs(line))] == []
