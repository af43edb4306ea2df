"""The bands of notices in `mappings/bands.csv`: measured precision of what is read, by family and claimed
confidence, on texts that no rule was written on when they were read.

Those are fold 0 of the corpus and our own texts in `tests/cases/held`, of which sums alone were looked at.
Our own texts in `tests/cases/own` were held once, and then looked at: of them counts what the rules before
read in them (`first-readings.csv`), so that a text that taught a rule never speaks for it. Values are counted
on texts that are a procedure; whether a text is one, and of what kind, is the family `decision`.
"""

import csv
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from unittest import mock

import corpus

from corale.mappings.notice import bands
from corale.mappings.notice.bands import FAMILIES

RIDE = 0.75  # share
STEPS = (0.5, 0.6, 0.7, 0.8, 0.85, 0.9)
CASES = Path(__file__).resolve().parents[1] / "tests" / "cases"
HELD, SAMPLE, OWN = 9, 8, 7  # folds: our own unseen texts; real notices beside the corpus; our own seen ones
REPEATED = {"issuer": "issuingBody", "lead": "leadMunicipality", "member": "memberMunicipality"}
# counted from the decision, from the objects
LATER = (
    "publishable",
    "deadlineDate",
    "periodStart",
    "periodEnd",
)
Judged = tuple[str, float, bool]


def held() -> Iterator[corpus.Text]:
    """Our own texts that no rule was written on, with their expected facts."""
    return _texts("held", HELD)


def own() -> Iterator[corpus.Text]:
    """Our own texts that were looked at, with their expected facts."""
    return _texts("own", OWN)


def _texts(folder: str, fold: int) -> Iterator[corpus.Text]:
    for path in sorted((CASES / folder).glob("*.expected.json")):
        name = path.name.removesuffix(".expected.json")
        expected = json.loads(path.read_text(encoding="utf-8"))
        yield corpus.Text(name, path.with_name(f"{name}.txt"), expected, fold)


def unseen(folder: Path) -> Iterator[corpus.Text]:
    """The texts that no rule was written on: fold 0 of the corpus, and our own held ones."""
    yield from (text for text in corpus.texts(folder) if text.fold == corpus.UNSEEN)
    yield from held()


def samples(folder: Path) -> Iterator[corpus.Text]:
    """The real notices beside the corpus (`seeds`, `samples`) that are in scope, with their expected plain
    fields."""
    for inputs, name in (("seeds", "seeds"), ("samples/notices", "notices")):
        for path in sorted((folder / "expected" / name).glob("*.json")):
            facts = json.loads(path.read_text(encoding="utf-8"))
            if facts["kind"] == "notice" and facts["notice"].get("inScope"):
                told = {"publishable": True, "notice": facts["notice"], "text_genre": "", "document_kind": ""}
                for text in sorted((folder / inputs).rglob(f"{path.stem}.txt")):
                    yield corpus.Text(path.stem, text, told, SAMPLE)


def judged(texts: Iterable[corpus.Text]) -> Iterator[Judged]:
    """Each value read, stated or not, once: its family, what it claimed, whether it is right."""
    for text in texts:
        with mock.patch.object(bands, "band", return_value=None):  # as the rules claim it
            record = corpus.read(text)
        for name, family in FAMILIES.items():
            if (
                name in LATER
                or name in text.doubted
                or not (text.expected["publishable"] or name == "documentKind")
            ):
                continue
            facts = {corpus.same(corpus.cut(name, one)) for one in corpus.wanted(text, name)}
            facts |= corpus.accepted(text, name)
            for value, claimed in claims(record, name):
                if not (name == "party" and isinstance(value, dict) and value["role"] in REPEATED):
                    found = corpus.right(name, corpus.same(corpus.cut(name, value)), facts)
                    yield family, claimed, bool(found)


def first_readings() -> Iterator[Judged]:
    """The values that were read in our own texts before any rule was written on them."""
    with (CASES / "own" / "first-readings.csv").open(encoding="utf-8") as rows:
        for row in csv.DictReader(rows):
            yield row["family"], float(row["claimed"]), row["right"] == "1"


def claims(record: corpus.Record, name: str) -> Iterator[tuple[object, float]]:
    """The values of a field with the confidence that the rule claimed, not the one that was measured."""
    fields = record.fields if record.kind == "notice" else {}
    many = isinstance(fields.get(name), list)
    for place, value in enumerate(corpus.listed(fields.get(name))):
        pointer = f"/notice/{name}/{place}" if many else f"/notice/{name}"
        yield value, next(one.confidence for one in record.evidence if one.pointer == pointer)
    yield from ((one.value, one.confidence) for one in record.candidates if one.field == name)


def table(values: Iterable[Judged], decided: Iterable[tuple[float, bool]]) -> list[dict[str, object]]:
    """The rows of the table: cumulative, from each step of claimed confidence on; a step whose own values are
    right less often than `RIDE` ends it, so that they do not ride on surer ones."""
    by: dict[str, list[tuple[float, bool]]] = defaultdict(list)
    for family, claimed, right in values:
        by[family].append((claimed, right))
    by["decision"] += decided
    rows = []
    for family in sorted(by):
        before = (0, 0)
        made = []
        for step in reversed(STEPS):
            here = [(claimed, right) for claimed, right in by[family] if claimed >= step]
            right = sum(one for _, one in here)
            own = right - before[0], len(here) - before[1]  # of this step alone
            if own[0] < RIDE * own[1]:
                break
            before = right, len(here)
            if here:
                measured, lower, _ = corpus.wilson(right, len(here))
                mean = round(sum(claimed for claimed, _ in here) / len(here), 3)
                cells = ("avviso", family, step, mean, measured, len(here), lower)
                made.append(dict(zip(COLUMNS, cells, strict=True)))
        rows += reversed(made)
    return rows


COLUMNS = ("source", "family", "band", "claimed", "measured", "n", "lower")


def write(path: Path, source: str, rows: list[dict[str, object]]) -> None:
    """Write the rows of a source into the table; those of other sources stay."""
    with path.open(encoding="utf-8") as old:
        others: list[dict[str, object]] = [
            dict(row) for row in csv.DictReader(old) if row["source"] != source
        ]
    with path.open("w", newline="", encoding="utf-8") as out:
        writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(sorted([*rows, *others], key=lambda row: str(row["source"])))
